package entity

import (
	"encoding/json"
	"fmt"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Memory is what is known of an entity beside its attributes. It is kept in the private state of the resource.
type Memory struct {
	// Server identifies the server that the entity is on.
	Server string `json:"server,omitempty"`
	// Baseline is what the server had after the last write, or at the import. Nil when that is not known.
	Baseline *oauthclient.Baseline `json:"-"`
	// Remembered is what the backend wants to be reminded of.
	Remembered oauthclient.Client `json:"-"`
	// Uncertain says that an update of the secret was sent and never answered.
	Uncertain bool `json:"uncertain,omitempty"`
	// Deleting says that the deletion was sent and never answered, on a server that denies access to clients that are gone.
	Deleting bool `json:"deleting,omitempty"`
	// WriteOnly is the fingerprint of the write-only secret that was sent last. Nil when its version is configured, or there is
	// none.
	WriteOnly *Fingerprint `json:"write_only,omitempty"`
	// MovedFrom is the type of the resource of another provider that this one was, until the client was found on the server.
	MovedFrom string `json:"moved_from,omitempty"`
}

// Elsewhere returns an error when an entity that a server does not have was made on another one. Noun says what it is.
func (m Memory) Elsewhere(noun, name, server string) error {
	if m.Server == "" || m.Server == server {
		return nil
	}
	return &oauthclient.Error{
		Kind:    oauthclient.ErrUnavailable,
		Message: fmt.Sprintf("The %s %q is on the server %s, and the provider is configured for %s, which does not have it.", noun, name, m.Server, server),
		Advice: "Point the provider at the server that has it. If it is to be managed on the new server from now on, take it out of the state " +
			"(a removed block, or terraform state rm) and delete it on the old server by hand.",
	}
}

// storedMemory is a memory as the private state has it: values by attribute path.
type storedMemory struct {
	Memory
	Filled     map[string]json.RawMessage `json:"filled"` // null when there is no baseline
	Adjusted   map[string]json.RawMessage `json:"adjusted,omitempty"`
	Remembered map[string]json.RawMessage `json:"remembered,omitempty"`
}

// Encode writes a memory for the private state.
func (m Memory) Encode() ([]byte, error) {
	stored := storedMemory{Memory: m}
	var err error
	if m.Baseline != nil {
		if stored.Filled, err = byPath(m.Baseline.Filled); err != nil {
			return nil, err
		}
		if stored.Adjusted, err = byPath(m.Baseline.Adjusted); err != nil {
			return nil, err
		}
	}
	if stored.Remembered, err = byPath(m.Remembered); err != nil {
		return nil, err
	}
	return json.Marshal(stored)
}

func byPath(c oauthclient.Client) (map[string]json.RawMessage, error) {
	values := make(map[string]json.RawMessage, len(c))
	for f, v := range c {
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		values[f.String()] = raw
	}
	return values, nil
}

// DecodeMemory reads what Encode wrote; no text is an empty memory. Fields are those that have an attribute, by path, and
// remembered those that the backend wants to be reminded of. Paths that are not known, as another version of the provider may
// have written them, are passed over.
func DecodeMemory(text []byte, fields map[string]oauthclient.Field, remembered oauthclient.FieldSet) (Memory, error) {
	if len(text) == 0 {
		return Memory{}, nil
	}
	var stored storedMemory
	if err := json.Unmarshal(text, &stored); err != nil {
		return Memory{}, fmt.Errorf("the private state of the resource is damaged: %w", err)
	}
	paths := map[string]oauthclient.Field{}
	for f := range remembered {
		paths[f.String()] = f
	}
	m := stored.Memory
	m.Remembered = fromPaths(stored.Remembered, paths)
	if stored.Filled != nil {
		m.Baseline = &oauthclient.Baseline{Filled: fromPaths(stored.Filled, fields), Adjusted: fromPaths(stored.Adjusted, fields)}
	}
	return m, nil
}

func fromPaths(values map[string]json.RawMessage, paths map[string]oauthclient.Field) oauthclient.Client {
	c := make(oauthclient.Client, len(values))
	for path, raw := range values {
		f, ok := paths[path]
		if !ok {
			continue
		}
		if value, err := FromJSON(f.Kind(), raw); err == nil {
			c[f] = value
		}
	}
	return c
}

// FromJSON returns a value as a client holds it, nil for null.
func FromJSON(kind oauthclient.Kind, raw json.RawMessage) (any, error) {
	if string(raw) == "null" {
		return nil, nil
	}
	switch kind {
	case oauthclient.Bool:
		return unmarshal[bool](raw)
	case oauthclient.Int:
		return unmarshal[int64](raw)
	case oauthclient.Set, oauthclient.List:
		return unmarshal[[]string](raw)
	case oauthclient.Map:
		return unmarshal[map[string]string](raw)
	case oauthclient.Objects:
		return unmarshal[[]map[string]string](raw)
	default:
		return unmarshal[string](raw)
	}
}

func unmarshal[T any](raw json.RawMessage) (T, error) {
	var value T
	err := json.Unmarshal(raw, &value)
	return value, err
}
