package httpapi_test

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// arrivals records when requests come.
type arrivals struct {
	mu    sync.Mutex
	times []time.Time
}

func (a *arrivals) add() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.times = append(a.times, time.Now())
	return len(a.times)
}

func (a *arrivals) all() []time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.times)
}

// notices records what the user is told.
type notices struct {
	mu    sync.Mutex
	texts []string
}

func (n *notices) add(_ context.Context, text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.texts = append(n.texts, text)
}

// When one request is answered 429, nobody sends before the instant that the answer names.
func TestPace_limitForAll(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		header func() http.Header
	}{
		{"seconds", 429, func() http.Header { return http.Header{"Retry-After": {"1"}} }},
		{"date", 429, func() http.Header {
			return http.Header{"Retry-After": {time.Now().Add(2 * time.Second).UTC().Format(http.TimeFormat)}}
		}},
		{"reset in seconds", 429, func() http.Header { return http.Header{"X-Ratelimit-Reset": {"1"}} }},
		{"reset as Unix time", 429, func() http.Header {
			return http.Header{"X-Ratelimit-Reset": {strconv.FormatInt(time.Now().Add(2*time.Second).Unix(), 10)}}
		}},
		{"reset of the draft", 429, func() http.Header { return http.Header{"Ratelimit-Reset": {"1"}} }},
		{"503", 503, func() http.Header { return http.Header{"Retry-After": {"1"}} }},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				// In the year 2000, where bubbles begin, a Unix time looks like a number of seconds.
				time.Sleep(time.Until(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
				var seen arrivals
				var told notices
				client, _ := connect(t, httpapi.Config{OnWait: told.add}, func(w http.ResponseWriter, _ *http.Request) {
					if seen.add() == 1 {
						for name, values := range tc.header() {
							w.Header()[name] = values
						}
						w.WriteHeader(tc.status)
					}
				})
				var group sync.WaitGroup
				group.Go(func() { get(t, client) })
				synctest.Wait() // the answer has come
				for range 5 {
					group.Go(func() {
						if _, err := client.Do(t.Context(), httpapi.Request{Method: http.MethodPost}); err != nil {
							t.Error(err)
						}
					})
				}
				group.Wait()
				times := seen.all()
				if len(times) != 7 {
					t.Fatalf("%d requests, want 7", len(times))
				}
				for _, at := range times[1:] {
					if after := at.Sub(times[0]); after < time.Second {
						t.Errorf("a request came after %s", after)
					}
				}
				if len(told.texts) != 1 {
					t.Fatalf("the user was told %q, want one sentence", told.texts)
				}
				wantText(t, told.texts[0], "The server answered "+strconv.Itoa(tc.status), "all requests pause for")
			})
		})
	}
}

// A pause that is longer than requests wait is kept too: they fail at once.
func TestPace_limitTooLong(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
	response := get(t, client)
	if response.Status != http.StatusTooManyRequests {
		t.Fatalf("the status is %d", response.Status)
	}
	wantText(t, response.Classify().Advice, "The server asks to be spared for 1h0m0s, and requests wait 5m0s at most. Apply again after that.")
	_, err := client.Do(t.Context(), httpapi.Request{})
	failed := wantKind(t, err, oauthclient.ErrUnavailable)
	wantText(t, failed.Message, "not sent, since the server has asked for a pause of 1h0m")
	wantText(t, failed.Advice, "after that")
	if requests.Load() != 1 {
		t.Errorf("%d requests, want 1", requests.Load())
	}
}

func TestPace_waitBeyondDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := connect(t, httpapi.Config{MaxRetries: -1}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "60")
			w.WriteHeader(http.StatusTooManyRequests)
		})
		get(t, client)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		_, err := client.Do(ctx, httpapi.Request{Method: http.MethodPost})
		wantText(t, wantKind(t, err, oauthclient.ErrUnavailable).Message, "longer than the operation may take")
		if took := time.Since(start); took > 0 {
			t.Errorf("it took %s", took)
		}
	})
}

func TestPace_requestsPerSecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen arrivals
		var told notices
		client, _ := connect(t, httpapi.Config{RequestsPerSecond: 5, OnWait: told.add}, func(http.ResponseWriter, *http.Request) { seen.add() })
		for _, err := range doAll(t, client, 10, httpapi.Request{}) {
			if err != nil {
				t.Error(err)
			}
		}
		if times := seen.all(); times[9].Sub(times[0]) != 1800*time.Millisecond {
			t.Errorf("10 requests at 5 a second took %s, want 1.8 s", times[9].Sub(times[0]))
		}
		if len(told.texts) != 1 || told.texts[0] != "Requests wait for their turn: requests_per_second is 5." {
			t.Errorf("the user was told %q", told.texts)
		}
	})
}

// Nobody is bothered with waits that nobody notices.
func TestPace_shortWaitsAreNotTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var told notices
		client, _ := connect(t, httpapi.Config{RequestsPerSecond: 100, OnWait: told.add}, func(http.ResponseWriter, *http.Request) {})
		doAll(t, client, 10, httpapi.Request{})
		if len(told.texts) != 0 {
			t.Errorf("the user was told %q", told.texts)
		}
	})
}

func TestPace_canceled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := connect(t, httpapi.Config{RequestsPerSecond: 0.1}, func(http.ResponseWriter, *http.Request) {})
		get(t, client)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := client.Do(ctx, httpapi.Request{Method: http.MethodPost})
		wantText(t, wantKind(t, err, oauthclient.ErrUnavailable).Message, "the operation was canceled")
		if took := time.Since(start); took != time.Second {
			t.Errorf("it took %s", took)
		}
	})
}
