package nevissim_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// TestEdit checks that a change behind the API's back is a new state, and that what a test gets to see is a copy.
func TestEdit(t *testing.T) {
	t.Parallel()
	sim, clock := newSimulator(nevissim.Options{})
	id := addClient(t, sim, map[string]any{"name": "a", "comment": "x", "client_id": "c1", "scopes": []string{"s"}})
	clock.Advance(time.Hour + time.Microsecond) // States begin at whole milliseconds.
	err := sim.Edit(id, func(body map[string]any) {
		body["name"], body["comment"], body["access_token_ttl"] = "b", nil, 60
		body["valid_from"] = "2025-03-05T08:00:00Z"
		body["scopes"].([]any)[0] = "changed"
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{"a", -1.0, "b", 1.0}, history(sim, id)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	states := sim.States(id)
	wantMembers(t, decode(t, encode(t, states[0].Body)), `{"scopes":["s"],"comment":"x","access_token_ttl":"absent"}`)
	wantMembers(t, decode(t, encode(t, states[1].Body)), `{
		"scopes":["changed"],"comment":"absent","access_token_ttl":60,"client_id":"c1","valid_from":"absent"}`)
	states[1].Body["name"] = "mine"
	if body, _ := sim.Client(id); body["name"] != "b" {
		t.Errorf("name %v, want that of the store", body["name"])
	}
}

// TestUnknownIDs checks what happens to a client that is not there.
func TestUnknownIDs(t *testing.T) {
	t.Parallel()
	sim, _ := newSimulator(nevissim.Options{})
	id := addClient(t, sim, nil)
	if err := sim.Delete(id); err != nil {
		t.Fatal(err)
	}
	if _, ok := sim.Client(id); ok || sim.States(id) != nil {
		t.Error("a deleted client is still there")
	}
	if err := sim.Delete(id); err == nil {
		t.Error("Delete of an unknown client succeeds")
	}
	if err := sim.SoftDelete(id); err == nil {
		t.Error("SoftDelete of an unknown client succeeds")
	}
	if err := sim.Edit(id, func(map[string]any) {}); err == nil {
		t.Error("Edit of an unknown client succeeds")
	}
	if _, err := sim.AddFuture(id, start, nil); err == nil {
		t.Error("AddFuture of an unknown client succeeds")
	}
	if _, err := sim.AddClient(start, map[string]any{"x": func() {}}); err == nil {
		t.Error("AddClient takes what is not JSON")
	}
}

// TestSetups checks that clients of one setup are not seen in another.
func TestSetups(t *testing.T) {
	t.Parallel()
	sim, _ := newSimulator(nevissim.Options{})
	sim.AddSetup("other", "s2")
	sim.AddSetup("other", "s2")
	other := strings.Replace(clientsPath, "oauthv2/setups/"+nevissim.SetupID, "other/setups/s2", 1)
	first := mustSend(t, sim, "POST", clientsPath, `{"client_id":"c1"}`, http.StatusCreated)["clientId"].(string)
	second := mustSend(t, sim, "POST", other, `{"client_id":"c1"}`, http.StatusCreated)["clientId"].(string)
	mustSend(t, sim, "GET", other+"/"+second, "", http.StatusOK)
	mustSend(t, sim, "GET", other+"/"+first, "", http.StatusNotFound)
	if got := len(sim.Clients()); got != 2 {
		t.Errorf("%d clients, want 2", got)
	}
}

// TestRequests checks what is recorded.
func TestRequests(t *testing.T) {
	t.Parallel()
	sim, _ := newSimulator(nevissim.Options{})
	send(t, sim, "PUT", clientsPath+"/a%2Fb?replaceActiveState=true", `{"name":"x"}`)
	send(t, sim, "GET", "/elsewhere", "")
	want := []nevissim.Request{
		{
			Method: "PUT", Path: clientsPath + "/a/b", Query: "replaceActiveState=true", Status: http.StatusNotFound,
			Header: http.Header{"Authorization": {"Basic YWRtaW46bmluamE="}, "Content-Type": {"application/json"}}, Body: `{"name":"x"}`,
		},
		{Method: "GET", Path: "/elsewhere", Status: http.StatusNotFound, Header: http.Header{"Authorization": {"Basic YWRtaW46bmluamE="}}},
	}
	if diff := cmp.Diff(want, sim.Requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// TestConcurrency has many callers at work at once; the race detector is the judge of the rest.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	sim := nevissim.New(nevissim.Options{})
	id := addClient(t, sim, nil)
	var callers sync.WaitGroup
	for i := range 20 {
		callers.Go(func() {
			send(t, sim, "POST", clientsPath, fmt.Sprintf(`{"client_id":"c%d"}`, i/2))
			send(t, sim, "PUT", clientsPath+"/"+id, `{}`)
			send(t, sim, "GET", clientsPath, "")
			sim.Clients()
			sim.FailNext(nevissim.Fault{Method: "OPTIONS", Status: 500})
		})
	}
	callers.Wait()
	if got := len(sim.Clients()); got != 11 {
		t.Errorf("%d clients, want 11: each client_id once, and the first", got)
	}
	if got := len(sim.States(id)); got != 21 {
		t.Errorf("%d states, want 21", got)
	}
}
