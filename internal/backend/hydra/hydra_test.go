package hydra_test

import (
	"fmt"
	"io"
	"log"
	"maps"
	"net/http/httputil"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

func TestConformance_v230(t *testing.T) {
	t.Parallel()
	backendtest.Run(t, func(t *testing.T) backendtest.Harness {
		h := simulatorHarness(t, hydrasim.V230)
		h.Dropped = oauthclient.NewFieldSet(deviceLifespans...)
		return h
	})
}

func TestConformance_v262(t *testing.T) {
	t.Parallel()
	backendtest.Run(t, func(t *testing.T) backendtest.Harness { return simulatorHarness(t, hydrasim.V262) })
}

// TestConformance_live runs the suite on a real server:
//
//	go run ./internal/live/run -server hydra -- go test ./internal/backend/hydra/...
func TestConformance_live(t *testing.T) {
	t.Parallel()
	admin, public := os.Getenv(live.EnvHydraAdminURL), os.Getenv(live.EnvHydraPublicURL)
	if admin == "" || public == "" {
		t.Skipf("%s and %s are not set", live.EnvHydraAdminURL, live.EnvHydraPublicURL)
	}
	target, err := url.Parse(admin)
	if err != nil {
		t.Fatal(err)
	}
	around := api{admin: admin, public: public}
	dropped := around.droppedLifespans(t)
	backendtest.Run(t, func(t *testing.T) backendtest.Harness {
		proxy := backendtest.NewProxy(t, &httputil.ReverseProxy{
			Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target) },
			ErrorLog: log.New(io.Discard, "", 0), // requests that the suite cancels
		})
		h := newHarness(t, proxy, around)
		h.Dropped = dropped
		h.CannotSet = map[oauthclient.Field]string{
			oauthclient.SectorIdentifierURI: "the server fetches the document, over https",
			oauthclient.SubjectType:         "the server is set up for the default alone",
		}
		return h
	})
}

func simulatorHarness(t *testing.T, manner hydrasim.Manner) backendtest.Harness {
	t.Helper()
	sim := hydrasim.New(hydrasim.Options{Manner: manner, SubjectTypes: []string{"public", "pairwise"}})
	proxy := backendtest.NewProxy(t, sim)
	direct := backendtest.NewProxy(t, sim)
	return newHarness(t, proxy, api{admin: direct.URL, public: direct.URL})
}

func newHarness(t *testing.T, proxy *backendtest.Proxy, around api) backendtest.Harness {
	t.Helper()
	return backendtest.Harness{
		Backend: newBackend(t, proxy.URL),
		Minimal: func(unique string) oauthclient.Client {
			return oauthclient.Client{oauthclient.ClientName: unique}
		},
		Samples: func(unique string) []oauthclient.Client {
			return backendtest.Alternatives(sample(unique), []oauthclient.Field{oauthclient.JWKSet, oauthclient.JWKSURI})
		},
		Variants: func(unique string) []oauthclient.Client {
			return backendtest.Alternatives(variant(unique), []oauthclient.Field{oauthclient.JWKSet, oauthclient.JWKSURI})
		},
		Companions: map[oauthclient.Field][]oauthclient.Field{
			oauthclient.PostLogoutRedirectURIs: {oauthclient.RedirectURIs},
		},
		Edit:      around.edit,
		Remove:    around.remove,
		Count:     around.count,
		HasSecret: around.hasSecret,
		Wire:      proxy,
	}
}

// newBackend returns a driver that does not wait long between attempts. SQLite gives up a transaction now and then when
// many are under way, hence their number.
func newBackend(t *testing.T, adminURL string) *hydra.Backend {
	t.Helper()
	backend, err := hydra.New(httpapi.Config{
		BaseURL: adminURL, MaxRetries: 10, SettlingTime: 300 * time.Millisecond, RetryWaitMin: time.Millisecond, RetryWaitMax: 100 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return backend
}

// deviceLifespans are the lifespans that came with v25.4.
var deviceLifespans = hydra.Lifespans[len(hydra.Lifespans)-3:]

// sample has every field, some of them in a spelling that Hydra changes.
func sample(unique string) oauthclient.Client {
	c := backendtest.Sample(unique).Only((*hydra.Backend)(nil).Supports())
	maps.Copy(c, oauthclient.Client{
		hydra.Owner:               "owner of " + unique,
		hydra.Audience:            []string{"https://orders.example.com", "https://accounts.example.com"},
		hydra.AllowedCORSOrigins:  []string{"HTTPS://App.example.com:8443/", "http://localhost:3000"},
		hydra.Metadata:            `{ "b": [1, 2.0, 1e3, 12345678901234567890], "a": "<&> 日本", "c": null }`,
		hydra.SkipConsent:         true,
		hydra.SkipLogoutConsent:   true,
		hydra.AccessTokenStrategy: "Opaque",
	})
	for i, f := range hydra.Lifespans {
		c[f] = fmt.Sprintf("%dm", 90+i)
	}
	return c
}

func variant(unique string) oauthclient.Client {
	c := backendtest.Variant(unique).Only((*hydra.Backend)(nil).Supports())
	maps.Copy(c, oauthclient.Client{
		oauthclient.UserinfoSignedResponseAlg: "none",
		hydra.Owner:                           "another owner",
		hydra.Audience:                        []string{"https://orders.example.com"},
		hydra.AllowedCORSOrigins:              []string{"https://app.example.com"},
		hydra.Metadata:                        `[{"a": "b"}]`,
		hydra.SkipConsent:                     false,
		hydra.SkipLogoutConsent:               false,
		hydra.AccessTokenStrategy:             "jwt",
	})
	for i, f := range hydra.Lifespans {
		c[f] = fmt.Sprintf("%d.5s", 10+i)
	}
	return c
}
