package client

import (
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
)

// A secretPlan is what becomes of the secret of a client.
type secretPlan int

const (
	// keepSecret leaves what the state has, if that has any: nothing is sent.
	keepSecret secretPlan = iota
	// noSecret leaves none in the state: the client has none, or it is nobody's business here.
	noSecret
	// newSecret makes one, known after apply.
	newSecret
	// givenSecret is the configured one. It is sent when the state has another.
	givenSecret
)

// A secretCase is all that decides about a secret; docs/guides/secrets.md has the same as a table for people.
type secretCase struct {
	// exists says that there is a client already.
	exists bool
	// given says that client_secret is configured, and writeOnly that client_secret_wo is.
	given, writeOnly bool
	// used says that the configured client authenticates with a secret, and undecided that it is not known yet whether it
	// does.
	used, undecided bool
	// held says that the state has a secret, and wasUsed that the client authenticated with one before.
	held, wasUsed bool
	// rotated says that the triggers ask for a new secret.
	rotated bool
	// uncertain says that an update of the secret was sent and never answered, so that nobody knows which one is right.
	uncertain bool
	// renewable says that a new secret can be had: the backend takes one, or can be asked for one.
	renewable bool
}

// plan decides about the secret. Nothing else does.
func (c secretCase) plan() secretPlan {
	switch {
	case c.given:
		return givenSecret
	case c.writeOnly:
		return noSecret
	case c.undecided:
		return newSecret
	case !c.used:
		return noSecret
	case !c.exists:
		return newSecret
	case !c.renewable:
		return keepSecret
	case c.rotated, c.uncertain:
		return newSecret
	// The client comes from a method without a secret. What is stored on the server then is known to nobody: Hydra keeps a
	// secret for clients whose method is "none" and never shows it (seen on v2.3.0).
	case !c.wasUsed && !c.held:
		return newSecret
	}
	return keepSecret
}

// secretCase returns what decides about the secret of a planned client.
func (p *planner) secretCase() secretCase {
	config, state := p.config, p.state
	return secretCase{
		exists:    p.exists,
		given:     config.configured(oauthclient.ClientSecret),
		writeOnly: config.isConfigured(secretWriteOnly),
		used:      p.judge.UsesSecret(config.client),
		undecided: config.unknown.Has(oauthclient.TokenEndpointAuthMethod),
		held:      state.client.Has(oauthclient.ClientSecret),
		wasUsed:   p.judge.UsesSecret(state.client),
		rotated:   p.isRotated(),
		uncertain: p.memory.Uncertain,
		renewable: p.judge.Supports(oauthclient.ClientSecret) || p.judge.Profile().Can.RotateSecret,
	}
}

// secretToSend returns the secret that an update sets, "" when the client keeps the one it has, or the server makes it.
func (p *planner) secretToSend(planned values) string {
	if !p.judge.Supports(oauthclient.ClientSecret) {
		return ""
	}
	switch p.secretCase().plan() {
	case newSecret:
		return oauthclient.NewSecret()
	case givenSecret:
		secret := planned.client.Text(oauthclient.ClientSecret)
		if secret == p.state.client.Text(oauthclient.ClientSecret) && !p.memory.Uncertain {
			return ""
		}
		return secret
	case noSecret:
		if !p.sendsWriteOnly(planned.others[secretWriteOnlyVersion]) {
			return ""
		}
		secret, _ := entity.Text(p.config.others[secretWriteOnly])
		return secret
	}
	return ""
}
