package registration

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Delete removes the client (RFC 7592 section 2.3). Servers deny access to a client that is gone as they do for a bad token,
// so that is an error, unless the token endpoint does not know the client any more, or the configuration says to take it
// for gone.
func (d *Driver) Delete(ctx context.Context, known oauthclient.Client) error {
	s, err := d.open(ctx, known)
	switch {
	case errors.Is(err, oauthclient.ErrUnsupported):
		return leftBehind(known.Text(oauthclient.ClientID))
	case err != nil:
		return err
	}
	if s.isGuessed() {
		if _, err := s.locate(ctx); err != nil {
			return err
		}
	}
	err = s.deleteForCertain(ctx)
	if s.has(neverReached) && isAnswered(err) && !errors.Is(err, oauthclient.ErrNotFound) {
		return leftBehind(s.clientID())
	}
	return err
}

// deleteForCertain deletes the client, and finds out what became of that when no answer says so.
func (s *session) deleteForCertain(ctx context.Context) error {
	settling, done := s.driver.api.Settling(ctx)
	defer done()
	err := s.sendDelete(ctx)
	if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
		return s.settleDelete(ctx, settling, err)
	}
	if s.mayBeDone(err) {
		if err = s.sendDelete(ctx); oauthclient.IsUnauthorized(err) {
			return s.goneAfterDelete(err)
		}
	}
	if givesNoAccess(err) {
		return s.goneOrDenied(ctx, err)
	}
	return err
}

// leftBehind says that a client stays on the server.
func leftBehind(clientID string) error {
	return &oauthclient.Error{
		Kind:    oauthclient.ErrUnsupported,
		Message: fmt.Sprintf("This server does not let clients be removed (RFC 7592 section 2.3), so the client %q stays there.", clientID),
		Advice:  "Ask the server's operator to remove it.",
	}
}

func (s *session) sendDelete(ctx context.Context) error {
	response, err := s.send(ctx, http.MethodDelete, nil)
	if err != nil {
		return err
	}
	// RFC 7592 section 2.3 demands 204; not every server has heard of that.
	if response.OK() && response.Status != http.StatusNoContent && s.mayRead(ctx) {
		return response.Classify()
	}
	return s.failure(http.MethodDelete, response)
}

// settleDelete finds out what became of a deletion without answer, by sending it once more, or by a read when the operation
// was canceled. A client for which the server itself does not take the token any more then is gone: the plan has read the
// client with it.
func (s *session) settleDelete(ctx, settling context.Context, cause error) error {
	again := func() error { return s.sendDelete(ctx) }
	if ctx.Err() != nil {
		again = func() error {
			if _, err := s.getOnce(settling); err != nil {
				return err
			}
			return cause
		}
	}
	err := again()
	switch {
	case errors.Is(err, oauthclient.ErrNotFound):
		return nil
	case !givesNoAccess(err):
		return err
	case errors.Is(s.goneOrDenied(settling, err), oauthclient.ErrNotFound):
		return nil
	case oauthclient.IsUnauthorized(err):
		return s.goneAfterDelete(err)
	}
	return s.probablyDeleted(cause)
}

// goneAfterDelete says that a client is gone since the server does not take its token any more.
func (s *session) goneAfterDelete(denial error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrNotFound, Presumed: true, Status: http.StatusUnauthorized, Err: denial,
		Message: fmt.Sprintf("The request to delete the client %q got no answer of the server's own, and now the server does not take its registration access token any more, as is so for a client that is gone (RFC 7592 section 2.1).", s.clientID()),
	}
}

// probablyDeleted says that a deletion has probably been carried out.
func (s *session) probablyDeleted(cause error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: fmt.Sprintf("The request to delete the client %q got no answer. Now the server gives no access to it, as it does for a client that is gone, so it has probably been deleted.", s.clientID()),
		Advice:  "If the server's operator confirms that, set registration.forget_on_denied = true in the provider configuration and destroy again.",
	}
}
