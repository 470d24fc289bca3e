package client

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

// isRotated reports whether the triggers ask for a new secret: they have changed or, where nobody knows the secret, have been
// added. Added to a client whose secret is known they only stand by for the next change.
func (p *planner) isRotated() bool {
	triggers, before := p.config.others[secretRotation], p.state.others[secretRotation]
	if entity.IsNull(triggers) {
		return false
	}
	if entity.IsNull(before) {
		return !p.state.client.Has(oauthclient.ClientSecret)
	}
	return !triggers.Equal(before)
}

// overlaps reports whether a rotation is to leave the old secret working.
func (p *planner) overlaps() bool { return p.config.isConfigured(secretRetirement) }

// isRetired reports whether the triggers ask for the end of the old secrets.
func (p *planner) isRetired() bool {
	triggers, before := p.config.others[secretRetirement], p.state.others[secretRetirement]
	return !entity.IsNull(triggers) && !entity.IsNull(before) && !triggers.Equal(before)
}

// asksForSecret reports whether the server is asked for the new secret, instead of being sent one: because it makes them all,
// or to leave the old one working.
func (p *planner) asksForSecret() bool {
	if p.secretCase().plan() != newSecret || !p.isRotated() || !p.judge.Profile().Can.RotateSecret {
		return false
	}
	return !p.judge.Supports(oauthclient.ClientSecret) || p.overlaps() && p.state.client.Has(oauthclient.ClientSecret)
}

// checkRotation reports triggers that the backend has no use for.
func (p *planner) checkRotation(r report.Reporter) {
	can := p.judge.Profile().Can
	const unsupported = "Attribute not supported by the backend"
	if p.config.isConfigured(secretRotation) && !can.RotateSecret && !p.judge.Supports(oauthclient.ClientSecret) {
		r.Attribute(secretRotation, unsupported, p.judge.Title()+" makes the secrets by itself, and cannot be asked for a new one. Remove the attribute.")
	}
	if p.config.isConfigured(secretRetirement) && !can.OverlapSecrets {
		r.Attribute(secretRetirement, unsupported, p.judge.Title()+" has no secrets that overlap: a rotation ends the old one. Remove the attribute.")
	}
}

// noteRotation says what a rotation does to the old secret when that is not its end.
func (p *planner) noteRotation(r report.Reporter) {
	if !p.exists {
		return
	}
	if p.asksForSecret() && p.overlaps() {
		r.Warn(secretRotation, "The old secret goes on working: "+secretRotation,
			"The client gets a new secret, and the old one works until "+secretRetirement+" change. On Ory Hydra up to v26.2.0, which has no secrets that overlap, the old one stops working at once.")
	}
}

// rotate asks the server for a new secret. A server that has no secrets that overlap is sent one, which ends the old one.
func (p *planner) rotate(
	ctx context.Context, service *oauthclient.Service, known, desired oauthclient.Client, r report.Reporter,
) (rotated oauthclient.Result, sent bool, err error) {
	rotated, err = service.RotateSecret(ctx, known)
	if !errors.Is(err, oauthclient.ErrUnsupported) || !p.judge.Supports(oauthclient.ClientSecret) {
		return rotated, false, err
	}
	r.Warn(secretRotation, "The old secret has stopped working: "+secretRotation,
		"This server, or this version of it, has no secrets that overlap, so the client got a new secret in place of the old one.")
	rotated, err = service.Update(ctx, known, desired.With(oauthclient.ClientSecret, oauthclient.NewSecret()))
	return rotated, true, err
}

// retire ends the life of the old secrets. A server that has none that overlap has nothing to retire.
func (p *planner) retire(ctx context.Context, service *oauthclient.Service) error {
	err := service.RetireSecrets(ctx, p.known())
	if errors.Is(err, oauthclient.ErrUnsupported) {
		return nil
	}
	return err
}

// isConst reports whether a value is fully known, or not there.
func isConst(v tftypes.Value) bool { return entity.IsNull(v) || v.IsFullyKnown() }
