package nevissim

import (
	"net/http"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// createClient is POST /clients.
func (s *Simulator) createClient(c *call) (sim.Answer, error) {
	d, err := s.opts.accept(c.body)
	if err != nil {
		return sim.Answer{}, err
	}
	if err := s.opts.checkTogether(d.body); err != nil {
		return sim.Answer{}, err
	}
	s.complete(d.body, nil, c.caller)
	if err := s.checkClientID(c.setup, nil, d.body); err != nil {
		return sim.Answer{}, err
	}
	validFrom := d.validFrom
	if validFrom.IsZero() {
		validFrom = s.now()
	}
	entity, st := s.addClient(c.setup, d.body, validFrom)
	answer := map[string]any{}
	if s.opts.EchoOnCreate {
		answer = s.opts.show(st)
	}
	answer["clientId"] = entity.ID
	return sim.JSON(http.StatusCreated, answer), nil
}

// addClient stores a client with one state.
func (s *Simulator) addClient(su *setup, body map[string]any, validFrom time.Time) (*client, *State) {
	entity := &client{ID: newID()}
	st := s.newState(entity, body, validFrom)
	entity.add(st)
	su.Clients = append(su.Clients, entity)
	return entity, st
}

// listClients is GET /clients.
func (s *Simulator) listClients(c *call) (sim.Answer, error) {
	valid, err := parseValidity(c.query, s.now())
	if err != nil {
		return sim.Answer{}, err
	}
	wanted, err := parseCriteria(c.query)
	if err != nil {
		return sim.Answer{}, err
	}
	ids := []any{}
	for _, entity := range c.setup.Clients {
		for _, st := range valid.states(entity) {
			if wanted.match(st.Body) {
				ids = append(ids, entity.ID)
				break
			}
		}
	}
	if s.opts.ReorderArrays {
		ids = reversed(ids)
	}
	return sim.JSON(http.StatusOK, map[string]any{"clientIds": ids}), nil
}

// readClient is GET /clients/{clientId}. A client without a state in force is as unknown as one that does not exist.
func (s *Simulator) readClient(c *call) (sim.Answer, error) {
	if entity := c.setup.client(c.clientID); entity != nil {
		if st := entity.at(s.now(), false); st != nil {
			return sim.JSON(http.StatusOK, s.opts.show(st)), nil
		}
	}
	return sim.Answer{}, unknownClient(c.clientID)
}

// editClient is PUT /clients/{clientId}: the body replaces all of the client, from valid_from on.
func (s *Simulator) editClient(c *call) (sim.Answer, error) {
	entity, err := c.living()
	if err != nil {
		return sim.Answer{}, err
	}
	replaceActive, err := parseFlag(c.query, "replaceActiveState")
	if err != nil {
		return sim.Answer{}, err
	}
	d, err := s.opts.accept(c.body)
	if err != nil {
		return sim.Answer{}, err
	}
	previous := entity.current(s.now()).Body
	s.opts.merge(d, previous)
	if err := s.opts.checkTogether(d.body); err != nil {
		return sim.Answer{}, err
	}
	s.complete(d.body, previous, c.caller)
	if s.opts.RejectClientIDChange && d.body["client_id"] != previous["client_id"] {
		return sim.Answer{}, invalid("client_id: must not be changed")
	}
	if err := s.checkClientID(c.setup, entity, d.body); err != nil {
		return sim.Answer{}, err
	}
	st, err := s.edit(entity, d, replaceActive)
	if err != nil {
		return sim.Answer{}, err
	}
	if s.opts.PutAnswer == PutNoContent {
		return sim.Answer{Status: http.StatusNoContent}, nil
	}
	return sim.JSON(http.StatusOK, s.opts.show(st)), nil
}

// edit stores the new state of a client that exists.
func (s *Simulator) edit(entity *client, d draft, replaceActive bool) (*State, error) {
	now, validFrom := s.now(), d.validFrom
	switch {
	case validFrom.After(now):
		return s.schedule(entity, d)
	case validFrom.IsZero(), s.opts.PastValidFrom == PastIsNow:
		validFrom = now
	case validFrom.Before(now) && s.opts.PastValidFrom == PastRejected:
		return nil, invalid("valid_from: must not be in the past")
	}
	if s.opts.EditDropsScheduled {
		entity.dropScheduled(now)
	}
	if active := entity.at(now, false); replaceActive && active != nil {
		active.Body = d.body
		return active, nil
	}
	st := s.newState(entity, d.body, validFrom)
	entity.add(st)
	return st, nil
}

// schedule stores a state that begins in the future.
func (s *Simulator) schedule(entity *client, d draft) (*State, error) {
	if taken := entity.begins(d.validFrom); taken != nil {
		switch s.opts.SameInstant {
		case SameReplaces:
			taken.Body = d.body
			return taken, nil
		case SameConflicts:
			return nil, refuse(http.StatusConflict, "a state with this valid_from exists")
		}
	}
	st := s.newState(entity, d.body, d.validFrom)
	entity.add(st)
	return st, nil
}

// deleteClient is DELETE /clients/{clientId}.
func (s *Simulator) deleteClient(c *call) (sim.Answer, error) {
	entity, err := c.living()
	if err != nil {
		return sim.Answer{}, err
	}
	if s.opts.SoftDelete {
		entity.softDelete()
	} else {
		c.setup.remove(entity)
	}
	return sim.Answer{Status: http.StatusNoContent}, nil
}

// living returns the client the path names, unless it is unknown or soft-deleted.
func (c *call) living() (*client, error) {
	entity := c.setup.client(c.clientID)
	if entity == nil || entity.isSoftDeleted() {
		return nil, unknownClient(c.clientID)
	}
	return entity, nil
}

// checkClientID checks that no client of the setup other than except has the client_id of a body.
func (s *Simulator) checkClientID(su *setup, except *client, body map[string]any) error {
	clientID, _ := body["client_id"].(string)
	if s.opts.DuplicateClientID == DuplicateAccepted || su.takenBy(clientID, except) == nil {
		return nil
	}
	status := http.StatusBadRequest
	if s.opts.DuplicateClientID == DuplicateConflict {
		status = http.StatusConflict
	}
	return refuse(status, "client_id: %q exists already", clientID)
}

// unknownClient returns the refusal of an internal id that names nothing.
func unknownClient(id string) error { return refuse(http.StatusNotFound, "client %s not found", id) }
