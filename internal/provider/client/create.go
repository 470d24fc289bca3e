package client

import (
	"cmp"
	"context"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// create makes the planned client. A value that the server did not take is a warning, for an error would have Terraform
// destroy the client and make another one with a new id and secret; the next plan shows it as a difference.
func create(ctx context.Context, c *setup.Connection, req entity.Change) entity.Outcome {
	var o entity.Outcome
	service := c.Service
	p, err := newPlanner(service.Judge, entity.Change{Config: req.Config})
	r := p.config.reporter(&o.Diags)
	r.Report(report.Creating, err)
	p.config.checkSecret(r)
	planned := with(req.Planned, secretWriteOnlyVersion, p.version)
	plan, err := decode(planned)
	r.Report(report.Creating, err)
	if o.Diags.HasError() {
		return o
	}
	desired := desiredOf(service.Judge, plan)
	if secret, _ := entity.Text(p.config.others[secretWriteOnly]); secret != "" {
		desired[oauthclient.ClientSecret] = secret
	}
	created, adopted, err := createOrAdopt(ctx, service, plan, desired)
	r.Name = cmp.Or(nameOf(created.Client), r.Name)
	r.Notices(created.Notices)
	r.ReportCreation(err)
	if created.Client == nil {
		return o
	}
	baseline := service.Baseline(service.Change(nil, desired), created.Client)
	if adopted {
		baseline = service.AdoptedBaseline(desired, created.Client)
	}
	written{
		judge: service.Judge, server: service.Server(), plan: plan, base: planned,
		result: created.Client, baseline: baseline, fingerprint: p.fingerprint(),
	}.into(&o, r)
	return o
}

// desiredOf returns what a plan wants a client to be: not what the server issues, such as a client_id that nobody chose.
func desiredOf(judge *oauthclient.Judge, plan values) oauthclient.Client {
	desired := plan.client.Without(issuedFields...)
	for _, f := range []oauthclient.Field{oauthclient.ClientID, oauthclient.ClientSecret} {
		if !judge.Supports(f) {
			delete(desired, f)
		}
	}
	return desired
}
