package backendtest

import (
	"maps"
	"slices"
	"strings"
)

// stenciled returns a value of the samples or variants with another unique text. Most cases need a few values of a client
// with a hundred, for each of its fields.
func (s *suite) stenciled(v any, unique string) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, s.stencil, unique)
	case []string:
		texts := slices.Clone(v)
		for i, text := range texts {
			texts[i] = strings.ReplaceAll(text, s.stencil, unique)
		}
		return texts
	case map[string]string:
		texts := maps.Clone(v)
		for name, text := range texts {
			texts[name] = strings.ReplaceAll(text, s.stencil, unique)
		}
		return texts
	case []map[string]string:
		objects := slices.Clone(v)
		for i, object := range objects {
			objects[i], _ = s.stenciled(object, unique).(map[string]string)
		}
		return objects
	}
	return v
}
