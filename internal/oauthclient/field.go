package oauthclient

import (
	"slices"
	"strings"
)

// A Kind says which Go type the value of a field has and how two values of it are compared.
type Kind int

// The kinds of values a client has. The Go type in brackets is what a [Client] holds for it.
const (
	// String is text, compared byte for byte (string).
	String Kind = iota + 1
	// Bool is true or false (bool).
	Bool
	// Int is a whole number (int64).
	Int
	// Set is a set of strings; order and repetition have no meaning ([]string).
	Set
	// Duration is a Go duration such as "1h30m", compared by length of time (string).
	Duration
	// Time is an RFC 3339 timestamp, compared as an instant (string).
	Time
	// JSON is a JSON text, compared by value: key order, blanks and the spelling of numbers have no meaning (string).
	JSON
	// JWKS is a JWK Set (RFC 7517 section 5) as JSON text, compared key by key (string).
	JWKS
	// Map is a map from names to strings (map[string]string).
	Map
	// Objects is a set of flat objects whose members are strings ([]map[string]string).
	Objects
)

// A Field is one property of a client. Its path is the attribute path in Terraform: the registered name of the
// property at the top level ("redirect_uris"), or behind its room ("openid.subject_type"). Fields are declared once,
// as package variables, and compared by identity of path and kind. The zero Field means "no field in particular".
type Field struct {
	path string
	kind Kind
}

// NewField declares a field. A product's extension fields are declared in that product's package, behind a room named
// like the product ("hydra.owner").
func NewField(path string, kind Kind) Field { return Field{path: path, kind: kind} }

// String returns the attribute path, "" for the zero Field.
func (f Field) String() string { return f.path }

// Kind returns the kind of the field's values.
func (f Field) Kind() Kind { return f.kind }

// IsZero reports whether f is no field in particular.
func (f Field) IsZero() bool { return f.path == "" }

// Room returns the part of the path before the dot, "" at the top level.
func (f Field) Room() string {
	room, _, nested := strings.Cut(f.path, ".")
	if !nested {
		return ""
	}
	return room
}

// Name returns the last part of the path, which is the registered or documented name of the property.
func (f Field) Name() string {
	return f.path[strings.LastIndexByte(f.path, '.')+1:]
}

// A FieldSet is a set of fields. The nil set is empty and can be read.
type FieldSet map[Field]struct{}

// NewFieldSet returns the set of the given fields.
func NewFieldSet(fields ...Field) FieldSet {
	s := make(FieldSet, len(fields))
	for _, f := range fields {
		s[f] = struct{}{}
	}
	return s
}

// Has reports whether f is in the set.
func (s FieldSet) Has(f Field) bool {
	_, ok := s[f]
	return ok
}

// Add puts f into the set, which must not be nil.
func (s FieldSet) Add(f Field) { s[f] = struct{}{} }

// Sorted returns the fields ordered by path.
func (s FieldSet) Sorted() []Field {
	fields := make([]Field, 0, len(s))
	for f := range s {
		fields = append(fields, f)
	}
	slices.SortFunc(fields, func(a, b Field) int { return strings.Compare(a.path, b.path) })
	return fields
}
