package client

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

type clientDataSource struct {
	connection *setup.Connection
}

var (
	_ datasource.DataSource                   = (*clientDataSource)(nil)
	_ datasource.DataSourceWithConfigure      = (*clientDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*clientDataSource)(nil)
)

// NewDataSource returns the data source oauth_client.
func NewDataSource() datasource.DataSource { return &clientDataSource{} }

func (d *clientDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = TypeName
}

func (d *clientDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = dataSourceSchema()
}

func (d *clientDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	if c, ok := req.ProviderData.(*setup.Connection); ok {
		d.connection = c
	}
}

// ValidateConfig wants one way to name the client.
func (d *clientDataSource) ValidateConfig(_ context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	config, err := decode(req.Config.Raw)
	r := newReporter(&resp.Diagnostics)
	r.Report(report.Reading, err)
	id, clientID := config.configured(oauthclient.ID), config.configured(oauthclient.ClientID)
	empty := config.client[oauthclient.ID] == "" || config.client[oauthclient.ClientID] == ""
	if unknown := len(config.unknown) > 0; !unknown && (id == clientID || empty) {
		resp.Diagnostics.AddAttributeError(path.Root("id"), "One of id and client_id is needed",
			"Set either id or client_id to say which client is meant, and not both.")
	}
}

func (d *clientDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	service := d.connection.Connected(&resp.Diagnostics)
	config, err := decode(req.Config.Raw)
	r := newReporter(&resp.Diagnostics)
	r.Report(report.Reading, err)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeouts.Default)
	defer cancel()
	read, err := service.Read(ctx, config.client.Only(oauthclient.NewFieldSet(oauthclient.ID, oauthclient.ClientID)))
	r.Report(report.Reading, err)
	if resp.Diagnostics.HasError() {
		return
	}
	r.Notices(read.Notices)
	resp.State.Raw, err = encode(values{client: read.Client}, req.Config.Raw)
	r.Report(report.Reading, err)
}
