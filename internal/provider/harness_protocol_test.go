package provider_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A session speaks the plugin protocol to a provider, for what Terraform does not show: the paths of diagnostics.
type session struct {
	t       *testing.T
	server  tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

func newSession(t *testing.T) *session {
	t.Helper()
	return newSessionWith(t, newTestServer())
}

func newSessionWith(t *testing.T, server tfprotov6.ProviderServer) *session {
	t.Helper()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return &session{t: t, server: server, schemas: schemas}
}

// unknownValue stands for a value that is not known yet, in the attributes that the methods of session take.
const unknownValue = "\x00unknown"

// valueOf makes a value of a type. What a map lacks is null.
func valueOf(as tftypes.Type, v any) tftypes.Value {
	if v == unknownValue {
		return tftypes.NewValue(as, tftypes.UnknownValue)
	}
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(as, nil)
	case map[string]any:
		members := map[string]tftypes.Value{}
		if elements, ok := as.(tftypes.Map); ok {
			for name, member := range v {
				members[name] = valueOf(elements.ElementType, member)
			}
			return tftypes.NewValue(as, members)
		}
		for name, memberType := range as.(tftypes.Object).AttributeTypes {
			members[name] = valueOf(memberType, v[name])
		}
		return tftypes.NewValue(as, members)
	case []any:
		elements := []tftypes.Value{}
		for _, element := range v {
			elements = append(elements, valueOf(elementType(as), element))
		}
		return tftypes.NewValue(as, elements)
	}
	return tftypes.NewValue(as, v)
}

func elementType(as tftypes.Type) tftypes.Type {
	if list, ok := as.(tftypes.List); ok {
		return list.ElementType
	}
	return as.(tftypes.Set).ElementType
}

func (s *session) dynamic(value tftypes.Value) *tfprotov6.DynamicValue {
	s.t.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		s.t.Fatal(err)
	}
	return &dynamic
}

// configure validates and configures the provider.
func (s *session) configure(ctx context.Context, settings map[string]any) []string {
	s.t.Helper()
	config := s.dynamic(valueOf(s.schemas.Provider.ValueType(), settings))
	validated, err := s.server.ValidateProviderConfig(ctx, &tfprotov6.ValidateProviderConfigRequest{Config: config})
	if err != nil {
		s.t.Fatal(err)
	}
	if len(validated.Diagnostics) > 0 {
		return lines(validated.Diagnostics)
	}
	configured, err := s.server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{Config: config})
	if err != nil {
		s.t.Fatal(err)
	}
	return lines(configured.Diagnostics)
}

// validate validates a configuration of oauth_client.
func (s *session) validate(attributes map[string]any) []string {
	s.t.Helper()
	return lines(s.validateAs("oauth_client", attributes))
}

func (s *session) validateAs(resource string, attributes map[string]any) []*tfprotov6.Diagnostic {
	s.t.Helper()
	validated, err := s.server.ValidateResourceConfig(s.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: resource, Config: s.dynamic(valueOf(s.schemas.ResourceSchemas[resource].ValueType(), attributes)),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return validated.Diagnostics
}

// planCreate plans a new oauth_client. The provider must be configured.
func (s *session) planCreate(attributes map[string]any) []string {
	s.t.Helper()
	return lines(s.planAs("oauth_client", attributes))
}

func (s *session) planAs(resource string, attributes map[string]any) []*tfprotov6.Diagnostic {
	s.t.Helper()
	proposed := map[string]any{}
	for name, value := range attributes {
		proposed[name] = value
	}
	schema := s.schemas.ResourceSchemas[resource]
	for _, attribute := range schema.Block.Attributes {
		if attribute.Computed && proposed[attribute.Name] == nil {
			proposed[attribute.Name] = unknownValue
		}
	}
	delete(proposed, "client_secret_wo")
	planned, err := s.server.PlanResourceChange(s.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: resource, Config: s.dynamic(valueOf(schema.ValueType(), attributes)), ProposedNewState: s.dynamic(valueOf(schema.ValueType(), proposed)),
		PriorState: s.dynamic(tftypes.NewValue(schema.ValueType(), nil)),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return planned.Diagnostics
}

func (s *session) client(attributes map[string]any) tftypes.Value {
	objectType := s.schemas.ResourceSchemas["oauth_client"].ValueType()
	if attributes == nil {
		return tftypes.NewValue(objectType, nil)
	}
	return valueOf(objectType, attributes)
}

// lines writes diagnostics as "ERROR path: summary: detail", without line breaks.
func lines(diagnostics []*tfprotov6.Diagnostic) []string {
	var texts []string
	for _, d := range diagnostics {
		text := fmt.Sprintf("%s %s: %s: %s", d.Severity, dotted(d.Attribute), d.Summary, d.Detail)
		texts = append(texts, strings.Join(strings.Fields(text), " "))
	}
	return texts
}

// dotted writes a path as "room.attribute", with "[]" for an element.
func dotted(path *tftypes.AttributePath) string {
	if path == nil {
		return "(none)"
	}
	var text strings.Builder
	for _, step := range path.Steps() {
		name, ok := step.(tftypes.AttributeName)
		switch {
		case !ok:
			text.WriteString("[]")
		case text.Len() > 0:
			text.WriteString("." + string(name))
		default:
			text.WriteString(string(name))
		}
	}
	return text.String()
}
