package provider

import (
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
)

func hydraAttributes() attributes {
	a := attributes{}
	a.text(hydra.Owner, "Who owns the client. Hydra's list can be filtered by it.")
	a.set(hydra.Audience, "What the client may ask for as the audience of its access tokens.")
	a.set(hydra.AllowedCORSOrigins, "Web origins, as in `https://app.example.com`, from which browsers may call the token endpoint for this client.")
	a.text(hydra.Metadata, "Any JSON to keep with the client; `jsonencode(...)` makes it. Compared by value, not by spelling.", document)
	a.flag(hydra.SkipConsent, "Skip the consent screen for this client. Left out: `false`.")
	a.flag(hydra.SkipLogoutConsent, "Skip the logout confirmation for this client. Left out: the server's setting.")
	a.text(hydra.AccessTokenStrategy, "Form of the client's access tokens: `jwt` or `opaque`. Left out: the server's setting.")
	for _, f := range hydra.Lifespans {
		description := "How long " + lifespanOf(f.Name()) + " are valid, as a duration such as `90m` or `1h30m`. Left out: the server's setting."
		if strings.HasPrefix(f.Name(), "device_") {
			description += " Needs Hydra v25.4 or newer."
		}
		a.text(f, description, duration)
	}
	return a
}

// lifespanOf turns "implicit_grant_id_token_lifespan" into "ID tokens of the implicit grant".
func lifespanOf(name string) string {
	grant, token, _ := strings.Cut(strings.TrimSuffix(name, "_lifespan"), "_grant_")
	token = strings.ReplaceAll(strings.ReplaceAll(token, "_", " "), "id token", "ID token")
	return token + "s of the " + strings.ReplaceAll(grant, "_", " ") + " grant"
}
