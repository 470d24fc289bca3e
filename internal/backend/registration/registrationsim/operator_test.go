package registrationsim_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

func TestEdit(t *testing.T) {
	t.Parallel()
	sim, base := start(t, registrationsim.Options{})
	created := create(t, base)
	id := created.string("client_id")

	err := sim.Edit(id, func(client object) {
		client["client_name"] = "edited"
		client["contacts"] = []string{"a@example.org"}
		client["client_id"] = "other"
		delete(client, "grant_types")
	})
	if err != nil {
		t.Fatal(err)
	}

	read := mustSend(t, http.StatusOK, http.MethodGet, created.string("registration_client_uri"),
		created.string("registration_access_token"), "")
	check(t, read.body, `{"client_id":"`+id+`","client_name":"edited","contacts":["a@example.org"],"grant_types":null}`)
}

// TestClients makes sure that a caller cannot reach into the simulator by what it was given.
func TestClients(t *testing.T) {
	t.Parallel()
	sim, base := start(t, registrationsim.Options{})
	id := create(t, base).string("client_id")
	before := sim.Clients()
	if got := before[id]["client_id"]; got != id {
		t.Errorf("client_id %v, want %s", got, id)
	}
	sim.Clients()[id]["redirect_uris"].([]any)[0] = "https://changed.example"
	if diff := cmp.Diff(before, sim.Clients()); diff != "" {
		t.Errorf("changing the copy changed the client:\n%s", diff)
	}
}

func TestOperator_unknownClient(t *testing.T) {
	t.Parallel()
	sim := registrationsim.New(registrationsim.Options{})
	if err := sim.Edit("nobody", func(object) { t.Error("called for a client that does not exist") }); err == nil {
		t.Error("Edit: no error")
	}
	if err := sim.Delete("nobody"); err == nil {
		t.Error("Delete: no error")
	}
	if token, err := sim.IssueToken("nobody"); err == nil || token != "" {
		t.Errorf("IssueToken: %q, %v", token, err)
	}
}
