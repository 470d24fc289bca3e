package registrationsim

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// errUnknownClient says that a client_id is not registered.
func errUnknownClient(clientID string) error {
	return fmt.Errorf("registrationsim: no client %q", clientID)
}

// Clients returns a copy of every client by its client_id: all members that it has, administrative ones included, and
// without registration access tokens. Numbers are of type json.Number.
func (s *Simulator) Clients() map[string]map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	clients := make(map[string]map[string]any, len(s.clients))
	for id, client := range s.clients {
		clients[id] = client.clone()
	}
	return clients
}

// List implements [sim.Simulator].
func (s *Simulator) List() []sim.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	var clients []sim.Client
	for _, id := range slices.Sorted(maps.Keys(s.clients)) {
		clients = append(clients, sim.Client{ClientID: id, Name: s.clients[id].string("client_name")})
	}
	return clients
}

// Edit changes a client as its server's operator may: change is given the client as [Simulator.Clients] returns it, and
// what it leaves is stored unchecked. The client_id cannot be changed.
func (s *Simulator) Edit(clientID string, change func(client map[string]any)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	client, ok := s.clients[clientID]
	if !ok {
		return errUnknownClient(clientID)
	}
	edited := client.clone()
	change(edited)
	edited[memberClientID] = clientID
	s.clients[clientID] = edited.recoded()
	return nil
}

// Delete removes a client and its tokens out of band.
func (s *Simulator) Delete(clientID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.clients[clientID]; !ok {
		return errUnknownClient(clientID)
	}
	s.remove(clientID)
	return nil
}

// IssueToken makes a further registration access token for a client, as an operator does when the present one is lost.
func (s *Simulator) IssueToken(clientID string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.clients[clientID]; !ok {
		return "", errUnknownClient(clientID)
	}
	return s.issueToken(clientID), nil
}

// IssueInitialAccessToken makes an initial access token, which with [Options.SingleUseTokens] registers one client.
func (s *Simulator) IssueInitialAccessToken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := "initial-" + rand.Text()
	s.initial[token] = true
	return token
}
