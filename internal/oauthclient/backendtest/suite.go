package backendtest

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A suite is a harness with what the tests need around it.
type suite struct {
	Harness
	service *oauthclient.Service
	// fields are the configurable fields in the order of their paths, less the identity of the client.
	fields []oauthclient.Field
	// samples and variants are those with stencil for the unique text; see [suite.stenciled].
	samples, variants func() []oauthclient.Client
	stencil           string
}

func newSuite(h Harness) *suite {
	if h.Minimal == nil {
		h.Minimal = func(string) oauthclient.Client { return oauthclient.Client{} }
	}
	isIdentity := func(f oauthclient.Field) bool { return f == oauthclient.ClientID || f == oauthclient.ClientSecret }
	stencil := newUnique()
	return &suite{
		Harness:  h,
		service:  oauthclient.NewService(h.Judge, h.Driver),
		fields:   slices.DeleteFunc(h.Judge.Supported().Sorted(), isIdentity),
		samples:  sync.OnceValue(func() []oauthclient.Client { return h.Samples(stencil) }),
		variants: sync.OnceValue(func() []oauthclient.Client { return h.Variants(stencil) }),
		stencil:  stencil,
	}
}

// newUnique returns a text that no other client has.
func newUnique() string { return "c" + strings.ToLower(rand.Text()[:12]) }

// settable takes out of clients what the server at hand does not keep or cannot be made to take.
func (s *suite) settable(clients []oauthclient.Client) []oauthclient.Client {
	settable := make([]oauthclient.Client, len(clients))
	for i, c := range clients {
		settable[i] = c.Clone()
		for f := range c {
			if s.excused(f) != "" {
				delete(settable[i], f)
			}
		}
	}
	return settable
}

// property returns what the profile says of f.
func (s *suite) property(f oauthclient.Field) oauthclient.Property {
	p, _ := s.Judge.Property(f)
	return p
}

// fills reports whether the server may show a value of f that nobody configured.
func (s *suite) fills(f oauthclient.Field) bool {
	behaviour := s.property(f).Behaviour
	return behaviour == oauthclient.Fixed || behaviour == oauthclient.Stamped || behaviour == oauthclient.Inherited
}

// excused returns why f is not tested on the server at hand, "" when it is.
func (s *suite) excused(f oauthclient.Field) string {
	if s.Dropped.Has(f) {
		return "this version of the server does not keep it"
	}
	return s.CannotSet[f]
}

// A fieldCase has the clients with which one field is tested alone.
type fieldCase struct {
	field oauthclient.Field
	// unset has what a client needs to have the field, and set has the field besides. When no client can be without the
	// field, unset has a value that is as good as any.
	unset, set oauthclient.Client
	// changed is set with the variant value.
	changed oauthclient.Client
}

func (c fieldCase) value() any   { return c.set[c.field] }
func (c fieldCase) variant() any { return c.changed[c.field] }

// alone returns the clients to test f with.
func (s *suite) alone(t *testing.T, f oauthclient.Field) fieldCase {
	t.Helper()
	samples := s.samples()
	i := slices.IndexFunc(samples, func(c oauthclient.Client) bool { return c.Has(f) })
	if i < 0 {
		t.Fatalf("the backend supports %s, and no sample of the harness has it", f)
	}
	unique := newUnique()
	with := s.Minimal(unique).Clone()
	s.addWithCompanions(with, samples[i], f)
	for f, v := range with {
		with[f] = s.stenciled(v, unique)
	}
	without := s.without(with, f)
	if s.Required.Has(f) {
		without[f] = s.Minimal(unique)[f]
	}
	return fieldCase{field: f, unset: without, set: with, changed: with.With(f, s.stenciled(s.variants()[i][f], unique))}
}

func (s *suite) addWithCompanions(to, from oauthclient.Client, f oauthclient.Field) {
	to[f] = from[f]
	for _, companion := range s.Companions[f] {
		if !oauthclient.Same(companion, to[companion], from[companion]) { // two fields can be each other's companions
			s.addWithCompanions(to, from, companion)
		}
	}
}

// without returns a client less f and the fields that cannot stand without it.
func (s *suite) without(c oauthclient.Client, f oauthclient.Field) oauthclient.Client {
	without := c.Without(f)
	for other := range c {
		if slices.Contains(s.Companions[other], f) {
			delete(without, other)
		}
	}
	return without
}

// eachField runs a test for each configurable field.
func (s *suite) eachField(t *testing.T, run func(t *testing.T, c fieldCase)) {
	t.Helper()
	for _, f := range s.fields {
		t.Run(f.String(), func(t *testing.T) {
			if reason := s.excused(f); reason != "" {
				t.Skip(reason)
			}
			run(t, s.alone(t, f))
		})
	}
}

// harmless returns the case of a field that can be changed without a new client and without side effects.
func (s *suite) harmless(t *testing.T) fieldCase {
	t.Helper()
	return s.harmlessBut(t, nil)
}

// harmlessBut is harmless, and returns none of the given fields.
func (s *suite) harmlessBut(t *testing.T, but oauthclient.FieldSet) fieldCase {
	t.Helper()
	unique := newUnique()
	for _, f := range s.fields {
		if but.Has(f) || s.fills(f) || s.excused(f) != "" || s.Undisclosed.Has(f) || s.Sticky.Has(f) || len(s.Companions[f]) > 0 || s.Minimal(unique).Has(f) {
			continue
		}
		c := s.alone(t, f)
		if len(s.service.Replaces(c.set, c.changed, nil)) == 0 {
			return c
		}
	}
	t.Skip("the backend has no field that can simply be changed")
	return fieldCase{}
}

// skipReplaced skips the test of a change that needs a new client by the backend's declaration.
func (s *suite) skipReplaced(t *testing.T, known, desired oauthclient.Client) {
	t.Helper()
	if fields := s.service.Replaces(known, desired, nil); len(fields) > 0 {
		t.Skipf("the backend declares that this needs a new client, because of %v", fields)
	}
}

func (s *suite) skipUndisclosed(t *testing.T, f oauthclient.Field) {
	t.Helper()
	if s.Undisclosed.Has(f) {
		t.Skip("the server's answers have no place for it")
	}
}

// needs skips a test for which the harness lacks something.
func needs(t *testing.T, has bool, what string) {
	t.Helper()
	if !has {
		t.Skipf("the harness has no %s", what)
	}
}

// breakWire makes the wire fail until heal, or as long as the fault lasts.
func (s *suite) breakWire(t *testing.T, fault Fault) {
	t.Helper()
	t.Cleanup(s.heal)
	s.Wire.Fail(fault)
}

// distort makes answers say something else until heal.
func (s *suite) distort(t *testing.T, d Distortion) {
	t.Helper()
	t.Cleanup(s.heal)
	s.Wire.Distort(d)
}

func (s *suite) heal() {
	if s.Wire != nil {
		s.Wire.Fail(NoFault)
		s.Wire.Distort(Distortion{})
	}
}

// requests returns how many requests have been sent, 0 without a Wire.
func (s *suite) requests() int {
	if s.Wire == nil {
		return 0
	}
	return s.Wire.Requests()
}

// mustCount fails the test unless the server has that many clients with the text unique. Without Count it does nothing.
func (s *suite) mustCount(t *testing.T, unique string, want int) {
	t.Helper()
	if s.Count == nil {
		return
	}
	got, err := s.Count(t.Context(), unique)
	if err != nil {
		t.Fatalf("Count: %v", err)
	}
	if got != want {
		t.Errorf("the server has %d clients of this test, not %d", got, want)
	}
}

// mustHaveSecret fails the test unless the server accepts the secret, or does not accept it when want is false. Without
// HasSecret it does nothing.
func (s *suite) mustHaveSecret(t *testing.T, known oauthclient.Client, secret string, want bool) {
	t.Helper()
	if s.HasSecret == nil {
		return
	}
	got, err := s.HasSecret(t.Context(), known, secret)
	if err != nil {
		t.Fatalf("HasSecret: %v", err)
	}
	if got != want {
		t.Errorf("the server accepts the secret: %t, want %t", got, want)
	}
}

// remove removes a client behind the driver's back where the harness can.
func (s *suite) remove(t *testing.T, known oauthclient.Client) {
	t.Helper()
	remove := s.Remove
	if s.Unmanaged {
		return
	}
	if remove == nil {
		remove = func(ctx context.Context, known oauthclient.Client) error { return s.service.Delete(ctx, known) }
	}
	if err := remove(t.Context(), known); err != nil {
		t.Fatalf("remove the client: %v", err)
	}
}
