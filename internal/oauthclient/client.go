package oauthclient

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Client is an OAuth client as far as it is known: a value for each field that is set. The Go type of a value is
// that of the field's [Kind]. The nil Client can be read.
type Client map[Field]any

// Has reports whether f is set and not empty.
func (c Client) Has(f Field) bool {
	v, ok := c[f]
	return ok && !IsEmpty(f, v)
}

// Text returns the value of a field that is a string in Go, "" when it is absent.
func (c Client) Text(f Field) string {
	v, _ := c[f].(string)
	return v
}

// Bool returns the value of a Bool field, false when it is absent.
func (c Client) Bool(f Field) bool {
	v, _ := c[f].(bool)
	return v
}

// Int returns the value of an Int field, 0 when it is absent.
func (c Client) Int(f Field) int64 {
	v, _ := c[f].(int64)
	return v
}

// Strings returns the value of a Set or List field, nil when it is absent. The caller must not change it.
func (c Client) Strings(f Field) []string {
	v, _ := c[f].([]string)
	return v
}

// Objects returns the value of an Objects field, nil when it is absent. The caller must not change it.
func (c Client) Objects(f Field) []map[string]string {
	v, _ := c[f].([]map[string]string)
	return v
}

// Fields returns the fields that are present, empty ones included.
func (c Client) Fields() FieldSet {
	s := make(FieldSet, len(c))
	for f := range c {
		s[f] = struct{}{}
	}
	return s
}

// Clone returns a copy that can be changed by adding, replacing and removing values. The values themselves are shared.
func (c Client) Clone() Client {
	if c == nil {
		return Client{}
	}
	return maps.Clone(c)
}

// With returns a copy in which f has the value v.
func (c Client) With(f Field, v any) Client {
	clone := c.Clone()
	clone[f] = v
	return clone
}

// Without returns a copy that lacks the given fields.
func (c Client) Without(fields ...Field) Client {
	clone := c.Clone()
	for _, f := range fields {
		delete(clone, f)
	}
	return clone
}

// Only returns a copy that has no other fields than those in the set.
func (c Client) Only(fields FieldSet) Client {
	clone := make(Client, len(fields))
	for f, v := range c {
		if fields.Has(f) {
			clone[f] = v
		}
	}
	return clone
}

// Format prints the names of the fields that are present and no values, whatever the verb: a Client may hold secrets,
// and a careless %v must not put them into a log.
func (c Client) Format(s fmt.State, _ rune) {
	names := make([]string, 0, len(c))
	for f := range c {
		names = append(names, f.String())
	}
	slices.Sort(names)
	_, _ = fmt.Fprintf(s, "client{%s}", strings.Join(names, " "))
}
