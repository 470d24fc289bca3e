package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// machine returns a client that can be asked for a token by its secret.
func machine(body ...string) string {
	return client("a", append([]string{`grant_types = ["client_credentials"]`}, body...)...)
}

var noSecretInState = statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.Null())

// A secret that is given, changed, and kept when it is taken out of the configuration; unrelated changes leave it alone.
func TestAccClient_secretGiven(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	const first, second = `first $ecret: "%+&\`, "the second secret"
	s.test(
		resource.TestStep{
			Config:            s.config(machine(fmt.Sprintf("client_secret = %q", first))),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(first)},
		},
		resource.TestStep{
			Config:            s.config(machine(fmt.Sprintf("client_secret = %q", second))),
			ConfigPlanChecks:  preApply(updatesOnly([]string{"client_secret"})),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), s.acceptsSecret(second, first)},
		},
		resource.TestStep{
			Config:            s.config(machine(fmt.Sprintf("client_secret = %q", second), `client_name = "x"`)),
			ConfigPlanChecks:  preApply(updatesOnly([]string{"client_name"})),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), s.acceptsSecret(second)},
		},
		resource.TestStep{
			Config:            s.config(machine(`client_name = "y"`)),
			ConfigPlanChecks:  preApply(updatesOnly([]string{"client_name"})),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), s.acceptsSecret(second)},
		},
	)
}

// A secret that the server makes, kept over changes and rotated by triggers, in place.
func TestAccClient_secretGenerated(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	var first, second, third string
	still := func(secret *string) statecheck.StateCheck {
		return inspect{addressA, func(attributes map[string]any) error {
			if attributes["client_secret"] != *secret {
				return fmt.Errorf("the secret is another one")
			}
			return nil
		}}
	}
	const triggers = `client_secret_rotation_triggers = { when = %q }`
	s.test(
		resource.TestStep{
			Config: s.config(machine()), ConfigPlanChecks: preApply(plancheck.ExpectUnknownValue(addressA, tfjsonpath.New("client_secret"))),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(&first)},
		},
		// Triggers that are added to a client whose secret is known only stand by.
		resource.TestStep{
			Config:            s.config(machine(fmt.Sprintf(triggers, "sunday"))),
			ConfigPlanChecks:  preApply(updatesOnly([]string{"client_secret_rotation_triggers"})),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), still(&first)},
		},
		resource.TestStep{
			Config:            s.config(machine(fmt.Sprintf(triggers, "monday"))),
			ConfigPlanChecks:  preApply(updatesOnly([]string{"client_secret", "client_secret_rotation_triggers.when"}, "client_secret")),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(&second), s.refuses(&first)},
		},
		resource.TestStep{
			Config: s.config(machine(fmt.Sprintf(triggers, "monday"), `client_name = "x"`)), ConfigPlanChecks: preApply(updatesOnly([]string{"client_name"})),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), still(&second)},
		},
		resource.TestStep{
			Config:            s.config(machine(fmt.Sprintf(triggers, "tuesday"), `client_name = "y"`)),
			ConfigPlanChecks:  preApply(updatesOnly([]string{"client_name", "client_secret", "client_secret_rotation_triggers.when"}, "client_secret")),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(&third), s.refuses(&second)},
		},
		resource.TestStep{
			Config: s.config(machine(`client_name = "y"`)), ConfigPlanChecks: preApply(updatesOnly([]string{"client_secret_rotation_triggers"})),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil), still(&third)},
		},
	)
}

// refuses checks that a secret no longer works.
func (s *server) refuses(secret *string) statecheck.StateCheck {
	return inspect{addressA, func(attributes map[string]any) error {
		if *secret == "" || s.authenticates(fmt.Sprint(attributes["client_id"]), *secret) {
			return fmt.Errorf("the old secret of %s still works", addressA)
		}
		return nil
	}}
}

// A secret that is in no plan and no state, from an ephemeral variable: kept when something else changes
// (keycloak/terraform-provider-keycloak#1576, #1602), set again with another version only.
func TestAccClient_secretWriteOnly(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	config := func(secret, version, more string) string {
		return s.config(fmt.Sprintf("variable \"secret\" {\n  ephemeral = true\n  default = %q\n}", secret),
			machine(fmt.Sprintf("client_secret_wo = var.secret\nclient_secret_wo_version = %q", version), more))
	}
	const first, second = "the first write-only", "the second write-only"
	nowhere := inspect{addressA, func(attributes map[string]any) error {
		if strings.Contains(fmt.Sprint(attributes), "write-only") {
			return fmt.Errorf("the write-only secret is in the state")
		}
		return nil
	}}
	s.test(
		resource.TestStep{
			Config:            config(first, "1", ""),
			ConfigPlanChecks:  preApply(plancheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.Null())),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(first), noSecretInState, nowhere},
		},
		resource.TestStep{
			Config: config(second, "1", ""), ConfigPlanChecks: noChange(),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(first, second)},
		},
		resource.TestStep{
			Config:            config(second, "1", `client_name = "x"`),
			ConfigPlanChecks:  preApply(updatesOnly([]string{"client_name"})),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(first, second), noSecretInState, nowhere},
		},
		resource.TestStep{
			Config:            config(second, "2026-01-01", `client_name = "x"`),
			ConfigPlanChecks:  preApply(updatesOnly([]string{"client_secret_wo_version"})),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(second, first), noSecretInState, nowhere},
		},
	)
}

// From each way to keep a secret to another, in place, and never without a secret that works.
func TestAccClient_secretModes(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	var generated string
	const given = `client_secret = "a given secret"`
	const writeOnly = "client_secret_wo = \"a write-only secret\"\nclient_secret_wo_version = \"1\""
	const rotated = `client_secret_rotation_triggers = { a = "b" }`
	inPlace := preApply(does(addressA, plancheck.ResourceActionUpdate))
	s.test(
		resource.TestStep{Config: s.config(machine()), ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)}},
		resource.TestStep{
			Config: s.config(machine(writeOnly)), ConfigPlanChecks: inPlace,
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret("a write-only secret"), noSecretInState},
		},
		resource.TestStep{
			Config: s.config(machine(given)), ConfigPlanChecks: inPlace,
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret("a given secret", "a write-only secret")},
		},
		resource.TestStep{
			Config: s.config(machine(rotated)), ConfigPlanChecks: inPlace,
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(&generated)},
		},
		resource.TestStep{
			Config: s.config(machine(writeOnly)), ConfigPlanChecks: inPlace,
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret("a write-only secret"), s.refuses(&generated)},
		},
		// The client keeps a secret that is no longer managed.
		resource.TestStep{
			Config: s.config(machine()), ConfigPlanChecks: inPlace,
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret("a write-only secret"), noSecretInState},
		},
		resource.TestStep{
			Config: s.config(machine(rotated)), ConfigPlanChecks: inPlace,
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)},
		},
	)
}

// A public client has no secret; one that becomes confidential gets a new one, since nobody knows what the server kept
// (okta/terraform-provider-okta#109).
func TestAccClient_secretOfPublicClient(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	method := func(method string, more ...string) string {
		return s.config(machine(append(more, fmt.Sprintf("token_endpoint_auth_method = %q", method))...))
	}
	s.test(
		resource.TestStep{
			Config:            method("none"),
			ConfigPlanChecks:  preApply(plancheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.Null())),
			ConfigStateChecks: []statecheck.StateCheck{noSecretInState},
		},
		resource.TestStep{
			Config:            method("client_secret_basic"),
			ConfigPlanChecks:  preApply(plancheck.ExpectUnknownValue(addressA, tfjsonpath.New("client_secret"))),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)},
		},
		resource.TestStep{Config: method("none"), ConfigStateChecks: []statecheck.StateCheck{noSecretInState}},
		resource.TestStep{
			Config:            s.config(machine(`client_secret = "chosen at last"`)),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret("chosen at last")},
		},
		resource.TestStep{Config: method("none"), ConfigStateChecks: []statecheck.StateCheck{noSecretInState}},
		resource.TestStep{
			Config: s.config(machine()), ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)},
		},
	)
}

// The secret of an imported client is not known, and nothing takes it away until a new one is asked for.
func TestAccClient_secretAfterImport(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("imported")
	s.create(map[string]any{"client_id": id, "client_secret": "known to an app", "grant_types": list("client_credentials")})
	body := fmt.Sprintf("client_id = %q\n%s", id, stampedScopes)
	s.test(
		resource.TestStep{
			Config: s.config(machine(body)), ResourceName: addressA, ImportState: true, ImportStateId: id, ImportStatePersist: true,
		},
		resource.TestStep{
			Config: s.config(machine(body, `client_name = "x"`)), ConfigPlanChecks: preApply(updatesOnly([]string{"client_name"})),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret("known to an app"), noSecretInState},
		},
		resource.TestStep{
			Config:            s.config(machine(body, `client_name = "x"`, `client_secret = "known to an app"`)),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret("known to an app")},
		},
	)
}

// A module that offers each way to manage the secret is validated without the values of its variables, any of which may be
// null. What only an apply knows is checked then.
func TestAccClient_secretWaysUnknown(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	offers := func(secret, writeOnly, version, triggers string) string {
		return s.config(fmt.Sprintf(`
variable "secret" {
  type    = string
  default = %s
}
variable "write_only" {
  type      = string
  ephemeral = true
  default   = %s
}
variable "version_of_it" {
  type    = string
  default = %s
}
variable "triggers" {
  type    = map(string)
  default = %s
}`, secret, writeOnly, version, triggers), machine(
			"client_secret = var.secret", "client_secret_wo = var.write_only", "client_secret_wo_version = var.version_of_it",
			"client_secret_rotation_triggers = var.triggers"))
	}
	later := func(secret, writeOnly string) string {
		return s.config(fmt.Sprintf("resource \"terraform_data\" \"later\" {\n  input = { secret = %s, write_only = %s }\n}", secret, writeOnly),
			machine("client_secret = terraform_data.later.output.secret", "client_secret_wo = terraform_data.later.output.write_only"))
	}
	const given, written = "a secret that is given", "a secret that is written"
	s.test(
		resource.TestStep{Config: offers("null", "null", "null", "null"), ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)}},
		resource.TestStep{Config: offers("null", "null", "null", `{ when = "1" }`), ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)}},
		resource.TestStep{Config: offers(`"`+given+`"`, "null", "null", "null"), ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(given)}},
		resource.TestStep{
			Config:            offers("null", `"`+written+`"`, `"1"`, "null"),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(written, given), noSecretInState},
		},
		resource.TestStep{Config: offers(`"`+given+`"`, `"`+written+`"`, "null", "null"), ExpectError: wrapped("two ways to give the same secret")},
		resource.TestStep{Config: later(`"`+given+`"`, `"`+written+`"`), ExpectError: wrapped("two ways to give the same secret")},
		resource.TestStep{Config: later("null", `"`+given+`"`), ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(given, written), noSecretInState}},
		resource.TestStep{Config: later(`"`+written+`"`, "null"), ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret(written, given)}},
	)
}
