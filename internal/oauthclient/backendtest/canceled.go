package backendtest

import (
	"context"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// The tests of this file cancel a write that the server carries out and answers a little later. What became of it must be
// known afterwards: an interrupt must not leave a client of which nobody knows, or a state that is wrong.

// tarrying is how long an answer is held back after a cancellation, so that an operation which does not wait for it shows
// that. One that does is not hurried by it, however slow the machine is.
var tarrying = 20 * time.Millisecond

// canceledUnderWay returns a context that is canceled when a write is held by its fault, which is released a moment later.
func (s *suite) canceledUnderWay(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	wire := s.Wire // which the suite gives up at the end of the test
	go func() {
		defer cancel()
		select {
		case <-wire.Held():
		case <-ctx.Done(): // nothing was sent
			return
		}
		cancel()
		time.Sleep(tarrying)
		wire.Release()
	}()
	return ctx
}

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
	created, err := s.service.Create(s.canceledUnderWay(t), desired)
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
	s.breakWire(t, SlowAnswer)
	updated, err := s.service.Update(s.canceledUnderWay(t), m.state, c.changed)
	s.heal()
	if updated.Client == nil {
		t.Fatalf("Update that was canceled under way returned no client, and the error %v", err)
	}
	m.written(c.changed, updated)
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
	err := s.service.Delete(s.canceledUnderWay(t), m.state)
	s.heal()
	if err != nil && !s.isGone(err) {
		t.Errorf("Delete that was canceled under way returned %v", err)
	}
	s.mustCount(t, unique, 0)
}
