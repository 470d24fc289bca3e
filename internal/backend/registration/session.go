package registration

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A session is the conversation with one client's configuration endpoint (RFC 7592 section 2) during one operation. It
// goes on with whatever address and token the server's last answer had.
type session struct {
	backend *Backend
	// known is the client as it was known before.
	known oauthclient.Client
	// uri is the registration_client_uri, and token what opens it.
	uri, token string
	// spare is an operator's token, for when the server does not take token. Empty means none.
	spare string
}

// sessions returns a session for each address at which the client may be: one, unless only a client_id is known.
func (b *Backend) sessions(ctx context.Context, known oauthclient.Client) ([]*session, error) {
	// The ID is the URI at the time of the last plan; an update may have changed it since.
	address := known.Text(oauthclient.RegistrationClientURI)
	if address == "" {
		address = known.Text(oauthclient.ID)
	}
	if isWebURL(address) {
		return []*session{b.sessionAt(address, known)}, nil
	}
	if address != "" {
		known = known.With(oauthclient.ClientID, address)
	}
	endpoint, err := b.endpoint(ctx)
	if err != nil {
		return nil, err
	}
	clientID := known.Text(oauthclient.ClientID)
	return []*session{
		b.sessionAt(clientURI(endpoint, clientID), known),
		b.sessionAt(withoutQuery(endpoint)+"?client_id="+url.QueryEscape(clientID), known),
	}, nil
}

func isWebURL(text string) bool {
	return strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
}

// clientURI returns the most usual form of a registration_client_uri.
func clientURI(endpoint, clientID string) string {
	return strings.TrimSuffix(withoutQuery(endpoint), "/") + "/" + url.PathEscape(clientID)
}

func withoutQuery(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}

// sessionAt returns a session with the best token there is: the client's own, an operator's, or the one that manages all
// clients on servers that issue none.
func (b *Backend) sessionAt(uri string, known oauthclient.Client) *session {
	s := &session{
		backend: b, known: known, uri: uri,
		token: known.Text(oauthclient.RegistrationAccessToken),
		spare: b.operatorTokenOf(uri, known.Text(oauthclient.ClientID)),
	}
	if s.token == "" {
		s.token, s.spare = s.spare, ""
	}
	if s.token == "" {
		s.token = b.initialAccessToken
	}
	return s
}

// newSession returns the session of a client that was just registered.
func (b *Backend) newSession(endpoint string, members jsonwire.Object) *session {
	s := &session{backend: b, uri: endpoint}
	s.adopt(members)
	if s.uri == endpoint {
		s.uri = clientURI(endpoint, text(members, memberClientID))
	}
	if s.token == "" {
		s.token = b.initialAccessToken
	}
	s.known = oauthclient.Client{oauthclient.ClientID: text(members, memberClientID)}
	if secret := text(members, memberSecret); secret != "" {
		s.known[oauthclient.ClientSecret] = secret
	}
	return s
}

// adopt goes on with the address and the token of an answer, as far as it has them. RFC 7592 section 3 demands an
// absolute address; a relative one can only mean one thing.
func (s *session) adopt(members jsonwire.Object) {
	if token := text(members, memberToken); token != "" {
		s.token = token
	}
	base, err := url.Parse(s.uri)
	if err != nil {
		return
	}
	if uri, err := base.Parse(text(members, memberURI)); err == nil && members[memberURI] != nil && uri.Host != "" {
		s.uri = uri.String()
	}
}

// text returns a member that is a string, "" when it is absent.
func text(members jsonwire.Object, name string) string {
	var value string
	_ = json.Unmarshal(members[name], &value)
	return value
}

// send sends one request, a second time when the server does not take the token and an operator issued another: a request
// that was denied has not been carried out.
func (s *session) send(ctx context.Context, method string, body jsonwire.Object) (*httpapi.Response, error) {
	response, err := s.sendOnce(ctx, method, body)
	if err != nil || !deniesToken(response) || s.spare == "" || s.spare == s.token {
		return response, err
	}
	denied := s.token
	s.token = s.spare
	response, err = s.sendOnce(ctx, method, body)
	if err != nil || deniesToken(response) {
		s.token = denied
	}
	return response, err
}

func (s *session) sendOnce(ctx context.Context, method string, body jsonwire.Object) (*httpapi.Response, error) {
	request := httpapi.Request{
		Method: method, URL: s.uri, Header: bearer(s.token),
		// A PUT may replace the token and a DELETE ends it, so that neither can be told from the answer to a repetition.
		NotRepeatable: method != http.MethodGet,
	}
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		request.Body = text
	}
	return s.backend.api.Do(ctx, request)
}

// bearer returns the header that shows a token, nil for none.
func bearer(token string) http.Header {
	if token == "" {
		return nil
	}
	return http.Header{"Authorization": {"Bearer " + token}}
}

func deniesToken(response *httpapi.Response) bool {
	return response.Status == http.StatusUnauthorized || response.Status == http.StatusForbidden
}

// members returns the members of an answer with a client, and goes on with the token in it.
func (s *session) members(ctx context.Context, method string, response *httpapi.Response) (jsonwire.Object, error) {
	if err := s.failure(ctx, method, response); err != nil {
		return nil, err
	}
	members, err := parseObject(string(response.Body))
	s.adopt(members)
	if err != nil || len(members) == 0 {
		return nil, noClient(response)
	}
	return members, nil
}

// get reads the client, and reports whether the server has replaced the token in doing so.
func (s *session) get(ctx context.Context) (members jsonwire.Object, replaced bool, err error) {
	response, err := s.send(ctx, http.MethodGet, nil)
	if err != nil {
		return nil, false, err
	}
	shown := s.token
	members, err = s.members(ctx, http.MethodGet, response)
	return members, s.token != shown, err
}

// read returns the client.
func (s *session) read(ctx context.Context, known oauthclient.Client) (oauthclient.Client, error) {
	members, replaced, err := s.get(ctx)
	if err != nil {
		return nil, err
	}
	read, err := s.client(members, known)
	if err != nil {
		return nil, err
	}
	if id := known.Text(oauthclient.ClientID); id != "" && id != read.Text(oauthclient.ClientID) {
		return nil, anotherClient(id, read.Text(oauthclient.ClientID))
	}
	if replaced {
		read[readsReplaceToken] = true
	}
	if replaced && !s.backend.alwaysRefresh {
		read[tokenReplaced] = true
	}
	return read, nil
}

// client returns the client that an answer describes. Said is what was asked for, or what is known: some answers leave
// out what they cannot change.
func (s *session) client(members jsonwire.Object, said oauthclient.Client) (oauthclient.Client, error) {
	client, err := decode(members, said)
	if err != nil {
		return nil, err
	}
	maps.Copy(client, s.handle())
	s.keep(client, oauthclient.ClientID, oauthclient.ClientIDIssuedAt, readsReplaceToken)
	// oidc-provider goes on to show the secret of a client that has become public.
	if client.Text(oauthclient.TokenEndpointAuthMethod) == "none" {
		delete(client, oauthclient.ClientSecret)
	}
	// RFC 7591 section 3.2.1 has the server return the statement, which not every server does.
	if !client.Has(SoftwareStatement) && said.Has(SoftwareStatement) {
		client[SoftwareStatement] = said[SoftwareStatement]
	}
	return client, nil
}

// keep puts into an answer what it leaves out and the client is known to have.
func (s *session) keep(client oauthclient.Client, fields ...oauthclient.Field) {
	for _, f := range fields {
		if _, has := client[f]; !has && s.known[f] != nil {
			client[f] = s.known[f]
		}
	}
}

// handle returns what it takes to manage the client from now on.
func (s *session) handle() oauthclient.Client {
	handle := oauthclient.Client{oauthclient.ID: s.uri, oauthclient.RegistrationClientURI: s.uri}
	if s.token != "" && s.token != s.backend.initialAccessToken {
		handle[oauthclient.RegistrationAccessToken] = s.token
	}
	return handle
}

// remains returns the client as it was known, with what it takes to manage it from now on.
func (s *session) remains() oauthclient.Client {
	client := s.known.Clone()
	maps.Copy(client, s.handle())
	return client
}

// salvaged returns the remains when the server has replaced the token, and nil when nothing has changed.
func (s *session) salvaged() oauthclient.Client {
	token := s.handle().Text(oauthclient.RegistrationAccessToken)
	if token == "" || token == s.known.Text(oauthclient.RegistrationAccessToken) {
		return nil
	}
	return s.remains()
}
