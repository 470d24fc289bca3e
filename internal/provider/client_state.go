package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// baselineKey is where the resource's private state has what the server filled in for what was left out after the last
// write, so that it is told from somebody's later change.
const baselineKey = "baseline"

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
	baseline := w.service.Baseline(w.plan.client, w.server)
	settled := w.service.Settle(w.plan.client, w.server, baseline)
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
		diags.Append(keepPrivately(ctx, w.private, baselineKey, baseline)...)
		diags.Append(remember(ctx, w.private, w.service, w.server)...)
	}
}

// isPlanned reports whether f is a computed attribute whose value the plan has promised. Terraform holds a provider to
// that; should the server have changed it, the next refresh shows so.
func (w written) isPlanned(f oauthclient.Field) bool {
	return !w.service.Configures(f) && !w.plan.unknown.Has(f)
}
