// Package oam has the resources for what the clients of Oracle Access Manager need beside them. They are one generic: what
// tells them apart is in the tables of the driver.
package oam

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// A kind is what tells one resource from another.
type kind struct {
	oam.Sibling
	// judge knows what can be told without any setting of the provider.
	judge *oauthclient.Judge
	// doc and idDoc are texts of the documentation.
	doc, idDoc string
}

// docs are the texts for the kinds, by name.
var docs = map[string]kind{
	"identity_domain": {
		doc: "An OAuth identity domain of Oracle Access Manager, in which resource servers and clients live. Only for the backend `oam`.\n\n" +
			"What you leave out has the server's default, and an update leaves it as it is. What you take out again goes back to the default of a fresh server.",
		idDoc: "The name; an import takes it.",
	},
	"resource_server": {
		doc: "A resource server of Oracle Access Manager, which defines scopes. A client names them `<resource server>.<scope>`. Only for the backend `oam`.\n\n" +
			"What you leave out, an update leaves as it is on the server.",
		idDoc: "`<identity domain>/<name>`; an import takes it.",
	},
}

// Resources are the resources of Oracle Access Manager beside oauth_client.
func Resources() []func() resource.Resource {
	siblings := oam.Siblings()
	resources := make([]func() resource.Resource, len(siblings))
	for i, sibling := range siblings {
		k := docs[sibling.Name]
		k.Sibling = sibling
		k.judge = oauthclient.NewJudge(sibling.Profile(oam.Defaults{Undecided: true}))
		resources[i] = func() resource.Resource { return &siblingResource{kind: &k} }
	}
	return resources
}

type siblingResource struct {
	kind       *kind
	connection *setup.Connection
}

var (
	_ resource.Resource                   = (*siblingResource)(nil)
	_ resource.ResourceWithConfigure      = (*siblingResource)(nil)
	_ resource.ResourceWithIdentity       = (*siblingResource)(nil)
	_ resource.ResourceWithImportState    = (*siblingResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*siblingResource)(nil)
	_ resource.ResourceWithValidateConfig = (*siblingResource)(nil)
)

func (r *siblingResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "oauth_" + oam.Name + "_" + r.kind.Name
	resp.ResourceBehavior.MutableIdentity = true
}

func (r *siblingResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.kind.schema()
}

// IdentitySchema is the same as that of oauth_client.
func (r *siblingResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identity.Schema("Names it completely on its server: the id of the resource.", "The server, by its address.")
}

// Configure takes the connection, which must be one to OAM.
func (r *siblingResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	c, ok := req.ProviderData.(*setup.Connection)
	if !ok {
		return
	}
	r.connection = c
	switch judge := c.JudgeOrNil(); {
	case judge == nil: // No backend is configured; resources know nothing of one that is not decided yet.
		c.Connected(&resp.Diagnostics)
	case judge.Name() != oam.Name:
		resp.Diagnostics.AddError("Resource not supported by the backend",
			"Resources whose names begin with \"oauth_"+oam.Name+"_\" are parts of Oracle Access Manager, and this provider configuration is for \""+
				judge.Name()+"\". Remove the resource, or give it a provider configuration with the block \""+oam.Name+"\".")
	}
}

// service returns the service of the kind, nil while the server cannot be reached.
func (r *siblingResource) service() *oauthclient.Service {
	if r.connection == nil {
		return nil
	}
	driver, ok := r.connection.Driver.(*oam.Driver)
	if !ok {
		return nil
	}
	return driver.Sibling(r.kind.Name)
}

func (r *siblingResource) ValidateConfig(_ context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config, err := r.kind.decode(req.Config.Raw)
	reporter := r.kind.reporter(&resp.Diagnostics, config.known)
	reporter.Report(report.Checking, err)
	reporter.Problems(report.Checking, config.problems)
	for _, f := range config.known.Fields().Sorted() {
		reporter.Problems(report.Checking, oauthclient.CheckValue(f, config.known[f]))
	}
	reporter.Problems(report.Checking, r.kind.judge.Validate(config.known.Without(oauthclient.ID), config.unknown))
	for name, problem := range timeouts.Check(req.Config.Raw) {
		reporter.Attribute(timeouts.Name+"."+name, report.InvalidValue, problem.Error()+".")
	}
}

func (r *siblingResource) ModifyPlan(_ context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	judge := r.kind.judge
	if service := r.service(); service != nil {
		judge = service.Judge
	}
	planned := r.kind.plan(judge, req.Config.Raw, req.State.Raw, req.Plan.Raw)
	resp.Plan.Raw, resp.RequiresReplace = planned.Planned, planned.Replaced
	resp.Diagnostics.Append(planned.Diags...)
	r.connection.TellWait(&resp.Diagnostics)
}

func (r *siblingResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.Plan.Raw, "create")
	defer cancel()
	if r.connection.Connected(&resp.Diagnostics) == nil {
		return
	}
	r.kind.create(ctx, r.service(), req.Plan.Raw).Into(ctx, memoryKey, entity.Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
	r.connection.TellWait(&resp.Diagnostics)
}

// Read leaves the state as it is while the server cannot be asked.
func (r *siblingResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.State.Raw, "read")
	defer cancel()
	service := r.service()
	if service == nil {
		resp.Diagnostics.AddWarning(r.kind.title()+" not refreshed",
			"The provider configuration depends on values that are not known yet, so the server was not asked.")
		if known := r.kind.identityOf("", req.State.Raw); known.Type() != nil && resp.Identity != nil && resp.Identity.Raw.IsFullyNull() {
			resp.Identity.Raw = known
		}
		return
	}
	refreshed := r.kind.refresh(ctx, service, req.State.Raw, entity.ReadPrivate(ctx, req.Private, memoryKey, &resp.Diagnostics))
	refreshed.Into(ctx, memoryKey, entity.Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
	r.connection.TellWait(&resp.Diagnostics)
	if refreshed.Gone {
		resp.State.RemoveResource(ctx)
	}
}

func (r *siblingResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.Plan.Raw, "update")
	defer cancel()
	if r.connection.Connected(&resp.Diagnostics) == nil {
		return
	}
	updated := r.kind.update(ctx, r.service(), req.State.Raw, req.Plan.Raw, entity.ReadPrivate(ctx, req.Private, memoryKey, &resp.Diagnostics))
	updated.Into(ctx, memoryKey, entity.Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
	r.connection.TellWait(&resp.Diagnostics)
}

func (r *siblingResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := timeouts.Deadline(ctx, req.State.Raw, "delete")
	defer cancel()
	if r.connection.Connected(&resp.Diagnostics) == nil {
		return
	}
	resp.Diagnostics.Append(r.kind.remove(ctx, r.service(), req.State.Raw, entity.ReadPrivate(ctx, req.Private, memoryKey, &resp.Diagnostics))...)
	r.connection.TellWait(&resp.Diagnostics)
}

// ImportState reads it and puts all of it into the state, less what a fresh server fills in.
func (r *siblingResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.connection.Connected(&resp.Diagnostics) == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeouts.Default)
	defer cancel()
	id, err := identity.ImportID(req.ID, req.Identity, r.service().Server())
	r.kind.reporter(&resp.Diagnostics, nil).Report(report.Importing, err)
	if resp.Diagnostics.HasError() {
		return
	}
	imported := r.kind.importByID(ctx, r.service(), id, resp.State.Raw)
	imported.Into(ctx, memoryKey, entity.Response{State: &resp.State.Raw, Identity: resp.Identity, Private: resp.Private, Diags: &resp.Diagnostics})
	r.connection.TellWait(&resp.Diagnostics)
}
