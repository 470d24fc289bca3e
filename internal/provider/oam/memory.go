package oam

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// memoryKey is where the private state has what must be known beside the attributes.
const memoryKey = "sibling"

// A memory is what is known beside the attributes.
type memory struct {
	// Server identifies the server.
	Server string `json:"server,omitempty"`
	// Filled is what the server had filled in after the last write, or at the import, by attribute. Nil when that is not
	// known.
	Filled map[string]json.RawMessage `json:"filled"`
}

func remember(server string, baseline *oauthclient.Baseline) ([]byte, error) {
	m := memory{Server: server, Filled: map[string]json.RawMessage{}}
	for f, v := range baseline.Filled {
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		m.Filled[f.String()] = raw
	}
	return json.Marshal(m)
}

func decodeMemory(text []byte) (memory, error) {
	var m memory
	if len(text) == 0 {
		return m, nil
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("the private state of the resource is damaged: %w", err)
	}
	return m, nil
}

// baseline returns what the server had filled in, nil when that is not known. What is not understood, as another version of
// the provider may have written it, is passed over.
func (k *kind) baseline(m memory) *oauthclient.Baseline {
	if m.Filled == nil {
		return nil
	}
	baseline := &oauthclient.Baseline{Filled: oauthclient.Client{}}
	for path, raw := range m.Filled {
		i := slices.IndexFunc(k.Fields, func(f oauthclient.Field) bool { return f.String() == path })
		if i < 0 {
			continue
		}
		if value, err := fromJSON(k.Fields[i].Kind(), raw); err == nil {
			baseline.Filled[k.Fields[i]] = value
		}
	}
	return baseline
}

func fromJSON(kind oauthclient.Kind, raw json.RawMessage) (any, error) {
	switch kind {
	case oauthclient.Int:
		return unmarshal[int64](raw)
	case oauthclient.Set:
		return unmarshal[[]string](raw)
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
