package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
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
	s := newSimulator(t, hydrasim.Options{Manner: hydrasim.Master}, "has secrets that overlap")
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
		manner     hydrasim.Manner
		retirement string
	}{
		"no retirement": {hydrasim.Master, ""},
		"older server":  {hydrasim.V262, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, hydrasim.Options{Manner: tc.manner}, "is of that version")
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
