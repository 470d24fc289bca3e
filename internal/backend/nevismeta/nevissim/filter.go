package nevissim

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A validity says which states of a client a list looks at.
type validity struct {
	at          time.Time
	always      bool // validAt=any: all states, whatever at is
	withDeleted bool
}

// parseValidity reads validAt and the flag for soft-deleted states, which the documents spell in two ways.
func parseValidity(query url.Values, now time.Time) (validity, error) {
	v := validity{at: now}
	switch at := query.Get("validAt"); at {
	case "":
	case "any":
		v.always = true
	default:
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return validity{}, invalid("validAt: %q is not a date and time with an offset", at)
		}
		v.at = t
	}
	for _, name := range []string{"includeSoftDeletedStates", "includeSoftDeleteStates"} {
		include, err := parseFlag(query, name)
		if err != nil {
			return validity{}, err
		}
		v.withDeleted = v.withDeleted || include
	}
	return v, nil
}

// states returns the states to look at, oldest first.
func (v validity) states(c *client) []*State {
	if !v.always {
		if st := c.at(v.at, v.withDeleted); st != nil {
			return []*State{st}
		}
		return nil
	}
	hidden := func(st *State) bool { return st.SoftDeleted && !v.withDeleted }
	return slices.DeleteFunc(slices.Clone(c.States), hidden)
}

// criteria are the conditions of a list; a state must meet all of them.
type criteria struct {
	texts    map[string]string   // name and owner
	metadata map[string][]string // metadata name to the values it must have
}

// parseCriteria reads name, owner and metadata.<name>. Name and owner take one value at most.
func parseCriteria(query url.Values) (criteria, error) {
	wanted := criteria{texts: map[string]string{}, metadata: map[string][]string{}}
	for parameter, values := range query {
		if parameter == "name" || parameter == "owner" {
			if len(values) > 1 {
				return criteria{}, invalid("%s: at most one value is allowed", parameter)
			}
			wanted.texts[parameter] = values[0]
		}
		if name, ok := strings.CutPrefix(parameter, "metadata."); ok {
			wanted.metadata[name] = values
		}
	}
	return wanted, nil
}

// match reports whether a body meets the criteria. The locale of metadata plays no part.
func (w criteria) match(body map[string]any) bool {
	for name, value := range w.texts {
		if body[name] != value {
			return false
		}
	}
	entries, _ := body["metadata"].([]any)
	for name, values := range w.metadata {
		for _, value := range values {
			isIt := func(entry any) bool {
				object, _ := entry.(map[string]any)
				return object["name"] == name && object["value"] == value
			}
			if !slices.ContainsFunc(entries, isIt) {
				return false
			}
		}
	}
	return true
}

// parseFlag reads a boolean query parameter, false when it is absent.
func parseFlag(query url.Values, name string) (bool, error) {
	if !query.Has(name) {
		return false, nil
	}
	value, err := strconv.ParseBool(query.Get(name))
	if err != nil {
		return false, invalid("%s: must be true or false", name)
	}
	return value, nil
}
