package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// A protected client is neither destroyed nor made anew, and lifting the protection asks the server nothing.
func TestAccEstateProtection(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	first, second := uniqueID("protected"), uniqueID("other")
	config := func(id, protection string) string {
		return s.config(client("a", fmt.Sprintf("client_id = %q", id), "deletion_protection = "+protection))
	}
	s.test(
		resource.TestStep{Config: config(first, "true")},
		resource.TestStep{Config: config(first, "true"), Destroy: true, ExpectError: wrapped(`"` + first + `" must not be deleted`)},
		resource.TestStep{Config: s.config(), ExpectError: wrapped("set deletion_protection = false, apply that")},
		resource.TestStep{Config: config(second, "true"), ExpectError: wrapped("change of client_id would delete")},
		// What is in force is what was applied: the protection is not lifted by the change that it is about.
		resource.TestStep{Config: config(second, "false"), ExpectError: wrapped("Undo the change")},
		resource.TestStep{Config: config(first, "false"), ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionUpdate))},
	)
}

// No provider is asked whether a client may be made anew that the user wants to be (-replace, taint), so the deletion itself
// is refused.
func TestAccEstateProtection_deletion(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	l := s.life()
	id := uniqueID("protected")
	l.apply(object("client_id", id, "deletion_protection", true))
	l.destroy()
	if said := strings.Join(l.said, "\n"); !strings.Contains(said, "ERROR deletion_protection") || !strings.Contains(said, "untaint") || s.get(id) == nil {
		t.Errorf("the deletion said %q", said)
	}
	l.apply(object("client_id", id, "deletion_protection", false))
	l.destroy()
	if l.mustSucceed("destroy"); s.get(id) != nil {
		t.Error("the client is still there")
	}
}

// Lifting the protection changes nothing on the server, and the client can be destroyed then.
func TestAccEstateProtection_lifted(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, "counts requests")
	config := func(protection string) string {
		return s.config(client("a", `client_id = "protected"`, "deletion_protection = "+protection))
	}
	before := 0
	s.test(
		resource.TestStep{Config: config("true")},
		resource.TestStep{
			PreConfig: func() { before = s.writes() },
			Config:    config("false"), ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionUpdate)),
		},
		resource.TestStep{Config: config("null"), ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionUpdate))},
	)
	if got := s.writes() - before; got != 1 {
		t.Errorf("%d requests changed something, want the deletion alone", got)
	}
}

// writes counts the requests so far that change something.
func (s *server) writes() int {
	writes := 0
	for _, request := range s.sim.Requests() {
		if request.Method != "GET" {
			writes++
		}
	}
	return writes
}

// So it is on every backend: with a deletion, and with a change for which the client would be made anew.
func TestEstateProtection_backends(t *testing.T) {
	t.Parallel()
	hydra := serveSimulator(t, hydrasim.Options{})
	registrar := newRegistrar(t, registrationsim.Options{})
	registersOnly := newRegistrar(t, registrationsim.Options{NoManagement: true})
	for name, tc := range map[string]struct {
		settings, config map[string]any
		// change has the client made anew; none does where it is nil.
		change map[string]any
	}{
		"hydra":        {map[string]any{"hydra": object("admin_url", hydra.adminURL)}, object("client_id", "a"), object("client_id", "b")},
		"nevismeta":    {newNevismeta(t, nevissim.Options{}).settings(nil), object("client_name", "A"), object("nevismeta", object("setup_id", "another"))},
		"oam":          {newOAM(t, oamsim.Options{}).settings(nil), object("client_name", "A"), object("client_name", "B")},
		"registration": {registrar.settings(), object("redirect_uris", list("https://a.example/cb")), nil},
		"registration that changes nothing": {
			registersOnly.settings(), object("redirect_uris", list("https://a.example/cb")), object("client_name", "B"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLifeOn(newSession(t), tc.settings)
			l.apply(merged(tc.config, object("deletion_protection", true)))
			if tc.change != nil {
				l.config = merged(tc.config, tc.change, object("deletion_protection", true))
				l.plan()
				mustSay(t, l.said, "ERROR", "deletion_protection")
			}
			l.destroy()
			mustSay(t, l.said, "ERROR deletion_protection")
			l.apply(tc.config)
			l.destroy()
			if name != "registration that changes nothing" {
				l.mustSucceed("destroy")
			}
		})
	}
}
