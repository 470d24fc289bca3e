package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

// A place is a server of some kind, as a test of what has to be so on every one needs it.
type place struct {
	settings map[string]any
	// clients returns how many clients the server has.
	clients func() int
	// attributes are what a client needs there.
	attributes map[string]any
}

// places returns functions that start a server of each kind on which a client is found by its ID alone.
func places() map[string]func(t *testing.T) place {
	return map[string]func(t *testing.T) place{
		"hydra": func(t *testing.T) place {
			t.Helper()
			s := newSimulator(t, hydrasim.Options{}, "is another one")
			return place{
				map[string]any{"hydra": map[string]any{"admin_url": s.adminURL}},
				func() int { return len(s.sim.Clients()) },
				map[string]any{"client_name": "a"},
			}
		},
		"nevismeta": func(t *testing.T) place {
			t.Helper()
			n := newNevismeta(t, nevissim.Options{})
			return place{n.settings(nil), func() int { return len(n.Clients()) }, map[string]any{"client_name": "a"}}
		},
		"oam": func(t *testing.T) place {
			t.Helper()
			s := newOAM(t, oamsim.Options{})
			return place{s.settings(nil), func() int { return len(s.Clients(oamDomain)) }, map[string]any{
				"client_name": "a", "scopes": []any{oamRS + ".scope1"}, "grant_types": []any{"client_credentials"},
			}}
		},
	}
}

// A state that was made on one server, with the provider pointed at another: neither a refresh nor a destruction takes the
// client for gone.
func TestAnotherServer(t *testing.T) {
	t.Parallel()
	for name, start := range places() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, second := start(t), start(t)
			l := newLifeOn(newSession(t), first.settings)
			l.apply(first.attributes)
			elsewhere := newLifeOn(newSession(t), second.settings)
			elsewhere.config, elsewhere.state, elsewhere.private = l.config, l.state, l.private
			for operation, try := range map[string]func(){"refresh": elsewhere.tryRefresh, "destroy": elsewhere.destroy} {
				try()
				said := strings.Join(elsewhere.said, "\n")
				if !elsewhere.failed() || !strings.Contains(said, "is on the server") || !strings.Contains(said, "Point the provider at the server that has it") {
					t.Errorf("%s: %s", operation, said)
				}
				if elsewhere.state.IsNull() {
					t.Fatalf("%s: the client is not in the state any more", operation)
				}
			}
			if first.clients() != 1 || second.clients() != 0 {
				t.Errorf("%d and %d clients", first.clients(), second.clients())
			}
			l.state, l.private = elsewhere.state, elsewhere.private
			l.mustBeSettled("back on the first server")
		})
	}
}

// A server whose operator has set another default scope: a client that was there before keeps its own, whatever else of it is
// edited, and one that somebody changes shows that, left out or empty.
func TestLeftOutScopesOnHydra(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{DefaultScope: "openid"}, "has this default")
	const theirs = "offline offline_access openid"
	s.create(map[string]any{"client_id": "theirs", "client_name": "before", "scope": theirs})
	l := s.life()
	l.importAs("theirs")
	l.config = map[string]any{"client_id": "theirs", "client_name": "before", "scopes": []any{"offline_access", "offline", "openid"}}
	l.mustBeSettled("after the import")
	l.apply(map[string]any{"client_id": "theirs", "client_name": "edited", "scopes": []any{"offline_access", "offline", "openid"}})
	if err := s.compare("theirs", map[string]any{"client_name": "edited", "scope": theirs}); err != nil {
		t.Error(err)
	}
	for name, config := range map[string]map[string]any{
		"left out": {"client_id": "left-out", "client_name": "a"},
		"empty":    {"client_id": "empty", "client_name": "a", "scopes": []any{}},
	} {
		id := fmt.Sprint(config["client_id"])
		l := s.life()
		l.apply(config)
		before := s.get(id)["scope"]
		edited := maps.Clone(config)
		edited["client_name"] = "edited"
		l.apply(edited)
		if after := s.get(id)["scope"]; after != before {
			t.Errorf("%s: the scope was %v and is %v after an edit of the name", name, before, after)
		}
		s.set(id, "scope", "admin.everything")
		l.refresh()
		if _, changes, _ := l.plan(); !changes {
			t.Errorf("%s: nobody sees that somebody has set the scope admin.everything", name)
		}
		l.apply(edited)
		if after := s.get(id)["scope"]; after == "admin.everything" {
			t.Errorf("%s: the scope is still admin.everything", name)
		}
	}
}

// A gateway stops a rotation. The secret that was made here is the right one still, and in the state; the next plan makes another.
func TestRotationStoppedByGateway(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, canFail)
	l := s.life()
	rotated := func(trigger string) map[string]any {
		return map[string]any{"client_id": "stopped", "client_secret_rotation_triggers": map[string]any{"a": trigger}}
	}
	l.apply(rotated("a"))
	secret := l.text("client_secret")
	s.sim.FailNext(hydrasim.Fault{Method: http.MethodPut, Status: http.StatusForbidden, Body: "<html><title>Stopped</title></html>"})
	l.tryApply(rotated("b"))
	if said := strings.Join(l.said, "\n"); !l.failed() || !strings.Contains(said, "The client's secret may have changed") {
		t.Errorf("the apply said %q", said)
	}
	if secret == "" || l.text("client_secret") != secret {
		t.Error("the secret is not in the state any more")
	}
	l.apply(rotated("a"))
	if another := l.text("client_secret"); another == "" || another == secret {
		t.Error("no other secret was made")
	}
}

// The lifetimes of a client that was there before survive an import and an edit of the comment, and another lifetime shows.
func TestLeftOutLifetimesOnNevismeta(t *testing.T) {
	t.Parallel()
	n := newNevismeta(t, nevissim.Options{})
	own := map[string]any{"access_token_ttl": 3600, "refresh_token_ttl": 15552000, "pkce_mode": "required", "force_reauthentication": true}
	body := maps.Clone(own)
	body["name"], body["comment"] = "x", "before"
	id, err := n.AddClient(time.Now(), body)
	if err != nil {
		t.Fatal(err)
	}
	l := newLifeOn(newSession(t), n.settings(nil))
	l.importAs(nevissim.SetupID + "/" + id)
	mustKeep := func(when string) {
		t.Helper()
		stored, _ := n.Client(id)
		for name, value := range own {
			if fmt.Sprint(stored[name]) != fmt.Sprint(value) {
				t.Errorf("%s %s is %v, and was %v", when, name, stored[name], value)
			}
		}
	}
	config := func(comment string) map[string]any {
		return map[string]any{"client_name": "x", "nevismeta": map[string]any{
			"comment": comment, "access_token_ttl": 3600, "refresh_token_ttl": 15552000, "pkce_mode": "required", "force_reauthentication": true,
		}}
	}
	l.apply(config("edited"))
	mustKeep("after an edit")

	// Without any import: what a client has that nobody configured.
	m := newLifeOn(newSession(t), n.settings(nil))
	left := func(comment string) map[string]any {
		return map[string]any{"client_name": "y", "nevismeta": map[string]any{"comment": comment}}
	}
	m.apply(left("one"))
	made := internalID(m.text("id"))
	before, _ := n.Client(made)
	m.apply(left("two"))
	after, _ := n.Client(made)
	for _, name := range []string{"grant_types", "access_token_ttl", "refresh_token_ttl", "force_reauthentication", "pkce_mode", "token_endpoint_auth_method"} {
		if fmt.Sprint(before[name]) != fmt.Sprint(after[name]) {
			t.Errorf("an edit of the comment changed %s from %v to %v", name, before[name], after[name])
		}
	}
	if err := n.Edit(made, func(body map[string]any) { body["access_token_ttl"] = 99999999 }); err != nil {
		t.Fatal(err)
	}
	m.refresh()
	if said := strings.Join(m.said, "\n"); !strings.Contains(said, "99999999") || !strings.Contains(said, "access_token_ttl") {
		t.Errorf("nobody is told of another access_token_ttl: %q", said)
	}
	if err := n.Edit(made, func(body map[string]any) { body["pkce_mode"] = "S256_REQUIRED" }); err != nil {
		t.Fatal(err)
	}
	m.refresh()
	if _, changes, _ := m.plan(); !changes {
		t.Error("nobody sees another pkce_mode")
	}
}
