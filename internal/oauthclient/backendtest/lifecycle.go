package backendtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// isOperators reports whether an operator decides about what f is when it is left out, so that nobody knows beforehand.
func (s *suite) isOperators(f oauthclient.Field) bool {
	behaviour := s.property(f).Behaviour
	return behaviour == oauthclient.Stamped || behaviour == oauthclient.Inherited
}

func testReadByClientID(t *testing.T, s *suite) {
	if _, has := s.Judge.Property(oauthclient.ClientID); !has {
		t.Skip("the profile is of something that has no client_id")
	}
	m := s.create(t, s.Minimal(newUnique()))
	m.refresh(t)
	found := s.read(t, oauthclient.Client{oauthclient.ClientID: m.state[oauthclient.ClientID]})
	m.state = s.service.Settle(m.state, found, m.baseline)
	if diff := cmp.Diff(byPath(m.lasting(m.server)), byPath(m.lasting(found))); diff != "" {
		t.Errorf("Read by %s differs from Read by %s:\n%s", oauthclient.ClientID, oauthclient.ID, diff)
	}
}

// testReplaced checks that an update returns the new value of what the profile says it replaces.
func testReplaced(t *testing.T, s *suite) {
	replaced := s.Judge.Replaced()
	if len(replaced) == 0 {
		t.Skip("an update replaces nothing that the server issued")
	}
	c := s.harmless(t)
	m := s.create(t, c.unset)
	issued := m.server
	m.update(t, c.set)
	for _, f := range replaced {
		if issued.Has(f) && !m.server.Has(f) {
			t.Errorf("%s is replaced by an update, and Update did not return one", f)
		}
	}
}

// testInspect checks that valid clients pass the backend's questions to its server.
func testInspect(t *testing.T, s *suite) {
	unique := newUnique()
	for _, c := range append(s.settable(s.Samples(unique)), s.Minimal(unique)) {
		problems, err := s.service.Inspect(t.Context(), c)
		if err != nil {
			t.Errorf("Inspect: %v", err)
		}
		for _, problem := range problems {
			t.Errorf("Inspect of a valid client: %v", problem)
		}
	}
}

func testDelete(t *testing.T, s *suite) {
	unique := newUnique()
	m := s.create(t, s.Minimal(unique))
	if err := s.service.Delete(t.Context(), m.state); err != nil {
		t.Errorf("Delete: %v", err)
	}
	if err := s.service.Delete(t.Context(), m.state); !s.isGone(err) {
		t.Errorf("the second Delete returned %v, not %v", err, s.gone())
	}
	s.mustCount(t, unique, 0)
}

// gone returns the error that means that a client is gone, as far as the server tells.
func (s *suite) gone() error {
	if s.GoneIsDenied {
		return oauthclient.ErrDenied
	}
	return oauthclient.ErrNotFound
}

// isGone reports whether the error of a deletion means that a client is gone. Only a deletion may ask elsewhere for evidence
// that the API itself does not give.
func (s *suite) isGone(err error) bool {
	return errors.Is(err, s.gone()) || errors.Is(err, oauthclient.ErrNotFound)
}

// testMissing works on a client that somebody else has removed.
func testMissing(t *testing.T, s *suite) {
	unique, c := newUnique(), s.harmless(t)
	m := s.create(t, s.Minimal(unique))
	s.remove(t, m.state)
	if read, err := s.service.Read(t.Context(), m.state); !errors.Is(err, s.gone()) || read.Client != nil {
		t.Errorf("Read of a client that is gone returned %v and the error %v, not %v", read.Client, err, s.gone())
	}
	updated, err := s.service.Update(t.Context(), m.state, m.desired.With(c.field, c.value()))
	if !errors.Is(err, s.gone()) || updated.Client != nil {
		t.Errorf("Update of a client that is gone returned %v and the error %v, not %v", updated.Client, err, s.gone())
	}
	if err := s.service.Delete(t.Context(), m.state); !s.isGone(err) {
		t.Errorf("Delete of a client that is gone returned %v, not %v", err, s.gone())
	}
	s.mustCount(t, unique, 0)
}

// concurrentClients is how many clients have a whole life at the same time in testConcurrent: twice what Terraform does
// at once by default.
const concurrentClients = 20

func testConcurrent(t *testing.T, s *suite) {
	c := s.harmless(t)
	var wg sync.WaitGroup
	for range concurrentClients {
		wg.Go(func() {
			if err := s.live(t.Context(), s.Minimal(newUnique()), c); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// live takes a client through a whole life. The Service reports whatever is not as desired.
func (s *suite) live(ctx context.Context, minimal oauthclient.Client, c fieldCase) error {
	created, err := s.service.Create(ctx, minimal.With(c.field, c.value()))
	if err != nil {
		return fmt.Errorf("Create: %w", err)
	}
	updated, err := s.service.Update(ctx, created.Client, minimal.With(c.field, c.variant()))
	if err != nil {
		return fmt.Errorf("Update: %w", err)
	}
	read, err := s.service.Read(ctx, updated.Client)
	switch {
	case err != nil:
		return fmt.Errorf("read: %w", err)
	case read.Client.Text(oauthclient.ID) != created.Client.Text(oauthclient.ID), !s.service.Matches(minimal, read.Client):
		return errors.New("read returned another client")
	}
	if err := s.service.Delete(ctx, read.Client); err != nil {
		return fmt.Errorf("Delete: %w", err)
	}
	if _, err := s.service.Read(ctx, read.Client); !errors.Is(err, s.gone()) {
		return fmt.Errorf("read after Delete returned %w, not %w", err, s.gone())
	}
	return nil
}
