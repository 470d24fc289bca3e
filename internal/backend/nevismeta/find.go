package nevismeta

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const (
	// parallelReads is how many clients are read at the same time when one is looked for.
	parallelReads = 8
	// searchLimit is how many clients are read to find out what became of a request that failed. More are not worth it: the
	// user can be told what to look for.
	searchLimit = 200
)

// locate returns the place of a client: its ID says it, or it is looked for by its client_id.
func (d *Driver) locate(ctx context.Context, known oauthclient.Client) (place, error) {
	ref := reference{place: d.defaults.home(known), clientID: known.Text(oauthclient.ClientID)}
	if known.Has(oauthclient.ID) || ref.clientID == "" {
		var err error
		if ref, err = d.defaults.parse(known.Text(oauthclient.ID)); err != nil || ref.place.client != "" {
			return ref.place, err
		}
	}
	if ref.place.setup == "" {
		return place{}, missingSetup()
	}
	return d.theOne(ctx, ref)
}

// theOne returns the one client of a setup that has a client_id. The API can translate one, but the path of that
// operation is not published, and a list cannot be limited to one; so every client of the setup is read.
func (d *Driver) theOne(ctx context.Context, ref reference) (place, error) {
	ids, err := d.clientIDs(ctx, ref.place, nil)
	if err != nil {
		return place{}, err
	}
	found, err := d.withClientID(ctx, ref, ids, wish{})
	if err != nil {
		return place{}, err
	}
	switch len(found) {
	case 1:
		return found[0].place, nil
	case 0:
		return place{}, &oauthclient.Error{
			Kind: oauthclient.ErrNotFound,
			Message: fmt.Sprintf("None of the %d clients in the setup %q of the module %q has the client_id %q.",
				len(ids), ref.place.setup, ref.place.module, ref.clientID),
		}
	}
	names := make([]string, len(found))
	for i, h := range found {
		names[i] = h.place.id()
	}
	slices.Sort(names)
	return place{}, &oauthclient.Error{
		Kind: oauthclient.ErrInvalid, Field: oauthclient.ClientID,
		Message: fmt.Sprintf("%d clients have the client_id %q: %s.", len(found), ref.clientID, strings.Join(names, ", ")),
		Advice:  "Name the one you mean by its id.",
	}
}

// withClientID returns those of the clients that have the client_id.
func (d *Driver) withClientID(ctx context.Context, ref reference, ids []string, w wish) ([]*history, error) {
	all, err := d.readAll(ctx, ref.place, ids, w)
	return slices.DeleteFunc(all, func(h *history) bool {
		s, _ := h.at(w)
		return s.client.Text(oauthclient.ClientID) != ref.clientID
	}), err
}

// readAll reads clients of a setup, several at the same time, as far as a configuration needs it. Those that are gone
// meanwhile are left out.
func (d *Driver) readAll(ctx context.Context, setup place, ids []string, w wish) ([]*history, error) {
	all := make([]*history, len(ids))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	for i, id := range ids {
		group.Go(func() error {
			h, err := d.current(ctx, place{setup.module, setup.setup, id}, w)
			if err == nil {
				all[i] = h
			} else if !errors.Is(err, oauthclient.ErrNotFound) {
				return err
			}
			return nil
		})
	}
	err := group.Wait()
	return slices.DeleteFunc(all, func(h *history) bool { return h == nil }), err
}

// Find returns the clients that have the client_id of what was asked for, or without one its name. It fails when they are
// among too many.
func (d *Driver) Find(ctx context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	found, err := d.alike(ctx, wanted.Desired)
	candidates := make([]oauthclient.Candidate, len(found))
	for i, h := range found {
		candidates[i] = oauthclient.Candidate{
			Client: h.describe(wishOf(wanted.Desired)).Client,
			New:    func(ctx context.Context, since time.Time) bool { return d.isNew(ctx, h, wanted.Desired, since) },
		}
	}
	return candidates, err
}

// alike returns the clients of a setup that may be the one that is desired. The list can be limited to a name, so those that
// have the same come first.
func (d *Driver) alike(ctx context.Context, desired oauthclient.Client) ([]*history, error) {
	home, name, w := d.defaults.home(desired), desired.Text(oauthclient.ClientName), wishOf(desired)
	ref := reference{place: home, clientID: desired.Text(oauthclient.ClientID)}
	if home.setup == "" {
		return nil, missingSetup()
	}
	if name != "" {
		ids, err := d.few(ctx, home, url.Values{"name": {name}})
		if err != nil {
			return nil, err
		}
		if ref.clientID == "" {
			return d.readAll(ctx, home, ids, w)
		}
		if found, err := d.withClientID(ctx, ref, ids, w); err != nil || len(found) > 0 {
			return found, err
		}
	}
	ids, err := d.few(ctx, home, nil)
	switch {
	case err != nil:
		return nil, err
	case ref.clientID == "":
		return d.readAll(ctx, home, ids, w)
	}
	return d.withClientID(ctx, ref, ids, w)
}

// few is clientIDs for as many clients as may be read.
func (d *Driver) few(ctx context.Context, home place, query url.Values) ([]string, error) {
	ids, err := d.clientIDs(ctx, home, query)
	if len(ids) > searchLimit {
		err = fmt.Errorf("the setup has %d clients that it might be", len(ids))
	}
	return ids, err
}

// isNew reports whether a client was made after an instant: its first state began then, and it has the secret that was asked
// for, if it shows one. A configured valid_from says nothing about when it was made; then the secret alone tells.
func (d *Driver) isNew(ctx context.Context, h *history, desired oauthclient.Client, since time.Time) bool {
	secret := desired.Text(oauthclient.ClientSecret)
	s, _ := h.at(wishOf(desired))
	shown := s.client.Text(oauthclient.ClientSecret)
	switch {
	case shown != "" && secret != "" && shown != secret:
		return false
	case desired.Has(ValidFrom):
		return shown != "" && shown == secret
	case h.active == nil || h.active.since.Before(since):
		return false
	}
	before, err := d.statesAt(ctx, h.place, writeInstant(h.active.since.Add(-time.Millisecond)), nil)
	return err == nil && !slices.ContainsFunc(before, func(s *state) bool { return s.since.Before(h.active.since) })
}

// whetherTaken returns ErrAlreadyExists when a creation was refused and another client has the client_id, and otherwise the
// cause. How a server refuses a client_id that is taken is not documented.
func (d *Driver) whetherTaken(ctx context.Context, home place, desired oauthclient.Client, cause error) error {
	failed, ok := errors.AsType[*oauthclient.Error](cause)
	if !desired.Has(oauthclient.ClientID) || !ok || !hasStatus(cause, http.StatusBadRequest, http.StatusConflict) ||
		!failed.Field.IsZero() && failed.Field != oauthclient.ClientID {
		return cause
	}
	ids, err := d.few(ctx, home, nil)
	if err != nil {
		return cause
	}
	clientID := desired.Text(oauthclient.ClientID)
	taken, err := d.withClientID(ctx, reference{place: home, clientID: clientID}, ids, wish{})
	if err != nil || len(taken) == 0 {
		return cause
	}
	if s, _ := taken[0].at(wish{}); desired.Has(oauthclient.ClientSecret) && s.client[oauthclient.ClientSecret] == desired[oauthclient.ClientSecret] {
		// Somebody on the way has sent the request twice, and this is what it made the first time.
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Status: failed.Status, Err: cause}
	}
	return &oauthclient.Error{
		Kind: oauthclient.ErrAlreadyExists, Field: oauthclient.ClientID, Status: failed.Status, Err: cause,
		Message: fmt.Sprintf("The setup %q has a client with the client_id %q already.", home.setup, clientID),
		Advice:  fmt.Sprintf("Choose another client_id, or import that client with the id %q.", taken[0].place.id()),
	}
}

// List lists the clients of a setup, whenever they are valid. The list has nothing but their internal ids.
func (d *Driver) List(ctx context.Context, filter oauthclient.Filter, yield func(oauthclient.Listed) bool) error {
	p := d.defaults.home(filter.Equal)
	if p.setup == "" {
		return missingSetup()
	}
	ids, err := d.clientIDs(ctx, p, criteria(filter.Equal))
	if err != nil {
		return err
	}
	for _, id := range ids {
		if p.client = id; !yield(oauthclient.Listed{ID: p.id()}) {
			return nil
		}
	}
	return nil
}

// criteria returns the parameters by which a list can be limited to clients with these values.
func criteria(equal oauthclient.Client) url.Values {
	query := url.Values{}
	for f, parameter := range map[oauthclient.Field]string{oauthclient.ClientName: "name", Owner: "owner"} {
		if value := equal.Text(f); value != "" {
			query.Set(parameter, value)
		}
	}
	for _, entry := range equal.Objects(Metadata) {
		query.Set("metadata."+entry["name"], entry["value"])
	}
	return query
}
