package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
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

// The first answer is that of the table, every later one 200.
func TestDo_retriesStatus(t *testing.T) {
	t.Parallel()
	retryAfter := http.Header{"Retry-After": {"0"}}
	tests := []struct {
		name    string
		request httpapi.Request
		status  int
		header  http.Header
		want    int // the status of the last answer
	}{
		{"GET 429", httpapi.Request{}, 429, nil, 200},
		{"GET 502", httpapi.Request{}, 502, nil, 200},
		{"GET 503", httpapi.Request{}, 503, nil, 200},
		{"GET 504", httpapi.Request{}, 504, nil, 200},
		{"GET 500", httpapi.Request{}, 500, nil, 500},
		{"GET 408", httpapi.Request{}, 408, nil, 408},
		{"GET 401", httpapi.Request{}, 401, nil, 401},
		{"PUT 502", httpapi.Request{Method: http.MethodPut}, 502, nil, 200},
		{"DELETE 504", httpapi.Request{Method: http.MethodDelete}, 504, nil, 200},
		{"POST 429", httpapi.Request{Method: http.MethodPost}, 429, nil, 200},
		{"POST 503 with Retry-After", httpapi.Request{Method: http.MethodPost}, 503, retryAfter, 503},
		{"PUT 503 with Retry-After", httpapi.Request{Method: http.MethodPut}, 503, retryAfter, 200},
		{"POST 500", httpapi.Request{Method: http.MethodPost}, 500, nil, 500},
		{"POST 503", httpapi.Request{Method: http.MethodPost}, 503, nil, 503},
		{"POST 502", httpapi.Request{Method: http.MethodPost}, 502, nil, 502},
		{"POST 502 with Retry-After", httpapi.Request{Method: http.MethodPost}, 502, retryAfter, 502},
		{"POST 504", httpapi.Request{Method: http.MethodPost}, 504, nil, 504},
		{"PATCH 502", httpapi.Request{Method: http.MethodPatch}, 502, nil, 502},
		{"repeatable POST 502", httpapi.Request{Method: http.MethodPost, Harmless: true}, 502, nil, 200},
		{"not repeatable PUT 502", httpapi.Request{Method: http.MethodPut, NotRepeatable: true}, 502, nil, 502},
		{"not repeatable PUT 429", httpapi.Request{Method: http.MethodPut, NotRepeatable: true}, 429, nil, 200},
		{"not repeatable wins", httpapi.Request{Method: http.MethodPut, Harmless: true, NotRepeatable: true}, 502, nil, 502},
		{"the driver knows better", httpapi.Request{Method: http.MethodPost, RetryResponse: unserializable}, 400, nil, 200},
		{"longer wait than is borne", httpapi.Request{}, 429, http.Header{"Retry-After": {"301"}}, 429},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var bodies []string
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				bodies = append(bodies, fmt.Sprint(r.ContentLength, string(body), err))
				if len(bodies) > 1 {
					return
				}
				for name := range tc.header {
					w.Header().Set(name, tc.header.Get(name))
				}
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, "Unable to serialize access")
			})
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
			request := tc.request
			request.Body = []byte(`{"whole":"body"}`)
			response, err := client.Do(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			if response.Status != tc.want {
				t.Errorf("the status is %d, want %d", response.Status, tc.want)
			}
			const whole = `16{"whole":"body"}<nil>`
			want := []string{whole}
			if tc.want == http.StatusOK {
				want = append(want, whole)
			}
			if diff := cmp.Diff(want, bodies); diff != "" {
				t.Errorf("bodies that arrived (-want +got):\n%s", diff)
			}
		})
	}
}

// A read, and a write that can be repeated, is sent once more after a page with a status of success, and not again.
func TestDo_pageOfSuccess(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		method          string
		pages, requests int32
		ok              bool
	}{
		{http.MethodGet, 1, 2, true},
		{http.MethodDelete, 1, 2, true},
		{http.MethodPut, 1, 2, true},
		{http.MethodPost, 1, 1, false},
		{http.MethodGet, 10, 2, false},
	} {
		t.Run(fmt.Sprint(tc.method, tc.pages), func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if requests.Add(1) <= tc.pages {
					_, _ = io.WriteString(w, "<html><title>Log in</title></html>")
				}
			})
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
			response, err := client.Do(t.Context(), httpapi.Request{Method: tc.method})
			if err != nil || response.OK() != tc.ok || requests.Load() != tc.requests {
				t.Errorf("%d requests, OK %t, %v; want %d, %t", requests.Load(), response.OK(), err, tc.requests, tc.ok)
			}
		})
	}
}

func unserializable(response *httpapi.Response) bool {
	return response.Status == http.StatusBadRequest && string(response.Body) == "Unable to serialize access"
}

func TestDo_maxRetries(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ retries, requests int }{{0, 5}, {1, 2}, {7, 8}, {-1, 1}} {
		t.Run(fmt.Sprint(tc.retries), func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				requests.Add(1)
				w.WriteHeader(http.StatusServiceUnavailable)
			})
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, MaxRetries: tc.retries})
			if response := get(t, client); response.Status != http.StatusServiceUnavailable {
				t.Errorf("the status is %d, want the last answer's", response.Status)
			}
			if got := int(requests.Load()); got != tc.requests {
				t.Errorf("%d requests, want %d", got, tc.requests)
			}
		})
	}
}

// What an attempt without an answer means depends on the request and on how far it came.
func TestDo_noAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		request  httpapi.Request
		handler  http.HandlerFunc
		kind     error
		says     string
		requests int32
	}{
		{"GET reset", httpapi.Request{}, resetHandler, oauthclient.ErrUnavailable, "connection was closed", 3},
		{"PUT reset", httpapi.Request{Method: http.MethodPut}, resetHandler, oauthclient.ErrOutcomeUnknown, "(3 attempts)", 3},
		{"DELETE reset", httpapi.Request{Method: http.MethodDelete}, resetHandler, oauthclient.ErrOutcomeUnknown, "(3 attempts)", 3},
		{"POST reset", httpapi.Request{Method: http.MethodPost}, resetHandler, oauthclient.ErrOutcomeUnknown, "may have been carried out", 1},
		{"harmless POST reset", httpapi.Request{Method: http.MethodPost, Harmless: true}, resetHandler, oauthclient.ErrUnavailable, "(3 attempts)", 3},
		{"not repeatable PUT reset", httpapi.Request{Method: http.MethodPut, NotRepeatable: true}, resetHandler, oauthclient.ErrOutcomeUnknown, "may have been carried out", 1},
		{"POST closed", httpapi.Request{Method: http.MethodPost}, closeHandler, oauthclient.ErrOutcomeUnknown, "connection was closed", 1},
		{"POST cut", httpapi.Request{Method: http.MethodPost}, cutHandler, oauthclient.ErrOutcomeUnknown, "connection was closed", 1},
		{"GET cut", httpapi.Request{}, cutHandler, oauthclient.ErrUnavailable, "connection was closed", 3},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				tc.handler(w, r)
			})
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, MaxRetries: 2})
			_, err := client.Do(t.Context(), tc.request)
			wantText(t, wantKind(t, err, tc.kind).Message, tc.says)
			if got := requests.Load(); got != tc.requests {
				t.Errorf("%d requests, want %d", got, tc.requests)
			}
		})
	}
}

// An answer that does not come in time is none.
func TestDo_tooSlow(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		method   string
		kind     error
		requests int
	}{
		{http.MethodGet, oauthclient.ErrUnavailable, 3}, {http.MethodPost, oauthclient.ErrOutcomeUnknown, 1},
	} {
		t.Run(tc.method, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var seen arrivals
				config := httpapi.Config{MaxRetries: 2, RequestTimeout: time.Minute, RetryWaitMin: time.Second, RetryWaitMax: time.Second}
				client, _ := connect(t, config, func(w http.ResponseWriter, r *http.Request) {
					seen.add()
					_, _ = io.Copy(io.Discard, r.Body)
					hang(w, r)
				})
				start := time.Now()
				_, err := client.Do(t.Context(), httpapi.Request{Method: tc.method})
				wantText(t, wantKind(t, err, tc.kind).Message, "no answer within 1m0s (request_timeout)")
				if got := len(seen.all()); got != tc.requests {
					t.Errorf("%d requests, want %d", got, tc.requests)
				}
				want := time.Duration(tc.requests)*time.Minute + time.Duration(tc.requests-1)*time.Second
				if took := time.Since(start); took != want {
					t.Errorf("it took %s, want %s", took, want)
				}
			})
		})
	}
}

func resetHandler(w http.ResponseWriter, _ *http.Request) { reset(w) }

// closeHandler ends the connection without an answer, and without a reset.
func closeHandler(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	panic(http.ErrAbortHandler)
}

// cutHandler breaks off in the middle of the answer.
func cutHandler(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, "half an ans")
}

// A shutter is a listener that closes its first connections before the TLS handshake.
type shutter struct {
	net.Listener
	closed atomic.Int32
	first  int32
}

func (s *shutter) Accept() (net.Conn, error) {
	for {
		connection, err := s.Listener.Accept()
		if err != nil || s.closed.Add(1) > s.first {
			return connection, err
		}
		_ = connection.Close()
	}
}

// A request of which nothing was written is sent again, whatever it is.
func TestDo_notSent(t *testing.T) {
	t.Parallel()
	request := httpapi.Request{Method: http.MethodPost, Body: []byte("whole"), NotRepeatable: true}
	t.Run("then sent", func(t *testing.T) {
		t.Parallel()
		var got []string
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			got = append(got, string(body))
		}))
		server.Listener = &shutter{Listener: server.Listener, first: 2}
		server.StartTLS()
		t.Cleanup(server.Close)
		client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, CACertPEM: caOf(server)})
		if _, err := client.Do(t.Context(), request); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"whole"}, got); diff != "" {
			t.Errorf("bodies that arrived (-want +got):\n%s", diff)
		}
	})
	t.Run("never sent", func(t *testing.T) {
		t.Parallel()
		client, log := newClient(t, httpapi.Config{BaseURL: "http://127.0.0.1:1", MaxRetries: 2})
		_, err := client.Do(t.Context(), request)
		failed := wantKind(t, err, oauthclient.ErrUnavailable)
		wantText(t, failed.Message, "POST http://127.0.0.1:1: the connection was refused (3 attempts).")
		wantText(t, failed.Advice, "server is running")
		wantText(t, log.text(), "attempt:3")
	})
	t.Run("unknown host", func(t *testing.T) {
		t.Parallel()
		client, log := newClient(t, httpapi.Config{BaseURL: "http://backend.invalid"})
		_, err := client.Do(t.Context(), request)
		wantText(t, wantKind(t, err, oauthclient.ErrUnavailable).Message, "host name could not be resolved")
		if strings.Contains(log.text(), "attempt:2") {
			t.Errorf("it was tried again:\n%s", log.text())
		}
	})
	t.Run("context already done", func(t *testing.T) {
		t.Parallel()
		server := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("it was sent") })
		client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := client.Do(ctx, request)
		wantKind(t, err, oauthclient.ErrUnavailable)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v is not context.Canceled", err)
		}
	})
}

// An attempt that may have been carried out is remembered, whatever the next one is answered.
func TestResponse_OutcomeUnknown(t *testing.T) {
	t.Parallel()
	answer := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
	}
	page := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<html><title>hi</title></html>")
		}
	}
	post := httpapi.Request{Method: http.MethodPost}
	known := httpapi.Request{Method: http.MethodPost, RetryResponse: func(r *httpapi.Response) bool { return r.Status == 500 }}
	repeatable := httpapi.Request{Method: http.MethodPut}
	tests := []struct {
		name     string
		request  httpapi.Request
		handlers []http.HandlerFunc
		want     bool
		kind     error
	}{
		{"POST 400", post, []http.HandlerFunc{answer(400)}, false, oauthclient.ErrInvalid},
		{"POST 500", post, []http.HandlerFunc{answer(500)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST 501", post, []http.HandlerFunc{answer(501)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST 503", post, []http.HandlerFunc{answer(503)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST 101", post, []http.HandlerFunc{answer(101)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST 408", post, []http.HandlerFunc{answer(408)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST 303", post, []http.HandlerFunc{answer(303)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST 302", post, []http.HandlerFunc{answer(302)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST 301", post, []http.HandlerFunc{answer(301)}, false, oauthclient.ErrDenied},
		{"POST 307", post, []http.HandlerFunc{answer(307)}, false, oauthclient.ErrDenied},
		{"GET 302", httpapi.Request{}, []http.HandlerFunc{answer(302)}, false, oauthclient.ErrDenied},
		{"POST 401", post, []http.HandlerFunc{answer(401)}, false, oauthclient.ErrDenied},
		{"POST 403", post, []http.HandlerFunc{answer(403)}, false, oauthclient.ErrDenied},
		{"POST 404", post, []http.HandlerFunc{answer(404)}, false, oauthclient.ErrUnavailable},
		{"POST 429", post, []http.HandlerFunc{answer(429)}, false, oauthclient.ErrUnavailable},
		{"POST and a page of success", post, []http.HandlerFunc{page(200)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST and a page of denial", post, []http.HandlerFunc{page(403)}, false, oauthclient.ErrDenied},
		{"harmless POST 500", httpapi.Request{Method: http.MethodPost, Harmless: true}, []http.HandlerFunc{answer(500)}, false, oauthclient.ErrUnavailable},
		{"POST and what is not the API's", post, []http.HandlerFunc{answer(200)}, false, oauthclient.ErrOutcomeUnknown},
		{"POST 500 that the driver knows", known, []http.HandlerFunc{answer(500)}, false, oauthclient.ErrUnavailable},
		{"GET 500", httpapi.Request{}, []http.HandlerFunc{answer(500)}, false, oauthclient.ErrUnavailable},
		{"GET and a page of success", httpapi.Request{}, []http.HandlerFunc{page(200)}, false, oauthclient.ErrDenied},
		{"DELETE 500", httpapi.Request{Method: http.MethodDelete}, []http.HandlerFunc{answer(500)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST 502", post, []http.HandlerFunc{answer(502)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST 504", post, []http.HandlerFunc{answer(504)}, true, oauthclient.ErrOutcomeUnknown},
		{"PUT 504", httpapi.Request{Method: http.MethodPut}, []http.HandlerFunc{answer(504), answer(504)}, true, oauthclient.ErrOutcomeUnknown},
		{"PUT 504 and 200", httpapi.Request{Method: http.MethodPut}, []http.HandlerFunc{answer(504), answer(200)}, false, nil},
		{"not repeatable PUT 504", httpapi.Request{Method: http.MethodPut, NotRepeatable: true}, []http.HandlerFunc{answer(504)}, true, oauthclient.ErrOutcomeUnknown},
		{"POST 429 and 409", post, []http.HandlerFunc{answer(429), answer(409)}, false, oauthclient.ErrAlreadyExists},
		{"lost and 409", repeatable, []http.HandlerFunc{resetHandler, answer(409)}, true, oauthclient.ErrAlreadyExists},
		{"lost and 429", repeatable, []http.HandlerFunc{resetHandler, answer(429)}, true, oauthclient.ErrOutcomeUnknown},
		{"504 and 409", repeatable, []http.HandlerFunc{answer(504), answer(409)}, true, oauthclient.ErrAlreadyExists},
		{"lost and 201", repeatable, []http.HandlerFunc{resetHandler, answer(201)}, false, nil},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				tc.handlers[requests.Add(1)-1](w, r)
			})
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, MaxRetries: len(tc.handlers) - 1})
			if len(tc.handlers) == 1 {
				client, _ = newClient(t, httpapi.Config{BaseURL: server.URL, MaxRetries: -1})
			}
			response, err := client.Do(t.Context(), tc.request)
			if err != nil {
				t.Fatal(err)
			}
			if got := response.OutcomeUnknown(); got != tc.want {
				t.Errorf("OutcomeUnknown after %d is %t, want %t", response.Status, got, tc.want)
			}
			if tc.kind != nil {
				wantKind(t, response.Classify(), tc.kind)
			}
		})
	}
}

// A wait that cannot end in time is not begun: the answer is worth more than a deadline exceeded.
func TestDo_waitBeyondDeadline(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]http.Header{
		"asked for by the server": {"Retry-After": {"30"}},
		"own choice":              {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, _ := connect(t, httpapi.Config{RetryWaitMin: 20 * time.Second}, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Retry-After", header.Get("Retry-After"))
					w.WriteHeader(http.StatusTooManyRequests)
				})
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				start := time.Now()
				response, err := client.Do(ctx, httpapi.Request{})
				if err != nil || response.Status != http.StatusTooManyRequests {
					t.Fatalf("got %+v, %v, want the 429", response, err)
				}
				if took := time.Since(start); took > 0 {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
}

func TestDo_retryAfterIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen arrivals
		client, log := connect(t, httpapi.Config{}, func(w http.ResponseWriter, _ *http.Request) {
			if seen.add() == 1 {
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(http.StatusTooManyRequests)
			}
		})
		if response := get(t, client); response.Status != http.StatusOK {
			t.Fatalf("the status is %d", response.Status)
		}
		times := seen.all()
		if waited := times[1].Sub(times[0]); waited < time.Second {
			t.Errorf("the second request came after %s, want 1s and not RetryWaitMax", waited)
		}
		wantText(t, log.text(), "HTTP request will be repeated", "wait_ms:100")
	})
}

// The cap counts attempts under way: it is reached, never passed, and a request that waits does not count.
func TestDo_concurrencyCap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const limit = 3
		var now, most, answered atomic.Int32
		config := httpapi.Config{MaxConcurrentRequests: limit, MaxRetries: 20}
		client, _ := connect(t, config, func(w http.ResponseWriter, _ *http.Request) {
			current := now.Add(1)
			defer now.Add(-1)
			for {
				seen := most.Load()
				if current <= seen || most.CompareAndSwap(seen, current) {
					break
				}
			}
			time.Sleep(time.Second)
			if answered.Add(1)%3 == 0 { // a storm of 429
				w.WriteHeader(http.StatusTooManyRequests)
			}
			// The body is a part of the attempt too.
			_ = http.NewResponseController(w).Flush()
			time.Sleep(time.Second)
			_, _ = io.WriteString(w, "done")
		})
		var group sync.WaitGroup
		for range 40 {
			group.Go(func() {
				response, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost, Body: []byte("{}")})
				if err != nil || response.Status != http.StatusOK {
					t.Errorf("got %+v, %v", response, err)
				}
			})
		}
		group.Wait()
		if got := most.Load(); got != limit {
			t.Errorf("%d requests at a time, want %d", got, limit)
		}
	})
}

// A request that waits for its turn was not sent, so its cancellation leaves nothing unknown.
func TestDo_canceledInLine(t *testing.T) {
	t.Parallel()
	returnsInLine(t, httpapi.Config{MaxConcurrentRequests: 1})
}
