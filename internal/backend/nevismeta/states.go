package nevismeta

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// endOfTime is after every state that somebody may have scheduled, and still an instant that servers can compute with.
const endOfTime = "2999-12-31T00:00:00.000Z"

// A state is a client as it is from an instant on, which the API calls a snapshot.
type state struct {
	// client has no valid_from: what to say of that depends on what was asked for.
	client  oauthclient.Client
	notices []oauthclient.Notice
	// members is the client as the server wrote it.
	members jsonwire.Object
	// since is when the state begins or began, the zero time when the server does not say.
	since time.Time
	// snapshot is its id, "" when it was not read by that.
	snapshot string
}

// decode returns a state of the client at p.
func (d *Driver) decode(p place, members jsonwire.Object) *state {
	client, notices := d.table.Decode(members)
	s := &state{client: client, notices: notices, members: members, since: instantOf(client.Text(ValidFrom))}
	delete(client, ValidFrom)
	client[oauthclient.ID], client[Module], client[SetupID] = p.id(), p.module, p.setup
	for _, f := range encryption {
		if !client.Has(f) {
			client[f] = none
		}
	}
	// A mask must not be taken for the secret, and that of a public client is a leftover.
	if !oauthclient.EvidentSecret(client.Text(oauthclient.ClientSecret)) || d.judge.IsPublic(client) {
		delete(client, oauthclient.ClientSecret)
	}
	return s
}

// A history is what a server says of a client, less what is past.
type history struct {
	place place
	// active is the state in force, nil before the first one is.
	active *state
	// later are the states to come, the last one first.
	later []*state
	// problem says why it is not known what is to come, nil when it is.
	problem error
}

// A wish is the valid_from of a configuration, and when that is: "" and the zero time for none.
type wish struct {
	text string
	at   time.Time
}

func wishOf(c oauthclient.Client) wish {
	text := c.Text(ValidFrom)
	return wish{text, instantOf(text)}
}

// at returns the state that a configuration describes, and the valid_from to show for it: the state which begins then while
// that is to come, and otherwise the state in force. Once the instant has passed the client has that valid_from, although a
// server begins a new state with every edit. When there is no such state, neither past nor to come, it has none, so that it
// shows.
//
// A client whose only states are to come is the one that comes first.
func (h *history) at(w wish) (s *state, shown string) {
	if h.active != nil && !h.active.since.Before(w.at) {
		return h.active, w.text
	}
	if i := slices.IndexFunc(h.later, func(s *state) bool { return s.since.Equal(w.at) }); i >= 0 {
		return h.later[i], w.text
	}
	if h.active != nil {
		return h.active, ""
	}
	first := h.later[len(h.later)-1]
	return first, writeInstant(first.since)
}

// describe returns the client as a configuration describes it.
func (h *history) describe(w wish) oauthclient.Result {
	s, shown := h.at(w)
	client := s.client.Clone()
	if shown != "" {
		client[ValidFrom] = shown
	}
	if h.active != nil && !h.active.since.IsZero() {
		client[ActiveSince] = writeInstant(h.active.since)
	}
	return oauthclient.Result{Client: client, Notices: slices.Clone(s.notices)}
}

// current returns the client at p as far as a configuration needs it, most often in one request.
func (d *Driver) current(ctx context.Context, p place, w wish) (*history, error) {
	if !w.at.After(d.now()) {
		active, err := d.active(ctx, p)
		if err != nil || active != nil && !active.since.Before(w.at) {
			return &history{place: p, active: active}, err
		}
	}
	return d.history(ctx, p)
}

// history returns the state in force and those to come. It goes back from the end of time, so that it need not read what is
// past: a list for an instant has one element at most. Most often that one is in force, and two requests tell all.
func (d *Driver) history(ctx context.Context, p place) (*history, error) {
	h := &history{place: p}
	certain, err := d.walk(ctx, h)
	switch {
	case certain:
		return h, nil
	case err != nil && !refusesSnapshots(err):
		return nil, err
	}
	h.problem = err
	found := h.active
	if h.active, err = d.active(ctx, p); err != nil {
		return nil, err
	}
	switch {
	case h.active != nil:
		h.later = slices.DeleteFunc(h.later, func(s *state) bool { return !s.since.After(h.active.since) })
	case h.problem != nil:
		return nil, h.problem
	case found != nil:
		h.active = found // it does not say when it begins, or has not begun by the server's clock
	case len(h.later) == 0:
		return nil, d.gone(ctx, p)
	}
	return h, nil
}

// refusesSnapshots reports whether a server refuses to show states, and may show a client all the same.
func refusesSnapshots(err error) bool {
	return hasStatus(err, http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed)
}

// walk finds the states to come and, behind them, the one in force. That is not certain when nothing was found, or what does
// not say when it begins, or more than one state for an instant, or one that is to come by the clock of this machine: by the
// server's it may have begun, and a server that leaves out the time zone is as far off as the zone.
func (d *Driver) walk(ctx context.Context, h *history) (certain bool, err error) {
	seen, now := map[string]bool{}, d.now()
	for at := endOfTime; ; {
		states, err := d.statesAt(ctx, h.place, at, seen)
		if err != nil {
			return false, err
		}
		for _, s := range states {
			if !s.since.After(now) {
				h.active = s
				break
			}
			h.later = append(h.later, s)
		}
		if len(states) == 0 || h.active != nil {
			isKnown := h.active != nil && !h.active.since.IsZero()
			return isKnown && len(h.later) == 0 && len(states) <= 1, nil
		}
		at = writeInstant(states[len(states)-1].since.Add(-time.Millisecond))
	}
}

// active returns the state in force, nil when the API finds none, be it because the client is gone.
func (d *Driver) active(ctx context.Context, p place) (*state, error) {
	s, err := d.stateOf(ctx, p, p.path())
	if isNotFound(err) {
		return nil, nil
	}
	return s, err
}

// stateOf returns the state at a path.
func (d *Driver) stateOf(ctx context.Context, p place, path []string) (*state, error) {
	var members jsonwire.Object
	response, err := d.call(ctx, httpapi.Request{Path: path}, nil, &members)
	switch {
	case err != nil:
		return nil, err
	case !d.isClient(members):
		return nil, response.Classify()
	}
	return d.decode(p, members), nil
}

// statesAt returns the state at an instant, or more from a server that does not know validAt, the last one first. It
// leaves out those in seen, which may be nil, and adds the others to it.
func (d *Driver) statesAt(ctx context.Context, p place, at string, seen map[string]bool) ([]*state, error) {
	ids, err := d.snapshotIDs(ctx, p, at)
	if err != nil {
		return nil, err
	}
	var states []*state
	for _, id := range ids {
		if seen[id] {
			continue
		}
		if seen != nil {
			seen[id] = true
		}
		s, err := d.stateOf(ctx, p, p.path("snapshots", id))
		if isNotFound(err) {
			continue // withdrawn meanwhile
		}
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
func (d *Driver) snapshotIDs(ctx context.Context, p place, at string) ([]string, error) {
	var ids []string
	var err error
	for _, query := range []url.Values{{"validAt": {at}}, nil, {"validAt": {anyTime}}} {
		ids, err = d.ids(ctx, p.path("snapshots"), query, "snapshotIds")
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
