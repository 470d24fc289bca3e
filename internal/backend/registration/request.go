package registration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// errNothingThere says that an address leads nowhere, as far as the answer tells.
var errNothingThere = errors.New("the server has nothing at this address that it speaks of as a client")

// register sends the request that makes a client (RFC 7591 section 3.1), and returns the members of the answer, a
// client_id among them.
func (b *Backend) register(ctx context.Context, endpoint string, body jsonwire.Object) (jsonwire.Object, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	response, err := b.api.Do(ctx, httpapi.Request{
		Method: http.MethodPost, URL: endpoint, Header: bearer(b.initialAccessToken), Body: encoded,
	})
	if err == nil {
		err = b.registrationFailure(response)
	}
	if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
		return nil, lostRegistration(text(body, "client_name"), err)
	}
	if err != nil {
		return nil, err
	}
	members, err := parseObject(string(response.Body))
	if err != nil || text(members, memberClientID) == "" {
		return nil, lostRegistration(text(body, "client_name"), noClient(response))
	}
	return members, nil
}

// registrationFailure returns what the answer to a registration says went wrong, nil for success.
func (b *Backend) registrationFailure(response *httpapi.Response) error {
	if response.OK() {
		return nil
	}
	failed := refusal(response)
	switch {
	case response.Status == http.StatusUnauthorized && b.initialAccessToken == "":
		failed.Advice = "The server wants an initial access token (RFC 7591 section 3): set registration.initial_access_token, or the environment variable OAUTH_REGISTRATION_INITIAL_ACCESS_TOKEN."
	case deniesToken(response):
		failed.Advice = "Check registration.initial_access_token. Some servers issue such tokens for one registration, or for a short time."
	case response.Status == http.StatusNotFound || response.Status == http.StatusMethodNotAllowed:
		failed.Advice = "Check registration.issuer or registration.registration_endpoint, and that dynamic client registration is switched on."
	}
	return failed
}

// lostRegistration says that a client may exist of which nobody has the handle.
func lostRegistration(name string, cause error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: fmt.Sprintf("The request to register the client got no answer that names it. It may have been registered (client_name %q, about %s), and then nobody has its client_id and its registration access token.",
			name, time.Now().UTC().Format(time.RFC3339)),
		Advice: "RFC 7591 has no way to look for it. Ask the server's operator to remove such a client, or to issue a registration access token for it and import it. Applying again registers another one.",
	}
}

// noClient says that an answer of success is not one.
func noClient(response *httpapi.Response) error {
	failed := response.Classify()
	failed.Kind = oauthclient.ErrOutcomeUnknown
	failed.Message += " The server answered with success, but not with a client."
	return failed
}

// failure returns what an answer of the client configuration endpoint says went wrong, nil for success.
func (s *session) failure(ctx context.Context, method string, response *httpapi.Response) error {
	switch {
	case response.OK():
		return nil
	case deniesToken(response):
		return s.denied(ctx, response)
	case response.Status == http.StatusNotFound && saysClientUnknown(response.Body):
		return &oauthclient.Error{
			Kind: oauthclient.ErrNotFound, Message: fmt.Sprintf("The server has no client at %s.", s.shownURI()),
		}
	case response.Status == http.StatusMethodNotAllowed && method != http.MethodGet:
		return s.notOffered(method, response)
	}
	failed := refusal(response)
	if response.Status == http.StatusNotFound || response.Status == http.StatusMethodNotAllowed {
		failed.Err = errNothingThere
		failed.Advice = "Check that the server still manages clients by RFC 7592. If the client was removed, take it out of the state: terraform state rm ADDRESS."
	}
	return failed
}

// saysClientUnknown reports whether a 404 is the API's own word that there is no such client. RFC 7592 section 2.1 demands
// 401 instead; these are the codes that servers use. "invalid_request" is not among them: oidc-provider answers so for
// every route that it does not have.
func saysClientUnknown(body []byte) bool {
	var answer struct {
		Error string `json:"error"`
		// Okta's errors: E0000007 is "Not found: Resource not found".
		Code string `json:"errorCode"`
	}
	codes := []string{"not_found", "client_not_found", "unknown_client", "invalid_client", "invalid_client_id"}
	return json.Unmarshal(body, &answer) == nil && (slices.Contains(codes, answer.Error) || answer.Code == "E0000007")
}

// notOffered says that the server does not let clients be changed or removed (RFC 7592 sections 2.2 and 2.3).
func (s *session) notOffered(method string, response *httpapi.Response) error {
	failed := refusal(response)
	failed.Message += " The server does not let clients be changed (RFC 7592 section 2.2)."
	failed.Advice = "Make a new client in place of this one: terraform apply -replace=ADDRESS."
	if method == http.MethodDelete {
		failed.Message = refusal(response).Message + " The server does not let clients be removed (RFC 7592 section 2.3)."
		failed.Advice = fmt.Sprintf("Ask its operator to remove the client %q, and take it out of the state: terraform state rm ADDRESS.",
			s.known.Text(oauthclient.ClientID))
	}
	return failed
}

// refusal returns the error that an answer means, with the field at fault where the answer tells.
func refusal(response *httpapi.Response) *oauthclient.Error {
	failed := response.Classify()
	if !errors.Is(failed.Kind, oauthclient.ErrInvalid) {
		return failed
	}
	var answer struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(response.Body, &answer)
	switch answer.Error {
	// RFC 7591 section 3.2.2.
	case "invalid_redirect_uri":
		failed.Field = oauthclient.RedirectURIs
	case "invalid_software_statement", "unapproved_software_statement":
		failed.Field = SoftwareStatement
	default:
		failed.Field = fieldAtFault(failed.Message)
	}
	if answer.Error != "" && !strings.Contains(failed.Message, answer.Error) {
		failed.Message += " (" + answer.Error + ")"
	}
	return failed
}

// fieldAtFault finds the field that a refusal is about: the one with the longest name that the message mentions. Names
// that are plain words, such as "description", stand in messages anyway.
func fieldAtFault(message string) oauthclient.Field {
	var found oauthclient.Field
	for _, member := range configurable {
		telling := strings.Contains(member.Name, "_") || member.Name == "jwks"
		if telling && len(member.Name) > len(found.Name()) && strings.Contains(message, member.Name) {
			found = member.Field
		}
	}
	return found
}

// anotherClient says that an address leads to another client than it did.
func anotherClient(want, got string) error {
	return &oauthclient.Error{
		Kind:    oauthclient.ErrUnavailable,
		Message: fmt.Sprintf("The server answered with the client %q where %q was asked for.", got, want),
		Advice:  "Check the server, and what is in front of it.",
	}
}

// shownURI returns the address as messages show it.
func (s *session) shownURI() string { return withoutQuery(s.uri) }
