package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// rotatingClient returns a client whose secret rotates with the first text, and whose old secrets are retired with the
// second, "" for never.
func rotatingClient(rotation, retirement string) string {
	triggers := fmt.Sprintf("client_secret_rotation_triggers = { n = %q }", rotation)
	if retirement != "" {
		triggers += fmt.Sprintf("\nclient_secret_retirement_triggers = { n = %q }", retirement)
	}
	return machine(triggers)
}

// remembers keeps the secret in the state.
func remembers(secret *string) statecheck.StateCheck {
	return inspect{addressA, func(attributes map[string]any) error {
		*secret = fmt.Sprint(attributes["client_secret"])
		return nil
	}}
}

// works checks whether the server accepts a secret that was seen before.
func (s *server) works(secret *string, want bool) statecheck.StateCheck {
	return inspect{addressA, func(attributes map[string]any) error {
		if got := s.authenticates(fmt.Sprint(attributes["client_id"]), *secret); got != want {
			return fmt.Errorf("the server accepts the earlier secret: %t, want %t", got, want)
		}
		return nil
	}}
}

// A rotation leaves the old secret working until its retirement, which is a step of its own.
func TestAccRotation_overlap(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{Release: hydrasim.Master}, "has secrets that overlap")
	var first, second string
	s.test(
		resource.TestStep{
			Config:            s.config(rotatingClient("1", "1")),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), remembers(&first)},
		},
		resource.TestStep{
			Config:            s.config(rotatingClient("2", "1")),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), s.works(&first, true), remembers(&second)},
		},
		resource.TestStep{Config: s.config(rotatingClient("2", "1")), ConfigPlanChecks: noChange()},
		resource.TestStep{
			Config:            s.config(rotatingClient("2", "2")),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), s.works(&first, false), s.works(&second, true)},
		},
	)
}

// Without retirement triggers a rotation ends the old secret at once, and so it does on a server without overlap.
func TestAccRotation_hardCut(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		manner     hydrasim.Release
		retirement string
	}{
		"no retirement": {hydrasim.Master, ""},
		"older server":  {hydrasim.V262, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t) // the real one has no secrets that overlap
			if s.sim != nil {
				s = serveSimulator(t, hydrasim.Options{Release: tc.manner})
			}
			var first string
			s.test(
				resource.TestStep{
					Config:            s.config(rotatingClient("1", tc.retirement)),
					ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), remembers(&first)},
				},
				resource.TestStep{
					Config:            s.config(rotatingClient("2", tc.retirement)),
					ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), s.works(&first, false)},
				},
			)
		})
	}
}

// On OAM it is the server that ends the old secret, after some days.
func TestAccRotation_oam(t *testing.T) {
	t.Parallel()
	for name, days := range map[string]int{"retained": 3, "not retained": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newOAM(t, oamsim.Options{JSON: true})
			var first string
			config := func(rotation string) string {
				return s.config(oamDomain, client(
					"a", `client_name = "Shop"`, fmt.Sprintf("client_secret_rotation_triggers = { n = %q }", rotation),
					fmt.Sprintf("oam {\n  old_secret_retention_time_in_days = %d\n}", days),
				))
			}
			works := func(secret *string, want bool) statecheck.StateCheck {
				return inspect{addressA, func(attributes map[string]any) error {
					if got := s.Authenticates(fmt.Sprint(attributes["client_id"]), *secret); got != want {
						return fmt.Errorf("the server accepts the secret: %t, want %t", got, want)
					}
					return nil
				}}
			}
			var second string
			s.test(
				resource.TestStep{Config: config("1"), ConfigStateChecks: []statecheck.StateCheck{remembers(&first), works(&first, true)}},
				resource.TestStep{Config: config("2"), ConfigStateChecks: []statecheck.StateCheck{remembers(&second), works(&second, true), works(&first, days > 0)}},
				resource.TestStep{Config: config("2"), ConfigPlanChecks: noChange()},
			)
		})
	}
}

// Where secrets do not overlap, the triggers for their retirement are an error that says so.
func TestAccRotation_unsupported(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		settings map[string]any
		says     string
	}{
		"oam":          {newOAM(t, oamsim.Options{}).settings(nil), "Oracle Access Manager has no secrets that overlap"},
		"nevismeta":    {newNevismeta(t, nevissim.Options{}).settings(nil), "nevisMeta has no secrets that overlap"},
		"registration": {newRegistrar(t, registrationsim.Options{}).settings(), "has no secrets that overlap"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLifeOn(newSession(t), tc.settings)
			l.config = object(
				"client_name", "Shop", "redirect_uris", list("https://a.example/cb"),
				"client_secret_rotation_triggers", map[string]any{"a": "1"}, "client_secret_retirement_triggers", map[string]any{"a": "1"},
			)
			if name != "registration" {
				delete(l.config, "redirect_uris")
			}
			l.plan()
			mustSay(t, l.said, "ERROR client_secret_retirement_triggers", tc.says)
		})
	}
}
