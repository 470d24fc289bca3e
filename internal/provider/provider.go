// Package provider is all that this program knows of Terraform: the provider, its resources, data sources and
// functions. What an OAuth client is, and how a server stores it, is the business of the packages it builds on.
package provider

import (
	"context"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/client"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/document"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/token"
)

// Address is where the registry has this provider. This is the one place that says so.
const Address = "registry.terraform.io/oauth-clients/oauth"

type oauthProvider struct {
	version string
	// connection is what the configuration came to, for the calls that are answered beside the framework.
	connection atomic.Pointer[setup.Connection]
}

var (
	_ provider.Provider                       = (*oauthProvider)(nil)
	_ provider.ProviderWithValidateConfig     = (*oauthProvider)(nil)
	_ provider.ProviderWithFunctions          = (*oauthProvider)(nil)
	_ provider.ProviderWithActions            = (*oauthProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*oauthProvider)(nil)
	_ provider.ProviderWithListResources      = (*oauthProvider)(nil)
)

func (p *oauthProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "oauth"
	resp.Version = p.version
}

func (p *oauthProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = setup.Schema()
}

// ValidateConfig reports all that is wrong with the configuration as far as it is known, without contacting a server.
func (p *oauthProvider) ValidateConfig(_ context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	resp.Diagnostics.Append(setup.Check(req.Config.Raw)...)
}

func (p *oauthProvider) Configure(_ context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	connection, diags := setup.Connect(req.Config.Raw, httpapi.Config{
		UserAgent: httpapi.UserAgent(p.version, req.TerraformVersion),
		Log: func(ctx context.Context, message string, fields map[string]any) {
			tflog.Debug(ctx, message, fields)
		},
	})
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.DataSourceData, resp.ListResourceData, resp.EphemeralResourceData = connection, connection, connection
	resp.ActionData = connection
	if !connection.Undecided() { // Otherwise resources are planned by their configuration alone.
		p.connection.Store(connection)
		resp.ResourceData = connection
	}
}

func (p *oauthProvider) Resources(context.Context) []func() resource.Resource {
	return append([]func() resource.Resource{client.NewResource}, oam.Resources()...)
}

func (p *oauthProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{client.NewDataSource, client.NewClientsDataSource, document.NewDataSource}
}

func (p *oauthProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{client.NewGeneratedSecret, token.NewAccessToken}
}

func (p *oauthProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{client.NewRotateAction}
}

func (p *oauthProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{client.NewListResource}
}

func (p *oauthProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{document.NewFunction, newJWKSFunction}
}
