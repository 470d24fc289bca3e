// Package jsonwire maps the fields of a client to the members of a JSON object, as most servers exchange them. A
// backend says which field is which member in one [Table], and gets an exact encoder and a liberal decoder.
package jsonwire

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An Object is a JSON object whose members have not been decoded, so that nothing is lost of those that nobody knows.
type Object map[string]json.RawMessage

// NamesNotIn returns the names of the members that the other object has not, in order.
func (o Object) NamesNotIn(other Object) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if _, has := other[name]; !has {
			names = append(names, name)
		}
	}
	return names
}

// Retries returns what to send when the object is refused: with those members beside; part of it, if that is less; and both.
func (o Object) Retries(beside, part Object) []Object {
	with := func(o Object) []Object {
		if len(beside) == 0 {
			return nil
		}
		both := maps.Clone(o)
		maps.Copy(both, beside)
		return []Object{both}
	}
	retries := with(o)
	if len(part) < len(o) {
		retries = append(append(retries, part), with(part)...)
	}
	return retries
}

// SendUntilTaken sends an object and, while it is refused, what there is to send instead of it. It returns what was taken and what
// came of that. When all are refused, that is the object itself and its refusal.
func SendUntilTaken[T any](o Object, instead func(Object) []Object, send func(Object) (T, error)) (taken Object, result T, err error) {
	result, err = send(o)
	if !errors.Is(err, oauthclient.ErrInvalid) {
		return o, result, err
	}
	for _, other := range instead(o) {
		if sent, refused := send(other); !errors.Is(refused, oauthclient.ErrInvalid) {
			return other, sent, refused
		}
	}
	return o, result, err
}

// A Form is a way to write the values of a field that differs from the usual one of the field's kind.
type Form struct {
	// Encode returns what json.Marshal is to write.
	Encode func(value any) any
	// Decode returns the value, of the Go type that the field's kind demands, or nil when there is none.
	Decode func(raw json.RawMessage) (any, error)
}

// A Member says that a field is exchanged as a member of the object, and all that is known of it on the server. Field is
// the only thing that it must have.
type Member struct {
	Field oauthclient.Field
	// Name is the member's name. Empty means that it is the last part of the field's path.
	Name string
	// Form is how the values are written. Nil means the usual form of the field's kind.
	Form *Form
	// Get and Set read and write a field that is not one member: that is several, or a part of one. Get returns nil when
	// the object has none. Both are nil for all others.
	Get func(Object) (any, error)
	Set func(Object, any) error

	// What the server does with the field; see [oauthclient.Property].
	Default           any
	Behaviour         oauthclient.Behaviour
	Values            []string
	EmptyIsAStatement bool
	Replaced          bool
	Since             string
}

// Property returns what is known of the field on the server.
func (m Member) Property() oauthclient.Property {
	return oauthclient.Property{
		Field: m.Field, Name: m.name(), Default: m.Default, Behaviour: m.Behaviour, Values: m.Values,
		EmptyIsAStatement: m.EmptyIsAStatement, Replaced: m.Replaced, Since: m.Since,
	}
}

func (m Member) name() string {
	if m.Name == "" {
		return m.Field.Name()
	}
	return m.Name
}

// A Table lists the members of an object that hold fields.
type Table []Member

// Named returns members for fields that are exchanged under the last part of their path, in their usual form, and that the
// server does not fill in.
func Named(fields ...oauthclient.Field) Table {
	table := make(Table, len(fields))
	for i, f := range fields {
		table[i] = Member{Field: f}
	}
	return table
}

// Properties returns what is known of the fields on the server.
func (t Table) Properties() []oauthclient.Property {
	properties := make([]oauthclient.Property, len(t))
	for i, m := range t {
		properties[i] = m.Property()
	}
	return properties
}

// Encode returns an object of the fields that c has. Fields that the table lacks are left out.
func (t Table) Encode(c oauthclient.Client) (Object, error) {
	object := make(Object, len(c))
	if err := t.put(object, c); err != nil {
		return nil, err
	}
	return object, nil
}

func (t Table) put(object Object, c oauthclient.Client) error {
	for _, m := range t {
		value, ok := c[m.Field]
		if !ok {
			continue
		}
		if err := m.put(object, value); err != nil {
			return oauthclient.Invalid(m.Field, "The value cannot be written as JSON: %v.", err)
		}
	}
	return nil
}

func (m Member) put(object Object, value any) error {
	if m.Set != nil {
		return m.Set(object, value)
	}
	raw, err := m.encode(value)
	if err != nil {
		return err
	}
	object[m.name()] = raw
	return nil
}

func (m Member) encode(value any) (json.RawMessage, error) {
	if m.Form != nil {
		return json.Marshal(m.Form.Encode(value))
	}
	switch m.Field.Kind() {
	case oauthclient.JSON, oauthclient.JWKS:
		text, _ := value.(string)
		if !json.Valid([]byte(text)) {
			return nil, errors.New("not a JSON text")
		}
		return json.RawMessage(text), nil
	default:
		return json.Marshal(value)
	}
}

// Decode returns the fields that the object has. A null is an absent field. A value of another JSON type than the
// field's is understood where it can mean only one thing: "true" for true, "5" for 5, "a" for ["a"], ["a"] for "a". A
// member that cannot be understood is an absent field and a notice, so that it is in nobody's way.
func (t Table) Decode(object Object) (oauthclient.Client, []oauthclient.Notice) {
	client := make(oauthclient.Client, len(object))
	var notices []oauthclient.Notice
	for _, m := range t {
		value, err := m.get(object)
		if err != nil {
			notices = append(notices, oauthclient.Notice{
				Field: m.Field, Summary: m.Field.String() + " is not understood",
				Detail: fmt.Sprintf("The server's answer has a member %q of another form than is known: %v. It is passed over, and stays as it is on the server until it is configured.", m.name(), err),
			})
		}
		if value != nil && err == nil {
			client[m.Field] = value
		}
	}
	return client, notices
}

func (m Member) get(object Object) (any, error) {
	if m.Get != nil {
		return m.Get(object)
	}
	raw, ok := object[m.name()]
	if !ok || IsNull(raw) {
		return nil, nil
	}
	if m.Form != nil {
		return m.Form.Decode(raw)
	}
	return decodeKind(m.Field.Kind(), raw)
}

// Overlay returns what a change makes of base, the client as the server wrote it: what is desired is put in, and what was
// removed is taken out. All else stays as the server wrote it, known to this program or not, but for the members that
// drop names: they are the server's own, and it does not take them back. Known members are written as documents say.
func (t Table) Overlay(base Object, change oauthclient.Change, drop ...string) (Object, error) {
	merged := maps.Clone(base)
	if merged == nil {
		merged = Object{}
	}
	for _, m := range t {
		if change.Removed.Has(m.Field) {
			m.remove(merged)
		}
	}
	for _, name := range drop {
		delete(merged, name)
	}
	for _, m := range t {
		m.writeAsDocumented(merged)
	}
	if err := t.put(merged, change.Desired); err != nil {
		return nil, err
	}
	return merged, nil
}

// writeAsDocumented mends a member that a server shows in another form than the one it takes: not set as null or "", a list
// of one as its element, a number in quotes. JSON documents can be null or anything else.
func (m Member) writeAsDocumented(object Object) {
	raw, ok := object[m.name()]
	if !ok || m.Get != nil || m.Field.Kind() == oauthclient.JSON {
		return
	}
	value, err := m.get(object)
	switch {
	case err != nil:
		return // not understood: as it is
	case value == nil && IsNull(raw) || value == "":
		delete(object, m.name())
		return
	case value == nil || m.Form != nil:
		return
	}
	if written, err := m.encode(value); err == nil && typeOf(written) != typeOf(raw) {
		object[m.name()] = written
	}
}

// typeOf returns a letter for the JSON type of a value.
func typeOf(raw json.RawMessage) byte {
	switch first := raw[0]; first {
	case '"', '[', '{', 'n':
		return first
	case 't', 'f':
		return 'b'
	}
	return '0'
}

func (m Member) remove(object Object) {
	if m.Set != nil {
		_ = m.Set(object, nil) // nothing can always be written
		return
	}
	delete(object, m.name())
}

// Names returns the names of the table's members, each with its field.
func (t Table) Names() map[string]oauthclient.Field {
	names := make(map[string]oauthclient.Field, len(t))
	for _, m := range t {
		names[m.name()] = m.Field
	}
	return names
}
