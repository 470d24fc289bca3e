package tokenendpoint_test

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

// settings make failures quick.
func settings() httpapi.Config {
	return httpapi.Config{MaxRetries: -1, RetryWaitMin: time.Millisecond, RetryWaitMax: time.Millisecond}
}

// serve starts a token endpoint and returns it, and where it is.
func serve(t *testing.T, handler http.HandlerFunc) (*tokenendpoint.Endpoint, string) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	endpoint, err := tokenendpoint.Find(t.Context(), settings(), tokenendpoint.Location{TokenURL: server.URL + "/token?tenant=a"})
	if err != nil {
		t.Fatal(err)
	}
	return endpoint, server.URL + "/token?tenant=a"
}

const issued = `{"access_token": "s3cret-token", "token_type": "bearer", "expires_in": 600, "scope": "b a"}`

// A form-encoded secret and one of plain letters differ in every spelling.
var withSecret = tokenendpoint.Authentication{ClientID: "app 1:x", ClientSecret: "pa/ss+wo rd%"}

func TestToken_request(t *testing.T) {
	t.Parallel()
	post := withSecret
	post.Method = tokenendpoint.MethodPost
	pair := base64.StdEncoding.EncodeToString([]byte("app+1%3Ax:pa%2Fss%2Bwo+rd%25"))
	tests := []struct {
		name    string
		who     tokenendpoint.Authentication
		request tokenendpoint.Request
		basic   string
		form    url.Values
	}{
		{"basic", withSecret, tokenendpoint.Request{}, "Basic " + pair, url.Values{"grant_type": {"client_credentials"}}},
		{"post", post, tokenendpoint.Request{}, "", url.Values{
			"grant_type": {"client_credentials"}, "client_id": {"app 1:x"}, "client_secret": {"pa/ss+wo rd%"},
		}},
		{
			"all parameters", withSecret,
			tokenendpoint.Request{
				Scopes: []string{"b", "a"}, Audience: []string{"y", "x"}, Resource: []string{"https://r.example/2", "https://r.example/1"},
				Extra: map[string]string{"organization": "org 1"},
			},
			"Basic " + pair,
			url.Values{
				"grant_type": {"client_credentials"}, "scope": {"a b"}, "audience": {"x", "y"},
				"resource": {"https://r.example/1", "https://r.example/2"}, "organization": {"org 1"},
			},
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			endpoint, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if err := r.ParseForm(); err != nil {
					t.Error(err)
				}
				if diff := cmp.Diff(tc.form, r.PostForm); diff != "" {
					t.Errorf("form (-want +got):\n%s", diff)
				}
				if got := r.Header.Get("Authorization"); got != tc.basic {
					t.Errorf("Authorization %q, want %q", got, tc.basic)
				}
				if r.Method != http.MethodPost || r.RequestURI != "/token?tenant=a" || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
					t.Errorf("%s %s as %s", r.Method, r.RequestURI, r.Header.Get("Content-Type"))
				}
				_, _ = io.WriteString(w, issued)
			})
			if _, err := endpoint.Token(t.Context(), tc.who, tc.request); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestToken_answer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       tokenendpoint.Token
		lifetime   time.Duration // 0 for not said
	}{
		{"all", issued, tokenendpoint.Token{AccessToken: "s3cret-token", Type: "bearer", Scopes: []string{"b", "a"}}, 10 * time.Minute},
		{"least", `{"access_token": "t", "token_type": "DPoP"}`, tokenendpoint.Token{AccessToken: "t", Type: "DPoP", Scopes: []string{"asked"}}, 0},
		{"no type", `{"access_token": "t"}`, tokenendpoint.Token{AccessToken: "t", Type: "Bearer", Scopes: []string{"asked"}}, 0},
		{"a number as a string", `{"access_token": "t", "token_type": "Bearer", "expires_in": "60"}`, tokenendpoint.Token{AccessToken: "t", Type: "Bearer", Scopes: []string{"asked"}}, time.Minute},
		{"no scope granted", `{"access_token": "t", "token_type": "Bearer", "scope": "", "expires_in": null}`, tokenendpoint.Token{AccessToken: "t", Type: "Bearer", Scopes: []string{}}, 0},
		{"nonsense", `{"access_token": "t", "token_type": "Bearer", "expires_in": -5}`, tokenendpoint.Token{AccessToken: "t", Type: "Bearer", Scopes: []string{"asked"}}, 0},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			endpoint, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, tc.body) })
			before := time.Now()
			got, err := endpoint.Token(t.Context(), withSecret, tokenendpoint.Request{Scopes: []string{"asked"}})
			if err != nil {
				t.Fatal(err)
			}
			switch left := got.ExpiresAt.Sub(before); {
			case tc.lifetime == 0 && !got.ExpiresAt.IsZero():
				t.Errorf("it expires at %v, want nothing said", got.ExpiresAt)
			case tc.lifetime != 0 && (left < tc.lifetime-2*time.Second || left > tc.lifetime+time.Minute):
				t.Errorf("it expires in %v, want %v", left, tc.lifetime)
			}
			got.ExpiresAt = time.Time{}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("token (-want +got):\n%s", diff)
			}
		})
	}
}

func TestToken_refused(t *testing.T) {
	t.Parallel()
	scoped := tokenendpoint.Request{Scopes: []string{"a"}}
	aimed := tokenendpoint.Request{Resource: []string{"https://r.example"}}
	tests := []struct {
		name    string
		status  int
		body    string
		request tokenendpoint.Request
		setting string
		kind    error
		texts   []string
	}{
		{
			"invalid_client", 401, `{"error": "invalid_client", "error_description": "no such thing as pa/ss+wo rd%"}`, scoped,
			"client_secret", oauthclient.ErrDenied,
			[]string{"invalid_client", "no such thing as", "check client_id, client_secret and token_endpoint_auth_method"},
		},
		{"invalid_client as 400", 400, `{"error": "invalid_client"}`, scoped, "client_secret", oauthclient.ErrDenied, []string{"invalid_client"}},
		{"only 401", 401, "", scoped, "client_secret", oauthclient.ErrDenied, []string{"401 Unauthorized", "another secret"}},
		{"unauthorized_client", 400, `{"error": "unauthorized_client"}`, scoped, "client_id", oauthclient.ErrDenied, []string{"grant_types"}},
		{"unsupported_grant_type", 400, `{"error": "unsupported_grant_type"}`, scoped, "token_url", oauthclient.ErrInvalid, []string{"no client credentials grant"}},
		{"invalid_scope", 400, `{"error": "invalid_scope"}`, scoped, "scopes", oauthclient.ErrInvalid, []string{"registered with"}},
		{"invalid_scope, none asked for", 400, `{"error": "invalid_scope"}`, tokenendpoint.Request{}, "scopes", oauthclient.ErrInvalid, []string{"set scopes"}},
		{"invalid_target", 400, `{"error": "invalid_target"}`, aimed, "resource", oauthclient.ErrInvalid, []string{"RFC 8707"}},
		{"invalid_target, no resource", 400, `{"error": "invalid_target"}`, scoped, "audience", oauthclient.ErrInvalid, []string{"set audience or resource"}},
		{"another code", 400, `{"error": "use_dpop_nonce", "error_description": "try again"}`, scoped, "token_url", oauthclient.ErrInvalid, []string{"use_dpop_nonce", "try again"}},
		{"an error with a status of success", 200, `{"error": "invalid_client"}`, scoped, "client_secret", oauthclient.ErrDenied, []string{"invalid_client"}},
		{"not a token endpoint", 404, "no", scoped, "token_url", oauthclient.ErrUnavailable, []string{"404", "Check token_url"}},
		{"not a token", 200, `{"token": "x"}`, scoped, "token_url", oauthclient.ErrUnavailable, []string{"Check token_url"}},
		{"a login page", 200, "<!DOCTYPE html><title>Log in</title>", scoped, "token_url", oauthclient.ErrDenied, []string{"Log in"}},
		{"redirect", 302, "", scoped, "token_url", oauthclient.ErrDenied, []string{"302"}},
		{"out of order", 503, "", scoped, "token_url", oauthclient.ErrUnavailable, []string{"503"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			endpoint, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", "https://login.example/")
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			})
			_, err := endpoint.Token(t.Context(), withSecret, tc.request)
			refused, ok := errors.AsType[*tokenendpoint.Error](err)
			if !ok {
				t.Fatalf("the error is %#v", err)
			}
			if refused.Setting != tc.setting || !errors.Is(err, tc.kind) {
				t.Errorf("about %q and %v, want %q and %v: %v", refused.Setting, refused.Err, tc.setting, tc.kind, err)
			}
			for _, text := range tc.texts {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%q does not hold %q", err, text)
				}
			}
			for _, text := range []string{withSecret.ClientSecret, "provider configuration", "none are configured"} {
				if strings.Contains(err.Error(), text) {
					t.Errorf("%q holds %q", err, text)
				}
			}
		})
	}
}

// What is wrong with the settings is said before anything is sent.
func TestToken_unusable(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		who     tokenendpoint.Authentication
		request tokenendpoint.Request
		setting string
	}{
		{"no client", tokenendpoint.Authentication{ClientSecret: "x"}, tokenendpoint.Request{}, "client_id"},
		{"no secret", tokenendpoint.Authentication{ClientID: "x"}, tokenendpoint.Request{}, "client_secret"},
		{"no key", tokenendpoint.Authentication{ClientID: "x", Method: "private_key_jwt"}, tokenendpoint.Request{}, "private_key_pem"},
		{"public", tokenendpoint.Authentication{ClientID: "x", Method: "none"}, tokenendpoint.Request{}, "token_endpoint_auth_method"},
		{"a registered parameter", withSecret, tokenendpoint.Request{Extra: map[string]string{"scope": "x"}}, "extra_parameters"},
		{"a parameter of ours", withSecret, tokenendpoint.Request{Extra: map[string]string{"grant_type": "x"}}, "extra_parameters"},
		{"no name", withSecret, tokenendpoint.Request{Extra: map[string]string{"": "x"}}, "extra_parameters"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			endpoint, _ := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
			_, err := endpoint.Token(t.Context(), tc.who, tc.request)
			if refused, ok := errors.AsType[*tokenendpoint.Error](err); !ok || refused.Setting != tc.setting {
				t.Errorf("the error is %v, want one about %s", err, tc.setting)
			}
		})
	}
}

// A token endpoint that is overloaded is asked again, also with an assertion, which was certainly not used.
func TestToken_again(t *testing.T) {
	t.Parallel()
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests++; requests == 1 {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		_, _ = io.WriteString(w, issued)
	}))
	t.Cleanup(server.Close)
	patient := settings()
	patient.MaxRetries = 2
	endpoint, err := tokenendpoint.Find(t.Context(), patient, tokenendpoint.Location{TokenURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	if token, err := endpoint.Token(t.Context(), withSecret, tokenendpoint.Request{}); err != nil || token.AccessToken != "s3cret-token" || requests != 2 {
		t.Errorf("%d requests, %v", requests, err)
	}
}

// No log line, which holds what is sent and answered, holds a secret.
func TestToken_log(t *testing.T) {
	t.Parallel()
	var log []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, issued) }))
	t.Cleanup(server.Close)
	config := settings()
	config.Log = logTo(&log)
	for _, method := range []string{tokenendpoint.MethodBasic, tokenendpoint.MethodPost} {
		endpoint, err := tokenendpoint.Find(t.Context(), config, tokenendpoint.Location{TokenURL: server.URL + "/token?key=s3cret-query"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := endpoint.Token(t.Context(), tokenendpoint.Authentication{Method: method, ClientID: "x", ClientSecret: "s3cret"}, tokenendpoint.Request{}); err != nil {
			t.Fatal(err)
		}
	}
	text := strings.Join(log, "\n")
	if !strings.Contains(text, "/token") || strings.Contains(text, "s3cret") || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte("x:s3cret"))) {
		t.Error(text)
	}
}
