package provider

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// baselineKey is where the resource's private state has what the server filled in after the last write.
const baselineKey = "baseline"

// privateReader and privateWriter are the two sides of a resource's private state.
type (
	privateReader interface {
		GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	}
	privateWriter interface {
		SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
	}
)

// written is a client after it was created or updated, in whole or in part.
type written struct {
	service *oauthclient.Service
	// plan is what was planned, and base the same as Terraform has it.
	plan values
	base tftypes.Value
	// server is the client as the server has it.
	server oauthclient.Client
	// private is where to keep the baseline; nil when nothing was sent to the server, so that the last one still holds.
	private privateWriter
}

// save puts the client into the state. It comes before anything else that can fail.
func (w written) save(ctx context.Context, state *tfsdk.State, diags *diag.Diagnostics) {
	settled := w.service.Settle(w.plan.client, w.server, w.service.Baseline(w.plan.client, w.server))
	for f := range settled {
		if w.isPlanned(f) {
			settled[f] = w.plan.client[f]
			if settled[f] == nil {
				delete(settled, f)
			}
		}
	}
	encoded, err := encodeClient(values{client: settled}, w.base)
	report(diags, "save", err)
	if err != nil {
		return
	}
	state.Raw = encoded
	if w.private != nil {
		diags.Append(saveBaseline(ctx, w.private, w.service.Baseline(w.plan.client, w.server))...)
		diags.Append(remember(ctx, w.private, w.service, w.server)...)
	}
}

// isPlanned reports whether f is a computed attribute whose value the plan has promised. Terraform holds a provider to
// that; should the server have changed it, the next refresh shows so.
func (w written) isPlanned(f oauthclient.Field) bool {
	computed := !w.service.Supports(f) || f == oauthclient.ClientID || f == oauthclient.ClientSecret
	return computed && !w.plan.unknown.Has(f)
}

// saveBaseline keeps what the server filled in for what was left out, so that it is told from somebody's later change.
func saveBaseline(ctx context.Context, private privateWriter, baseline oauthclient.Client) diag.Diagnostics {
	byPath := make(map[string]any, len(baseline))
	for f, v := range baseline {
		byPath[f.String()] = v
	}
	text, err := json.Marshal(byPath)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to save OAuth client", err.Error())}
	}
	return private.SetKey(ctx, baselineKey, text)
}

// loadBaseline returns what saveBaseline kept, nil when there is nothing. Fields that this version of the provider does
// not know are passed over.
func loadBaseline(ctx context.Context, private privateReader) (oauthclient.Client, diag.Diagnostics) {
	text, diags := private.GetKey(ctx, baselineKey)
	if len(text) == 0 || diags.HasError() {
		return nil, diags
	}
	var byPath map[string]json.RawMessage
	if err := json.Unmarshal(text, &byPath); err != nil {
		diags.AddError("Unable to read OAuth client", fmt.Sprintf("The private state of the resource is damaged: %v.", err))
		return nil, diags
	}
	baseline := make(oauthclient.Client, len(byPath))
	for path, raw := range byPath {
		f, ok := fieldsByPath[path]
		if !ok {
			continue
		}
		if value, err := baselineValue(f.Kind(), raw); err == nil {
			baseline[f] = value
		}
	}
	return baseline, diags
}

func baselineValue(kind oauthclient.Kind, raw json.RawMessage) (any, error) {
	switch kind {
	case oauthclient.Bool:
		return unmarshal[bool](raw)
	case oauthclient.Int:
		return unmarshal[int64](raw)
	case oauthclient.Set:
		return unmarshal[[]string](raw)
	case oauthclient.Map:
		return unmarshal[map[string]string](raw)
	case oauthclient.Objects:
		return unmarshal[[]map[string]string](raw)
	default:
		return unmarshal[string](raw)
	}
}

func unmarshal[T any](raw json.RawMessage) (T, error) {
	var value T
	err := json.Unmarshal(raw, &value)
	return value, err
}
