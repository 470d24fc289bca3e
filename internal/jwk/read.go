package jwk

import (
	"encoding/json"
	"slices"
)

// Read reads what a server sends in the spelling of RFC 7517. "{}", "null" and {"keys":null} are the empty set. Keys are not
// checked as [Parse] checks them, private members are dropped (see [Set.HasPrivate]), and optional members that say nothing,
// such as "kid":"" or "x5c":[], count as absent.
//
// Read fails, with a [*KeyError], on text that is no set. To go on would mean to guess, and a guess could hide that a key was
// exchanged.
func Read(text string) (Set, error) {
	raw, err := decodeText(text)
	if err != nil {
		return Set{}, setError("", "%v", err)
	}
	if isNull(raw) {
		return Set{}, nil
	}
	members, err := decodeObject(raw)
	if err != nil {
		return Set{}, setError("", "%v", err)
	}
	set := Set{members: members}
	keys := members["keys"]
	delete(members, "keys")
	if keys == nil {
		return set, nil
	}
	if err := set.readKeys(keys); err != nil {
		return Set{}, err
	}
	return set, nil
}

func (s *Set) readKeys(raw json.RawMessage) error {
	items, isArray := decodeArray(raw)
	if !isArray {
		return setError("keys", "keys must be an array")
	}
	for i, item := range items {
		members, err := decodeObject(item)
		if err != nil {
			return problem{text: err.Error()}.at(i+1, "")
		}
		s.Keys = append(s.Keys, readKey(members))
	}
	return nil
}

// optionalMembers are those that a server may write without saying anything by it.
var optionalMembers = []string{"kid", "use", "alg", "key_ops", "x5u", "x5c", "x5t", "x5t#S256"}

// readKey drops the members of a key that are private or say nothing.
func readKey(members map[string]json.RawMessage) Key {
	key := Key{members: members}
	for _, name := range optionalMembers {
		if value, has := members[name]; has && saysNothing(value) {
			delete(members, name)
		}
	}
	for _, name := range privateMembers {
		if _, has := members[name]; has {
			key.private = true
			delete(members, name)
		}
	}
	return key
}

// saysNothing reports whether a JSON value is null, "", {}, or an array of nothing else.
func saysNothing(raw json.RawMessage) bool {
	if items, isArray := decodeArray(raw); isArray {
		return !slices.ContainsFunc(items, func(item json.RawMessage) bool { return !saysNothing(item) })
	}
	return slices.Contains([]string{"null", `""`, "{}"}, string(raw))
}
