package registration

import (
	"context"
	"errors"
	"fmt"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// open returns the session of a client that is known by its address, or by its client_id alone. It returns ErrUnsupported for
// a client whose server is known to manage none, unless there is a way to it by now.
func (d *Driver) open(ctx context.Context, known oauthclient.Client) (*session, error) {
	if hasTrait(known, cannotChange) && !hasTrait(known, neverReached) && !isUnmanaged(known) {
		d.changesNone.Store(true)
	}
	address := d.address(known)
	if address == "" {
		return d.openByClientID(ctx, known)
	}
	if err := checkAddress(address); err != nil {
		return nil, err
	}
	s := d.sessionAt(ctx, address, known)
	if isUnmanaged(known) && s.token == "" {
		return nil, unmanageable(s.clientID())
	}
	return s, nil
}

func (d *Driver) openByClientID(ctx context.Context, known oauthclient.Client) (*session, error) {
	if !known.Has(oauthclient.ClientID) {
		known = known.With(oauthclient.ClientID, known.Text(oauthclient.ID))
	}
	clientID := known.Text(oauthclient.ClientID)
	if err := httpapi.CheckPathElement(clientID); err != nil {
		return nil, oauthclient.Invalid(oauthclient.ClientID, "%v.", err)
	}
	if isUnmanaged(known) && d.operatorTokenOf("", clientID) == "" {
		return nil, unmanageable(clientID)
	}
	endpoint, err := d.endpoint(ctx)
	if err != nil {
		return nil, err
	}
	guesses := usual(endpoint, clientID)
	s := d.sessionAt(ctx, guesses[0], known)
	s.guesses = guesses[:]
	return s, nil
}

// unmanageable says that a server offers no way to a client.
func unmanageable(clientID string) error {
	return &oauthclient.Error{
		Kind:    oauthclient.ErrUnsupported,
		Message: fmt.Sprintf("This server cannot show, change or delete the client %q (RFC 7592).", clientID),
		Advice:  "Make a new client in place of this one: terraform apply -replace=ADDRESS.",
	}
}

// isGuessed reports whether the client has not been located yet.
func (s *session) isGuessed() bool { return len(s.guesses) > 0 }

// locate reads the client, and goes on where it is. An address that leads nowhere is tried on the host of the registration
// endpoint: one that nobody could try at the creation may name a host that only the server knows.
func (s *session) locate(ctx context.Context) (jsonwire.Object, error) {
	if s.isGuessed() {
		return s.tryGuesses(ctx)
	}
	members, err := s.get(ctx)
	if err == nil || !isNowhere(err) || ctx.Err() != nil {
		return members, err
	}
	endpoint, endpointErr := s.driver.endpoint(ctx)
	if endpointErr != nil || sameOrigin(endpoint, s.uri) || s.clientID() == "" {
		return nil, err
	}
	there := s.driver.sessionAt(ctx, atOrigin(endpoint, s.uri), s.known)
	members, thereErr := there.get(ctx)
	if thereErr != nil || issuedOf(members).Text(oauthclient.ClientID) != s.clientID() {
		return nil, err
	}
	*s = *there
	return members, nil
}

// tryGuesses reads the client where it may be. Of several failures the first one counts, since it is about the most usual place.
func (s *session) tryGuesses(ctx context.Context) (jsonwire.Object, error) {
	var first error
	for _, guess := range s.guesses {
		there := s.driver.sessionAt(ctx, guess, s.known)
		members, err := there.get(ctx)
		switch {
		case err == nil:
			*s = *there
			return members, nil
		case !errors.Is(err, errNothingThere) && !errors.Is(err, oauthclient.ErrUnsupported):
			return nil, err
		case first == nil:
			first = err
		}
	}
	return nil, first
}

// follow goes to the address that the last answer gave, and stays there when it leads to the client. Members are those of
// the answer; what is read at the new address is returned instead.
func (s *session) follow(ctx context.Context, members jsonwire.Object) jsonwire.Object {
	if s.offered == "" || ctx.Err() != nil || s.has(cannotRead) {
		return members
	}
	worked := s.uri
	s.uri = s.offered
	read, err := s.get(ctx)
	s.offered = ""
	if err != nil {
		s.uri = worked
		return members
	}
	return read
}
