// Package jsonwire maps the fields of a client to the members of a JSON object, as most servers exchange them. A
// backend says which field is which member in one [Table], and gets an exact encoder and a liberal decoder.
package jsonwire

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An Object is a JSON object whose members have not been decoded, so that nothing is lost of those that nobody knows.
type Object map[string]json.RawMessage

// A Form is a way to write the values of a field that differs from the usual one of the field's kind.
type Form struct {
	// Encode returns what json.Marshal is to write.
	Encode func(value any) any
	// Decode returns the value, of the Go type that the field's kind demands, or nil when there is none.
	Decode func(raw json.RawMessage) (any, error)
}

// A Member says that a field is exchanged as the member Name, in the usual form of its kind when Form is nil.
type Member struct {
	Field oauthclient.Field
	Name  string
	Form  *Form
}

// A Table lists the members of an object that hold fields.
type Table []Member

// Named returns members for fields that are exchanged under the last part of their path, in their usual form.
func Named(fields ...oauthclient.Field) Table {
	table := make(Table, len(fields))
	for i, f := range fields {
		table[i] = Member{Field: f, Name: f.Name()}
	}
	return table
}

// Fields returns the fields of the table.
func (t Table) Fields() oauthclient.FieldSet {
	fields := make(oauthclient.FieldSet, len(t))
	for _, m := range t {
		fields.Add(m.Field)
	}
	return fields
}

// Encode returns an object of the fields that c has. Fields that the table lacks are left out.
func (t Table) Encode(c oauthclient.Client) (Object, error) {
	object := make(Object, len(c))
	for _, m := range t {
		value, ok := c[m.Field]
		if !ok {
			continue
		}
		raw, err := m.encode(value)
		if err != nil {
			return nil, oauthclient.Invalid(m.Field, "The value cannot be written as JSON: %v.", err)
		}
		object[m.Name] = raw
	}
	return object, nil
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
// field's is understood where it can mean only one thing: "true" for true, "5" for 5, "a" for ["a"].
//
// The error is an *oauthclient.Error of kind ErrUnavailable with the field: the server's answer cannot be used.
func (t Table) Decode(object Object) (oauthclient.Client, error) {
	client := make(oauthclient.Client, len(object))
	for _, m := range t {
		raw, ok := object[m.Name]
		if !ok || isNull(raw) {
			continue
		}
		value, err := m.decode(raw)
		if err != nil {
			return nil, &oauthclient.Error{
				Kind: oauthclient.ErrUnavailable, Field: m.Field,
				Message: fmt.Sprintf("The server's answer has a member %q that cannot be understood: %v.", m.Name, err),
			}
		}
		if value != nil {
			client[m.Field] = value
		}
	}
	return client, nil
}

func (m Member) decode(raw json.RawMessage) (any, error) {
	if m.Form != nil {
		return m.Form.Decode(raw)
	}
	return decodeKind(m.Field.Kind(), raw)
}

// Overlay returns base with the fields of the table taken out and those of c put in. Members of base that the table
// does not know, and that drop does not name, stay: they are properties that this program does not know, or knows not
// to touch.
func (t Table) Overlay(base Object, c oauthclient.Client, drop ...string) (Object, error) {
	encoded, err := t.Encode(c)
	if err != nil {
		return nil, err
	}
	merged := make(Object, len(base)+len(encoded))
	for name, raw := range base {
		merged[name] = raw
	}
	for _, m := range t {
		delete(merged, m.Name)
	}
	for _, name := range drop {
		delete(merged, name)
	}
	for name, raw := range encoded {
		merged[name] = raw
	}
	return merged, nil
}

// Properties returns the names of the table's members, each with its field.
func (t Table) Properties() map[string]oauthclient.Field {
	properties := make(map[string]oauthclient.Field, len(t))
	for _, m := range t {
		properties[m.Name] = m.Field
	}
	return properties
}
