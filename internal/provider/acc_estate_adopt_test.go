package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

const adopting = `on_existing = "adopt"`

// A client that is there is taken over with the secret that it has, and becomes what is configured.
func TestAccEstateAdopt(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("adopted")
	config := s.config(machine(fmt.Sprintf("client_id = %q", id), `client_name = "New name"`, adopting))
	s.create(map[string]any{"client_id": id, "client_name": "Old name", "client_secret": "the secret of old", "grant_types": list("client_credentials")})
	s.test(
		resource.TestStep{
			Config:           s.config(machine(fmt.Sprintf("client_id = %q", id), `client_name = "New name"`)),
			ExpectError:      wrapped(`Or set on_existing = "adopt"`),
			ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionCreate)),
		},
		resource.TestStep{
			Config: config, ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionCreate)),
			ConfigStateChecks: []statecheck.StateCheck{
				s.serverHas(addressA, map[string]any{"client_name": "New name"}), noSecretInState, s.acceptsSecret("the secret of old"),
			},
		},
		resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
	)
}

// A client that is not there is made, with a secret.
func TestAccEstateAdopt_nothingThere(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.test(resource.TestStep{
		Config:            s.config(machine(fmt.Sprintf("client_id = %q", uniqueID("made")), adopting)),
		ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)},
	})
}

// A given secret is set.
func TestAccEstateAdopt_givenSecret(t *testing.T) {
	t.Parallel()
	for _, given := range []string{`client_secret = "a new secret"`, "client_secret_wo = \"a new secret\"\nclient_secret_wo_version = \"1\""} {
		s := newServer(t)
		id := uniqueID("adopted")
		s.create(map[string]any{"client_id": id, "client_secret": "the secret of old", "grant_types": list("client_credentials")})
		s.test(resource.TestStep{
			Config:            s.config(machine(fmt.Sprintf("client_id = %q", id), given, adopting)),
			ConfigStateChecks: []statecheck.StateCheck{s.acceptsSecret("a new secret", "the secret of old")},
		})
	}
}

// A trigger for rotations only stands by at the adoption, and rotates later.
func TestAccEstateAdopt_rotation(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("adopted")
	s.create(map[string]any{"client_id": id, "client_secret": "the secret of old", "grant_types": list("client_credentials")})
	config := func(trigger string) string {
		return s.config(machine(fmt.Sprintf("client_id = %q", id), fmt.Sprintf("client_secret_rotation_triggers = { a = %q }", trigger), adopting))
	}
	s.test(
		resource.TestStep{Config: config("1"), ConfigStateChecks: []statecheck.StateCheck{noSecretInState, s.acceptsSecret("the secret of old")}},
		resource.TestStep{Config: config("2"), ConfigStateChecks: []statecheck.StateCheck{s.secretWorks(nil)}},
	)
}

// The plan says what an adoption does. What is not configured stays, and shows in the plan after it.
func TestAccEstateAdopt_plan(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("adopted")
	s.create(map[string]any{"client_id": id, "client_name": "Old name", "contacts": list("somebody"), "policy_uri": "https://a.example/p"})
	l := s.life()
	config := object("client_id", id, "client_name", "New name", "policy_uri", "https://a.example/p", "on_existing", "adopt")
	l.apply(config)
	mustSay(t, l.saidAtPlan, "WARNING on_existing", `"`+id+`"`, `the name "Old name"`, "keeps its secret", "become what is configured: client_name.", "stay as they are: contacts.")
	if err := s.compare(id, map[string]any{"client_name": "New name", "contacts": list("somebody")}); err != nil {
		t.Error(err)
	}
	l.refresh()
	if _, changes, _ := l.plan(); !changes {
		t.Error("the next plan does not show what the client has beside")
	}
	l.apply(config)
	l.mustBeSettled("after that")
	if err := s.compare(id, map[string]any{"contacts": list()}); err != nil {
		t.Error(err)
	}
	s.remove(id)
}

// mustSay fails the test unless the diagnostics have every part.
func mustSay(t *testing.T, said []string, parts ...string) {
	t.Helper()
	text := strings.Join(said, "\n")
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("it does not say %q: %s", part, text)
		}
	}
}

// Without a client_id a creation on Hydra meets nobody.
func TestAccEstateAdopt_nothingToGoBy(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	l := s.life()
	l.config = object("client_name", "Shop", "on_existing", "adopt")
	l.plan()
	mustSay(t, l.said, "WARNING on_existing", "Configure the client_id")
	l.config = object("client_name", "Shop", "client_id", unknownValue, "on_existing", "adopt")
	if l.plan(); len(l.said) > 0 {
		t.Errorf("of a client_id that is not known it says %v", l.said)
	}
}

func TestAccEstateAdopt_validate(t *testing.T) {
	t.Parallel()
	session := newSession(t)
	for value, want := range map[any]bool{"fail": true, "adopt": true, nil: true, unknownValue: true, "": true, "Adopt": false, "ignore": false} {
		said := session.validate(object("on_existing", value))
		if ok := len(said) == 0; ok != want || !want && !strings.HasPrefix(said[0], "ERROR on_existing") {
			t.Errorf("%v: %v", value, said)
		}
	}
}

// A server that cannot be asked is no reason not to plan.
func TestAccEstateAdopt_offline(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, "can be broken")
	l := s.life()
	s.failFrom.Store(broken)
	l.config = object("client_id", "shop", "on_existing", "adopt")
	l.plan()
	l.mustSucceed("plan")
	mustSay(t, l.said, "WARNING on_existing", "could not be asked")
}

// A server that cannot look for clients says so at the plan.
func TestAccEstateAdopt_unsupported(t *testing.T) {
	t.Parallel()
	l := newLifeOn(newSession(t), map[string]any{"registration": map[string]any{"registration_endpoint": "http://127.0.0.1:1/register"}})
	l.config = object("client_name", "Shop", "on_existing", "adopt")
	l.plan()
	mustSay(t, l.said, "ERROR on_existing", "cannot be asked")
}

// Two resources do not get the same client, in whatever order they are applied.
func TestAccEstateAdopt_twice(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("adopted")
	s.create(map[string]any{"client_id": id})
	body := fmt.Sprintf("client_id = %q\n%s", id, adopting)
	s.test(resource.TestStep{
		Config:      s.config(client("a", body), client("b", body)),
		ExpectError: wrapped("Another resource of this configuration has the client"),
	})
}

// A client that is adopted under another address while the old resource goes away is not deleted by that.
func TestAccEstateAdopt_renamed(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("adopted")
	first := s.life()
	first.apply(object("client_id", id))
	second := s.life()
	first.session = second.session // both are in the next apply, which is a process of its own
	second.apply(object("client_id", id, "on_existing", "adopt"))
	first.destroy()
	mustSay(t, first.said, "Another resource has adopted")
	if s.get(id) == nil {
		t.Fatal("the client is gone")
	}
	second.mustBeSettled("after the other is gone")
	s.remove(id)
}

// An adoption that fails leaves nothing behind that Terraform would destroy.
func TestAccEstateAdopt_fails(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, hydrasim.Options{}, "can be broken")
	s.create(map[string]any{"client_id": "shop", "client_name": "Old name"})
	refusal := hydrasim.Fault{Method: http.MethodPut, Status: http.StatusBadRequest, Body: `{"error":"invalid_client_metadata","error_description":"No."}`}
	s.sim.FailNext(refusal, refusal)
	config := s.config(client("a", `client_id = "shop"`, `client_name = "New name"`, adopting))
	s.test(
		resource.TestStep{Config: config, ExpectError: regexp.MustCompile(`No\.`)},
		resource.TestStep{Config: config, ExpectError: regexp.MustCompile(`No\.`)},
		resource.TestStep{Config: config, ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionCreate))},
	)
}

// On OAM a client is met by its name or its client_id; one that would have to be made anew is not adopted.
func TestAccEstateAdopt_oam(t *testing.T) {
	t.Parallel()
	s := newOAM(t, oamsim.Options{})
	add := func(name, id string) {
		secret, description := "some longer secret", "old"
		err := s.AddClient(message.Client{
			Name: name, ID: id, IDDomain: oamDomain, ClientType: "CONFIDENTIAL_CLIENT", Secret: &secret, Description: &description,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add("Shop", "shop-id")
	for name, tc := range map[string]struct {
		config map[string]any
		says   string
	}{
		"by the name":            {object("client_name", "Shop"), ""},
		"by both":                {object("client_name", "Shop", "client_id", "shop-id"), ""},
		"the name of another":    {object("client_name", "Shop", "client_id", "other"), "made anew to become"},
		"the client_id of other": {object("client_name", "Store", "client_id", "shop-id"), "made anew to become"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLifeOn(newSession(t), s.settings(nil))
			l.config = maps.Clone(tc.config)
			l.config["on_existing"] = "adopt"
			if tc.says != "" {
				l.plan()
				mustSay(t, l.said, "ERROR", tc.says)
				return
			}
			l.apply(l.config)
			mustSay(t, l.saidAtPlan, "WARNING on_existing", "stay as they are: oam.description")
			if !s.Authenticates("shop-id", "some longer secret") {
				t.Error("the secret was changed")
			}
		})
	}
}

// On nevisMeta, where names are not unique, a client is met by its client_id alone.
func TestAccEstateAdopt_nevismeta(t *testing.T) {
	t.Parallel()
	s := newNevismeta(t, nevissim.Options{})
	body := map[string]any{"client_id": "shop", "client_secret": "some longer secret", "name": "Shop", "token_endpoint_auth_method": "client_secret_basic"}
	id, err := s.AddClient(time.Now().Add(-time.Hour), body)
	if err != nil {
		t.Fatal(err)
	}
	l := newLifeOn(newSession(t), s.settings(nil))
	l.apply(object("client_id", "shop", "client_name", "The shop", "on_existing", "adopt"))
	mustSay(t, l.saidAtPlan, "WARNING on_existing")
	if !strings.HasSuffix(l.text("id"), id) || !s.Authenticates("shop", "some longer secret") {
		t.Errorf("it has the id %q, want %q", l.text("id"), id)
	}
	made := newLifeOn(newSession(t), s.settings(nil))
	made.apply(object("client_name", "The shop", "on_existing", "adopt"))
	mustSay(t, made.saidAtPlan, "WARNING on_existing", "Configure the client_id")
	if made.text("id") == l.text("id") {
		t.Error("a client of the same name was adopted")
	}
}
