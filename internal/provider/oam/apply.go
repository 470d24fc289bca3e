package oam

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// operations are what the resource does, with the service of the kind behind a connection.
func (k *kind) operations() entity.Operations {
	type operation = func(context.Context, *oauthclient.Service, entity.Change) entity.Outcome
	on := func(do operation) func(context.Context, *setup.Connection, entity.Change) entity.Outcome {
		return func(ctx context.Context, c *setup.Connection, change entity.Change) entity.Outcome {
			return do(ctx, k.service(c), change)
		}
	}
	return entity.Operations{
		Title: k.title(), PrivateKey: memoryKey,
		Plan: func(_ context.Context, c *setup.Connection, change entity.Change) entity.Plan {
			if service := k.service(c); service != nil {
				return k.plan(service.Judge, change)
			}
			return k.plan(k.judge, change)
		},
		Refresh: on(k.refresh), Create: on(k.create), Update: on(k.update), Delete: on(k.remove),
		Import: func(ctx context.Context, c *setup.Connection, id string, base tftypes.Value) entity.Outcome {
			return k.importByID(ctx, k.service(c), id, base)
		},
	}
}

// service returns the service of the kind, nil while the server cannot be reached.
func (k *kind) service(c *setup.Connection) *oauthclient.Service {
	if c == nil {
		return nil
	}
	driver, ok := c.Driver.(*oam.Driver)
	if !ok {
		return nil
	}
	return driver.Sibling(k.Name)
}

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

// before returns the state and the memory before an operation, and the reporter for what is wrong, also with these.
func (k *kind) before(o *entity.Outcome, op report.Operation, change entity.Change) (oauthclient.Client, entity.Memory, report.Reporter) {
	state, err := k.decode(change.State)
	r := k.reporter(&o.Diags, state.known)
	r.Report(op, err)
	m, err := k.decodeMemory(change.Private)
	r.Report(op, err)
	return state.known, m, r
}

func (k *kind) create(ctx context.Context, service *oauthclient.Service, change entity.Change) entity.Outcome {
	var o entity.Outcome
	plan, err := k.decode(change.Planned)
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
	k.keep(&o, service, state, change.Planned, service.Baseline(service.Change(nil, desired), created.Client))
	return o
}

func (k *kind) update(ctx context.Context, service *oauthclient.Service, change entity.Change) entity.Outcome {
	var o entity.Outcome
	state, m, r := k.before(&o, report.Updating, change)
	plan, err := k.decode(change.Planned)
	r.Report(report.Updating, err)
	if o.Diags.HasError() {
		return o
	}
	desired := plan.known.Without(oauthclient.ID)
	if len(service.Changed(state, desired)) == 0 {
		// Only what is no business of the server has changed, such as the timeouts.
		o.State, o.Identity = change.Planned, identity.Of(service.Server(), state.Text(oauthclient.ID))
		return o
	}
	updated, err := service.Update(ctx, state, desired)
	r.Notices(updated.Notices)
	r.Report(report.Updating, err)
	if updated.Client != nil {
		baseline := service.BaselineAfter(m.Baseline, service.Change(state, desired), updated)
		k.keep(&o, service, plan.known, change.Planned, baseline)
	}
	return o
}

// refresh reads it. The state stays as it is while the server cannot be asked, and service is nil.
func (k *kind) refresh(ctx context.Context, service *oauthclient.Service, change entity.Change) entity.Outcome {
	var o entity.Outcome
	state, m, r := k.before(&o, report.Reading, change)
	o.Identity = identity.Of(m.Server, state.Text(oauthclient.ID))
	if o.Diags.HasError() {
		return o
	}
	if service == nil {
		o.Diags.AddWarning(k.title()+" not refreshed",
			"The provider configuration depends on values that are not known yet, so the server was not asked.")
		return o
	}
	read, err := service.Read(ctx, state)
	if errors.Is(err, oauthclient.ErrNotFound) {
		err = m.Elsewhere(k.noun(), state.Text(oauthclient.ID), service.Server())
		o.Gone = err == nil
	}
	r.Report(report.Reading, err)
	if err != nil || o.Gone {
		return o
	}
	r.Notices(read.Notices)
	settled := service.Settle(state, read.Client, m.Baseline)
	k.keep(&o, service, settled, change.State, service.Rebase(m.Baseline, state, read.Client))
	return o
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
func (k *kind) remove(ctx context.Context, service *oauthclient.Service, change entity.Change) entity.Outcome {
	var o entity.Outcome
	state, m, r := k.before(&o, report.Deleting, change)
	if o.Diags.HasError() {
		return o
	}
	err := service.Delete(ctx, state)
	if errors.Is(err, oauthclient.ErrNotFound) {
		err = m.Elsewhere(k.noun(), state.Text(oauthclient.ID), service.Server())
	}
	r.Report(report.Deleting, err)
	return o
}
