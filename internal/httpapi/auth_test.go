package httpapi_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestAuth_static(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		auth         httpapi.Auth
		header, want string
	}{
		{"none", nil, "Authorization", ""},
		{"bearer", httpapi.Bearer("t0ken"), "Authorization", "Bearer t0ken"},
		{"basic", httpapi.Basic("Aladdin", "open sesame"), "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
		{"basic without password", httpapi.Basic("u", ""), "Authorization", "Basic dTo="},
		{"cookie", httpapi.Cookie("a=1; b=2"), "Cookie", "a=1; b=2"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Header.Get(tc.header)) })
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, Auth: tc.auth})
			if got := string(get(t, client).Body); got != tc.want {
				t.Errorf("%s: %q, want %q", tc.header, got, tc.want)
			}
		})
	}
}

// A tokenServer is a token endpoint that issues token-1, token-2 and so on, and an API that accepts the last one.
type tokenServer struct {
	*httptest.Server
	lifetime int            // seconds
	together sync.WaitGroup // requests with a revoked token wait here for one another

	mu       sync.Mutex
	waits    bool
	broken   bool // the token endpoint
	issued   int
	accepted string
	requests []string // what came, in order
}

func newTokenServer(t *testing.T, lifetime int) *tokenServer {
	s := &tokenServer{lifetime: lifetime}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", s.token)
	mux.HandleFunc("/x", s.api)
	s.Server = httptest.NewUnstartedServer(mux)
	s.Config.SetKeepAlivesEnabled(false) // on a kept connection net/http makes up for a body that is not rewound
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func (s *tokenServer) token(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		reset(w)
		return
	}
	id, secret, _ := r.BasicAuth()
	s.issued++
	s.accepted = fmt.Sprintf("token-%d", s.issued)
	s.requests = append(s.requests, strings.Join([]string{"token", id, secret, r.FormValue("grant_type"), r.FormValue("scope")}, " "))
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"access_token":%q,"token_type":"bearer","expires_in":%d}`, s.accepted, s.lifetime)
}

func (s *tokenServer) api(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.waitForOthers(r.Header.Get("Authorization"))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, strings.Join([]string{r.Method, r.Header.Get("Authorization"), string(body)}, " "))
	if r.Header.Get("Authorization") != "Bearer "+s.accepted {
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func (s *tokenServer) waitForOthers(authorization string) {
	s.mu.Lock()
	waits := s.waits && authorization == "Bearer token-1"
	s.mu.Unlock()
	if waits {
		s.together.Done()
		s.together.Wait()
	}
}

// revoke makes the API refuse the token that was issued last.
func (s *tokenServer) revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted = "none"
}

func (s *tokenServer) client(t *testing.T) *httpapi.Client {
	client, _ := newClient(t, httpapi.Config{
		BaseURL: s.URL, CACertPEM: caOf(s.Server), MaxRetries: -1,
		Auth: httpapi.ClientCredentials(s.URL+"/token", "id", "se:cret", []string{"a", "b"}),
	})
	return client
}

func (s *tokenServer) want(t *testing.T, requests ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if diff := cmp.Diff(requests, s.requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

const tokenRequest = "token id se%3Acret client_credentials a b"

func TestClientCredentials(t *testing.T) {
	t.Parallel()
	t.Run("cached", func(t *testing.T) {
		t.Parallel()
		server := newTokenServer(t, 3600)
		client := server.client(t)
		server.want(t) // lazy
		get(t, client)
		get(t, client)
		server.want(t, tokenRequest, "GET Bearer token-1 ", "GET Bearer token-1 ")
	})
	t.Run("expired", func(t *testing.T) {
		t.Parallel()
		server := newTokenServer(t, 1) // oauth2 renews a token 10 seconds before its end
		client := server.client(t)
		get(t, client)
		get(t, client)
		server.want(t, tokenRequest, "GET Bearer token-1 ", tokenRequest, "GET Bearer token-2 ")
	})
	t.Run("revoked", func(t *testing.T) {
		t.Parallel()
		server := newTokenServer(t, 3600)
		client := server.client(t)
		get(t, client)
		server.revoke()
		request := httpapi.Request{Method: http.MethodPost, Path: []string{"x"}, Body: []byte("whole body"), NotRepeatable: true}
		response, err := client.Do(t.Context(), request)
		if err != nil || response.Status != http.StatusOK {
			t.Fatalf("the answer is %+v, %v", response, err)
		}
		server.want(t, tokenRequest, "GET Bearer token-1 ",
			"POST Bearer token-1 whole body", tokenRequest, "POST Bearer token-2 whole body")
	})
	t.Run("revoked and not renewed", func(t *testing.T) {
		t.Parallel()
		server := newTokenServer(t, 3600)
		client := server.client(t)
		get(t, client)
		server.revoke()
		server.broken = true
		_, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost, Path: []string{"x"}})
		wantKind(t, err, oauthclient.ErrUnavailable) // and not ErrOutcomeUnknown: 401 means that nothing was done
	})
	t.Run("a fresh token that is refused is not renewed", func(t *testing.T) {
		t.Parallel()
		server := newTokenServer(t, 1)
		api := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
		client, _ := newClient(t, httpapi.Config{
			BaseURL: api.URL, CACertPEM: caOf(server.Server), Auth: httpapi.ClientCredentials(server.URL+"/token", "id", "se:cret", nil),
		})
		if response := get(t, client); response.Status != http.StatusUnauthorized {
			t.Fatalf("the status is %d, want 401", response.Status)
		}
		server.want(t, strings.TrimSuffix(tokenRequest, "a b"))
	})
	t.Run("one token for many requests", func(t *testing.T) {
		t.Parallel()
		server := newTokenServer(t, 3600)
		client := server.client(t)
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				if _, err := client.Do(t.Context(), httpapi.Request{Path: []string{"x"}}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if server.issued != 1 {
			t.Errorf("%d tokens were issued, want 1", server.issued)
		}
	})
	t.Run("one renewal for many requests", func(t *testing.T) {
		t.Parallel()
		server := newTokenServer(t, 3600)
		client := server.client(t)
		get(t, client)
		server.revoke()
		const many = 10
		server.together.Add(many)
		server.waits = true
		var group sync.WaitGroup
		for range many {
			group.Go(func() {
				if response, err := client.Do(t.Context(), httpapi.Request{Path: []string{"x"}}); err != nil || !response.OK() {
					t.Errorf("got %+v, %v", response, err)
				}
			})
		}
		group.Wait()
		if server.issued != 2 {
			t.Errorf("%d tokens were issued, want 2", server.issued)
		}
	})
	t.Run("not used beside the request's own", func(t *testing.T) {
		t.Parallel()
		server := newTokenServer(t, 3600)
		request := httpapi.Request{Path: []string{"x"}, Header: http.Header{"Authorization": {"Bearer own"}}}
		if _, err := server.client(t).Do(t.Context(), request); err != nil {
			t.Fatal(err)
		}
		server.want(t, "GET Bearer own ")
	})
}

// The API must not see a request that has no token.
func TestClientCredentials_error(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		token    http.HandlerFunc
		kind     error
		says     []string
		attempts int32 // at the token endpoint
	}{
		{
			"refused in both ways, the first reason is told",
			func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusUnauthorized)
				if _, _, ok := r.BasicAuth(); ok {
					_, _ = io.WriteString(w, `{"error":"invalid_client","error_description":"wrong secret hunter2"}`)
				}
			},
			oauthclient.ErrDenied,
			[]string{"no access token", "401 Unauthorized: wrong secret (redacted)."},
			2,
		},
		{
			"scope", func(w http.ResponseWriter, _ *http.Request) {
				http.Error(w, `{"error":"invalid_scope"}`, http.StatusForbidden)
			},
			oauthclient.ErrDenied,
			[]string{"403 Forbidden: invalid_scope"},
			1,
		},
		{
			"redirect to a login", func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://login.invalid/?code=hunter2", http.StatusTemporaryRedirect)
			},
			oauthclient.ErrDenied,
			[]string{"https://login.invalid; no credentials were sent there"},
			1,
		},
		{
			"web page", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>hunter2</html>") },
			oauthclient.ErrDenied,
			[]string{"not an access token"},
			1,
		},
		{
			"no token in the answer", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{}`) },
			oauthclient.ErrDenied,
			[]string{"not an access token"},
			1,
		},
		{
			"overloaded", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
			oauthclient.ErrUnavailable,
			[]string{"503 Service Unavailable", "(3 attempts)"},
			3,
		},
		{
			"connection lost", func(w http.ResponseWriter, _ *http.Request) { reset(w) },
			oauthclient.ErrUnavailable,
			[]string{"no access token from", "connection was closed", "connection reset by peer"},
			3,
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var attempts atomic.Int32
			tokens := serve(t, func(w http.ResponseWriter, r *http.Request) {
				attempts.Add(1)
				tc.token(w, r)
			})
			api := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the API was asked without a token") })
			client, log := newClient(t, httpapi.Config{
				BaseURL: api.URL, Auth: httpapi.ClientCredentials(tokens.URL+"/t", "id", "hunter2", nil), MaxRetries: 2,
			})
			_, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost, Body: []byte("{}")})
			wantKind(t, err, tc.kind)
			wantText(t, err.Error(), tc.says...)
			if attempts.Load() != tc.attempts {
				t.Errorf("%d token requests, want %d", attempts.Load(), tc.attempts)
			}
			if text := err.Error() + log.text(); strings.Contains(text, "hunter2") {
				t.Errorf("the secret is in %q", text)
			}
		})
	}
}

func TestClientCredentials_inBody(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/token" {
			return
		}
		requests.Add(1)
		w.Header().Set("Content-Type", "application/json")
		if r.PostFormValue("client_id") != "id" || r.PostFormValue("client_secret") != "hunter2" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, `{"access_token":"t","expires_in":1}`)
	})
	client, _ := newClient(t, httpapi.Config{
		BaseURL: server.URL, Auth: httpapi.ClientCredentials(server.URL+"/token", "id", "hunter2", nil),
	})
	get(t, client)
	get(t, client)
	if got := requests.Load(); got != 3 {
		t.Errorf("%d token requests, want 3: the way that works is remembered", got)
	}
}

// A request that is canceled while another one fetches the token returns at once.
func TestClientCredentials_canceledWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		auth := httpapi.ClientCredentials(pipeURL+"/token", "id", "hunter2", nil)
		client, _ := connect(t, httpapi.Config{Auth: auth}, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/token" {
				<-release
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, `{"access_token":"t"}`)
			}
		})
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := client.Do(t.Context(), httpapi.Request{}); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait() // the token was asked for
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := client.Do(ctx, httpapi.Request{Method: http.MethodPost})
		wantKind(t, err, oauthclient.ErrUnavailable)
		if took := time.Since(start); took != time.Second {
			t.Errorf("it took %s", took)
		}
		close(release)
		group.Wait()
	})
}
