package oam

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// identityDomainResource manages an identity domain of OAM.
type identityDomainResource struct{ oamResource }

var (
	_ resource.Resource                = (*identityDomainResource)(nil)
	_ resource.ResourceWithConfigure   = (*identityDomainResource)(nil)
	_ resource.ResourceWithImportState = (*identityDomainResource)(nil)
)

func newIdentityDomainResource() resource.Resource { return &identityDomainResource{} }

// identityDomainKind is how messages call it.
const identityDomainKind = "OAM identity domain"

type identityDomainModel struct {
	ID          types.String `tfsdk:"id"`
	Name        types.String `tfsdk:"name"`
	Description types.String `tfsdk:"description"`
}

func (r *identityDomainResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "oauth_" + oam.Name + "_identity_domain"
}

func (r *identityDomainResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An OAuth identity domain of Oracle Access Manager, in which resource servers and clients live. Only for the backend `oam`.\n\n" +
			"Settings of the domain that have no attribute here, such as those of tokens, are not sent.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
				MarkdownDescription: "The name; `terraform import` takes it.",
			},
			"name": schema.StringAttribute{
				Required: true, Validators: []validator.String{identityDomainName},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
				MarkdownDescription: "Name of the domain, without commas, equals signs and slashes. Changing it makes a new domain.",
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Any text about the domain. Left out, there is none.",
			},
		},
	}
}

func (r *identityDomainResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	driver := r.connected(&resp.Diagnostics)
	var plan identityDomainModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	made, err := driver.CreateIdentityDomain(ctx, plan.sent(identityDomainModel{}))
	reportOn(&resp.Diagnostics, "create", identityDomainKind, err)
	if made != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan.settled(made))...)
	}
}

func (r *identityDomainResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	driver := r.connected(&resp.Diagnostics)
	var state identityDomainModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	state.Name = state.ID // after an import there is no more than that
	found, err := driver.ReadIdentityDomain(ctx, state.Name.ValueString())
	if errors.Is(err, oauthclient.ErrNotFound) {
		resp.State.RemoveResource(ctx)
		return
	}
	reportOn(&resp.Diagnostics, "read", identityDomainKind, err)
	if found != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, state.settled(found))...)
	}
}

func (r *identityDomainResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	driver := r.connected(&resp.Diagnostics)
	var plan, state identityDomainModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	changed, err := driver.UpdateIdentityDomain(ctx, plan.sent(state))
	reportOn(&resp.Diagnostics, "update", identityDomainKind, err)
	if changed != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan.settled(changed))...)
	}
}

func (r *identityDomainResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	driver := r.connected(&resp.Diagnostics)
	var state identityDomainModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	reportOn(&resp.Diagnostics, "delete", identityDomainKind, driver.DeleteIdentityDomain(ctx, state.ID.ValueString()))
}

func (r *identityDomainResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resource.ImportStatePassthroughID(ctx, path.Root("id"), req, resp)
}

// sent returns the body to send. Prior is the state, empty for a creation.
func (m identityDomainModel) sent(prior identityDomainModel) answer.IdentityDomain {
	return answer.IdentityDomain{Name: m.Name.ValueString(), Description: sentText(m.Description, prior.Description)}
}

// settled returns the state of what the server shows.
func (m identityDomainModel) settled(shown *answer.IdentityDomain) identityDomainModel {
	return identityDomainModel{ID: m.Name, Name: m.Name, Description: shownText(m.Description, shown.Description)}
}
