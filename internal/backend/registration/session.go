package registration

import (
	"context"
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A session is the conversation with one client's configuration endpoint (RFC 7592 section 2) during one operation. It
// goes on with whatever address, token and secret the server's last answer had.
type session struct {
	driver *Driver
	// known is the client as it was known before, with what the answers of this operation have replaced.
	known oauthclient.Client

	// uri is where the client is, "" when it is nowhere. As long as there are guesses it is the first of them, and the client has
	// to be located before anything else.
	uri     string
	guesses []string
	// offered is another address, which the last answer gave.
	offered string

	// token opens the address. Without one, what a registration shows may, at the host of endpoint, "" for none.
	token    string
	endpoint string
	// operatorToken is one that an operator issued, for when the server does not take token; "" for none. isOperators says that
	// token is the operator's.
	operatorToken string
	isOperators   bool

	// former is the token before the last answer replaced it, "" when that did not.
	former string
	// onlyShown says that the server has nothing for the last request, and shows the client: not every server says 405 (Spring
	// Authorization Server shows clients, and has nothing that changes or deletes them).
	onlyShown bool

	// made says that the client was made in this operation, so that its secret is certain.
	made bool
	// opened says that the server took the token, and replaced that a read has replaced the token or the secret.
	opened, replaced bool
	// sent is the body of the last request, which a refusal is about.
	sent jsonwire.Object
}

// sessionAt returns a session with the best token there is: the client's own, an operator's, or the one that manages all
// clients on servers that issue none.
func (d *Driver) sessionAt(ctx context.Context, uri string, known oauthclient.Client) *session {
	s := &session{
		driver: d, known: known.Clone(), uri: uri,
		token:         known.Text(oauthclient.RegistrationAccessToken),
		operatorToken: d.operatorTokenOf(uri, known.Text(oauthclient.ClientID)),
	}
	if s.token == "" && s.operatorToken != "" {
		s.token, s.operatorToken, s.isOperators = s.operatorToken, "", true
	}
	if s.token == "" && d.initial.manages() {
		if endpoint, err := d.endpoint(ctx); err == nil {
			s.endpoint = endpoint
		}
	}
	return s
}

// newSession returns the session of a client that was just registered at endpoint.
func (d *Driver) newSession(endpoint string, answer jsonwire.Object) *session {
	s := &session{driver: d, known: oauthclient.Client{}, made: true}
	for f, v := range issuedOf(answer) {
		if f != oauthclient.RegistrationClientURI {
			s.known[f] = v
		}
	}
	s.token = s.known.Text(oauthclient.RegistrationAccessToken)
	if s.token == "" && d.initial.manages() {
		s.endpoint = endpoint
	}
	return s
}

// showsInitial reports whether requests show what a registration does. That goes to the registration endpoint's host only.
func (s *session) showsInitial() bool { return s.token == "" && sameOrigin(s.endpoint, s.uri) }

func (s *session) clientID() string {
	if id := s.known.Text(oauthclient.ClientID); id != "" {
		return id
	}
	return s.driver.clientIDIn(s.uri)
}

// shownURI returns the address as messages show it.
func (s *session) shownURI() string { return withoutQuery(s.uri) }

// send sends one request, a second time when the server does not take the token and an operator issued another: a request
// that was denied has not been carried out. It also sends one again that the server seems not to offer and that somebody
// else may have refused once, since such a client is forgotten, or made anew.
func (s *session) send(ctx context.Context, method string, body jsonwire.Object) (*httpapi.Response, error) {
	response, err := s.sendOnce(ctx, method, body)
	if err == nil && deniesToken(response) && s.hasAnotherToken() {
		denied := s.token
		s.token = s.operatorToken
		response, err = s.sendOnce(ctx, method, body)
		if err != nil || deniesToken(response) {
			s.token = denied
		}
	}
	s.onlyShown = err == nil && method != http.MethodGet && isNoPage(response) && s.mayRead(ctx)
	if err == nil && (s.onlyShown || refusesMethod(response) && !isOwnAnswer(response)) {
		response, err = s.sendOnce(ctx, method, body)
		s.onlyShown = s.onlyShown && err == nil && isNoPage(response)
	}
	s.opened = s.opened || err == nil && !deniesToken(response)
	return response, err
}

// hasAnotherToken reports whether an operator issued a token that is not the one in use.
func (s *session) hasAnotherToken() bool { return s.operatorToken != "" && s.operatorToken != s.token }

func (s *session) sendOnce(ctx context.Context, method string, body jsonwire.Object) (*httpapi.Response, error) {
	request := httpapi.Request{
		Method: method, URL: s.uri, Header: http.Header{},
		// A PUT may replace the token and a DELETE ends it, so that neither can be told from the answer to a repetition.
		NotRepeatable: method != http.MethodGet,
	}
	s.sent = body
	if body != nil {
		var err error
		if request.Body, err = s.driver.bodyOf(body, request.Header); err != nil {
			return nil, err
		}
	}
	if s.showsInitial() {
		return s.driver.initial.do(ctx, request)
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	return s.driver.api.Do(ctx, request)
}

// refusesMethod reports whether a server says that it does not support a method: RFC 7592 sections 2.2 and 2.3 say 405.
func refusesMethod(response *httpapi.Response) bool {
	return response.Status == http.StatusMethodNotAllowed || response.Status == http.StatusNotImplemented
}

func deniesToken(response *httpapi.Response) bool {
	return response.Status == http.StatusUnauthorized || response.Status == http.StatusForbidden
}

// members returns the members of an answer with the client, and goes on with what it replaces.
func (s *session) members(method string, response *httpapi.Response) (jsonwire.Object, error) {
	if err := s.failure(method, response); err != nil {
		return nil, err
	}
	var members jsonwire.Object
	if err := response.Decode(&members); err != nil {
		return nil, err
	}
	if !saysClient(members) {
		return nil, noClient(response)
	}
	issued := issuedOf(members)
	if err := oauthclient.SameClient(s.known, issued); err != nil {
		return nil, err
	}
	s.adopt(issued, method)
	s.unlearn(tokenInDoubt)
	if s.has(neverReached) {
		s.unlearn(neverReached, cannotChange, cannotDelete)
	}
	return members, nil
}

// adopt goes on with what an answer has: token, secret, its end, and address.
func (s *session) adopt(issued oauthclient.Client, method string) {
	s.former = ""
	isShown := method == http.MethodGet && s.has(hidesToken)
	if token := issued.Text(oauthclient.RegistrationAccessToken); token != "" && token != s.token && !isShown {
		s.former, s.token, s.isOperators = s.token, token, false
		if method == http.MethodGet && s.has(readsReplace) {
			s.noteReplaced()
		}
	}
	for _, f := range []oauthclient.Field{oauthclient.ClientID, oauthclient.ClientIDIssuedAt, oauthclient.ClientSecretExpiresAt} {
		if v, ok := issued[f]; ok {
			s.known[f] = v
		}
	}
	if secret := issued.Text(oauthclient.ClientSecret); method != http.MethodGet && oauthclient.EvidentSecret(secret) {
		s.known[oauthclient.ClientSecret] = secret
	}
	s.offered = ""
	if to := resolve(s.uri, issued.Text(oauthclient.RegistrationClientURI)); to != "" && to != s.uri && s.driver.template == "" {
		s.offered = to
	}
}
