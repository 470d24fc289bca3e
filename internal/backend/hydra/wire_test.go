package hydra_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An exchange is a request that is expected and the answer to it. Files are in testdata; those with answers were
// recorded from v2.3.0.
type exchange struct {
	method, path string
	// request is the file with the expected body, "" for none.
	request string
	status  int
	// answer is the file with the answer's body, "" for none.
	answer string
	// change, when it is not nil, changes the answer.
	change func(answer object)
}

// script returns the URL of a server that expects exactly these exchanges, in their order.
func script(t *testing.T, exchanges ...exchange) string {
	t.Helper()
	done := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || done == len(exchanges) {
			t.Errorf("unexpected %s %s (%v)", r.Method, r.URL, err)
			return
		}
		x := exchanges[done]
		done++
		if r.Method != x.method || r.URL.EscapedPath() != x.path {
			t.Errorf("request %d is %s %s, not %s %s", done, r.Method, r.URL.EscapedPath(), x.method, x.path)
		}
		if diff := cmp.Diff(decodeJSON(t, readFile(t, x.request)), decodeJSON(t, body)); diff != "" {
			t.Errorf("body of %s (-%s +sent):\n%s", x.method, x.request, diff)
		}
		w.WriteHeader(x.status)
		_, _ = w.Write(x.answerBody(t))
	}))
	t.Cleanup(func() {
		server.Close()
		if done != len(exchanges) {
			t.Errorf("%d of %d requests were sent", done, len(exchanges))
		}
	})
	return server.URL
}

func (x exchange) answerBody(t *testing.T) []byte {
	t.Helper()
	body := readFile(t, x.answer)
	if x.change == nil {
		return body
	}
	answer, _ := decodeJSON(t, body).(object)
	x.change(answer)
	changed, err := json.Marshal(answer)
	if err != nil {
		t.Error(err)
	}
	return changed
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	if name == "" {
		return nil
	}
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Error(err)
	}
	return content
}

func decodeJSON(t *testing.T, text []byte) any {
	t.Helper()
	if len(text) == 0 {
		return nil
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Errorf("%v in %s", err, text)
	}
	return v
}

const keySet = `{"keys":[{"use":"sig","kty":"EC","kid":"ec-1","crv":"P-256","alg":"ES256",` +
	`"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}`

// ordersClient is the client of create-request.json.
func ordersClient() oauthclient.Client {
	c := oauthclient.Client{
		oauthclient.ClientID:                          "orders",
		oauthclient.ClientSecret:                      "first secret",
		oauthclient.ClientName:                        "Orders <&> 日本",
		oauthclient.RedirectURIs:                      []string{"https://orders.example.com/callback", "com.example.orders:/callback"},
		oauthclient.GrantTypes:                        []string{"authorization_code", "refresh_token"},
		oauthclient.ResponseTypes:                     []string{"code", "code id_token"},
		oauthclient.Scopes:                            []string{"orders.read", "orders.write"},
		oauthclient.Contacts:                          []string{"ops@example.com"},
		oauthclient.ClientURI:                         "https://orders.example.com",
		oauthclient.LogoURI:                           "https://orders.example.com/logo.png",
		oauthclient.PolicyURI:                         "https://orders.example.com/policy",
		oauthclient.TosURI:                            "https://orders.example.com/tos",
		oauthclient.JWKSet:                            keySet,
		oauthclient.TokenEndpointAuthMethod:           "private_key_jwt",
		oauthclient.TokenEndpointAuthSigningAlg:       "ES256",
		oauthclient.SubjectType:                       "public",
		oauthclient.UserinfoSignedResponseAlg:         "RS256",
		oauthclient.RequestObjectSigningAlg:           "ES256",
		oauthclient.RequestURIs:                       []string{"https://orders.example.com/request.jwt"},
		oauthclient.PostLogoutRedirectURIs:            []string{"https://orders.example.com/bye"},
		oauthclient.FrontchannelLogoutURI:             "https://orders.example.com/frontchannel",
		oauthclient.FrontchannelLogoutSessionRequired: true,
		oauthclient.BackchannelLogoutURI:              "https://orders.example.com/backchannel",
		oauthclient.BackchannelLogoutSessionRequired:  true,
		hydra.Owner:                                   "shop",
		hydra.Audience:                                []string{"https://api.example.com"},
		hydra.AllowedCORSOrigins:                      []string{"HTTPS://App.example.com/"},
		hydra.Metadata:                                `{"cost centre": 4711, "tags": ["<a>", "b"]}`,
		hydra.SkipConsent:                             true,
		hydra.SkipLogoutConsent:                       false,
		hydra.AccessTokenStrategy:                     "JWT",
	}
	for i, lifespan := range []string{
		"90m", "1h", "720h", "15m", "16m", "17m", "18m", "19m", "20m", "721h", "21m", "22m", "722h",
	} {
		c[hydra.Lifespans[i]] = lifespan
	}
	return c
}

// issued is what the server says of a client beside what is configured.
func issued(updatedAt string) oauthclient.Client {
	return oauthclient.Client{
		oauthclient.ID:                    "orders",
		oauthclient.ClientSecretExpiresAt: int64(0),
		hydra.CreatedAt:                   "2026-11-22T14:05:08Z",
		hydra.UpdatedAt:                   updatedAt,
	}
}

// mustBe compares a client with what the tests expect, by meaning, and fields that have a value by name.
func mustBe(t *testing.T, want, got oauthclient.Client) {
	t.Helper()
	backend := oauthclient.NewService(&hydra.Backend{})
	for f, v := range want {
		if !backend.Equal(f, v, got[f]) {
			t.Errorf("%s is %v, not %v", f, got[f], v)
		}
	}
	for f, v := range got {
		if _, wanted := want[f]; !wanted && !oauthclient.IsEmpty(f, v) {
			t.Errorf("%s is %v, and nothing was expected", f, v)
		}
	}
}

func with(clients ...oauthclient.Client) oauthclient.Client {
	merged := oauthclient.Client{}
	for _, c := range clients {
		for f, v := range c {
			merged[f] = v
		}
	}
	return merged
}

func TestCreate(t *testing.T) {
	t.Parallel()
	backend := newBackend(t, script(t, exchange{
		method: http.MethodPost, path: "/admin/clients", request: "create-request.json",
		status: http.StatusCreated, answer: "create-answer.json",
	}))
	created, err := backend.Create(t.Context(), ordersClient())
	if err != nil {
		t.Fatal(err)
	}
	mustBe(t, with(ordersClient().Without(deviceLifespans...), issued("2026-11-22T14:05:08.053163Z"), oauthclient.Client{
		oauthclient.RegistrationAccessToken: "ory_at_example.example",
		oauthclient.RegistrationClientURI:   "http://127.0.0.1:4444/oauth2/register/orders",
	}), created)
}

func TestRead(t *testing.T) {
	t.Parallel()
	backend := newBackend(t, script(t, exchange{
		method: http.MethodGet, path: "/admin/clients/orders", status: http.StatusOK, answer: "read-answer.json",
	}))
	read, err := backend.Read(t.Context(), oauthclient.Client{oauthclient.ID: "orders"})
	if err != nil {
		t.Fatal(err)
	}
	mustBe(t, with(ordersClient().Without(deviceLifespans...).Without(oauthclient.ClientSecret), issued("2026-11-22T14:05:08.053163Z")), read)
}

// afterUpdate is the client of update-request.json as the server has it.
var afterUpdate = with(issued("2026-11-22T14:05:08.229599Z"), oauthclient.Client{
	oauthclient.ClientID:                  "orders",
	oauthclient.ClientName:                "Orders",
	oauthclient.RedirectURIs:              []string{"https://orders.example.com/callback"},
	oauthclient.JWKSURI:                   "https://orders.example.com/jwks.json",
	oauthclient.TokenEndpointAuthMethod:   "private_key_jwt",
	oauthclient.Scopes:                    []string{"offline_access", "offline", "openid"},
	oauthclient.SubjectType:               "public",
	oauthclient.UserinfoSignedResponseAlg: "none",
})

// TestUpdate replaces every member that the driver knows: what is not desired is not sent, neither is what the server
// issues, nor a secret that does not change, nor the jwks that v2.3.0 would refuse beside jwks_uri.
func TestUpdate(t *testing.T) {
	t.Parallel()
	desired := afterUpdate.Only(oauthclient.NewFieldSet(
		oauthclient.ClientName, oauthclient.RedirectURIs, oauthclient.JWKSURI, oauthclient.TokenEndpointAuthMethod))
	for _, tc := range []struct {
		name, request string
		desired       oauthclient.Client
		// newer is a member that this driver does not know, on the server.
		newer any
		// echo is the secret in the answer to the PUT.
		echo string
	}{
		{name: "known members", request: "update-request.json", desired: desired},
		{name: "a member of a newer server", request: "update-with-newer-member-request.json", desired: desired, newer: object{"kept": true}},
		{
			name: "a new secret", request: "update-with-secret-request.json",
			desired: desired.With(oauthclient.ClientSecret, "second secret"), echo: "second secret",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			path := "/admin/clients/orders"
			backend := newBackend(t, script(
				t,
				exchange{method: http.MethodGet, path: path, status: http.StatusOK, answer: "read-answer.json", change: func(answer object) {
					if tc.newer != nil {
						answer["newer_member"] = tc.newer
					}
				}},
				exchange{method: http.MethodPut, path: path, request: tc.request, status: http.StatusOK, answer: "update-answer.json", change: func(answer object) {
					if tc.echo != "" {
						answer["client_secret"] = tc.echo
					}
				}},
				exchange{method: http.MethodGet, path: path, status: http.StatusOK, answer: "read-after-update-answer.json"},
			))
			updated, err := backend.Update(t.Context(), ordersClient().With(oauthclient.ID, "orders"), tc.desired)
			if err != nil {
				t.Fatal(err)
			}
			want := afterUpdate.Clone()
			if tc.echo != "" {
				want[oauthclient.ClientSecret] = tc.echo
			}
			mustBe(t, want, updated)
		})
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	backend := newBackend(t, script(t, exchange{
		method: http.MethodDelete, path: "/admin/clients/orders", status: http.StatusNoContent,
	}))
	if err := backend.Delete(t.Context(), oauthclient.Client{oauthclient.ID: "orders"}); err != nil {
		t.Error(err)
	}
}

// TestUpdate_unread loses the answer to the last request of an update: what was written is returned with the error.
func TestUpdate_unread(t *testing.T) {
	t.Parallel()
	path := "/admin/clients/orders"
	backend := newBackend(t, script(
		t,
		exchange{method: http.MethodGet, path: path, status: http.StatusOK, answer: "read-answer.json"},
		exchange{
			method: http.MethodPut, path: path, request: "update-with-secret-request.json", status: http.StatusOK,
			answer: "update-answer.json", change: func(answer object) { answer["client_secret"] = "second secret" },
		},
		exchange{method: http.MethodGet, path: path, status: http.StatusInternalServerError},
	))
	desired := afterUpdate.Only(oauthclient.NewFieldSet(
		oauthclient.ClientName, oauthclient.RedirectURIs, oauthclient.JWKSURI, oauthclient.TokenEndpointAuthMethod))
	updated, err := backend.Update(t.Context(), oauthclient.Client{oauthclient.ID: "orders"},
		desired.With(oauthclient.ClientSecret, "second secret"))
	if err == nil || updated.Text(oauthclient.ClientSecret) != "second secret" || updated.Text(oauthclient.ClientName) != "Orders" {
		t.Errorf("Update returned %v and the error %v", fmt.Sprint(map[oauthclient.Field]any(updated)), err)
	}
}
