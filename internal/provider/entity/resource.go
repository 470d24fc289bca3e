package entity

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// A Change is what Terraform has of an entity that is planned, applied or refreshed.
type Change struct {
	// Config, State and Planned are objects of the resource's schema; null, or the zero Value, where there is none. Planned is
	// what is planned, or proposed for a plan.
	Config, State, Planned tftypes.Value
	// Private is what the private state has under the resource's key, nil for nothing.
	Private []byte
}

// Operations are what a resource does, on the raw values of Terraform.
type Operations struct {
	// Title is what headlines call the entity, as in "OAuth client".
	Title string
	// PrivateKey is where the private state has what must be known beside the attributes.
	PrivateKey string
	// Plan plans a creation, an update or a deletion, and Refresh brings a state up to date. The connection is nil, or has no
	// Service, while the provider's configuration is not known.
	Plan    func(ctx context.Context, c *setup.Connection, change Change) Plan
	Refresh func(ctx context.Context, c *setup.Connection, change Change) Outcome
	// Create, Update and Delete carry out what is planned, and Import reads what has an id into base, a null state. The server is
	// known, so the connection has a Service.
	Create, Update, Delete func(ctx context.Context, c *setup.Connection, change Change) Outcome
	Import                 func(ctx context.Context, c *setup.Connection, id string, base tftypes.Value) Outcome
}

// A Resource answers the calls of the framework by operations. What embeds it adds the name, the schema and the checks.
type Resource struct {
	Operations Operations
	// Connection is nil until the provider is configured, and while its configuration is not known.
	Connection *setup.Connection
}

// Configure takes the connection.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	if c, ok := req.ProviderData.(*setup.Connection); ok {
		r.Connection = c
	}
}

// ModifyPlan plans.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	planned := r.Operations.Plan(ctx, r.Connection, Change{
		Config: req.Config.Raw, State: req.State.Raw, Planned: req.Plan.Raw, Private: readPrivate(ctx, req.Private, r.Operations.PrivateKey, &resp.Diagnostics),
	})
	resp.Plan.Raw, resp.RequiresReplace = planned.Planned, planned.Replaced
	resp.Diagnostics.Append(planned.Diags...)
	r.Connection.TellWait(&resp.Diagnostics)
}

// Create makes the entity.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.Plan.Raw, "create")
	defer cancel()
	if r.Connection.Connected(&resp.Diagnostics) == nil {
		return
	}
	created := r.Operations.Create(ctx, r.Connection, Change{Config: req.Config.Raw, Planned: req.Plan.Raw})
	r.hand(ctx, created, Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
}

// Read brings the state up to date.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.State.Raw, "read")
	defer cancel()
	refreshed := r.Operations.Refresh(ctx, r.Connection, Change{State: req.State.Raw, Private: readPrivate(ctx, req.Private, r.Operations.PrivateKey, &resp.Diagnostics)})
	r.hand(ctx, refreshed, Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
	if refreshed.Gone {
		resp.State.RemoveResource(ctx)
	}
}

// Update changes the entity.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.Plan.Raw, "update")
	defer cancel()
	if r.Connection.Connected(&resp.Diagnostics) == nil {
		return
	}
	updated := r.Operations.Update(ctx, r.Connection, Change{
		Config: req.Config.Raw, State: req.State.Raw, Planned: req.Plan.Raw, Private: readPrivate(ctx, req.Private, r.Operations.PrivateKey, &resp.Diagnostics),
	})
	r.hand(ctx, updated, Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
}

// Delete deletes the entity.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.State.Raw, "delete")
	defer cancel()
	if r.Connection.Connected(&resp.Diagnostics) == nil {
		return
	}
	deleted := r.Operations.Delete(ctx, r.Connection, Change{State: req.State.Raw, Private: readPrivate(ctx, req.Private, r.Operations.PrivateKey, &resp.Diagnostics)})
	r.hand(ctx, deleted, Response{State: &resp.State.Raw, Private: resp.Private, Diags: &resp.Diagnostics})
}

// ImportState reads the entity and puts all of it into the state, less what the server always fills in.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	service := r.Connection.Connected(&resp.Diagnostics)
	if service == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeouts.Default)
	defer cancel()
	id, err := identity.ImportID(req.ID, req.Identity, service.Server())
	if err != nil {
		report.Reporter{Diags: &resp.Diagnostics, Title: r.Operations.Title}.Report(report.Importing, err)
		return
	}
	imported := r.Operations.Import(ctx, r.Connection, id, resp.State.Raw)
	r.hand(ctx, imported, Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
}

// hand hands an outcome to Terraform, and tells if requests have waited.
func (r *Resource) hand(ctx context.Context, o Outcome, to Response) {
	o.Into(ctx, r.Operations.PrivateKey, to)
	r.Connection.TellWait(to.Diags)
}
