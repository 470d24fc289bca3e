package registration

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// goneOrDenied returns ErrNotFound for a client to which the server gives no access and that is gone, as far as can be told, and
// else the denial. Only a deletion may ask: a login that fails counts at many servers.
func (s *session) goneOrDenied(ctx context.Context, denial error) error {
	denied, ok := errors.AsType[*oauthclient.Error](denial)
	if !ok {
		return denial
	}
	switch {
	case s.driver.isUnknownToTokenEndpoint(ctx, s.known):
		return &oauthclient.Error{
			Kind: oauthclient.ErrNotFound, Presumed: true, Status: denied.Status,
			Message: fmt.Sprintf("The server gives no access to the client %q, and its token endpoint does not know the client (invalid_client): it was deleted before.", s.clientID()),
		}
	case s.driver.forgetOnDenied:
		return &oauthclient.Error{
			Kind: oauthclient.ErrNotFound, Presumed: true, Status: denied.Status,
			Message: fmt.Sprintf("The server gives no access to the client %q, and registration.forget_on_denied has it taken for gone.", s.clientID()),
			Advice:  fmt.Sprintf("If the server still has the client %q, ask its operator to remove it.", s.clientID()),
		}
	case denied.Status == http.StatusForbidden && !denied.Foreign && s.mayRead(ctx):
		return leftBehind(s.clientID())
	}
	return denial
}

// mayRead reports whether the client can be read with its token, where that costs nothing. A 403 of the API's own to a deletion
// then means that the client may not delete itself (RFC 7592 section 2.3); some servers let none do that.
func (s *session) mayRead(ctx context.Context) bool {
	if !s.readsFreely() {
		return false
	}
	_, err := s.get(ctx)
	return err == nil
}

// isUnknownToTokenEndpoint reports whether the token endpoint says that it does not know the client: RFC 6749 section 5.2,
// "invalid_client: Client authentication failed (e.g., unknown client ...)".
func (d *Driver) isUnknownToTokenEndpoint(ctx context.Context, known oauthclient.Client) bool {
	if d.issuer == "" {
		return false
	}
	request := authenticationAttempt(known)
	if request.Body == nil {
		return false
	}
	metadata, err := d.metadata(ctx)
	if err != nil || metadata.TokenEndpoint == "" {
		return false
	}
	request.URL = metadata.TokenEndpoint
	response, err := d.api.Do(ctx, request)
	if err != nil || response.Status != http.StatusBadRequest && response.Status != http.StatusUnauthorized {
		return false
	}
	return errorCode(response) == "invalid_client"
}

// authenticationAttempt returns a token request with a code or a refresh token that nobody issued. It has no body for a
// client that does not authenticate with its secret in a request, whose secret is not known or has expired, or that may
// use neither of these grants.
func authenticationAttempt(client oauthclient.Client) httpapi.Request {
	form := harmlessGrant(client)
	if form == nil {
		return httpapi.Request{}
	}
	id, secret := client.Text(oauthclient.ClientID), client.Text(oauthclient.ClientSecret)
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	method := client.Text(oauthclient.TokenEndpointAuthMethod)
	expires := client.Int(oauthclient.ClientSecretExpiresAt)
	switch {
	case id == "":
		return httpapi.Request{}
	case method == "none":
		form.Set("client_id", id)
	case secret == "" || expires > 0 && time.Unix(expires, 0).Before(time.Now()):
		return httpapi.Request{}
	case method == "" || method == "client_secret_basic":
		// RFC 6749 section 2.3.1.
		pair := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	case method == "client_secret_post":
		form.Set("client_id", id)
		form.Set("client_secret", secret)
	default:
		return httpapi.Request{}
	}
	return httpapi.Request{Method: http.MethodPost, Header: header, Body: []byte(form.Encode())}
}

// harmlessGrant returns the parameters of a grant that the client may use: with what nobody issued, or for no more than a
// token of its own, which nobody sees; nil when there is none. A server need not tell a grant that the client may not use
// from a client that cannot authenticate.
func harmlessGrant(client oauthclient.Client) url.Values {
	grants := client.Strings(oauthclient.GrantTypes)
	switch {
	case len(grants) == 0 || slices.Contains(grants, "authorization_code"):
		form := url.Values{"grant_type": {"authorization_code"}, "code": {"not-a-code"}}
		if uris := client.Strings(oauthclient.RedirectURIs); len(uris) > 0 {
			form.Set("redirect_uri", uris[0])
		}
		return form
	case slices.Contains(grants, "refresh_token"):
		return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"not-a-token"}}
	case slices.Contains(grants, "client_credentials"):
		return url.Values{"grant_type": {"client_credentials"}}
	}
	return nil
}
