package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

const addressExample = "oauth_client.example"

func known(address, attribute string, check knownvalue.Check) statecheck.StateCheck {
	path := tfjsonpath.New(attribute)
	return statecheck.ExpectKnownValue(address, path, check)
}

// A client's whole life, with an empty second plan after each step. What is used here, every server has.
func TestAccRegistration_lifecycle(t *testing.T) {
	t.Parallel()
	onRegistrars(t, func(t *testing.T, r *registrar) {
		t.Parallel()
		step := func(want map[string]any, body ...string) resource.TestStep {
			return resource.TestStep{
				Config: r.config(client("a", body...)), ConfigStateChecks: []statecheck.StateCheck{r.has(addressA, want)},
			}
		}
		again := func(s resource.TestStep) resource.TestStep {
			return resource.TestStep{Config: s.Config, ConfigPlanChecks: noChange()}
		}
		const uris = `redirect_uris = ["https://a.example.com/cb", "https://a.example.com/other"]`
		minimal := step(map[string]any{"client_name": "minimal"}, uris, `client_name = "minimal"`)
		full := step(
			map[string]any{
				"client_name": "full", "scope": "offline_access openid", "token_endpoint_auth_method": "client_secret_post",
				"logo_uri": "https://a.example.com/logo.png", "backchannel_logout_session_required": true,
			}, uris,
			`client_name = "full"`, `scopes = ["openid", "offline_access"]`, `token_endpoint_auth_method = "client_secret_post"`,
			`grant_types = ["refresh_token", "authorization_code", "implicit"]`, `response_types = ["id_token code", "code"]`,
			`contacts = ["dev@example.com", "ops@example.com"]`, `logo_uri = "https://a.example.com/logo.png"`,
			`post_logout_redirect_uris = ["https://a.example.com/bye"]
  backchannel_logout_uri = "https://a.example.com/back"
  backchannel_logout_session_required = true`)
		full.ConfigPlanChecks = preApply(does(addressA, plancheck.ResourceActionUpdate))
		public := step(
			map[string]any{"token_endpoint_auth_method": "none"}, uris, `token_endpoint_auth_method = "none"`)
		resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
			minimal, again(minimal), full, again(full), minimal, again(minimal), public, again(public),
		}})
	})
}

// RFC 7591 section 3.1, as examples/registration has it, and the members of section 3.2.1 in the state.
func TestAccRegistration_rfc7591(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../examples/registration/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile(`(?s)resource "oauth_client" "example" \{.*?\n\}\n`).FindString(string(text))
	withGrants := regexp.MustCompile(`(?m)^  client_name `).ReplaceAllString(example, "  grant_types = [\"authorization_code\", \"refresh_token\"]\n$0")
	onRegistrars(t, func(t *testing.T, r *registrar) {
		t.Parallel()
		if r.name == "hydra" || r.name == "like hydra" {
			t.Skip("Hydra drops the name in Japanese and the extension parameter")
		}
		asRequested := []statecheck.StateCheck{
			known(addressExample, "client_id", knownvalue.NotNull()),
			known(addressExample, "client_secret", knownvalue.NotNull()),
			known(addressExample, "client_id_issued_at", knownvalue.NotNull()),
			known(addressExample, "client_secret_expires_at", knownvalue.Int64Exact(0)),
			known(addressExample, "registration_access_token", knownvalue.NotNull()),
			known(addressExample, "registration_client_uri", knownvalue.NotNull()),
			known(addressExample, "redirect_uris", knownvalue.SetExact([]knownvalue.Check{
				knownvalue.StringExact("https://client.example.org/callback"),
				knownvalue.StringExact("https://client.example.org/callback2"),
			})),
			known(addressExample, "client_name", knownvalue.StringExact("My Example Client")),
			known(addressExample, "token_endpoint_auth_method", knownvalue.StringExact("client_secret_basic")),
			known(addressExample, "logo_uri", knownvalue.StringExact("https://client.example.org/logo.png")),
			known(addressExample, "jwks_uri", knownvalue.StringExact("https://client.example.org/my_public_keys.jwks")),
			known(addressExample, "registration", knownvalue.ObjectPartial(map[string]knownvalue.Check{
				"localized": knownvalue.MapExact(map[string]knownvalue.Check{
					"client_name#ja-Jpan-JP": knownvalue.StringExact("クライアント名"),
				}),
				"extra_metadata": knownvalue.StringExact(`{"example_extension_parameter":"example_value"}`),
			})),
			statecheck.ExpectSensitiveValue(addressExample, tfjsonpath.New("client_secret")),
			statecheck.ExpectSensitiveValue(addressExample, tfjsonpath.New("registration_access_token")),
			r.has(addressExample, map[string]any{
				"client_name#ja-Jpan-JP": "クライアント名", "example_extension_parameter": "example_value",
			}),
		}
		// The answer of section 3.2.1 has grants that the request does not ask for.
		granted := known(addressExample, "grant_types", knownvalue.SetExact([]knownvalue.Check{
			knownvalue.StringExact("authorization_code"), knownvalue.StringExact("refresh_token"),
		}))
		resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
			{Config: r.config(example), ConfigStateChecks: append(asRequested, known(addressExample, "grant_types", knownvalue.Null()))},
			{Config: r.config(example), ConfigPlanChecks: noChange()},
			{Config: r.config(withGrants), ConfigStateChecks: append(asRequested, granted)},
			{Config: r.config(withGrants), ConfigPlanChecks: noChange()},
		}})
	})
}

// A client that somebody else registered comes under management by its address or its client_id, with its token from the
// environment. The configuration that says the same plans nothing.
func TestAccRegistration_import(t *testing.T) { //nolint:paralleltest // It sets environment variables.
	onRegistrars(t, func(t *testing.T, r *registrar) {
		for _, by := range []string{"registration_client_uri", "client_id"} {
			t.Run(by, func(t *testing.T) {
				made := r.call(http.MethodPost, r.endpoint, r.initialAccessToken, map[string]any{
					"redirect_uris": []string{"https://a.example.com/cb"}, "client_name": "imported", "scope": "openid offline_access",
				})
				operatorHands(t, fmt.Sprint(made["client_id"]), fmt.Sprint(made["registration_access_token"]))
				config := r.config(client("a", `redirect_uris = ["https://a.example.com/cb"]`, `client_name = "imported"`, `scopes = ["offline_access", "openid"]`,
					stampedOn(r.call(http.MethodGet, fmt.Sprint(made["registration_client_uri"]), fmt.Sprint(made["registration_access_token"]), nil),
						"grant_types", "response_types", "token_endpoint_auth_method", "subject_type")))
				resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
					{Config: config, ResourceName: addressA, ImportState: true, ImportStateId: fmt.Sprint(made[by]), ImportStatePersist: true},
					{Config: config, ConfigPlanChecks: noChange(), ConfigStateChecks: []statecheck.StateCheck{
						known(addressA, "id", knownvalue.StringExact(fmt.Sprint(made["registration_client_uri"]))),
						known(addressA, "client_id", knownvalue.StringExact(fmt.Sprint(made["client_id"]))),
						r.has(addressA, map[string]any{"client_name": "imported"}),
					}},
				}})
			})
		}
	})
}

// stampedOn writes what a server stamped on a client: an import keeps it, since it could be somebody's choice.
func stampedOn(made map[string]any, members ...string) string {
	var lines []string
	for _, member := range members {
		if value, ok := made[member]; ok {
			text, _ := json.Marshal(value)
			lines = append(lines, fmt.Sprintf("  %s = %s", member, text))
		}
	}
	return strings.Join(lines, "\n")
}

// The data source shows what the server filled in, with the token from the environment.
func TestAccRegistration_dataSource(t *testing.T) { //nolint:paralleltest // It sets environment variables.
	onRegistrars(t, func(t *testing.T, r *registrar) {
		made := r.call(http.MethodPost, r.endpoint, r.initialAccessToken, map[string]any{"redirect_uris": []string{"https://a.example.com/cb"}})
		operatorHands(t, fmt.Sprint(made["registration_client_uri"]), fmt.Sprint(made["registration_access_token"]))
		const address = "data.oauth_client.a"
		resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{{
			Config: r.config(fmt.Sprintf("data \"oauth_client\" \"a\" {\n  id = %q\n}\n", made["registration_client_uri"])),
			ConfigStateChecks: []statecheck.StateCheck{
				known(address, "client_id", knownvalue.StringExact(fmt.Sprint(made["client_id"]))),
				known(address, "token_endpoint_auth_method", knownvalue.StringExact("client_secret_basic")),
			},
		}}})
	})
}

// What the server adjusts at a registration (RFC 7591 section 3.2.1) is told, remembered, and no difference.
func TestAccRegistration_adjusted(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t, registrationsim.Options{Replaced: map[string]any{"client_name": "The server's own"}, Dropped: []string{"logo_uri"}})
	config := func(more string) string {
		return r.config(client("a", `redirect_uris = ["https://a.example.com/cb"]`, `client_name = "mine"`, `logo_uri = "https://a.example.com/logo.png"`, more))
	}
	asConfigured := []statecheck.StateCheck{
		known(addressA, "client_name", knownvalue.StringExact("mine")),
		known(addressA, "logo_uri", knownvalue.StringExact("https://a.example.com/logo.png")),
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
		{Config: config(""), ConfigStateChecks: asConfigured},
		{Config: config(""), ConfigPlanChecks: noChange()},
		{Config: config(`contacts = ["ops@example.com"]`), ConfigStateChecks: asConfigured},
		{Config: config(`contacts = ["ops@example.com"]`), ConfigPlanChecks: noChange()},
	}})
}

// A server that makes no new secret may replace the token all the same when it is asked for one, and the state has it.
func TestAccRegistration_noRotation(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t, registrationsim.Options{Rotation: registrationsim.RotateOnPut})
	config := func(trigger string) string {
		return r.config(client("a", `redirect_uris = ["https://a.example.com/cb"]`, rotatedBy(trigger)))
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
		{Config: config("a")},
		{Config: config("b"), ExpectError: wrapped("makes no new secret")},
		{Config: config("a"), ConfigPlanChecks: noChange()},
	}})
}
