package hydrasim

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// The fixed first sentences of the token endpoint's errors (ory/fosite at v0.49.0, errors.go).
const (
	badRequest     = "The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed."
	badClient      = "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method)."
	badScope       = "The requested scope is invalid, unknown, or malformed."
	badGrant       = "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client."
	notAuthorized  = "The client is not authorized to request a token using this method."
	unknownGrant   = "Make sure that the various parameters are correct, be aware of case sensitivity and trim your parameters. Make sure that the client you are using has exactly whitelisted the redirect_uri you specified."
	clientGrant    = "client_credentials"
	defaultAccess  = time.Hour
	tokenMediaType = "application/json;charset=UTF-8"
)

// issueToken is the token endpoint (RFC 6749 section 3.2) with the client credentials grant and no other, so that a test
// can tell whether a secret works. Scopes have to be the client's own, letter by letter; the server knows wildcards.
func (s *Simulator) issueToken(call *sim.Call) sim.Answer {
	if err := call.ParseForm(); err != nil || len(call.PostForm) == 0 {
		return tokenError(http.StatusBadRequest, "invalid_request", badRequest+" The POST body can not be empty.")
	}
	grant := call.PostForm.Get("grant_type")
	if grant == "" {
		return tokenError(http.StatusBadRequest, "invalid_request", badRequest+" Request parameter 'grant_type' is missing")
	}
	c, failure := s.authenticate(call)
	if failure != nil {
		return *failure
	}
	if grant != clientGrant {
		return tokenError(http.StatusBadRequest, "invalid_request", badRequest+" "+unknownGrant)
	}
	scopes := strings.Fields(call.PostForm.Get("scope"))
	for _, scope := range scopes {
		if !slices.Contains(strings.Fields(c.Scope), scope) {
			return tokenError(http.StatusBadRequest, "invalid_scope",
				fmt.Sprintf("%s The OAuth 2.0 Client is not allowed to request scope '%s'.", badScope, scope))
		}
	}
	if c.AuthMethod == "none" {
		return tokenError(http.StatusBadRequest, "invalid_grant",
			badGrant+" The OAuth 2.0 Client is marked as public and is thus not allowed to use authorization grant 'client_credentials'.")
	}
	if !slices.Contains(c.GrantTypes, clientGrant) {
		return tokenError(http.StatusBadRequest, "unauthorized_client",
			notAuthorized+" The OAuth 2.0 Client is not allowed to use authorization grant 'client_credentials'.")
	}
	lifespan := defaultAccess
	if c.ClientCredentialsAccess.valid {
		lifespan = c.ClientCredentialsAccess.length
	}
	return jsonAnswer(http.StatusOK, map[string]any{
		"access_token": newAccessToken(),
		// The server counts what is left, and some of the last second has always passed.
		"expires_in": int(lifespan.Seconds()) - 1,
		"scope":      strings.Join(scopes, " "),
		"token_type": "bearer",
	}).With("Content-Type", tokenMediaType)
}

// authenticate finds the client that the request comes from (RFC 6749 section 2.3.1), or says why there is none.
func (s *Simulator) authenticate(call *sim.Call) (*client, *sim.Answer) {
	fail := func(status int, code, description string) (*client, *sim.Answer) {
		failure := tokenError(status, code, description)
		return nil, &failure
	}
	method, id, secret := sim.Credentials(call.Request)
	if id == "" {
		return fail(http.StatusBadRequest, "invalid_request",
			badRequest+" Client credentials missing or malformed in both HTTP Authorization header and HTTP POST body.")
	}
	c, ok := s.load(id)
	if !ok {
		return fail(http.StatusUnauthorized, "invalid_client", badClient)
	}
	switch {
	case c.AuthMethod == "none" && method == "none":
		return c, nil
	case c.AuthMethod != method && method != "none":
		return fail(http.StatusUnauthorized, "invalid_client", fmt.Sprintf("%s The OAuth 2.0 Client supports client authentication method '%s', but method '%s' was requested. "+
			"You must configure the OAuth 2.0 client's 'token_endpoint_auth_method' value to accept '%s'.", badClient, c.AuthMethod, method, method))
	case !c.hasSecret(secret):
		return fail(http.StatusUnauthorized, "invalid_client", badClient)
	default:
		return c, nil
	}
}

func tokenError(status int, code, description string) sim.Answer {
	return (&apiError{status: status, code: code, description: description}).answer().With("Content-Type", tokenMediaType)
}
