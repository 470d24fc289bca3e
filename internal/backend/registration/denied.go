package registration

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// denied returns the error for an answer 401 or 403 of the client configuration endpoint. RFC 7592 section 2.1 has a
// server answer so for a client that is gone, for a bad token and for a lack of rights alike. The error says what can be
// found out, and what to do for each.
func (s *session) denied(ctx context.Context, response *httpapi.Response) error {
	failed := response.Classify()
	clientID := s.known.Text(oauthclient.ClientID)
	if clientID == "" {
		clientID = s.backend.clientIDIn(s.uri)
	}
	var findings []string
	for _, finding := range []string{s.aboutToken(), aboutAnswer(response), s.aboutSecret(ctx)} {
		if finding != "" {
			findings = append(findings, finding)
		}
	}
	failed.Message += " " + strings.Join(findings, " ") + " The client was not removed from the state."
	failed.Advice = fmt.Sprintf(`A server answers so for one of three reasons (RFC 7592 section 2.1):
1. The registration access token is not, or no longer, good: it was replaced by an answer that got lost, by somebody else, or it expired. Ask the server's operator for a new one, and put a line with the client_id, a blank and the token into the environment variable %s: it is used when the server denies the one in the state, and saved there.
2. The client %q was deleted on the server. Once its operator confirms that: terraform state rm ADDRESS; the next apply registers a new client.
3. The server, or a gateway in front of it, denies access for a reason of its own: another server at this address, registration management switched off, other credentials wanted. Check %s and the provider configuration.`,
		TokensVariable, clientID, s.shownURI())
	return failed
}

// aboutToken says where the token came from when it is not the client's own.
func (s *session) aboutToken() string {
	switch {
	case s.known.Has(oauthclient.RegistrationAccessToken) && s.spare != "" && s.spare != s.token:
		return "Neither the registration access token in the state nor the one in " + TokensVariable + " was taken."
	case s.known.Has(oauthclient.RegistrationAccessToken):
		return ""
	case s.token == "":
		return "No registration access token of this client is known: the state has none, and neither has " + TokensVariable + "."
	case s.token == s.backend.initialAccessToken:
		return "No registration access token of this client is known, and the initial access token was not taken."
	}
	return "The registration access token in " + TokensVariable + " was not taken."
}

// aboutAnswer says who seems to have given the answer. RFC 6750 section 3 has every server of the API send the header.
func aboutAnswer(response *httpapi.Response) string {
	var answer struct {
		Error string `json:"error"`
	}
	scheme, _, _ := strings.Cut(response.Header.Get("WWW-Authenticate"), " ")
	if strings.EqualFold(scheme, "Bearer") || json.Unmarshal(response.Body, &answer) == nil && answer.Error != "" {
		return "The answer has the form of the API's own."
	}
	return "The answer has not the form of the API's own, so a gateway may have given it."
}

// aboutSecret tries the client's secret at the token endpoint: a client that is gone cannot authenticate. The grant is one
// that cannot succeed, and no token comes of it.
func (s *session) aboutSecret(ctx context.Context) string {
	if s.backend.issuer == "" || !s.known.Has(oauthclient.ClientSecret) {
		return ""
	}
	metadata, err := s.backend.metadata(ctx)
	if err != nil {
		return "The metadata of the issuer cannot be read either: " + err.Error()
	}
	request := authenticationAttempt(s.known)
	if request.Body == nil || metadata.TokenEndpoint == "" {
		return ""
	}
	request.URL = metadata.TokenEndpoint
	response, err := s.backend.api.Do(ctx, request)
	if err != nil {
		return ""
	}
	var answer struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(response.Body, &answer)
	switch answer.Error {
	// RFC 6749 section 5.2: "Client authentication failed (e.g., unknown client ...)".
	case "invalid_client":
		return "The token endpoint does not take the client's secret any more, which speaks for reason 2."
	case "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope":
		return "The token endpoint still takes the client's secret, so the client exists, and reason 2 is ruled out."
	}
	return ""
}

// authenticationAttempt returns a token request with a code or a refresh token that nobody issued. It has no body for a
// client that does not authenticate with its secret in a request, or that may use neither of these grants.
func authenticationAttempt(client oauthclient.Client) httpapi.Request {
	form := impossibleGrant(client)
	if form == nil {
		return httpapi.Request{}
	}
	id, secret := client.Text(oauthclient.ClientID), client.Text(oauthclient.ClientSecret)
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	switch client.Text(oauthclient.TokenEndpointAuthMethod) {
	case "", "client_secret_basic":
		// RFC 6749 section 2.3.1.
		pair := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	case "client_secret_post":
		form.Set("client_id", id)
		form.Set("client_secret", secret)
	default:
		return httpapi.Request{}
	}
	return httpapi.Request{Method: http.MethodPost, Header: header, Body: []byte(form.Encode())}
}

// impossibleGrant returns the parameters of a grant that the client may use, with what nobody issued; nil when there is
// none. A server need not tell a grant that the client may not use from a client that cannot authenticate.
func impossibleGrant(client oauthclient.Client) url.Values {
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
	}
	return nil
}
