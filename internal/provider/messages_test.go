package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// badValues are values of a kind that are wrong for most attributes of it.
func badValues(as tftypes.Type) []any {
	switch {
	case as.Is(tftypes.String):
		return []any{"", "\x00", "no value of this; at all", "http://user:password@host/#x", "{", "..", "-1"}
	case as.Is(tftypes.Number):
		return []any{-1, 1.5, 1e300}
	case as.Is(tftypes.Bool):
		return []any{true, false}
	case as.Is(tftypes.Map{}):
		return []any{map[string]any{"": ""}, map[string]any{"a b": "c\n"}, map[string]any{"a": "b"}}
	case as.Is(tftypes.List{}), as.Is(tftypes.Set{}):
		element := tftypes.Type(tftypes.String)
		switch as := as.(type) {
		case tftypes.List:
			element = as.ElementType
		case tftypes.Set:
			element = as.ElementType
		}
		if object, ok := element.(tftypes.Object); ok {
			members := map[string]any{}
			for name, member := range object.AttributeTypes {
				members[name] = badValues(member)[0]
			}
			return []any{[]any{members}, []any{map[string]any{}}}
		}
		return []any{[]any{""}, []any{"\x00"}, []any{"no value of this"}, []any{nil}}
	}
	return nil
}

// at puts a value at a path into attributes, which are copied.
func at(attributes map[string]any, path string, value any) map[string]any {
	name, rest, nested := strings.Cut(path, ".")
	changed := maps.Clone(attributes)
	if changed == nil {
		changed = map[string]any{}
	}
	if nested {
		inner, _ := changed[name].(map[string]any)
		value = at(inner, rest, value)
	}
	changed[name] = value
	return changed
}

// A naming notes which attributes diagnostics are about, and fails the test for one that does not name its own.
type naming struct {
	t    *testing.T
	told map[string]bool
}

func (n naming) see(when string, diagnostics []*tfprotov6.Diagnostic) {
	n.t.Helper()
	for _, d := range diagnostics {
		if strings.Contains(d.Summary+d.Detail, "%!") || strings.HasSuffix(d.Detail, "..") || strings.Contains(d.Detail, "always an error in the provider") {
			n.t.Errorf("%s: %s: %s", when, d.Summary, d.Detail)
		}
		// An engine wants required attributes before it asks the provider, and says so in its own words.
		if d.Attribute == nil || d.Summary == "Missing Configuration for Required Attribute" {
			continue
		}
		path := strings.ReplaceAll(dotted(d.Attribute), "[]", "")
		n.told[path] = true
		if !strings.Contains(d.Summary, path) || !strings.Contains(d.Detail, path) {
			n.t.Errorf("%s: the diagnostic at %s does not name it in summary and text: %q, %q", when, path, d.Summary, d.Detail)
		}
	}
}

// mustTell fails the test for an attribute about which nothing was ever said.
func (n naming) mustTell(paths []string, silent map[string]string) {
	n.t.Helper()
	for _, path := range paths {
		switch why, known := silent[path]; {
		case !known && !n.told[path]:
			n.t.Errorf("no bad value of %s was told", path)
		case known && n.told[path]:
			n.t.Errorf("%s is told, although %s", path, why)
		}
	}
}

// settable returns the attributes of a schema that can be configured, those inside of others not counted, with their types.
func settable(block *tfprotov6.SchemaBlock) (paths []string, types map[string]tftypes.Type) {
	types = map[string]tftypes.Type{}
	for _, l := range walk("", block) {
		if l.attribute == nil || !l.attribute.Optional && !l.attribute.Required || insideOfOne(l.path, types) {
			continue
		}
		paths = append(paths, l.path)
		types[l.path] = l.attribute.ValueType()
	}
	return paths, types
}

func insideOfOne(path string, types map[string]tftypes.Type) bool {
	for outer := range types {
		if strings.HasPrefix(path, outer+".") {
			return true
		}
	}
	return false
}

// The least that a backend must be told.
var leastSettings = map[string]map[string]any{
	"hydra":        object("hydra", object("admin_url", "http://127.0.0.1:1")),
	"nevismeta":    object("nevismeta", object("url", "http://127.0.0.1:1", "setup_id", "s")),
	"oam":          object("oam", object("url", "http://127.0.0.1:1", "identity_domain", "D")),
	"registration": object("registration", object("registration_endpoint", "http://127.0.0.1:1/register")),
}

// quietSession returns a session with a server whose answers are not compared, for many calls.
func quietSession(t *testing.T) *session {
	t.Helper()
	return newSessionWith(t, provider.NewServer("test")())
}

// What is wrong with a setting is told at it, by its name.
func TestMessagesOfSettings(t *testing.T) {
	t.Parallel()
	n := naming{t, map[string]bool{}}
	s := quietSession(t)
	paths, types := settable(s.schemas.Provider.Block)
	for _, path := range paths {
		for _, value := range badValues(types[path]) {
			for name, least := range leastSettings {
				if block, _, _ := strings.Cut(path, "."); block != name && leastSettings[block] != nil {
					continue
				}
				config := s.dynamic(valueOf(s.schemas.Provider.ValueType(), at(least, path, value)))
				validated, err := s.server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: config})
				if err != nil {
					t.Fatal(err)
				}
				n.see(fmt.Sprintf("%s = %#v", path, value), validated.Diagnostics)
			}
		}
	}
	n.mustTell(paths, map[string]string{
		"registration.fresh_initial_access_tokens": "it is true or false", "registration.always_refresh": "it is true or false",
		"registration.forget_on_denied": "it is true or false",
		// Beside a key, see TestBadProviderConfiguration.
		"registration.signing.algorithm": "the key is what is missing", "registration.signing.audience": "any text is right",
		"registration.signing.issuer": "any text is right",
	})
}

// What is wrong with a value of oauth_client is told at it, by its name: that it is wrong whatever the backend, or that a backend
// does not take it or has no place for it.
func TestMessagesOfClient(t *testing.T) {
	t.Parallel()
	n := naming{t, map[string]bool{}}
	sessions := map[string]*session{}
	for _, backend := range setup.Backends() {
		sessions[backend.Name()] = quietSession(t)
		if said := sessions[backend.Name()].configure(t.Context(), leastSettings[backend.Name()]); len(said) > 0 {
			t.Fatal(said)
		}
	}
	schema := sessions["hydra"].schemas.ResourceSchemas["oauth_client"]
	paths, types := settable(schema.Block)
	for _, path := range paths {
		for _, value := range badValues(types[path]) {
			attributes := at(object("client_name", "x"), path, value)
			when := fmt.Sprintf("%s = %#v", path, value)
			n.see(when, sessions["hydra"].validateAs("oauth_client", attributes))
			for name, s := range sessions {
				n.see(when+" on "+name, s.planAs("oauth_client", attributes))
			}
		}
	}
	n.mustTell(paths, map[string]string{
		"deletion_protection": "it is true or false", "client_secret_rotation_triggers": "any texts are right, unless a secret is given",
	})
}

func TestMessagesOfSiblings(t *testing.T) {
	t.Parallel()
	s := quietSession(t)
	if said := s.configure(t.Context(), leastSettings["oam"]); len(said) > 0 {
		t.Fatal(said)
	}
	for name, schema := range s.schemas.ResourceSchemas {
		if name == "oauth_client" {
			continue
		}
		n := naming{t, map[string]bool{}}
		paths, types := settable(schema.Block)
		for _, path := range paths {
			for _, value := range badValues(types[path]) {
				attributes := at(object("name", "x"), path, value)
				n.see(fmt.Sprintf("%s: %s = %#v", name, path, value), append(s.validateAs(name, attributes), s.planAs(name, attributes)...))
			}
		}
		n.mustTell(paths, map[string]string{
			"description": "any text is right", "identity_provider": "any text is right", "consent_page_url": "any text is right", "error_page_url": "any text is right",
			"custom_attrs": "any text is right",
		})
	}
}

// Data sources, ephemeral resources and list resources name the attribute as well.
func TestMessagesOfOthers(t *testing.T) {
	t.Parallel()
	s := quietSession(t)
	n := naming{t, map[string]bool{}}
	for name, schema := range s.schemas.DataSourceSchemas {
		paths, types := settable(schema.Block)
		for _, path := range paths {
			for _, value := range badValues(types[path]) {
				validated, err := s.server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
					TypeName: name, Config: s.dynamic(valueOf(schema.ValueType(), at(nil, path, value))),
				})
				if err != nil {
					t.Fatal(err)
				}
				n.see(fmt.Sprintf("data %s: %s = %#v", name, path, value), validated.Diagnostics)
			}
		}
	}
	for name, schema := range s.schemas.EphemeralResourceSchemas {
		paths, types := settable(schema.Block)
		for _, path := range paths {
			for _, value := range badValues(types[path]) {
				validated, err := s.server.ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
					TypeName: name, Config: s.dynamic(valueOf(schema.ValueType(), at(nil, path, value))),
				})
				if err != nil {
					t.Fatal(err)
				}
				n.see(fmt.Sprintf("ephemeral %s: %s = %#v", name, path, value), validated.Diagnostics)
			}
		}
	}
	if len(n.told) < 5 {
		t.Errorf("only %d attributes were told: %v", len(n.told), slices.Sorted(maps.Keys(n.told)))
	}
}
