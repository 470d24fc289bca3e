package nevismeta

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// clockSkew is how far the clocks of this machine and of the server may be apart.
const clockSkew = 5 * time.Minute

// lately returns an instant that is in the past by any clock, and only just so.
func (b *Backend) lately() time.Time { return b.now().Add(-clockSkew) }

// endOfTime is after every state that somebody may have scheduled, and still an instant that servers can compute with.
const endOfTime = "2999-12-31T00:00:00.000Z"

// A state is a client as it is from an instant on, which the API calls a snapshot.
type state struct {
	client oauthclient.Client
	// members is the client as the server wrote it.
	members jsonwire.Object
	// since is when the state begins or began.
	since time.Time
	// snapshot is its id, "" when it was not read by that.
	snapshot string
	// scheduled says that the state is not in force yet.
	scheduled bool
	// only says that there is no state in force beside a scheduled one.
	only bool
}

// decode returns a state of the client at p. Its client has no valid_from: what to say of that depends on what was
// asked for.
func (b *Backend) decode(p place, members jsonwire.Object) (*state, error) {
	if !b.isClient(members) {
		return nil, notTheAPI()
	}
	client, err := b.table.Decode(members)
	if err != nil {
		return nil, err
	}
	s := &state{client: client, members: members, since: instantOf(client.Text(ValidFrom))}
	delete(client, ValidFrom)
	client[oauthclient.ID], client[Module], client[SetupID] = p.id(), p.module, p.setup
	for _, f := range encryption {
		if !client.Has(f) {
			client[f] = none
		}
	}
	if isMask(client.Text(oauthclient.ClientSecret)) || b.hasNoSecret(client) {
		delete(client, oauthclient.ClientSecret)
	}
	return s, nil
}

// isMask reports whether a text stands in the place of a secret.
func isMask(text string) bool { return strings.Trim(text, "*") == "" }

// inForce completes a state that is in force.
func (s *state) inForce(validFrom string) *state {
	if !s.since.IsZero() {
		s.client[ActiveSince] = writeInstant(s.since)
	}
	if validFrom != "" {
		s.client[ValidFrom] = validFrom
	}
	return s
}

// toCome completes a state that is scheduled beside the active one, which may be nil.
func (s *state) toCome(active *state, validFrom string) *state {
	s.scheduled, s.only = true, active == nil
	s.client[ValidFrom] = validFrom
	if active != nil && !active.since.IsZero() {
		s.client[ActiveSince] = writeInstant(active.since)
	}
	return s
}

// load returns the client at p as a configuration with that valid_from, which may be "", describes it: the state which
// begins then while that is to come, and otherwise the state in force. Once the instant has passed the result has that
// valid_from, although a server begins a new state with every edit. When the server has no such state, neither past nor
// to come, the result has no valid_from, so that it shows.
//
// A client whose only states are to come is not found by its id, and is the one that comes first.
func (b *Backend) load(ctx context.Context, p place, validFrom string) (*state, error) {
	active, err := b.active(ctx, p)
	wanted := instantOf(validFrom)
	switch {
	case isNotFound(err):
		return b.loadScheduled(ctx, p, validFrom)
	case err != nil:
		return nil, err
	case !active.since.Before(wanted):
		return active.inForce(validFrom), nil
	}
	scheduled, err := b.beginning(ctx, p, wanted)
	switch {
	case err != nil:
		return nil, err
	case scheduled != nil:
		return scheduled.toCome(active, validFrom), nil
	}
	return active.inForce(""), nil
}

// loadScheduled is load for a client that has no state in force, if there is one.
func (b *Backend) loadScheduled(ctx context.Context, p place, validFrom string) (*state, error) {
	if validFrom != "" {
		wanted, err := b.beginning(ctx, p, instantOf(validFrom))
		if err != nil {
			return nil, err
		}
		if wanted != nil {
			return wanted.toCome(nil, validFrom), nil
		}
	}
	future, err := b.scheduled(ctx, p, b.lately())
	if err != nil {
		return nil, err
	}
	if len(future) == 0 {
		return nil, b.gone(ctx, p)
	}
	first := future[len(future)-1]
	return first.toCome(nil, writeInstant(first.since)), nil
}

// active returns the state in force. A 404 is returned as it is.
func (b *Backend) active(ctx context.Context, p place) (*state, error) {
	members, err := b.get(ctx, p.path(), nil)
	if err != nil {
		return nil, err
	}
	return b.decode(p, members)
}

// beginning returns the state that begins at an instant, nil when there is none.
func (b *Backend) beginning(ctx context.Context, p place, instant time.Time) (*state, error) {
	states, err := b.statesAt(ctx, p, writeInstant(instant), nil)
	i := slices.IndexFunc(states, func(s *state) bool { return s.since.Equal(instant) })
	if i < 0 {
		return nil, err
	}
	return states[i], err
}

// scheduled returns the states that begin after an instant, the last one first. It goes back from the end of time, so
// that it need not read the whole history: a list for an instant has one element at most.
func (b *Backend) scheduled(ctx context.Context, p place, after time.Time) ([]*state, error) {
	var found []*state
	seen := map[string]bool{}
	for at := endOfTime; ; {
		states, err := b.statesAt(ctx, p, at, seen)
		if err != nil || len(states) == 0 {
			return found, err
		}
		for _, s := range states {
			if !s.since.After(after) {
				return found, nil
			}
			found = append(found, s)
		}
		at = writeInstant(states[len(states)-1].since.Add(-time.Millisecond))
	}
}

// statesAt returns the state at an instant, or more from a server that does not know validAt, the last one first. It
// leaves out those in seen, which may be nil, and adds the others to it.
func (b *Backend) statesAt(ctx context.Context, p place, at string, seen map[string]bool) ([]*state, error) {
	ids, err := b.snapshotIDs(ctx, p, at)
	if err != nil {
		return nil, err
	}
	var states []*state
	for _, id := range ids {
		if seen[id] || !isName(id) {
			continue
		}
		if seen != nil {
			seen[id] = true
		}
		members, err := b.get(ctx, p.path("snapshots", id), nil)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s, err := b.decode(p, members)
		if err != nil {
			return nil, err
		}
		s.snapshot = id
		states = append(states, s)
	}
	slices.SortStableFunc(states, func(a, b *state) int { return b.since.Compare(a.since) })
	return states, nil
}

// snapshotIDs returns the ids of the snapshots that are valid at an instant. That a list knows validAt is documented for
// setups, so where it is refused, or leaves nothing for the end of time, the list without it and the one for any time
// are tried. A client that does not exist has none.
func (b *Backend) snapshotIDs(ctx context.Context, p place, at string) ([]string, error) {
	var ids []string
	var err error
	for _, query := range []url.Values{{"validAt": {at}}, nil, {"validAt": {anyTime}}} {
		ids, err = b.listSnapshots(ctx, p, query)
		refused := hasStatus(err, http.StatusBadRequest)
		if len(ids) > 0 || err != nil && !refused || err == nil && at != endOfTime {
			break
		}
	}
	if isNotFound(err) {
		return nil, nil
	}
	return ids, err
}

func (b *Backend) listSnapshots(ctx context.Context, p place, query url.Values) ([]string, error) {
	members, err := b.get(ctx, p.path("snapshots"), query)
	if err != nil {
		return nil, err
	}
	ids, ok := idsIn(members, "snapshotIds")
	if !ok {
		return nil, notTheAPI()
	}
	return ids, nil
}

// withdraw deletes the states that begin at an instant, which must lie in the future. There can be more than one: the
// documents do not say what becomes of a state when another one for the same instant is added.
func (b *Backend) withdraw(ctx context.Context, p place, instant time.Time) error {
	seen := map[string]bool{}
	for {
		states, err := b.statesAt(ctx, p, writeInstant(instant), seen)
		if err != nil {
			return err
		}
		states = slices.DeleteFunc(states, func(s *state) bool { return !s.since.Equal(instant) })
		if len(states) == 0 {
			return nil
		}
		for _, s := range states {
			if err := b.deleteAt(ctx, p.path("snapshots", s.snapshot)); err != nil && !isNotFound(err) {
				return err
			}
		}
	}
}
