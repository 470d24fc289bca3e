package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/client"
)

// A Shadow is the provider's server, with the framework working beside it: each call about oauth_client that is answered
// beside the framework is handed to the framework too, and the two answers are compared. The framework's side has a provider
// of its own, whose driver repeats what the server said to the other side, so that the server is asked once.
//
// All tests that speak to the provider in their own process do so through a Shadow, so the whole acceptance suite is compared.
type Shadow struct {
	*server
	provider *oauthProvider
	// framework answers every call by the framework.
	framework frameworkServer
	second    *oauthProvider
	// state and identity are the types of oauth_client.
	state, identity tftypes.Type
	// applying is held while the framework's side applies a change, and replayedID is the client_id that it must make up.
	applying   sync.Mutex
	replayedID string
	// own is what this shadow has compared.
	own *comparison
}

// NewShadow returns a server whose answers are compared.
func NewShadow() *Shadow {
	s := &Shadow{provider: &oauthProvider{version: "test"}, second: &oauthProvider{version: "test"}, own: newComparison()}
	first, _ := providerserver.NewProtocol6(s.provider)().(frameworkServer)
	s.server = &server{frameworkServer: first, beside: client.Beside{Connection: s.provider.connection.Load}}
	s.framework, _ = providerserver.NewProtocol6(s.second)().(frameworkServer)
	ctx := context.Background()
	schemas, err := first.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	identities, identityErr := first.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil || identityErr != nil {
		panic(errors.Join(err, identityErr))
	}
	s.state = schemas.ResourceSchemas[client.TypeName].ValueType()
	s.identity = identities.IdentitySchemas[client.TypeName].ValueType()
	return s
}

// Compared is what the shadows of this process have compared.
var Compared = newComparison()

type comparison struct {
	mu          sync.Mutex
	answers     map[string]int
	differences []string
}

func newComparison() *comparison { return &comparison{answers: map[string]int{}} }

// Summary says how many answers were compared, by call.
func (c *comparison) Summary() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var texts []string
	total := 0
	for _, call := range slices.Sorted(maps.Keys(c.answers)) {
		texts = append(texts, fmt.Sprintf("%d %s", c.answers[call], call))
		total += c.answers[call]
	}
	return fmt.Sprintf("%d answers beside the framework compared with its own (%s), %d differences", total, strings.Join(texts, ", "), len(c.differences))
}

// Differences returns what differed.
func (c *comparison) Differences() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.differences
}

// compare notes an answer, and in what it differs from that of the framework.
func (c *comparison) compare(call string, beside, framework []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers[call]++
	for i := range max(len(beside), len(framework)) {
		var b, f string
		if i < len(beside) {
			b = beside[i]
		}
		if i < len(framework) {
			f = framework[i]
		}
		if b != f {
			c.differences = append(c.differences, fmt.Sprintf("%s:\n  beside:    %s\n  framework: %s", call, b, f))
		}
	}
}

func (s *Shadow) compare(call string, beside, framework []string) {
	s.own.compare(call, beside, framework)
	Compared.compare(call, beside, framework)
}

// Answers returns how many answers of this shadow were compared, by call.
func (s *Shadow) Answers() map[string]int {
	s.own.mu.Lock()
	defer s.own.mu.Unlock()
	return maps.Clone(s.own.answers)
}

// ConfigureProvider configures both sides, and puts a tape between the service and the driver of each.
func (s *Shadow) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	resp, err := s.server.ConfigureProvider(ctx, req)
	if err != nil {
		return nil, err
	}
	if _, err := s.framework.ConfigureProvider(ctx, req); err != nil {
		return nil, err
	}
	first, second := s.provider.connection.Load(), s.second.connection.Load()
	if first == nil || second == nil || first.Service == nil || second.Service == nil {
		return resp, nil
	}
	driver := taped{first.Driver}
	first.Service = oauthclient.NewService(first.Judge, driver)
	// The framework's side reads nothing ahead: it is told what the other side was.
	profile := second.Judge.Profile()
	profile.Can.WholeClients = false
	if profile.NewClientID != nil {
		profile.NewClientID = func() string { return s.replayedID }
	}
	second.Judge = oauthclient.NewJudge(profile)
	second.Service = oauthclient.NewService(second.Judge, driver)
	return resp, nil
}

// ValidateResourceConfig compares the answers to that call.
func (s *Shadow) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	resp := s.beside.ValidateResourceConfig(req)
	if resp == nil {
		return s.frameworkServer.ValidateResourceConfig(ctx, req)
	}
	other, err := s.framework.ValidateResourceConfig(ctx, req)
	if err != nil {
		return nil, err
	}
	s.compare("ValidateResourceConfig", written(resp.Diagnostics), written(other.Diagnostics))
	return resp, nil
}

// UpgradeResourceState compares the answers to that call.
func (s *Shadow) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	resp := s.beside.UpgradeResourceState(req)
	if resp == nil {
		return s.frameworkServer.UpgradeResourceState(ctx, req)
	}
	other, err := s.framework.UpgradeResourceState(ctx, req)
	if err != nil {
		return nil, err
	}
	answer := func(r *tfprotov6.UpgradeResourceStateResponse) []string {
		return append([]string{s.value(r.UpgradedState)}, written(r.Diagnostics)...)
	}
	s.compare("UpgradeResourceState", answer(resp), answer(other))
	return resp, nil
}

// ReadResource compares the answers to that call.
func (s *Shadow) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	recording := &tape{}
	resp := s.beside.ReadResource(recording.in(ctx), req)
	if resp == nil {
		return s.frameworkServer.ReadResource(ctx, req)
	}
	other, err := s.framework.ReadResource(recording.played().in(ctx), req)
	if err != nil {
		return nil, err
	}
	answer := func(r *tfprotov6.ReadResourceResponse) []string {
		return append([]string{s.value(r.NewState), private(r.Private), s.identityText(r.NewIdentity), fmt.Sprint(r.Deferred)}, written(r.Diagnostics)...)
	}
	s.compare("ReadResource", answer(resp), answer(other))
	return resp, nil
}

// PlanResourceChange compares the answers to that call.
func (s *Shadow) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	recording := &tape{}
	resp := s.beside.PlanResourceChange(recording.in(ctx), req)
	if resp == nil {
		return s.frameworkServer.PlanResourceChange(ctx, req)
	}
	other, err := s.framework.PlanResourceChange(recording.played().in(ctx), req)
	if err != nil {
		return nil, err
	}
	answer := func(r *tfprotov6.PlanResourceChangeResponse) []string {
		var replaces []string
		for _, path := range r.RequiresReplace {
			replaces = append(replaces, path.String())
		}
		planned := s.value(r.PlannedState)
		if hasError(r.Diagnostics) { // An engine does not look at a plan with an error.
			planned = "no plan"
		}
		return append([]string{
			planned, private(r.PlannedPrivate), s.identityText(r.PlannedIdentity), strings.Join(replaces, " "),
			fmt.Sprint(r.Deferred),
		}, written(r.Diagnostics)...)
	}
	s.compare("PlanResourceChange", answer(resp), answer(other))
	return resp, nil
}

// ApplyResourceChange compares the answers to that call.
func (s *Shadow) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	recording := &tape{}
	resp := s.beside.ApplyResourceChange(recording.in(ctx), req)
	if resp == nil {
		return s.frameworkServer.ApplyResourceChange(ctx, req)
	}
	s.applying.Lock()
	defer s.applying.Unlock()
	s.replayedID = recording.clientID
	playing := recording.played()
	other, err := s.framework.ApplyResourceChange(playing.in(ctx), req)
	if err != nil {
		return nil, err
	}
	answer := func(r *tfprotov6.ApplyResourceChangeResponse) []string {
		lines := append([]string{s.value(r.NewState), private(r.Private), s.identityText(r.NewIdentity)}, written(r.Diagnostics)...)
		for i := range lines {
			if playing.secret != "" && recording.secret != "" {
				lines[i] = strings.ReplaceAll(lines[i], playing.secret, recording.secret)
			}
		}
		return lines
	}
	s.compare("ApplyResourceChange", answer(resp), answer(other))
	return resp, nil
}

// StopProvider stops both sides.
func (s *Shadow) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	if _, err := s.framework.StopProvider(ctx, req); err != nil {
		return nil, err
	}
	return s.server.StopProvider(ctx, req)
}

func hasError(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}

// written writes diagnostics, all but the one that is told once.
func written(diagnostics []*tfprotov6.Diagnostic) []string {
	var lines []string
	for _, d := range diagnostics {
		if d.Summary != "Requests wait for a limit" {
			lines = append(lines, fmt.Sprintf("%s at %s: %s: %s", d.Severity, d.Attribute, d.Summary, d.Detail))
		}
	}
	return lines
}

// value writes a value of oauth_client so that two which are equal are written the same.
func (s *Shadow) value(dynamic *tfprotov6.DynamicValue) string {
	if dynamic == nil {
		return "nothing"
	}
	value, err := dynamic.Unmarshal(s.state)
	if err != nil {
		return err.Error()
	}
	return canonical(value)
}

func (s *Shadow) identityText(data *tfprotov6.ResourceIdentityData) string {
	if data == nil {
		return "no identity"
	}
	value, err := data.IdentityData.Unmarshal(s.identity)
	if err != nil {
		return err.Error()
	}
	return canonical(value)
}

// canonical writes a value with its members in order, and sets in an order.
func canonical(value tftypes.Value) string {
	switch {
	case !value.IsKnown():
		return "unknown"
	case value.IsNull():
		return "null"
	}
	var elements []tftypes.Value
	var members map[string]tftypes.Value
	var texts []string
	switch {
	case value.As(&members) == nil:
		for _, name := range slices.Sorted(maps.Keys(members)) {
			texts = append(texts, name+"="+canonical(members[name]))
		}
		return "{" + strings.Join(texts, " ") + "}"
	case value.As(&elements) == nil:
		for _, element := range elements {
			texts = append(texts, canonical(element))
		}
		if value.Type().Is(tftypes.Set{}) {
			slices.Sort(texts)
		}
		return "[" + strings.Join(texts, " ") + "]"
	}
	return value.String()
}

// private writes the private state of a client byte by byte, but for the fingerprint of a write-only secret, which has a random
// salt.
func private(text []byte) string {
	var keys map[string][]byte
	var memory map[string]json.RawMessage
	if json.Unmarshal(text, &keys) != nil || json.Unmarshal(keys["client"], &memory) != nil || memory["write_only"] == nil {
		return string(text)
	}
	memory["write_only"] = json.RawMessage(`"salted"`)
	keys["client"], _ = json.Marshal(memory)
	same, _ := json.Marshal(keys)
	return "fingerprint and " + string(same)
}
