package hydra

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const (
	// clockSkew is how far the clocks of this machine and of the server may be apart when a client's created_at
	// decides whether it is ours.
	clockSkew = 5 * time.Minute
	// creationAttempts is how often a creation is sent that leaves no trace on the server.
	creationAttempts = 3
)

// A creation is a request to make a client whose outcome is not known.
type creation struct {
	desired oauthclient.Client
	body    jsonwire.Object
	// idChosenHere says that the client_id was made up for this request: a client that has it is ours.
	idChosenHere bool
}

// recover finds out what became of a creation, and carries it out again when the server knows nothing of it. Cause is
// what went wrong with the first request.
func (b *Backend) recover(ctx context.Context, c creation, cause error) (oauthclient.Client, error) {
	id := c.desired.Text(oauthclient.ClientID)
	for range creationAttempts - 1 {
		found, err := b.Read(ctx, oauthclient.Client{oauthclient.ID: id})
		switch {
		case err == nil:
			return b.adopt(ctx, c, found, cause)
		case !errors.Is(err, oauthclient.ErrNotFound):
			return c.uncertain(), unsure(id, errors.Join(cause, err))
		}
		created, err := b.post(ctx, c.body)
		// A conflict means that the request before this one was carried out after all: the next look finds its client.
		if !errors.Is(err, oauthclient.ErrOutcomeUnknown) && !errors.Is(err, oauthclient.ErrAlreadyExists) {
			return created, err
		}
	}
	return c.uncertain(), unsure(id, cause)
}

// uncertain is the client as far as it is known. When its client_id is ours it is better to have a client in the state
// that may not exist, which the next refresh finds out, than an orphan on the server.
func (c creation) uncertain() oauthclient.Client {
	if !c.idChosenHere {
		return nil
	}
	id := c.desired.Text(oauthclient.ClientID)
	return oauthclient.Client{oauthclient.ID: id, oauthclient.ClientID: id}
}

func unsure(id string, cause error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: fmt.Sprintf("The request to create the client %q got no answer, and it could not be found out whether the server has it.", id),
		Advice:  "Apply again when the server answers. If it says then that the client exists, import it: terraform import ADDRESS " + id,
	}
}

// adopt takes over the client that a request made whose answer was lost. A client_id that the user chose may have been
// taken before, so such a client is ours only when it says what was asked for and is new.
//
// A secret that the server made was lost with the answer, so the client gets a new one; nobody has used the first.
func (b *Backend) adopt(ctx context.Context, c creation, found oauthclient.Client, cause error) (oauthclient.Client, error) {
	if !c.idChosenHere && !b.madeFrom(c.desired, found) {
		id := c.desired.Text(oauthclient.ClientID)
		return nil, &oauthclient.Error{
			Kind: oauthclient.ErrAlreadyExists, Field: oauthclient.ClientID, Err: cause,
			Message: fmt.Sprintf("The request to create the client got no answer. The server has a client %q, but not as it was asked for.", id),
			Advice:  "If it is the one you want to manage, import it: terraform import ADDRESS " + id,
		}
	}
	if c.desired.Has(oauthclient.ClientSecret) || c.desired.Text(oauthclient.TokenEndpointAuthMethod) == "none" {
		return found, nil
	}
	secret := oauthclient.NewSecret()
	adopted, err := b.Update(ctx, found, c.desired.With(oauthclient.ClientSecret, secret))
	if err != nil {
		return found, err
	}
	return adopted.With(oauthclient.ClientSecret, secret), nil
}

// madeFrom reports whether a client has all that was asked for and was made within the last minutes.
func (b *Backend) madeFrom(desired, found oauthclient.Client) bool {
	created, err := time.Parse(time.RFC3339Nano, found.Text(CreatedAt))
	return err == nil && time.Since(created).Abs() < clockSkew && oauthclient.NewService(b).Matches(desired, found)
}
