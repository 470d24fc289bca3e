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
	// List is a list of strings in an order that has a meaning ([]string).
	List
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

// A Spec says all that is known of a field whatever the server. Schemas, checks, documentation and redaction come from it.
type Spec struct {
	// Path is the attribute path: the registered name at the top level ("redirect_uris"), or behind the block of its
	// specification or product ("ciba.backchannel_token_delivery_mode", "hydra.owner").
	Path string
	// Kind is the kind of the values.
	Kind Kind
	// Ref is where the property is defined, as in "RFC 7591 section 2". Empty for what only one product's documents
	// define.
	Ref string
	// Doc says what a value means, in full sentences of Markdown that are true of reading and writing alike.
	Doc string
	// Writing says what setting the property, changing it or leaving it out does. Empty when that goes without saying.
	Writing string
	// Values are the values that the specification or the product lists, of a Set or List those of an element. Nil means
	// that there is no such list.
	Values []Value
	// Known reports whether a text that is not among Values is one of them in another form, or usual in another way. Nil
	// means that none is.
	Known func(text string) bool
	// Closed says that there are no values beside Values: another one is wrong, and not only unusual.
	Closed bool
	// Check returns what is wrong with a text, or an element of a Set or List, beyond what the kind demands. It is not
	// called for empty texts. Nil means that any is right.
	Check func(text string) error
	// Doubt returns what is probably a mistake about a text that is not wrong. Nil means that nothing is.
	Doubt func(text string) error
	// Min and Max bound an Int. The least Min is 0, since no property counts below it; a Max of 0 is none.
	Min, Max int64
	// Members are the members of each object of an Objects field.
	Members []Member
	// Secret says that no log, error or plan may show the value.
	Secret bool
	// Issued says that only servers set it, and nobody can configure it.
	Issued bool
	// Observed says that it is shown by the data sources only.
	Observed bool
}

// A Value is a value that a specification or a product lists.
type Value struct {
	// Value is the value itself.
	Value string
	// Doc says what it means, as a part of a sentence. Empty when the value says it.
	Doc string
}

// A Member is a member of an object. All members are strings in Go.
type Member struct {
	// Name is the member's name, and Doc what it means.
	Name, Doc string
	// Kind is Bool or Int for a text that says true or false, or a whole number that is not negative. Zero means any text.
	Kind Kind
	// Required says that an object must have it, and MayBeEmpty that it may be "" then.
	Required, MayBeEmpty bool
	// Values are the only values it may have, in any letter case. Nil means that there is no such list.
	Values []string
}

// A Field is one property of a client. Fields are declared once, as package variables, and are equal when they come from
// the same declaration. The zero Field means "no field in particular".
type Field struct{ spec *Spec }

// NewField declares a field. What only one product knows is declared in that product's package.
func NewField(spec Spec) Field { return Field{&spec} }

var noSpec Spec

// Spec returns what was declared, an empty Spec for the zero Field. The caller must not change it.
func (f Field) Spec() *Spec {
	if f.spec == nil {
		return &noSpec
	}
	return f.spec
}

// String returns the attribute path, "" for the zero Field.
func (f Field) String() string { return f.Spec().Path }

// Kind returns the kind of the field's values.
func (f Field) Kind() Kind { return f.Spec().Kind }

// IsZero reports whether f is no field in particular.
func (f Field) IsZero() bool { return f.spec == nil }

// Block returns the part of the path before the dot, "" at the top level.
func (f Field) Block() string {
	block, _, nested := strings.Cut(f.String(), ".")
	if !nested {
		return ""
	}
	return block
}

// Name returns the last part of the path, which is the registered or documented name of the property.
func (f Field) Name() string {
	path := f.String()
	return path[strings.LastIndexByte(path, '.')+1:]
}

// FieldAt returns the field with an attribute path among some.
func FieldAt(fields []Field, path string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.String() == path })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
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
	slices.SortFunc(fields, func(a, b Field) int { return strings.Compare(a.String(), b.String()) })
	return fields
}
