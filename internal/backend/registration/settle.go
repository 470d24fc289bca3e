package registration

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// mayBeDone reports whether a request may have been carried out although it was refused: not by the server itself, as far as
// the answer tells.
func (s *session) mayBeDone(err error) bool {
	return s.token != "" && oauthclient.MayBeDone(err)
}

// isInDoubt reports whether an update may have been carried out that failed.
func (u *update) isInDoubt(err error) bool {
	if errors.Is(err, oauthclient.ErrUnsupported) && u.has(cannotRead) {
		return false // it was said twice, and nothing else can be asked
	}
	return errors.Is(err, oauthclient.ErrOutcomeUnknown) || u.mayBeDone(err)
}

// settle finds out what became of an update that got no answer. Cause is what is known of that.
//
// When the token is still good, the server has not replaced it, so the update can be sent again unless it was carried out,
// or its answer had a new secret that nobody knows. When it is not, the update was probably carried out, and the answer
// with the new token is lost. Where the server answers the second one with success, too, and without the client, a read says
// what it has made of it.
func (u *update) settle(ctx context.Context, body jsonwire.Object, cause error) (jsonwire.Object, error) {
	if u.has(cannotRead) {
		return nil, u.unsure(cause)
	}
	members, isDone, err := u.look(cause)
	switch {
	case isDone || err != nil:
		return members, err
	case ctx.Err() != nil:
		return nil, u.unsure(errors.Join(cause, ctx.Err()))
	}
	members, err = u.put(ctx, body)
	if isSuccess(err) {
		// Twice, and without the client: it is how this server answers.
		if read, readErr := u.get(u.settling); readErr == nil {
			return read, nil
		}
	}
	switch {
	case errors.Is(err, oauthclient.ErrOutcomeUnknown):
		return nil, u.unsure(errors.Join(cause, err))
	case errors.Is(err, oauthclient.ErrDenied) && u.mayBeDone(err):
		return u.deniedOnTheWay(cause, err)
	case errors.Is(err, oauthclient.ErrDenied): // by now the first request was carried out
		return nil, u.lostToken(cause)
	}
	return members, err
}

// isSuccess reports whether an error is about an answer of success that does not say what the server has. After one that says
// itself that it has no content, the client was read already.
func isSuccess(err error) bool {
	failed, ok := errors.AsType[*oauthclient.Error](err)
	return ok && failed.Status/100 == 2 && failed.Status != http.StatusNoContent
}

// deniedOnTheWay returns what an update came to that was denied by somebody on the way: firewalls let reads pass and stop what
// they do not like in a write. A token that still opens the client was not replaced.
func (u *update) deniedOnTheWay(cause, denial error) (jsonwire.Object, error) {
	members, isDone, err := u.look(cause)
	if isDone || err != nil {
		return members, err
	}
	return nil, denial
}

// look reads the client, and returns what the server has of it if the update was carried out. An error says that nobody can tell,
// or that the token is no good any more.
func (u *update) look(cause error) (members jsonwire.Object, isDone bool, err error) {
	members, err = u.get(u.settling)
	switch {
	case errors.Is(err, oauthclient.ErrDenied):
		return nil, false, u.lostToken(cause)
	case err != nil:
		return nil, false, u.unsure(errors.Join(cause, err))
	case u.carriedOut(members):
		return members, true, nil
	}
	return nil, false, nil
}

// carriedOut reports whether the client has all that is desired, nothing of what was removed, and a secret that is known.
func (u *update) carriedOut(members jsonwire.Object) bool {
	found, _ := decode(members, u.change.Desired)
	keepStatement(found, u.change.Desired)
	shown := issuedOf(members).Text(oauthclient.ClientSecret)
	secretKnown := !u.driver.judge.UsesSecret(found) || shown != "" && shown == u.known.Text(oauthclient.ClientSecret)
	if !secretKnown || !u.driver.judge.Matches(u.change.Desired, found) {
		return false
	}
	for name := range u.leftovers(members) {
		if p := propertyOf[names[name]]; p.Behaviour == oauthclient.Stored {
			return false
		}
	}
	return true
}

// lostToken says that nobody may have the client's registration access token any more, and what to do about it.
func (u *update) lostToken(cause error) error {
	u.learn(tokenInDoubt)
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: fmt.Sprintf("The request to update the client %q got no answer, and the server does not take its registration access token any more. "+
			"So it has probably carried out the update and replaced the token, and nobody has the new one. The client stays in the state as it was.", u.clientID()),
		Advice: u.recovery() + " Then apply again.",
	}
}

// unsure says that it could not be found out whether an update was carried out.
func (u *update) unsure(cause error) error {
	u.learn(tokenInDoubt)
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: fmt.Sprintf("The request to update the client %q got no answer, and it could not be found out what became of it. The client stays in the state as it was. "+
			"If the server has carried out the update, it may have replaced the registration access token or the secret, and then nobody has the new one.", u.clientID()),
		Advice: "Apply again when the server answers. If it denies access then: " + u.recovery(),
	}
}
