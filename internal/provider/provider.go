// Package provider is all that this program knows of Terraform: the provider, its resources, data sources and
// functions. What an OAuth client is, and how a server stores it, is the business of the packages it builds on.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Address is where the registry has this provider. This is the one place that says so.
const Address = "registry.terraform.io/oauth-clients/oauth"

// typeName is the prefix of every resource and data source.
const typeName = "oauth"

type oauthProvider struct {
	version string
}

var (
	_ provider.Provider                   = (*oauthProvider)(nil)
	_ provider.ProviderWithValidateConfig = (*oauthProvider)(nil)
	_ provider.ProviderWithFunctions      = (*oauthProvider)(nil)
)

// New returns what makes the provider. Version is that of the release, "dev" for a build from source.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &oauthProvider{version: version} }
}

// connection is what the provider's configuration comes to.
type connection struct {
	// service is the configured backend, and backend the same for resources that only one kind of it has.
	service *oauthclient.Service
	backend oauthclient.Backend
	// online says that the service can reach its server. It cannot while a setting of the provider is not known, which
	// can be so during a plan; what the backend supports, and its rules, are known then all the same.
	online bool
}

func (p *oauthProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = typeName
	resp.Version = p.version
}

func (p *oauthProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	attributes := map[string]schema.Attribute{httpBlockName: httpBlock()}
	for _, block := range backendBlocks() {
		attributes[block.name()] = block.schema
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages OAuth 2.0 and OpenID Connect clients on the authorization server you run. " +
			"Configure exactly one of the backend blocks, or none and the environment variables of one.",
		Attributes: attributes,
	}
}

// ValidateConfig reports all that is wrong with the configuration as far as it is known, without contacting a server.
func (p *oauthProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	config, diags := readConfiguration(ctx, req.Config.GetAttribute)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	block, diags := config.choose()
	resp.Diagnostics.Append(diags...)
	if block != nil {
		_, diags = config.open(block, httpapi.Config{})
		resp.Diagnostics.Append(diags...)
	}
}

func (p *oauthProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	config, diags := readConfiguration(ctx, req.Config.GetAttribute)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	block, diags := config.choose()
	resp.Diagnostics.Append(diags...)
	if block == nil {
		return
	}
	backend, diags := config.open(block, httpapi.Config{
		UserAgent: httpapi.UserAgent(p.version, req.TerraformVersion),
		Log: func(ctx context.Context, message string, fields map[string]any) {
			tflog.Debug(ctx, message, fields)
		},
	})
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	c := &connection{online: backend != nil}
	if !c.online {
		backend = block.driver
	}
	c.service, c.backend = oauthclient.NewService(backend), backend
	resp.ResourceData, resp.DataSourceData = c, c
}

func (p *oauthProvider) Resources(context.Context) []func() resource.Resource {
	resources := []func() resource.Resource{newClientResource}
	for _, block := range backendBlocks() {
		resources = append(resources, block.resources...)
	}
	return resources
}

func (p *oauthProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{newClientDataSource}
}

func (p *oauthProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{newJWKSFunction}
}
