package hydrasim_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// TestRetainedSecrets rotates a secret eight times: the current one and the five before it work.
func TestRetainedSecrets(t *testing.T) {
	t.Parallel()
	server, url := serve(t, hydrasim.Options{Release: hydrasim.Master})
	do(t, http.MethodPost, url+"/admin/clients", `{"client_id":"a","client_secret":"secret-0"}`)
	secrets := []string{"secret-0"}
	for range 8 {
		_, body := do(t, http.MethodPost, url+"/admin/clients/a/secrets/rotate", "")
		secret, _ := member(t, body, "client_secret").(string)
		secrets = append(secrets, secret)
	}
	var works []bool
	for _, secret := range secrets {
		works = append(works, server.Authenticates("a", secret))
	}
	if diff := cmp.Diff([]bool{false, false, false, true, true, true, true, true, true}, works); diff != "" {
		t.Errorf("which secrets work (-want +got):\n%s", diff)
	}
}

// TestRotationNeedsANewServer checks that the released versions do not have the route.
func TestRotationNeedsANewServer(t *testing.T) {
	t.Parallel()
	for _, release := range []hydrasim.Release{hydrasim.V230, hydrasim.V262} {
		_, url := serve(t, hydrasim.Options{Release: release}, listed{ID: "a"})
		for _, method := range []string{http.MethodPost, http.MethodDelete} {
			if status, body := do(t, method, url+"/admin/clients/a/secrets/rotate", ""); status != http.StatusNotFound {
				t.Errorf("%s on %v: %d %s", method, release, status, body)
			}
		}
	}
}

// TestSnapshot moves the clients to another simulator, retained secrets included.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	first, url := serve(t, hydrasim.Options{Release: hydrasim.Master}, listed{ID: "b", Name: "B"})
	do(t, http.MethodPost, url+"/admin/clients", `{"client_id":"a","client_secret":"secret-0","client_name":"A","metadata":{"n":12345678901234567890}}`)
	do(t, http.MethodPost, url+"/admin/clients/a/secrets/rotate", "")

	second := hydrasim.New(hydrasim.Options{Release: hydrasim.Master})
	if err := second.Restore(first.Snapshot()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.Clients(), second.Clients()); diff != "" {
		t.Errorf("clients (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff([]sim.Client{{ClientID: "a", Name: "A"}, {ClientID: "b", Name: "B"}}, second.List()); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if !second.Authenticates("a", "secret-0") || second.Authenticates("b", "secret-0") {
		t.Error("the secrets are not those of before")
	}

	for _, bad := range []string{"", "[]", `{"a":{}}`, `{"a":{"client":{"client_id":"b"}}}`, `{"a":{"client":{"client_id":1}}}`} {
		if second.Restore([]byte(bad)) == nil {
			t.Errorf("no error for %s", bad)
		}
	}
	if len(second.List()) != 2 {
		t.Error("a bad snapshot was restored")
	}
	if err := second.Restore([]byte("null")); err != nil || len(second.List()) != 0 {
		t.Errorf("nothing stored: %v, %v", err, second.List())
	}
}
