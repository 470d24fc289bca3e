package tokenendpoint_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

func logTo(lines *[]string) func(context.Context, string, map[string]any) {
	return func(_ context.Context, message string, fields map[string]any) {
		*lines = append(*lines, fmt.Sprint(message, fields))
	}
}

func TestLocation_Check(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		at      tokenendpoint.Location
		setting string // at fault, "" for none
		text    string
	}{
		{"URL", tokenendpoint.Location{TokenURL: "https://h.example/oauth/token?tenant=a"}, "", ""},
		{"issuer", tokenendpoint.Location{Issuer: "https://h.example/tenant"}, "", ""},
		{"neither", tokenendpoint.Location{}, "token_url", "set token_url or issuer"},
		{"both", tokenendpoint.Location{TokenURL: "https://h.example/token", Issuer: "https://h.example"}, "issuer", "keep one"},
		{"no URL", tokenendpoint.Location{TokenURL: "h.example/token"}, "token_url", "token_url is not the URL of a server"},
		{"scheme", tokenendpoint.Location{Issuer: "ftp://h.example"}, "issuer", "http"},
		{"password", tokenendpoint.Location{TokenURL: "https://u:p4ss@h.example"}, "token_url", "user name or password"},
		{"fragment", tokenendpoint.Location{TokenURL: "https://h.example/token#x"}, "token_url", "fragment"},
		{"query of an issuer", tokenendpoint.Location{Issuer: "https://h.example?x"}, "issuer", "query"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			err := tc.at.Check()
			if tc.setting == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wrong, ok := errors.AsType[*tokenendpoint.Error](err)
			if !ok || wrong.Setting != tc.setting || !strings.Contains(err.Error(), tc.text) || strings.Contains(err.Error(), "p4ss") {
				t.Errorf("the error is %v, want one about %s with %q", err, tc.setting, tc.text)
			}
		})
	}
}

func TestFind_settings(t *testing.T) {
	t.Parallel()
	_, err := tokenendpoint.Find(t.Context(), httpapi.Config{CACertPEM: "x"}, tokenendpoint.Location{TokenURL: "https://h.example"})
	if err == nil || !strings.Contains(err.Error(), "http.ca_cert_pem in the provider configuration holds no certificate") {
		t.Error(err)
	}
}

// Credentials and headers of the provider are for the server that clients are managed on.
func TestFind_ownCredentials(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != "" || strings.Contains(r.Header.Get("Authorization"), "Bearer") {
			t.Errorf("it was sent %v", r.Header)
		}
		_, _ = io.WriteString(w, issued)
	}))
	t.Cleanup(server.Close)
	config := settings()
	config.BaseURL, config.Auth, config.Headers = server.URL, httpapi.Bearer("s3cret"), map[string]string{"X-Api-Key": "s3cret-too"}
	endpoint, err := tokenendpoint.Find(t.Context(), config, tokenendpoint.Location{TokenURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := endpoint.Token(t.Context(), withSecret, tokenendpoint.Request{}); err != nil {
		t.Error(err)
	}
}

func TestFind_plainHTTP(t *testing.T) {
	t.Parallel()
	post := withSecret
	post.Method = tokenendpoint.MethodPost
	for _, who := range []tokenendpoint.Authentication{withSecret, post} {
		endpoint, err := tokenendpoint.Find(t.Context(), settings(), tokenendpoint.Location{TokenURL: "http://remote.invalid/token"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = endpoint.Token(t.Context(), who, tokenendpoint.Request{})
		if wrong, ok := errors.AsType[*tokenendpoint.Error](err); !ok || wrong.Setting != "token_url" || !strings.Contains(err.Error(), "allow_insecure_http") {
			t.Errorf("%s: %v", who.Method, err)
		}
	}
}

func TestFind_issuer(t *testing.T) {
	t.Parallel()
	document := func(issuer, rest string) string { return fmt.Sprintf(`{"issuer": %q%s}`, issuer, rest) }
	const openID, oauth = "/t/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/t"
	tests := []struct {
		name  string
		serve func(base string) map[string]string
		texts []string // of the error, nil for none
	}{
		{"OpenID", func(base string) map[string]string {
			return map[string]string{openID: document(base+"/t", `, "token_endpoint": "`+base+`/token"`)}
		}, nil},
		{"RFC 8414", func(base string) map[string]string {
			return map[string]string{oauth: document(base+"/t/", `, "token_endpoint": "`+base+`/token"`)}
		}, nil},
		{"the second names it", func(base string) map[string]string {
			return map[string]string{openID: document(base+"/t", ""), oauth: document(base+"/t", `, "token_endpoint": "`+base+`/token"`)}
		}, nil},
		{"none", func(string) map[string]string { return nil }, []string{openID, oauth, "404", "set token_url instead"}},
		{"of another issuer", func(base string) map[string]string {
			return map[string]string{openID: document("https://evil.example", `, "token_endpoint": "`+base+`/token"`)}
		}, []string{`"https://evil.example"`, "RFC 8414 section 3.3"}},
		{"no token endpoint", func(base string) map[string]string {
			return map[string]string{openID: document(base+"/t", "")}
		}, []string{"names no token_endpoint"}},
		{"a strange token endpoint", func(base string) map[string]string {
			return map[string]string{openID: document(base+"/t", `, "token_endpoint": "token"`)}
		}, []string{"is not the URL of a server"}},
		{"no JSON", func(string) map[string]string { return map[string]string{openID: "hello"} }, []string{"hello"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var server *httptest.Server
			server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, ok := tc.serve(server.URL)[r.URL.Path]
				if r.URL.Path == "/token" {
					body, ok = issued, true
				}
				if !ok {
					w.WriteHeader(http.StatusNotFound)
				}
				_, _ = io.WriteString(w, body)
			}))
			t.Cleanup(server.Close)
			endpoint, err := tokenendpoint.Find(t.Context(), settings(), tokenendpoint.Location{Issuer: server.URL + "/t"})
			if tc.texts != nil {
				wrong, ok := errors.AsType[*tokenendpoint.Error](err)
				if !ok || wrong.Setting != "issuer" {
					t.Fatalf("the error is %v, want one about issuer", err)
				}
				for _, text := range tc.texts {
					if !strings.Contains(err.Error(), text) {
						t.Errorf("%q does not hold %q", err, text)
					}
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if token, err := endpoint.Token(t.Context(), withSecret, tokenendpoint.Request{}); err != nil || token.AccessToken != "s3cret-token" {
				t.Error(err)
			}
		})
	}
}

// The metadata says which ways to authenticate the server knows, which helps when it does not accept the client.
func TestFind_methods(t *testing.T) {
	t.Parallel()
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"error": "invalid_client"}`)
			return
		}
		_, _ = fmt.Fprintf(w, `{"issuer": %q, "token_endpoint": %q, "token_endpoint_auth_methods_supported": ["client_secret_post"]}`, server.URL, server.URL+"/token")
	}))
	t.Cleanup(server.Close)
	endpoint, err := tokenendpoint.Find(t.Context(), settings(), tokenendpoint.Location{Issuer: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	_, err = endpoint.Token(t.Context(), withSecret, tokenendpoint.Request{})
	wrong, ok := errors.AsType[*tokenendpoint.Error](err)
	if !ok || wrong.Setting != "token_endpoint_auth_method" || !strings.Contains(err.Error(), "does not list client_secret_basic, but client_secret_post") {
		t.Error(err)
	}
}
