package sim_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// TestFaultsMatch sends the same request twice: a fault is used up by the first request it is meant for.
func TestFaultsMatch(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name      string
		wholePath bool
		fault     sim.Fault
		taken     bool
	}{
		{"any request", false, sim.Fault{}, true},
		{"method", false, sim.Fault{Method: http.MethodPut}, true},
		{"another method", false, sim.Fault{Method: http.MethodGet}, false},
		{"part of the path", false, sim.Fault{Path: "/clients/"}, true},
		{"another path", false, sim.Fault{Path: "/snapshots"}, false},
		{"decoded path", false, sim.Fault{Path: "a b"}, true},
		{"query", false, sim.Fault{Path: "x=1"}, false},
		{"path of another method", false, sim.Fault{Method: http.MethodGet, Path: "/clients"}, false},
		{"whole path, any", true, sim.Fault{}, true},
		{"whole path", true, sim.Fault{Path: "/clients/a b"}, true},
		{"whole path, a part only", true, sim.Fault{Path: "/clients/"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := &sim.Server{Handle: ok}
			server.WholePath = tc.wholePath
			tc.fault.Status = http.StatusTeapot
			server.FailNext(tc.fault)
			want := []int{http.StatusOK, http.StatusOK}
			if tc.taken {
				want[0] = http.StatusTeapot
			}
			var got []int
			for range want {
				got = append(got, send(t, server, http.MethodPut, "/clients/a%20b?x=1", "").Code)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFaultsInLine checks that a request suffers the oldest fault that is meant for it, and no other.
func TestFaultsInLine(t *testing.T) {
	t.Parallel()
	server := &sim.Server{Handle: ok}
	server.FailNext(
		sim.Fault{Method: http.MethodGet, Status: 500},
		sim.Fault{Status: 502},
		sim.Fault{Status: 503},
	)
	var got []int
	for _, method := range []string{http.MethodPut, http.MethodGet, http.MethodGet, http.MethodGet} {
		got = append(got, send(t, server, method, "/", "").Code)
	}
	if diff := cmp.Diff([]int{502, 500, 503, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	type outcome struct {
		Status    int
		Header    http.Header
		Body      string
		Processed bool
	}
	plain, retry := http.Header{"Content-Type": {"text/plain"}}, http.Header{"Retry-After": {"7"}}
	done := outcome{200, plain, "done", true}
	page := func(status int) sim.Answer { return sim.Text(status, "text/html", "page") }
	for _, tc := range []struct {
		name      string
		fault     sim.Fault
		faultBody func(int) sim.Answer
		want      outcome
	}{
		{"nothing", sim.Fault{}, page, done},
		{"status", sim.Fault{Status: 503}, nil, outcome{503, http.Header{}, "", false}},
		{"status afterwards", sim.Fault{Status: 502, AfterProcessing: true}, nil, outcome{502, http.Header{}, "", true}},
		{"header", sim.Fault{Status: 429, Header: retry}, nil, outcome{429, retry, "", false}},
		{
			"body of the server",
			sim.Fault{Status: 429, Header: retry},
			page,
			outcome{429, http.Header{"Retry-After": {"7"}, "Content-Type": {"text/html"}}, "page", false},
		},
		{"body", sim.Fault{Status: 500, Body: "x", ContentType: "text/plain"}, page, outcome{500, plain, "x", false}},
		{
			"content type before header",
			sim.Fault{Status: 500, ContentType: "text/plain", Header: http.Header{"Content-Type": {"text/html"}}},
			nil,
			outcome{500, plain, "", false},
		},
		{"drop", sim.Fault{Drop: true}, page, outcome{0, http.Header{}, "", false}},
		{"drop afterwards", sim.Fault{Drop: true, AfterProcessing: true}, page, outcome{0, http.Header{}, "", true}},
		{"delay", sim.Fault{Delay: time.Millisecond}, nil, done},
		{"delay afterwards", sim.Fault{Delay: time.Millisecond, AfterProcessing: true}, nil, done},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			processed := false
			server := &sim.Server{FaultBody: tc.faultBody, Handle: func(call *sim.Call) sim.Answer {
				processed = true
				return ok(call)
			}}
			server.FailNext(tc.fault)
			w := send(t, server, http.MethodPost, "/", "")
			got := outcome{w.Code, w.Header(), w.Body.String(), processed}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := server.Requests()[0].Status; got != tc.want.Status {
				t.Errorf("recorded status %d, want %d", got, tc.want.Status)
			}
		})
	}
}

// TestDelay gives up on a request that takes an hour, before or after it takes effect.
func TestDelay(t *testing.T) {
	t.Parallel()
	for name, afterProcessing := range map[string]bool{"before": false, "after": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				processed := false
				server := &sim.Server{Handle: func(call *sim.Call) sim.Answer {
					processed = true
					return ok(call)
				}}
				server.FailNext(sim.Fault{Delay: time.Hour, AfterProcessing: afterProcessing})
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				begin := time.Now()
				w := httptest.NewRecorder()
				server.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodPost, "/", http.NoBody))
				if took := time.Since(begin); took != time.Minute {
					t.Errorf("took %v", took)
				}
				if processed != afterProcessing || w.Body.Len() > 0 {
					t.Errorf("processed: %t, answer %q", processed, w.Body)
				}
			})
		})
	}
}
