package client

import (
	"strconv"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
)

// planVersion returns the planned client_secret_wo_version: what is configured or, when it is left out beside a write-only
// secret, a number that grows with each secret that differs from the one that was sent last.
func (p *planner) planVersion() tftypes.Value {
	secret, version := p.config.others[secretWriteOnly], p.config.others[secretWriteOnlyVersion]
	before := p.state.others[secretWriteOnlyVersion]
	null := tftypes.NewValue(tftypes.String, nil)
	switch {
	case !entity.IsNull(version):
		return version
	case entity.IsNull(secret):
		return null
	case !secret.IsKnown():
		return tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	}
	text, _ := entity.Text(secret)
	if !entity.IsNull(before) && p.memory.WriteOnly.Matches(text) {
		return before
	}
	number, _ := entity.Text(before)
	last, err := strconv.Atoi(number)
	if err != nil {
		last = 0
	}
	return tftypes.NewValue(tftypes.String, strconv.Itoa(last+1))
}

// fingerprint returns what the state remembers of a write-only secret: nothing when its version is configured.
func (p *planner) fingerprint() *entity.Fingerprint {
	secret, _ := entity.Text(p.config.others[secretWriteOnly])
	switch {
	case secret == "", p.config.isConfigured(secretWriteOnlyVersion):
		return nil
	case p.memory.WriteOnly.Matches(secret):
		return p.memory.WriteOnly
	}
	return entity.NewFingerprint(secret)
}

// sendsWriteOnly reports whether the write-only secret is to be sent with that version.
func (p *planner) sendsWriteOnly(version tftypes.Value) bool {
	before := p.state.others[secretWriteOnlyVersion]
	return !entity.IsNull(version) && version.IsKnown() && (entity.IsNull(before) || !version.Equal(before))
}

// withWriteOnly returns the client as it is known with the write-only secret, when that is the one that was sent last: a server
// that wants the whole client with every update is sent it again. Nothing says so of one with a version.
func (p *planner) withWriteOnly(known oauthclient.Client) oauthclient.Client {
	secret, _ := entity.Text(p.config.others[secretWriteOnly])
	if secret == "" || p.memory.Uncertain || !p.memory.WriteOnly.Matches(secret) {
		return known
	}
	return known.With(oauthclient.ClientSecret, secret)
}
