package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// Values that only the apply of something else makes known, at every place a value can stand.
func TestAccHCL_unknownValues(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("unknown")
	config := func(version, more string) string {
		return s.config(fmt.Sprintf(`
resource "terraform_data" "v" {
  input = {
    version = %q
    id      = %q
    name    = "a name"
    uri     = "https://a.example/cb"
    method  = "client_secret_basic"
    secret  = "an outer secret"
    owner   = "me"
    subject_type = "public"
    nothing = null
    sets    = ["a", "b"]
  }
}
`, version, id), more)
	}
	full := machine(`
  client_id = terraform_data.v.output.id
  client_name = terraform_data.v.output.name
  client_secret = terraform_data.v.output.secret
  redirect_uris = ["https://b.example/cb", terraform_data.v.output.uri]
  scopes = terraform_data.v.output.sets
  token_endpoint_auth_method = terraform_data.v.output.method
  hydra { owner = terraform_data.v.output.owner }
  subject_type = terraform_data.v.output.subject_type
  post_logout_redirect_uris = [terraform_data.v.output.uri]
  client_uri = terraform_data.v.output.nothing
  tls_client_auth_san_dns = terraform_data.v.output.nothing`)
	want := []statecheck.StateCheck{
		s.acceptsSecret("an outer secret"),
		s.serverHas(addressA, map[string]any{
			"client_id": id, "client_name": "a name", "owner": "me", "scope": "a b",
			"redirect_uris": list("https://a.example/cb", "https://b.example/cb"),
		}),
	}
	s.test(
		resource.TestStep{Config: config("1", full), ConfigStateChecks: want},
		// Everything is unknown in the plan and turns out to be what it was. A client_id that may change replaces.
		resource.TestStep{Config: config("2", full), ConfigStateChecks: want},
	)
}

// An update whose plan does not know a value that turns out to be the old one, the new one, or none.
func TestAccHCL_unknownInUpdate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ attribute, first, second string }{
		"name that stays":     {"client_name", "x", "x"},
		"name that changes":   {"client_name", "x", "y"},
		"method that stays":   {"token_endpoint_auth_method", "client_secret_basic", "client_secret_basic"},
		"method to none":      {"token_endpoint_auth_method", "client_secret_basic", "none"},
		"method from none":    {"token_endpoint_auth_method", "none", "client_secret_basic"},
		"secret that stays":   {"client_secret", "the first secret", "the first secret"},
		"secret that changes": {"client_secret", "the first secret", "the second secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			config := func(version, value string) string {
				return s.config(fmt.Sprintf("resource \"terraform_data\" \"v\" {\n  input = { version = %q, value = %q }\n}\n", version, value),
					machine(tc.attribute+" = terraform_data.v.output.value"))
			}
			var checks []statecheck.StateCheck
			if tc.second != "none" {
				checks = append(checks, s.secretWorks(nil))
			}
			s.test(
				resource.TestStep{Config: config("1", tc.first)},
				resource.TestStep{Config: config("2", tc.second), ConfigStateChecks: checks},
			)
		})
	}
}

// A trigger whose value the plan does not know and that turns out to be the old one rotates nothing.
func TestAccHCL_unknownTrigger(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	var secret string
	config := func(version string) string {
		return s.config(fmt.Sprintf("resource \"terraform_data\" \"v\" {\n  input = { version = %q, value = \"same\" }\n}\n", version),
			machine("client_secret_rotation_triggers = { a = terraform_data.v.output.value }"))
	}
	s.test(
		resource.TestStep{Config: config("1"), ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(&secret)}},
		resource.TestStep{Config: config("2"), ConfigStateChecks: []statecheck.StateCheck{
			s.secretWorks(nil),
			inspect{addressA, func(attributes map[string]any) error {
				if attributes["client_secret"] != secret {
					return fmt.Errorf("the secret was rotated")
				}
				return nil
			}},
		}},
	)
}

func TestAccHCL_lifecycle(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	first, second := uniqueID("first"), uniqueID("second")
	s.test(
		resource.TestStep{Config: s.config(machine(`client_secret = "managed elsewhere"`, fmt.Sprintf("client_id = %q", first),
			`lifecycle {
  ignore_changes = [client_secret, client_name]
}`))},
		resource.TestStep{
			Config: s.config(machine(`client_secret = "something new"`, fmt.Sprintf("client_id = %q", first), `client_name = "ignored"`, `contacts = ["a"]`,
				`lifecycle {
  ignore_changes = [client_secret, client_name]
}`)),
			ConfigPlanChecks: preApply(updatesOnly([]string{"contacts"})),
			ConfigStateChecks: []statecheck.StateCheck{
				s.acceptsSecret("managed elsewhere"), s.serverHas(addressA, map[string]any{"client_name": "", "contacts": list("a")}),
			},
		},
		resource.TestStep{
			Config: s.config(machine(fmt.Sprintf("client_id = %q", second), `lifecycle {
  create_before_destroy = true
}`)),
			ConfigPlanChecks:  preApply(does(addressA, plancheck.ResourceActionCreateBeforeDestroy)),
			ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)},
		},
	)
}

func TestAccHCL_movedAndRemoved(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("moved")
	body := fmt.Sprintf("client_id = %q", id)
	s.test(
		resource.TestStep{Config: s.config(client("old", body))},
		resource.TestStep{
			Config:           s.config(client("a", body), "moved {\n  from = oauth_client.old\n  to = oauth_client.a\n}\n"),
			ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionNoop)),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("id"), knownvalue.StringExact(id)),
			},
		},
		resource.TestStep{Config: s.config("removed {\n  from = oauth_client.a\n  lifecycle {\n    destroy = false\n  }\n}\n")},
	)
	if s.get(id) == nil {
		t.Fatal("the removed block deleted the client")
	}
	s.remove(id)
}

// An import block, and a data source that shows what the server filled in.
func TestAccHCL_importBlockAndDataSource(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("imported")
	s.create(map[string]any{"client_id": id, "client_name": "by hand", "metadata": object("a", "b")})
	resources := client("a", fmt.Sprintf("client_id = %q", id), `client_name = "by hand"`, `hydra { metadata = jsonencode({ a = "b" }) }`, stampedScopes)
	const dataA = "data.oauth_client.by_id"
	s.test(
		resource.TestStep{
			Config: s.config(resources, fmt.Sprintf("import {\n  to = oauth_client.a\n  id = %q\n}\n", id), `
data "oauth_client" "by_id" {
  id = oauth_client.a.id
}
data "oauth_client" "by_client_id" {
  client_id = oauth_client.a.client_id
}
`),
			ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionNoop)),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(dataA, tfjsonpath.New("client_name"), knownvalue.StringExact("by hand")),
				statecheck.ExpectKnownValue(dataA, tfjsonpath.New("client_id"), knownvalue.StringExact(id)),
				statecheck.ExpectKnownValue(dataA, tfjsonpath.New("token_endpoint_auth_method"), knownvalue.StringExact("client_secret_basic")),
				statecheck.ExpectKnownValue(dataA, tfjsonpath.New("scopes"), knownvalue.SetSizeExact(3)),
				statecheck.ExpectKnownValue(dataA, tfjsonpath.New("hydra").AtMapKey("created_at"), knownvalue.NotNull()),
				statecheck.ExpectKnownValue(dataA, tfjsonpath.New("hydra").AtMapKey("updated_at"), knownvalue.NotNull()),
				statecheck.ExpectKnownValue(dataA, tfjsonpath.New("subject_type"), knownvalue.StringExact("public")),
				statecheck.ExpectKnownValue(dataA, tfjsonpath.New("client_secret"), knownvalue.Null()),
				statecheck.ExpectKnownValue("data.oauth_client.by_client_id", tfjsonpath.New("id"), knownvalue.StringExact(id)),
			},
		},
		resource.TestStep{
			Config:      s.config(resources, "data \"oauth_client\" \"none\" {\n}\n"),
			ExpectError: wrapped(`One of id and client_id is needed`),
		},
		resource.TestStep{Config: s.config(resources), ConfigPlanChecks: noChange()},
	)
}

func TestAccHCL_dataSourceOfMissingClient(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.test(resource.TestStep{
		Config:      s.config("data \"oauth_client\" \"none\" {\n  id = \"no-such-client\"\n}\n"),
		ExpectError: wrapped(`Unable to read OAuth client.*Hydra has no client with`),
	})
}
