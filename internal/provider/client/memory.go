package client

import (
	"encoding/json"
	"fmt"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// memoryKey is where the resource's private state has what must be known of a client beside its attributes.
const memoryKey = "client"

// A memory is what is known of a client beside its attributes.
type memory struct {
	// Server identifies the server that the client is on.
	Server string
	// Baseline is what the server had after the last write, or at the import. Nil when that is not known.
	Baseline *oauthclient.Baseline
	// Remembered is what the backend wants to be reminded of.
	Remembered oauthclient.Client
	// Uncertain says that an update of the secret was sent and never answered.
	Uncertain bool
	// Deleting says that the client's deletion was sent and never answered, on a server that denies access to clients that
	// are gone.
	Deleting bool
	// WriteOnly is the fingerprint of the write-only secret that was sent last. Nil when its version is configured, or there is
	// none.
	WriteOnly *fingerprint
	// MovedFrom is the type of the resource of another provider that this one was, until the client was found on the server.
	MovedFrom string
}

// storedMemory is a memory as the private state has it: values by attribute path.
type storedMemory struct {
	Server     string                     `json:"server,omitempty"`
	Filled     map[string]json.RawMessage `json:"filled"`
	Adjusted   map[string]json.RawMessage `json:"adjusted,omitempty"`
	Remembered map[string]json.RawMessage `json:"remembered,omitempty"`
	Uncertain  bool                       `json:"uncertain,omitempty"`
	Deleting   bool                       `json:"deleting,omitempty"`
	WriteOnly  *fingerprint               `json:"write_only,omitempty"`
	MovedFrom  string                     `json:"moved_from,omitempty"`
}

func (m memory) encode() ([]byte, error) {
	stored := storedMemory{Server: m.Server, Uncertain: m.Uncertain, Deleting: m.Deleting, WriteOnly: m.WriteOnly, MovedFrom: m.MovedFrom}
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

// decodeMemory reads what encode wrote; no text is an empty memory. Paths that are not known, as another version of the
// provider may have written them, are passed over.
func decodeMemory(text []byte, judge *oauthclient.Judge) (memory, error) {
	if len(text) == 0 {
		return memory{}, nil
	}
	var stored storedMemory
	if err := json.Unmarshal(text, &stored); err != nil {
		return memory{}, fmt.Errorf("the private state of the resource is damaged: %w", err)
	}
	remembered := map[string]oauthclient.Field{}
	if judge != nil {
		for f := range judge.Remembers() {
			remembered[f.String()] = f
		}
	}
	m := memory{
		Server: stored.Server, Uncertain: stored.Uncertain, Deleting: stored.Deleting, WriteOnly: stored.WriteOnly, MovedFrom: stored.MovedFrom,
		Remembered: fromPaths(stored.Remembered, remembered),
	}
	if stored.Filled != nil {
		paths := fields().byPath
		m.Baseline = &oauthclient.Baseline{Filled: fromPaths(stored.Filled, paths), Adjusted: fromPaths(stored.Adjusted, paths)}
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
		if value, err := fromJSON(f.Kind(), raw); err == nil {
			c[f] = value
		}
	}
	return c
}

func fromJSON(kind oauthclient.Kind, raw json.RawMessage) (any, error) {
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
