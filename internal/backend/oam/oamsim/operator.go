package oamsim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// What an operator does behind the API's back takes effect at once: no read is stale after it.

// AddDomain adds an identity domain. It replaces one of that name.
func (s *Simulator) AddDomain(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// Nothing in a domain is checked.
	_ = s.domains.add(message.IdentityDomain{Name: name})
}

// AddIdentityDomain adds an identity domain, checked and completed as if it had been sent. It replaces one of that name.
func (s *Simulator) AddIdentityDomain(d message.IdentityDomain) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.domains.add(d)
}

// AddResourceServer adds a resource server, checked and completed as if it had been sent. It replaces one of that name.
func (s *Simulator) AddResourceServer(r message.ResourceServer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.servers.add(r)
}

// AddClient adds a client, checked and completed as if it had been sent. It replaces one of that name.
func (s *Simulator) AddClient(c message.Client) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clients.add(c)
}

// Edit changes a client. The function gets it as it is stored: with its true secret and without what the server adds to
// its attributes. The result is checked as if it had been sent.
func (s *Simulator) Edit(domain, name string, change func(*message.Client)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.clients.current(key{domain, name})
	if old == nil {
		return fmt.Errorf("no client %s in %s", name, domain)
	}
	edited := s.clients.copy(*old)
	change(&edited)
	return s.clients.add(edited)
}

// Delete removes a client, and reports whether there was one.
func (s *Simulator) Delete(domain, name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := key{domain, name}
	if s.clients.current(at) == nil {
		return false
	}
	s.clients.set(at, nil)
	return true
}

// DeleteIdentityDomain removes an identity domain.
func (s *Simulator) DeleteIdentityDomain(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.domains.set(key{name: name}, nil)
}

// DeleteResourceServer removes a resource server.
func (s *Simulator) DeleteResourceServer(domain, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.servers.set(key{domain, name}, nil)
}

// Clients returns the clients of a domain in the order of their names, as they are stored: with their true secrets and
// without what the server adds to their attributes.
func (s *Simulator) Clients(domain string) []message.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clients.all(domain)
}

// List implements [sim.Simulator].
func (s *Simulator) List() []sim.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	var clients []sim.Client
	for _, row := range s.clients.rows {
		if row.now != nil {
			clients = append(clients, sim.Client{ClientID: row.now.ID, Name: row.now.Name})
		}
	}
	slices.SortStableFunc(clients, func(a, b sim.Client) int { return strings.Compare(a.ClientID, b.ClientID) })
	return clients
}

// Authenticates reports whether a client with that id, in whichever domain, has that secret, be it the previous one as
// long as that is retained.
func (s *Simulator) Authenticates(clientID, secret string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.clients.rows, func(r *row[message.Client]) bool {
		if r.now == nil || r.now.ID != clientID || r.now.Secret == nil || secret == "" {
			return false
		}
		old := s.retained[r.now.UID]
		return *r.now.Secret == secret || old.Secret == secret && s.opts.Now().Before(old.Until)
	})
}

// ResourceServers returns the resource servers of a domain in the order of their names.
func (s *Simulator) ResourceServers(domain string) []message.ResourceServer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.servers.all(domain)
}

// Domains returns the identity domains in the order of their names.
func (s *Simulator) Domains() []message.IdentityDomain {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.domains.all("")
}

// add stores a copy of an entity that did not come by HTTP.
func (k *kind[T]) add(entity T) error {
	stored, err := k.accept(k.copy(entity))
	if err != nil {
		return err
	}
	k.set(k.key(stored), &stored)
	return nil
}

// all returns copies of the entities in a domain.
func (k *kind[T]) all(domain string) []T {
	entities := []T{}
	for _, row := range k.rows {
		if row.key.domain == domain && row.now != nil {
			entities = append(entities, k.copy(*row.now))
		}
	}
	return entities
}
