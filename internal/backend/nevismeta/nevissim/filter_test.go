package nevissim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// TestListFilters lists three clients: old was renamed from first, next will be renamed, and other has another owner.
func TestListFilters(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, query string
		status      int
		want        []string
	}{
		{"all", "", 200, []string{"old", "next", "other"}},
		{"name", "?name=old", 200, []string{"old"}},
		{"name with escapes", "?name=n%65xt", 200, []string{"next"}},
		{"nothing", "?name=nope", 200, []string{}},
		{"former name", "?name=first", 200, []string{}},
		{"former name at its time", "?name=first&validAt=2025-03-01T08:30:00%2B01:00", 200, []string{"old"}},
		{"former name at any time", "?name=first&validAt=any", 200, []string{"old"}},
		{"future name", "?name=future", 200, []string{}},
		{"future name at its time", "?name=future&validAt=2025-03-01T09:00:00.000Z", 200, []string{"next"}},
		{"future name at any time", "?name=future&validAt=any", 200, []string{"next"}},
		{"criteria of two states", "?name=future&owner=admin&metadata.a=1&validAt=any", 200, []string{}},
		{"owner", "?owner=bob", 200, []string{"other"}},
		{"metadata", "?metadata.a=1", 200, []string{"next", "other"}},
		{"value of another name", "?metadata.b=1", 200, []string{}},
		{"metadata and owner", "?metadata.a=1&owner=admin", 200, []string{"next"}},
		{"two names of metadata", "?metadata.a=1&metadata.b=2", 200, []string{"other"}},
		{"two values of metadata", "?metadata.a=1&metadata.a=2", 200, []string{"other"}},
		{"unknown parameter", "?client_id=c1", 200, []string{"old", "next", "other"}},
		{"two names", "?name=old&name=next", 400, nil},
		{"two owners", "?owner=bob&owner=admin", 400, nil},
		{"no instant", "?validAt=yesterday", 400, nil},
		{"instant without offset", "?validAt=2025-03-01T08:30:00", 400, nil},
		{"no flag", "?includeSoftDeleteStates=maybe", 400, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, names := newFilterClients(t)
			w := send(t, sim, "GET", clientsPath+tc.query, "")
			if w.Code != tc.status {
				t.Fatalf("status %d, want %d: %s", w.Code, tc.status, w.Body)
			}
			if tc.status != http.StatusOK {
				return
			}
			got := []string{}
			for _, id := range decode(t, w.Body.String())["clientIds"].([]any) {
				got = append(got, names.Replace(id.(string)))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("clients (-want +got):\n%s", diff)
			}
		})
	}
}

// newFilterClients returns the simulator of TestListFilters and a replacer from internal ids to names.
func newFilterClients(t *testing.T) (*nevissim.Simulator, *strings.Replacer) {
	t.Helper()
	entry := func(name, value, locale string) map[string]string {
		return map[string]string{"name": name, "value": value, "locale": locale}
	}
	sim, _ := newSimulator(nevissim.Options{})
	old := addClient(t, sim, map[string]any{"name": "first"})
	next := addClient(t, sim, map[string]any{"name": "next", "metadata": []any{entry("a", "1", "")}})
	other := addClient(t, sim, map[string]any{
		"name": "other", "owner": "bob", "metadata": []any{entry("a", "1", "de"), entry("a", "2", "fr"), entry("b", "2", "de")},
	})
	if err := sim.Edit(old, func(body map[string]any) { body["name"] = "old" }); err != nil {
		t.Fatal(err)
	}
	if _, err := sim.AddFuture(next, start.Add(time.Hour), map[string]any{"name": "future"}); err != nil {
		t.Fatal(err)
	}
	return sim, strings.NewReplacer(old, "old", next, "next", other, "other")
}
