package httpapi_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestNew_credentialsOverHTTP(t *testing.T) {
	t.Parallel()
	key := map[string]string{"X-Api-Key": "hunter2-hunter2"}
	grant := func(url string) httpapi.Auth { return httpapi.ClientCredentials(url, "id", "hunter2", nil) }
	tests := []struct {
		name    string
		config  httpapi.Config
		setting string // at fault, "" for none
	}{
		{"https", httpapi.Config{BaseURL: "https://h.example", Auth: httpapi.Bearer("t")}, ""},
		{"remote http without credentials", httpapi.Config{BaseURL: "http://h.example"}, ""},
		{"remote http with a header that is no secret", httpapi.Config{BaseURL: "http://h.example", Headers: map[string]string{"X-Forwarded-Proto": "https"}}, ""},
		{"bearer", httpapi.Config{BaseURL: "http://h.example", Auth: httpapi.Bearer("t")}, "base_url"},
		{"basic without password", httpapi.Config{BaseURL: "http://h.example", Auth: httpapi.Basic("u", "")}, "base_url"},
		{"cookie", httpapi.Config{BaseURL: "http://10.0.0.1:8080", Auth: httpapi.Cookie("a=b")}, "base_url"},
		{"secret header", httpapi.Config{BaseURL: "http://h.example", Headers: key}, "base_url"},
		{"allowed", httpapi.Config{BaseURL: "http://h.example", Auth: httpapi.Bearer("t"), Headers: key, AllowInsecureHTTP: true}, ""},
		{"127.0.0.1", httpapi.Config{BaseURL: "http://127.0.0.1:1", Auth: httpapi.Bearer("t")}, ""},
		{"127/8", httpapi.Config{BaseURL: "http://127.8.9.1:1", Auth: httpapi.Bearer("t")}, ""},
		{"::1", httpapi.Config{BaseURL: "http://[::1]:1", Auth: httpapi.Bearer("t")}, ""},
		{"localhost", httpapi.Config{BaseURL: "http://LocalHost:1", Auth: httpapi.Bearer("t")}, ""},
		{"*.localhost", httpapi.Config{BaseURL: "http://hydra.localhost", Auth: httpapi.Bearer("t")}, ""},
		{"not localhost", httpapi.Config{BaseURL: "http://localhost.example", Auth: httpapi.Bearer("t")}, "base_url"},
		{"not localhost either", httpapi.Config{BaseURL: "http://notlocalhost", Auth: httpapi.Bearer("t")}, "base_url"},
		{"name like an address", httpapi.Config{BaseURL: "http://127.0.0.1.example", Auth: httpapi.Bearer("t")}, "base_url"},
		{"token endpoint", httpapi.Config{BaseURL: "https://h.example", Auth: grant("http://h.example/token")}, "oauth2.token_url"},
		{"local token endpoint", httpapi.Config{BaseURL: "https://h.example", Auth: grant("http://127.0.0.1/token")}, ""},
		{"token endpoint, allowed", httpapi.Config{BaseURL: "https://h.example", Auth: grant("http://h.example/token"), AllowInsecureHTTP: true}, ""},
		{"tokens to remote http", httpapi.Config{BaseURL: "http://h.example", Auth: grant("https://h.example/token")}, "base_url"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := httpapi.New(tc.config)
			if tc.setting == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			failed, ok := errors.AsType[*httpapi.ConfigError](err)
			if !ok || failed.Setting != tc.setting {
				t.Fatalf("the error is %v, want one about %s", err, tc.setting)
			}
			wantText(t, failed.Message, "allow_insecure_http = true")
		})
	}
}

// A server may name an address for a request; what is secret does not go there in clear.
func TestDo_credentialsOverHTTP(t *testing.T) {
	t.Parallel()
	own := http.Header{"Authorization": {"Bearer hunter2"}}
	tests := []struct {
		name    string
		config  httpapi.Config
		request httpapi.Request
		refused bool
	}{
		{"own token from https", httpapi.Config{BaseURL: "https://h.example"}, httpapi.Request{URL: "http://remote.invalid/x", Header: own}, true},
		{"whatever is allowed", httpapi.Config{BaseURL: "https://h.example", AllowInsecureHTTP: true}, httpapi.Request{URL: "http://remote.invalid/x", Header: own}, true},
		{"cookie from https", httpapi.Config{BaseURL: "https://h.example"}, httpapi.Request{URL: "http://remote.invalid/x", Header: http.Header{"Cookie": {"a=hunter2"}}}, true},
		{"body from https", httpapi.Config{BaseURL: "https://h.example"}, httpapi.Request{Method: "POST", URL: "http://remote.invalid/x", Body: []byte(`{"client_secret":"hunter2"}`)}, true},
		{"secret body to remote http", httpapi.Config{BaseURL: "http://remote.invalid"}, httpapi.Request{Method: "POST", Path: []string{"x"}, SecretBody: true, Body: []byte("client_secret=hunter2")}, true},
		{"secret body to remote http, allowed", httpapi.Config{BaseURL: "http://remote.invalid", AllowInsecureHTTP: true}, httpapi.Request{Method: "POST", Path: []string{"x"}, SecretBody: true, Body: []byte("client_secret=hunter2")}, false},
		{"other body to remote http", httpapi.Config{BaseURL: "http://remote.invalid"}, httpapi.Request{Method: "POST", Body: []byte("a=b")}, false},
		{"nothing secret from https", httpapi.Config{BaseURL: "https://h.example"}, httpapi.Request{URL: "http://remote.invalid/x"}, false},
		{"own token to https", httpapi.Config{BaseURL: "https://h.example"}, httpapi.Request{URL: "https://remote.invalid/x", Header: own}, false},
		{"own token from http", httpapi.Config{BaseURL: "http://h.example"}, httpapi.Request{URL: "http://remote.invalid/x", Header: own}, true},
		{"own token to the base", httpapi.Config{BaseURL: "http://remote.invalid"}, httpapi.Request{Path: []string{"x"}, Header: own}, true},
		{"own token from http, allowed", httpapi.Config{BaseURL: "http://h.example", AllowInsecureHTTP: true}, httpapi.Request{URL: "http://remote.invalid/x", Header: own}, false},
		{"own token from https to this machine", httpapi.Config{BaseURL: "https://h.example"}, httpapi.Request{URL: "http://127.0.0.1:1/x", Header: own}, false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.config.MaxRetries = -1
			client, log := newClient(t, tc.config)
			_, err := client.Do(t.Context(), tc.request)
			if !tc.refused {
				wantKind(t, err, oauthclient.ErrUnavailable) // the host does not exist
				return
			}
			failed := wantKind(t, err, oauthclient.ErrDenied)
			wantText(t, failed.Message, "http://remote.invalid/x was not sent")
			if log.text() != "" || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("log %q, error %q", log.text(), err)
			}
		})
	}
}

// No redirect leads from https to http, be it on the same host.
func TestDo_redirectToHTTP(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	plain := serve(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		http.Redirect(w, r, plain.URL+"/x", http.StatusPermanentRedirect)
	}))
	t.Cleanup(secure.Close)
	client, _ := newClient(t, httpapi.Config{BaseURL: secure.URL, CACertPEM: caOf(secure), Auth: httpapi.Bearer("hunter2")})
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		response, err := client.Do(t.Context(), httpapi.Request{Method: method})
		if err != nil || response.Status != http.StatusPermanentRedirect {
			t.Fatalf("got %+v, %v", response, err)
		}
		wantText(t, wantKind(t, response.Classify(), oauthclient.ErrDenied).Message, "no credentials were sent there")
	}
	if asked.Load() != 0 {
		t.Error("http was asked")
	}
}
