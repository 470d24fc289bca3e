package nevismeta_test

import (
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// secretServers are servers that show a secret or not, and keep it or not when an edit leaves it out.
func secretServers() map[string]nevissim.Options {
	servers := map[string]nevissim.Options{}
	for shown, secret := range map[string]nevissim.Secret{
		"plain": nevissim.SecretPlain, "masked": nevissim.SecretMasked, "omitted": nevissim.SecretOmitted,
	} {
		for kept, onPUT := range map[string]nevissim.SecretOnPUT{
			"kept": nevissim.SecretKept, "cleared": nevissim.SecretCleared, "regenerated": nevissim.SecretRegenerated,
		} {
			servers[shown+" and "+kept] = nevissim.Options{Secret: secret, SecretOnPUT: onPUT}
		}
	}
	return servers
}

// The secret in the state is the server's, from the creation through updates to a rotation, whatever the server shows.
func TestSecret(t *testing.T) {
	t.Parallel()
	for name, opts := range secretServers() {
		for _, configured := range []string{"", "a secret of mine"} {
			t.Run(name+", "+configured, func(t *testing.T) {
				t.Parallel()
				sim := newSimulator(opts)
				service := serve(t, sim)
				desired := oauthclient.Client{oauthclient.ClientName: "x"}
				first := desired
				if configured != "" {
					first = desired.With(oauthclient.ClientSecret, configured)
				}
				state := create(t, service, first)
				remember := func(server oauthclient.Result) {
					state = service.Settle(state.Only(oauthclient.NewFieldSet(oauthclient.ClientSecret)), server.Client, nil)
				}
				mustHaveSecret(t, sim, state)

				updated, err := service.Update(t.Context(), state, desired.With(nevismeta.Comment, "changed"))
				if err != nil {
					t.Fatal(err)
				}
				remember(updated)
				mustHaveSecret(t, sim, state)

				rotated, err := service.Update(t.Context(), state, desired.With(oauthclient.ClientSecret, "rotated"))
				if err != nil {
					t.Fatal(err)
				}
				remember(rotated)
				state[oauthclient.ClientSecret] = "rotated"
				mustHaveSecret(t, sim, state)
			})
		}
	}
}

// mustHaveSecret fails the test unless the server has the secret of the state, which has one.
func mustHaveSecret(t *testing.T, sim *nevissim.Simulator, state oauthclient.Client) {
	t.Helper()
	body, _ := sim.Client(internalID(state))
	if secret := state.Text(oauthclient.ClientSecret); secret == "" || body["client_secret"] != secret {
		t.Errorf("the state has a secret of %d characters, and it is not the server's", len(secret))
	}
}

// A public client has no secret, and none is sent for it; one that becomes public loses it.
func TestPublicClient(t *testing.T) {
	t.Parallel()
	public := oauthclient.Client{oauthclient.ClientName: "x", nevismeta.ConfidentialityType: "Public"}
	for name, opts := range secretServers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(opts)
			service := serve(t, sim)
			created := create(t, service, public)
			if created.Has(oauthclient.ClientSecret) || len(sent(sim, "PUT")) > 0 {
				t.Errorf("a public client was given a secret: %v", created)
			}

			confidential := create(t, service, public.With(nevismeta.ConfidentialityType, "confidential"))
			updated, err := service.Update(t.Context(), confidential, public)
			if err != nil {
				t.Fatal(err)
			}
			edits := sent(sim, "PUT")
			if _, has := edits[len(edits)-1]["client_secret"]; has || updated.Client.Has(oauthclient.ClientSecret) {
				t.Error("a client that became public was sent a secret, or has one")
			}
		})
	}
}

// A client whose method needs no secret is not given one on a server that shows none.
func TestKeysInsteadOfSecret(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{Secret: nevissim.SecretOmitted})
	create(t, serve(t, sim), oauthclient.Client{
		oauthclient.ClientName: "x", oauthclient.TokenEndpointAuthMethod: "private_key_jwt", oauthclient.JWKSURI: "https://a.example/jwks",
	})
	if _, has := sent(sim, "POST")[0]["client_secret"]; has {
		t.Error("a secret was sent")
	}
	if edits := sent(sim, "PUT"); len(edits) > 0 {
		t.Errorf("%d edits were sent", len(edits))
	}
}
