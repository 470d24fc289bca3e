package client

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

// save puts into an outcome what is known after an operation: the state, with base for what is no field of a client, and what is
// remembered beside it.
func save(o *entity.Outcome, r report.Reporter, state values, base tftypes.Value, m entity.Memory) {
	var err error
	o.State, err = encode(state, base)
	r.Report(report.Saving, err)
	o.Private, err = m.Encode()
	r.Report(report.Saving, err)
	o.Identity = identity.Of(m.Server, state.client.Text(oauthclient.ID))
}

// written is a client after it was created or updated, in whole or in part.
type written struct {
	judge *oauthclient.Judge
	// server identifies the server that it is on.
	server string
	// plan is what was planned, and base the same as Terraform has it.
	plan values
	base tftypes.Value
	// result is the client as the server has it, and baseline what is to be remembered of that.
	result   oauthclient.Client
	baseline *oauthclient.Baseline
	// secret is the secret that the client keeps when the result has none.
	secret string
	// fingerprint is that of the write-only secret.
	fingerprint *entity.Fingerprint
}

// into puts the client into the state, and what is known beside it into the private state. Terraform holds a provider to
// every value that the plan knows; where the server has another, the next refresh shows it.
func (w written) into(o *entity.Outcome, r report.Reporter) {
	m := entity.Memory{
		Server: w.server, Remembered: w.result.Only(w.judge.Remembers()),
		Baseline: w.baseline, WriteOnly: w.fingerprint,
	}
	save(o, r, values{client: w.state()}, w.base, m)
}

func (w written) state() oauthclient.Client {
	state := w.plan.client.Clone()
	for f := range w.plan.unknown {
		if v, ok := w.result[f]; ok {
			state[f] = v
		}
	}
	if !w.plan.unknown.Has(oauthclient.ClientSecret) {
		return state
	}
	switch {
	case !w.judge.UsesSecret(w.result):
		delete(state, oauthclient.ClientSecret)
	case !state.Has(oauthclient.ClientSecret) && w.secret != "":
		state[oauthclient.ClientSecret] = w.secret
	}
	return state
}
