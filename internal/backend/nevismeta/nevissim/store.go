package nevissim

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// A setup is the container that clients live in.
type setup struct {
	Module  string
	ID      string
	Clients []*client // in the order of their creation
}

// client returns the client with this internal id, nil when there is none.
func (s *setup) client(id string) *client {
	i := slices.IndexFunc(s.Clients, func(c *client) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return s.Clients[i]
}

// remove forgets a client and all its states.
func (s *setup) remove(c *client) {
	s.Clients = slices.DeleteFunc(s.Clients, func(other *client) bool { return other == c })
}

// takenBy returns the client other than except that has, had or will have this client_id, nil when it is free.
func (s *setup) takenBy(clientID string, except *client) *client {
	for _, c := range s.Clients {
		uses := func(st *State) bool { return st.Body["client_id"] == clientID }
		if c != except && slices.ContainsFunc(c.States, uses) {
			return c
		}
	}
	return nil
}

// A client is an entity with an internal id and a history of states.
type client struct {
	ID     string
	States []*State // ordered by ValidFrom; of two with the same instant the later one wins
}

// A State is what a client looks like from an instant on.
type State struct {
	SnapshotID  string
	ValidFrom   time.Time
	SoftDeleted bool `json:",omitempty"`
	// Body is every property but valid_from: nothing hidden, nothing filled in, jwks as in RFC 7517, numbers as
	// [json.Number]. In the store it may be replaced but is never changed.
	Body map[string]any
}

// at returns the state in force at an instant: the newest that has begun by then. It returns nil when there is none.
// Soft-deleted states count only when withDeleted is set.
func (c *client) at(instant time.Time, withDeleted bool) *State {
	for _, st := range slices.Backward(c.States) {
		if !st.ValidFrom.After(instant) && (withDeleted || !st.SoftDeleted) {
			return st
		}
	}
	return nil
}

// current returns the state in force at an instant and, before the first one, the state that comes first.
func (c *client) current(instant time.Time) *State {
	if st := c.at(instant, true); st != nil {
		return st
	}
	return c.States[0]
}

// snapshot returns the state with this id, nil when there is none.
func (c *client) snapshot(id string) *State {
	i := slices.IndexFunc(c.States, func(st *State) bool { return st.SnapshotID == id })
	if i < 0 {
		return nil
	}
	return c.States[i]
}

// begins returns the state that begins at exactly this instant, nil when there is none.
func (c *client) begins(instant time.Time) *State {
	i := slices.IndexFunc(c.States, func(st *State) bool { return st.ValidFrom.Equal(instant) })
	if i < 0 {
		return nil
	}
	return c.States[i]
}

// add puts a state in its place of the history.
func (c *client) add(st *State) {
	c.States = append(c.States, st)
	slices.SortStableFunc(c.States, func(a, b *State) int { return a.ValidFrom.Compare(b.ValidFrom) })
}

// softDelete marks every state as deleted.
func (c *client) softDelete() {
	for _, st := range c.States {
		st.SoftDeleted = true
	}
}

// isSoftDeleted reports whether no state is left that is not marked as deleted.
func (c *client) isSoftDeleted() bool {
	return !slices.ContainsFunc(c.States, func(st *State) bool { return !st.SoftDeleted })
}

// dropScheduled withdraws every state that begins after an instant.
func (c *client) dropScheduled(instant time.Time) {
	c.States = slices.DeleteFunc(c.States, func(st *State) bool { return st.ValidFrom.After(instant) })
}

// newState returns a state of c that begins at an instant and is not in its history yet.
func (s *Simulator) newState(c *client, body map[string]any, validFrom time.Time) *State {
	id := newID()
	if s.opts.TimestampSnapshotIDs {
		timestamp := validFrom.UTC().Format(layoutOffset)
		id = timestamp
		for n := 2; c.snapshot(id) != nil; n++ {
			id = fmt.Sprintf("%s~%d", timestamp, n)
		}
	}
	return &State{SnapshotID: id, ValidFrom: validFrom, Body: body}
}

// newID returns 32 random hex digits, which is what every id and secret in the documents looks like.
func newID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // crypto/rand.Read never returns an error.
	return hex.EncodeToString(id[:])
}

// Snapshot implements [sim.Simulator].
func (s *Simulator) Snapshot() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sim.Encode(s.setups)
}

// Restore implements [sim.Simulator].
func (s *Simulator) Restore(snapshot []byte) error {
	var setups []*setup
	if err := jsontext.Decode(snapshot, &setups); err != nil {
		return err
	}
	for _, su := range setups {
		if su == nil || slices.ContainsFunc(su.Clients, func(c *client) bool { return !c.isValid() }) {
			return errors.New("a setup or a client in it is incomplete")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setups = setups
	return nil
}

// isValid reports whether a client that was not made here has what the others have.
func (c *client) isValid() bool {
	isEmpty := func(st *State) bool { return st == nil || st.Body == nil }
	return c != nil && c.ID != "" && len(c.States) > 0 && !slices.ContainsFunc(c.States, isEmpty)
}
