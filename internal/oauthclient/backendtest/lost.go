package backendtest

import (
	"errors"
	"sync"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// eachLoss runs a test for each way in which a write can get no answer.
func (s *suite) eachLoss(t *testing.T, run func(t *testing.T, loss Fault)) {
	t.Helper()
	needs(t, s.Wire != nil, "Wire")
	t.Run("answer", func(t *testing.T) { run(t, LostAnswer) })
	t.Run("request", func(t *testing.T) { run(t, LostRequest) })
	t.Run("error", func(t *testing.T) { run(t, LateError) })
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

// testRepeatedCreate has somebody on the way repeat a creation whose answer he has lost. The server says that the client
// exists: the one that was asked for.
func testRepeatedCreate(t *testing.T, s *suite) {
	needs(t, s.Wire != nil, "Wire")
	if profile := s.Judge.Profile(); profile.NewClientID == nil || !profile.Can.Find {
		t.Skip("the server makes a client for every request, or nobody can look for it")
	}
	unique := newUnique()
	desired := s.Minimal(unique)
	s.breakWire(t, Repetition)
	created, err := s.service.Create(t.Context(), desired)
	s.heal()
	m := s.manage(t, desired, created)
	if err != nil {
		t.Errorf("Create: %v", err)
	}
	s.mustCount(t, unique, 1)
	m.mustSettle(t, "after Create")
	s.mustKnowSecret(t, m)
}

// testLostTwins makes two clients at once that look the same, and loses all answers: neither may be taken for the other.
func testLostTwins(t *testing.T, s *suite) {
	needs(t, s.Wire != nil, "Wire")
	unique := newUnique()
	desired := s.Minimal(unique)
	s.breakWire(t, LostAnswers)
	var results [2]oauthclient.Result
	var errs [2]error
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() { results[i], errs[i] = s.service.Create(t.Context(), desired) })
	}
	wg.Wait()
	s.heal()
	ids, made, refused := map[string]bool{}, 0, 0
	profile := s.Judge.Profile()
	exclusive := profile.Unique != nil && profile.Unique(desired)
	for i, created := range results {
		s.manage(t, desired, created)
		switch {
		case errs[i] == nil || profile.NewClientID == nil || !profile.Can.Find:
		case exclusive && refused == 0 && errors.Is(errs[i], oauthclient.ErrAlreadyExists):
			refused++ // by their name, there can be only one
		default:
			t.Errorf("Create of a client that can be found: %v", errs[i])
		}
		if errs[i] == nil {
			made++
			ids[created.Client.Text(oauthclient.ID)] = true
		}
	}
	if len(ids) != made {
		t.Errorf("one client was taken for both of two: %v", ids)
	}
	if s.Count == nil || !s.Judge.Profile().Can.Find {
		return
	}
	switch there, err := s.Count(t.Context(), unique); {
	case err != nil:
		t.Fatalf("Count: %v", err)
	case there > made && errs[0] == nil && errs[1] == nil:
		t.Errorf("the server has %d clients of this test, of which %d are known", there, made)
	}
}

func testLostUpdate(t *testing.T, s *suite) {
	s.eachLoss(t, func(t *testing.T, loss Fault) {
		c := s.harmless(t)
		m := s.create(t, c.unset)
		s.breakWire(t, loss)
		updated, err := s.service.Update(t.Context(), m.state, c.set)
		s.heal()
		if updated.Client != nil {
			m.written(c.set, updated)
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
