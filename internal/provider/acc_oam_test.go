package provider_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

// The example of the REST reference.
var documentedOAM = client("a", `
  client_id     = "TestClient"
  client_name   = "TestClient"
  client_secret = "welcome1"
  redirect_uris = ["http://localhost:8080/Sample.jsp"]
  grant_types = [
    "password", "client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer", "refresh_token", "authorization_code",
  ]
  scopes = ["ResServer1.scope1"]
  oam {
    client_type   = "CONFIDENTIAL_CLIENT"
    description   = "Client Description"
    default_scope = "ResServer1.scope1"
    attributes    = [{ name = "customeAttr1", value = "CustomValue", type = "static" }]
  }`)

func TestAccOAM_documentedExample(t *testing.T) {
	t.Parallel()
	s := newOAM(t, oamsim.Options{})
	const data = "data \"oauth_client\" \"a\" {\n  id = oauth_client.a.id\n}\n"
	s.test(resource.TestStep{
		Config: s.config(oamDomain, documentedOAM, data),
		Check: func(*terraform.State) error {
			requests := s.Requests()
			i := 0
			for requests[i].Method != http.MethodPost {
				i++
			}
			golden, err := os.ReadFile("../backend/oam/testdata/documented.json")
			var want, got any
			if err := errors.Join(err, json.Unmarshal(golden, &want), json.Unmarshal([]byte(requests[i].Body), &got)); err != nil {
				return err
			}
			if diff := cmp.Diff(want, got); diff != "" {
				return fmt.Errorf("body (-documented +sent):\n%s", diff)
			}
			return nil
		},
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(addressA, tfjsonpath.New("id"), knownvalue.StringExact(oamDomain+"/TestClient")),
			statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_id"), knownvalue.StringExact("TestClient")),
			statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.StringExact("welcome1")),
			inspect{"data.oauth_client.a", func(attributes map[string]any) error {
				if got, want := attributes["oam"].(map[string]any)["uid"], s.Clients(oamDomain)[0].UID; got != want {
					return fmt.Errorf("the data source has the uid %v, not %s", got, want)
				}
				return nil
			}},
		},
	})
}

// What somebody changes shows and is reverted; what the server adds by itself does not.
func TestAccOAM_drift(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]oamsim.Options{"text": {Secret: oamsim.SecretHashed, RepeatAttributes: true}, "JSON": {JSON: true, Replace: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newOAM(t, opts)
			config := s.config(oamDomain, documentedOAM, client("b", `client_name = "Bare"`, `scopes = ["ResServer1.scope2"]`))
			edit := func(change func(*message.Client)) func() {
				return func() { s.edit(oamDomain, "TestClient", change) }
			}
			updates := preApply(does(addressA, plancheck.ResourceActionUpdate), does("oauth_client.b", plancheck.ResourceActionNoop))
			s.test(
				resource.TestStep{Config: config},
				resource.TestStep{
					PreConfig: edit(func(c *message.Client) {
						c.Attributes = []message.Attribute{{AttrName: "customeAttr1", AttrValue: "Other", AttrType: "STATIC"}}
					}),
					Config: config, ConfigPlanChecks: updates,
				},
				resource.TestStep{PreConfig: edit(func(c *message.Client) { c.Attributes = nil }), Config: config, ConfigPlanChecks: updates},
				resource.TestStep{PreConfig: edit(func(c *message.Client) { c.GrantTypes = []string{"PASSWORD"} }), Config: config, ConfigPlanChecks: updates},
				resource.TestStep{
					PreConfig: func() {
						s.edit(oamDomain, "TestClient", func(c *message.Client) { c.RedirectURIs[0].IsHTTPS = false; c.Secret = new("set by hand") })
						err := s.AddResourceServer(message.ResourceServer{
							Name: oamRS, IDDomain: oamDomain, Scopes: []message.Scope{{ScopeName: "scope1"}, {ScopeName: "scope2"}},
							TokenAttributes: []message.Attribute{{AttrName: "new", AttrValue: "$user.attr.cn", AttrType: "DYNAMIC"}},
						})
						if err != nil {
							t.Fatal(err)
						}
					},
					Config: config, ConfigPlanChecks: noChange(),
				},
				resource.TestStep{
					PreConfig: func() { s.Delete(oamDomain, "TestClient") }, Config: config,
					ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionCreate)),
				},
			)
		})
	}
}

// The name and the identity domain make a new client; the old one is deleted where it is.
func TestAccOAM_replacement(t *testing.T) {
	t.Parallel()
	s := newOAM(t, oamsim.Options{StaleReads: 1})
	bare := client("a", `client_name = "Shop"`)
	replaced := preApply(does(addressA, plancheck.ResourceActionDestroyBeforeCreate))
	has := func(inFirst, inSecond string) resource.TestCheckFunc {
		return func(*terraform.State) error {
			if got := [2]string{s.names(oamDomain), s.names(oamOther)}; got != [2]string{inFirst, inSecond} {
				return fmt.Errorf("the server has %q", got)
			}
			return nil
		}
	}
	s.test(
		resource.TestStep{Config: s.config(oamDomain, bare), Check: has("Shop", "")},
		resource.TestStep{Config: s.config(oamOther, bare), ConfigPlanChecks: replaced, Check: has("", "Shop")},
		resource.TestStep{
			Config: s.config(oamOther, client("a", `client_name = "Shop"`, `oam { identity_domain = "`+oamDomain+`" }`)), ConfigPlanChecks: replaced, Check: has("Shop", ""),
		},
		resource.TestStep{Config: s.config(oamDomain, client("a", `client_name = "New"`)), ConfigPlanChecks: replaced, Check: has("New", "")},
	)
}

func TestAccOAM_duplicate(t *testing.T) {
	t.Parallel()
	s := newOAM(t, oamsim.Options{})
	if err := s.AddClient(message.Client{Name: "Shop", ID: "theirs", IDDomain: oamDomain}); err != nil {
		t.Fatal(err)
	}
	s.test(resource.TestStep{
		Config:      s.config(oamDomain, client("a", `client_name = "Shop"`)),
		ExpectError: wrapped(`OAM has the client "TestDomain1/Shop" already, with the client_id "theirs" and the uid ".*import that client with the id "TestDomain1/Shop"`),
	})
}

// A change of the secret, a rotation, and a client that becomes confidential: the state has the secret of the server.
func TestAccOAM_secrets(t *testing.T) {
	t.Parallel()
	s := newOAM(t, oamsim.Options{})
	knows := inspect{addressA, func(attributes map[string]any) error {
		stored := s.Clients(oamDomain)[0].Secret
		if stored == nil || attributes["client_secret"] != *stored {
			return errors.New("the state does not have the client's secret")
		}
		return nil
	}}
	step := func(body ...string) resource.TestStep {
		return resource.TestStep{
			Config:            s.config(oamDomain, client("a", append(body, `client_name = "Shop"`)...)),
			ConfigStateChecks: []statecheck.StateCheck{knows},
		}
	}
	public := resource.TestStep{
		Config:            s.config(oamDomain, client("a", `client_name = "Shop"`, `oam { client_type = "PUBLIC_CLIENT" }`)),
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.Null())},
	}
	s.test(
		step(), step(`client_secret = "given, secret = x"`), step(`client_secret_rotation_triggers = { a = "1" }`),
		step(`client_secret_rotation_triggers = { a = "2" }`), public, step(),
	)
}

// Two hundred clients at once, with a server that is slow enough for writes to overlap if they could.
func testOAMBulk(t *testing.T, w *workspace) {
	const many = 200
	s := newOAM(t, oamsim.Options{Latency: 2 * time.Millisecond})
	config := s.config(oamDomain, client("many", fmt.Sprintf("count = %d", many), `client_name = "client-${count.index}"`, `grant_types = ["client_credentials"]`))
	if err := w.run(config, "apply", "-auto-approve"); err != nil {
		t.Fatal(err)
	}
	requests := map[string]int{}
	for _, r := range s.Requests() {
		requests[r.Method]++
	}
	if diff := cmp.Diff(map[string]int{http.MethodPost: many, http.MethodGet: many}, requests); diff != "" {
		t.Errorf("requests of the apply (-want +got):\n%s", diff)
	}
	if made, most := len(s.Clients(oamDomain)), s.MaxConcurrentWrites(); made != many || most != 1 {
		t.Errorf("%d clients, %d writes at a time", made, most)
	}
	if err := w.run(config, "plan", "-detailed-exitcode"); err != nil {
		t.Fatal(err)
	}
	if err := w.run(config, "destroy", "-auto-approve"); err != nil {
		t.Fatal(err)
	}
	if left := len(s.Clients(oamDomain)); left > 0 {
		t.Errorf("%d clients are left", left)
	}
}

// The example of a whole set-up, on a server that has nothing.
func testOAMExample(t *testing.T, w *workspace) {
	s := newOAM(t, oamsim.Options{StaleReads: 1})
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", "oam", "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	// The workspace has a block of its own that says where the provider is from.
	config := regexp.MustCompile(`(?s)terraform \{.*?\n\}\n`).ReplaceAllString(string(text), "")
	w.env = append(w.env, "OAUTH_OAM_URL="+s.url, "OAUTH_OAM_USERNAME="+oamsim.DefaultUsername, "OAUTH_OAM_PASSWORD="+oamsim.DefaultPassword)
	w.apply(config)
	if got := s.names("Shops"); got != "Billing Shop app Web shop" {
		t.Errorf("the server has the clients %q", got)
	}
	w.apply(strings.ReplaceAll(config, "2025-Q3", "2025-Q4"))
	if err := w.run(config, "destroy", "-auto-approve"); err != nil {
		t.Fatal(err)
	}
	if got := s.names("Shops"); got != "" || len(s.ResourceServers("Shops")) > 0 || len(s.Domains()) != 2 {
		t.Errorf("something is left: clients %q, %d domains", got, len(s.Domains()))
	}
}
