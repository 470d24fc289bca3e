package nevissim_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// TestFaults lets a fault happen to a create and checks the answer and whether the client is there afterwards.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name        string
		fault       nevissim.Fault
		status      int // 0 means that the connection is closed
		contentType string
		created     bool
	}{
		{"none for this method", nevissim.Fault{Method: "GET", Status: 500}, 201, "application/json", true},
		{"none for this path", nevissim.Fault{Path: "/snapshots", Status: 500}, 201, "application/json", true},
		{"status of this path", nevissim.Fault{Path: "/clients", Status: 500}, 500, "application/json", false},
		{"status", nevissim.Fault{Method: "POST", Status: 503, Header: http.Header{"Retry-After": {"1"}}}, 503, "application/json", false},
		{"status afterwards", nevissim.Fault{Status: 504, AfterProcessing: true}, 504, "application/json", true},
		{"body", nevissim.Fault{Status: 403, ContentType: "text/plain", Body: "no"}, 403, "text/plain", false},
		{"login page", nevissim.LoginPage(), 200, "text/html;charset=utf-8", false},
		{"drop", nevissim.Fault{Drop: true}, 0, "", false},
		{"drop afterwards", nevissim.Fault{Drop: true, AfterProcessing: true}, 0, "", true},
		{"delay", nevissim.Fault{Delay: time.Millisecond}, 201, "application/json", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(nevissim.Options{})
			server := httptest.NewServer(sim)
			defer server.Close()
			sim.FailNext(tc.fault)
			answer, err := post(t, server)
			if (err != nil) != (tc.status == 0) {
				t.Fatalf("error %v", err)
			}
			if err == nil && (answer.StatusCode != tc.status || answer.Header.Get("Content-Type") != tc.contentType) {
				t.Errorf("status %d, Content-Type %q", answer.StatusCode, answer.Header.Get("Content-Type"))
			}
			if err == nil && answer.Header.Get("Retry-After") != tc.fault.Header.Get("Retry-After") {
				t.Errorf("Retry-After %q", answer.Header.Get("Retry-After"))
			}
			if got := len(sim.Clients()) == 1; got != tc.created {
				t.Errorf("created: %t, want %t", got, tc.created)
			}
		})
	}
}

// post creates a client over the network. The answer's body is read and closed.
func post(t *testing.T, server *httptest.Server) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+clientsPath, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(nevissim.Username, nevissim.Password)
	r.Header.Set("Content-Type", "application/json")
	answer, err := server.Client().Do(r)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return answer, errors.Join(err, answer.Body.Close())
}
