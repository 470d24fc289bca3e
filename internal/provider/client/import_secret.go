package client

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

// secretVariable returns the environment variable that brings the secret of a client along at its import: its client_id in
// capitals, with underscores in the place of all that is no letter or digit.
func secretVariable(clientID string) string {
	return "OAUTH_CLIENT_SECRET_" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, clientID)
}

// bringSecret adds the secret in the environment to a client that is imported, when it is right as far as can be told.
func bringSecret(ctx context.Context, connection *setup.Connection, c oauthclient.Client, r report.Reporter) oauthclient.Client {
	clientID := c.Text(oauthclient.ClientID)
	variable := secretVariable(clientID)
	secret := os.Getenv(variable)
	wrong := func() oauthclient.Client {
		r.Attribute(oauthclient.ClientSecret.String(), "Wrong client secret",
			fmt.Sprintf("The client_secret in the environment variable %s is not that of the client %s. Set it right, or unset it to import the client without its secret.", variable, shortName(c)))
		return c
	}
	switch {
	case secret == "" || clientID == "":
		return c
	case !connection.Judge.UsesSecret(c):
		r.Warn("", "Client secret not used",
			fmt.Sprintf("The environment variable %s has a secret for the client %s, which does not authenticate with one. It was left alone.", variable, shortName(c)))
		return c
	case c.Text(oauthclient.ClientSecret) == secret:
		return c
	}
	switch verdict, err := verifySecret(ctx, connection, c, secret); verdict {
	case tokenendpoint.Wrong:
		return wrong()
	case tokenendpoint.Undecided:
		text := fmt.Sprintf("The secret of the client %s was taken from the environment variable %s and could not be checked.", shortName(c), variable)
		if err != nil {
			text += "\n\n" + err.Error()
		}
		r.Warn("", "Client secret not checked", text)
	}
	return c.With(oauthclient.ClientSecret, secret)
}

// verifySecret asks the token endpoint, where it is known.
func verifySecret(ctx context.Context, connection *setup.Connection, c oauthclient.Client, secret string) (tokenendpoint.Verdict, error) {
	at, settings, err := connection.TokenEndpoint()
	if err != nil {
		return tokenendpoint.Undecided, err
	}
	endpoint, err := tokenendpoint.Find(ctx, settings, at)
	if err != nil {
		return tokenendpoint.Undecided, err
	}
	return endpoint.VerifySecret(ctx, c.Text(oauthclient.ClientID), secret, c.Text(oauthclient.TokenEndpointAuthMethod))
}
