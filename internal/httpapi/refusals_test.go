package httpapi_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const before = "was refused before in this run: "

// doAll sends many requests at once and returns their errors, nil among them.
func doAll(t *testing.T, client *httpapi.Client, many int, request httpapi.Request) []error {
	t.Helper()
	errs := make([]error, many)
	var group sync.WaitGroup
	for i := range many {
		group.Go(func() {
			response, err := client.Do(t.Context(), request)
			if err == nil && !response.OK() {
				err = response.Classify()
			}
			errs[i] = err
		})
	}
	group.Wait()
	return errs
}

// countBefore returns how many errors say that something was refused before.
func countBefore(errs []error) int {
	found := 0
	for _, err := range errs {
		if err != nil && strings.Contains(err.Error(), before) {
			found++
		}
	}
	return found
}

// A wrong password is sent once, however many requests there are and wherever they stand.
func TestRefusal_credentials(t *testing.T) {
	t.Parallel()
	for name, auth := range map[string]httpapi.Auth{
		"bearer": httpapi.Bearer("hunter2-hunter2"), "basic": httpapi.Basic("u", "hunter2-hunter2"), "cookie": httpapi.Cookie("a=hunter2-hunter2"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var requests atomic.Int32
				client, _ := connect(t, httpapi.Config{Auth: auth}, func(w http.ResponseWriter, _ *http.Request) {
					requests.Add(1)
					time.Sleep(time.Second)
					w.WriteHeader(http.StatusUnauthorized)
				})
				errs := doAll(t, client, 50, httpapi.Request{Path: []string{"x"}})
				if requests.Load() != 1 {
					t.Errorf("%d requests, want 1", requests.Load())
				}
				if got := countBefore(errs); got != 49 {
					t.Errorf("%d of 50 errors say that it was refused before, want 49", got)
				}
				for _, err := range errs {
					wantKind(t, err, oauthclient.ErrDenied)
				}
				_, err := client.Do(t.Context(), httpapi.Request{Path: []string{"y"}})
				wantKind(t, err, oauthclient.ErrDenied)
				want := "GET " + pipeURL + "/y: " + before + "the server answered 401 Unauthorized to the credentials in the provider configuration."
				if err.Error() != want {
					t.Errorf("the error is %q, want %q", err, want)
				}
			})
		})
	}
}

// What is no refusal of the credentials in the configuration leaves the other requests alone.
func TestRefusal_notOfCredentials(t *testing.T) {
	t.Parallel()
	own := http.Header{"Authorization": {"Bearer of-one-client"}}
	tests := []struct {
		name    string
		auth    httpapi.Auth
		first   httpapi.Request
		status  int
		refused bool // the requests after the first one
	}{
		{"401", httpapi.Bearer("wrong"), httpapi.Request{}, 401, true},
		{"401 to a token of its own", httpapi.Bearer("wrong"), httpapi.Request{Header: own}, 401, false},
		{"401 without credentials", nil, httpapi.Request{}, 401, false},
		{"403", httpapi.Bearer("right"), httpapi.Request{}, 403, false},
		{"404", httpapi.Bearer("right"), httpapi.Request{}, 404, false},
		{"503", httpapi.Bearer("right"), httpapi.Request{}, 503, false},
		{"302", httpapi.Bearer("right"), httpapi.Request{}, 302, false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if requests.Add(1) == 1 {
					w.WriteHeader(tc.status)
				}
			})
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, Auth: tc.auth, MaxRetries: -1})
			if response, err := client.Do(t.Context(), tc.first); err != nil || response.Status != tc.status {
				t.Fatalf("got %+v, %v", response, err)
			}
			_, err := client.Do(t.Context(), httpapi.Request{})
			if (err != nil) != tc.refused {
				t.Errorf("the error of the next request is %v, want one: %t", err, tc.refused)
			}
		})
	}
}

// Credentials that are refused do not stop the requests that have their own, and credentials that were taken once are
// not what is wrong with one request (RFC 7592 section 2.1 has a server answer 401 for a client that is gone).
func TestRefusal_reach(t *testing.T) {
	t.Parallel()
	t.Run("own token", func(t *testing.T) {
		t.Parallel()
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer own" {
				w.WriteHeader(http.StatusUnauthorized)
			}
		})
		client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, Auth: httpapi.Bearer("wrong")})
		get(t, client)
		response, err := client.Do(t.Context(), httpapi.Request{Header: http.Header{"Authorization": {"Bearer own"}}})
		if err != nil || !response.OK() {
			t.Errorf("got %+v, %v", response, err)
		}
	})
	t.Run("taken before", func(t *testing.T) {
		t.Parallel()
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/gone" {
				w.WriteHeader(http.StatusUnauthorized)
			}
		})
		client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, Auth: httpapi.Bearer("right")})
		get(t, client)
		for range 2 {
			response, err := client.Do(t.Context(), httpapi.Request{Path: []string{"gone"}})
			if err != nil || response.Status != http.StatusUnauthorized {
				t.Fatalf("got %+v, %v", response, err)
			}
		}
		get(t, client)
	})
	t.Run("another server", func(t *testing.T) {
		t.Parallel()
		other := serve(t, func(http.ResponseWriter, *http.Request) {})
		client, _ := newClient(t, httpapi.Config{BaseURL: "http://127.0.0.1:1", MaxRetries: -1})
		_, err := client.Do(t.Context(), httpapi.Request{})
		wantKind(t, err, oauthclient.ErrUnavailable)
		if _, err := client.Do(t.Context(), httpapi.Request{URL: other.URL}); err != nil {
			t.Error(err)
		}
	})
}

// Once the credentials have been taken, requests do not wait for one another any more.
func TestTrial_passed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		client, _ := connect(t, httpapi.Config{Auth: httpapi.Bearer("right")}, func(w http.ResponseWriter, _ *http.Request) {
			now.Add(1)
			defer now.Add(-1)
			time.Sleep(time.Second)
			most.Store(max(most.Load(), now.Load()))
			_, _ = io.WriteString(w, "{}")
		})
		get(t, client)
		if most.Load() != 1 {
			t.Fatal("two requests at once")
		}
		for _, err := range doAll(t, client, 10, httpapi.Request{}) {
			if err != nil {
				t.Error(err)
			}
		}
		if most.Load() < 2 {
			t.Error("requests still go one by one")
		}
	})
}

// A gateway that is not ready says nothing about the password: the next request goes alone too.
func TestTrial_undecided(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int32
		client, _ := connect(t, httpapi.Config{Auth: httpapi.Bearer("wrong")}, func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(time.Second)
			if requests.Add(1) <= 2 {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			w.WriteHeader(http.StatusUnauthorized)
		})
		errs := doAll(t, client, 20, httpapi.Request{})
		if requests.Load() != 3 || countBefore(errs) != 19 {
			t.Errorf("%d requests and %d refused before, want 3 and 19", requests.Load(), countBefore(errs))
		}
	})
}

// A request in line returns when its context ends.
func TestTrial_canceledInLine(t *testing.T) {
	t.Parallel()
	returnsInLine(t, httpapi.Config{Auth: httpapi.Bearer("right")})
}

// returnsInLine has a request wait for its turn behind one that gets no answer, until its context ends.
func returnsInLine(t *testing.T, cfg httpapi.Config) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		client, _ := connect(t, cfg, func(http.ResponseWriter, *http.Request) { <-release })
		var group sync.WaitGroup
		group.Go(func() { get(t, client) })
		synctest.Wait() // it has arrived
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := client.Do(ctx, httpapi.Request{Method: http.MethodPost})
		wantText(t, wantKind(t, err, oauthclient.ErrUnavailable).Message, "time allowed for the operation ran out")
		if took := time.Since(start); took != time.Second {
			t.Errorf("it took %s", took)
		}
		close(release)
		group.Wait()
	})
}

// A server that cannot be reached is given up once for all, and waits for it end.
func TestRefusal_server(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	for name, base := range map[string]string{
		"connection refused": "http://127.0.0.1:1", "no such host": "http://backend.invalid", "TLS": untrusted.URL,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, log := newClient(t, httpapi.Config{BaseURL: base, MaxRetries: 2})
			_, first := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost})
			if strings.Contains(first.Error(), before) {
				t.Fatalf("the first error is %v", first)
			}
			attempts := strings.Count(log.text(), "HTTP request map")
			if want := map[string]int{"connection refused": 3}[name]; want != 0 && attempts != want {
				t.Errorf("%d attempts, want %d: the refusal counts after the retries", attempts, want)
			}
			for _, err := range doAll(t, client, 50, httpapi.Request{Method: http.MethodPost}) {
				failed := wantKind(t, err, oauthclient.ErrUnavailable)
				wantText(t, failed.Error(), "POST "+base+": "+before)
				if failed.Advice != "" || failed.Err != nil {
					t.Errorf("the cause is not short: %v", err)
				}
			}
		})
	}
	t.Run("requests that wait", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, _ := newClient(t, httpapi.Config{BaseURL: pipeURL, MaxRetries: 1, RetryWaitMin: time.Second, RetryWaitMax: time.Second})
			client.ConnectBy(func(_ context.Context, network, _ string) (net.Conn, error) {
				return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
			})
			var group sync.WaitGroup
			group.Go(func() { _, _ = client.Do(t.Context(), httpapi.Request{}) })
			time.Sleep(time.Second / 2) // the others begin their wait while that one waits
			if got := countBefore(doAll(t, client, 50, httpapi.Request{})); got != 50 {
				t.Errorf("%d of 50 were refused before, want all", got)
			}
			group.Wait()
		})
	})
}

// A token endpoint that refuses the client, or that cannot be reached, is asked by one request only.
func TestRefusal_tokenEndpoint(t *testing.T) {
	t.Parallel()
	api := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the API was asked without a token") })
	var requests atomic.Int32
	tokens := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"error":"invalid_client"}`)
	})
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		client, _ := newClient(t, httpapi.Config{BaseURL: api.URL, Auth: httpapi.ClientCredentials(tokens.URL, "id", "hunter2", nil)})
		errs := doAll(t, client, 50, httpapi.Request{})
		if requests.Load() != 2 || countBefore(errs) != 49 {
			t.Errorf("%d token requests and %d refused before, want 2 (the two ways to authenticate) and 49", requests.Load(), countBefore(errs))
		}
		_, err := client.Do(t.Context(), httpapi.Request{})
		wantText(t, wantKind(t, err, oauthclient.ErrDenied).Message, before+"no access token was issued")
	})
	t.Run("not reached", func(t *testing.T) {
		t.Parallel()
		client, log := newClient(t, httpapi.Config{
			BaseURL: api.URL, Auth: httpapi.ClientCredentials("http://127.0.0.1:1/token", "id", "hunter2", nil), MaxRetries: 1,
		})
		_, err := client.Do(t.Context(), httpapi.Request{})
		wantText(t, wantKind(t, err, oauthclient.ErrUnavailable).Message, "no access token from http://127.0.0.1:1/token: the connection was refused (2 attempts)")
		tried := strings.Count(log.text(), "token request")
		errs := doAll(t, client, 20, httpapi.Request{})
		if countBefore(errs) != 20 || strings.Count(log.text(), "token request") != tried {
			t.Errorf("the endpoint was asked again:\n%s", log.text())
		}
		elsewhere := serve(t, func(http.ResponseWriter, *http.Request) {})
		if _, err := client.Do(t.Context(), httpapi.Request{URL: elsewhere.URL}); err != nil {
			t.Errorf("a request without these credentials: %v", err)
		}
	})
	t.Run("a token that the API refuses", func(t *testing.T) {
		t.Parallel()
		var asked atomic.Int32
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/token" {
				w.Header().Set("Content-Type", "application/json")
				_, _ = fmt.Fprint(w, `{"access_token":"t","expires_in":3600}`)
				return
			}
			asked.Add(1)
			w.WriteHeader(http.StatusUnauthorized)
		})
		client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, Auth: httpapi.ClientCredentials(server.URL+"/token", "id", "hunter2", nil)})
		errs := doAll(t, client, 20, httpapi.Request{})
		if asked.Load() != 1 || countBefore(errs) != 19 {
			t.Errorf("%d requests and %d refused before, want 1 and 19", asked.Load(), countBefore(errs))
		}
	})
}

// What a 401 means when nobody showed any credentials.
func TestResponse_Classify_noCredentials(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	none, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
	failed := get(t, none).Classify()
	wantText(t, failed.Message, "The server wants credentials and none are configured.")
	wantText(t, failed.Advice, "Set the credentials")

	elsewhere, _ := newClient(t, httpapi.Config{BaseURL: "https://backend.invalid", Auth: httpapi.Bearer("token")})
	response, err := elsewhere.Do(t.Context(), httpapi.Request{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, response.Classify().Message, "No credentials were sent: those in the provider configuration are for https://backend.invalid only.")

	wrong, _ := newClient(t, httpapi.Config{BaseURL: server.URL, Auth: httpapi.Bearer("token")})
	wantText(t, get(t, wrong).Classify().Advice, checkCredentials)
}
