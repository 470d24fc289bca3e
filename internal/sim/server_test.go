package sim_test

import (
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

func TestRequests(t *testing.T) {
	t.Parallel()
	server := &sim.Server{Handle: func(call *sim.Call) sim.Answer {
		return sim.Text(http.StatusAccepted, "text/plain", string(call.Content))
	}}
	server.FailNext(sim.Fault{Method: http.MethodGet, Status: 503})
	if w := send(t, server, http.MethodPut, "/a%20b?x=%31", "body"); w.Body.String() != "body" {
		t.Errorf("the server got the body %q", w.Body)
	}
	send(t, server, http.MethodGet, "/", "")
	want := []sim.Request{
		{Method: http.MethodPut, Path: "/a b", Query: "x=%31", Header: http.Header{}, Body: "body", Status: 202},
		{Method: http.MethodGet, Path: "/", Header: http.Header{}, Status: 503},
	}
	if diff := cmp.Diff(want, server.Requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}

	server.FailNext(sim.Fault{Status: 500})
	server.Forget()
	if n := len(server.Requests()); n != 0 {
		t.Errorf("%d requests left", n)
	}
	if w := send(t, server, http.MethodGet, "/", ""); w.Code != http.StatusAccepted {
		t.Errorf("a fault is left: %d", w.Code)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	const requests = 50
	server := &sim.Server{Handle: ok}
	var group sync.WaitGroup
	failed := make(chan int, requests)
	for range requests {
		server.FailNext(sim.Fault{Status: 500})
		group.Go(func() { failed <- send(t, server, http.MethodGet, "/", "").Code })
	}
	group.Wait()
	close(failed)
	for status := range failed {
		if status != 500 {
			t.Errorf("status %d", status)
		}
	}
	if n := len(server.Requests()); n != requests {
		t.Errorf("%d requests, want %d", n, requests)
	}
}

func TestBodyIsBounded(t *testing.T) {
	t.Parallel()
	server := &sim.Server{Handle: ok}
	if w := send(t, server, http.MethodPost, "/", strings.Repeat("x", 1<<20+1)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", w.Code)
	}
}

// TestMaxConcurrentWrites sends requests from goroutines that wait for each other, on a clock that only moves when all
// of them wait.
func TestMaxConcurrentWrites(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &sim.Server{Handle: ok, Latency: time.Second}
		send(t, server, http.MethodPost, "/", "")
		send(t, server, http.MethodPut, "/", "")
		if got := server.MaxConcurrentWrites(); got != 1 {
			t.Errorf("%d concurrent writes, want 1 for one after the other", got)
		}
		var all sync.WaitGroup
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodGet, http.MethodGet} {
			all.Go(func() { send(t, server, method, "/", "") })
		}
		all.Wait()
		if got := server.MaxConcurrentWrites(); got != 3 {
			t.Errorf("%d concurrent writes, want 3", got)
		}
	})
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, public string
		tls          *tls.ConnectionState
		want         string
	}{
		{"as sent", "", nil, "http://sim.example:80"},
		{"as sent, TLS", "", &tls.ConnectionState{}, "https://sim.example:80"},
		{"behind a proxy", "https://op.example/hydra", nil, "https://op.example/hydra"},
		{"slash at the end", "https://op.example/", nil, "https://op.example"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var server sim.Server
			server.SetPublicURL(tc.public)
			r := httptest.NewRequest(http.MethodGet, "http://sim.example:80/x", nil)
			r.TLS = tc.tls
			if got := server.BaseURL(r); got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
}

// TestBeforeAnswer checks that the function is called after a request was carried out, and not for one that was not.
func TestBeforeAnswer(t *testing.T) {
	t.Parallel()
	var steps []string
	server := &sim.Server{Handle: func(call *sim.Call) sim.Answer {
		steps = append(steps, call.Method)
		return ok(call)
	}}
	var failure error
	server.BeforeAnswer(func() error {
		steps = append(steps, "saved")
		return failure
	})
	server.FailNext(sim.Fault{Status: 500})
	send(t, server, http.MethodPut, "/", "")
	send(t, server, http.MethodPost, "/", "")
	failure = errors.New("disk full")
	if w := send(t, server, http.MethodDelete, "/", ""); w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "disk full") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if diff := cmp.Diff([]string{"POST", "saved", "DELETE", "saved"}, steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}
