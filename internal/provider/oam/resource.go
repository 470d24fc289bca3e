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
		resources[i] = func() resource.Resource { return &siblingResource{entity.Resource{Operations: k.operations()}, &k} }
	}
	return resources
}

type siblingResource struct {
	entity.Resource
	kind *kind
}

var (
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
func (r *siblingResource) Configure(ctx context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if r.Resource.Configure(ctx, req, resp); r.Connection == nil {
		return
	}
	switch judge := r.Connection.Judge; {
	case judge == nil: // No backend is configured; resources know nothing of one that is not decided yet.
		r.Connection.Connected(&resp.Diagnostics)
	case judge.Name() != oam.Name:
		resp.Diagnostics.AddError("Resource not supported by the backend",
			"Resources whose names begin with \"oauth_"+oam.Name+"_\" are parts of Oracle Access Manager, and this provider configuration is for \""+
				judge.Name()+"\". Remove the resource, or give it a provider configuration with the block \""+oam.Name+"\".")
	}
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
