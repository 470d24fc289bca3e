package backendtest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// promptly is how long an operation may take whose context is canceled.
const promptly = 5 * time.Second

// attempt tries each operation, of which none can succeed, and hands its error on. Each gets a context of its own.
func (m *managed) attempt(t *testing.T, newContext func() context.Context, check func(operation string, err error)) {
	t.Helper()
	service, c := m.suite.service, m.suite.harmless(t)
	_, err := service.Read(newContext(), m.state)
	check("Read", err)
	_, err = service.Update(newContext(), m.state, m.desired.With(c.field, c.value()))
	check("Update", err)
	check("Delete", service.Delete(newContext(), m.state))
	unique := newUnique()
	desired := m.suite.Minimal(unique)
	created, err := service.Create(newContext(), desired)
	m.suite.manage(t, desired, created)
	check("Create", err)
	m.suite.mustCount(t, unique, 0)
}

func testDenied(t *testing.T, s *suite) {
	needs(t, s.Wire != nil, "Wire")
	for name, fault := range map[string]Fault{"401": Unauthorized, "403": Forbidden} {
		t.Run(name, func(t *testing.T) {
			m := s.create(t, s.Minimal(newUnique()))
			s.breakWire(t, fault)
			m.attempt(t, t.Context, func(operation string, err error) {
				if !errors.Is(err, oauthclient.ErrDenied) || errors.Is(err, oauthclient.ErrNotFound) {
					t.Errorf("%s returned %v, not ErrDenied", operation, err)
				}
			})
			s.heal()
			m.mustSettle(t, "after the server denied everything")
		})
	}
}

// testForeignNotFound checks that only the API's own word makes a client gone.
func testForeignNotFound(t *testing.T, s *suite) {
	needs(t, s.Wire != nil, "Wire")
	for name, fault := range map[string]Fault{"proxy": ProxyNotFound, "gateway": GatewayNotFound} {
		t.Run(name, func(t *testing.T) {
			m := s.create(t, s.Minimal(newUnique()))
			s.breakWire(t, fault)
			m.attempt(t, t.Context, func(operation string, err error) {
				if err == nil || errors.Is(err, oauthclient.ErrNotFound) {
					t.Errorf("%s that was answered a foreign 404 returned the error %v", operation, err)
				}
			})
			s.heal()
			m.mustSettle(t, "after a foreign 404")
		})
	}
}

// testCanceled begins operations whose context is canceled already: no request is sent.
func testCanceled(t *testing.T, s *suite) {
	m := s.create(t, s.Minimal(newUnique()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	before := s.requests()
	start := time.Now()
	m.attempt(t, func() context.Context { return ctx }, func(operation string, err error) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a canceled context returned %v", operation, err)
		}
		if took := time.Since(start); took > promptly {
			t.Errorf("%s took %s to see that its context is canceled", operation, took.Round(time.Millisecond))
		}
		start = time.Now()
	})
	if sent := s.requests() - before; sent > 0 {
		t.Errorf("%d requests were sent with a canceled context", sent)
	}
	m.mustSettle(t, "after operations that were canceled")
}

// testCanceledRead cancels a read while the server keeps silent.
func testCanceledRead(t *testing.T, s *suite) {
	needs(t, s.Wire != nil, "Wire")
	m := s.create(t, s.Minimal(newUnique()))
	s.breakWire(t, Silence)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		select {
		case <-s.Wire.Held():
			cancel()
		case <-ctx.Done(): // nothing was sent
		}
	}()
	start := time.Now()
	if _, err := s.service.Read(ctx, m.state); !errors.Is(err, context.Canceled) {
		t.Errorf("Read that was canceled returned %v", err)
	}
	if took := time.Since(start); took > promptly {
		t.Errorf("Read took %s to see that its context is canceled", took.Round(time.Millisecond))
	}
	s.heal()
	m.mustSettle(t, "after a read that was canceled")
}
