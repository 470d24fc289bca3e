package backendtest

import (
	"slices"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// testLeftOutIsKept sets a field on the server of which neither the configuration nor the state knows, and changes another
// one: what a plan does not show, an update does not change. The next plan shows it, since whoever set it did so after this one.
func testLeftOutIsKept(t *testing.T, s *suite) {
	needs(t, s.Edit != nil, "Edit")
	s.eachField(t, func(t *testing.T, c fieldCase) {
		s.skipUndisclosed(t, c.field)
		if s.Required.Has(c.field) {
			t.Skip("a client cannot be without it")
		}
		other := s.harmlessBeside(t, c)
		m := s.create(t, c.unset)
		s.skipReplaced(t, m.state, c.set)
		changes := oauthclient.Client{c.field: c.value()}
		for _, companion := range s.Companions[c.field] {
			changes[companion] = c.set[companion] // a client that the server itself would have
		}
		if err := s.Edit(t.Context(), m.state, changes); err != nil {
			t.Fatalf("Edit: %v", err)
		}
		before := s.read(t, m.state)
		if !s.service.Equal(c.field, c.value(), before[c.field]) {
			t.Fatalf("Edit set the field to %v, and the server has %v", c.value(), before[c.field])
		}
		m.update(t, c.unset.With(other.field, other.value()))
		m.mustKeep(t, before, append(s.derivedFrom(c.field), other.field)...)
		m.refresh(t)
		if s.property(c.field).Behaviour == oauthclient.Inherited {
			if drifted := s.service.Drifted(m.state, m.server, m.baseline); !hasNotice(drifted, c.field) {
				t.Errorf("somebody set the field to %v before the update, and no notice says so: %v", c.value(), drifted)
			}
			return
		}
		if !s.service.Changed(m.state, m.desired).Has(c.field) {
			t.Errorf("somebody set the field to %v before the update, and it does not show", c.value())
		}
	})
}

// derivedFrom returns the fields that a server which adjusts values may fill in because of f.
func (s *suite) derivedFrom(f oauthclient.Field) []oauthclient.Field {
	var derived []oauthclient.Field
	for other, companions := range s.Companions {
		if s.mayAdjust() && s.fills(other) && slices.Contains(companions, f) {
			derived = append(derived, other)
		}
	}
	return derived
}

// harmlessBeside returns the case of a harmless field that has nothing to do with the one under test.
func (s *suite) harmlessBeside(t *testing.T, c fieldCase) fieldCase {
	t.Helper()
	taken := c.set.Fields()
	for f := range c.set {
		for _, companion := range s.Companions[f] {
			taken.Add(companion)
		}
	}
	return s.harmlessBut(t, taken)
}

// mustKeep fails the test when the server has lost, or changed, anything since before but the given fields.
func (m *managed) mustKeep(t *testing.T, before oauthclient.Client, but ...oauthclient.Field) {
	t.Helper()
	after := m.suite.read(t, m.state)
	for _, f := range m.suite.fields {
		if !slices.Contains(but, f) && !m.suite.Undisclosed.Has(f) && !m.suite.service.Equal(f, before[f], after[f]) {
			t.Errorf("an update that did not mention it changed %s from %v to %v", f, before[f], after[f])
		}
	}
}

// testInherited changes what the operator's settings decide about: a notice says so, the plan does not change it, and
// neither does an update of another field.
func testInherited(t *testing.T, s *suite) {
	needs(t, s.Edit != nil, "Edit")
	s.eachField(t, func(t *testing.T, c fieldCase) {
		if s.property(c.field).Behaviour != oauthclient.Inherited {
			t.Skip("the server does not inherit it")
		}
		m := s.create(t, c.unset)
		if drifted := s.service.Drifted(m.state, m.server, m.baseline); len(drifted) > 0 {
			t.Errorf("a new client has drifted: %v", drifted)
		}
		m.edit(t, oauthclient.Client{c.field: c.value()})
		drifted := s.service.Drifted(m.state, m.server, m.baseline)
		if !hasNotice(drifted, c.field) {
			t.Errorf("somebody set the field to %v, the server shows %v, and no notice says so: %v", c.value(), m.server[c.field], drifted)
		}
		if changed := s.service.Changed(m.state, m.desired); len(changed) > 0 {
			t.Errorf("the plan changes %v, which may be the operator's setting", changed.Sorted())
		}
	})
}

// testSticky takes fields out of the configuration that the server keeps all the same: that shows until they are gone.
func testSticky(t *testing.T, s *suite) {
	if len(s.Sticky) == 0 {
		t.Skip("the server removes what is taken out")
	}
	for _, f := range s.Sticky.Sorted() {
		t.Run(f.String(), func(t *testing.T) {
			c := s.alone(t, f)
			m := s.create(t, c.set)
			updated, err := s.service.Update(t.Context(), m.state, c.unset)
			if !reportsNotStored(err, f) && (!s.mayAdjust() || !hasNotice(updated.Notices, f)) {
				t.Errorf("Update returned %v and the notices %v, and does not say that the field is still there", err, updated.Notices)
			}
			if updated.Client == nil {
				t.Fatal("Update did not return the client")
			}
			m.written(c.unset, updated)
			for _, when := range []string{"after the first refresh", "after the second refresh"} {
				m.refresh(t)
				if !s.service.Changed(m.state, m.desired).Has(f) {
					t.Errorf("%s the field does not show, which the server still has", when)
				}
			}
			if s.Edit != nil {
				m.edit(t, oauthclient.Client{f: nil})
				m.mustSettle(t, "after somebody removed the field")
			}
		})
	}
}
