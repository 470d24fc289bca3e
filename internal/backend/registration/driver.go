// Package registration manages OAuth clients of any server that speaks OAuth 2.0 Dynamic Client Registration (RFC 7591,
// OpenID Connect Dynamic Client Registration), and its management protocol (RFC 7592) as far as the server has it.
//
// The server makes the client_id, the client_secret, and the registration access token with which alone the client can be
// read, changed and removed. It may replace token, secret and address at any answer, so every method returns the newest
// that it has seen, whatever else goes wrong. Which of reading, changing and removing a server offers is found out for
// each client; see [traits].
//
// What the RFCs leave open was settled by what servers do; internal/docs/registration-servers.md has what was seen where.
package registration

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/oauth-clients/terraform-provider-oauth/internal/discovery"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Driver speaks to one server.
type Driver struct {
	oauthclient.Unable
	judge          *oauthclient.Judge
	api            *httpapi.Client
	issuer         string
	endpointURL    string // as configured
	template       string
	initial        *initialAccess
	signer         *signer // nil: requests are not signed
	operatorToken  func(client string) string
	alwaysRefresh  bool
	forgetOnDenied bool
	// discovery holds the server's metadata, and serverTraits what was found out with the first client that was made.
	discovery    *shared[discovery.Metadata]
	serverTraits *shared[serverTraits]
	// inspectionFailed says that somebody was told that values cannot be checked.
	inspectionFailed atomic.Bool
}

var _ oauthclient.Driver = (*Driver)(nil)

// Server identifies the server by its issuer or, without one, its registration endpoint.
func (d *Driver) Server() string {
	if d.issuer != "" {
		return d.issuer
	}
	return d.endpointURL
}

// Create registers a client (RFC 7591 section 3). When the answer is lost, nobody but the server's operator can find what
// was made, so the request is not repeated.
//
// A client on a server without RFC 7592 has no token, and its client_id as ID, or an address that the server gave all the same.
func (d *Driver) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	body, err := encode(desired)
	if err != nil {
		return oauthclient.Result{}, err
	}
	endpoint, err := d.endpoint(ctx)
	if err != nil {
		return oauthclient.Result{}, err
	}
	answer, err := d.register(ctx, endpoint, body)
	if err != nil {
		return oauthclient.Result{}, err
	}
	return d.getToKnow(ctx, d.newSession(answer), endpoint, answer, desired), nil
}

// fetched is what the server said of a client.
type fetched struct {
	// members are those of the answer. Nil means that the client was not read, for the reason in notices.
	members jsonwire.Object
	// session has what it takes to go on with the client.
	session *session
	notices []oauthclient.Notice
}

// Fetch reads the client by its address (RFC 7592 section 2.1), or by a client_id, for which the usual forms of that
// address are tried. A client whose server shows none, as far as that is known, is not asked for.
//
// Where every read replaces the token or the secret, a client of which that is known is not read either: Terraform does
// not save what it reads for a plan, so that they would be lost. A notice says so.
func (d *Driver) Fetch(ctx context.Context, known oauthclient.Client) (oauthclient.Fetched, error) {
	sessions, err := d.sessions(ctx, known)
	if err != nil {
		return nil, err
	}
	s := sessions[0]
	switch {
	case s.has(cannotRead) && !s.isOperators:
		return nil, notOffered(s.clientID())
	case s.has(readsReplace) && !s.isOperators && !d.alwaysRefresh:
		return &fetched{session: s, notices: notRefreshed()}, nil
	}
	found, members, err := locate(ctx, sessions)
	if err != nil {
		return notRead(s, known, err)
	}
	got := &fetched{session: found, members: found.follow(ctx, members)}
	if found.replaced && !d.alwaysRefresh {
		got.notices = replacedByReading()
	}
	return got, nil
}

// notRead returns what is to be made of a read that failed. That a server shows no clients is no failure for one that is
// managed already; an import has nothing to go on with. Nor is it one that a client cannot be read whose token was probably
// replaced by an answer that got lost: it would end every plan until an operator has helped. Nor is it one where a denial is
// said to be no obstacle to destroying the client, which a plan comes before.
func notRead(s *session, known oauthclient.Client, err error) (oauthclient.Fetched, error) {
	isManaged := known.Has(oauthclient.ID) && known.Has(oauthclient.ClientID)
	isOffered := !errors.Is(err, oauthclient.ErrUnsupported)
	hasNoWay := s.token == "" && !s.initial && s.has(neverReached)
	switch {
	case isManaged && s.has(tokenInDoubt) && errors.Is(err, oauthclient.ErrDenied):
		return &fetched{session: s, notices: []oauthclient.Notice{tokenProbablyLost(s)}}, nil
	case isManaged && hasNoWay && isAnswered(err),
		isManaged && !known.Has(oauthclient.RegistrationClientURI) && (!isOffered || errors.Is(err, errNothingThere)):
		s.uri = known.Text(oauthclient.RegistrationClientURI)
		s.learn(unmanaged...)
		return &fetched{session: s, notices: []oauthclient.Notice{notManaged()}}, nil
	case isManaged && s.driver.forgetOnDenied && errors.Is(err, oauthclient.ErrDenied):
		return &fetched{session: s, notices: []oauthclient.Notice{deniedForgettably(s)}}, nil
	case isManaged && s.has(neverReached) && isAnswered(err):
		s.learn(cannotChange, cannotDelete)
		return &fetched{session: s, notices: []oauthclient.Notice{leadsNowhere(s, err)}}, nil
	case isManaged && !isOffered:
		s.learn(cannotRead)
		return &fetched{session: s, notices: []oauthclient.Notice{notShown()}}, nil
	case !isOffered:
		return nil, &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Message: "The client cannot be read.", Err: err}
	}
	return nil, err
}

// Interpret returns the client that was fetched.
func (d *Driver) Interpret(_ context.Context, got oauthclient.Fetched, known oauthclient.Client) (oauthclient.Result, error) {
	f, ok := got.(*fetched)
	if !ok {
		return oauthclient.Result{}, errors.New("not what Fetch returned")
	}
	if f.members == nil {
		return oauthclient.Result{Client: f.session.remains(), Notices: f.notices, Unread: true}, nil
	}
	read := f.session.result(f.members, known)
	read.Notices = append(read.Notices, f.notices...)
	return read, nil
}
