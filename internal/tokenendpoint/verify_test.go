package tokenendpoint_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

func TestVerifySecret(t *testing.T) {
	t.Parallel()
	// Each server answers a request with the right secret, and one with another.
	invalid := `{"error": "invalid_client"}`
	tests := []struct {
		name                       string
		rightStatus                int
		right                      string
		wrongStatus                int
		wrong                      string
		verdictRight, verdictWrong tokenendpoint.Verdict
		failed                     bool
	}{
		{"token", 200, issued, 401, invalid, tokenendpoint.Right, tokenendpoint.Wrong, false},
		{"not the client's grant", 400, `{"error": "unauthorized_client"}`, 401, invalid, tokenendpoint.Right, tokenendpoint.Wrong, false},
		{"scopes needed", 400, `{"error": "invalid_scope"}`, 400, invalid, tokenendpoint.Right, tokenendpoint.Wrong, false},
		{"the grant is looked at first", 400, `{"error": "unauthorized_client"}`, 400, `{"error": "unauthorized_client"}`, tokenendpoint.Undecided, tokenendpoint.Undecided, true},
		{"no such grant", 400, `{"error": "unsupported_grant_type"}`, 400, `{"error": "unsupported_grant_type"}`, tokenendpoint.Undecided, tokenendpoint.Undecided, true},
		{"out of order", 503, "", 503, "", tokenendpoint.Undecided, tokenendpoint.Undecided, true},
		{"a gateway", 401, "", 401, "", tokenendpoint.Undecided, tokenendpoint.Undecided, true},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			endpoint, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
				status, body := tc.wrongStatus, tc.wrong
				if err := r.ParseForm(); err != nil {
					t.Error(err)
				}
				if _, id, secret := sim.Credentials(r); id == "app" && secret == "s3cret-right" {
					status, body = tc.rightStatus, tc.right
				}
				w.WriteHeader(status)
				_, _ = io.WriteString(w, body)
			})
			for secret, want := range map[string]tokenendpoint.Verdict{"s3cret-right": tc.verdictRight, "s3cret-wrong": tc.verdictWrong} {
				for _, method := range []string{"", tokenendpoint.MethodBasic, tokenendpoint.MethodPost} {
					got, err := endpoint.VerifySecret(t.Context(), "app", secret, method)
					if got != want || (err != nil) != tc.failed {
						t.Errorf("%s by %q: %v, %v; want %v", secret, method, got, err, want)
					}
				}
			}
		})
	}
}

// A client that does not show its secret cannot be tried.
func TestVerifySecret_noSecretSent(t *testing.T) {
	t.Parallel()
	endpoint, _ := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	for _, method := range []string{"private_key_jwt", "client_secret_jwt", "none", "tls_client_auth"} {
		if got, err := endpoint.VerifySecret(t.Context(), "app", "s3cret", method); got != tokenendpoint.Undecided || err == nil {
			t.Errorf("%s: %v, %v", method, got, err)
		}
	}
}

// On Ory Hydra, also for a client without the client credentials grant.
func TestVerifySecret_hydra(t *testing.T) {
	t.Parallel()
	hydra := httptest.NewServer(hydrasim.New(hydrasim.Options{}))
	t.Cleanup(hydra.Close)
	for id, body := range map[string]string{
		"machine": `{"client_id": "machine", "client_secret": "s3cret-right", "grant_types": ["client_credentials"]}`,
		"web":     `{"client_id": "web", "client_secret": "s3cret-right", "grant_types": ["authorization_code"], "token_endpoint_auth_method": "client_secret_post"}`,
	} {
		request := newRequest(t, hydra.URL+"/admin/clients", body)
		response, err := http.DefaultClient.Do(request)
		if err != nil || response.StatusCode != http.StatusCreated {
			t.Fatalf("%v, %v", response, err)
		}
		_ = response.Body.Close()
		endpoint, err := tokenendpoint.Find(t.Context(), settings(), tokenendpoint.Location{TokenURL: hydra.URL + "/oauth2/token"})
		if err != nil {
			t.Fatal(err)
		}
		method := map[string]string{"web": "client_secret_post"}[id]
		if got, err := endpoint.VerifySecret(t.Context(), id, "s3cret-right", method); got != tokenendpoint.Right {
			t.Errorf("%s: %v, %v", id, got, err)
		}
		if got, err := endpoint.VerifySecret(t.Context(), id, "s3cret-wrong", method); got != tokenendpoint.Wrong {
			t.Errorf("%s with another secret: %v, %v", id, got, err)
		}
	}
}

func newRequest(t *testing.T, address, body string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	return request
}
