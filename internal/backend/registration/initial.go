package registration

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// initialAccess is what a registration shows (RFC 7591 section 3). It goes to the registration endpoint, and to clients at
// the same host for which the server issued no token, and nowhere else.
type initialAccess struct {
	api *httpapi.Client
	// credentials are used for every request, nil when there are none. Of grant, new ones are made for each.
	credentials *httpapi.Credentials
	grant       httpapi.Auth
	command     []string
}

func newInitialAccess(config Config, api *httpapi.Client) (*initialAccess, error) {
	a := &initialAccess{api: api, command: config.InitialAccessTokenCommand}
	auth := config.InitialAccessTokenGrant
	if config.InitialAccessToken != "" {
		auth = httpapi.Bearer(config.InitialAccessToken)
	}
	if auth == nil {
		return a, nil
	}
	credentials, err := api.Credentials(auth)
	if problem, ok := errors.AsType[*httpapi.ConfigError](err); ok && problem.Setting == "bearer_token" {
		return nil, &httpapi.ConfigError{Setting: "initial_access_token", Message: problem.Message}
	}
	if config.FreshInitialAccessTokens && config.InitialAccessToken == "" {
		a.grant = auth
		return a, err
	}
	a.credentials = credentials
	return a, err
}

// isNone reports whether registrations show nothing.
func (a *initialAccess) isNone() bool {
	return a.credentials == nil && a.grant == nil && len(a.command) == 0
}

// manages reports whether what a registration shows may open clients too: not a token that works once.
func (a *initialAccess) manages() bool { return a.credentials != nil }

// do sends a request, which has headers, with what a registration shows.
func (a *initialAccess) do(ctx context.Context, request httpapi.Request) (*httpapi.Response, error) {
	switch {
	case a.grant != nil:
		fresh, err := a.api.Credentials(a.grant)
		if err != nil {
			return nil, err
		}
		request.Credentials = fresh
	case len(a.command) > 0:
		token, err := a.run(ctx)
		if err != nil {
			return nil, err
		}
		request.Header.Set("Authorization", "Bearer "+token)
	default:
		request.Credentials = a.credentials
	}
	return a.api.Do(ctx, request)
}

// run returns the token that the command prints. Nothing that it printed is in an error, since it may be one.
func (a *initialAccess) run(ctx context.Context) (string, error) {
	output, err := exec.CommandContext(ctx, a.command[0], a.command[1:]...).Output() //nolint:gosec // the user's own command
	failed := &oauthclient.Error{
		Kind: oauthclient.ErrDenied, Err: err,
		Message: fmt.Sprintf("The command in registration.initial_access_token_command, %q, did not print an initial access token.", a.command[0]),
		Advice:  "It must print the token alone to its standard output, and exit with status 0. Run it by hand to see what it says.",
	}
	token := strings.TrimSpace(string(output))
	isToken := token != "" && strings.IndexFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
	if err != nil || !isToken {
		return "", failed
	}
	return token, nil
}
