package oam

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

// keep puts what is known after an operation into the outcome.
func (k *kind) keep(o *entity.Outcome, service *oauthclient.Service, state oauthclient.Client, base tftypes.Value, baseline *oauthclient.Baseline) {
	r := k.reporter(&o.Diags, state)
	var err error
	o.State, err = k.encode(values{known: state}, base)
	r.Report(report.Saving, err)
	o.Private, err = entity.Memory{Server: service.Server(), Baseline: baseline}.Encode()
	r.Report(report.Saving, err)
	o.Identity = identity.Of(service.Server(), state.Text(oauthclient.ID))
}

func (k *kind) create(ctx context.Context, service *oauthclient.Service, planned tftypes.Value) entity.Outcome {
	var o entity.Outcome
	plan, err := k.decode(planned)
	r := k.reporter(&o.Diags, plan.known)
	r.Report(report.Creating, err)
	if o.Diags.HasError() {
		return o
	}
	desired := plan.known.Without(oauthclient.ID)
	created, err := service.Create(ctx, desired)
	r.Notices(created.Notices)
	r.ReportCreation(err)
	if created.Client == nil {
		return o
	}
	state := plan.known.With(oauthclient.ID, created.Client[oauthclient.ID])
	k.keep(&o, service, state, planned, service.Baseline(service.Change(nil, desired), created.Client))
	return o
}

func (k *kind) update(ctx context.Context, service *oauthclient.Service, before, planned tftypes.Value, private []byte) entity.Outcome {
	var o entity.Outcome
	state, err := k.decode(before)
	r := k.reporter(&o.Diags, state.known)
	r.Report(report.Updating, err)
	plan, err := k.decode(planned)
	r.Report(report.Updating, err)
	m, err := k.decodeMemory(private)
	r.Report(report.Updating, err)
	if o.Diags.HasError() {
		return o
	}
	desired := plan.known.Without(oauthclient.ID)
	if len(service.Changed(state.known, desired)) == 0 {
		// Only what is no business of the server has changed, such as the timeouts.
		o.State, o.Identity = planned, identity.Of(service.Server(), state.known.Text(oauthclient.ID))
		return o
	}
	updated, err := service.Update(ctx, state.known, desired)
	r.Notices(updated.Notices)
	r.Report(report.Updating, err)
	if updated.Client != nil {
		change := service.Change(state.known, desired)
		k.keep(&o, service, plan.known, planned, service.BaselineAfter(m.Baseline, change, updated))
	}
	return o
}

func (k *kind) refresh(ctx context.Context, service *oauthclient.Service, raw tftypes.Value, private []byte) entity.Outcome {
	var o entity.Outcome
	state, err := k.decode(raw)
	r := k.reporter(&o.Diags, state.known)
	r.Report(report.Reading, err)
	m, err := k.decodeMemory(private)
	r.Report(report.Reading, err)
	if o.Diags.HasError() {
		return o
	}
	read, err := service.Read(ctx, state.known)
	if errors.Is(err, oauthclient.ErrNotFound) {
		err = m.Elsewhere(k.noun(), state.known.Text(oauthclient.ID), service.Server())
		o.Gone = err == nil
		o.Identity = k.identityOf(service.Server(), raw)
	}
	r.Report(report.Reading, err)
	if err != nil || o.Gone {
		return o
	}
	r.Notices(read.Notices)
	settled := service.Settle(state.known, read.Client, m.Baseline)
	k.keep(&o, service, settled, raw, service.Rebase(m.Baseline, state.known, read.Client))
	return o
}

// identityOf returns the identity of what a state has. The framework wants one after every read, also of what is gone, and
// engines that know none have not sent one.
func (k *kind) identityOf(server string, raw tftypes.Value) tftypes.Value {
	state, err := k.decode(raw)
	if err != nil {
		return tftypes.Value{}
	}
	return identity.Of(server, state.known.Text(oauthclient.ID))
}

func (k *kind) importByID(ctx context.Context, service *oauthclient.Service, id string, base tftypes.Value) entity.Outcome {
	var o entity.Outcome
	read, err := service.Read(ctx, oauthclient.Client{oauthclient.ID: id})
	r := k.reporter(&o.Diags, read.Client)
	r.Report(report.Importing, err)
	if err != nil {
		return o
	}
	r.Notices(read.Notices)
	state := service.Imported(read.Client)
	k.keep(&o, service, state, base, service.Baseline(oauthclient.Change{Desired: state}, read.Client))
	return o
}

// remove deletes it. One that is gone already is no error, unless it may be on another server.
func (k *kind) remove(ctx context.Context, service *oauthclient.Service, raw tftypes.Value, private []byte) diag.Diagnostics {
	var diags diag.Diagnostics
	state, err := k.decode(raw)
	r := k.reporter(&diags, state.known)
	r.Report(report.Deleting, err)
	m, err := k.decodeMemory(private)
	r.Report(report.Deleting, err)
	if diags.HasError() {
		return diags
	}
	err = service.Delete(ctx, state.known)
	if errors.Is(err, oauthclient.ErrNotFound) {
		err = m.Elsewhere(k.noun(), state.known.Text(oauthclient.ID), service.Server())
	}
	r.Report(report.Deleting, err)
	return diags
}
