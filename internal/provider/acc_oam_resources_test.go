package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

const (
	addressDomain = "oauth_oam_identity_domain.d"
	addressServer = "oauth_oam_resource_server.r"
)

// oamSetup is an identity domain, a resource server and a client, with the given bodies.
func oamSetup(domain, server string) string {
	return fmt.Sprintf(`
resource "oauth_oam_identity_domain" "d" {
  name = "Shops"
  %s
}
resource "oauth_oam_resource_server" "r" {
  identity_domain = oauth_oam_identity_domain.d.name
  name            = "Orders"
  %s
}
resource "oauth_client" "a" {
  client_name = "Shop"
  scopes      = ["${oauth_oam_resource_server.r.name}.read"]
  oam { identity_domain = oauth_oam_identity_domain.d.name }
}
`, domain, server)
}

// resourceServerIs checks the resource server on the server.
func (s *oamServer) resourceServerIs(want message.ResourceServer) resource.TestCheckFunc {
	return func(*terraform.State) error {
		stored := s.ResourceServers("Shops")
		if len(stored) != 1 {
			return fmt.Errorf("the server has %d resource servers", len(stored))
		}
		want.ID = stored[0].ID
		bySet := cmp.Transformer("set", func(scopes []message.Scope) map[message.Scope]bool {
			set := map[message.Scope]bool{}
			for _, scope := range scopes {
				set[scope] = true
			}
			return set
		})
		if diff := cmp.Diff(want, stored[0], bySet); diff != "" {
			return fmt.Errorf("resource server (-want +got):\n%s", diff)
		}
		return nil
	}
}

// The life of a whole set-up, under the manners of a server that make a difference.
func TestAccOAMResources_life(t *testing.T) {
	t.Parallel()
	added := message.Scope{ScopeName: "DefaultScope", Description: "DefaultScope"}
	read := message.Scope{ScopeName: "read"}
	for name, opts := range map[string]oamsim.Options{
		"text": {Modify: oamsim.ModifyShowsNothing, QuotedNames: true}, "JSON": {JSON: true, Replace: true, Identity: oamsim.IdentityQuery}, "stale": {StaleReads: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newOAM(t, opts)
			const full = `
  description      = "orders, = all"
  scopes           = [{ name = "read" }, { name = "write", description = "change" }]
  token_attributes = [{ name = "a", value = "$session.id", type = "dynamic" }]`
			first := s.config("", oamSetup(`description = "all, shops"`, full))
			second := s.config("", oamSetup("", `scopes = [{ name = "read" }]`))
			s.test(
				resource.TestStep{
					Config: first,
					Check: s.resourceServerIs(message.ResourceServer{
						Name: "Orders", IDDomain: "Shops", Description: new("orders, = all"),
						Scopes:          []message.Scope{read, {ScopeName: "write", Description: "change"}, added},
						TokenAttributes: []message.Attribute{{AttrName: "a", AttrValue: "$session.id", AttrType: "DYNAMIC"}},
					}),
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(addressDomain, tfjsonpath.New("id"), knownvalue.StringExact("Shops")),
						statecheck.ExpectKnownValue(addressServer, tfjsonpath.New("id"), knownvalue.StringExact("Shops/Orders")),
					},
				},
				resource.TestStep{
					Config: second,
					ConfigPlanChecks: preApply(
						does(addressDomain, plancheck.ResourceActionUpdate), does(addressServer, plancheck.ResourceActionUpdate), does(addressA, plancheck.ResourceActionNoop)),
					Check: s.resourceServerIs(message.ResourceServer{
						Name: "Orders", IDDomain: "Shops", Description: new(""), Scopes: []message.Scope{read, added}, TokenAttributes: []message.Attribute{},
					}),
				},
				resource.TestStep{
					PreConfig: func() {
						err := s.AddResourceServer(message.ResourceServer{Name: "Orders", IDDomain: "Shops", Description: new("by hand"), Scopes: []message.Scope{read}})
						if err != nil {
							t.Fatal(err)
						}
					},
					Config: second, ConfigPlanChecks: preApply(does(addressServer, plancheck.ResourceActionUpdate)),
				},
				resource.TestStep{Config: second, ResourceName: addressDomain, ImportState: true, ImportStateVerify: true},
				resource.TestStep{Config: second, ResourceName: addressServer, ImportState: true, ImportStateVerify: true},
				resource.TestStep{
					Config: s.config("", oamSetup("", `scopes = [{ name = "read" }, { name = "DefaultScope", description = "DefaultScope" }]`)),
				},
			)
			if domains := s.Domains(); len(domains) != 2 {
				t.Errorf("after destroy the server has %d domains", len(domains))
			}
		})
	}
}

// One that was deleted by hand is made anew, also by an engine that knows no identities.
func TestAccOAMResources_gone(t *testing.T) {
	t.Parallel()
	s := newOAM(t, oamsim.Options{})
	config := s.config(oamDomain, "resource \"oauth_oam_resource_server\" \"r\" {\n  name = \"Gone\"\n}\nresource \"oauth_oam_identity_domain\" \"d\" {\n  name = \"Gone\"\n}\n")
	s.test(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				s.DeleteResourceServer(oamDomain, "Gone")
				s.DeleteIdentityDomain("Gone")
			},
			Config: config,
			ConfigPlanChecks: preApply(
				does(addressServer, plancheck.ResourceActionCreate), does(addressDomain, plancheck.ResourceActionCreate)),
		},
	)
}

// A resource server without identity_domain follows the provider configuration.
func TestAccOAMResources_anotherDefault(t *testing.T) {
	t.Parallel()
	s := newOAM(t, oamsim.Options{})
	const server = "resource \"oauth_oam_resource_server\" \"r\" {\n  name = \"Orders\"\n  %s\n}\n"
	plain := fmt.Sprintf(server, "")
	s.test(
		resource.TestStep{Config: s.config(oamDomain, plain)},
		resource.TestStep{
			Config:           s.config(oamDomain, fmt.Sprintf(server, `identity_domain = "`+oamDomain+`"`)),
			ConfigPlanChecks: preApply(does(addressServer, plancheck.ResourceActionUpdate)),
		},
		resource.TestStep{
			Config:           s.config(oamOther, plain),
			ConfigPlanChecks: preApply(does(addressServer, plancheck.ResourceActionDestroyBeforeCreate)),
			Check: func(*terraform.State) error {
				if first, second := len(s.ResourceServers(oamDomain)), len(s.ResourceServers(oamOther)); first != 1 || second != 2 {
					return fmt.Errorf("%d and %d resource servers", first, second)
				}
				return nil
			},
		},
		resource.TestStep{Config: s.config(oamOther, plain), ResourceName: addressServer, ImportState: true, ImportStateVerify: true},
	)
}

func TestAccOAMResources_errors(t *testing.T) {
	t.Parallel()
	s := newOAM(t, oamsim.Options{})
	hydra := serveSimulator(t, hydrasim.Options{})
	domain := func(name string) string {
		return fmt.Sprintf("resource \"oauth_oam_identity_domain\" \"d\" {\n  name = %q\n}\n", name)
	}
	server := func(body string) string {
		return "resource \"oauth_oam_resource_server\" \"r\" {\n  name = \"Orders\"\n  " + body + "\n}\n"
	}
	for name, step := range map[string]resource.TestStep{
		"another backend": {Config: hydra.config(domain("Shops")), ExpectError: wrapped(`Resource not supported by the backend.*parts of Oracle Access Manager.*"hydra"`)},
		"it exists":       {Config: s.config("", domain(oamDomain)), ExpectError: wrapped(`Unable to create OAM identity domain.*"TestDomain1" already.*import it with the id "TestDomain1"`)},
		"name":            {Config: s.config("", domain("a/b")), ExpectError: wrapped(`Invalid value: name.*slash`)},
		"no domain":       {Config: s.config("", server("")), ExpectError: wrapped(`Invalid value: identity_domain.*An identity domain is needed`)},
		"unknown domain":  {Config: s.config("Gone", server("")), ExpectError: wrapped(`Unable to create OAM resource server: identity_domain.*OAM has no identity domain "Gone"`)},
		"attribute type": {
			Config: s.config(oamDomain, server(`token_attributes = [{ name = "a", value = "b", type = "c" }]`)), ExpectError: wrapped(`token_attributes: "c" is not a value of type.*STATIC, DYNAMIC`),
		},
		"scope": {
			Config: s.config(oamDomain, server(`scopes = [{ name = "a b" }]`)), ExpectError: wrapped(`Invalid value: scopes.*"a b" is not the name of a scope`),
		},
		"two scopes": {
			Config: s.config(oamDomain, server(`scopes = [{ name = "a", description = "x" }, { name = "a" }]`)), ExpectError: wrapped(`Invalid value: scopes.*two objects with the name "a"`),
		},
		"token type": {
			Config:      s.config("", strings.Replace(domain("Shops"), "\n}", "\n  token_settings = [{ token_type = \"ACCES_TOKEN\", token_expiry = 60 }]\n}", 1)),
			ExpectError: wrapped(`Invalid value: token_settings.*Did you mean "ACCESS_TOKEN"`),
		},
		"two token types": {
			Config: s.config("", strings.Replace(domain("Shops"), "\n}",
				"\n  token_settings = [{ token_type = \"ACCESS_TOKEN\", token_expiry = 60 }, { token_type = \"access_token\", token_expiry = 90 }]\n}", 1)),
			ExpectError: wrapped(`Invalid value: token_settings.*two objects with the token_type "ACCESS_TOKEN"`),
		},
		"timeout": {
			Config:      s.config("", strings.Replace(domain("Shops"), "\n}", "\n  timeouts { create = \"soon\" }\n}", 1)),
			ExpectError: wrapped(`Invalid value: timeouts.create.*"soon" is not a span of time`),
		},
		"import": {Config: s.config(oamDomain, server("")), ResourceName: addressServer, ImportState: true, ImportStateId: "Orders", ExpectError: wrapped(`<identity domain>/<name>`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{step}})
		})
	}
}
