package nevissim_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// clientsPath is the collection of clients of the default setup.
const clientsPath = nevissim.BasePath + "/v2/modules/" + nevissim.Module + "/setups/" + nevissim.SetupID + "/clients"

// start is when the clock of a test starts.
var start = time.Date(2025, 3, 1, 8, 0, 0, 0, time.UTC)

// newSimulator returns a simulator with a clock that stands at start.
func newSimulator(opts nevissim.Options) (*nevissim.Simulator, *nevissim.Clock) {
	clock := nevissim.NewClock(start)
	opts.Now = clock.Now
	return nevissim.New(opts), clock
}

// addClient adds a client that is valid since an hour before start.
func addClient(t *testing.T, sim *nevissim.Simulator, body map[string]any) string {
	t.Helper()
	id, err := sim.AddClient(start.Add(-time.Hour), body)
	if err != nil {
		t.Fatalf("AddClient: %v", err)
	}
	return id
}

// newRequest returns a request as a client of the API sends it.
func newRequest(t *testing.T, method, target, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	r.SetBasicAuth(nevissim.Username, nevissim.Password)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// send has the simulator answer a request.
func send(t *testing.T, sim *nevissim.Simulator, method, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	sim.ServeHTTP(w, newRequest(t, method, target, body))
	return w
}

// mustSend sends a request that must be answered with a status, and returns the decoded body.
func mustSend(t *testing.T, sim *nevissim.Simulator, method, target, body string, status int) map[string]any {
	t.Helper()
	w := send(t, sim, method, target, body)
	if w.Code != status {
		t.Fatalf("%s %s: status %d, want %d: %s", method, target, w.Code, status, w.Body)
	}
	if w.Body.Len() == 0 {
		return nil
	}
	return decode(t, w.Body.String())
}

// decode returns a JSON object as a map.
func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return object
}

// encode returns a value as JSON.
func encode(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wantMembers fails the test unless the object has these members with these values; null stands for null, and the
// string "absent" for a member that must not be there.
func wantMembers(t *testing.T, object map[string]any, want string) {
	t.Helper()
	got, wanted := map[string]any{}, decode(t, want)
	for name := range wanted {
		value, set := object[name]
		if !set {
			value = "absent"
		}
		got[name] = value
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
}
