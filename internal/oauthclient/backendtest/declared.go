package backendtest

import (
	"reflect"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// goTypes are the types of the values of each kind.
var goTypes = map[oauthclient.Kind]reflect.Type{
	oauthclient.String:   reflect.TypeFor[string](),
	oauthclient.Bool:     reflect.TypeFor[bool](),
	oauthclient.Int:      reflect.TypeFor[int64](),
	oauthclient.Set:      reflect.TypeFor[[]string](),
	oauthclient.Duration: reflect.TypeFor[string](),
	oauthclient.Time:     reflect.TypeFor[string](),
	oauthclient.JSON:     reflect.TypeFor[string](),
	oauthclient.JWKS:     reflect.TypeFor[string](),
	oauthclient.Map:      reflect.TypeFor[map[string]string](),
	oauthclient.Objects:  reflect.TypeFor[[]map[string]string](),
}

// mustBeTyped fails the test for values whose Go type is not that of their field.
func mustBeTyped(t *testing.T, whose string, c oauthclient.Client) {
	t.Helper()
	for f, v := range c {
		if reflect.TypeOf(v) != goTypes[f.Kind()] {
			t.Errorf("%s has a %T in %s, which holds %v", whose, v, f, goTypes[f.Kind()])
		}
	}
}

// testSamples checks the harness: a test with a value that is missing, empty or a default could not fail.
func testSamples(t *testing.T, s *suite) {
	samples, variants := s.Samples(newUnique()), s.Variants(newUnique())
	if len(samples) == 0 || len(variants) != len(samples) {
		t.Fatalf("the harness has %d samples and %d variants", len(samples), len(variants))
	}
	supports, fills, seen := s.Backend.Supports(), s.Backend.Fills(), oauthclient.FieldSet{}
	for i, sample := range samples {
		variant := variants[i]
		mustBeTyped(t, "a sample", sample)
		mustBeTyped(t, "a variant", variant)
		for f, v := range sample {
			seen.Add(f)
			switch {
			case !supports.Has(f):
				t.Errorf("a sample has %s, which the backend does not support", f)
			case oauthclient.IsEmpty(f, v):
				t.Errorf("a sample has an empty %s", f)
			case fills[f].Default != nil && s.service.Equal(f, v, fills[f].Default):
				t.Errorf("a sample has the server's default in %s", f)
			case f != oauthclient.ClientID && (variant[f] == nil || s.service.Equal(f, v, variant[f])):
				t.Errorf("a variant has not another value in %s", f)
			}
		}
		if extra := variant.Without(sample.Fields().Sorted()...); len(extra) > 0 {
			t.Errorf("a variant has fields that its sample has not: %v", extra)
		}
	}
	for _, f := range supports.Sorted() {
		if !seen.Has(f) {
			t.Errorf("the backend supports %s, and no sample has it", f)
		}
	}
	for f := range s.CannotSet {
		if !supports.Has(f) || s.Dropped.Has(f) {
			t.Errorf("CannotSet has %s, which the backend does not support or the server drops", f)
		}
	}
}

// testDeclarations checks what a backend says about itself.
func testDeclarations(t *testing.T, s *suite) {
	if name := s.Backend.Name(); !regexp.MustCompile(`^[a-z][a-z0-9]*$`).MatchString(name) {
		t.Errorf("the name %q is not a word of lower-case letters and digits", name)
	}
	if s.service.Supports(oauthclient.ID) {
		t.Error("the ID of a client can never be configured")
	}
	for f, fill := range s.Backend.Fills() {
		if fill.Default != nil {
			mustBeTyped(t, "Fills", oauthclient.Client{f: fill.Default})
		}
		if fill.Default != nil && oauthclient.IsEmpty(f, fill.Default) {
			t.Errorf("Fills has an empty default for %s, which every field has that is not filled in", f)
		}
	}
	for f := range s.service.Reissues() {
		if !s.service.Issues(f) {
			t.Errorf("Reissues has %s, and Fills does not say that the server issues it", f)
		}
	}
	if !cmp.Equal(s.Backend.Supports(), s.Backend.Supports()) || !cmp.Equal(s.Backend.Fills(), s.Backend.Fills()) {
		t.Error("Supports or Fills do not return the same each time")
	}
}

// testValidate checks that valid clients pass, and that nothing is guessed about values which are not known yet.
func testValidate(t *testing.T, s *suite) {
	unique := newUnique()
	clients := append(s.Samples(unique), s.Variants(unique)...)
	for _, c := range append(clients, s.Minimal(unique)) {
		for _, problem := range s.service.Validate(c, nil) {
			t.Errorf("Validate of a valid client: %v", problem)
		}
		for f := range c {
			for _, problem := range s.service.Validate(c.Without(f), oauthclient.NewFieldSet(f)) {
				t.Errorf("Validate of a valid client whose %s is not known yet: %v", f, problem)
			}
		}
	}
	known := oauthclient.Client{}
	for _, problem := range s.service.Validate(known, s.Backend.Supports()) {
		t.Errorf("Validate of a client of which nothing is known yet: %v", problem)
	}
}

// testCanonical checks that a canonical form is canonical, and that to write it leaves the value alone.
func testCanonical(t *testing.T, s *suite) {
	canonicalizer, ok := s.Backend.(oauthclient.Canonicalizer)
	if !ok {
		t.Skip("the backend is no Canonicalizer")
	}
	for i, c := range s.Samples("unique") {
		for f, v := range c {
			once := canonicalizer.Canonical(f, v)
			if diff := cmp.Diff(once, canonicalizer.Canonical(f, once)); diff != "" {
				t.Errorf("the canonical form of a canonical %s is another one:\n%s", f, diff)
			}
			if diff := cmp.Diff(s.Samples("unique")[i][f], v); diff != "" {
				t.Errorf("Canonical changes its argument for %s:\n%s", f, diff)
			}
		}
	}
}
