package hydrasim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// A row is what the database holds of a client: its JSON with the hash of the secret in place of the secret, and the
// hashes of old secrets that still work.
type row struct {
	Doc      json.RawMessage `json:"client"`
	Retained []string        `json:"retained_secrets,omitempty"`
}

// load returns a copy of a client, with the hash of its secret as its secret. The simulator has to be locked for this and
// for all other methods that have no exported name.
func (s *Simulator) load(id string) (*client, bool) {
	stored, ok := s.rows[id]
	if !ok {
		return nil, false
	}
	c := &client{retained: slices.Clone(stored.Retained)}
	if err := json.Unmarshal(stored.Doc, c); err != nil {
		// Only what the simulator encoded itself is stored.
		panic(err)
	}
	s.fill(c)
	return c, true
}

// insert stores a new client. It fills in what the server fills in while saving, which its answer shows; lists that become
// [] only in the database stay null in c.
func (s *Simulator) insert(c *client) *apiError {
	if c.ID == "" {
		c.ID = uuid.NewString()
	}
	if _, exists := s.rows[c.ID]; exists {
		return errConflict()
	}
	now := time.Now().UTC()
	c.CreatedAt, c.UpdatedAt = now.Round(time.Second), now.Truncate(time.Microsecond)
	c.Secret = hashSecret(c.Secret)
	s.fill(c)
	s.rows[c.ID] = encodeRow(*c)
	return nil
}

// update stores c in place of the client with its id. A client without a secret keeps the one it has, and the old ones
// unless it says which; it keeps the time of its creation, whatever the answer shows.
func (s *Simulator) update(c *client) *apiError {
	old, ok := s.load(c.ID)
	if !ok {
		return errNotFound()
	}
	if c.Secret == "" {
		c.Secret = old.Secret
		if c.retained == nil {
			c.retained = old.retained
		}
	} else {
		c.Secret = hashSecret(c.Secret)
	}
	now := time.Now().UTC()
	if c.CreatedAt.IsZero() {
		c.CreatedAt = now
	}
	c.UpdatedAt = now.Truncate(time.Microsecond)
	s.fill(c)
	stored := *c
	stored.CreatedAt = old.CreatedAt
	s.rows[c.ID] = encodeRow(stored)
	return nil
}

// encodeRow makes a row of a client: null lists become [] here, and what is shown only once is left out.
func encodeRow(c client) row {
	for _, list := range []*[]string{&c.RedirectURIs, &c.GrantTypes, &c.ResponseTypes, &c.Contacts} {
		if *list == nil {
			*list = []string{}
		}
	}
	c.RegistrationAccessToken, c.RegistrationClientURI = "", ""
	doc, err := json.Marshal(c)
	if err != nil {
		// What was decoded can be encoded.
		panic(err)
	}
	return row{Doc: doc, Retained: c.retained}
}

// ids returns the ids of all clients in the order of the list, which is that of their bytes.
func (s *Simulator) ids() []string { return slices.Sorted(maps.Keys(s.rows)) }

// Snapshot implements [sim.Simulator].
func (s *Simulator) Snapshot() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sim.Encode(s.rows)
}

// Restore implements [sim.Simulator].
func (s *Simulator) Restore(snapshot []byte) error {
	var rows map[string]row
	if err := json.Unmarshal(snapshot, &rows); err != nil {
		return err
	}
	for id, row := range rows {
		var c client
		if err := json.Unmarshal(row.Doc, &c); err != nil {
			return fmt.Errorf("client %s: %w", id, err)
		}
		if c.ID != id {
			return fmt.Errorf("client %s has the client_id %q", id, c.ID)
		}
	}
	if rows == nil {
		rows = map[string]row{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows = rows
	return nil
}
