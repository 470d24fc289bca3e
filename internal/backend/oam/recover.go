package oam

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A creation is a client that is to be made.
type creation struct {
	at      handle
	desired oauthclient.Client
	// idChosenHere says that the client_id was made up for this creation: a client that has it is ours.
	idChosenHere bool
}

// A made client is one that a creation has made.
type made struct {
	client oauthclient.Client
	// secretLost says that the client has, or may have, a secret that the server has made and not shown.
	secretLost bool
}

// finish waits until the server shows a client that was made, and gives it a secret when nobody knows the one it has.
func (b *Backend) finish(ctx context.Context, c creation, m made) (oauthclient.Client, error) {
	created := m.client
	if c.desired.Has(oauthclient.ClientSecret) {
		created = created.With(oauthclient.ClientSecret, c.desired[oauthclient.ClientSecret])
	}
	read, err := b.awaitWritten(ctx, c.at, nil, b.complete(c.at, c.desired))
	if err != nil {
		return created, err
	}
	for _, f := range []oauthclient.Field{oauthclient.ClientSecret, UID} {
		if created.Has(f) {
			read[f] = created[f]
		}
	}
	if read.Has(oauthclient.ClientSecret) || !m.secretLost || read.Text(ClientType) != confidential {
		return read, nil
	}
	updated, err := b.Update(ctx, read, c.desired.With(oauthclient.ClientSecret, oauthclient.NewSecret()))
	if err != nil && updated == nil {
		return read, err
	}
	return updated, err
}

// recover finds out what became of a creation that was not answered, or not in a way that shows the client. Cause is
// what went wrong. A secret that the server made was lost with the answer, so the client gets a new one; nobody has used
// the first.
func (b *Backend) recover(ctx context.Context, c creation, cause error) (oauthclient.Client, error) {
	var found made
	err := b.await(ctx, func() (bool, error) {
		var err error
		found, err = b.find(ctx, c)
		return err == nil, err
	})
	switch {
	case err == nil && b.isOurs(c, found.client):
		return b.finish(ctx, c, found)
	case err == nil:
		return nil, alreadyExists(c, found.client, cause)
	case errors.Is(err, oauthclient.ErrNotFound):
		return nil, unsure(c, cause)
	}
	return nil, unsure(c, errors.Join(cause, err))
}

// find returns the client that has the name of a creation or, if none has, the configured client_id: both are unique in
// an identity domain.
func (b *Backend) find(ctx context.Context, c creation) (made, error) {
	at := c.at
	answered, err := b.get(ctx, at)
	if errors.Is(err, oauthclient.ErrNotFound) && !c.idChosenHere {
		at = handle{domain: at.domain, clientID: c.desired.Text(oauthclient.ClientID)}
		answered, err = b.get(ctx, at)
	}
	if err != nil {
		return made{}, err
	}
	client := b.decode(at, answered, c.desired).Without(oauthclient.ClientSecret)
	client = b.ownAttributes(ctx, client, c.desired.Objects(Attributes), nil)
	return made{client: client, secretLost: answered.mayHaveSecret()}, nil
}

// isOurs reports whether a creation made the client. One whose client_id the user chose may have been there before, so it
// is ours only when it has all that was asked for.
func (b *Backend) isOurs(c creation, found oauthclient.Client) bool {
	same := found.Text(oauthclient.ClientID) == c.desired.Text(oauthclient.ClientID) &&
		found.Text(oauthclient.ClientName) == c.at.name
	return same && (c.idChosenHere || oauthclient.NewService(b).Matches(c.desired, found))
}

// explainRefusal returns ErrAlreadyExists when a creation was refused because of a client that has the name or the
// client_id, else the refusal.
func (b *Backend) explainRefusal(ctx context.Context, c creation, refusal error) error {
	found, err := b.find(ctx, c)
	if err != nil {
		return refusal
	}
	return alreadyExists(c, found.client, nil)
}

func alreadyExists(c creation, found oauthclient.Client, cause error) error {
	f, id := oauthclient.ClientName, found.Text(oauthclient.ID)
	if found.Text(oauthclient.ClientName) != c.at.name {
		f = oauthclient.ClientID
	}
	message := fmt.Sprintf("OAM has the client %q already, with the client_id %q", id, found.Text(oauthclient.ClientID))
	if uid := found.Text(UID); uid != "" {
		message += fmt.Sprintf(" and the uid %q", uid)
	}
	return &oauthclient.Error{
		Kind: oauthclient.ErrAlreadyExists, Field: f, Err: cause, Message: message + ".",
		Advice: fmt.Sprintf("Choose another %s, or bring that client under management with: terraform import ADDRESS %s", f, asArgument(id)),
	}
}

func unsure(c creation, cause error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: fmt.Sprintf("The request to create the client %q got no answer, and it could not be found out whether the server has it.", c.at.id()),
		Advice:  "Apply again when the server answers. If it says then that the client exists, import it: terraform import ADDRESS " + asArgument(c.at.id()),
	}
}

// asArgument quotes an ID where a shell would take it apart.
func asArgument(id string) string {
	if strings.ContainsAny(id, " \t\"'$&;|<>()*?`\\") {
		return strconv.Quote(id)
	}
	return id
}
