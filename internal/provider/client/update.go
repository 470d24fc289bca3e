package client

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// An updater makes a client what is planned. Its steps are: end the old secrets, change what the configuration says, get a new
// secret from the server; most updates have one of them.
type updater struct {
	*planner
	service *oauthclient.Service
	req     entity.Change
	plan    values
	report  report.Reporter
	out     entity.Outcome

	// desired is what the client is to be, with a secret that is to be set.
	desired oauthclient.Client
	// result is the client as the server has it after the steps so far.
	result oauthclient.Client
	// before is the client as the server had it before the first step that changed it, nil when that is not known.
	before oauthclient.Client
}

func update(ctx context.Context, c *setup.Connection, req entity.Change) entity.Outcome {
	u := &updater{service: c.Service, req: req}
	var err error
	u.planner, err = newPlanner(c.Judge, req)
	u.report = u.config.reporter(&u.out.Diags)
	u.report.Name = nameOf(u.state.client)
	u.report.Report(report.Updating, err)
	u.config.checkSecret(u.report)
	u.plan, err = decode(req.Planned)
	u.report.Report(report.Updating, err)
	if !u.out.Diags.HasError() {
		u.run(ctx)
	}
	return u.out
}

func (u *updater) run(ctx context.Context) {
	u.desired = desiredOf(u.judge, u.plan).Without(oauthclient.ClientSecret)
	if u.isRetired() {
		if err := u.retire(ctx, u.service); err != nil {
			u.report.Report(report.Updating, err)
			return
		}
	}
	asks := u.asksForSecret()
	if secret := u.secretToSend(u.plan); secret != "" && !asks {
		u.desired[oauthclient.ClientSecret] = secret
	}
	if !u.change(ctx) {
		return
	}
	if asks && !u.renew(ctx) {
		return
	}
	if u.result == nil {
		u.keep()
		return
	}
	u.save(u.req.Planned)
}

// change sends what is configured, if that is not what the server was sent before. It returns false when nothing more is to be
// done.
func (u *updater) change(ctx context.Context) bool {
	secret := u.desired.Has(oauthclient.ClientSecret)
	if !secret && len(u.judge.Changed(u.state.client, u.desired)) == 0 {
		return true
	}
	known := u.known()
	if !secret {
		known = u.withWriteOnly(known)
	}
	updated, err := u.service.Update(ctx, known, u.desired)
	change := u.judge.Change(u.state.client, u.desired)
	u.report.Notices(u.judge.Untold(updated.Notices, change, u.memory.Baseline, updated.Client))
	u.report.Report(report.Updating, err)
	if secret && oauthclient.MayBeDone(err) {
		u.doubtSecret(err)
		return false
	}
	u.result, u.before = updated.Client, updated.Before
	switch {
	case err == nil || u.result == nil:
	case u.judge.Profile().Adjusts && !errors.Is(err, oauthclient.ErrNotStored):
		u.saveFailed()
	default:
		u.save(u.req.Planned)
	}
	return err == nil
}

// saveFailed puts into the state what a server replaced on the way of an update that failed, such as the token for the client,
// and lets the rest be: a server that may adjust values would pass for one that did.
func (u *updater) saveFailed() {
	state := u.state
	state.client = state.client.Clone()
	for f, v := range u.result {
		if !u.judge.Configures(f) {
			state.client[f] = v
		}
	}
	m := u.memory
	m.Remembered = u.result.Only(u.judge.Remembers())
	save(&u.out, u.report, state, u.req.State, m)
}

// renew asks the server for a new secret. When that fails, what the server replaced on the way, such as the token for the client,
// is kept, and the state goes on saying what was there before of the triggers, so that the next plan asks again.
func (u *updater) renew(ctx context.Context) bool {
	known := u.known()
	first := u.result == nil
	if !first {
		known = u.result // which has what is to be remembered of it, too
	}
	rotated, sent, err := u.rotate(ctx, u.service, known, u.desired, u.report)
	u.report.Notices(rotated.Notices)
	u.report.Report(report.Updating, err)
	if rotated.Client != nil {
		u.result = rotated.Client
		if first {
			u.before = rotated.Before
		}
	}
	switch {
	case err == nil:
		return true
	case sent && oauthclient.MayBeDone(err):
		u.doubtSecret(err)
	case u.result == nil:
	case first && u.judge.Profile().Adjusts:
		u.saveFailed()
	default:
		u.save(with(u.req.Planned, secretRotation, u.state.others[secretRotation]))
	}
	return false
}

// keep puts into the state what is no business of the server, such as the timeouts, and lets the private state be.
func (u *updater) keep() {
	w := written{judge: u.judge, plan: u.plan, result: u.state.client, secret: u.state.client.Text(oauthclient.ClientSecret)}
	var err error
	u.out.State, err = encode(values{client: w.state()}, u.req.Planned)
	u.report.Report(report.Updating, err)
	u.out.Identity = identity.Of(u.memory.Server, u.state.client.Text(oauthclient.ID))
}

// save puts the client into the state, with base for what is no field of a client.
func (u *updater) save(base tftypes.Value) {
	change := u.judge.Change(u.state.client, u.desired)
	written{
		judge: u.judge, server: u.service.Server(), plan: u.plan, base: base,
		result: u.result, baseline: u.judge.BaselineAfter(u.memory.Baseline, change, oauthclient.Result{Client: u.result, Before: u.before}),
		secret: u.state.client.Text(oauthclient.ClientSecret), fingerprint: u.fingerprint(),
	}.into(&u.out, u.report)
}

// doubtSecret leaves a state that says what is known after an update of the secret that got no answer of the server's own: not
// the secret. So the next plan sets one again, whatever the configuration says by then. A secret that was made here stays when
// somebody on the way has refused the update: as a rule it is still the right one, and nobody else has it.
func (u *updater) doubtSecret(err error) {
	state := u.state
	if errors.Is(err, oauthclient.ErrOutcomeUnknown) || u.config.configured(oauthclient.ClientSecret) {
		state.client = state.client.Without(oauthclient.ClientSecret)
	}
	m := u.memory
	m.Uncertain = true
	save(&u.out, u.report, state, withNull(u.req.State, secretWriteOnlyVersion), m)
	u.out.Diags.AddError("The client's secret may have changed",
		"The request to change the secret of "+shortName(u.state.client)+" got no answer of the server's own, so it is not known which secret the server has. "+
			"Apply again: the secret is set anew then.")
}
