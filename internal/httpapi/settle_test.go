package httpapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// cancelOnArrival returns a handler that ends ctx a second after the first request has arrived whole, and goes on with next at
// once.
func cancelOnArrival(cancel context.CancelFunc, next http.HandlerFunc) (http.HandlerFunc, *atomic.Int32) {
	requests := new(atomic.Int32)
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if requests.Add(1) == 1 {
			time.AfterFunc(time.Second, cancel)
		}
		next(w, r)
	}, requests
}

func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func TestDo_cancel(t *testing.T) {
	t.Parallel()
	post := httpapi.Request{Method: http.MethodPost, Body: []byte("{}")}
	put := httpapi.Request{Method: http.MethodPut, Body: []byte("{}")}
	later := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(4 * time.Second)
			w.WriteHeader(status)
		}
	}
	limited := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	tests := []struct {
		name    string
		request httpapi.Request
		handler http.HandlerFunc
		after   time.Duration
		status  int   // of the answer, 0 for an error
		kind    error // of the error
		says    string
	}{
		{"read under way", httpapi.Request{}, hang, time.Second, 0, oauthclient.ErrUnavailable, "the operation was canceled."},
		{"write that is answered", post, later(201), 4 * time.Second, 201, nil, ""},
		{"write that is answered 503 is not repeated", put, later(503), 4 * time.Second, 503, nil, ""},
		{"write that is reset is not repeated", put, func(w http.ResponseWriter, r *http.Request) {
			later(0)(nopWriter{w}, r)
			reset(w)
		}, 4 * time.Second, 0, oauthclient.ErrOutcomeUnknown, "the connection was closed before the answer was complete. The request had been sent"},
		{"write that is not answered", post, hang, 6 * time.Second, 0, oauthclient.ErrOutcomeUnknown, "the operation was canceled, and no answer came within 5s after that. The request had been sent"},
		{"wait after 429", post, limited, time.Second, 0, oauthclient.ErrUnavailable, "the operation was canceled after the answer 429 Too Many Requests."},
		{"wait after a reset", httpapi.Request{}, resetHandler, time.Second, 0, oauthclient.ErrUnavailable, "the operation was canceled after an attempt that failed, since the connection was closed"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				handler, requests := cancelOnArrival(cancel, tc.handler)
				client, _ := connect(t, httpapi.Config{
					RetryWaitMin: time.Minute, RetryWaitMax: time.Minute, SettlingTime: 5 * time.Second,
				}, handler)
				start := time.Now()
				response, err := client.Do(ctx, tc.request)
				if took := time.Since(start); took != tc.after {
					t.Errorf("it took %s, want %s", took, tc.after)
				}
				if requests.Load() != 1 {
					t.Errorf("%d requests, want 1", requests.Load())
				}
				if tc.status != 0 {
					if err != nil || response.Status != tc.status {
						t.Fatalf("got %+v and %v, want the answer %d", response, err, tc.status)
					}
					return
				}
				failed := wantKind(t, err, tc.kind)
				wantText(t, failed.Message, tc.says)
				if strings.Contains(err.Error(), "context canceled") {
					t.Errorf("%q is not for people", err)
				}
				if !strings.Contains(tc.name, "reset is not repeated") && !errors.Is(err, context.Canceled) {
					t.Errorf("%v is not context.Canceled", err)
				}
			})
		})
	}
}

// nopWriter is an answer that is never begun.
type nopWriter struct{ http.ResponseWriter }

func (nopWriter) WriteHeader(int) {}

// What a write gets after its operation is within the time of an attempt.
func TestDo_cancel_withinRequestTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		handler, _ := cancelOnArrival(cancel, hang)
		client, _ := connect(t, httpapi.Config{RequestTimeout: 3 * time.Second}, handler)
		start := time.Now()
		_, err := client.Do(ctx, httpapi.Request{Method: http.MethodDelete})
		wantText(t, wantKind(t, err, oauthclient.ErrOutcomeUnknown).Message, "request_timeout")
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

func TestDo_nothingBeginsAfterCancellation(t *testing.T) {
	t.Parallel()
	server := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := client.Do(ctx, httpapi.Request{Method: method})
		wantKind(t, err, oauthclient.ErrUnavailable)
		if got, want := err.Error(), method+" "+server.URL+": the operation was canceled. Run it again to go on."; got != want {
			t.Errorf("the error is %q, want %q", got, want)
		}
	}
}

// A redirect and a renewed token are new requests too.
func TestDo_cancel_noSecondRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		handler, requests := cancelOnArrival(cancel, func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(4 * time.Second)
			http.Redirect(w, r, "/x/", http.StatusPermanentRedirect)
		})
		client, _ := connect(t, httpapi.Config{}, handler)
		_, err := client.Do(ctx, httpapi.Request{Method: http.MethodPost, Path: []string{"x"}})
		wantKind(t, err, oauthclient.ErrUnavailable) // it was not done
		if requests.Load() != 1 {
			t.Errorf("%d requests, want 1", requests.Load())
		}
	})
}

func TestSettling(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), settleKey{}, "kept"))
	server := serve(t, func(http.ResponseWriter, *http.Request) {})
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
	settle, done := client.Settling(ctx)
	if settle.Value(settleKey{}) != "kept" {
		t.Error("values are lost")
	}
	cancel()
	if response, err := client.Do(settle, httpapi.Request{}); err != nil || !response.OK() {
		t.Errorf("a read that settles is cut off: %v", err)
	}
	if _, err := client.Do(ctx, httpapi.Request{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	done()
	if settle.Err() == nil {
		t.Error("the context outlives its end")
	}
}

type settleKey struct{}
