package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
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
)

const addressA = "oauth_client.a"

// What is left out is null in the state, whatever the server fills in.
func TestAccClient_minimal(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	unset := map[string]any{}
	for _, p := range properties {
		unset[p.member] = p.unset
	}
	s.test(resource.TestStep{
		Config:           s.config(client("a")),
		ConfigPlanChecks: preApply(does(addressA, plancheck.ResourceActionCreate)),
		ConfigStateChecks: []statecheck.StateCheck{
			s.serverHas(addressA, unset),
			inspect{addressA, func(attributes map[string]any) error {
				set := map[string]bool{}
				for name, value := range attributes {
					if value != nil {
						set[name] = true
					}
				}
				for _, name := range []string{
					"id", "client_id", "client_secret", "client_secret_expires_at", "registration_client_uri",
				} {
					if !set[name] {
						return fmt.Errorf("%s is null in the state", name)
					}
					delete(set, name)
				}
				if len(set) > 0 {
					return fmt.Errorf("not configured and not null in the state: %v", set)
				}
				return nil
			}},
		},
	})
}

// The documented body with sensible values in its place-holders, and what newer servers add. Two clients have it, since
// some properties exclude each other.
func TestAccClient_full(t *testing.T) {
	t.Parallel()
	s := fullServer(t)
	withKeys, withURI := beside(s.property("jwks")), beside(s.property("jwks_uri"))
	if s.sim != nil {
		withURI = without(append(withURI, s.property("subject_type")), "hydra.access_token_strategy")
	}
	idA, idB := uniqueID("full-a"), uniqueID("full-b")
	config := s.config(
		client("a", fmt.Sprintf("client_id = %q\nclient_secret = \"a secret of mine\"", idA), bodyOf(s.possible(withKeys))),
		client("b", fmt.Sprintf("client_id = %q", idB), bodyOf(s.possible(withURI))),
	)
	s.test(
		resource.TestStep{
			Config: config,
			ConfigStateChecks: []statecheck.StateCheck{
				s.serverHas(addressA, membersOf(s.possible(withKeys))),
				s.serverHas("oauth_client.b", membersOf(s.possible(withURI))),
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("id"), knownvalue.StringExact(idA)),
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_id"), knownvalue.StringExact(idA)),
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.StringExact("a secret of mine")),
				statecheck.ExpectSensitiveValue(addressA, tfjsonpath.New("client_secret")),
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("registration_access_token"), knownvalue.Null()),
			},
		},
		resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
		resource.TestStep{
			Config: s.config(client("a"), client("b")),
			ConfigPlanChecks: preApply(
				does(addressA, plancheck.ResourceActionUpdate), does("oauth_client.b", plancheck.ResourceActionUpdate)),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("id"), knownvalue.StringExact(idA)),
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.StringExact("a secret of mine")),
			},
		},
	)
}

// fullServer returns a server that stores every property.
func fullServer(t *testing.T) *server {
	t.Helper()
	s := newServer(t)
	if s.sim != nil {
		return serveSimulator(t, hydrasim.Options{SubjectTypes: []string{"public", "pairwise"}})
	}
	return s
}

// property returns the property with the path.
func (s *server) property(path string) property {
	s.t.Helper()
	for _, p := range properties {
		if p.path == path {
			return p
		}
	}
	s.t.Fatalf("there is no property %q", path)
	return property{}
}

// possible returns the properties less those that a real server cannot be asked for.
func (s *server) possible(of []property) []property {
	var kept []property
	for _, p := range of {
		if s.sim != nil || p.simulatorOnly == "" {
			kept = append(kept, p)
		}
	}
	return kept
}

// One client for each attribute: with all attributes, changed on the server, without the attribute, and with it added on
// the server.
func TestAccClient_eachAttribute(t *testing.T) {
	t.Parallel()
	for some := range slices.Chunk(properties, 12) {
		t.Run("from "+some[0].path, func(t *testing.T) {
			t.Parallel()
			testEachAttribute(t, some)
		})
	}
}

func testEachAttribute(t *testing.T, properties []property) {
	t.Helper()
	s := fullServer(t)
	tested := s.possible(properties)
	ids := make([]string, len(tested))
	var full, partial []string
	var updateAll []plancheck.PlanCheck
	var asConfigured, asUnset []statecheck.StateCheck
	for i, p := range tested {
		name := strings.ReplaceAll(p.path, ".", "_")
		address := "oauth_client." + name
		ids[i] = uniqueID(name)
		body := s.possible(beside(p))
		id := fmt.Sprintf("client_id = %q", ids[i])
		full = append(full, client(name, id, bodyOf(body)))
		partial = append(partial, client(name, id, bodyOf(without(body, p.path))))
		updateAll = append(updateAll, does(address, plancheck.ResourceActionUpdate))
		asConfigured = append(asConfigured, s.serverHas(address, membersOf(body)))
		removed := membersOf(body)
		removed[p.member] = p.unset
		asUnset = append(asUnset, s.serverHas(address, removed))
	}
	s.test(
		resource.TestStep{Config: s.config(full...), ConfigStateChecks: asConfigured},
		resource.TestStep{
			PreConfig: func() {
				for i, p := range tested {
					changed := p.other
					if cmp.Equal(changed, p.server) {
						changed = p.unset
					}
					s.set(ids[i], p.member, changed)
				}
			},
			Config: s.config(full...), ConfigPlanChecks: preApply(updateAll...), ConfigStateChecks: asConfigured,
		},
		resource.TestStep{Config: s.config(partial...), ConfigPlanChecks: preApply(updateAll...), ConfigStateChecks: asUnset},
		resource.TestStep{
			PreConfig: func() {
				for i, p := range tested {
					if p.member != "scope" {
						s.set(ids[i], p.member, addedByHand(p))
					}
				}
			},
			Config: s.config(partial...), ConfigPlanChecks: preApply(updatesAllBut(updateAll, tested, "scopes")...), ConfigStateChecks: asUnset,
		},
	)
}

// addedByHand returns a value that is neither the server's default nor absent.
func addedByHand(p property) any {
	if cmp.Equal(p.other, p.unset) {
		return p.server
	}
	return p.other
}

// updatesAllBut leaves out the check of one property: an operator can set the default of the scopes, so that no value of
// them is known to be somebody's change.
func updatesAllBut(checks []plancheck.PlanCheck, of []property, path string) []plancheck.PlanCheck {
	var kept []plancheck.PlanCheck
	for i, p := range of {
		if p.path != path {
			kept = append(kept, checks[i])
		}
	}
	return kept
}

func TestAccClient_deletedOutOfBand(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("deleted")
	config := s.config(client("a", fmt.Sprintf("client_id = %q\nclient_name = \"x\"", id)))
	s.test(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() { s.remove(id) }, Config: config,
			ConfigPlanChecks:  preApply(does(addressA, plancheck.ResourceActionCreate)),
			ConfigStateChecks: []statecheck.StateCheck{s.serverHas(addressA, map[string]any{"client_name": "x"})},
		},
		// The check after the last step destroys a client that is gone already.
		resource.TestStep{
			Config: config, ConfigPlanChecks: noChange(),
			Check: func(*terraform.State) error { s.remove(id); return nil }, ExpectNonEmptyPlan: true,
		},
	)
}

// A client made with curl, imported, and the configuration that says the same: nothing to do.
func TestAccClient_import(t *testing.T) {
	t.Parallel()
	s := fullServer(t)
	id := uniqueID("imported")
	body := s.possible(beside(s.property("jwks")))
	members := membersOf(body)
	maps.Copy(members, map[string]any{"client_id": id, "client_secret": "a secret of mine"})
	s.create(members)
	config := s.config(client("a", fmt.Sprintf("client_id = %q", id), bodyOf(body)))
	s.test(
		resource.TestStep{
			Config: config, ResourceName: addressA, ImportState: true, ImportStateId: id, ImportStatePersist: true,
		},
		resource.TestStep{
			Config: config, ConfigPlanChecks: noChange(),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(addressA, tfjsonpath.New("client_secret"), knownvalue.Null()),
				s.acceptsSecretByPost("a secret of mine"),
			},
		},
	)
}

// acceptsSecretByPost checks the secret of a client whose method is client_secret_post.
func (s *server) acceptsSecretByPost(secret string) statecheck.StateCheck {
	return inspect{addressA, func(attributes map[string]any) error {
		form := fmt.Sprintf("grant_type=client_credentials&client_id=%s&client_secret=%s", attributes["client_id"], strings.ReplaceAll(secret, " ", "+"))
		header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		if status, body := s.send(http.MethodPost, s.publicURL+"/oauth2/token", header, []byte(form)); status != http.StatusOK {
			return fmt.Errorf("token request: %d %s", status, body)
		}
		return nil
	}}
}

func TestAccClient_importErrors(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	config := s.config(client("a"))
	for name, tc := range map[string]struct{ id, says string }{
		"missing": {"no-such-client", `Hydra has no client with`},
		"blank":   {"a b", `Hydra has no client with`},
		"dot":     {".", `id: "\." cannot be part of a URL's path`},
		"path":    {"../../health/ready", `contains a "/", and Hydra cannot find a client with such a client_id`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{{
				Config: config, ResourceName: addressA, ImportState: true, ImportStateId: tc.id,
				ExpectError: wrapped(`Unable to import OAuth client.*` + tc.says),
			}}})
		})
	}
}

// stampedScopes are what Hydra stamps on a client that is made without scopes. An import keeps them.
const stampedScopes = `scopes = ["offline", "offline_access", "openid"]`

// An import keeps whatever could be somebody's choice, so that a configuration without it shows what it takes away.
func TestAccClient_importShowsWhatIsTakenAway(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("imported")
	s.create(map[string]any{"client_id": id, "scope": "read write", "contacts": list("ops@example.com")})
	config := s.config(client("a", fmt.Sprintf("client_id = %q", id), `client_name = "x"`))
	s.test(
		resource.TestStep{Config: config, ResourceName: addressA, ImportState: true, ImportStateId: id, ImportStatePersist: true},
		resource.TestStep{
			Config: config, ConfigPlanChecks: preApply(updatesOnly([]string{"client_name", "contacts", "scopes"})),
			ConfigStateChecks: []statecheck.StateCheck{
				s.serverHas(addressA, map[string]any{"client_name": "x", "contacts": list(), "scope": "offline_access offline openid"}),
			},
		},
		resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
	)
}
