package backendtest

import (
	"errors"
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
	oauthclient.List:     reflect.TypeFor[[]string](),
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
	supports, seen := s.Judge.Supported(), oauthclient.FieldSet{}
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
			case s.fills(f) && s.property(f).Default != nil && s.service.Equal(f, v, s.property(f).Default):
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

// testDeclarations checks what a profile says.
func testDeclarations(t *testing.T, s *suite) {
	profile := s.Judge.Profile()
	if !regexp.MustCompile(`^[a-z][a-z0-9]*$`).MatchString(profile.Name) {
		t.Errorf("the name %q is not a word of lower-case letters and digits", profile.Name)
	}
	if profile.Title == "" || s.Driver.Server() == "" {
		t.Errorf("the product has the title %q, and the server the name %q", profile.Title, s.Driver.Server())
	}
	if s.service.Supports(oauthclient.ID) {
		t.Error("the ID of a client can never be configured")
	}
	declared := oauthclient.FieldSet{}
	for _, p := range profile.Properties {
		if declared.Has(p.Field) {
			t.Errorf("%s is declared twice", p.Field)
		}
		declared.Add(p.Field)
		s.checkProperty(t, p)
	}
}

func (s *suite) checkProperty(t *testing.T, p oauthclient.Property) {
	t.Helper()
	f := p.Field
	if p.Default != nil {
		mustBeTyped(t, "the profile", oauthclient.Client{f: p.Default})
	}
	switch {
	case f.Spec().Doc == "":
		t.Errorf("%s has no text for people", f)
	case p.Behaviour == oauthclient.Fixed && oauthclient.IsEmpty(f, p.Default):
		t.Errorf("%s always has the default %v, which every field has that is not filled in", f, p.Default)
	case p.Behaviour == oauthclient.Stored && p.Default != nil && !oauthclient.IsEmpty(f, p.Default):
		t.Errorf("%s has the default %v, and is not said to be filled in", f, p.Default)
	case p.Replaced && !s.service.Issues(f):
		t.Errorf("%s is replaced by updates, and the server does not issue it", f)
	case s.service.Supports(f) && (f.Spec().Issued || f.Spec().Observed):
		t.Errorf("%s can be configured, and its declaration says that it cannot", f)
	}
}

// testValidate checks that valid clients pass, and that nothing is guessed about values which are not known yet.
func testValidate(t *testing.T, s *suite) {
	unique := newUnique()
	clients := append(s.Samples(unique), s.Variants(unique)...)
	for _, c := range append(clients, s.Minimal(unique)) {
		for _, problem := range append(s.service.Validate(c, nil), oauthclient.CheckMetadata(c, nil)...) {
			if !errors.Is(problem, oauthclient.ErrUnusual) {
				t.Errorf("a valid client is called invalid: %v", problem)
			}
		}
		for f := range c {
			for _, problem := range s.service.Validate(c.Without(f), oauthclient.NewFieldSet(f)) {
				t.Errorf("Validate of a valid client whose %s is not known yet: %v", f, problem)
			}
		}
	}
	for _, problem := range s.service.Validate(oauthclient.Client{}, s.Judge.Supported()) {
		t.Errorf("Validate of a client of which nothing is known yet: %v", problem)
	}
}

// testCanonical checks that a canonical form is canonical, and that to write it leaves the value alone.
func testCanonical(t *testing.T, s *suite) {
	canonical := s.Judge.Profile().Canonical
	if canonical == nil {
		t.Skip("the server writes values as they are")
	}
	for i, c := range s.Samples("unique") {
		for f, v := range c {
			once := canonical(f, v)
			if diff := cmp.Diff(once, canonical(f, once)); diff != "" {
				t.Errorf("the canonical form of a canonical %s is another one:\n%s", f, diff)
			}
			if diff := cmp.Diff(s.Samples("unique")[i][f], v); diff != "" {
				t.Errorf("Canonical changes its argument for %s:\n%s", f, diff)
			}
		}
	}
}
