package hydrasim

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// The functions in this file look at the clients and change them behind the API's back, as another administrator would.

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
	var members map[string]any
	if err := jsontext.Decode(sim.Encode(c), &members); err != nil {
		panic(err)
	}
	return members
}

// List implements [sim.Simulator].
func (s *Simulator) List() []sim.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	var clients []sim.Client
	for _, id := range s.ids() {
		c, _ := s.load(id)
		clients = append(clients, sim.Client{ClientID: id, Name: c.Name})
	}
	return clients
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
		if c.Secret == "" {
			hash, c.retained = old.Secret, old.retained
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
