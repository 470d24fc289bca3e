package jwk

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Parse reads a JWK Set that somebody configures, in the spelling of RFC 7517, and checks all that can be checked
// without asking a server: that it is a set, that it holds public keys only, that each key is sound and its members
// do not contradict each other. Members it does not know are kept. The errors are [*KeyError], joined when there are
// several.
func Parse(text string) (Set, error) {
	members, keys, err := parseSet(text)
	if err != nil {
		return Set{}, err
	}
	set := Set{members: members}
	var errs []error
	for i, raw := range keys {
		key, problems := parseKey(raw)
		for _, problem := range problems {
			errs = append(errs, problem.at(i+1, key.ID()))
		}
		set.Keys = append(set.Keys, key)
	}
	errs = append(errs, repeatedIDs(set.Keys)...)
	if len(errs) > 0 {
		return Set{}, errors.Join(errs...)
	}
	return set, nil
}

// parseSet takes the set apart into its own members and its keys.
func parseSet(text string) (members map[string]json.RawMessage, keys []json.RawMessage, err error) {
	if strings.HasPrefix(strings.TrimSpace(text), "-----BEGIN ") {
		return nil, nil, setError("", `is PEM, not JSON: the function jwks makes a JWK Set of it`)
	}
	raw, err := decodeText(text)
	if err != nil {
		return nil, nil, setError("", "%v", err)
	}
	members, err = decodeObject(raw)
	if err != nil {
		return nil, nil, setError("", `%v: a JWK Set is {"keys":[...]}`, err)
	}
	keys, isArray := decodeArray(members["keys"])
	switch {
	case isArray:
	case members["keys"] == nil && members["kty"] != nil:
		return nil, nil, setError("keys", `is a single JWK: wrap it in {"keys":[...]}`)
	default:
		return nil, nil, setError("keys", `has no "keys" array: a JWK Set is {"keys":[...]}`)
	}
	delete(members, "keys")
	return members, keys, nil
}

// parseKey reads and checks one key. Its error messages never hold a value of a member that may be secret.
func parseKey(raw json.RawMessage) (Key, []problem) {
	members, err := decodeObject(raw)
	if err != nil {
		return Key{}, []problem{{text: err.Error()}}
	}
	key := Key{members: members}
	return key, key.check()
}

// repeatedIDs finds keys with the kid of an earlier one. RFC 7517 section 4.5 only says that kids should differ; a
// server that looks keys up by kid would use one of the two.
func repeatedIDs(keys []Key) []error {
	var errs []error
	first := map[string]int{}
	for i, key := range keys {
		id := key.ID()
		if id == "" {
			continue
		}
		if before, used := first[id]; used {
			text := fmt.Sprintf("kid is the one of key %d already: each key needs a kid of its own", before)
			errs = append(errs, problem{"kid", text}.at(i+1, id))
			continue
		}
		first[id] = i + 1
	}
	return errs
}
