package backendtest

import (
	"context"
	"errors"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// The tests of this file cancel a write that the server carries out and answers a little later. What became of it must be
// known afterwards: an interrupt must not leave a client of which nobody knows, or a state that is wrong.

func testCanceledCreate(t *testing.T, s *suite) {
	s.mustOutliveCancellation(t, SlowAnswer)
}

// testCanceledLostCreate never gets an answer: finding out what became of the request goes on after the cancellation.
func testCanceledLostCreate(t *testing.T, s *suite) {
	if !s.Judge.Profile().Can.Find {
		t.Skip("nobody can look for the client")
	}
	s.mustOutliveCancellation(t, SlowLoss)
}

func (s *suite) mustOutliveCancellation(t *testing.T, fault Fault) {
	t.Helper()
	needs(t, s.Wire != nil, "Wire")
	unique := newUnique()
	desired := s.Minimal(unique)
	s.breakWire(t, fault)
	ctx, cancel := canceledSoon(t)
	defer cancel()
	created, err := s.service.Create(ctx, desired)
	s.heal()
	m := s.manage(t, desired, created)
	if m.state.Text(oauthclient.ID) == "" {
		t.Fatalf("Create that was canceled under way returned no client, and the error %v", err)
	}
	s.mustCount(t, unique, 1)
	if err != nil {
		m.refresh(t)
		m.update(t, desired)
	}
	s.mustKnowSecret(t, m)
	m.mustSettle(t, "after Create that was canceled under way")
}

func testCanceledUpdate(t *testing.T, s *suite) {
	needs(t, s.Wire != nil, "Wire")
	c := s.harmless(t)
	m := s.create(t, c.set)
	m.update(t, c.unset) // what there is to know of how the server takes an update is known
	var updated oauthclient.Result
	var err error
	for range 5 { // on a busy machine it may be canceled before the write has begun
		s.breakWire(t, SlowAnswer)
		ctx, cancel := canceledSoon(t)
		updated, err = s.service.Update(ctx, m.state, c.changed)
		cancel()
		s.heal()
		if updated.Client != nil {
			break
		}
		if m.refresh(t); !errors.Is(err, context.Canceled) || s.service.Equal(c.field, c.variant(), m.server[c.field]) {
			break
		}
	}
	if updated.Client == nil {
		t.Fatalf("Update that was canceled under way returned no client, and the error %v", err)
	}
	m.written(c.changed, updated.Client)
	if err != nil {
		m.refresh(t)
		m.update(t, c.changed)
	}
	m.mustSettle(t, "after Update that was canceled under way")
	if !s.mayAdjust() && !s.service.Equal(c.field, c.variant(), m.server[c.field]) {
		t.Errorf("the server has %v, not %v", m.server[c.field], c.variant())
	}
}

func testCanceledDelete(t *testing.T, s *suite) {
	needs(t, s.Wire != nil, "Wire")
	unique := newUnique()
	m := s.create(t, s.Minimal(unique))
	s.breakWire(t, SlowAnswer)
	ctx, cancel := canceledSoon(t)
	defer cancel()
	err := s.service.Delete(ctx, m.state)
	s.heal()
	if err != nil && !s.isGone(err) {
		t.Errorf("Delete that was canceled under way returned %v", err)
	}
	s.mustCount(t, unique, 0)
}
