package nevissim

import (
	"net/http"
	"slices"
)

// listSnapshots is GET /clients/{clientId}/snapshots. A client of which only soft-deleted states are left has an empty
// list.
func (s *Simulator) listSnapshots(c *call) (reply, error) {
	entity := c.setup.client(c.clientID)
	if entity == nil {
		return reply{}, unknownClient(c.clientID)
	}
	valid, err := parseValidity(c.query, s.now())
	if err != nil {
		return reply{}, err
	}
	if !c.query.Has("validAt") && !s.opts.SnapshotsAtNow {
		valid.always = true
	}
	ids := []any{}
	for _, st := range valid.states(entity) {
		ids = append(ids, st.id)
	}
	if s.opts.ReorderArrays {
		ids = reversed(ids)
	}
	key := s.opts.SnapshotsKey
	if key == "" {
		key = "snapshotIds"
	}
	return jsonReply(http.StatusOK, map[string]any{key: ids}), nil
}

// readSnapshot is GET /clients/{clientId}/snapshots/{snapshotId}.
func (s *Simulator) readSnapshot(c *call) (reply, error) {
	_, st, err := c.snapshot()
	if err != nil {
		return reply{}, err
	}
	return jsonReply(http.StatusOK, s.opts.show(st)), nil
}

// deleteSnapshot is DELETE /clients/{clientId}/snapshots/{snapshotId}. Only a future state can be deleted; deleting the
// last one deletes the client.
func (s *Simulator) deleteSnapshot(c *call) (reply, error) {
	entity, st, err := c.snapshot()
	if err != nil {
		return reply{}, err
	}
	if !st.validFrom.After(s.now()) {
		return reply{}, refuse(http.StatusForbidden, "snapshot %s is active or historical", st.id)
	}
	entity.states = slices.DeleteFunc(entity.states, func(other *state) bool { return other == st })
	if len(entity.states) == 0 {
		c.setup.remove(entity)
	}
	return reply{status: http.StatusNoContent}, nil
}

// snapshot returns the client and the state the path names.
func (c *call) snapshot() (*client, *state, error) {
	entity := c.setup.client(c.clientID)
	if entity == nil {
		return nil, nil, unknownClient(c.clientID)
	}
	st := entity.snapshot(c.snapshotID)
	if st == nil {
		return nil, nil, refuse(http.StatusNotFound, "snapshot %s not found", c.snapshotID)
	}
	return entity, st, nil
}
