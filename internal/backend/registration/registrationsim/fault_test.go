package registrationsim_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// TestFailNext lets one registration fail and looks at what became of it.
func TestFailNext(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault registrationsim.Fault
		// status is that of the answer, 0 for a closed connection.
		status  int
		body    string
		created int
	}{
		{"dropped before", registrationsim.Fault{Drop: true}, 0, "", 0},
		{"dropped after", registrationsim.Fault{Drop: true, AfterProcessing: true}, 0, "", 1},
		{"error before", registrationsim.Fault{Status: 503, ContentType: "text/plain", Body: "busy"}, 503, "busy", 0},
		{"error after", registrationsim.Fault{Status: 502, AfterProcessing: true, Body: "gateway"}, 502, "gateway", 1},
		{"for this method and path", registrationsim.Fault{Method: "POST", Path: "/register", Status: 500}, 500, "", 0},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, base := start(t, registrationsim.Options{})
			sim.FailNext(tc.fault)

			r, err := try(t, http.MethodPost, base+"/register", "", minimal)

			if (err != nil) != (tc.status == 0) {
				t.Fatalf("error %v", err)
			}
			if r.status != tc.status || r.text != tc.body {
				t.Errorf("%d %q, want %d %q", r.status, r.text, tc.status, tc.body)
			}
			if got := len(sim.Clients()); got != tc.created {
				t.Errorf("%d clients, want %d", got, tc.created)
			}
			if got := sim.Requests()[0].Status; got != tc.status {
				t.Errorf("recorded status %d, want %d", got, tc.status)
			}
			create(t, base) // The fault is used up.
		})
	}
}

// TestLostAnswer is the accident that costs a client where tokens rotate, and the operator's way out of it.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	sim, base := start(t, registrationsim.Options{Rotation: registrationsim.RotateOnPut})
	created := create(t, base)
	uri, token := created.string("registration_client_uri"), created.string("registration_access_token")
	sim.FailNext(registrationsim.Fault{Method: http.MethodPut, Drop: true, AfterProcessing: true})
	if _, err := try(t, http.MethodPut, uri, token, withID(created, minimal)); err == nil {
		t.Fatal("the answer was not lost")
	}
	mustSend(t, http.StatusUnauthorized, http.MethodGet, uri, token, "")

	recovered, err := sim.IssueToken(created.string("client_id"))
	if err != nil {
		t.Fatal(err)
	}
	mustSend(t, http.StatusOK, http.MethodGet, uri, recovered, "")
}

func TestRequests(t *testing.T) {
	t.Parallel()
	sim, base := start(t, registrationsim.Options{ClientURI: registrationsim.ClientURIQuery})
	created := create(t, base)
	mustSend(t, 401, http.MethodGet, created.string("registration_client_uri"), "wrong", "")
	want := []registrationsim.Request{
		{Method: "POST", Path: "/register", Body: minimal, Status: 201},
		{Method: "GET", Path: "/register", Query: "client_id=" + created.string("client_id"), Status: 401},
	}
	got := sim.Requests()
	if authorization := got[1].Header.Get("Authorization"); authorization != "Bearer wrong" {
		t.Errorf("recorded Authorization: %q", authorization)
	}
	for i := range got {
		got[i].Header = nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}
