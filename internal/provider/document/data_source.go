package document

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/cimd"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

const attributeURL = "url"

// shown are the members that have an attribute; all of them are texts or sets of texts.
var shown = []oauthclient.Field{
	oauthclient.ClientName, oauthclient.ClientURI, oauthclient.LogoURI, oauthclient.PolicyURI, oauthclient.TosURI, oauthclient.Contacts,
	oauthclient.RedirectURIs, oauthclient.GrantTypes, oauthclient.ResponseTypes, oauthclient.Scopes,
	oauthclient.TokenEndpointAuthMethod, oauthclient.JWKSet, oauthclient.JWKSURI, oauthclient.SoftwareID, oauthclient.SoftwareVersion,
}

type dataSource struct {
	connection *setup.Connection
}

var (
	_ datasource.DataSource                   = (*dataSource)(nil)
	_ datasource.DataSourceWithConfigure      = (*dataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*dataSource)(nil)
)

// NewDataSource returns the data source oauth_client_id_metadata_document.
func NewDataSource() datasource.DataSource { return &dataSource{} }

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_client_id_metadata_document"
}

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		attributeURL: schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "URL of the document, which is the client's `client_id`: https, with a path, and without dot segments, fragment, user name and password.",
		},
		"document": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The whole document in JSON, with sorted members. One that the function `client_id_metadata_document` made comes out as it was made. `jsondecode` reads it.",
		},
	}
	for _, f := range shown {
		doc := strings.TrimSuffix(f.Spec().Doc, ".") + " (" + f.Spec().Ref + ")."
		if f.Kind() == oauthclient.Set {
			attributes[f.Name()] = schema.SetAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: doc}
		} else {
			attributes[f.Name()] = schema.StringAttribute{Computed: true, MarkdownDescription: doc}
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A client ID metadata document (draft-ietf-oauth-client-id-metadata-document-03) as it is served, fetched and checked as an authorization server does it.\n\n" +
			"An error is what keeps the document from being used: another status than 200, redirects included; no JSON object; another `client_id` than the URL, letter by letter; a secret, a private key, or a method that needs a shared secret; " +
			"no `redirect_uris` for grants that need them; values that break the rules of their specification. A warning is what some servers refuse or what is probably a mistake: more than 5 kilobytes, another type than `application/json`, " +
			"no `client_name`, no `token_endpoint_auth_method`, a URL with a query, not normalized or at a local address.\n\n" +
			"The request uses the block `http` of the provider configuration, but for its headers and its client certificate. No backend need be configured.",
		Attributes: attributes,
	}
}

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	if c, ok := req.ProviderData.(*setup.Connection); ok {
		d.connection = c
	}
}

// ValidateConfig checks the URL.
func (d *dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var address types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(attributeURL), &address)...)
	if address.IsUnknown() || resp.Diagnostics.HasError() {
		return
	}
	if err := cimd.CheckURL(address.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(path.Root(attributeURL), "Invalid value: url", "url: This is not the URL of a client: "+err.Error()+".")
	}
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var address types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(attributeURL), &address)...)
	settings, ok := d.connection.Elsewhere(&resp.Diagnostics)
	if resp.Diagnostics.HasError() || !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeouts.Default)
	defer cancel()
	found, problems, err := cimd.Fetch(ctx, settings, address.ValueString())
	d.connection.TellWait(&resp.Diagnostics)
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root(attributeURL), "Unable to fetch the client ID metadata document", "url: "+err.Error())
		return
	}
	report(&resp.Diagnostics, address.ValueString(), problems)
	if resp.Diagnostics.HasError() {
		return
	}
	values := map[string]any{attributeURL: address, "document": found.JSON}
	for _, f := range shown {
		if found.Client.Has(f) {
			values[f.Name()] = found.Client[f]
		}
	}
	for name, value := range values {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}

// report shows the problems of a document, at the URL that it comes from.
func report(diags *diag.Diagnostics, address string, problems []*oauthclient.Error) {
	for _, problem := range problems {
		subject := "the document"
		if !problem.Field.IsZero() {
			subject = problem.Field.Name()
		}
		detail := "url: " + address + " has a problem with " + subject + ". " + problem.Message
		if problem.Advice != "" {
			detail += "\n\n" + problem.Advice
		}
		if errors.Is(problem, oauthclient.ErrUnusual) {
			diags.AddAttributeWarning(path.Root(attributeURL), "Unusual client ID metadata document: "+subject, detail)
		} else {
			diags.AddAttributeError(path.Root(attributeURL), "Invalid client ID metadata document: "+subject, detail)
		}
	}
}
