package backendtest_test

import (
	"context"
	"fmt"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// issuing makes the server the only one that makes secrets.
func issuing(w *wrapped, h *backendtest.Harness) {
	w.saysOf(oauthclient.ClientSecret, func(p *property) { p.Behaviour = oauthclient.Issued })
	h.Samples, h.Variants = without(h.Samples, oauthclient.ClientSecret), without(h.Variants, oauthclient.ClientSecret)
}

var secretDefects = []defect{
	{"ignores the secret it is given", "SecretGiven", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (result, error) {
			return w.Memory.Create(ctx, desired.Without(oauthclient.ClientSecret))
		}
	}},
	{"ignores the secret that was made for it", "SecretGenerated", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (result, error) {
			return w.Memory.Create(ctx, desired.Without(oauthclient.ClientSecret))
		}
	}},
	{"loses the secret that the server made", "SecretGenerated", func(w *wrapped, h *backendtest.Harness) {
		issuing(w, h)
		w.create = func(ctx context.Context, desired client) (result, error) {
			created, err := w.Memory.Create(ctx, desired)
			created.Client = created.Client.Without(oauthclient.ClientSecret)
			return created, err
		}
	}},
	{"makes a new secret with every update", "SecretGenerated", func(w *wrapped, _ *backendtest.Harness) {
		w.updates(func(c change) change {
			c.Desired = c.Desired.With(oauthclient.ClientSecret, oauthclient.NewSecret())
			return c
		})
	}},
	{"reads another secret than there is", "SecretGenerated", func(w *wrapped, _ *backendtest.Harness) {
		w.interpret = func(answer, _ client) client {
			return answer.With(oauthclient.ClientSecret, "looks like a secret")
		}
	}},
	{"does not change the secret", "SecretChanged", func(w *wrapped, _ *backendtest.Harness) {
		w.updates(func(c change) change {
			c.Desired = c.Desired.Without(oauthclient.ClientSecret)
			return c
		})
	}},
	{"sends the known secret again", "SecretChangedByOthers", func(w *wrapped, _ *backendtest.Harness) {
		w.updates(func(c change) change {
			if c.Known.Has(oauthclient.ClientSecret) && !c.Desired.Has(oauthclient.ClientSecret) {
				c.Desired = c.Desired.With(oauthclient.ClientSecret, c.Known[oauthclient.ClientSecret])
			}
			return c
		})
	}},
	{"sends back what it read in the place of the secret", "SecretMasked", func(w *wrapped, _ *backendtest.Harness) {
		w.Discloses = true
		w.update = func(ctx context.Context, c change) (result, error) {
			got, err := w.Memory.Fetch(ctx, c.Known)
			if err != nil {
				return result{}, err
			}
			current, _ := got.(client)
			return w.Replace(ctx, c.Known, c.Over(current).With(oauthclient.ClientSecret, current[oauthclient.ClientSecret]))
		}
	}},
	{"returns the old secret after a rotation", "SecretRotated", func(w *wrapped, _ *backendtest.Harness) {
		w.rotate = func(ctx context.Context, known client) (result, error) {
			rotated, err := w.Memory.RotateSecret(ctx, known)
			rotated.Client = rotated.Client.With(oauthclient.ClientSecret, known[oauthclient.ClientSecret])
			return rotated, err
		}
	}},
	{"rotates without an overlap", "SecretRotated", func(w *wrapped, _ *backendtest.Harness) {
		w.rotate = func(ctx context.Context, known client) (result, error) {
			return w.Memory.Update(ctx, change{Known: known, Desired: client{oauthclient.ClientSecret: oauthclient.NewSecret()}})
		}
	}},
	{"retires nothing", "SecretRotated", func(w *wrapped, _ *backendtest.Harness) {
		w.retire = func(context.Context, client) error { return nil }
	}},
	{"says nothing of a private key", "PrivateKeys", func(w *wrapped, _ *backendtest.Harness) {
		w.interpret = func(answer, _ client) client {
			answer[oauthclient.JWKSet], _ = jwk.Public(answer.Text(oauthclient.JWKSet))
			return answer
		}
	}},
	{"drops keys with a private half", "PrivateKeys", func(w *wrapped, _ *backendtest.Harness) {
		w.interpret = func(answer, _ client) client {
			if _, private := jwk.Public(answer.Text(oauthclient.JWKSet)); len(private) > 0 {
				delete(answer, oauthclient.JWKSet)
			}
			return answer
		}
	}},
	{"repeats the request of a creation in its error", "SecretInErrors", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (result, error) {
			created, err := w.Memory.Create(ctx, desired)
			if err != nil {
				err = fmt.Errorf("%w: %v", err, map[field]any(desired))
			}
			return created, err
		}
	}},
	{"repeats the known secret in the error of an update", "SecretInErrors", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, c change) (result, error) {
			updated, err := w.Memory.Update(ctx, c)
			if err != nil {
				err = fmt.Errorf("%w: %v", err, c.Known.Text(oauthclient.ClientSecret))
			}
			return updated, err
		}
	}},
}
