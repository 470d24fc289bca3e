package simfault_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/simfault"
)

func TestTake(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name      string
		wholePath bool
		fault     simfault.Fault
		taken     bool
	}{
		{"any request", false, simfault.Fault{}, true},
		{"method", false, simfault.Fault{Method: http.MethodPut}, true},
		{"another method", false, simfault.Fault{Method: http.MethodGet}, false},
		{"part of the path", false, simfault.Fault{Path: "/clients/"}, true},
		{"another path", false, simfault.Fault{Path: "/snapshots"}, false},
		{"decoded path", false, simfault.Fault{Path: "a b"}, true},
		{"query", false, simfault.Fault{Path: "x=1"}, false},
		{"path of another method", false, simfault.Fault{Method: http.MethodGet, Path: "/clients"}, false},
		{"whole path, any", true, simfault.Fault{}, true},
		{"whole path", true, simfault.Fault{Path: "/clients/a b"}, true},
		{"whole path, a part only", true, simfault.Fault{Path: "/clients/"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			faults := simfault.Faults{WholePath: tc.wholePath}
			tc.fault.Status = http.StatusTeapot
			faults.FailNext(tc.fault)
			r := httptest.NewRequest(http.MethodPut, "/clients/a%20b?x=1", nil)
			var want simfault.Fault
			if tc.taken {
				want = tc.fault
			}
			if diff := cmp.Diff(want, faults.Take(r)); diff != "" {
				t.Errorf("fault (-want +got):\n%s", diff)
			}
			if tc.taken {
				want = simfault.Fault{}
			}
			if diff := cmp.Diff(want, faults.Take(r)); diff != "" {
				t.Errorf("fault of the second request (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	var recorder simfault.Recorder
	recorder.FailNext(
		simfault.Fault{Method: http.MethodGet, Status: 500},
		simfault.Fault{Status: 502},
		simfault.Fault{Status: 503},
	)
	var statuses []int
	for _, method := range []string{http.MethodPut, http.MethodGet} {
		r := httptest.NewRequest(method, "/a%20b?x=%31", nil)
		r.Header.Set("Accept", "text/plain")
		statuses = append(statuses, recorder.Record(r, []byte("body")).Status)
	}
	if diff := cmp.Diff([]int{502, 500}, statuses); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	header := http.Header{"Accept": {"text/plain"}}
	want := []simfault.Request{
		{Method: http.MethodPut, Path: "/a b", Query: "x=%31", Header: header, Body: "body"},
		{Method: http.MethodGet, Path: "/a b", Query: "x=%31", Header: header, Body: "body"},
	}
	if diff := cmp.Diff(want, recorder.Requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}

	recorder.Forget()
	if n := len(recorder.Requests()); n != 0 {
		t.Errorf("%d requests left", n)
	}
	if fault := recorder.Record(httptest.NewRequest(http.MethodGet, "/", nil), nil); fault.Status != 0 {
		t.Errorf("fault %+v left", fault)
	}
}

func TestRecorder_concurrent(t *testing.T) {
	t.Parallel()
	const requests = 50
	var recorder simfault.Recorder
	var group sync.WaitGroup
	taken := make(chan int, requests)
	for range requests {
		recorder.FailNext(simfault.Fault{Status: 1})
		group.Go(func() {
			taken <- recorder.Record(httptest.NewRequest(http.MethodGet, "/", nil), nil).Status
		})
	}
	group.Wait()
	close(taken)
	total := 0
	for status := range taken {
		total += status
	}
	if total != requests || len(recorder.Requests()) != requests {
		t.Errorf("%d faults and %d requests, want %d of both", total, len(recorder.Requests()), requests)
	}
}

func TestAnswerHeader(t *testing.T) {
	t.Parallel()
	fault := simfault.Fault{Header: http.Header{"Retry-After": {"1"}, "Content-Type": {"text/html"}}}
	if diff := cmp.Diff(fault.Header, fault.AnswerHeader()); diff != "" {
		t.Errorf("without ContentType (-want +got):\n%s", diff)
	}
	fault.ContentType = "text/plain"
	want := http.Header{"Retry-After": {"1"}, "Content-Type": {"text/plain"}}
	if diff := cmp.Diff(want, fault.AnswerHeader()); diff != "" {
		t.Errorf("with ContentType (-want +got):\n%s", diff)
	}
	want = http.Header{"Content-Type": {"text/plain"}}
	if diff := cmp.Diff(want, simfault.Fault{ContentType: "text/plain"}.AnswerHeader()); diff != "" {
		t.Errorf("with ContentType only (-want +got):\n%s", diff)
	}
}

func TestSleep(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if simfault.Sleep(gone, time.Hour) {
		t.Error("an hour has passed for a caller who has gone")
	}
	if !simfault.Sleep(gone, 0) || !simfault.Sleep(t.Context(), time.Millisecond) {
		t.Error("the time has not passed")
	}
}
