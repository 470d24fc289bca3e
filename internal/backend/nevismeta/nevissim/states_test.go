package nevissim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// history returns the names and the instants of a client's states, oldest first; instants count in hours from start.
func history(sim *nevissim.Simulator, id string) []any {
	var names []any
	for _, st := range sim.States(id) {
		names = append(names, st.Body["name"], st.ValidFrom.Sub(start).Hours())
	}
	return names
}

// TestScheduledClient follows a client from its creation in the future until it is valid.
func TestScheduledClient(t *testing.T) {
	t.Parallel()
	sim, clock := newSimulator(nevissim.Options{})
	created := mustSend(t, sim, "POST", clientsPath, `{"name":"x","valid_from":"2025-03-01T09:00:00.000Z"}`, http.StatusCreated)
	id := created["clientId"].(string)
	path := clientsPath + "/" + id
	ids := []any{id}

	mustSend(t, sim, "GET", path, "", http.StatusNotFound)
	listed := map[string]any{
		"": []any{}, "?name=x": []any{}, "?validAt=any": ids, "?validAt=any&name=x": ids, "?validAt=2025-03-01T09:00:00Z": ids,
	}
	for query, want := range listed {
		got := mustSend(t, sim, "GET", clientsPath+query, "", http.StatusOK)
		if diff := cmp.Diff(map[string]any{"clientIds": want}, got); diff != "" {
			t.Errorf("list %q (-want +got):\n%s", query, diff)
		}
	}
	snapshot := sim.States(id)[0].SnapshotID
	wantMembers(t, mustSend(t, sim, "GET", path+"/snapshots/"+snapshot, "", http.StatusOK), `{"valid_from":"2025-03-01T09:00:00.000Z"}`)
	if body, ok := sim.Client(id); !ok || body["name"] != "x" {
		t.Errorf("Client(%q) = %v, %t before the client is valid", id, body, ok)
	}

	clock.Advance(time.Hour)
	wantMembers(t, mustSend(t, sim, "GET", path, "", http.StatusOK), `{"name":"x"}`)
	mustSend(t, sim, "DELETE", path+"/snapshots/"+snapshot, "", http.StatusForbidden)
}

// TestScheduledChange checks that a change comes into force at its time, and that withdrawing it leaves the client.
func TestScheduledChange(t *testing.T) {
	t.Parallel()
	sim, clock := newSimulator(nevissim.Options{})
	id := addClient(t, sim, map[string]any{"name": "a"})
	path := clientsPath + "/" + id
	scheduled := mustSend(t, sim, "PUT", path, `{"name":"b","valid_from":"2025-03-01T09:00:00.000Z"}`, http.StatusOK)
	wantMembers(t, scheduled, `{"name":"b","valid_from":"2025-03-01T09:00:00.000Z"}`)
	wantMembers(t, mustSend(t, sim, "GET", path, "", http.StatusOK), `{"name":"a"}`)
	at, err := sim.AddFuture(id, start.Add(2*time.Hour), map[string]any{"name": "c"})
	if err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Hour)
	wantMembers(t, mustSend(t, sim, "GET", path, "", http.StatusOK), `{"name":"b"}`)
	mustSend(t, sim, "DELETE", path+"/snapshots/"+at, "", http.StatusNoContent)
	clock.Advance(2 * time.Hour)
	wantMembers(t, mustSend(t, sim, "GET", path, "", http.StatusOK), `{"name":"b"}`)
}

// TestLastSnapshot checks that a client is gone when its only state, a future one, is deleted.
func TestLastSnapshot(t *testing.T) {
	t.Parallel()
	sim, _ := newSimulator(nevissim.Options{})
	id, err := sim.AddClient(start.Add(time.Hour), nil)
	if err != nil {
		t.Fatal(err)
	}
	path := clientsPath + "/" + id + "/snapshots"
	mustSend(t, sim, "DELETE", path+"/"+sim.States(id)[0].SnapshotID, "", http.StatusNoContent)
	mustSend(t, sim, "GET", path, "", http.StatusNotFound)
	if len(sim.Clients()) != 0 {
		t.Error("the client is still stored")
	}
}

// TestEditHistory checks what an edit does to a history of a past, an active and a scheduled state.
func TestEditHistory(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		opts   nevissim.Options
		query  string
		body   string
		status int
		want   []any
	}{
		{"now", nevissim.Options{}, "", `{"name":"x"}`, 200, []any{"a", -1.0, "b", 0.0, "x", 0.0, "c", 1.0}},
		{"null is now", nevissim.Options{}, "", `{"name":"x","valid_from":null}`, 200, []any{"a", -1.0, "b", 0.0, "x", 0.0, "c", 1.0}},
		{"in place", nevissim.Options{}, "?replaceActiveState=true", `{"name":"x"}`, 200, []any{"a", -1.0, "x", 0.0, "c", 1.0}},
		{"not in place", nevissim.Options{}, "?replaceActiveState=false", `{"name":"x"}`, 200, []any{"a", -1.0, "b", 0.0, "x", 0.0, "c", 1.0}},
		{"drops scheduled", nevissim.Options{EditDropsScheduled: true}, "", `{"name":"x"}`, 200, []any{"a", -1.0, "b", 0.0, "x", 0.0}},
		{
			"scheduled",
			nevissim.Options{},
			"", `{"name":"x","valid_from":"2025-03-01T10:00:00Z"}`, 200,
			[]any{"a", -1.0, "b", 0.0, "c", 1.0, "x", 2.0},
		},
		{
			"scheduled drops nothing",
			nevissim.Options{EditDropsScheduled: true},
			"", `{"name":"x","valid_from":"2025-03-01T10:00:00Z"}`, 200,
			[]any{"a", -1.0, "b", 0.0, "c", 1.0, "x", 2.0},
		},
		{
			"same instant",
			nevissim.Options{},
			"", `{"name":"x","valid_from":"2025-03-01T09:00:00Z"}`, 200,
			[]any{"a", -1.0, "b", 0.0, "x", 1.0},
		},
		{
			"same instant adds",
			nevissim.Options{SameInstant: nevissim.SameAdds},
			"", `{"name":"x","valid_from":"2025-03-01T09:00:00Z"}`, 200,
			[]any{"a", -1.0, "b", 0.0, "c", 1.0, "x", 1.0},
		},
		{
			"same instant conflicts",
			nevissim.Options{SameInstant: nevissim.SameConflicts},
			"", `{"name":"x","valid_from":"2025-03-01T09:00:00Z"}`, 409,
			[]any{"a", -1.0, "b", 0.0, "c", 1.0},
		},
		{
			"past is now",
			nevissim.Options{},
			"", `{"name":"x","valid_from":"2025-03-01T05:00:00Z"}`, 200,
			[]any{"a", -1.0, "b", 0.0, "x", 0.0, "c", 1.0},
		},
		{
			"past rejected",
			nevissim.Options{PastValidFrom: nevissim.PastRejected},
			"", `{"name":"x","valid_from":"2025-03-01T05:00:00Z"}`, 400,
			[]any{"a", -1.0, "b", 0.0, "c", 1.0},
		},
		{
			"past kept",
			nevissim.Options{PastValidFrom: nevissim.PastKept},
			"", `{"name":"x","valid_from":"2025-03-01T05:00:00Z"}`, 200,
			[]any{"x", -3.0, "a", -1.0, "b", 0.0, "c", 1.0},
		},
		{"invalid", nevissim.Options{}, "", `{"name":1}`, 400, []any{"a", -1.0, "b", 0.0, "c", 1.0}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(tc.opts)
			id := addClient(t, sim, map[string]any{"name": "a"})
			if err := sim.Edit(id, func(body map[string]any) { body["name"] = "b" }); err != nil {
				t.Fatal(err)
			}
			if _, err := sim.AddFuture(id, start.Add(time.Hour), map[string]any{"name": "c"}); err != nil {
				t.Fatal(err)
			}
			mustSend(t, sim, "PUT", clientsPath+"/"+id+tc.query, tc.body, tc.status)
			if diff := cmp.Diff(tc.want, history(sim, id)); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEditReplacesAll checks what is left of a client after a PUT that leaves things out.
func TestEditReplacesAll(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		opts   nevissim.Options
		body   string
		status int
		want   string // members of the stored body; "new" stands for a value of 32 digits
	}{
		{
			"documented",
			nevissim.Options{},
			`{"name":"y"}`, 200,
			`{"name":"y","comment":"absent","owner":"admin","client_id":"c1","client_secret":"s1"}`,
		},
		{
			"sent back",
			nevissim.Options{},
			`{"owner":"bob","client_id":"c1","client_secret":"s1"}`, 200,
			`{"owner":"bob","client_id":"c1","client_secret":"s1"}`,
		},
		{"another secret", nevissim.Options{SecretOnPUT: nevissim.SecretRegenerated}, `{"client_secret":"s2"}`, 200, `{"client_secret":"s2"}`},
		{"the mask", nevissim.Options{Secret: nevissim.SecretMasked}, `{"client_secret":"********"}`, 200, `{"client_secret":"********"}`},
		{"cleared", nevissim.Options{SecretOnPUT: nevissim.SecretCleared}, `{}`, 200, `{"client_secret":"absent"}`},
		{"cleared by an empty one", nevissim.Options{SecretOnPUT: nevissim.SecretCleared}, `{"client_secret":""}`, 200, `{"client_secret":"absent"}`},
		{"regenerated", nevissim.Options{SecretOnPUT: nevissim.SecretRegenerated}, `{}`, 200, `{"client_secret":"new"}`},
		{"public", nevissim.Options{SecretOnPUT: nevissim.SecretRegenerated}, `{"confidentiality_type":"PUBLIC"}`, 200, `{"client_secret":"absent"}`},
		{"new client_id", nevissim.Options{RegenerateClientIDOnPUT: true}, `{}`, 200, `{"client_id":"new"}`},
		{"changed client_id", nevissim.Options{}, `{"client_id":"c3"}`, 200, `{"client_id":"c3"}`},
		{"changed client_id rejected", nevissim.Options{RejectClientIDChange: true}, `{"client_id":"c3"}`, 400, `{"client_id":"c1","comment":"old"}`},
		{"taken client_id", nevissim.Options{}, `{"client_id":"c2"}`, 400, `{"client_id":"c1","comment":"old"}`},
		{"unknown dropped", nevissim.Options{}, `{"x":1}`, 200, `{"x":"absent"}`},
		{"unknown stored", nevissim.Options{UnknownMembers: true}, `{"x":1}`, 200, `{"x":1}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(tc.opts)
			addClient(t, sim, map[string]any{"client_id": "c2"})
			id := addClient(t, sim, map[string]any{"client_id": "c1", "client_secret": "s1", "owner": "bob", "comment": "old"})
			mustSend(t, sim, "PUT", clientsPath+"/"+id, tc.body, tc.status)
			body, _ := sim.Client(id)
			for _, name := range []string{"client_id", "client_secret"} {
				if s, _ := body[name].(string); len(s) == 32 {
					body[name] = "new"
				}
			}
			wantMembers(t, decode(t, encode(t, body)), tc.want)
		})
	}
}

// TestSoftDelete checks what is left of a client that was deactivated, by the console or by DELETE.
func TestSoftDelete(t *testing.T) {
	t.Parallel()
	remove := map[string]func(*nevissim.Simulator, string){
		"console": func(sim *nevissim.Simulator, id string) {
			if err := sim.SoftDelete(id); err != nil {
				t.Error(err)
			}
		},
		"DELETE": func(sim *nevissim.Simulator, id string) {
			mustSend(t, sim, "DELETE", clientsPath+"/"+id, "", http.StatusNoContent)
		},
	}
	for name, remove := range remove {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(nevissim.Options{SoftDelete: true})
			id := addClient(t, sim, map[string]any{"client_id": "c1"})
			snapshot := sim.States(id)[0].SnapshotID
			remove(sim, id)
			path := clientsPath + "/" + id
			for _, method := range []string{"GET", "DELETE"} {
				mustSend(t, sim, method, path, "", http.StatusNotFound)
			}
			mustSend(t, sim, "PUT", path, "{}", http.StatusNotFound)
			lists := map[string]string{
				clientsPath:                  `{"clientIds":[]}`,
				clientsPath + "?validAt=any": `{"clientIds":[]}`,
				clientsPath + "?includeSoftDeletedStates=true":     `{"clientIds":["` + id + `"]}`,
				path + "/snapshots":                                `{"snapshotIds":[]}`,
				path + "/snapshots?includeSoftDeletedStates=true":  `{"snapshotIds":["` + snapshot + `"]}`,
				path + "/snapshots?includeSoftDeleteStates=true":   `{"snapshotIds":["` + snapshot + `"]}`,
				path + "/snapshots?includeSoftDeletedStates=false": `{"snapshotIds":[]}`,
			}
			for target, want := range lists {
				if diff := cmp.Diff(decode(t, want), mustSend(t, sim, "GET", target, "", http.StatusOK)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", target, diff)
				}
			}
			mustSend(t, sim, "POST", clientsPath, `{"client_id":"c1"}`, http.StatusBadRequest)
		})
	}
}

// TestSnapshotsAtNow checks the switch for a snapshot list that looks at the present only.
func TestSnapshotsAtNow(t *testing.T) {
	t.Parallel()
	sim, _ := newSimulator(nevissim.Options{SnapshotsAtNow: true})
	id, err := sim.AddClient(start.Add(time.Hour), nil)
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{"": 0, "?validAt=any": 1} {
		got := mustSend(t, sim, "GET", clientsPath+"/"+id+"/snapshots"+query, "", http.StatusOK)
		if ids := got["snapshotIds"].([]any); len(ids) != want {
			t.Errorf("list %q has %d snapshots, want %d", query, len(ids), want)
		}
	}
}
