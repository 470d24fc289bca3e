package registration

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// errNothingThere says that an address leads nowhere, as far as the answer tells.
var errNothingThere = errors.New("the server has nothing at this address that it speaks of as a client")

// failure returns what an answer of the client configuration endpoint says went wrong, nil for success.
func (s *session) failure(method string, response *httpapi.Response) error {
	switch {
	case response.OK():
		return nil
	case deniesToken(response):
		return s.denied(response)
	case isMissing(response) && saysClientUnknown(response.Body):
		return &oauthclient.Error{
			Kind: oauthclient.ErrNotFound, Status: response.Status,
			Message: fmt.Sprintf("The server has no client at %s.", s.shownURI()),
		}
	case refusesMethod(response) || s.onlyShown:
		return s.notOffered(method, response)
	}
	failed := refusal(response, s.sent)
	if isNoPage(response) {
		failed.Err = errNothingThere
		failed.Advice = "Check that the server still manages clients by RFC 7592, and where: registration.client_uri_template says it where its own answers are wrong. " +
			"If it answers so since the client was deleted, " + forgetting
	}
	return failed
}

// forgetting says how to go on with a client that is gone, of which the server does not say so.
const forgetting = "have it forgotten: terraform destroy -refresh=false -target=ADDRESS asks the token endpoint, and forgets the client when that does not know it, " +
	"or when registration.forget_on_denied is true in the provider configuration. terraform apply -refresh=false -replace=ADDRESS makes a new one besides."

func isMissing(response *httpapi.Response) bool {
	return response.Status == http.StatusNotFound || response.Status == http.StatusGone
}

// isNoPage reports whether an answer says that there is nothing at an address, and nothing of a client.
func isNoPage(response *httpapi.Response) bool {
	return isMissing(response) && !saysClientUnknown(response.Body)
}

// givesNoAccess reports whether a server denies access to a client, or has nothing at its address.
func givesNoAccess(err error) bool {
	return errors.Is(err, oauthclient.ErrDenied) || errors.Is(err, errNothingThere)
}

// saysClientUnknown reports whether a 404 or 410 is the API's own word that there is no such client. RFC 7592 section 2.1 demands
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

// notOffered says that the server does not let clients be read, changed or removed.
func (s *session) notOffered(method string, response *httpapi.Response) error {
	failed := refusal(response, s.sent)
	failed.Kind = oauthclient.ErrUnsupported
	switch method {
	case http.MethodPut:
		failed.Message += " The server does not let clients be changed (RFC 7592 section 2.2)."
		failed.Advice = "Make a new client in place of this one: terraform apply -replace=ADDRESS. Now that this is known, the next plan does it by itself."
	case http.MethodDelete:
		failed.Message += fmt.Sprintf(" The server does not let clients be removed (RFC 7592 section 2.3), so the client %q stays there.", s.clientID())
		failed.Advice = "Ask the server's operator to remove it."
	default:
		failed.Message += " The server does not let clients be read (RFC 7592 section 2.1)."
		failed.Advice = ""
	}
	return failed
}

// refusal returns the error that an answer means, with the field at fault where the answer tells. Sent is what the request
// had, which may be members without an attribute of their own.
func refusal(response *httpapi.Response, sent jsonwire.Object) *oauthclient.Error {
	failed := response.Classify()
	if !errors.Is(failed.Kind, oauthclient.ErrInvalid) {
		return failed
	}
	code := errorCode(response)
	switch code {
	case "invalid_scope": // of RFC 6749, and of some servers
		failed.Field = oauthclient.Scopes
	// RFC 7591 section 3.2.2.
	case "invalid_redirect_uri":
		failed.Field = oauthclient.RedirectURIs
	case "invalid_software_statement", "unapproved_software_statement":
		failed.Field = oauthclient.SoftwareStatement
	default:
		failed.Field = jsonwire.FieldAtFault(response.Words(), spokenOf(sent))
	}
	if code != "" && !strings.Contains(failed.Message, code) {
		failed.Message += " (" + code + ")"
	}
	return failed
}

// errorCode returns the code of an error (RFC 6749 section 5.2, RFC 7591 section 3.2.2), "" when the answer has none.
func errorCode(response *httpapi.Response) string {
	var answer struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(response.Body, &answer) // what is no such object has no code
	return answer.Error
}

// spokenOf returns the members that a refusal may be about, each with its field.
func spokenOf(sent jsonwire.Object) map[string]oauthclient.Field {
	members := configurable.Names()
	for name := range sent {
		switch {
		case hasAttribute(name):
		case strings.Contains(name, "#"):
			members[name] = Localized
		default:
			members[name] = ExtraMetadata
		}
	}
	return members
}

// noClient says that an answer of success is not one.
func noClient(response *httpapi.Response) error {
	failed := response.Classify()
	failed.Message += " The server answered with success, but not with a client."
	return failed
}

// denied returns the error for an answer 401 or 403 of the client configuration endpoint. RFC 7592 section 2.1 has a
// server answer so for a client that is gone, for a bad token and for a lack of rights alike. The error says what can be
// found out without trying the client's secret, since failed logins count at many servers, and what to do for each.
func (s *session) denied(response *httpapi.Response) error {
	failed := response.Classify()
	// That other credentials than the client's own are not taken says nothing about the client.
	failed.Foreign = !isOwnAnswer(response) || s.token == ""
	if s.onlyNamed() {
		failed.Message += " " + cmp.Or(s.aboutToken(), aboutAnswer(response))
		failed.Advice = fmt.Sprintf("To import a client, or to read it in a data source, put a line with its client_id %q, a blank and its registration access token into the environment variable %s. "+
			"A server answers so, too, for a client that it does not have, and for a token that is no longer good: ask its operator for a new one.", s.clientID(), TokensVariable)
		return failed
	}
	findings := []string{failed.Message, s.aboutToken(), aboutAnswer(response), "The client was not removed from the state."}
	failed.Message = strings.Join(slices.DeleteFunc(findings, func(f string) bool { return f == "" }), " ")
	failed.Advice = fmt.Sprintf(`A server answers so for one of three reasons (RFC 7592 section 2.1):
1. The registration access token is not, or no longer, good: it was replaced by an answer that got lost, by somebody else, or it expired. Ask the server's operator for a new one, and put a line with the client_id, a blank and the token into the environment variable %s: it is used when the server denies the one in the state, and saved there.
2. The client %q was deleted on the server. Once that is certain, %s
3. The server, or a gateway in front of it, denies access for a reason of its own: another server at this address, registration management switched off, other credentials wanted. Check %s and the provider configuration.`,
		TokensVariable, s.clientID(), forgetting, s.shownURI())
	return failed
}

// onlyNamed reports whether nothing is known of the client but its name, as when it is imported.
func (s *session) onlyNamed() bool {
	return len(s.known.Without(oauthclient.ID, oauthclient.ClientID)) == 0
}

// aboutToken says where the token came from when it is not the client's own.
func (s *session) aboutToken() string {
	switch {
	case s.isOperators:
		return "The registration access token in " + TokensVariable + " was not taken."
	case s.token != "" && s.hasAnotherToken():
		return "Neither the registration access token in the state nor the one in " + TokensVariable + " was taken."
	case s.token != "":
		return ""
	case s.showsInitial():
		return "No registration access token of this client is known, and the initial access token was not taken."
	}
	return "No registration access token of this client is known."
}

// aboutAnswer says who seems to have given the answer.
func aboutAnswer(response *httpapi.Response) string {
	if isOwnAnswer(response) {
		return "The answer has the form of the API's own."
	}
	return "The answer has not the form of the API's own, so a gateway may have given it."
}

// isOwnAnswer reports whether an answer has the form of the API's. RFC 6750 section 3 has every server send the header.
func isOwnAnswer(response *httpapi.Response) bool {
	scheme, _, _ := strings.Cut(response.Header.Get("WWW-Authenticate"), " ")
	return strings.EqualFold(scheme, "Bearer") || errorCode(response) != ""
}

// isNowhere reports whether an address leads to nobody who speaks of clients: no such page, or no answer at all.
func isNowhere(err error) bool {
	failed, ok := errors.AsType[*oauthclient.Error](err)
	return errors.Is(err, errNothingThere) || ok && failed.Status == 0
}

// isAnswered reports whether an error is what a server that is well has to say.
func isAnswered(err error) bool {
	failed, ok := errors.AsType[*oauthclient.Error](err)
	return ok && failed.Status != 0 && !isTrouble(err)
}

// isTrouble reports whether an error says no more than that the server is not well at the moment.
func isTrouble(err error) bool {
	failed, ok := errors.AsType[*oauthclient.Error](err)
	return ok && !errors.Is(failed, oauthclient.ErrUnsupported) &&
		(failed.Status == 0 || failed.Status == http.StatusTooManyRequests || failed.Status >= http.StatusInternalServerError)
}
