package nevissim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// The functions in this file look at the store and change it behind the API's back, as another administrator would.

// AddSetup adds an empty setup. Adding one that exists changes nothing.
func (s *Simulator) AddSetup(module, setupID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.setup(module, setupID) == nil {
		s.setups = append(s.setups, &setup{Module: module, ID: setupID})
	}
}

// AddClient adds a client to the default setup, valid from an instant on, and returns its internal id. What the body
// leaves out is filled in as by a create, but it is not checked against the schema.
func (s *Simulator) AddClient(validFrom time.Time, body map[string]any) (string, error) {
	body, err := clone(body)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	su := s.setup(Module, SetupID)
	s.complete(body, nil, Username)
	entity, _ := s.addClient(su, body, toMillis(validFrom))
	return entity.ID, nil
}

// Clients returns the body of every client of all setups by internal id; see [Simulator.Client].
func (s *Simulator) Clients() map[string]map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	bodies := map[string]map[string]any{}
	for _, su := range s.setups {
		for _, entity := range su.Clients {
			bodies[entity.ID] = mustClone(entity.current(s.now()).Body)
		}
	}
	return bodies
}

// Client returns a copy of the body of a client as State.Body describes it: that of the state in force, soft-deleted or not, or,
// before the first state begins, that of the first. It reports whether the client exists.
func (s *Simulator) Client(id string) (body map[string]any, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, entity := s.find(id)
	if entity == nil {
		return nil, false
	}
	return mustClone(entity.current(s.now()).Body), true
}

// States returns a copy of the history of a client, oldest state first, or nil when there is no such client.
func (s *Simulator) States(id string) []State {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, entity := s.find(id)
	if entity == nil {
		return nil
	}
	var history []State
	for _, st := range entity.States {
		shown := *st
		shown.Body = mustClone(st.Body)
		history = append(history, shown)
	}
	return history
}

// Edit gives a client a new state, valid from now on: a copy of the body of its current one, changed by change. Members
// set to null are taken out; nothing is checked against the schema. change must not call the simulator.
func (s *Simulator) Edit(id string, change func(body map[string]any)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, entity := s.find(id)
	if entity == nil {
		return errUnknownClient(id)
	}
	body := mustClone(entity.current(s.now()).Body)
	change(body)
	body, err := clone(body)
	if err != nil {
		return err
	}
	entity.add(s.newState(entity, body, s.now()))
	return nil
}

// AddFuture schedules a change of a client by somebody else: a state that begins at an instant. client_id,
// client_secret and owner, when left out, are those of a PUT that leaves them out. It returns the id of the snapshot.
func (s *Simulator) AddFuture(id string, at time.Time, body map[string]any) (string, error) {
	body, err := clone(body)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, entity := s.find(id)
	if entity == nil {
		return "", errUnknownClient(id)
	}
	s.complete(body, entity.current(s.now()).Body, Username)
	st := s.newState(entity, body, toMillis(at))
	entity.add(st)
	return st.SnapshotID, nil
}

// Delete removes a client for good.
func (s *Simulator) Delete(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	su, entity := s.find(id)
	if entity == nil {
		return errUnknownClient(id)
	}
	su.remove(entity)
	return nil
}

// SoftDelete deactivates a client as the web console does: its states stay, marked as deleted.
func (s *Simulator) SoftDelete(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, entity := s.find(id)
	if entity == nil {
		return errUnknownClient(id)
	}
	entity.softDelete()
	return nil
}

// List implements [sim.Simulator]. A client that is yet to begin is listed, a soft-deleted one is not.
func (s *Simulator) List() []sim.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	var clients []sim.Client
	for _, entity := range s.listed() {
		body := entity.current(s.now()).Body
		id, _ := body["client_id"].(string)
		name, _ := body["name"].(string)
		clients = append(clients, sim.Client{ClientID: id, Name: name})
	}
	slices.SortStableFunc(clients, func(a, b sim.Client) int { return strings.Compare(a.ClientID, b.ClientID) })
	return clients
}

// Authenticates reports whether a client with that client_id, in whichever setup, is in force and has that secret.
func (s *Simulator) Authenticates(clientID, secret string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.listed(), func(entity *client) bool {
		st := entity.at(s.now(), false)
		return st != nil && st.Body["client_id"] == clientID && isSet(st.Body, "client_secret") && st.Body["client_secret"] == secret
	})
}

// listed returns the clients of all setups that are not soft-deleted.
func (s *Simulator) listed() []*client {
	var listed []*client
	for _, su := range s.setups {
		for _, entity := range su.Clients {
			if !entity.isSoftDeleted() {
				listed = append(listed, entity)
			}
		}
	}
	return listed
}

// errUnknownClient says that no client has this internal id.
func errUnknownClient(id string) error { return fmt.Errorf("nevissim: no client %q", id) }

// find returns the client with this internal id and its setup, nil when there is none.
func (s *Simulator) find(id string) (*setup, *client) {
	for _, su := range s.setups {
		if entity := su.client(id); entity != nil {
			return su, entity
		}
	}
	return nil, nil
}

// clone returns a deep copy of a body as the API would have received it: JSON types only, no nulls, no valid_from. The
// copy of nil is empty.
func clone(body map[string]any) (map[string]any, error) {
	if body == nil {
		return map[string]any{}, nil
	}
	content, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("nevissim: body is not JSON: %w", err)
	}
	body, err = decodeObject(content)
	if err != nil {
		return nil, fmt.Errorf("nevissim: body is not a JSON object: %w", err)
	}
	dropNulls(body)
	delete(body, "valid_from")
	return body, nil
}

// mustClone is clone for what is stored, which has been JSON before.
func mustClone(body map[string]any) map[string]any {
	copied, err := clone(body)
	if err != nil {
		panic(err)
	}
	return copied
}
