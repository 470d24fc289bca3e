package provider_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// An edited write-only secret is noticed without a version, and one that is not edited is not sent again.
func TestAccWriteOnly_edited(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	config := func(secret, more string) string {
		return s.config(fmt.Sprintf("variable \"secret\" {\n  ephemeral = true\n  default = %q\n}", secret),
			machine("client_secret_wo = var.secret", more))
	}
	version := func(want string) plancheck.PlanCheck {
		return plancheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret_wo_version"), knownvalue.StringExact(want))
	}
	const first, second = "the first edited secret", "the second edited secret"
	s.test(
		resource.TestStep{
			Config: config(first, ""), ConfigPlanChecks: preApply(version("1")),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(first), noSecretInState},
		},
		resource.TestStep{Config: config(first, ""), ConfigPlanChecks: noChange()},
		resource.TestStep{
			Config: config(first, `client_name = "x"`), ConfigPlanChecks: preApply(updatesOnly([]string{"client_name"})),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(first)},
		},
		resource.TestStep{
			Config: config(second, `client_name = "x"`), ConfigPlanChecks: preApply(version("2")),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(second, first), noSecretInState},
		},
		resource.TestStep{Config: config(second, `client_name = "x"`), ConfigPlanChecks: noChange()},
	)
}

// A secret that is made for one apply and kept nowhere goes to the client and, in the same apply, to what keeps it, for which
// another provider stands here.
func TestAccWriteOnly_generated(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	config := func(version string) string {
		return s.config("ephemeral \"oauth_client_secret\" \"new\" {}",
			machine("client_secret_wo = ephemeral.oauth_client_secret.new.secret", fmt.Sprintf("client_secret_wo_version = %q", version)),
			"provider \"echo\" {\n  data = ephemeral.oauth_client_secret.new\n}\nresource \"echo\" \"seen\" {}\n")
	}
	var handedOut string
	receives := statecheck.ExpectKnownValue("echo.seen", tfjsonpath.New("data").AtMapKey("secret"), knownvalue.StringFunc(func(secret string) error {
		handedOut = secret
		return nil
	}))
	isTheClients := inspect{addressA, func(attributes map[string]any) error {
		if !s.authenticates(fmt.Sprint(attributes["client_id"]), handedOut) {
			return errors.New("what was handed out is not the client's secret")
		}
		return nil
	}}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: withEcho(),
		Steps: []resource.TestStep{
			{Config: config("1"), ConfigStateChecks: []statecheck.StateCheck{noSecretInState, receives, isTheClients}},
			{Config: config("1"), ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionNoop))},
			{Config: config("2"), ConfigPlanChecks: preApply(updatesOnly([]string{"client_secret_wo_version"}))},
		},
	})
}
