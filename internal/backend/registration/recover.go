package registration

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// acquaintanceTimeout bounds a read that only makes later operations better.
const acquaintanceTimeout = 10 * time.Second

// getToKnow finds out what must be known of a new client before Terraform's first plan: whether a read replaces its
// registration access token. That costs one read for all clients that are made at the same time.
//
// A server that issued neither a token nor an address may still manage its clients at the usual one with the initial
// access token, as some do.
func (b *Backend) getToKnow(ctx context.Context, s *session, created oauthclient.Client) (oauthclient.Client, error) {
	issued := created.Has(oauthclient.RegistrationAccessToken)
	if issued && b.alwaysRefresh {
		return created, nil
	}
	ctx, cancel := context.WithTimeout(ctx, acquaintanceTimeout)
	defer cancel()
	if !issued {
		if _, _, err := s.get(ctx); err != nil {
			return created, unmanageable(created, err)
		}
		return created, nil
	}
	replaces, err := b.rotation.get(ctx, func(ctx context.Context) (bool, error) {
		_, replaced, err := s.get(ctx)
		return replaced, err
	})
	created[oauthclient.RegistrationAccessToken] = s.token
	if err == nil && replaces {
		created[readsReplaceToken] = true
	}
	return created, nil
}

// unmanageable says that a client was made on a server that does not let it be managed.
func unmanageable(created oauthclient.Client, cause error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrUnavailable, Err: cause,
		Message: fmt.Sprintf("The client %q was registered, but the server gave no registration_client_uri and no registration_access_token to manage it with, and has nothing at the usual address (RFC 7592).",
			created.Text(oauthclient.ClientID)),
		Advice: "Ask the server's operator to remove the client, and take it out of the state: terraform state rm ADDRESS. This provider can manage clients only on servers with RFC 7592.",
	}
}

// recoverUpdate finds out what became of an update that got no answer. Cause is what is known of that.
//
// When the token is still good, the server has not replaced it, so the update can be sent again unless it was carried out.
// When it is not, the update was probably carried out, and the answer with the new token is lost.
func (s *session) recoverUpdate(ctx context.Context, body jsonwire.Object, desired oauthclient.Client, cause error) (jsonwire.Object, error) {
	members, _, err := s.get(ctx)
	switch {
	case errors.Is(err, oauthclient.ErrDenied):
		return nil, s.lostToken(cause)
	case err != nil:
		return nil, s.unsure(errors.Join(cause, err))
	}
	found, err := s.client(members, desired)
	if err != nil {
		return nil, err
	}
	if s.carriedOut(desired, found) {
		return members, nil
	}
	members, err = s.put(ctx, body)
	if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
		return nil, s.unsure(errors.Join(cause, err))
	}
	return members, err
}

// carriedOut reports whether a client has all that desired says and nothing that it leaves out on purpose.
func (s *session) carriedOut(desired, found oauthclient.Client) bool {
	service := oauthclient.NewService(s.backend)
	if !service.Matches(desired, found) {
		return false
	}
	fills := s.backend.Fills()
	for f := range s.known.Only(supported) {
		_, filled := fills[f]
		if s.known.Has(f) && !desired.Has(f) && !filled && service.Equal(f, s.known[f], found[f]) {
			return false
		}
	}
	return true
}

// lostToken says that nobody may have the client's registration access token any more, and what to do about it.
func (s *session) lostToken(cause error) error {
	clientID := s.known.Text(oauthclient.ClientID)
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: fmt.Sprintf("The request to update the client %q got no answer, and the server does not take its registration access token any more. "+
			"So it has probably carried out the update and replaced the token, and nobody has the new one. The client stays in the state as it was.", clientID),
		Advice: s.recovery() + " Then apply again.",
	}
}

// recovery says how a client whose token is lost comes under management again.
func (s *session) recovery() string {
	return fmt.Sprintf("Ask the server's operator for a new registration access token of the client %q, and put a line with the client_id, a blank and the token into the environment variable %s. It is used when the server denies the one in the state, and saved there.",
		s.known.Text(oauthclient.ClientID), TokensVariable)
}

// unsure says that it could not be found out whether an update was carried out.
func (s *session) unsure(cause error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: fmt.Sprintf("The request to update the client %q got no answer, and it could not be found out what became of it. The client stays in the state as it was. "+
			"If the server has carried out the update, it may have replaced the registration access token, and then nobody has the new one.", s.known.Text(oauthclient.ClientID)),
		Advice: "Apply again when the server answers. If it denies access then: " + s.recovery(),
	}
}

// remove deletes the client. A request without answer is sent once more.
func (s *session) remove(ctx context.Context) error {
	cause := s.removeOnce(ctx)
	if !errors.Is(cause, oauthclient.ErrOutcomeUnknown) {
		return cause
	}
	err := s.removeOnce(ctx)
	if errors.Is(err, oauthclient.ErrDenied) {
		return s.probablyRemoved(cause)
	}
	return err
}

func (s *session) removeOnce(ctx context.Context) error {
	response, err := s.send(ctx, http.MethodDelete, nil)
	if err != nil {
		return err
	}
	return s.failure(ctx, http.MethodDelete, response)
}

// probablyRemoved says that a deletion has probably been carried out.
func (s *session) probablyRemoved(cause error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: fmt.Sprintf("The request to delete the client %q got no answer. Now the server denies access to it, as it does for a client that is gone, so it has probably been deleted.", s.known.Text(oauthclient.ClientID)),
		Advice:  "If the server's operator confirms that, take it out of the state: terraform state rm ADDRESS.",
	}
}
