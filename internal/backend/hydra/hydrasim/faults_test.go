package hydrasim_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
)

// create sends one request that creates a client; status 0 says that the connection was dropped.
func create(ctx context.Context, t *testing.T, url string) (status int, header http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/admin/clients", strings.NewReader(`{"client_id":"a"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return 0, nil
	}
	_ = resp.Body.Close()
	return resp.StatusCode, resp.Header
}

func TestFailNext(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		fault   hydrasim.Fault
		status  int
		created bool
	}{
		{"nothing", hydrasim.Fault{}, 201, true},
		{"an answer", hydrasim.Fault{Status: 503}, 503, false},
		{"an answer after all was done", hydrasim.Fault{Status: 502, AfterProcessing: true}, 502, true},
		{"no answer", hydrasim.Fault{Drop: true}, 0, false},
		{"no answer after all was done", hydrasim.Fault{Drop: true, AfterProcessing: true}, 0, true},
		{"a delay", hydrasim.Fault{Delay: time.Millisecond}, 201, true},
		{"another method", hydrasim.Fault{Method: http.MethodPut, Status: 503}, 201, true},
		{"another path", hydrasim.Fault{Path: "/admin/clients/a", Status: 503}, 201, true},
		{"this method and path", hydrasim.Fault{Method: http.MethodPost, Path: "/admin/clients", Status: 503}, 503, false},
		{"concurrent update", hydrasim.ConcurrentUpdate(), 400, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, url := serve(t, hydrasim.Options{})
			sim.FailNext(tc.fault)
			if status, _ := create(t.Context(), t, url); status != tc.status {
				t.Errorf("status %d, want %d", status, tc.status)
			}
			if _, created := sim.Clients()["a"]; created != tc.created {
				t.Errorf("client created: %t, want %t", created, tc.created)
			}
		})
	}
}

func TestRequestsAreRecorded(t *testing.T) {
	t.Parallel()
	sim, url := serve(t, hydrasim.Options{})
	sim.FailNext(hydrasim.Fault{Status: 503})
	do(t, http.MethodPut, url+"/admin/clients/a%20b?x=1", `{"owner":"me"}`, "User-Agent: tester")
	requests := sim.Requests()
	if len(requests) != 1 {
		t.Fatalf("%d requests", len(requests))
	}
	got := requests[0]
	if agent := got.Header.Get("User-Agent"); agent != "tester" {
		t.Errorf("User-Agent %q", agent)
	}
	got.Header = nil
	want := hydrasim.Request{Method: http.MethodPut, Path: "/admin/clients/a b", Query: "x=1", Body: `{"owner":"me"}`, Status: 503}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
