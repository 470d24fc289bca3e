package client

import (
	"context"
	"errors"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// remove deletes a client. One that is gone already is no error, unless it may be on another server.
func remove(ctx context.Context, c *setup.Connection, req entity.Change) entity.Outcome {
	service := c.Service
	o := entity.Outcome{Diags: checkDestroy(req.State)}
	state, err := decode(req.State)
	r := reporterOf(&o.Diags, state.client)
	r.Report(report.Deleting, err)
	m, err := decodeMemory(req.Private, service.Judge)
	r.Report(report.Deleting, err)
	if o.Diags.HasError() {
		return o
	}
	if service.Adopted(state.client.Text(oauthclient.ID)) {
		r.Warn("", "OAuth client not deleted",
			"Another resource has adopted the client "+shortName(state.client)+" in this apply, so it was only taken out of the state here.")
		o.Gone = true
		return o
	}
	err = service.Delete(ctx, reminded(state.client, m))
	known, _ := errors.AsType[*oauthclient.Error](err)
	switch {
	case oauthclient.IsUnauthorized(err) && (m.Deleting || service.LeftOpen(state.client.Text(oauthclient.ID), oauthclient.OpenDeletion)):
		r.Warn("", "OAuth client taken for gone",
			"An earlier request to delete the client "+shortName(state.client)+" got no answer, and the server does not take its registration access token any more.")
	case errors.Is(err, oauthclient.ErrNotFound):
		r.Report(report.Deleting, elsewhere(service, m, state.client))
		if known != nil && known.Presumed && !o.Diags.HasError() {
			r.Warn("", "OAuth client taken for gone", report.Detail(known, ""))
		}
	case known != nil && errors.Is(known.Kind, oauthclient.ErrUnsupported):
		r.Warn("", "OAuth client not deleted", "The client "+shortName(state.client)+" was only removed from the state. "+report.Detail(known, ""))
	case errors.Is(err, oauthclient.ErrOutcomeUnknown):
		r.Report(report.Deleting, err)
		m.Deleting = service.Profile().DeniesGone
		o.Private, err = m.Encode()
		r.Report(report.Deleting, err)
	default:
		r.Report(report.Deleting, err)
	}
	o.Gone = !o.Diags.HasError()
	return o
}
