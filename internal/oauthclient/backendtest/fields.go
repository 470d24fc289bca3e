package backendtest

import (
	"slices"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// testFieldSetAndRemoved checks that a field that is taken out of the configuration goes back to what it is in a client
// that never had it.
func testFieldSetAndRemoved(t *testing.T, s *suite) {
	s.eachField(t, func(t *testing.T, c fieldCase) {
		m := s.create(t, c.set)
		m.mustSettle(t, "with the field")
		s.skipReplaced(t, m.state, c.unset)
		if s.Required.Has(c.field) {
			t.Skip("a client cannot be without it")
		}
		if s.Sticky.Has(c.field) {
			t.Skip("the server keeps it; see Sticky")
		}
		m.update(t, c.unset)
		m.mustSettle(t, "after the field was removed")

		never := s.create(t, s.alone(t, c.field).unset)
		never.refresh(t)
		if !s.service.Equal(c.field, never.server[c.field], m.server[c.field]) {
			t.Errorf("the server has %v, and %v in a client that never had the field",
				m.server[c.field], never.server[c.field])
		}
	})
}

func testFieldChanged(t *testing.T, s *suite) {
	s.eachField(t, func(t *testing.T, c fieldCase) {
		m := s.create(t, c.set)
		s.skipReplaced(t, m.state, c.changed)
		m.update(t, c.changed)
		m.mustSettle(t, "after the change")
		if !s.mayAdjust() && !s.service.Equal(c.field, c.variant(), m.server[c.field]) {
			t.Errorf("the server has %v, not %v", m.server[c.field], c.variant())
		}
		// From another value back to the first: what was not set at creation must be settable too.
		m.update(t, c.set)
		m.mustSettle(t, "after the change back")
	})
}

// testFieldChangedByOthers checks that a change of a configured field on the server shows, and can be reverted.
func testFieldChangedByOthers(t *testing.T, s *suite) {
	needs(t, s.Edit != nil, "Edit")
	s.eachField(t, func(t *testing.T, c fieldCase) {
		s.skipUndisclosed(t, c.field)
		m := s.create(t, c.set)
		s.skipReplaced(t, m.state, c.changed)
		m.edit(t, oauthclient.Client{c.field: c.variant()})
		if !s.service.Equal(c.field, c.variant(), m.state[c.field]) {
			t.Errorf("somebody set the field to %v; the state says %v", c.variant(), m.state[c.field])
		}
		m.mustRevert(t, c.field)
		if s.Required.Has(c.field) {
			return
		}
		m.edit(t, oauthclient.Client{c.field: nil})
		m.mustRevert(t, c.field)
	})
}

// testFieldAddedByOthers checks that a field which is not configured shows once somebody has set it on the server,
// unless it may be what the server fills in by itself.
func testFieldAddedByOthers(t *testing.T, s *suite) {
	needs(t, s.Edit != nil, "Edit")
	s.eachField(t, func(t *testing.T, c fieldCase) {
		s.skipUndisclosed(t, c.field)
		added := oauthclient.Client{c.field: c.value()}
		if s.property(c.field).Behaviour == oauthclient.Inherited {
			t.Skip("it may be the operator's setting; see Drifted")
		}
		if s.Required.Has(c.field) {
			t.Skip("a client cannot be without it")
		}
		m := s.create(t, c.unset)
		s.skipReplaced(t, m.state, c.set)
		m.edit(t, added)
		if !s.service.Equal(c.field, c.value(), m.state[c.field]) {
			t.Errorf("somebody set the field to %v; the state says %v", c.value(), m.state[c.field])
		}
		if s.Sticky.Has(c.field) {
			return
		}
		m.mustRevert(t, c.field)
	})
}

// testEmptyIsAStatement checks fields of which the profile says that the server keeps an empty value apart from none.
func testEmptyIsAStatement(t *testing.T, s *suite) {
	needs(t, s.Edit != nil, "Edit")
	s.eachField(t, func(t *testing.T, c fieldCase) {
		if !s.property(c.field).EmptyIsAStatement {
			t.Skip("an empty value means no more than none")
		}
		m := s.create(t, c.set.With(c.field, emptyValue(c.field)))
		m.mustSettle(t, "with an empty value")
		if s.mayAdjust() && !s.service.Equal(c.field, emptyValue(c.field), m.server[c.field]) {
			t.Skip("the server at hand does not keep an empty value")
		}
		m.edit(t, oauthclient.Client{c.field: nil})
		if s.mayAdjust() && s.service.Equal(c.field, emptyValue(c.field), m.server[c.field]) {
			t.Skip("the server at hand shows none and an empty value alike")
		}
		m.mustRevert(t, c.field)
		m.update(t, c.unset)
		m.mustSettle(t, "after the empty value was removed")
		m.edit(t, oauthclient.Client{c.field: emptyValue(c.field)})
		if c.field.Kind() != oauthclient.Bool && !m.baseline.Filled.Has(c.field) {
			m.mustSettle(t, "with an empty list where none was, which some servers show alike")
			return
		}
		m.mustRevert(t, c.field)
	})
}

// mustRevert fails the test unless the next plan changes the field, and applying it brings back what is configured.
func (m *managed) mustRevert(t *testing.T, f oauthclient.Field) {
	t.Helper()
	if !m.suite.service.Changed(m.state, m.desired).Has(f) {
		t.Errorf("the change on the server does not show: %v", m.state[f])
	}
	m.update(t, m.desired)
	m.mustSettle(t, "after the change on the server was reverted")
}

func testUpdateEverything(t *testing.T, s *suite) {
	unique := newUnique()
	samples, variants := s.settable(s.Samples(unique)), s.settable(s.Variants(unique))
	for i, sample := range samples {
		m := s.create(t, sample)
		desired := s.changeable(m, variants[i])
		m.update(t, desired)
		m.mustSettle(t, "after every field was changed")
		// All is taken back but what cannot be, and what belongs to the identity.
		m.update(t, s.changeable(m, s.Minimal(unique)))
		m.mustSettle(t, "after every field was removed")
		s.remove(t, m.state)
	}
}

// changeable returns desired with the values that m has for fields which cannot be changed.
func (s *suite) changeable(m *managed, desired oauthclient.Client) oauthclient.Client {
	desired = desired.Without(oauthclient.ClientSecret)
	for _, f := range s.service.Replaces(m.state, desired, nil) {
		desired[f] = m.desired[f]
	}
	for _, f := range append(s.Sticky.Sorted(), oauthclient.ClientID) {
		if m.desired.Has(f) && !desired.Has(f) {
			desired[f] = m.desired[f]
		}
	}
	return desired
}

// testUpdateKeepsOtherFields changes one field of a full client. The Service reports every field that the server then
// has not as desired.
func testUpdateKeepsOtherFields(t *testing.T, s *suite) {
	c := s.harmless(t)
	for _, sample := range s.settable(s.Samples(newUnique())) {
		m := s.create(t, sample)
		m.update(t, sample.Without(oauthclient.ClientSecret).With(c.field, c.variant()))
		m.mustSettle(t, "after one field was changed")
		s.remove(t, m.state)
	}
}

// testUpdateTwice repeats an update that was carried out, as somebody does whose answer was lost.
func testUpdateTwice(t *testing.T, s *suite) {
	c := s.harmless(t)
	m := s.create(t, c.set)
	known := m.state
	m.update(t, c.changed)
	m.state = known
	m.update(t, c.changed)
	m.mustSettle(t, "after the second Update")
}

// testUpdateNothing updates to what is there, written differently.
func testUpdateNothing(t *testing.T, s *suite) {
	needs(t, s.Wire != nil, "Wire")
	for _, sample := range s.settable(s.Samples(newUnique())) {
		m := s.create(t, sample)
		desired := sample.Without(oauthclient.ClientSecret)
		for f, v := range desired {
			if set, ok := v.([]string); ok && f.Kind() == oauthclient.Set {
				desired[f] = append(slices.Clone(set), set[0])
			}
		}
		before := s.Wire.Requests()
		m.update(t, desired)
		if sent := s.Wire.Requests() - before; sent > 0 {
			t.Errorf("%d requests were sent for an update that changes nothing", sent)
		}
		m.mustSettle(t, "after an update that changes nothing")
		s.remove(t, m.state)
	}
}
