package nevissim_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
			answer, err := post(t, t.Context(), server)
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

// TestFaultsInLine checks that each request meets at most one fault, in order, and that Reset clears the line.
func TestFaultsInLine(t *testing.T) {
	t.Parallel()
	sim, _ := newSimulator(nevissim.Options{})
	sim.FailNext(nevissim.Fault{Method: "POST", Status: 500}, nevissim.Fault{Status: 502}, nevissim.Fault{Status: 503})
	var got []int
	for _, method := range []string{"GET", "POST", "GET", "GET"} {
		got = append(got, send(t, sim, method, clientsPath, "").Code)
	}
	if diff := cmp.Diff([]int{502, 500, 503, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	sim.FailNext(nevissim.Fault{Status: 500})
	sim.Reset()
	mustSend(t, sim, "GET", clientsPath, "", http.StatusOK)
}

// TestDelayEndsWithTheCaller checks that a delayed request does nothing once its caller has given up.
func TestDelayEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	sim, _ := newSimulator(nevissim.Options{})
	server := httptest.NewServer(sim)
	sim.FailNext(nevissim.Fault{Delay: time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := post(t, ctx, server); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the deadline", err)
	}
	server.Close() // Waits until the request is over.
	if len(sim.Clients()) != 0 {
		t.Error("the client was created")
	}
}

// post creates a client over the network. The answer's body is read and closed.
func post(t *testing.T, ctx context.Context, server *httptest.Server) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+clientsPath, strings.NewReader("{}"))
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
