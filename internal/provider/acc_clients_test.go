package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// clientsData returns a data source oauth_clients with the given body.
func clientsData(body ...string) string {
	return "data \"oauth_clients\" \"found\" {\n" + strings.Join(body, "\n") + "\n}\n"
}

// found checks the clients of the data source: each has the values that are given, and nothing else where details are not.
func found(clients ...map[string]knownvalue.Check) statecheck.StateCheck {
	var want []knownvalue.Check
	for _, c := range clients {
		want = append(want, knownvalue.ObjectPartial(c))
	}
	return statecheck.ExpectKnownValue("data.oauth_clients.found", tfjsonpath.New("clients"), knownvalue.ListExact(want))
}

// text is a check of a text.
func text(value string) knownvalue.Check { return knownvalue.StringExact(value) }

// The clients that the filters let pass, as far as the list says them, which is all on Hydra.
func TestAccClients_hydra(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	owner, name := uniqueID("owner"), uniqueID("name")
	ids := []string{uniqueID("a"), uniqueID("b"), uniqueID("c")}
	for i, members := range []map[string]any{{"owner": owner}, {"owner": owner, "client_name": name, "contacts": list("x")}, {"client_name": name}} {
		members["client_id"], members["client_secret"] = ids[i], "never-to-be-seen"
		s.create(members)
	}
	defer func() {
		for _, id := range ids {
			s.remove(id)
		}
	}()
	byOwner, byName := fmt.Sprintf("hydra = {\n owner = %q\n}", owner), fmt.Sprintf("client_name = %q", name)
	b := map[string]knownvalue.Check{
		"id": text(ids[1]), "client_id": text(ids[1]), "client_name": text(name), "contacts": knownvalue.SetExact([]knownvalue.Check{text("x")}),
		"hydra":       knownvalue.ObjectPartial(map[string]knownvalue.Check{"owner": text(owner)}),
		"grant_types": knownvalue.NotNull(), "token_endpoint_auth_method": text("client_secret_basic"),
	}
	step := func(want statecheck.StateCheck, body ...string) resource.TestStep {
		return resource.TestStep{Config: s.config(clientsData(body...)), ConfigStateChecks: []statecheck.StateCheck{want}}
	}
	s.test(
		step(found(map[string]knownvalue.Check{"id": text(ids[0])}, b), byOwner),
		step(found(b), byOwner, byName, "details = true"),
		step(found(b, map[string]knownvalue.Check{"client_id": text(ids[2])}), byName),
		step(found(), fmt.Sprintf("client_name = %q", strings.ToUpper(name))),
	)
}

// The list of nevisMeta says nothing but ids; details are a request for each client.
func TestAccClients_nevismeta(t *testing.T) {
	t.Parallel()
	s := newNevismeta(t, nevissim.Options{})
	id, err := s.AddClient(time.Now().Add(-time.Hour), map[string]any{"client_id": "shop", "client_secret": "never-to-be-seen", "name": "Shop", "comment": "x"})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]knownvalue.Check{"id": text(nevissim.SetupID + "/" + id), "client_name": knownvalue.Null(), "nevismeta": knownvalue.Null()}
	details := map[string]knownvalue.Check{
		"client_id": text("shop"), "client_name": text("Shop"), "nevismeta": knownvalue.ObjectPartial(map[string]knownvalue.Check{"comment": text("x")}),
	}
	setup := fmt.Sprintf("setup_id = %q", nevissim.SetupID)
	step := func(want statecheck.StateCheck, body ...string) resource.TestStep {
		return resource.TestStep{Config: s.config(setup, clientsData(body...)), ConfigStateChecks: []statecheck.StateCheck{want}}
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
		step(found(names)),
		step(found(details), "details = true"),
		step(found(details), `client_name = "Shop"`),
		step(found(), "nevismeta = {\n metadata = [{ name = \"a\", value = \"b\" }]\n}"),
		{Config: s.config("", clientsData("nevismeta = {\n"+setup+"\n}")), ConfigStateChecks: []statecheck.StateCheck{found(details)}},
	}})
}

func TestAccClients_oam(t *testing.T) {
	t.Parallel()
	s := newOAM(t, oamsim.Options{})
	for _, c := range oamClients()[:2] {
		if err := s.AddClient(c); err != nil {
			t.Fatal(err)
		}
	}
	step := func(want statecheck.StateCheck, body ...string) resource.TestStep {
		return resource.TestStep{Config: s.config(oamOther, clientsData(body...)), ConfigStateChecks: []statecheck.StateCheck{want}}
	}
	domain := "oam = {\n identity_domain = \"" + oamDomain + "\"\n}"
	s.test(
		step(found()),
		step(found(map[string]knownvalue.Check{"client_name": text("client1")}), domain, `client_name = "client1"`, "details = true"),
		step(found(map[string]knownvalue.Check{"client_name": text("client0")}, map[string]knownvalue.Check{"client_name": text("client1")}), domain),
	)
}

// A server that cannot list its clients, and a filter that is none of the server's.
func TestAccClients_unsupported(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t, registrationsim.Options{})
	s := serveSimulator(t, hydrasim.Options{})
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
		{Config: r.config(clientsData()), ExpectError: wrapped("cannot list its clients")},
		{Config: s.config(clientsData(`oam = { identity_domain = "a" }`)), ExpectError: wrapped("Ory Hydra has no place for oam.identity_domain")},
	}})
}

// A secret is in none of the clients, whatever a server shows.
func TestClients_noSecrets(t *testing.T) {
	t.Parallel()
	for _, attribute := range newSession(t).schemas.DataSourceSchemas["oauth_clients"].Block.Attributes {
		if attribute.Name != "clients" {
			continue
		}
		for _, of := range attribute.NestedType.Attributes {
			if of.Sensitive || of.Name == "client_secret" || of.Name == "registration_access_token" {
				t.Errorf("the clients have %s", of.Name)
			}
		}
		return
	}
	t.Error("there are no clients in the schema")
}
