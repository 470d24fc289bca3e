package nevismeta

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// parallelReads is how many clients are read at the same time when one is looked for.
const parallelReads = 8

// locate returns the place of a client: its ID says it, or it is looked for by its client_id.
func (b *Backend) locate(ctx context.Context, known oauthclient.Client) (place, error) {
	ref := reference{place: b.home(nil), clientID: known.Text(oauthclient.ClientID)}
	if known.Has(oauthclient.ID) || ref.clientID == "" {
		var err error
		if ref, err = b.parse(known.Text(oauthclient.ID)); err != nil {
			return place{}, err
		}
	}
	if ref.place.client != "" {
		return ref.place, nil
	}
	if ref.place.setup == "" {
		return place{}, missingSetup()
	}
	return b.find(ctx, ref)
}

// find looks for the one client of a setup that has a client_id. The API can translate one, but the path of that
// operation is not published, and a list cannot be limited to one; so every client of the setup is read.
func (b *Backend) find(ctx context.Context, ref reference) (place, error) {
	ids, err := b.clientIDs(ctx, ref.place, "")
	if err != nil {
		return place{}, err
	}
	found, err := b.withClientID(ctx, ref, ids)
	if err != nil {
		return place{}, err
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return place{}, &oauthclient.Error{
			Kind: oauthclient.ErrNotFound,
			Message: fmt.Sprintf("None of the %d clients in the setup %q of the module %q has the client_id %q.",
				len(ids), ref.place.setup, ref.place.module, ref.clientID),
		}
	}
	return place{}, &oauthclient.Error{
		Kind:    oauthclient.ErrInvalid,
		Message: fmt.Sprintf("%d clients have the client_id %q: %s.", len(found), ref.clientID, names(found)),
		Advice:  "Name the one you mean by its id.",
	}
}

// withClientID returns those of the clients that have the client_id.
func (b *Backend) withClientID(ctx context.Context, ref reference, ids []string) ([]place, error) {
	states, err := b.readAll(ctx, ref.place, ids, "")
	var found []place
	for i, s := range states {
		if s != nil && s.client.Text(oauthclient.ClientID) == ref.clientID {
			found = append(found, place{ref.place.module, ref.place.setup, ids[i]})
		}
	}
	return found, err
}

// readAll reads clients of a setup as [Backend.load] does, several at the same time. Those that are gone meanwhile are
// nil.
func (b *Backend) readAll(ctx context.Context, setup place, ids []string, validFrom string) ([]*state, error) {
	states := make([]*state, len(ids))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	for i, id := range ids {
		group.Go(func() error {
			s, err := b.load(ctx, place{setup.module, setup.setup, id}, validFrom)
			if errors.Is(err, oauthclient.ErrNotFound) {
				return nil
			}
			states[i] = s
			return err
		})
	}
	return states, group.Wait()
}

// names lists the IDs of clients.
func names(places []place) string {
	ids := make([]string, len(places))
	for i, p := range places {
		ids[i] = p.id()
	}
	slices.Sort(ids)
	return strings.Join(ids, ", ")
}
