package oam

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// resourceServerResource manages a resource server of OAM.
type resourceServerResource struct{ oamResource }

var (
	_ resource.Resource                = (*resourceServerResource)(nil)
	_ resource.ResourceWithConfigure   = (*resourceServerResource)(nil)
	_ resource.ResourceWithImportState = (*resourceServerResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*resourceServerResource)(nil)
)

func newResourceServerResource() resource.Resource { return &resourceServerResource{} }

// resourceServerKind is how messages call it.
const resourceServerKind = "OAM resource server"

func (r *resourceServerResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "oauth_" + oam.Name + "_resource_server"
}

func (r *resourceServerResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A resource server of Oracle Access Manager, which defines scopes. A client names them `<resource server>.<scope>`. Only for the backend `oam`.\n\n" +
			"The server adds a scope `DefaultScope` to each, which is no difference.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
				MarkdownDescription: "`<identity domain>/<name>`; `terraform import` takes it.",
			},
			"identity_domain": schema.StringAttribute{
				Optional: true, Validators: []validator.String{identityDomainName},
				MarkdownDescription: "Name of the identity domain. Left out, that of the provider configuration. Changing it makes a new resource server.",
			},
			"name": schema.StringAttribute{
				Required: true, Validators: []validator.String{resourceServerName},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
				MarkdownDescription: "Name of the resource server, without commas and equals signs. Changing it makes a new one.",
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Any text about the resource server. Left out, there is none.",
			},
			"scopes": schema.SetNestedAttribute{
				Optional: true, Validators: []validator.Set{setvalidator.NoNullValues()},
				MarkdownDescription: "The scopes. Left out, there is only `DefaultScope`.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name": schema.StringAttribute{
						Required:            true,
						MarkdownDescription: "Name of the scope.",
					},
					"description": schema.StringAttribute{
						Optional:            true,
						MarkdownDescription: "What the scope allows. Left out, the server may have any.",
					},
				}},
			},
			"token_attributes": schema.SetNestedAttribute{
				Optional: true, Validators: []validator.Set{setvalidator.NoNullValues()},
				MarkdownDescription: "Custom attributes to put into the tokens of all clients that have one of the scopes. Left out, there are none.",
				NestedObject:        schema.NestedAttributeObject{Attributes: attributeMembers()},
			},
		},
	}
}

// ModifyPlan plans a new resource server when it is in another identity domain than it should be, be it by its own
// attribute or by the provider configuration.
func (r *resourceServerResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.driver == nil {
		return
	}
	var domain, id types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("identity_domain"), &domain)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	wanted := r.domainOf(domain)
	if wanted == "" && !domain.IsUnknown() && r.connection.Service != nil {
		resp.Diagnostics.AddAttributeError(path.Root("identity_domain"), "Missing identity domain",
			"Set it here, or in the block \""+oam.Name+"\" of the provider configuration.")
		return
	}
	at, _, _ := strings.Cut(id.ValueString(), "/")
	if at != "" && (domain.IsUnknown() || wanted != "" && wanted != at) {
		resp.RequiresReplace = path.Paths{path.Root("id")}
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), types.StringUnknown())...)
	}
}

// domainOf returns the identity domain that a configuration asks for, "" when it is not known.
func (r *resourceServerResource) domainOf(configured types.String) string {
	if configured.IsNull() {
		return r.driver.DefaultDomain()
	}
	return configured.ValueString()
}

func (r *resourceServerResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	driver := r.connected(&resp.Diagnostics)
	var plan resourceServerModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	sent := plan.sent(r.domainOf(plan.IdentityDomain), resourceServerModel{})
	plan.ID = types.StringValue(sent.IDDomain + "/" + sent.Name)
	made, err := driver.CreateResourceServer(ctx, sent)
	reportOn(&resp.Diagnostics, "create", resourceServerKind, err)
	if made != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan.settled(made))...)
	}
}

func (r *resourceServerResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	driver := r.connected(&resp.Diagnostics)
	var state resourceServerModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	domain, name := state.place()
	if state.Name.IsNull() && domain != driver.DefaultDomain() { // after an import
		state.IdentityDomain = types.StringValue(domain)
	}
	state.Name = types.StringValue(name)
	found, err := driver.ReadResourceServer(ctx, domain, name)
	if errors.Is(err, oauthclient.ErrNotFound) {
		resp.State.RemoveResource(ctx)
		return
	}
	reportOn(&resp.Diagnostics, "read", resourceServerKind, err)
	if found != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, state.settled(found))...)
	}
}

func (r *resourceServerResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	driver := r.connected(&resp.Diagnostics)
	var plan, state resourceServerModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	domain, _ := plan.place()
	changed, err := driver.UpdateResourceServer(ctx, plan.sent(domain, state))
	reportOn(&resp.Diagnostics, "update", resourceServerKind, err)
	if changed != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan.settled(changed))...)
	}
}

func (r *resourceServerResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	driver := r.connected(&resp.Diagnostics)
	var state resourceServerModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	domain, name := state.place()
	reportOn(&resp.Diagnostics, "delete", resourceServerKind, driver.DeleteResourceServer(ctx, domain, name))
}

func (r *resourceServerResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	domain, name, _ := strings.Cut(req.ID, "/")
	if domain == "" || name == "" {
		resp.Diagnostics.AddError("Unable to import "+resourceServerKind, "Write its id as <identity domain>/<name>, as in \"Shops/Orders\".")
		return
	}
	resource.ImportStatePassthroughID(ctx, path.Root("id"), req, resp)
}
