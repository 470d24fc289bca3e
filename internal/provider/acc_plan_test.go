package provider_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
)

// The plan of an update shows what changes and nothing else.
func TestAccClient_planOfUpdate(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("plan")
	body := func(name, block string) string {
		return s.config(client("a", fmt.Sprintf("client_id = %q\nclient_name = %q", id, name), block))
	}
	s.test(
		resource.TestStep{Config: body("one", "")},
		resource.TestStep{
			Config:           body("two", ""),
			ConfigPlanChecks: preApply(updatesOnly([]string{"client_name"})),
		},
		resource.TestStep{
			Config:           body("two", `hydra { owner = "me" }`),
			ConfigPlanChecks: preApply(updatesOnly([]string{"hydra"})),
		},
		resource.TestStep{
			Config:           body("three", `hydra { owner = "you" }`),
			ConfigPlanChecks: preApply(updatesOnly([]string{"client_name", "hydra.owner"})),
		},
	)
}

// client_id replaces when it changes, and is kept when it is taken out; so is the secret.
func TestAccClient_planOfIdentity(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	first, second := uniqueID("first"), uniqueID("second")
	body := func(id string) string {
		return s.config(client("a", id, `grant_types = ["client_credentials"]`))
	}
	kept := []statecheck.StateCheck{
		statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_id"), knownvalue.StringExact(second)),
		statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.StringExact("a secret of mine")),
		s.acceptsSecret("a secret of mine"),
	}
	secret := "\nclient_secret = \"a secret of mine\""
	s.test(
		resource.TestStep{Config: body(fmt.Sprintf("client_id = %q", first) + secret)},
		resource.TestStep{
			Config:           body(fmt.Sprintf("client_id = %q", second) + secret),
			ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionReplace)),
			ConfigStateChecks: append(kept, inspect{addressA, func(map[string]any) error {
				if s.get(first) != nil {
					return fmt.Errorf("the replaced client is still there")
				}
				return nil
			}}),
		},
		resource.TestStep{Config: body(""), ConfigPlanChecks: noChange(), ConfigStateChecks: kept},
		resource.TestStep{Config: body(fmt.Sprintf("client_id = %q", second)), ConfigPlanChecks: noChange(), ConfigStateChecks: kept},
	)
}

// What the server fills in by its own settings stays its business, also after a change that sends nothing.
func TestAccClient_serverDefaults(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{SubjectTypes: []string{"pairwise"}, DefaultScope: "basic"}, "can be given other defaults")
	s.test(
		resource.TestStep{Config: s.config(client("a"))},
		resource.TestStep{Config: s.config(client("a", `client_name = "x"`))},
		resource.TestStep{Config: s.config(client("a", `client_name = "x"`, `timeouts { create = "1m" }`))},
		resource.TestStep{Config: s.config(client("a", `client_name = "x"`, `timeouts { create = "2m" }`)), ConfigPlanChecks: preApply(
			updatesOnly([]string{"timeouts.create"}))},
	)
}

// A newer server stores what an older one drops, and the older one is not left to drop it in silence.
func TestAccClient_deviceLifespans(t *testing.T) {
	t.Parallel()
	body := client("a", `hydra {
    device_authorization_grant_access_token_lifespan = "10m"
    device_authorization_grant_id_token_lifespan = "20m"
    device_authorization_grant_refresh_token_lifespan = "1h"
  }`)
	t.Run("newer", func(t *testing.T) {
		t.Parallel()
		s := newSimulator(t, hydrasim.Options{Release: hydrasim.V262}, "comes in two releases")
		s.test(
			resource.TestStep{Config: s.config(body), ConfigStateChecks: []statecheck.StateCheck{s.serverHas(addressA, map[string]any{
				"device_authorization_grant_access_token_lifespan": "10m0s", "device_authorization_grant_id_token_lifespan": "20m0s",
				"device_authorization_grant_refresh_token_lifespan": "1h0m0s",
			})}},
			resource.TestStep{Config: s.config(client("a")), ConfigStateChecks: []statecheck.StateCheck{s.serverHas(addressA, map[string]any{
				"device_authorization_grant_access_token_lifespan": nil,
			})}},
		)
	})
	t.Run("older", func(t *testing.T) {
		t.Parallel()
		s := newServer(t)
		s.test(
			resource.TestStep{Config: s.config(client("a"))},
			resource.TestStep{Config: s.config(body), ExpectError: wrapped(`did not store what was configured.*The server took "10m" for hydra.device_authorization_grant_access_token_lifespan and does not show it`)},
			// The client is still there, with its secret, and can be mended.
			resource.TestStep{Config: s.config(client("a")), ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.NotNull()),
			}},
		)
	})
}

// Every call of a plan and an apply is answered beside the framework, and compared: none falls back to it unnoticed.
func TestBesideTheFramework(t *testing.T) {
	t.Parallel()
	s := serveSimulator(t, hydrasim.Options{})
	shadow := provider.NewShadow()
	session := newSessionWith(t, shadow)
	l := newLifeOn(session, object("hydra", object("admin_url", s.adminURL)))
	l.apply(object("client_name", "x", "contacts", list("a@example.com")))
	l.mustBeSettled("after the creation")
	_, err := shadow.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: "oauth_client", RawState: &tfprotov6.RawState{JSON: []byte(asJSON(t, jsonOf(t, l.state)))},
	})
	if err != nil {
		t.Fatal(err)
	}
	l.apply(object("client_name", "y"))
	l.destroy()
	l.mustSucceed("destroy")
	want := map[string]int{
		"ValidateResourceConfig": 2, "UpgradeResourceState": 1, "ReadResource": 1, "PlanResourceChange": 3, "ApplyResourceChange": 3,
	}
	if diff := cmp.Diff(want, shadow.Answers()); diff != "" {
		t.Errorf("answers that were compared (-want +got):\n%s", diff)
	}
}
