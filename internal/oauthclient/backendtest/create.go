package backendtest

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func testCreateMinimal(t *testing.T, s *suite) {
	unique := newUnique()
	m := s.create(t, s.Minimal(unique))
	mustBeTyped(t, "the result of Create", m.server)
	m.mustSettle(t, "after Create")
	mustBeTyped(t, "the result of Read", m.server)
	s.mustCount(t, unique, 1)
	s.mustReadTheSame(t, m)
}

// mustReadTheSame fails the test unless two reads of a client have the same result to the letter.
func (s *suite) mustReadTheSame(t *testing.T, m *managed) {
	t.Helper()
	m.refresh(t)
	first := m.server
	m.refresh(t)
	if diff := cmp.Diff(byPath(m.lasting(first)), byPath(m.lasting(m.server))); diff != "" {
		t.Errorf("the second Read differs from the first:\n%s", diff)
	}
}

// testCreateFull relies on the Service, which reports every field that the server has not as it was asked for.
func testCreateFull(t *testing.T, s *suite) {
	for _, sample := range s.settable(s.Samples(newUnique())) {
		m := s.create(t, sample)
		for _, f := range sample.Fields().Sorted() {
			if f != oauthclient.ClientSecret && !s.mayAdjust() && !s.service.Equal(f, sample[f], m.server[f]) {
				t.Errorf("%s: Create returned %v for %v", f, m.server[f], sample[f])
			}
		}
		m.mustSettle(t, "after Create")
		s.mustReadTheSame(t, m)
		if fields := s.service.Replaces(m.state, sample, nil); len(fields) > 0 {
			t.Errorf("a new client needs a new client because of %v", fields)
		}
		s.remove(t, m.state) // the next sample may have the same client_id
	}
}

// testCreateWithEmptyValues configures "", [], false and the like, which mean the same as null everywhere and stay in
// the state as they are.
func testCreateWithEmptyValues(t *testing.T, s *suite) {
	desired := s.Minimal(newUnique()).Clone()
	for _, f := range s.fields {
		if _, needed := desired[f]; !needed && f.Kind() != oauthclient.Int && !s.property(f).EmptyIsAStatement {
			desired[f] = emptyValue(f)
		}
	}
	m := s.create(t, desired)
	m.mustSettle(t, "after Create with empty values")
	c := s.harmless(t)
	m.update(t, desired.With(c.field, c.value()))
	m.mustSettle(t, "after Update with empty values")
}

func emptyValue(f oauthclient.Field) any {
	switch f.Kind() {
	case oauthclient.Bool:
		return false
	case oauthclient.Set, oauthclient.List:
		return []string{}
	case oauthclient.Map:
		return map[string]string{}
	case oauthclient.Objects:
		return []map[string]string{}
	case oauthclient.JSON:
		return "{}"
	case oauthclient.JWKS:
		return `{"keys":[]}`
	default:
		return ""
	}
}

func testCreateExisting(t *testing.T, s *suite) {
	first, second := s.twins(t)
	m := s.create(t, first)
	created, err := s.service.Create(t.Context(), second)
	if err == nil {
		s.manage(t, second, created)
	}
	if !errors.Is(err, oauthclient.ErrAlreadyExists) {
		t.Errorf("Create with the client_id of another client returned %v, not ErrAlreadyExists", err)
	}
	m.mustSettle(t, "after a second Create with its client_id")
}

// twins returns two different clients with the same client_id.
func (s *suite) twins(t *testing.T) (first, second oauthclient.Client) {
	t.Helper()
	if !s.service.Supports(oauthclient.ClientID) {
		t.Skip("the backend does not let the caller choose a client_id")
	}
	c := s.harmless(t)
	id := s.Samples(newUnique())[0][oauthclient.ClientID]
	return c.set.With(oauthclient.ClientID, id), c.changed.With(oauthclient.ClientID, id)
}

// testFills checks that whatever a client has without being asked for is declared, and that the server fills in what is
// declared: what others do to such a field may not show, so that there must be no more of them than needed.
func testFills(t *testing.T, s *suite) {
	minimal := s.create(t, s.Minimal(newUnique()))
	s.mustDeclare(t, minimal)
	minimal.refresh(t)
	s.mustDeclare(t, minimal)
	for _, f := range s.fields {
		if !s.fills(f) || minimal.desired.Has(f) || s.Unfilled.Has(f) || s.excused(f) != "" {
			continue
		}
		t.Run(f.String(), func(t *testing.T) {
			for _, desired := range []oauthclient.Client{s.alone(t, f).unset, s.fullWithout(f)} {
				m := s.create(t, desired)
				if m.server.Has(f) && s.accepts(f, m.server[f]) {
					return
				}
				s.remove(t, m.state)
			}
			t.Errorf("the profile says that it is filled in with %v, and the server was not seen to do that", s.property(f).Default)
		})
	}
}

// accepts reports whether v may be what the server filled in for f. An operator decides about what is stamped or inherited.
func (s *suite) accepts(f oauthclient.Field, v any) bool {
	p := s.property(f)
	return p.Behaviour != oauthclient.Fixed || s.service.Equal(f, p.Default, v)
}

func (s *suite) mustDeclare(t *testing.T, m *managed) {
	t.Helper()
	for _, f := range m.server.Fields().Sorted() {
		v := m.server[f]
		if m.desired.Has(f) || f == oauthclient.ID || s.service.Remembers().Has(f) || oauthclient.IsEmpty(f, v) {
			continue
		}
		p, declared := s.Judge.Property(f)
		switch {
		case !declared:
			t.Errorf("the server has %s, %v, and the profile does not", f, v)
		case !s.fills(f) && !s.service.Issues(f):
			t.Errorf("the server fills in %s with %v, and the profile does not say so", f, v)
		case !s.accepts(f, v):
			t.Errorf("the server fills in %s with %v, and the profile says %v", f, v, p.Default)
		}
	}
}

// fullWithout returns the first sample that has f, less f and the fields that cannot stand without it.
func (s *suite) fullWithout(f oauthclient.Field) oauthclient.Client {
	for _, sample := range s.settable(s.Samples(newUnique())) {
		if sample.Has(f) {
			return s.without(sample, f)
		}
	}
	return s.Minimal(newUnique())
}

// testDropped checks that nobody is left to believe that the server keeps what it drops.
func testDropped(t *testing.T, s *suite) {
	if len(s.Dropped) == 0 {
		t.Skip("the server keeps every field")
	}
	for _, f := range s.Dropped.Sorted() {
		t.Run(f.String(), func(t *testing.T) {
			desired := s.alone(t, f).set
			created, err := s.service.Create(t.Context(), desired)
			s.manage(t, desired, created)
			if !reportsNotStored(err, f) && (!s.mayAdjust() || !hasNotice(created.Notices, f)) {
				t.Errorf("Create returned %v and the notices %v, and does not say that the field is not kept", err, created.Notices)
			}
			if !created.Client.Has(oauthclient.ID) {
				t.Error("Create did not return the client that it made")
			}
		})
	}
}

// mayAdjust reports whether the server may keep another value than it was asked for.
func (s *suite) mayAdjust() bool { return s.Judge.Profile().Adjusts }

func hasNotice(notices []oauthclient.Notice, f oauthclient.Field) bool {
	return slices.ContainsFunc(notices, func(n oauthclient.Notice) bool { return n.Field == f })
}

// reportsNotStored reports whether one of the joined errors is ErrNotStored for f: its companions may be dropped too.
func reportsNotStored(err error, f oauthclient.Field) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			if reportsNotStored(one, f) {
				return true
			}
		}
	}
	problem, ok := err.(*oauthclient.Error) //nolint:errorlint // a joined error is taken apart, not searched
	return ok && errors.Is(problem, oauthclient.ErrNotStored) && problem.Field == f
}

// unknownField is a field that no backend knows.
var unknownField = oauthclient.NewField(oauthclient.Spec{Path: "nowhere.unknown", Kind: oauthclient.String, Doc: "Nothing."})

// testUnsupported checks that what the backend has no place for is refused before anything is sent.
func testUnsupported(t *testing.T, s *suite) {
	fields := []oauthclient.Field{unknownField}
	for _, f := range oauthclient.Standard() {
		if !s.service.Supports(f) && (f.Kind() == oauthclient.String || f.Kind() == oauthclient.Set) {
			fields = append(fields, f)
		}
	}
	m := s.create(t, s.Minimal(newUnique()))
	before := 0
	if s.Wire != nil {
		before = s.Wire.Requests()
	}
	for _, f := range fields {
		var value any = "value"
		if f.Kind() == oauthclient.Set {
			value = []string{"value"}
		}
		_, err := s.service.Create(t.Context(), s.Minimal(newUnique()).With(f, value))
		mustBeUnsupported(t, "Create", f, err)
		_, err = s.service.Update(t.Context(), m.state, m.desired.With(f, value))
		mustBeUnsupported(t, "Update", f, err)
	}
	if s.Wire != nil && s.Wire.Requests() != before {
		t.Errorf("%d requests were sent", s.Wire.Requests()-before)
	}
}

func mustBeUnsupported(t *testing.T, operation string, f oauthclient.Field, err error) {
	t.Helper()
	problem, ok := errors.AsType[*oauthclient.Error](err)
	if !ok || !errors.Is(problem, oauthclient.ErrUnsupported) || problem.Field != f {
		t.Errorf("%s with %s returned %v, not ErrUnsupported for the field", operation, f, err)
	}
}
