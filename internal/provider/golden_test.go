package provider_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

var update = flag.Bool("update", false, "write the golden files anew")

const howToUpdate = `If that is meant: a change that breaks a configuration or a state needs a new version of the schema with an upgrader,
and a line in CHANGELOG.md either way. Then: go test ./internal/provider -run Golden -update`

// golden compares a text with a file under testdata, or writes it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-golden +now):\n%s\n%s", path, diff, howToUpdate)
	}
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

// Every name, type and flag of every schema, without the texts: what configurations and states are made of.
func TestGoldenSchema(t *testing.T) {
	t.Parallel()
	all := map[string]map[string]string{}
	for name, schema := range served(t) {
		paths := map[string]string{"": fmt.Sprintf("version %d", schema.Version)}
		for _, l := range walk("", schema.Block) {
			if l.block != nil {
				paths[l.path] = "block"
				continue
			}
			paths[l.path] = describeAttribute(l.attribute)
		}
		all[name] = paths
	}
	s := newSession(t)
	identities, err := s.server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for name, identity := range identities.IdentitySchemas {
		paths := map[string]string{"": fmt.Sprintf("version %d", identity.Version)}
		for _, a := range identity.IdentityAttributes {
			paths[a.Name] = fmt.Sprintf("%s, required %t, optional %t", typeName(a.Type), a.RequiredForImport, a.OptionalForImport)
		}
		all["identity "+name] = paths
	}
	for name, function := range s.schemas.Functions {
		paths := map[string]string{"": typeName(function.Return.Type)}
		for i, parameter := range function.Parameters {
			paths[fmt.Sprint(i)] = fmt.Sprintf("%s, null %t", typeName(parameter.Type), parameter.AllowNullValue)
		}
		if function.VariadicParameter != nil {
			paths["more"] = typeName(function.VariadicParameter.Type)
		}
		all["function "+name] = paths
	}
	golden(t, "schema.json", asJSON(t, all))
}

func typeName(as tftypes.Type) string { return strings.ReplaceAll(as.String(), "tftypes.", "") }

func describeAttribute(a *tfprotov6.SchemaAttribute) string {
	words := []string{"object"}
	if a.Type != nil {
		words = []string{typeName(a.Type)}
	} else {
		words = append(words, strings.ToLower(a.NestedType.Nesting.String()))
	}
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"required", a.Required}, {"optional", a.Optional}, {"computed", a.Computed}, {"sensitive", a.Sensitive}, {"write-only", a.WriteOnly},
	} {
		if flag.set {
			words = append(words, flag.name)
		}
	}
	return strings.Join(words, " ")
}

// A stored is a resource as a state file has it.
type stored struct {
	Type    string          `json:"type"`
	Version int64           `json:"version"`
	State   json.RawMessage `json:"state"`
	Private json.RawMessage `json:"private"`
}

// goldenResources are a resource of each kind on each backend, with fixed values where a server makes random ones.
var goldenResources = map[string]struct {
	resource string
	start    func(t *testing.T) (settings map[string]any, address string)
	config   map[string]any
}{
	"hydra": {
		resource: "oauth_client",
		start: func(t *testing.T) (map[string]any, string) {
			s := serveSimulator(t, hydrasim.Options{})
			return object("hydra", object("admin_url", s.adminURL)), s.adminURL
		},
		config: object("client_id", "shop", "client_secret", "a secret of mine", "client_name", "Shop", "redirect_uris", list("https://a.example/cb"),
			"grant_types", list("authorization_code", "refresh_token"), "post_logout_redirect_uris", list("https://a.example/"), "scopes", list("openid"),
			"hydra", object("owner", "me", "metadata", `{"a": 1}`, "skip_consent", true, "implicit_grant_id_token_lifespan", "90m"),
			"timeouts", object("create", "1m")),
	},
	"hydra_rotated": {
		resource: "oauth_client",
		start: func(t *testing.T) (map[string]any, string) {
			s := serveSimulator(t, hydrasim.Options{})
			return object("hydra", object("admin_url", s.adminURL)), s.adminURL
		},
		config: object("client_id", "worker", "client_secret_rotation_triggers", object("when", "monday"), "grant_types", list("client_credentials")),
	},
	"hydra_write_only": {
		resource: "oauth_client",
		start: func(t *testing.T) (map[string]any, string) {
			s := serveSimulator(t, hydrasim.Options{})
			return object("hydra", object("admin_url", s.adminURL)), s.adminURL
		},
		config: object("client_id", "worker", "client_secret_wo", "a secret of mine", "client_secret_wo_version", "1"),
	},
	"nevismeta": {
		resource: "oauth_client",
		start: func(t *testing.T) (map[string]any, string) {
			s := newNevismeta(t, nevissim.Options{})
			return s.settings(nil), s.url
		},
		config: nevismetaFull(),
	},
	"registration": {
		resource: "oauth_client",
		start: func(t *testing.T) (map[string]any, string) {
			r := newRegistrar(t, registrationsim.Options{Rotation: registrationsim.RotateOnPut})
			return r.settings(), r.issuer
		},
		config: registered(object("registration", object("localized", object("client_name#de", "Laden"), "extra_metadata", `{"x": "y"}`))),
	},
	"oam": {
		resource: "oauth_client",
		start: func(t *testing.T) (map[string]any, string) {
			s := newOAM(t, oamsim.Options{})
			return s.settings(nil), s.url
		},
		config: oamClient,
	},
	"oam_identity_domain": {
		resource: "oauth_oam_identity_domain",
		start: func(t *testing.T) (map[string]any, string) {
			s := newOAM(t, oamsim.Options{})
			return s.settings(nil), s.url
		},
		config: object("name", "Shops", "description", "all shops"),
	},
	"oam_resource_server": {
		resource: "oauth_oam_resource_server",
		start: func(t *testing.T) (map[string]any, string) {
			s := newOAM(t, oamsim.Options{})
			return s.settings(nil), s.url
		},
		config: object("name", "Orders", "identity_domain", oamDomain, "scopes", list(object("name", "read", "description", "to read"))),
	},
}

// What a resource leaves in the state, its private part included. A state that was written so is read and planned without a
// change by the provider as it is now.
func TestGoldenState(t *testing.T) {
	t.Parallel()
	for name, tc := range goldenResources {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, address := tc.start(t)
			s := newSession(t)
			if said := s.configure(t.Context(), settings); len(said) > 0 {
				t.Fatal(said)
			}
			made := s.make(tc.resource, tc.config)
			masks := masksOf(t, address, made)
			file := filepath.Join("state", name+".json")
			golden(t, file, masked(asJSON(t, made), masks))
			if t.Failed() {
				return
			}
			text, err := os.ReadFile(filepath.Join("testdata", file))
			if err != nil {
				t.Fatal(err)
			}
			var old stored
			if err := json.Unmarshal([]byte(unmasked(string(text), masks)), &old); err != nil {
				t.Fatal(err)
			}
			s.mustKeep(old, tc.config)
		})
	}
}

// random are the members of a state that a server or this provider makes up, and what stands for them in the golden file.
var random = []string{
	"client_id", "client_secret", "client_id_issued_at", "id", "registration_access_token", "registration_client_uri",
}

// masksOf returns what stands for what is another one each time.
func masksOf(t *testing.T, address string, made stored) [][2]string {
	t.Helper()
	var state map[string]any
	if err := json.Unmarshal(made.State, &state); err != nil {
		t.Fatal(err)
	}
	masks := [][2]string{}
	for _, name := range random {
		switch value := state[name].(type) {
		case string:
			if regexp.MustCompile(`[A-Z2-7]{26}|[0-9a-f]{32}|token-|/register/`).MatchString(value) {
				masks = append(masks, [2]string{value, "(" + name + ")"})
			}
		case float64:
			if value != 0 {
				masks = append(masks, [2]string{fmt.Sprintf("%.0f", value), "4711000000"})
			}
		}
	}
	// The longest first, since one may be part of another.
	slices.SortFunc(masks, func(a, b [2]string) int { return len(b[0]) - len(a[0]) })
	return append(masks, [2]string{address, "(address)"})
}

func masked(text string, masks [][2]string) string {
	for _, mask := range masks {
		text = strings.ReplaceAll(text, mask[0], mask[1])
	}
	return text
}

func unmasked(text string, masks [][2]string) string {
	for _, mask := range masks {
		text = strings.ReplaceAll(text, mask[1], mask[0])
	}
	return text
}

// make makes a resource and returns what the engine stores.
func (s *session) make(name string, config map[string]any) stored {
	s.t.Helper()
	schema := s.schemas.ResourceSchemas[name]
	configured := valueOf(schema.ValueType(), config)
	prior := s.dynamic(tftypes.NewValue(schema.ValueType(), nil))
	planned, err := s.server.PlanResourceChange(s.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: name, Config: s.dynamic(configured), PriorState: prior, ProposedNewState: s.dynamic(s.proposed(schema, configured, tftypes.NewValue(schema.ValueType(), nil))),
	})
	if err != nil || hasErrors(planned.Diagnostics) {
		s.t.Fatalf("plan: %v %v", err, lines(planned.Diagnostics))
	}
	applied, err := s.server.ApplyResourceChange(s.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: name, Config: s.dynamic(configured), PriorState: prior, PlannedState: planned.PlannedState, PlannedPrivate: planned.PlannedPrivate,
		PlannedIdentity: planned.PlannedIdentity,
	})
	if err != nil || hasErrors(applied.Diagnostics) {
		s.t.Fatalf("apply: %v %v", err, lines(applied.Diagnostics))
	}
	state, err := applied.NewState.Unmarshal(schema.ValueType())
	if err != nil {
		s.t.Fatal(err)
	}
	return stored{Type: name, Version: schema.Version, State: json.RawMessage(asJSON(s.t, jsonOf(s.t, state))), Private: readable(s.t, applied.Private)}
}

// mustKeep reads a stored state as a new version of the provider does, and plans the configuration that it came from.
func (s *session) mustKeep(old stored, config map[string]any) {
	s.t.Helper()
	schema := s.schemas.ResourceSchemas[old.Type]
	upgraded, err := s.server.UpgradeResourceState(s.t.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: old.Type, Version: old.Version, RawState: &tfprotov6.RawState{JSON: old.State},
	})
	if err != nil || hasErrors(upgraded.Diagnostics) {
		s.t.Fatalf("upgrade: %v %v", err, lines(upgraded.Diagnostics))
	}
	read, err := s.server.ReadResource(s.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: old.Type, CurrentState: upgraded.UpgradedState, Private: unreadable(s.t, old.Private),
	})
	if err != nil || len(read.Diagnostics) > 0 {
		s.t.Fatalf("read: %v %v", err, lines(read.Diagnostics))
	}
	state, err := read.NewState.Unmarshal(schema.ValueType())
	if err != nil {
		s.t.Fatal(err)
	}
	configured := valueOf(schema.ValueType(), config)
	planned, err := s.server.PlanResourceChange(s.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: old.Type, Config: s.dynamic(configured), PriorState: read.NewState, PriorPrivate: read.Private, PriorIdentity: read.NewIdentity,
		ProposedNewState: s.dynamic(s.proposed(schema, configured, state)),
	})
	if err != nil || len(planned.Diagnostics) > 0 {
		s.t.Fatalf("plan: %v %v", err, lines(planned.Diagnostics))
	}
	after, err := planned.PlannedState.Unmarshal(schema.ValueType())
	if err != nil {
		s.t.Fatal(err)
	}
	if !after.Equal(state) {
		differences, _ := state.Diff(after)
		s.t.Errorf("the golden state is not what the provider plans: %v\n%s", differences, howToUpdate)
	}
}

// proposed returns what the engine proposes: what is configured, and else what was there of what the provider computes.
func (s *session) proposed(schema *tfprotov6.Schema, configured, prior tftypes.Value) tftypes.Value {
	s.t.Helper()
	var attributes, before map[string]tftypes.Value
	if err := configured.As(&attributes); err != nil {
		s.t.Fatal(err)
	}
	if !prior.IsNull() {
		if err := prior.As(&before); err != nil {
			s.t.Fatal(err)
		}
	}
	attributes = maps.Clone(attributes) // As hands out the map of the value itself
	for _, a := range schema.Block.Attributes {
		switch {
		case a.WriteOnly:
			attributes[a.Name] = tftypes.NewValue(a.Type, nil)
		case a.Computed && attributes[a.Name].IsNull() && before != nil:
			attributes[a.Name] = before[a.Name]
		}
	}
	return tftypes.NewValue(configured.Type(), attributes)
}

func hasErrors(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}

// jsonOf returns a value as an engine writes it into a state file, but for the members that are null: so a new attribute is no
// change of a state.
func jsonOf(t *testing.T, value tftypes.Value) any {
	t.Helper()
	if value.IsNull() {
		return nil
	}
	var members map[string]tftypes.Value
	if value.As(&members) == nil {
		object := map[string]any{}
		for name, member := range members {
			if !member.IsNull() {
				object[name] = jsonOf(t, member)
			}
		}
		return object
	}
	var elements []tftypes.Value
	if value.As(&elements) == nil {
		array := []any{}
		for _, element := range elements {
			array = append(array, jsonOf(t, element))
		}
		return array
	}
	var text string
	var number big.Float
	var flag bool
	switch {
	case value.As(&text) == nil:
		return text
	case value.As(&number) == nil:
		return json.Number(number.Text('f', -1))
	case value.As(&flag) == nil:
		return flag
	}
	t.Fatalf("%s is not known", value)
	return nil
}

// readable writes a private state with its values as they are, instead of in base64.
func readable(t *testing.T, private []byte) json.RawMessage {
	t.Helper()
	var keys map[string][]byte
	if len(private) == 0 {
		return json.RawMessage("null")
	}
	if err := json.Unmarshal(private, &keys); err != nil {
		t.Fatal(err)
	}
	values := map[string]json.RawMessage{}
	for key, value := range keys {
		values[key] = value
	}
	return json.RawMessage(asJSON(t, values))
}

func unreadable(t *testing.T, private json.RawMessage) []byte {
	t.Helper()
	var values map[string]json.RawMessage
	if err := json.Unmarshal(private, &values); err != nil {
		t.Fatal(err)
	}
	keys := map[string][]byte{}
	for key, value := range values {
		keys[key] = value
	}
	text, err := json.Marshal(keys)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
