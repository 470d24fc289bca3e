package backendtest

import (
	"context"
	"errors"
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
	// baseline is what the server had after the last write for what is not as configured.
	baseline *oauthclient.Baseline
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
		t.Fatalf("Create returned a client without %s: %v", oauthclient.ID, created.Client)
	}
	return m
}

// manage keeps what Create returned, which may be nothing, and removes that client after the test.
func (s *suite) manage(t *testing.T, desired oauthclient.Client, created oauthclient.Result) *managed {
	t.Helper()
	m := &managed{suite: s}
	m.written(desired, created)
	t.Cleanup(func() {
		defer func() { *m = managed{} }() // as in testCase.in
		s.heal()
		if m.state.Text(oauthclient.ID) == "" {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), cleanUpTimeout)
		defer cancel()
		if err := s.service.Delete(ctx, m.state); err != nil && !s.isGone(err) && (!s.Unmanaged || !errors.Is(err, oauthclient.ErrUnsupported)) {
			t.Logf("the client of this test could not be removed: %v", err)
		}
	})
	return m
}

// written keeps what a write returned, as the provider does.
func (m *managed) written(desired oauthclient.Client, result oauthclient.Result) {
	service := m.suite.service
	m.baseline = service.BaselineAfter(m.baseline, service.Change(m.state, desired), result)
	m.settle(desired, result.Client)
}

// settle makes the state of what is configured and what the server has. A client keeps a secret that is not configured.
func (m *managed) settle(desired, server oauthclient.Client) {
	service := m.suite.service
	state := service.Settle(desired, server, m.baseline)
	if m.state.Has(oauthclient.ClientSecret) && !state.Has(oauthclient.ClientSecret) && service.UsesSecret(server) {
		state[oauthclient.ClientSecret] = m.state[oauthclient.ClientSecret]
	}
	m.desired, m.server, m.state = desired, server, state
}

// update changes the client and fails the test when that does not work. Where nothing is to be sent, what is known of the
// server stays as it is.
func (m *managed) update(t *testing.T, desired oauthclient.Client) {
	t.Helper()
	service := m.suite.service
	nothing := len(service.Changed(m.state, desired)) == 0 && !desired.Has(oauthclient.ClientSecret)
	updated, err := service.Update(t.Context(), m.state, desired)
	switch {
	case err == nil && nothing:
		m.settle(desired, m.server)
	case updated.Client != nil:
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
	if s.Unmanaged && errors.Is(err, oauthclient.ErrUnsupported) {
		return known // as a refresh leaves the state
	}
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return read.Client
}

// edit changes the client behind the driver's back and reads it.
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
	got := m.state.Only(m.suite.Judge.Supported()).Without(oauthclient.ClientSecret)
	if !want.Has(oauthclient.ClientID) {
		delete(got, oauthclient.ClientID)
	}
	if diff := cmp.Diff(byPath(want), byPath(got)); diff != "" {
		t.Errorf("%s the state is not what is configured (-configured +state):\n%s", when, diff)
	}
}

// lasting leaves out what no attribute of the resource shows, as the times that a server keeps of its own, whose precision
// may differ between its answers; what the profile says to be replaced, as a token: some servers do that with every answer;
// and what the server at hand does not disclose.
func (m *managed) lasting(c oauthclient.Client) oauthclient.Client {
	lasting := c.Clone()
	for f := range c {
		if f.Kind() == oauthclient.Time && !m.suite.service.Supports(f) || m.suite.service.Remembers().Has(f) || m.suite.property(f).Replaced || m.suite.Undisclosed.Has(f) {
			delete(lasting, f)
		}
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
