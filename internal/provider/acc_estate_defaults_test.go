package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

// withDefaults returns a configuration for this server with defaults for all clients.
func (s *server) withDefaults(defaults string, resources ...string) string {
	return fmt.Sprintf("provider \"oauth\" {\n  hydra {\n    admin_url = %q\n  }\n  defaults {\n%s\n  }\n}\n", s.adminURL, defaults) + strings.Join(resources, "\n")
}

// plannedTo checks what a plan says that attributes of a resource will be.
func plannedTo(address string, want map[string]any) plancheck.PlanCheck {
	return planWith(func(changes map[string]plannedChange) error {
		got := map[string]any{}
		for name := range want {
			got[name] = changes[address].after[name]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			return fmt.Errorf("%s: planned (-want +got):\n%s", address, diff)
		}
		return nil
	})
}

// Defaults show in the plan, are overruled by a resource, change with the provider's configuration, and go when they are
// taken out.
func TestAccEstateDefaults(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	resources := []string{
		client("a"), client("b", `contacts = ["own"]`, `policy_uri = "https://own.example/p"`), client("c", `contacts = []`, `policy_uri = ""`),
	}
	has := func(name string, contacts []any, policy string) statecheck.StateCheck {
		return s.serverHas("oauth_client."+name, map[string]any{"contacts": contacts, "policy_uri": policy, "logo_uri": ""})
	}
	s.test(
		resource.TestStep{
			Config: s.withDefaults(`contacts = ["b", "a"]
policy_uri = "https://all.example/p"`, resources...),
			ConfigPlanChecks: preApply(
				plannedTo("oauth_client.a", map[string]any{"contacts": list("a", "b"), "policy_uri": "https://all.example/p", "tos_uri": nil}),
				plannedTo("oauth_client.b", map[string]any{"contacts": list("own")}), plannedTo("oauth_client.c", map[string]any{"contacts": list()}),
			),
			ConfigStateChecks: []statecheck.StateCheck{
				has("a", list("a", "b"), "https://all.example/p"), has("b", list("own"), "https://own.example/p"), has("c", list(), ""),
			},
		},
		resource.TestStep{
			Config: s.withDefaults(`contacts = ["c"]`, resources...),
			ConfigPlanChecks: preApply(
				does("oauth_client.a", plancheck.ResourceActionUpdate), does("oauth_client.b", plancheck.ResourceActionNoop), does("oauth_client.c", plancheck.ResourceActionNoop),
				plannedTo("oauth_client.a", map[string]any{"contacts": list("c"), "policy_uri": nil}),
			),
			ConfigStateChecks: []statecheck.StateCheck{has("a", list("c"), "")},
		},
		resource.TestStep{
			Config:            s.config(resources...),
			ConfigPlanChecks:  preApply(plannedTo("oauth_client.a", map[string]any{"contacts": nil})),
			ConfigStateChecks: []statecheck.StateCheck{has("a", list(), "")},
		},
		// A default that is known only after something else was applied.
		resource.TestStep{
			Config:            "resource \"terraform_data\" \"v\" {\n  input = \"later\"\n}\n" + s.withDefaults("contacts = [terraform_data.v.output]", resources...),
			ConfigStateChecks: []statecheck.StateCheck{has("a", list("later"), "")},
		},
		resource.TestStep{Config: s.config(resources...)},
	)
}

// Defaults can come from the environment, as every setting.
func TestEstateDefaults_environment(t *testing.T) {
	t.Setenv("OAUTH_DEFAULTS_CONTACTS", "a b")
	t.Setenv("OAUTH_DEFAULTS_TOS_URI", "https://all.example/t")
	s := newServer(t)
	l := s.life()
	l.apply(object("client_name", "Shop"))
	if err := s.compare(l.text("id"), map[string]any{"contacts": list("a", "b"), "tos_uri": "https://all.example/t"}); err != nil {
		t.Error(err)
	}
	l.mustBeSettled("after the creation")
	l.destroy()
}

// What no client can have is an error of the provider's configuration.
func TestEstateDefaults_bad(t *testing.T) {
	t.Parallel()
	admin := object("admin_url", "http://127.0.0.1:1")
	for name, tc := range map[string]struct {
		settings map[string]any
		want     string
	}{
		"a page that is none": {map[string]any{"hydra": admin, "defaults": object("logo_uri", "logo.png")}, "ERROR defaults.logo_uri"},
		"no place":            {merged(newOAM(t, oamsim.Options{}).settings(nil), object("defaults", object("contacts", list("a")))), "ERROR defaults.contacts"},
		"not known":           {map[string]any{"hydra": admin, "defaults": object("contacts", unknownValue)}, ""},
		"empty":               {map[string]any{"hydra": admin, "defaults": object("contacts", list(), "logo_uri", "")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := strings.Join(newSession(t).configure(t.Context(), tc.settings), "\n")
			if tc.want == "" && said != "" || !strings.HasPrefix(said, tc.want) {
				t.Errorf("it said %q, want %q", said, tc.want)
			}
		})
	}
}
