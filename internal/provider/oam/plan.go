package oam

import (
	"maps"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

// plan makes a plan that says what will happen: a value that is only written in another way is no change, and the id is
// known as soon as the name is.
func (k *kind) plan(judge *oauthclient.Judge, change entity.Change) entity.Plan {
	resp := entity.Plan{Planned: change.Planned}
	if change.Planned.IsNull() {
		return resp
	}
	config, err := k.decode(change.Config)
	r := k.reporter(&resp.Diags, config.known)
	r.Report(report.Planning, err)
	state, err := k.decode(change.State)
	r.Report(report.Planning, err)
	r.Problems(report.Checking, judge.Validate(config.known.Without(oauthclient.ID), config.unknown))
	if resp.Diags.HasError() {
		return resp
	}
	planned := values{known: config.known.Clone(), unknown: maps.Clone(config.unknown)}
	for f, v := range config.known {
		if prior, ok := state.known[f]; ok && judge.Same(f, prior, v) {
			planned.known[f] = prior
		}
	}
	k.planID(judge, &planned)
	if exists := !change.State.IsNull(); exists {
		for _, f := range judge.Replaces(state.known, planned.known, planned.unknown) {
			if !planned.unknown.Has(f) && judge.Same(f, state.known[f], planned.known[f]) {
				// A default of the provider's configuration has changed. Terraform makes it anew only because of an attribute
				// that changes, and that is the id then.
				f = oauthclient.ID
			}
			resp.Replaced = append(resp.Replaced, report.Path(f.String()))
		}
		if len(resp.Replaced) == 0 {
			planned.known[oauthclient.ID] = state.known[oauthclient.ID]
			delete(planned.unknown, oauthclient.ID)
		}
	}
	resp.Planned, err = k.encode(planned, change.Planned)
	r.Report(report.Planning, err)
	return resp
}

// planID plans the id, as far as the profile can tell it of what is known.
func (k *kind) planID(judge *oauthclient.Judge, planned *values) {
	id := judge.Profile().IDOf(planned.known)
	for f := range planned.unknown {
		if k.Naming.Has(f) {
			id = ""
		}
	}
	if id == "" {
		planned.unknown.Add(oauthclient.ID)
		return
	}
	planned.known[oauthclient.ID] = id
}
