package main

import (
	"context"
	"encoding/json"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
)

// A caller makes the calls of the plugin protocol that an engine makes for a client, without an engine.
type caller struct {
	tb       testing.TB
	server   tfprotov6.ProviderServer
	typeOf   tftypes.Type
	identity *tfprotov6.ResourceIdentityData
}

func newCaller(tb testing.TB, adminURL string) *caller {
	tb.Helper()
	c := &caller{tb: tb, server: provider.NewServer("bench")()}
	schemas, err := c.server.GetProviderSchema(tb.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		tb.Fatal(err)
	}
	c.typeOf = schemas.ResourceSchemas["oauth_client"].ValueType()
	configured, err := c.server.ConfigureProvider(tb.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: c.dynamic(valueOf(schemas.Provider.ValueType(), map[string]any{"hydra": map[string]any{"admin_url": adminURL}})),
	})
	c.check(err, configured.Diagnostics)
	return c
}

// newServer starts a simulator that counts the requests.
func newServer(tb testing.TB) *server {
	tb.Helper()
	s, err := startServer(tb.Context(), "")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.close)
	return s
}

// valueOf makes a value of a type. What a map lacks of an object is null.
func valueOf(as tftypes.Type, v any) tftypes.Value {
	switch v := v.(type) {
	case map[string]any:
		members := map[string]tftypes.Value{}
		for name, memberType := range as.(tftypes.Object).AttributeTypes {
			members[name] = valueOf(memberType, v[name])
		}
		return tftypes.NewValue(as, members)
	case []string:
		elements := []tftypes.Value{}
		for _, element := range v {
			elements = append(elements, tftypes.NewValue(tftypes.String, element))
		}
		return tftypes.NewValue(as, elements)
	}
	return tftypes.NewValue(as, v)
}

func (c *caller) dynamic(value tftypes.Value) *tfprotov6.DynamicValue {
	dynamic, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		c.tb.Fatal(err)
	}
	return &dynamic
}

func (c *caller) check(err error, diags []*tfprotov6.Diagnostic) {
	c.tb.Helper()
	if err != nil {
		c.tb.Fatal(err)
	}
	for _, d := range diags {
		c.tb.Fatalf("%s: %s", d.Summary, d.Detail)
	}
}

// A resource is a client as an engine knows it.
type resource struct {
	config, state *tfprotov6.DynamicValue
	private       []byte
	stored        []byte
}

// proposed is what an engine proposes: what is configured, and of the rest what the state has.
func (c *caller) proposed(config map[string]any, state *tfprotov6.DynamicValue) *tfprotov6.DynamicValue {
	merged := map[string]any{}
	for name, v := range config {
		merged[name] = v
	}
	value := valueOf(c.typeOf, merged)
	if state == nil {
		return c.dynamic(c.replace(value, map[string]tftypes.Value{
			"id": tftypes.NewValue(tftypes.String, tftypes.UnknownValue), "client_id": tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
		}))
	}
	prior, err := state.Unmarshal(c.typeOf)
	c.check(err, nil)
	var members map[string]tftypes.Value
	c.check(prior.As(&members), nil)
	kept := map[string]tftypes.Value{}
	for _, name := range []string{"id", "client_id", "client_secret", "client_id_issued_at", "client_secret_expires_at"} {
		kept[name] = members[name]
	}
	return c.dynamic(c.replace(value, kept))
}

func (c *caller) replace(object tftypes.Value, values map[string]tftypes.Value) tftypes.Value {
	var members map[string]tftypes.Value
	c.check(object.As(&members), nil)
	for name, v := range values {
		members[name] = v
	}
	return tftypes.NewValue(object.Type(), members)
}

func (c *caller) validate(ctx context.Context, config *tfprotov6.DynamicValue) {
	resp, err := c.server.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: "oauth_client", Config: config,
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	c.check(err, resp.Diagnostics)
}

func (c *caller) upgrade(ctx context.Context, stored []byte) {
	resp, err := c.server.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{
		TypeName: "oauth_client", RawState: &tfprotov6.RawState{JSON: stored},
	})
	c.check(err, resp.Diagnostics)
}

func (c *caller) read(ctx context.Context, r resource) {
	resp, err := c.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: "oauth_client", CurrentState: r.state, Private: r.private, CurrentIdentity: c.identity,
	})
	c.check(err, resp.Diagnostics)
}

func (c *caller) plan(ctx context.Context, r resource, proposed *tfprotov6.DynamicValue) *tfprotov6.PlanResourceChangeResponse {
	prior := r.state
	if prior == nil {
		prior = c.dynamic(tftypes.NewValue(c.typeOf, nil))
	}
	resp, err := c.server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: "oauth_client", PriorState: prior, ProposedNewState: proposed, Config: r.config, PriorPrivate: r.private, PriorIdentity: c.identity,
	})
	c.check(err, resp.Diagnostics)
	return resp
}

// create plans and applies a creation.
func (c *caller) create(ctx context.Context, config map[string]any) resource {
	r := resource{config: c.dynamic(valueOf(c.typeOf, config))}
	c.apply(ctx, &r, c.plan(ctx, r, c.proposed(config, nil)))
	return r
}

func (c *caller) apply(ctx context.Context, r *resource, planned *tfprotov6.PlanResourceChangeResponse) {
	prior := r.state
	if prior == nil {
		prior = c.dynamic(tftypes.NewValue(c.typeOf, nil))
	}
	resp, err := c.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "oauth_client", PriorState: prior, PlannedState: planned.PlannedState, Config: r.config,
		PlannedPrivate: planned.PlannedPrivate, PlannedIdentity: planned.PlannedIdentity,
	})
	c.check(err, resp.Diagnostics)
	r.state, r.private = resp.NewState, resp.Private
	c.identity = resp.NewIdentity
	state, err := r.state.Unmarshal(c.typeOf)
	c.check(err, nil)
	r.stored, err = json.Marshal(asJSON(c.tb, state))
	c.check(err, nil)
}

// asJSON makes of a value what an engine stores of it.
func asJSON(tb testing.TB, value tftypes.Value) any {
	if value.IsNull() {
		return nil
	}
	switch value.Type().(type) {
	case tftypes.Object, tftypes.Map:
		var members map[string]tftypes.Value
		if err := value.As(&members); err != nil {
			tb.Fatal(err)
		}
		result := map[string]any{}
		for name, member := range members {
			result[name] = asJSON(tb, member)
		}
		return result
	case tftypes.Set, tftypes.List:
		var elements []tftypes.Value
		if err := value.As(&elements); err != nil {
			tb.Fatal(err)
		}
		result := []any{}
		for _, element := range elements {
			result = append(result, asJSON(tb, element))
		}
		return result
	}
	var (
		text   string
		flag   bool
		number big.Float
	)
	switch {
	case value.Type().Is(tftypes.Bool):
		if err := value.As(&flag); err != nil {
			tb.Fatal(err)
		}
		return flag
	case value.Type().Is(tftypes.Number):
		if err := value.As(&number); err != nil {
			tb.Fatal(err)
		}
		return json.Number(number.Text('f', -1))
	}
	if err := value.As(&text); err != nil {
		tb.Fatal(err)
	}
	return text
}

// typicalClient has 13 attributes.
func typicalClient() map[string]any {
	return map[string]any{
		"client_name":    "n",
		"redirect_uris":  []string{"https://app.example.com/a", "https://app.example.com/b"},
		"grant_types":    []string{"authorization_code", "refresh_token"},
		"response_types": []string{"code"},
		"scopes":         []string{"openid", "offline"},
		"contacts":       []string{"a@example.com"},
		"client_uri":     "https://app.example.com",
		"policy_uri":     "https://app.example.com/p",
		"subject_type":   "public", "post_logout_redirect_uris": []string{"https://app.example.com/c"},
		"hydra": map[string]any{
			"metadata": `{"a":1}`,
			"authorization_code_grant_access_token_lifespan": "90m",
			"audience": []string{"https://api.example.com"},
		},
	}
}

// BenchmarkCalls measures the calls of a plan without changes, and those of a plan that creates, for profiles:
//
//	go test ./internal/bench -run '^$' -bench Calls -cpuprofile cpu.out
func BenchmarkCalls(b *testing.B) {
	c := newCaller(b, newServer(b).url)
	config := typicalClient()
	r := c.create(b.Context(), config)
	proposed := c.proposed(config, r.state)
	calls := map[string]func(){
		"validate": func() { c.validate(b.Context(), r.config) },
		"upgrade":  func() { c.upgrade(b.Context(), r.stored) },
		"read":     func() { c.read(b.Context(), r) },
		"plan":     func() { c.plan(b.Context(), r, proposed) },
	}
	for _, name := range []string{"validate", "upgrade", "read", "plan"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				calls[name]()
			}
		})
	}
	b.Run("plan a creation", func(b *testing.B) {
		b.ReportAllocs()
		created := resource{config: r.config}
		proposed := c.proposed(config, nil)
		for b.Loop() {
			c.plan(b.Context(), created, proposed)
		}
	})
	b.Run("create", func(b *testing.B) {
		b.ReportAllocs()
		created := resource{config: r.config}
		planned := c.plan(b.Context(), created, c.proposed(config, nil))
		for b.Loop() {
			next := created
			c.apply(b.Context(), &next, planned)
		}
	})
}
