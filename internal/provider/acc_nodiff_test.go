package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// A spelling is a configuration, another one that means the same, and other ways in which the server can hold it.
type spelling struct {
	config, respelled string
	onServer          map[string]any
}

var spellings = map[string]spelling{
	"minutes":      {config: `hydra { client_credentials_grant_access_token_lifespan = "90m" }`, respelled: `hydra { client_credentials_grant_access_token_lifespan = "1h30m" }`},
	"hours":        {config: `hydra { client_credentials_grant_access_token_lifespan = "1h30m" }`, respelled: `hydra { client_credentials_grant_access_token_lifespan = "5400s" }`},
	"seconds":      {config: `hydra { client_credentials_grant_access_token_lifespan = "5400s" }`, respelled: `hydra { client_credentials_grant_access_token_lifespan = "1.5h" }`},
	"milliseconds": {config: `hydra { client_credentials_grant_access_token_lifespan = "1500ms" }`, respelled: `hydra { client_credentials_grant_access_token_lifespan = "1.5s" }`},
	"metadata": {
		config:    `hydra { metadata = "{\"b\": [1.0, 1e3, \"<&>\"],\n \"a\": {\"n\": null, \"big\": 12345678901234567890}}" }`,
		respelled: `hydra { metadata = "{\"a\":{\"big\":12345678901234567890,\"n\":null},\"b\":[1,1000,\"\\u003c&>\"]}" }`,
	},
	"metadata that is no object": {config: `hydra { metadata = "[ 1, true ]" }`, respelled: `hydra { metadata = "[1,true]" }`},
	"empty metadata":             {config: `hydra { metadata = "{}" }`, respelled: `hydra { metadata = "{ }" }`},
	"null metadata":              {config: `hydra { metadata = jsonencode(null) }`, respelled: `hydra { metadata = " null" }`},
	"scopes": {
		config: `scopes = ["openid", "b", "a"]`, respelled: `scopes = ["a", "openid", "b"]`,
		onServer: map[string]any{"scope": "b  a openid"},
	},
	"order of sets": {
		config:    "redirect_uris = [\"https://a.example/1\", \"https://a.example/2\"]\ncontacts = [\"b\", \"a\"]\ngrant_types = [\"b:b\", \"a:a\"]",
		respelled: "redirect_uris = [\"https://a.example/2\", \"https://a.example/1\", \"https://a.example/2\"]\ncontacts = [\"a\", \"b\"]\ngrant_types = [\"a:a\", \"b:b\"]",
		onServer: map[string]any{
			"redirect_uris": list("https://a.example/2", "https://a.example/1", "https://a.example/2"),
			"contacts":      list("b", "a"), "grant_types": list("b:b", "a:a"),
		},
	},
	"empty sets": {
		config:   "redirect_uris = []\ncontacts = []\ngrant_types = []\nresponse_types = []\nscopes = []\nhydra {\n  audience = []\n  allowed_cors_origins = []\n}\nrequest_uris = []\npost_logout_redirect_uris = []",
		onServer: map[string]any{"redirect_uris": nil, "contacts": list(), "audience": nil, "request_uris": list()},
	},
	"empty texts": {
		config:   "client_name = \"\"\nlogo_uri = \"\"\njwks = \"\"\nhydra {\n  owner = \"\"\n  metadata = \"\"\n  implicit_grant_id_token_lifespan = \"\"\n}",
		onServer: map[string]any{"client_name": nil},
	},
	"null":         {config: "client_name = null\ncontacts = null\nsubject_type = null\nhydra {\n  audience = null\n  metadata = null\n}"},
	"empty blocks": {config: "ciba {}\njarm {}\nhydra {}\ntimeouts {}"},
	"false": {
		config:   "hydra { skip_consent = false }\nfrontchannel_logout_session_required = false\nbackchannel_logout_session_required = false",
		onServer: map[string]any{"frontchannel_logout_session_required": false, "skip_consent": nil},
	},
	"defaults that are configured": {
		config: "token_endpoint_auth_method = \"client_secret_basic\"\nscopes = [\"offline\", \"openid\", \"offline_access\"]\nsubject_type = \"public\"\nuserinfo_signed_response_alg = \"none\"",
	},
	"origins": {
		config:    `hydra { allowed_cors_origins = ["HTTPS://App.example.com/", "http://localhost:3000"] }`,
		respelled: `hydra { allowed_cors_origins = ["http://localhost:3000/", "https://App.example.com"] }`,
	},
	"strategy": {config: `hydra { access_token_strategy = "JWT" }`, respelled: `hydra { access_token_strategy = "jwt" }`},
	"keys": {
		config: `jwks = jsonencode({ keys = [` + rsaKey + `, ` + ecKey + `] })`,
		respelled: `jwks = <<-EOT
			{ "keys": [
			  ` + ecKey + `,
			  {"use": "sig", "alg": "RS256", "kid": "rsa-1", "e": "AAEAAQ", "kty": "RSA", "n": "` + rsaModulus + `"}
			] }
		EOT`,
	},
	"keys with members that the server drops": {
		config:    `jwks = jsonencode({ keys = [{ kty = "RSA", kid = "rsa-1", key_ops = ["verify"], "x-owner" = "me", e = "AAEAAQ", n = "` + rsaModulus + `" }] })`,
		respelled: `jwks = jsonencode({ keys = [{ "x-owner" = "me", key_ops = ["verify"], kid = "rsa-1", kty = "RSA", e = "AQAB", n = "` + rsaModulus + `" }] })`,
	},
	"no keys": {config: `jwks = jsonencode({ keys = [] })`, respelled: `jwks = "{\"keys\": []}"`},
	"quirky texts": {
		config: "client_name = \"  «é» \\\"\\\\ <&> %7E \\u2028\"\nhydra {\n  owner = \"a\\nb\"\n  audience = [\"a b\", \"*\"]\n}",
	},
}

// One client for each spelling. The plan after each step must be empty; the test framework makes one after a refresh, and
// one without.
func TestAccClient_noDifference(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	ids := map[string]string{}
	var first, second []string
	names := slices.Sorted(maps.Keys(spellings))
	for i, name := range names {
		ids[name] = uniqueID("spelling")
		id := fmt.Sprintf("client_id = %q", ids[name])
		resourceName := fmt.Sprintf("c%d", i)
		first = append(first, "# "+name, client(resourceName, id, spellings[name].config))
		if spellings[name].respelled != "" {
			second = append(second, "# "+name, client(resourceName, id, spellings[name].respelled))
		} else {
			second = append(second, client(resourceName, id, spellings[name].config))
		}
	}
	s.test(
		resource.TestStep{Config: s.config(first...)},
		resource.TestStep{
			PreConfig: func() {
				for name, spelling := range spellings {
					for member, value := range spelling.onServer {
						s.set(ids[name], member, value)
					}
				}
			},
			Config: s.config(first...), ConfigPlanChecks: noChange(),
		},
		resource.TestStep{Config: s.config(second...), ConfigPlanChecks: noChange()},
	)
}

// false and null are not the same for skip_logout_consent: null is the server's own setting.
func TestAccClient_skipLogoutConsent(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	has := func(want any) []statecheck.StateCheck {
		return []statecheck.StateCheck{s.serverHas(addressA, map[string]any{"skip_logout_consent": want})}
	}
	id := uniqueID("tristate")
	with := func(value string) string {
		return s.config(client("a", fmt.Sprintf("client_id = %q\nhydra { skip_logout_consent = %s }", id, value)))
	}
	s.test(
		resource.TestStep{Config: with("false"), ConfigStateChecks: has(false)},
		resource.TestStep{Config: with("null"), ConfigStateChecks: has(nil)},
		resource.TestStep{Config: with("false"), ConfigStateChecks: has(false)},
		resource.TestStep{
			PreConfig: func() { s.set(id, "skip_logout_consent", nil) },
			Config:    with("false"), ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionUpdate)), ConfigStateChecks: has(false),
		},
		resource.TestStep{Config: with("null"), ConfigStateChecks: has(nil)},
		resource.TestStep{
			PreConfig: func() { s.set(id, "skip_logout_consent", false) },
			Config:    with("null"), ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionUpdate)), ConfigStateChecks: has(nil),
		},
	)
}

// An import tells them apart as well.
func TestAccClient_importOfFalse(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("imported")
	s.create(map[string]any{"client_id": id, "skip_logout_consent": false})
	config := s.config(client("a", fmt.Sprintf("client_id = %q\nhydra { skip_logout_consent = false }", id), stampedScopes))
	s.test(
		resource.TestStep{Config: config, ResourceName: addressA, ImportState: true, ImportStateId: id, ImportStatePersist: true},
		resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
	)
}
