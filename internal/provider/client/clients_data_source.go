package client

import (
	"context"
	"maps"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// Attributes of the data source oauth_clients that are no fields of a client.
const (
	clientsDetails = "details"
	clientsFound   = "clients"
)

type clientsDataSource struct {
	connection *setup.Connection
}

var (
	_ datasource.DataSource              = (*clientsDataSource)(nil)
	_ datasource.DataSourceWithConfigure = (*clientsDataSource)(nil)
)

// NewClientsDataSource returns the data source oauth_clients.
func NewClientsDataSource() datasource.DataSource { return &clientsDataSource{} }

func (d *clientsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = TypeName + "s"
}

func (d *clientsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	if c, ok := req.ProviderData.(*setup.Connection); ok {
		d.connection = c
	}
}

// clientsSchema has the filters, and the clients: their names, and with details all but their secrets.
var clientsSchema = sync.OnceValue(func() dataschema.Schema {
	found := maps.Clone(dataSourceSchema().Attributes)
	for _, f := range setup.Fields() {
		if f.Spec().Secret {
			delete(found, f.String())
		}
	}
	for _, f := range []oauthclient.Field{oauthclient.ID, oauthclient.ClientID} {
		found[f.Name()] = observedOf(f)
	}
	attributes := map[string]dataschema.Attribute{
		clientsDetails: dataschema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Read each client as a whole, with a request for each where the list does not say all. Left out, a client has what the server's list says of it: all on Ory Hydra, " +
				"and on Oracle Access Manager where that lists its clients as a whole; elsewhere `id`, `client_id` and `client_name`, and all else is null.",
		},
		clientsFound: dataschema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "The clients, in the order of the server's list.",
			NestedObject: dataschema.NestedAttributeObject{Attributes: found},
		},
	}
	for _, f := range filterFields() {
		filter := observedFilter(f)
		if f.Block() == "" {
			attributes[f.Name()] = filter
			continue
		}
		block, _ := attributes[f.Block()].(dataschema.SingleNestedAttribute)
		if block.Attributes == nil {
			block = dataschema.SingleNestedAttribute{
				Optional: true, MarkdownDescription: "Filters that only this backend has.", Attributes: map[string]dataschema.Attribute{},
			}
		}
		block.Attributes[f.Name()] = filter
		attributes[f.Block()] = block
	}
	return dataschema.Schema{
		MarkdownDescription: "The OAuth clients of the authorization server, without their secrets. Backends that cannot list their clients say so.",
		Attributes:          attributes,
	}
})

// observedFilter is filterAttribute for the data source.
func observedFilter(f oauthclient.Field) dataschema.Attribute {
	if f.Kind() != oauthclient.Objects {
		return dataschema.StringAttribute{Optional: true, MarkdownDescription: describeFilter(f)}
	}
	members := map[string]dataschema.Attribute{}
	for _, member := range f.Spec().Members {
		members[member.Name] = dataschema.StringAttribute{Required: member.Required, Optional: !member.Required, MarkdownDescription: entity.DescribeMember(member)}
	}
	return dataschema.ListNestedAttribute{
		Optional: true, MarkdownDescription: describeFilter(f), NestedObject: dataschema.NestedAttributeObject{Attributes: members},
	}
}

func (d *clientsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = clientsSchema()
}

func (d *clientsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	service := d.connection.Connected(&resp.Diagnostics)
	config, err := decode(req.Config.Raw)
	r := newReporter(&resp.Diagnostics)
	r.Report(report.Listing, err)
	if resp.Diagnostics.HasError() {
		return
	}
	checkFilter(service.Judge, config, r)
	ctx, cancel := context.WithTimeout(ctx, timeouts.Default)
	defer cancel()
	resp.State.Raw = d.found(ctx, service, config, req.Config.Raw, &resp.Diagnostics)
	d.connection.TellWait(&resp.Diagnostics)
}

// found returns the configuration with the clients in it.
func (d *clientsDataSource) found(ctx context.Context, service *oauthclient.Service, config values, raw tftypes.Value, diags *diag.Diagnostics) tftypes.Value {
	r := newReporter(diags)
	attributes, err := entity.Attributes(raw)
	r.Report(report.Listing, err)
	clients, ok := raw.Type().(tftypes.Object)
	if err != nil || !ok {
		return raw
	}
	listType, _ := clients.AttributeTypes[clientsFound].(tftypes.List)
	var details bool
	if v := config.others[clientsDetails]; !entity.IsNull(v) {
		r.Report(report.Listing, v.As(&details))
	}
	elements := []tftypes.Value{}
	walk := listing{service: service, filter: config.client, details: details}
	walk.visit = func(listed oauthclient.Listed, read oauthclient.Result) bool {
		client := read.Client
		if client == nil {
			client = namesOf(listed)
		}
		encoded, err := encode(values{client: client}, tftypes.NewValue(listType.ElementType, nil))
		r.Report(report.Listing, err)
		elements = append(elements, encoded)
		return err == nil
	}
	if err := walk.walk(ctx); err != nil {
		r.Report(report.Listing, err)
		return raw
	}
	attributes[clientsFound] = tftypes.NewValue(listType, elements)
	return tftypes.NewValue(raw.Type(), attributes)
}

// namesOf is all that is known of a client of a list that says only names.
func namesOf(listed oauthclient.Listed) oauthclient.Client {
	client := oauthclient.Client{oauthclient.ID: listed.ID}
	if listed.ClientID != "" {
		client[oauthclient.ClientID] = listed.ClientID
	}
	if listed.Name != "" {
		client[oauthclient.ClientName] = listed.Name
	}
	return client
}
