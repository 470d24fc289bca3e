package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

type clientDataSource struct {
	connection *connection
}

var (
	_ datasource.DataSource              = (*clientDataSource)(nil)
	_ datasource.DataSourceWithConfigure = (*clientDataSource)(nil)
)

func newClientDataSource() datasource.DataSource { return &clientDataSource{} }

func (d *clientDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_client"
}

func (d *clientDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	if c, ok := req.ProviderData.(*connection); ok {
		d.connection = c
	}
}

// Schema is that of the resource with everything computed, less what is about writing, and with what only a server sets.
func (d *clientDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := asData(clientSchema(ctx).Attributes)
	for _, name := range []string{secretWriteOnly, secretWriteOnlyVersion, secretRotation, timeoutsName} {
		delete(attributes, name)
	}
	attributes["id"] = lookup("Names the client completely, in the form that `terraform import` takes. Set this or `client_id`.")
	attributes["client_id"] = lookup("The OAuth client identifier. Set this or `id`.", stringvalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("client_id")))
	for _, block := range backendBlocks() {
		if room, ok := attributes[block.name()].(dataschema.SingleNestedAttribute); ok {
			for f, description := range block.observed {
				room.Attributes[f.Name()] = dataschema.StringAttribute{Computed: true, MarkdownDescription: description}
			}
		}
	}
	resp.Schema = dataschema.Schema{
		MarkdownDescription: "An OAuth client as the authorization server has it, with everything that the server filled in.",
		Attributes:          attributes,
	}
}

func lookup(description string, validators ...validator.String) dataschema.StringAttribute {
	return dataschema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: description,
		Validators: append(validators, stringvalidator.LengthAtLeast(1)),
	}
}

// asData turns attributes of the resource into computed ones of the data source.
func asData(attributes map[string]schema.Attribute) map[string]dataschema.Attribute {
	converted := make(map[string]dataschema.Attribute, len(attributes))
	for name, attribute := range attributes {
		description, sensitive := attribute.GetMarkdownDescription(), attribute.IsSensitive()
		switch attribute := attribute.(type) {
		case schema.StringAttribute:
			converted[name] = dataschema.StringAttribute{Computed: true, Sensitive: sensitive, MarkdownDescription: description}
		case schema.BoolAttribute:
			converted[name] = dataschema.BoolAttribute{Computed: true, MarkdownDescription: description}
		case schema.Int64Attribute:
			converted[name] = dataschema.Int64Attribute{Computed: true, MarkdownDescription: description}
		case schema.SetAttribute:
			converted[name] = dataschema.SetAttribute{Computed: true, ElementType: attribute.ElementType, MarkdownDescription: description}
		case schema.MapAttribute:
			converted[name] = dataschema.MapAttribute{Computed: true, ElementType: attribute.ElementType, MarkdownDescription: description}
		case schema.SingleNestedAttribute:
			converted[name] = dataschema.SingleNestedAttribute{Computed: true, MarkdownDescription: description, Attributes: asData(attribute.Attributes)}
		case schema.SetNestedAttribute:
			converted[name] = dataschema.SetNestedAttribute{
				Computed: true, MarkdownDescription: description,
				NestedObject: dataschema.NestedAttributeObject{Attributes: asData(attribute.NestedObject.Attributes)},
			}
		}
	}
	return converted
}

func (d *clientDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	service := d.connection.connected(&resp.Diagnostics)
	config, err := decodeClient(req.Config.Raw)
	report(&resp.Diagnostics, "read", err)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	server, err := service.Read(ctx, config.client.Only(oauthclient.NewFieldSet(oauthclient.ID, oauthclient.ClientID)))
	report(&resp.Diagnostics, "read", err)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.State.Raw, err = encodeClient(values{client: server}, req.Config.Raw)
	report(&resp.Diagnostics, "read", err)
}
