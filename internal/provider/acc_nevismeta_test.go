package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/beanjwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

const inDefaultSetup = `setup_id = "` + nevissim.SetupID + `"`

// documentedHCL is the documented body in HCL, with sensible values in its place-holders; jwks_uri excludes jwks.
const documentedHCL = `
resource "oauth_client" "a" {
  client_name                           = "billing-web"
  client_id                             = "billing-web"
  client_secret                         = "0123456789abcdef0123456789abcdef"
  redirect_uris                         = ["https://billing.example.org/b", "https://billing.example.org/a"]
  grant_types                           = ["authorization_code", "refresh_token"]
  response_types                        = ["code"]
  scopes                                = ["openid", "billing.read"]
  contacts                              = ["dev@example.org", "ops@example.org"]
  client_uri                            = "https://billing.example.org/"
  logo_uri                              = "https://billing.example.org/logo.png"
  policy_uri                            = "https://billing.example.org/policy"
  tos_uri                               = "https://billing.example.org/terms"
  token_endpoint_auth_method            = "client_secret_basic"
  require_pushed_authorization_requests = true
  %s

  id_token_signed_response_alg    = "RS256"
  id_token_encrypted_response_alg = "RSA1_5"
  id_token_encrypted_response_enc = "A128CBC-HS256"

  nevismeta {
    owner                  = "platform-team"
    comment                = "Invoices on the web"
    valid_from             = "2000-01-23T04:56:07.000+00:00"
    confidentiality_type   = "confidential"
    pkce_mode              = "s256-required"
    force_reauthentication = true
    access_token_ttl       = 900
    refresh_token_ttl      = 2592000
    id_token_ttl           = 600
    persisted_consent_ttl  = 86400
    not_sent_grant_type    = true
    metadata = [
      { name = "client_name", locale = "de", value = "Rechnungen" },
      { name = "client_name", locale = "en", value = "Invoices" },
    ]
  }
}
`

// The request that is made of the documented body in HCL is that body, less what a server derives.
func TestAccNevismeta_documentedBody(t *testing.T) {
	t.Parallel()
	keys, err := os.ReadFile("../backend/nevismeta/testdata/seed_jwks.json")
	if err != nil {
		t.Fatal(err)
	}
	for excluded, attribute := range map[string]string{
		"jwks_uri": "jwks = <<-EOT\n" + string(keys) + "EOT",
		"jwks":     `jwks_uri = "https://billing.example.org/jwks.json"`,
	} {
		t.Run("without "+excluded, func(t *testing.T) {
			t.Parallel()
			server := newNevismeta(t, nevissim.Options{BeanJWKS: true})
			config := server.config(inDefaultSetup+"\njwks_format = \"bean\"", fmt.Sprintf(documentedHCL, attribute))
			resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
				{Config: config},
				{Config: config, ConfigPlanChecks: noChange()},
				{
					ResourceName: addressA, ImportState: true, ImportStateVerify: true,
					// The time of the state in force is not the time that is configured, and one time in the past is as
					// good as another.
					ImportStateVerifyIgnore: []string{"nevismeta.valid_from", "jwks"},
				},
			}})
			var want, got map[string]any
			readJSON(t, "../backend/nevismeta/testdata/seed.json", &want)
			delete(want, excluded)
			if set, ok := want["jwks"].(map[string]any); ok {
				withoutDerived(set, "")
			}
			for _, request := range server.Requests() {
				if request.Method == http.MethodPost {
					if err := json.Unmarshal([]byte(request.Body), &got); err != nil {
						t.Fatal(err)
					}
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("POST (-documented +sent):\n%s", diff)
			}
		})
	}
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// withoutDerived takes out of a bean dump what [beanjwk.Properties] says is derived.
func withoutDerived(value any, path string) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			withoutDerived(element, path+"[]")
		}
	case map[string]any:
		for name, member := range value {
			at := strings.TrimPrefix(path+"."+name, ".")
			for _, p := range beanjwk.Properties() {
				if p.Path == at && p.Fate == beanjwk.Derived {
					delete(value, name)
				}
			}
			withoutDerived(member, at)
		}
	}
}

// The life of a client by the engine on a server that differs from the documented one in every way that cannot be told
// from the documents.
func TestAccNevismeta_lifecycle(t *testing.T) {
	t.Parallel()
	server := newNevismeta(t, nevissim.Options{
		Unset: nevissim.UnsetNull, Secret: nevissim.SecretMasked, FillTTLs: true, ReorderArrays: true, StringsForArrays: true,
		UnknownMembers: true, NoneForUnsetEncryption: true, TimeFormat: nevissim.TimeEpochMillis, PutAnswer: nevissim.PutNoContent,
		Errors: nevissim.ErrorHTML, SecretOnPUT: nevissim.SecretRegenerated, SnapshotsKey: "snapshots",
	})
	minimal := server.config(inDefaultSetup, client("a", `client_name = "shop"`, `grant_types = ["authorization_code"]`))
	full := server.config(inDefaultSetup, fmt.Sprintf(documentedHCL, ""))
	changed := strings.ReplaceAll(full, `"Invoices on the web"`, `"changed"`)
	var id, clientID string
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
		{
			Config:            minimal,
			ConfigStateChecks: []statecheck.StateCheck{server.secretIsKnown()},
		},
		{
			Config: full,
			// client_id cannot change.
			ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionReplace)),
		},
		{Config: changed, ConfigPlanChecks: preApply(updatesOnly([]string{"nevismeta.comment"}))},
		{
			Config: changed, ConfigPlanChecks: noChange(),
			ConfigStateChecks: []statecheck.StateCheck{
				server.secretIsKnown(),
				inspect{addressA, func(attributes map[string]any) error {
					id, clientID = fmt.Sprint(attributes["id"]), fmt.Sprint(attributes["client_id"])
					return nil
				}},
			},
		},
		{
			PreConfig: func() {
				if err := server.Edit(internalID(id), func(body map[string]any) { body["contacts"] = []any{"x@example.org"} }); err != nil {
					t.Fatal(err)
				}
			},
			Config: changed, ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionUpdate)),
		},
		{
			PreConfig: func() {
				if err := server.Delete(internalID(id)); err != nil {
					t.Fatal(err)
				}
			},
			Config: changed, ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionCreate)),
		},
		{
			Config: changed, ResourceName: addressA, ImportState: true, ImportStatePersist: false,
			ImportStateIdFunc: func(*terraform.State) (string, error) { return nevissim.SetupID + "/client_id=" + clientID, nil },
		},
	}})
	if left := server.Clients(); len(left) > 0 {
		t.Errorf("%d clients are left", len(left))
	}
}

// secretIsKnown checks that the secret in the state is that of the server.
func (n *nevismeta) secretIsKnown() statecheck.StateCheck {
	return inspect{addressA, func(attributes map[string]any) error {
		body, _ := n.Client(internalID(fmt.Sprint(attributes["id"])))
		if secret := attributes["client_secret"]; secret == nil || secret != body["client_secret"] {
			return fmt.Errorf("the secret in the state is not that of the server")
		}
		return nil
	}}
}

// Another default in the provider configuration moves the client, which is deleted where it was.
func TestAccNevismeta_changedDefault(t *testing.T) {
	t.Parallel()
	server := newNevismeta(t, nevissim.Options{})
	server.AddSetup("oauthv3", "other")
	body := client("a", `client_name = "shop"`)
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
		{
			Config: server.config(inDefaultSetup, body),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("id"), knownvalue.StringRegexp(regexp.MustCompile("^"+nevissim.SetupID+"/[0-9a-f]{32}$"))),
			},
		},
		{
			Config:           server.config("setup_id = \"other\"\nmodule = \"oauthv3\"", body),
			ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionReplace)),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("id"), knownvalue.StringRegexp(regexp.MustCompile("^oauthv3/other/[0-9a-f]{32}$"))),
				inspect{addressA, func(map[string]any) error {
					if n := len(server.Clients()); n != 1 {
						return fmt.Errorf("there are %d clients, not one", n)
					}
					return nil
				}},
			},
		},
	}})
}

func TestAccNevismeta_dataSource(t *testing.T) {
	t.Parallel()
	server := newNevismeta(t, nevissim.Options{FillTTLs: true})
	config := server.config(inDefaultSetup, client("a", `client_name = "shop"`),
		"data \"oauth_client\" \"a\" {\n client_id = oauth_client.a.client_id\n}\n",
		"data \"oauth_client\" \"b\" {\n id = oauth_client.a.id\n}\n")
	var checks []statecheck.StateCheck
	for _, address := range []string{"data.oauth_client.a", "data.oauth_client.b"} {
		block := tfjsonpath.New("nevismeta")
		checks = append(checks,
			statecheck.ExpectKnownValue(address, tfjsonpath.New("client_name"), knownvalue.StringExact("shop")),
			statecheck.ExpectKnownValue(address, block.AtMapKey("setup_id"), knownvalue.StringExact(nevissim.SetupID)),
			statecheck.ExpectKnownValue(address, block.AtMapKey("access_token_ttl"), knownvalue.Int64Exact(3600)),
			statecheck.ExpectKnownValue(address, block.AtMapKey("valid_from"), knownvalue.Null()),
			statecheck.ExpectKnownValue(address, block.AtMapKey("active_since"), knownvalue.NotNull()),
		)
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{{Config: config, ConfigStateChecks: checks}}})
}

// A login page never makes a client look deleted.
func TestAccNevismeta_denied(t *testing.T) {
	t.Parallel()
	server := newNevismeta(t, nevissim.Options{Production: true})
	config := server.config(inDefaultSetup, client("a", `client_name = "shop"`))
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
		{Config: config},
		{Config: strings.ReplaceAll(config, `"`+nevissim.Password+`"`, `"wrong"`), ExpectError: regexp.MustCompile(`(?s)Unable to read OAuth client.*not removed|(?s)Unable to read OAuth client.*login`)},
		{Config: config, ConfigPlanChecks: noChange()},
	}})
}
