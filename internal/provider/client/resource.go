package client

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

type clientResource struct {
	connection *setup.Connection
}

var (
	_ resource.Resource                   = (*clientResource)(nil)
	_ resource.ResourceWithConfigure      = (*clientResource)(nil)
	_ resource.ResourceWithIdentity       = (*clientResource)(nil)
	_ resource.ResourceWithImportState    = (*clientResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clientResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clientResource)(nil)
)

// NewResource returns the resource oauth_client.
func NewResource() resource.Resource { return &clientResource{} }

func (r *clientResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName
	resp.ResourceBehavior.MutableIdentity = true
}

func (r *clientResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *clientResource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	if c, ok := req.ProviderData.(*setup.Connection); ok {
		r.connection = c
	}
}

func (r *clientResource) ValidateConfig(_ context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	resp.Diagnostics.Append(validate(req.Config.Raw)...)
}

func (r *clientResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(checkDestroy(req.State.Raw)...)
		return
	}
	if r.connection == nil {
		return
	}
	planned := plan(ctx, r.connection, changeRequest{
		config: req.Config.Raw, state: req.State.Raw, planned: req.Plan.Raw, private: entity.ReadPrivate(ctx, req.Private, memoryKey, &resp.Diagnostics),
	})
	resp.Plan.Raw, resp.RequiresReplace = planned.Planned, planned.Replaced
	resp.Diagnostics.Append(planned.Diags...)
	r.connection.TellWait(&resp.Diagnostics)
}

func (r *clientResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.Plan.Raw, "create")
	defer cancel()
	service := r.connection.Connected(&resp.Diagnostics)
	if service == nil {
		return
	}
	created := create(ctx, service, req.Config.Raw, req.Plan.Raw)
	created.Into(ctx, memoryKey, entity.Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
	r.connection.TellWait(&resp.Diagnostics)
}

func (r *clientResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.State.Raw, "read")
	defer cancel()
	refreshed := refresh(ctx, r.connection, req.State.Raw, entity.ReadPrivate(ctx, req.Private, memoryKey, &resp.Diagnostics))
	refreshed.Into(ctx, memoryKey, entity.Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
	r.connection.TellWait(&resp.Diagnostics)
	if refreshed.Gone {
		resp.State.RemoveResource(ctx)
	}
}

func (r *clientResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.Plan.Raw, "update")
	defer cancel()
	service := r.connection.Connected(&resp.Diagnostics)
	if service == nil {
		return
	}
	updated := update(ctx, service, changeRequest{
		config: req.Config.Raw, state: req.State.Raw, planned: req.Plan.Raw, private: entity.ReadPrivate(ctx, req.Private, memoryKey, &resp.Diagnostics),
	})
	updated.Into(ctx, memoryKey, entity.Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
	r.connection.TellWait(&resp.Diagnostics)
}

func (r *clientResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.State.Raw, "delete")
	defer cancel()
	service := r.connection.Connected(&resp.Diagnostics)
	if service == nil {
		return
	}
	removed := remove(ctx, service, req.State.Raw, entity.ReadPrivate(ctx, req.Private, memoryKey, &resp.Diagnostics))
	removed.Into(ctx, memoryKey, entity.Response{State: &resp.State.Raw, Private: resp.Private, Diags: &resp.Diagnostics})
	r.connection.TellWait(&resp.Diagnostics)
}

// IdentitySchema says what names a client.
func (r *clientResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identity.Schema("Names the client completely on its server: the id of the resource.", "The server, by its address or issuer.")
}

// ImportState reads the client and puts all of it into the state, less what the server always fills in.
func (r *clientResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	service := r.connection.Connected(&resp.Diagnostics)
	if service == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeouts.Default)
	defer cancel()
	id, err := identity.ImportID(req.ID, req.Identity, service.Server())
	newReporter(&resp.Diagnostics).Report(report.Importing, err)
	if resp.Diagnostics.HasError() {
		return
	}
	imported := importByID(ctx, r.connection, id, resp.State.Raw)
	imported.Into(ctx, memoryKey, entity.Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
	r.connection.TellWait(&resp.Diagnostics)
}
