package nevissim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// TestList lists the clients of all setups, and leaves the deactivated ones out.
func TestList(t *testing.T) {
	t.Parallel()
	server, _ := newSimulator(nevissim.Options{})
	addClient(t, server, map[string]any{"client_id": "b", "name": "B"})
	if _, err := server.AddClient(start.Add(time.Hour), map[string]any{"client_id": "a"}); err != nil {
		t.Fatal(err)
	}
	if err := server.SoftDelete(addClient(t, server, map[string]any{"client_id": "gone"})); err != nil {
		t.Fatal(err)
	}
	server.AddSetup("other", "1")
	mustSend(t, server, "POST", nevissim.BasePath+"/v2/modules/other/setups/1/clients", `{"client_id":"c"}`, http.StatusCreated)
	want := []sim.Client{{ClientID: "a"}, {ClientID: "b", Name: "B"}, {ClientID: "c"}}
	if diff := cmp.Diff(want, server.List()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAuthenticates(t *testing.T) {
	t.Parallel()
	server, clock := newSimulator(nevissim.Options{})
	id := addClient(t, server, map[string]any{"client_id": "a", "client_secret": "old"})
	if _, err := server.AddFuture(id, start.Add(time.Hour), map[string]any{"client_id": "a", "client_secret": "new"}); err != nil {
		t.Fatal(err)
	}
	addClient(t, server, map[string]any{"client_id": "public", "confidentiality_type": "public"})
	check := func(when, clientID, secret string, want bool) {
		t.Helper()
		if got := server.Authenticates(clientID, secret); got != want {
			t.Errorf("%s: %q with %q: %t, want %t", when, clientID, secret, got, want)
		}
	}
	check("before", "a", "old", true)
	check("before", "a", "new", false)
	check("before", "b", "old", false)
	check("before", "public", "", false)
	clock.Advance(2 * time.Hour)
	check("after", "a", "old", false)
	check("after", "a", "new", true)
	if err := server.SoftDelete(id); err != nil {
		t.Fatal(err)
	}
	check("deactivated", "a", "new", false)
}

// TestSnapshot moves setups with their clients and their histories to another simulator.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	first, _ := newSimulator(nevissim.Options{})
	first.AddSetup("other", "1")
	id := addClient(t, first, map[string]any{"client_id": "a", "client_secret": "s", "id_token_ttl": 12345678901234567})
	if _, err := first.AddFuture(id, start.Add(time.Hour), map[string]any{"name": "later"}); err != nil {
		t.Fatal(err)
	}
	if err := first.SoftDelete(addClient(t, first, nil)); err != nil {
		t.Fatal(err)
	}

	second, _ := newSimulator(nevissim.Options{})
	if err := second.Restore(first.Snapshot()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.States(id), second.States(id)); diff != "" {
		t.Errorf("history (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(first.Clients(), second.Clients()); diff != "" {
		t.Errorf("clients (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(first.List(), second.List()); diff != "" {
		t.Errorf("list (-before +after):\n%s", diff)
	}
	mustSend(t, second, "GET", nevissim.BasePath+"/v2/modules/other/setups/1/clients", "", http.StatusOK)

	for _, bad := range []string{
		"", "{}", "[null]", `[{"Clients":[null]}]`, `[{"Clients":[{"ID":"a"}]}]`, `[{"Clients":[{"ID":"a","States":[null]}]}]`,
		`[{"Clients":[{"ID":"a","States":[{}]}]}]`,
	} {
		if second.Restore([]byte(bad)) == nil {
			t.Errorf("no error for %s", bad)
		}
	}
	if diff := cmp.Diff(first.List(), second.List()); diff != "" {
		t.Errorf("list after bad snapshots (-before +after):\n%s", diff)
	}
}
