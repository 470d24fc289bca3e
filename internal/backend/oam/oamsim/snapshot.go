package oamsim

import (
	"errors"
	"maps"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// A snapshot is what the server stores, as JSON.
type snapshot struct {
	Domains  []saved[message.IdentityDomain]
	Servers  []saved[message.ResourceServer]
	Clients  []saved[message.Client]
	Retained map[string]retainedSecret `json:",omitempty"`
}

// A saved entity has its identifier beside it, which is not in its JSON.
type saved[T any] struct {
	UID    string
	Entity T
}

// Snapshot implements [sim.Simulator].
func (s *Simulator) Snapshot() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sim.Encode(snapshot{s.domains.save(), s.servers.save(), s.clients.save(), s.retained})
}

// Restore implements [sim.Simulator].
func (s *Simulator) Restore(text []byte) error {
	var stored snapshot
	if err := jsontext.Decode(text, &stored); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	domains, err1 := s.domains.restored(stored.Domains)
	servers, err2 := s.servers.restored(stored.Servers)
	clients, err3 := s.clients.restored(stored.Clients)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	s.domains.rows, s.servers.rows, s.clients.rows = domains, servers, clients
	s.retained = map[string]retainedSecret{}
	maps.Copy(s.retained, stored.Retained)
	return nil
}

func (k *kind[T]) save() []saved[T] {
	entities := []saved[T]{}
	for _, row := range k.rows {
		if row.now != nil {
			entities = append(entities, saved[T]{*k.uid(row.now), *row.now})
		}
	}
	return entities
}

// restored returns the rows of saved entities.
func (k *kind[T]) restored(entities []saved[T]) ([]*row[T], error) {
	rows := kind[T]{}
	for _, e := range entities {
		*k.uid(&e.Entity) = e.UID
		at := k.key(e.Entity)
		if at.name == "" || e.UID == "" || k.scoped == (at.domain == "") {
			return nil, errIdentity
		}
		rows.set(at, &e.Entity)
	}
	return rows.rows, nil
}
