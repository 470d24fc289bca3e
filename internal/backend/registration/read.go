package registration

import (
	"context"
	"errors"
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

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
	s, err := d.open(ctx, known)
	if err != nil {
		return nil, err
	}
	switch {
	case s.isOperators: // what is known was found out with another token
	case s.has(cannotRead):
		return nil, unmanageable(s.clientID())
	case s.sparesReads():
		return s.unread(notRefreshed()), nil
	}
	members, err := s.locate(ctx)
	if err != nil {
		return s.explainUnread(known, err)
	}
	got := &fetched{session: s, members: s.follow(ctx, members)}
	if s.replaced && !d.alwaysRefresh {
		got.notices = []oauthclient.Notice{replacedByReading()}
	}
	return got, nil
}

// explainUnread returns what is to be made of a read that failed. An import has nothing to go on with. For a client that is
// managed already it is no failure that its server shows no clients, nor anything that would end every plan until an operator
// has helped.
func (s *session) explainUnread(known oauthclient.Client, err error) (oauthclient.Fetched, error) {
	isOffered := !errors.Is(err, oauthclient.ErrUnsupported)
	isDenied := errors.Is(err, oauthclient.ErrDenied)
	isImport := !known.Has(oauthclient.ID) || !known.Has(oauthclient.ClientID)
	switch {
	case isImport && !isOffered:
		return nil, &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Message: "The client cannot be read.", Err: err}
	case isImport:
		return nil, err
	case isDenied && s.has(tokenInDoubt):
		return s.unread(tokenProbablyLost(s)), nil
	case s.showsUnmanaged(known, err):
		s.uri = known.Text(oauthclient.RegistrationClientURI)
		s.learn(unmanaged...)
		return s.unread(notManaged()), nil
	case givesNoAccess(err) && s.driver.forgetOnDenied: // a plan comes before the deletion that is to forget it
		return s.unread(deniedForgettably(s)), nil
	case s.has(neverReached) && isAnswered(err):
		s.learn(cannotChange, cannotDelete)
		return s.unread(leadsNowhere(s, err)), nil
	case !isOffered:
		s.learn(cannotRead)
		return s.unread(notShown()), nil
	}
	return nil, err
}

// showsUnmanaged reports whether a read that failed shows that the server does not manage the client: nothing opens it and it was
// never reached, or it has no address and is at none of the usual ones.
func (s *session) showsUnmanaged(known oauthclient.Client, err error) bool {
	hasNoWay := s.token == "" && !s.showsInitial() && s.has(neverReached)
	if hasNoWay && isAnswered(err) {
		return true
	}
	isElsewhere := errors.Is(err, oauthclient.ErrUnsupported) || errors.Is(err, errNothingThere)
	return isElsewhere && !known.Has(oauthclient.RegistrationClientURI)
}

// unread returns the client as it is known, and why it was not read.
func (s *session) unread(why oauthclient.Notice) *fetched {
	return &fetched{session: s, notices: []oauthclient.Notice{why}}
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

// get reads the client, a second time when it shows another secret than is known, and nothing explains that yet.
func (s *session) get(ctx context.Context) (jsonwire.Object, error) {
	members, err := s.getOnce(ctx)
	if err != nil {
		return nil, err
	}
	if s.former != "" && !s.has(readsReplace) {
		read, holds := s.tryToken(ctx)
		if read != nil {
			members = read
		}
		if holds {
			s.noteReplaced()
		} else {
			s.learn(hidesToken)
		}
	}
	shown, before := issuedOf(members).Text(oauthclient.ClientSecret), s.known.Text(oauthclient.ClientSecret)
	isAnother := shown != before && oauthclient.EvidentSecret(shown) && !s.has(hidesSecret)
	switch {
	case !isAnother:
	case before == "":
		s.known[oauthclient.ClientSecret] = shown
	case s.has(readsReplace):
		s.noteReplaced()
		s.known[oauthclient.ClientSecret] = shown
	default:
		return s.lookTwice(ctx, members, shown)
	}
	return members, nil
}

func (s *session) getOnce(ctx context.Context) (jsonwire.Object, error) {
	response, err := s.send(ctx, http.MethodGet, nil)
	if err != nil {
		return nil, err
	}
	return s.members(http.MethodGet, response)
}

// tryToken reads the client with the token that an answer gave in the place of the former one. When only the former one opens
// the client, as far as can be told, it stays, and the other is no token: a mask, or a hash, as Coder shows in answers to updates.
// Members are nil when the client could not be read.
func (s *session) tryToken(ctx context.Context) (members jsonwire.Object, holds bool) {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	former, given, operatorToken := s.former, s.token, s.operatorToken
	defer func() { s.operatorToken = operatorToken }()
	s.operatorToken = "" // it opens the client whatever the others do
	members, err := s.getOnce(ctx)
	if !errors.Is(err, oauthclient.ErrDenied) {
		return members, true
	}
	s.token = former
	members, err = s.getOnce(ctx)
	if errors.Is(err, oauthclient.ErrDenied) {
		s.token = given
		return nil, true
	}
	s.token, s.former = former, ""
	return members, false
}

// lookTwice finds out why a read shows another secret than is known. When the next one shows yet another, each read
// replaces the secret (RFC 7592 section 2.1 allows it). When it shows the same and the client was just made, it is not
// the secret, but something like a hash of it. Else somebody has changed the secret.
func (s *session) lookTwice(ctx context.Context, members jsonwire.Object, shown string) (jsonwire.Object, error) {
	again, err := s.getOnce(ctx)
	if err != nil {
		s.known[oauthclient.ClientSecret] = shown
		return members, nil //nolint:nilerr // the first read has said all but why
	}
	next := issuedOf(again).Text(oauthclient.ClientSecret)
	switch {
	case next != shown && oauthclient.EvidentSecret(next):
		s.noteReplaced()
		s.known[oauthclient.ClientSecret] = next
	case s.made:
		s.learn(hidesSecret)
	default:
		s.known[oauthclient.ClientSecret] = shown
	}
	return again, nil
}
