package nevissim

import (
	"net/http"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// listSnapshots is GET /clients/{clientId}/snapshots. A client of which only soft-deleted states are left has an empty
// list.
func (s *Simulator) listSnapshots(c *call) (sim.Answer, error) {
	entity := c.setup.client(c.clientID)
	if entity == nil {
		return sim.Answer{}, unknownClient(c.clientID)
	}
	valid, err := parseValidity(c.query, s.now())
	if err != nil {
		return sim.Answer{}, err
	}
	if !c.query.Has("validAt") && !s.opts.SnapshotsAtNow {
		valid.always = true
	}
	ids := []any{}
	for _, st := range valid.states(entity) {
		ids = append(ids, st.SnapshotID)
	}
	if s.opts.ReorderArrays {
		ids = reversed(ids)
	}
	key := s.opts.SnapshotsKey
	if key == "" {
		key = "snapshotIds"
	}
	return sim.JSON(http.StatusOK, map[string]any{key: ids}), nil
}

// readSnapshot is GET /clients/{clientId}/snapshots/{snapshotId}.
func (s *Simulator) readSnapshot(c *call) (sim.Answer, error) {
	_, st, err := c.snapshot()
	if err != nil {
		return sim.Answer{}, err
	}
	return sim.JSON(http.StatusOK, s.opts.show(st)), nil
}

// deleteSnapshot is DELETE /clients/{clientId}/snapshots/{snapshotId}. Only a future state can be deleted; deleting the
// last one deletes the client.
func (s *Simulator) deleteSnapshot(c *call) (sim.Answer, error) {
	entity, st, err := c.snapshot()
	if err != nil {
		return sim.Answer{}, err
	}
	if !st.ValidFrom.After(s.now()) {
		return sim.Answer{}, refuse(http.StatusForbidden, "snapshot %s is active or historical", st.SnapshotID)
	}
	entity.States = slices.DeleteFunc(entity.States, func(other *State) bool { return other == st })
	if len(entity.States) == 0 {
		c.setup.remove(entity)
	}
	return sim.Answer{Status: http.StatusNoContent}, nil
}

// snapshot returns the client and the state the path names.
func (c *call) snapshot() (*client, *State, error) {
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
