package hydra_test

import (
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"sync"
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
		h.Dropped = oauthclient.NewFieldSet(hydra.DeviceLifespans...)
		return h
	})
}

func TestConformance_v262(t *testing.T) {
	t.Parallel()
	backendtest.Run(t, func(t *testing.T) backendtest.Harness { return simulatorHarness(t, hydrasim.V262) })
}

func TestConformance_master(t *testing.T) {
	t.Parallel()
	backendtest.Run(t, func(t *testing.T) backendtest.Harness { return simulatorHarness(t, hydrasim.Master) })
}

// TestLive runs the suite on a real server:
//
//	go run ./internal/live/run -server hydra -- go test ./internal/backend/hydra/...
func TestLive(t *testing.T) {
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
	// Hydra's SQLite rolls back when there are several requests, and what was refused so is not sent again once it was cancelled.
	var turn sync.Mutex
	backendtest.Run(t, func(t *testing.T) backendtest.Harness {
		server := &httputil.ReverseProxy{
			Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target) },
			ErrorLog: log.New(io.Discard, "", 0), // requests that the suite cancels
		}
		proxy := backendtest.NewProxy(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			turn.Lock()
			defer turn.Unlock()
			server.ServeHTTP(w, r)
		}))
		h := newHarness(t, proxy, around)
		h.Dropped = dropped
		h.CannotSet = map[oauthclient.Field]string{
			oauthclient.SectorIdentifierURI: "the server fetches the document, over https",
			oauthclient.SubjectType:         "the server is set up for the default alone",
		}
		return h
	})
}

func simulatorHarness(t *testing.T, release hydrasim.Release) backendtest.Harness {
	t.Helper()
	sim := hydrasim.New(hydrasim.Options{Release: release, SubjectTypes: []string{"public", "pairwise"}})
	proxy := backendtest.NewProxy(t, sim)
	direct := backendtest.NewProxy(t, sim)
	return newHarness(t, proxy, api{admin: direct.URL, public: direct.URL})
}

func newHarness(t *testing.T, proxy *backendtest.Proxy, around api) backendtest.Harness {
	t.Helper()
	return backendtest.Harness{
		Judge: judge, Driver: newDriver(t, proxy.URL),
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

// judge is the same for every server.
var judge = oauthclient.NewJudge(hydra.Profile())

// newDriver returns a driver that does not wait long between attempts. SQLite gives up a transaction now and then when
// many are under way, hence their number.
func newDriver(t *testing.T, adminURL string) *hydra.Driver {
	t.Helper()
	driver, err := hydra.New(httpapi.Config{
		BaseURL: adminURL, MaxRetries: 10, RetryWaitMin: time.Millisecond, RetryWaitMax: 100 * time.Millisecond,
	}, judge)
	if err != nil {
		t.Fatal(err)
	}
	return driver
}

// sample has every field, some of them in a spelling that Hydra changes.
func sample(unique string) oauthclient.Client {
	own := oauthclient.Client{
		hydra.AllowedCORSOrigins:  []string{"HTTPS://App.example.com:8443/", "http://localhost:3000"},
		hydra.Metadata:            `{ "b": [1, 2.0, 1e3, 12345678901234567890], "a": "<&> 日本", "c": null }`,
		hydra.AccessTokenStrategy: "Opaque",
	}
	for i, f := range slices.Concat(hydra.Lifespans, hydra.DeviceLifespans) {
		own[f] = fmt.Sprintf("%dm", 90+i)
	}
	return with(backendtest.Sample(unique, allBut(own)), own)
}

func variant(unique string) oauthclient.Client {
	own := oauthclient.Client{
		oauthclient.TokenEndpointAuthMethod:   "client_secret_basic",
		oauthclient.UserinfoSignedResponseAlg: "none",
		oauthclient.PostLogoutRedirectURIs:    []string{"https://" + unique + ".example.com/bye"},
		hydra.AllowedCORSOrigins:              []string{"https://app.example.com"},
		hydra.Metadata:                        `[{"a": "b"}]`,
		hydra.AccessTokenStrategy:             "jwt",
	}
	for i, f := range slices.Concat(hydra.Lifespans, hydra.DeviceLifespans) {
		own[f] = fmt.Sprintf("%d.5s", 10+i)
	}
	return with(backendtest.Variant(unique, allBut(own)), own)
}

// allBut returns the fields for which the suite is to make a value.
func allBut(own oauthclient.Client) oauthclient.FieldSet {
	fields := maps.Clone(judge.Supported())
	for f := range own {
		delete(fields, f)
	}
	return fields
}
