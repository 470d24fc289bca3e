package client

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// Beside answers the calls of the plugin protocol that Terraform makes for every client in every plan, from the same
// functions as the resource's methods do, and without the framework's walks over the schema around them. Each method
// returns nil for what it leaves to the framework: requests that are not about oauth_client, and whatever it does not
// understand.
type Beside struct {
	// Connection returns what the provider was configured to, nil before that.
	Connection func() *setup.Connection
}

// ValidateResourceConfig answers the call of that name.
func (b Beside) ValidateResourceConfig(req *tfprotov6.ValidateResourceConfigRequest) *tfprotov6.ValidateResourceConfigResponse {
	config, ok := decodeDynamic(req.Config)
	writeOnlyAllowed := req.ClientCapabilities != nil && req.ClientCapabilities.WriteOnlyAttributesAllowed
	if req.TypeName != TypeName || !ok || !writeOnlyAllowed && !entity.IsNull(member(config, secretWriteOnly)) {
		return nil
	}
	return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: toProtocol(validate(config))}
}

// UpgradeResourceState answers the call of that name for states of the current version.
func (b Beside) UpgradeResourceState(req *tfprotov6.UpgradeResourceStateRequest) *tfprotov6.UpgradeResourceStateResponse {
	if req.TypeName != TypeName || req.Version != resourceSchema().Version || req.RawState == nil {
		return nil
	}
	state, err := readStored(req.RawState.JSON)
	if err != nil {
		return nil
	}
	upgraded, ok := encodeDynamic(state)
	if !ok {
		return nil
	}
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: upgraded}
}

// ReadResource answers the call of that name.
func (b Beside) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) *tfprotov6.ReadResourceResponse {
	state, ok := decodeDynamic(req.CurrentState)
	private, understood := decodePrivate(req.Private)
	if req.TypeName != TypeName || !ok || !understood || entity.IsNull(state) {
		return nil
	}
	ctx, cancel := timeouts.Deadline(ctx, state, "read")
	defer cancel()
	connection := b.Connection()
	refreshed := refresh(ctx, connection, entity.Change{State: state, Private: private[memoryKey]})
	connection.TellWait(&refreshed.Diags)
	resp := &tfprotov6.ReadResourceResponse{NewState: req.CurrentState, Private: req.Private, Diagnostics: toProtocol(refreshed.Diags)}
	if refreshed.Gone {
		refreshed.State = tftypes.NewValue(sparseType(), nil)
	}
	if refreshed.State.Type() != nil {
		if resp.NewState, ok = encodeDynamic(withNull(refreshed.State, secretWriteOnly)); !ok {
			return nil
		}
	}
	if refreshed.Private != nil {
		private[memoryKey] = refreshed.Private
	}
	var err error
	if resp.NewIdentity, err = identity.Data(refreshed.Identity); err != nil {
		return nil
	}
	if resp.Private, ok = encodePrivate(private); !ok {
		return nil
	}
	return resp
}

// PlanResourceChange answers the call of that name.
func (b Beside) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) *tfprotov6.PlanResourceChangeResponse {
	connection := b.Connection()
	if req.TypeName != TypeName || connection == nil {
		return nil
	}
	config, state, proposed, ok := decodeChange(req.Config, req.PriorState, req.ProposedNewState)
	private, understood := decodePrivate(req.PriorPrivate)
	if !ok || !understood {
		return nil
	}
	planned := plan(ctx, connection, entity.Change{
		Config: config, State: state, Planned: withNull(proposed, secretWriteOnly), Private: private[memoryKey],
	})
	connection.TellWait(&planned.Diags)
	resp := &tfprotov6.PlanResourceChangeResponse{
		Diagnostics: toProtocol(planned.Diags), PlannedIdentity: req.PriorIdentity, RequiresReplace: pathsToProtocol(planned.Replaced),
	}
	if resp.PlannedIdentity == nil {
		var err error
		if resp.PlannedIdentity, err = identity.Data(identity.Null()); err != nil {
			return nil
		}
	}
	if resp.PlannedState, ok = encodeDynamic(planned.Planned); !ok {
		return nil
	}
	if resp.PlannedPrivate, ok = encodePrivate(private); !ok {
		return nil
	}
	return resp
}

func decodeDynamic(dynamic *tfprotov6.DynamicValue) (tftypes.Value, bool) {
	if dynamic == nil || len(dynamic.MsgPack) == 0 {
		return tftypes.Value{}, false
	}
	value, err := unpack(dynamic.MsgPack)
	return value, err == nil
}

// decodeChange reads what plans and applies are asked about: the configuration, and the client before and after.
func decodeChange(rawConfig, rawBefore, rawAfter *tfprotov6.DynamicValue) (config, before, after tftypes.Value, ok bool) {
	config, configOK := decodeDynamic(rawConfig)
	before, beforeOK := decodeDynamic(rawBefore)
	after, afterOK := decodeDynamic(rawAfter)
	return config, before, after, configOK && beforeOK && afterOK
}

func encodeDynamic(value tftypes.Value) (*tfprotov6.DynamicValue, bool) {
	packed, err := pack(value)
	return &tfprotov6.DynamicValue{MsgPack: packed}, err == nil
}

// decodePrivate reads the private state as the framework writes it: values by key, of which those that begin with a dot are
// the framework's own. With one of these the state is not understood.
func decodePrivate(text []byte) (map[string][]byte, bool) {
	private := map[string][]byte{}
	if len(text) == 0 {
		return private, true
	}
	if json.Unmarshal(text, &private) != nil {
		return nil, false
	}
	for key := range private {
		if strings.HasPrefix(key, ".") {
			return nil, false
		}
	}
	return private, true
}

func encodePrivate(private map[string][]byte) ([]byte, bool) {
	if len(private) == 0 {
		return nil, true
	}
	text, err := json.Marshal(private)
	return text, err == nil && !bytes.Equal(text, []byte("null"))
}

func toProtocol(diags diag.Diagnostics) []*tfprotov6.Diagnostic {
	var results []*tfprotov6.Diagnostic
	for _, d := range diags {
		result := &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: d.Summary(), Detail: d.Detail()}
		if d.Severity() == diag.SeverityWarning {
			result.Severity = tfprotov6.DiagnosticSeverityWarning
		}
		if at, ok := d.(diag.DiagnosticWithPath); ok {
			result.Attribute = pathToProtocol(at.Path())
		}
		results = append(results, result)
	}
	return results
}

// pathsToProtocol writes paths in order, and each once, as the framework does.
func pathsToProtocol(paths path.Paths) []*tftypes.AttributePath {
	var results []*tftypes.AttributePath
	for _, p := range paths {
		results = append(results, pathToProtocol(p))
	}
	slices.SortFunc(results, func(a, b *tftypes.AttributePath) int { return strings.Compare(a.String(), b.String()) })
	return slices.CompactFunc(results, func(a, b *tftypes.AttributePath) bool { return a.Equal(b) })
}

// pathToProtocol writes a path of attribute names, which are all that this package makes.
func pathToProtocol(p path.Path) *tftypes.AttributePath {
	result := tftypes.NewAttributePath()
	for _, step := range p.Steps() {
		if name, ok := step.(path.PathStepAttributeName); ok {
			result = result.WithAttributeName(string(name))
		}
	}
	return result
}
