package backendtest

import (
	"errors"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// eachLoss runs a test for each way in which a write can get no answer.
func (s *suite) eachLoss(t *testing.T, run func(t *testing.T, loss Fault)) {
	t.Helper()
	needs(t, s.Wire != nil, "Wire")
	t.Run("answer", func(t *testing.T) { run(t, LostAnswer) })
	t.Run("request", func(t *testing.T) { run(t, LostRequest) })
}

// testLostCreate checks that no client is left on the server of which nobody knows.
func testLostCreate(t *testing.T, s *suite) {
	s.eachLoss(t, func(t *testing.T, loss Fault) {
		unique := newUnique()
		s.mustLeaveNoOrphan(t, loss, unique, s.Minimal(unique))
	})
}

// testLostCreateWithID is about a client_id that the service did not make up, so that another client may have it.
func testLostCreateWithID(t *testing.T, s *suite) {
	if !s.service.Supports(oauthclient.ClientID) {
		t.Skip("the backend does not let the caller choose a client_id")
	}
	s.eachLoss(t, func(t *testing.T, loss Fault) {
		unique := newUnique()
		id := s.Samples(unique)[0][oauthclient.ClientID]
		s.mustLeaveNoOrphan(t, loss, unique, s.Minimal(unique).With(oauthclient.ClientID, id))
	})
}

func (s *suite) mustLeaveNoOrphan(t *testing.T, loss Fault, unique string, desired oauthclient.Client) {
	t.Helper()
	s.breakWire(t, loss)
	created, err := s.service.Create(t.Context(), desired)
	s.heal()
	m := s.manage(t, desired, created)
	canFind := s.Judge.Profile().Can.Find
	switch {
	case err == nil:
		s.mustCount(t, unique, 1)
		m.mustSettle(t, "after Create")
		s.mustKnowSecret(t, m)
	case created.Client.Has(oauthclient.ID):
		switch _, readErr := s.service.Read(t.Context(), created.Client); {
		case readErr == nil:
			s.mustCount(t, unique, 1)
		case errors.Is(readErr, oauthclient.ErrNotFound):
			s.mustCount(t, unique, 0)
		default:
			t.Errorf("Create returned %v and a client that cannot be read: %v", err, readErr)
		}
	case canFind:
		s.mustCount(t, unique, 0)
	}
	if !canFind && !errors.Is(err, oauthclient.ErrOutcomeUnknown) {
		t.Errorf("nobody can look for the client, and Create returned the error %v, not ErrOutcomeUnknown", err)
	}
}

// mustKnowSecret fails the test when the client has a secret that nobody knows. One that only the server makes is lost with
// the answer.
func (s *suite) mustKnowSecret(t *testing.T, m *managed) {
	t.Helper()
	if !s.service.Supports(oauthclient.ClientSecret) || !s.service.UsesSecret(m.server) {
		return
	}
	secret := m.state.Text(oauthclient.ClientSecret)
	if secret == "" {
		t.Error("the secret was lost with the answer")
		return
	}
	s.mustHaveSecret(t, m.state, secret, true)
}

// testLostConflict loses the answer to a creation that the server refuses: a client that was there before must not be
// taken for the new one.
func testLostConflict(t *testing.T, s *suite) {
	s.eachLoss(t, func(t *testing.T, loss Fault) {
		first, second := s.twins(t)
		m := s.create(t, first)
		s.breakWire(t, loss)
		created, err := s.service.Create(t.Context(), second)
		s.heal()
		if err == nil || created.Client.Has(oauthclient.ID) {
			t.Errorf("Create took over another client: %v, error %v", created.Client, err)
		}
		m.mustSettle(t, "after another Create with its client_id")
	})
}

func testLostUpdate(t *testing.T, s *suite) {
	s.eachLoss(t, func(t *testing.T, loss Fault) {
		c := s.harmless(t)
		m := s.create(t, c.unset)
		s.breakWire(t, loss)
		updated, err := s.service.Update(t.Context(), m.state, c.set)
		s.heal()
		if updated.Client != nil {
			m.written(c.set, updated.Client)
		}
		if err != nil {
			m.refresh(t)
			m.update(t, c.set)
		}
		m.mustSettle(t, "after Update")
	})
}

func testLostDelete(t *testing.T, s *suite) {
	s.eachLoss(t, func(t *testing.T, loss Fault) {
		unique := newUnique()
		m := s.create(t, s.Minimal(unique))
		s.breakWire(t, loss)
		err := s.service.Delete(t.Context(), m.state)
		s.heal()
		if err != nil {
			err = s.service.Delete(t.Context(), m.state)
		}
		if err != nil && !s.isGone(err) {
			t.Errorf("the second Delete: %v", err)
		}
		s.mustCount(t, unique, 0)
	})
}
