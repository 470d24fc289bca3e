package backendtest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// cleanUpTimeout bounds the removal of a client after its test.
const cleanUpTimeout = 30 * time.Second

// A managed client has a state, which is kept as the provider keeps Terraform's.
type managed struct {
	suite *suite
	// desired is the configuration, state what is remembered, and server the server's last answer.
	desired, state, server oauthclient.Client
	// baseline is what the server had filled in after the last write.
	baseline oauthclient.Client
}

// create makes a client that is removed after the test.
func (s *suite) create(t *testing.T, desired oauthclient.Client) *managed {
	t.Helper()
	created, err := s.service.Create(t.Context(), desired)
	m := s.manage(t, desired, created)
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	if m.state.Text(oauthclient.ID) == "" {
		t.Fatalf("Create returned a client without %s: %v", oauthclient.ID, created)
	}
	return m
}

// manage keeps what Create returned, which may be nil, and removes that client after the test.
func (s *suite) manage(t *testing.T, desired, created oauthclient.Client) *managed {
	t.Helper()
	m := &managed{suite: s}
	m.written(desired, created)
	t.Cleanup(func() {
		s.heal()
		if m.state.Text(oauthclient.ID) == "" {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), cleanUpTimeout)
		defer cancel()
		if err := s.service.Delete(ctx, m.state); err != nil {
			t.Logf("the client of this test could not be removed: %v", err)
		}
	})
	return m
}

func (m *managed) written(desired, server oauthclient.Client) {
	m.desired, m.server = desired, server
	m.baseline = m.suite.service.Baseline(desired, server)
	state := m.suite.service.Settle(desired, server, m.baseline)
	if m.state.Has(oauthclient.ClientSecret) && !state.Has(oauthclient.ClientSecret) {
		state[oauthclient.ClientSecret] = m.state[oauthclient.ClientSecret]
	}
	m.state = state
}

// update changes the client and fails the test when that does not work.
func (m *managed) update(t *testing.T, desired oauthclient.Client) {
	t.Helper()
	updated, err := m.suite.service.Update(t.Context(), m.state, desired)
	if updated != nil {
		m.written(desired, updated)
	}
	if err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// refresh reads the client and fails the test when that does not work.
func (m *managed) refresh(t *testing.T) {
	t.Helper()
	m.server = m.suite.read(t, m.state)
	m.state = m.suite.service.Settle(m.state, m.server, m.baseline)
}

// read reads a client and fails the test when that does not work.
func (s *suite) read(t *testing.T, known oauthclient.Client) oauthclient.Client {
	t.Helper()
	read, err := s.service.Read(t.Context(), known)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return read
}

// edit changes the client behind the backend's back and reads it.
func (m *managed) edit(t *testing.T, changes oauthclient.Client) {
	t.Helper()
	if err := m.suite.Edit(t.Context(), m.state, changes); err != nil {
		t.Fatalf("Edit: %v", err)
	}
	m.refresh(t)
}

// mustSettle fails the test unless the state says exactly what is configured, and goes on saying it after a refresh: a
// second plan is empty.
func (m *managed) mustSettle(t *testing.T, when string) {
	t.Helper()
	m.mustHoldDesired(t, when)
	before := m.state
	m.refresh(t)
	if diff := cmp.Diff(byPath(m.lasting(before)), byPath(m.lasting(m.state))); diff != "" {
		t.Errorf("%s a refresh changes the state (-before +after):\n%s", when, diff)
	}
	if changed := m.suite.service.Changed(m.state, m.desired); len(changed) > 0 {
		t.Errorf("%s the next plan changes %v", when, changed.Sorted())
	}
}

// mustHoldDesired compares the configured fields of the state with the configuration, letter by letter.
func (m *managed) mustHoldDesired(t *testing.T, when string) {
	t.Helper()
	want := m.desired.Without(oauthclient.ClientSecret)
	got := m.state.Only(m.suite.Backend.Supports()).Without(oauthclient.ClientSecret)
	if !want.Has(oauthclient.ClientID) {
		delete(got, oauthclient.ClientID)
	}
	if diff := cmp.Diff(byPath(want), byPath(got)); diff != "" {
		t.Errorf("%s the state is not what is configured (-configured +state):\n%s", when, diff)
	}
}

// lasting leaves out what no attribute of the resource shows, as the times that a server keeps of its own, whose precision
// may differ between its answers; and a token that the backend declares to be replaced: some servers do that with every
// answer.
func (m *managed) lasting(c oauthclient.Client) oauthclient.Client {
	lasting := c.Clone()
	for f := range c {
		if f.Kind() == oauthclient.Time && !m.suite.service.Supports(f) {
			delete(lasting, f)
		}
	}
	for f := range m.suite.service.Remembers() {
		delete(lasting, f)
	}
	if m.suite.service.Reissues()[oauthclient.RegistrationAccessToken] == oauthclient.Replaced {
		delete(lasting, oauthclient.RegistrationAccessToken)
	}
	return lasting
}

// byPath makes a client fit for cmp.Diff, and shows its values.
func byPath(c oauthclient.Client) map[string]any {
	values := make(map[string]any, len(c))
	for f, v := range c {
		values[f.String()] = v
	}
	return values
}
