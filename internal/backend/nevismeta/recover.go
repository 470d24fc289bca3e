package nevismeta

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// searchLimit is how many clients are read to find out what became of a request that failed. More are not worth it: the
// user can be told what to look for.
const searchLimit = 200

// A creation is a request to make a client, from before it is sent until it is known what became of it.
type creation struct {
	// home is where the client is to be.
	home    place
	desired oauthclient.Client
	sent    time.Time
}

func (b *Backend) begin(home place, desired oauthclient.Client) *creation {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := &creation{home: home, desired: desired, sent: b.now()}
	b.creations = append(b.creations, c)
	return c
}

func (b *Backend) end(c *creation) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.creations = slices.DeleteFunc(b.creations, func(other *creation) bool { return other == c })
}

// own remembers that a client was made here, and so by no other creation.
func (b *Backend) own(p place) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.made[p.id()] = true
}

func (b *Backend) isOwn(p place) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.made[p.id()]
}

// hasTwin reports whether a client that looks the same is being made at this moment: then nobody can tell the two apart.
func (b *Backend) hasTwin(c *creation) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	service := oauthclient.NewService(b)
	return slices.ContainsFunc(b.creations, func(other *creation) bool {
		return other != c && other.home == c.home && len(service.Changed(other.desired, c.desired)) == 0
	})
}

// notCreated finds out more about a creation that failed: whether the client_id is taken, or whether the client was made
// although no answer came.
func (b *Backend) notCreated(ctx context.Context, c *creation, cause error) (oauthclient.Client, error) {
	switch {
	case errors.Is(cause, oauthclient.ErrOutcomeUnknown):
		return b.recover(ctx, c, cause)
	case hasStatus(cause, http.StatusBadRequest, http.StatusConflict) && c.desired.Has(oauthclient.ClientID):
		return nil, b.whetherTaken(ctx, c, cause)
	}
	return nil, cause
}

// whetherTaken returns ErrAlreadyExists when another client has the client_id, and the cause otherwise. How a server
// refuses a client_id that is taken is not documented.
func (b *Backend) whetherTaken(ctx context.Context, c *creation, cause error) error {
	clientID := c.desired.Text(oauthclient.ClientID)
	ids, err := b.clientIDs(ctx, c.home, "")
	if err != nil || len(ids) > searchLimit {
		return cause
	}
	taken, err := b.withClientID(ctx, reference{place: c.home, clientID: clientID}, ids)
	if err != nil || len(taken) == 0 {
		return cause
	}
	return &oauthclient.Error{
		Kind: oauthclient.ErrAlreadyExists, Field: oauthclient.ClientID, Err: cause,
		Message: fmt.Sprintf("The setup %q has a client with the client_id %q already.", c.home.setup, clientID),
		Advice:  "Choose another client_id, or bring that client under management with: terraform import ADDRESS " + taken[0].id(),
	}
}

// recover looks for the client that a request made whose answer was lost, and takes it over when it is certainly that
// one. There is no safe way to repeat the request: a client_id that is chosen here would be, but whether a server takes
// one is not documented, and it is the server's own that users expect.
func (b *Backend) recover(ctx context.Context, c *creation, cause error) (oauthclient.Client, error) {
	found, err := b.candidates(ctx, c)
	switch {
	case err != nil:
		return nil, unsure(errors.Join(cause, err), "It could not be found out whether it was.")
	case len(found) == 0:
		return nil, unsure(cause, "No client that looks like it was found, so most likely it was not.")
	case len(found) > 1, b.hasTwin(c), !b.isNew(ctx, found[0], c):
		return nil, unsure(cause, "Clients that look like it: "+names(found)+".")
	}
	return b.created(ctx, found[0], c)
}

func unsure(cause error, finding string) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Err: cause,
		Message: "The request to create the client got no answer that says whether it was created. " + finding,
		Advice: "Look for the client in nevisMeta before you apply again. If it is there, delete it or import it: " +
			"terraform import ADDRESS <setup_id>/<internal id>",
	}
}

// candidates returns the clients that have exactly what a creation asked for, and were not made by another one.
func (b *Backend) candidates(ctx context.Context, c *creation) ([]place, error) {
	ids, err := b.clientIDs(ctx, c.home, c.desired.Text(oauthclient.ClientName))
	if err != nil {
		return nil, err
	}
	if len(ids) > searchLimit {
		return nil, fmt.Errorf("the setup has %d clients that it might be", len(ids))
	}
	states, err := b.readAll(ctx, c.home, ids, c.desired.Text(ValidFrom))
	if err != nil {
		return nil, err
	}
	var found []place
	for i, s := range states {
		p := place{c.home.module, c.home.setup, ids[i]}
		if s != nil && !b.isOwn(p) && b.looksLike(c.desired, s.client) {
			found = append(found, p)
		}
	}
	return found, nil
}

// looksLike reports whether a client has all that was asked for and nothing that was not.
func (b *Backend) looksLike(desired, found oauthclient.Client) bool {
	service := oauthclient.NewService(b)
	return len(service.Changed(service.Settle(desired, found, nil), desired)) == 0
}

// isNew reports whether a client was made after a creation was sent: its first state began then. A configured valid_from
// says nothing about that.
func (b *Backend) isNew(ctx context.Context, p place, c *creation) bool {
	if c.desired.Has(ValidFrom) {
		return false
	}
	first, err := b.active(ctx, p)
	if err != nil || first.since.Before(c.sent.Add(-clockSkew)) {
		return false
	}
	before, err := b.statesAt(ctx, p, writeInstant(first.since.Add(-time.Millisecond)), nil)
	return err == nil && len(before) == 0
}
