package jwk

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Read reads what a server sends: the spelling of RFC 7517, the bean spelling, or a mixture. "{}", "null" and
// {"keys":null} are the empty set. Keys are not checked as [Parse] checks them, private members are dropped (see
// [Key.HasPrivate]), and optional members that say nothing, such as "kid":"" or "x5c":[], count as absent.
//
// Read fails, with a [*KeyError], on what it cannot make sense of: text that is no set, a value that a bean property
// cannot have, the two spellings of one member saying different things, a derived member that contradicts the rest. To
// go on would mean to guess, and a guess could hide that a key was exchanged.
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
	set := Set{}
	if err := set.readKeys(members["keys"]); err != nil {
		return Set{}, err
	}
	delete(members, "keys")
	if err := set.readMembers(members); err != nil {
		return Set{}, err
	}
	return set, nil
}

func (s *Set) readKeys(raw json.RawMessage) error {
	if raw == nil {
		return nil
	}
	items, isArray := decodeArray(raw)
	if !isArray {
		return setError("keys", "keys must be an array")
	}
	for i, item := range items {
		members, err := decodeObject(item)
		if err != nil {
			return problem{text: err.Error()}.at(i+1, "")
		}
		key, fault := readKey(members)
		if fault != nil {
			return fault.at(i+1, key.ID())
		}
		s.Keys = append(s.Keys, key)
	}
	return nil
}

// readMembers takes the members of the set beside keys. The Java class calls those it does not know
// "additionalMembers"; in RFC 7517 they stand in the set itself.
func (s *Set) readMembers(members map[string]json.RawMessage) error {
	if empty, says := members["empty"]; says {
		if string(empty) != fmt.Sprint(len(s.Keys) == 0) {
			return setError("empty", "empty is %s beside %d keys", empty, len(s.Keys))
		}
		delete(members, "empty")
	}
	additional, has := members["additionalMembers"]
	delete(members, "additionalMembers")
	s.members = members
	if !has {
		return nil
	}
	added, err := decodeObject(additional)
	if err != nil {
		return setError("additionalMembers", "additionalMembers %v", err)
	}
	for _, name := range slices.Sorted(maps.Keys(added)) {
		if _, reserved := beanProperty(name); reserved {
			return setError("additionalMembers", "additionalMembers must not hold %q, a property of the set itself", name)
		}
		if before, twice := members[name]; twice && !equalJSON(before, added[name]) {
			return setError(name, "%s is there in two spellings, which say different things", name)
		}
		members[name] = added[name]
	}
	return nil
}

// optionalMembers are those that a server may write without saying anything by it.
var optionalMembers = []string{"kid", "use", "alg", "key_ops", "x5u", "x5c", "x5t", "x5t#S256"}

// readKey translates the members of a key to their RFC 7517 names and drops what is private, derived or empty. On a
// problem the key it returns holds what was read so far.
func readKey(members map[string]json.RawMessage) (Key, *problem) {
	key := Key{members: members}
	if fault := key.translate(); fault != nil {
		return key, fault
	}
	derived, fault := takeDerived(members)
	if fault != nil {
		return key, fault
	}
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
	return key, derived.check(&key)
}

// saysNothing reports whether a JSON value is null, "", {}, or an array of nothing else.
func saysNothing(raw json.RawMessage) bool {
	if items, isArray := decodeArray(raw); isArray {
		return !slices.ContainsFunc(items, func(item json.RawMessage) bool { return !saysNothing(item) })
	}
	return slices.Contains([]string{"null", `""`, "{}"}, string(raw))
}
