package nevissim

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// A setup is the container that clients live in.
type setup struct {
	module  string
	id      string
	clients []*client // in the order of their creation
}

// client returns the client with this internal id, nil when there is none.
func (s *setup) client(id string) *client {
	i := slices.IndexFunc(s.clients, func(c *client) bool { return c.id == id })
	if i < 0 {
		return nil
	}
	return s.clients[i]
}

// remove forgets a client and all its states.
func (s *setup) remove(c *client) {
	s.clients = slices.DeleteFunc(s.clients, func(other *client) bool { return other == c })
}

// takenBy returns the client other than except that has, had or will have this client_id, nil when it is free.
func (s *setup) takenBy(clientID string, except *client) *client {
	for _, c := range s.clients {
		uses := func(st *state) bool { return st.body["client_id"] == clientID }
		if c != except && slices.ContainsFunc(c.states, uses) {
			return c
		}
	}
	return nil
}

// A client is an entity with an internal id and a history of states.
type client struct {
	id     string
	states []*state // ordered by validFrom; of two with the same instant the later one wins
}

// A state is what a client looks like from an instant on. Its body may be replaced but is never changed.
type state struct {
	id          string
	validFrom   time.Time
	body        map[string]any // every property but valid_from
	softDeleted bool
}

// at returns the state in force at an instant: the newest that has begun by then. It returns nil when there is none.
// Soft-deleted states count only when withDeleted is set.
func (c *client) at(instant time.Time, withDeleted bool) *state {
	for _, st := range slices.Backward(c.states) {
		if !st.validFrom.After(instant) && (withDeleted || !st.softDeleted) {
			return st
		}
	}
	return nil
}

// current returns the state in force at an instant and, before the first one, the state that comes first.
func (c *client) current(instant time.Time) *state {
	if st := c.at(instant, true); st != nil {
		return st
	}
	return c.states[0]
}

// snapshot returns the state with this id, nil when there is none.
func (c *client) snapshot(id string) *state {
	i := slices.IndexFunc(c.states, func(st *state) bool { return st.id == id })
	if i < 0 {
		return nil
	}
	return c.states[i]
}

// begins returns the state that begins at exactly this instant, nil when there is none.
func (c *client) begins(instant time.Time) *state {
	i := slices.IndexFunc(c.states, func(st *state) bool { return st.validFrom.Equal(instant) })
	if i < 0 {
		return nil
	}
	return c.states[i]
}

// add puts a state in its place of the history.
func (c *client) add(st *state) {
	c.states = append(c.states, st)
	slices.SortStableFunc(c.states, func(a, b *state) int { return a.validFrom.Compare(b.validFrom) })
}

// softDelete marks every state as deleted.
func (c *client) softDelete() {
	for _, st := range c.states {
		st.softDeleted = true
	}
}

// isSoftDeleted reports whether no state is left that is not marked as deleted.
func (c *client) isSoftDeleted() bool {
	return !slices.ContainsFunc(c.states, func(st *state) bool { return !st.softDeleted })
}

// dropScheduled withdraws every state that begins after an instant.
func (c *client) dropScheduled(instant time.Time) {
	c.states = slices.DeleteFunc(c.states, func(st *state) bool { return st.validFrom.After(instant) })
}

// newState returns a state of c that begins at an instant and is not in its history yet.
func (s *Simulator) newState(c *client, body map[string]any, validFrom time.Time) *state {
	id := newID()
	if s.opts.TimestampSnapshotIDs {
		timestamp := validFrom.UTC().Format(layoutOffset)
		id = timestamp
		for n := 2; c.snapshot(id) != nil; n++ {
			id = fmt.Sprintf("%s~%d", timestamp, n)
		}
	}
	return &state{id: id, validFrom: validFrom, body: body}
}

// newID returns 32 random hex digits, which is what every id and secret in the documents looks like.
func newID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // crypto/rand.Read never returns an error.
	return hex.EncodeToString(id[:])
}
