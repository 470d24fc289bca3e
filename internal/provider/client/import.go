package client

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// importByID reads a client that was not made here.
func importByID(ctx context.Context, c *setup.Connection, id string, base tftypes.Value) entity.Outcome {
	var o entity.Outcome
	r := newReporter(&o.Diags)
	read, err := c.Service.Read(ctx, oauthclient.Client{oauthclient.ID: id})
	r.Report(report.Importing, err)
	if err != nil {
		return o
	}
	if read.Client = bringSecret(ctx, c, read.Client, reporterOf(&o.Diags, read.Client)); o.Diags.HasError() {
		return o
	}
	told := o.Diags
	o = imported(c.Service, read, base)
	o.Diags = append(told, o.Diags...)
	return o
}

// imported returns what the state holds for a client that was not made here.
func imported(service *oauthclient.Service, read oauthclient.Result, base tftypes.Value) entity.Outcome {
	var o entity.Outcome
	r := reporterOf(&o.Diags, read.Client)
	r.Notices(read.Notices)
	state := service.Imported(read.Client)
	m := entity.Memory{
		Server: service.Server(), Remembered: read.Client.Only(service.Remembers()),
		Baseline: service.Baseline(oauthclient.Change{Desired: state}, read.Client),
	}
	save(&o, r, values{client: state}, base, m)
	return o
}
