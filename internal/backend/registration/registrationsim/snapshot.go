package registrationsim

import (
	"errors"
	"maps"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// A snapshot is what the server stores, as JSON.
type snapshot struct {
	Clients  map[string]metadata
	Tokens   map[string]string
	Replaced map[string]string `json:",omitempty"`
	Initial  map[string]bool   `json:",omitempty"`
}

// Snapshot implements [sim.Simulator].
func (s *Simulator) Snapshot() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sim.Encode(snapshot{s.clients, s.tokens, s.replaced, s.initial})
}

// Restore implements [sim.Simulator].
func (s *Simulator) Restore(text []byte) error {
	var stored snapshot
	if err := jsontext.Decode(text, &stored); err != nil {
		return err
	}
	for id, client := range stored.Clients {
		if client.string(memberClientID) != id {
			return errors.New("a client is stored under another client_id than its own")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients, s.tokens, s.replaced = map[string]metadata{}, map[string]string{}, map[string]string{}
	maps.Copy(s.clients, stored.Clients)
	maps.Copy(s.tokens, stored.Tokens)
	maps.Copy(s.replaced, stored.Replaced)
	s.initial = map[string]bool{}
	maps.Copy(s.initial, stored.Initial)
	return nil
}
