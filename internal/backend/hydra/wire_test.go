package hydra_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An exchange is a request that is expected and the answer to it. Files are in testdata; those with answers were
// recorded from v2.3.0.
type exchange struct {
	method, path string
	// request is the file with the expected body, "" for none. Edited, when it is not nil, is what to change of it.
	request string
	edited  func(request object)
	status  int
	// answer is the file with the answer's body, "" for none. Changed, when it is not nil, is what to change of it.
	answer  string
	changed func(answer object)
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
		if diff := cmp.Diff(document(t, x.request, x.edited), decodeJSON(t, body)); diff != "" {
			t.Errorf("body of %s (-%s +sent):\n%s", x.method, x.request, diff)
		}
		answer, err := json.Marshal(document(t, x.answer, x.changed))
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(x.status)
		_, _ = w.Write(answer)
	}))
	t.Cleanup(func() {
		server.Close()
		if done != len(exchanges) {
			t.Errorf("%d of %d requests were sent", done, len(exchanges))
		}
	})
	return server.URL
}

// document returns the JSON of a file, nil when it has no name.
func document(t *testing.T, name string, change func(object)) any {
	t.Helper()
	if name == "" {
		return nil
	}
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Error(err)
	}
	decoded := decodeJSON(t, content)
	if members, ok := decoded.(object); ok && change != nil {
		change(members)
	}
	return decoded
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
	lifespans := slices.Concat(hydra.Lifespans, hydra.DeviceLifespans)
	for i, lifespan := range []string{
		"90m", "1h", "720h", "15m", "16m", "17m", "18m", "19m", "20m", "721h", "21m", "22m", "722h",
	} {
		c[lifespans[i]] = lifespan
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
	for f, v := range want {
		if !judge.Equal(f, v, got[f]) {
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
	driver := newDriver(t, script(t, exchange{
		method: http.MethodPost, path: "/admin/clients", request: "create-request.json",
		status: http.StatusCreated, answer: "create-answer.json",
	}))
	created, err := driver.Create(t.Context(), ordersClient())
	if err != nil {
		t.Fatal(err)
	}
	mustBe(t, with(ordersClient().Without(hydra.DeviceLifespans...), issued("2026-11-22T14:05:08.053163Z"), oauthclient.Client{
		oauthclient.RegistrationAccessToken: "ory_at_example.example",
		oauthclient.RegistrationClientURI:   "http://127.0.0.1:4444/oauth2/register/orders",
	}), created.Client)
}

func TestRead(t *testing.T) {
	t.Parallel()
	driver := newDriver(t, script(t, exchange{
		method: http.MethodGet, path: "/admin/clients/orders", status: http.StatusOK, answer: "read-answer.json",
	}))
	fetched, err := driver.Fetch(t.Context(), orders)
	if err != nil {
		t.Fatal(err)
	}
	read, err := driver.Interpret(t.Context(), fetched, orders)
	if err != nil || len(read.Notices) > 0 {
		t.Fatalf("Interpret returned the notices %v and the error %v", read.Notices, err)
	}
	mustBe(t, with(ordersClient().Without(hydra.DeviceLifespans...).Without(oauthclient.ClientSecret), issued("2026-11-22T14:05:08.053163Z")), read.Client)
}

func TestInterpret_foreign(t *testing.T) {
	t.Parallel()
	if read, err := newDriver(t, "http://127.0.0.1:1").Interpret(t.Context(), "not a client", orders); err == nil {
		t.Errorf("Interpret of what Fetch never returns is %v", read.Client)
	}
}

// orders is what is known of the client of the files at least.
var orders = oauthclient.Client{oauthclient.ID: "orders", oauthclient.ClientID: "orders"}

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

// TestUpdate sends what the server has, less what the change takes out and with what it sets. What the server issues is not
// sent, neither is a secret that does not change. Created_at is that of the GET, since the PUT's is wrong.
func TestUpdate(t *testing.T) {
	t.Parallel()
	desired := afterUpdate.Only(oauthclient.NewFieldSet(
		oauthclient.ClientName, oauthclient.RedirectURIs, oauthclient.JWKSURI, oauthclient.TokenEndpointAuthMethod))
	newer := func(members object) { members["newer_member"] = object{"kept": true} }
	secret := func(members object) { members["client_secret"] = "second secret" }
	renamed := func(members object) {
		members["client_name"] = "Orders"
		for _, name := range []string{"client_secret_expires_at", "created_at", "updated_at"} {
			delete(members, name)
		}
	}
	for _, tc := range []struct {
		name           string
		known, desired oauthclient.Client
		// read changes the answer to the GET, request is the file with the body of the PUT, sent changes that, and echo
		// changes the answer.
		read    func(object)
		request string
		sent    func(object)
		echo    func(object)
	}{
		{name: "all that is known", known: ordersClient(), desired: desired, request: "update-request.json"},
		{name: "a member of a newer server", known: ordersClient(), desired: desired, read: newer, request: "update-request.json", sent: newer},
		{
			name: "a new secret", known: ordersClient(), desired: desired.With(oauthclient.ClientSecret, "second secret"),
			request: "update-request.json", sent: secret, echo: secret,
		},
		{
			name: "what nobody knows", known: orders.With(oauthclient.ClientName, "Orders <&> 日本"),
			desired: oauthclient.Client{oauthclient.ClientName: "Orders"}, request: "read-answer.json", sent: renamed,
		},
		{
			name: "a secret that a server shows", known: orders, desired: oauthclient.Client{oauthclient.ClientName: "Orders"},
			read: secret, request: "read-answer.json", sent: renamed,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			path := "/admin/clients/orders"
			driver := newDriver(t, script(
				t,
				exchange{method: http.MethodGet, path: path, status: http.StatusOK, answer: "read-answer.json", changed: tc.read},
				exchange{
					method: http.MethodPut, path: path, request: tc.request, edited: tc.sent,
					status: http.StatusOK, answer: "update-answer.json", changed: tc.echo,
				},
			))
			updated, err := driver.Update(t.Context(), judge.Change(tc.known.With(oauthclient.ID, "orders"), tc.desired))
			if err != nil {
				t.Fatal(err)
			}
			want := afterUpdate.Clone()
			if tc.echo != nil {
				want[oauthclient.ClientSecret] = "second secret"
			}
			mustBe(t, want, updated.Client)
		})
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	driver := newDriver(t, script(t, exchange{
		method: http.MethodDelete, path: "/admin/clients/orders", status: http.StatusNoContent,
	}))
	if err := driver.Delete(t.Context(), orders.With(oauthclient.ClientID, "payments")); err != nil { // the ID decides
		t.Error(err)
	}
}
