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

// testImport brings existing clients under management: the imported state settles, and a configuration that says what
// the client was made from changes nothing.
func testImport(t *testing.T, s *suite) {
	for _, sample := range append(s.settable(s.Samples(newUnique())), s.Minimal(newUnique())) {
		m := s.create(t, sample)
		server := s.read(t, oauthclient.Client{oauthclient.ID: m.state[oauthclient.ID]})
		imported := s.service.Imported(server)
		if diff := cmp.Diff(byPath(imported), byPath(s.service.Settle(imported, server, nil))); diff != "" {
			t.Errorf("an imported client is not settled (-imported +settled):\n%s", diff)
		}
		for f := range s.service.Changed(imported, sample) {
			if !s.Undisclosed.Has(f) && !s.mayBeFilled(f) {
				t.Errorf("with the configuration that the client was made from, the plan changes %s", f)
			}
		}
		s.remove(t, m.state)
	}
}

// mayBeFilled reports whether a server may fill in f with a value that nobody can know beforehand.
func (s *suite) mayBeFilled(f oauthclient.Field) bool {
	fill, filled := s.Backend.Fills()[f]
	return filled && (fill.Default == nil || fill.Varies)
}

func testReadByClientID(t *testing.T, s *suite) {
	m := s.create(t, s.Minimal(newUnique()))
	m.refresh(t)
	found := s.read(t, oauthclient.Client{oauthclient.ClientID: m.state[oauthclient.ClientID]})
	m.state = s.service.Settle(m.state, found, m.baseline)
	if diff := cmp.Diff(byPath(m.lasting(m.server)), byPath(m.lasting(found))); diff != "" {
		t.Errorf("Read by %s differs from Read by %s:\n%s", oauthclient.ClientID, oauthclient.ID, diff)
	}
}

func testList(t *testing.T, s *suite) {
	lister, ok := s.Backend.(oauthclient.Lister)
	if !ok {
		t.Skip("the backend is no Lister")
	}
	first, second := s.create(t, s.Minimal(newUnique())), s.create(t, s.Minimal(newUnique()))
	listed := map[string]int{}
	err := lister.List(t.Context(), func(c oauthclient.Client) bool {
		listed[c.Text(oauthclient.ID)]++
		return true
	})
	if err != nil {
		t.Fatalf("List: %v", err)
	}
	for _, m := range []*managed{first, second} {
		if n := listed[m.state.Text(oauthclient.ID)]; n != 1 {
			t.Errorf("List has a client %d times", n)
		}
	}
	calls := 0
	err = lister.List(t.Context(), func(oauthclient.Client) bool {
		calls++
		return false
	})
	if err != nil || calls != 1 {
		t.Errorf("List that is told to stop went on: %d calls, error %v", calls, err)
	}
}

// testReissues checks that what the backend declares to be revoked by an update is gone after one.
func testReissues(t *testing.T, s *suite) {
	reissues := s.service.Reissues()
	if len(reissues) == 0 {
		t.Skip("the backend is no Reissuer")
	}
	c := s.harmless(t)
	m := s.create(t, c.unset)
	issued := m.server
	m.update(t, c.set)
	updated := m.server
	m.refresh(t)
	for f, reissue := range reissues {
		if reissue == oauthclient.Revoked && (updated.Has(f) || m.server.Has(f)) {
			t.Errorf("%s is revoked by an update, and the client has one afterwards", f)
		}
		if reissue == oauthclient.Replaced && issued.Has(f) && !updated.Has(f) {
			t.Errorf("%s is replaced by an update, and Update did not return one", f)
		}
	}
}

// testInspect checks that valid clients pass the backend's questions to its server.
func testInspect(t *testing.T, s *suite) {
	if _, ok := s.Backend.(oauthclient.Inspector); !ok {
		t.Skip("the backend is no Inspector")
	}
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
	for _, when := range []string{"the first", "the second"} {
		err := s.service.Delete(t.Context(), m.state)
		if err != nil && (when == "the first" || !s.GoneIsDenied || !errors.Is(err, oauthclient.ErrDenied)) {
			t.Errorf("%s Delete: %v", when, err)
		}
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

// testMissing works on a client that somebody else has removed.
func testMissing(t *testing.T, s *suite) {
	unique, c := newUnique(), s.harmless(t)
	m := s.create(t, s.Minimal(unique))
	s.remove(t, m.state)
	if read, err := s.service.Read(t.Context(), m.state); !errors.Is(err, s.gone()) || read != nil {
		t.Errorf("Read of a client that is gone returned %v and the error %v, not %v", read, err, s.gone())
	}
	updated, err := s.service.Update(t.Context(), m.state, m.desired.With(c.field, c.value()))
	if !errors.Is(err, s.gone()) || updated != nil {
		t.Errorf("Update of a client that is gone returned %v and the error %v, not %v", updated, err, s.gone())
	}
	if err := s.service.Delete(t.Context(), m.state); err != nil && (!s.GoneIsDenied || !errors.Is(err, oauthclient.ErrDenied)) {
		t.Errorf("Delete of a client that is gone: %v", err)
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
	updated, err := s.service.Update(ctx, created, minimal.With(c.field, c.variant()))
	if err != nil {
		return fmt.Errorf("Update: %w", err)
	}
	read, err := s.service.Read(ctx, updated)
	switch {
	case err != nil:
		return fmt.Errorf("Read: %w", err)
	case read.Text(oauthclient.ID) != created.Text(oauthclient.ID), !s.service.Matches(minimal, read):
		return errors.New("Read returned another client")
	}
	if err := s.service.Delete(ctx, read); err != nil {
		return fmt.Errorf("Delete: %w", err)
	}
	if _, err := s.service.Read(ctx, read); !errors.Is(err, s.gone()) {
		return fmt.Errorf("Read after Delete returned %w, not %w", err, s.gone())
	}
	return nil
}
