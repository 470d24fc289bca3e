package hydrasim

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
)

// A row is what the database holds of a client: its JSON with the hash of the secret in place of the secret, and the
// registration access token that is valid for it.
type row struct {
	doc        []byte
	validToken string
}

// load returns a copy of a client, with the hash of its secret as its secret. The simulator has to be locked for this and
// for all other methods that have no exported name.
func (s *Simulator) load(id string) (*client, bool) {
	stored, ok := s.rows[id]
	if !ok {
		return nil, false
	}
	c := &client{validToken: stored.validToken}
	if err := json.Unmarshal(stored.doc, c); err != nil {
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

// update stores c in place of the client with its id. A client without a secret keeps the one it has, and so it does with
// the time of its creation, whatever the answer shows.
func (s *Simulator) update(c *client) *apiError {
	old, ok := s.load(c.ID)
	if !ok {
		return errNotFound()
	}
	if c.Secret == "" {
		c.Secret = old.Secret
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
	return row{doc: doc, validToken: c.validToken}
}

// hashSecret stands for the slow hash of the server.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// ids returns the ids of all clients in the order of the list, which is that of their bytes.
func (s *Simulator) ids() []string { return slices.Sorted(maps.Keys(s.rows)) }

// Clients returns all clients by id, as a GET shows them. Numbers are [json.Number].
func (s *Simulator) Clients() map[string]map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	clients := make(map[string]map[string]any, len(s.rows))
	for id := range s.rows {
		clients[id] = s.shown(id)
	}
	return clients
}

// shown returns a client as a GET shows it.
func (s *Simulator) shown(id string) map[string]any {
	c, _ := s.load(id)
	c.Secret = ""
	decoder := json.NewDecoder(bytes.NewReader(jsonAnswer(0, c).body))
	decoder.UseNumber()
	var members map[string]any
	if err := decoder.Decode(&members); err != nil {
		panic(err)
	}
	return members
}

// HasSecret reports whether a client with that id exists and has that secret.
func (s *Simulator) HasSecret(id, secret string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.load(id)
	return ok && c.Secret == hashSecret(secret)
}

// Put stores a client behind the API's back: without validation, in place of one with the same client_id if there is one,
// which keeps its secret if members has none. Members that the server does not know are dropped, and those left out have
// their defaults.
func (s *Simulator) Put(members map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.put(members)
}

func (s *Simulator) put(members map[string]any) error {
	doc, err := json.Marshal(members)
	if err != nil {
		return err
	}
	var c client
	if err := json.Unmarshal(doc, &c); err != nil {
		return err
	}
	if c.ID == "" {
		return fmt.Errorf("client without client_id: %s", doc)
	}
	hash := hashSecret(cmp.Or(c.Secret, randomText(generatedSecretLength)))
	if old, ok := s.load(c.ID); ok {
		c.validToken = old.validToken
		if c.Secret == "" {
			hash = old.Secret
		}
	}
	c.Secret = hash
	s.setDefaults(&c)
	s.fill(&c)
	s.rows[c.ID] = encodeRow(c)
	return nil
}

// Edit changes a client behind the API's back. The function gets the client as a GET shows it; a client_secret that it
// adds becomes the client's secret.
func (s *Simulator) Edit(id string, change func(client map[string]any)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.rows[id]; !ok {
		return fmt.Errorf("no client %q", id)
	}
	members := s.shown(id)
	change(members)
	members["client_id"] = id
	return s.put(members)
}

// Delete removes a client behind the API's back, and reports whether there was one.
func (s *Simulator) Delete(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.rows[id]
	delete(s.rows, id)
	return ok
}
