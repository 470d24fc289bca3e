// Package beanjwk writes and reads JWK Sets in the spelling of the nevisMeta documentation: a dump of the Java class
// com.nimbusds.jose.jwk.JWKSet, property by property. [Properties] says where each property goes.
package beanjwk

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// members are those of a JSON object. None is null.
type members = map[string]json.RawMessage

// Bean returns a JWK Set of RFC 7517 in the other spelling. Derived properties are not written. A member that has no bean
// property, or a value that its property cannot hold (an exp that is no number, for instance), stands under its own name,
// where [Standard] finds it again.
func Bean(text string) (string, error) {
	set, keys, err := takeApart(text)
	if err != nil {
		return "", err
	}
	for i := range keys {
		keys[i] = bean(keys[i])
	}
	written := members{"keys": encode(keys)}
	if len(set) > 0 {
		written["additionalMembers"] = encode(set)
	}
	return string(encode(written)), nil
}

// Standard returns a JWK Set in the spelling of RFC 7517, whichever of the two it is written in, or both. Derived properties
// are left out. It fails on what it cannot make sense of: what is no set, a value that a bean property cannot have, the two
// spellings of one member saying different things. To go on would mean to guess.
func Standard(text string) (string, error) {
	set, keys, err := takeApart(text)
	if err != nil {
		return "", err
	}
	delete(set, "empty")
	if err := unpack(set, "additionalMembers", ""); err != nil {
		return "", err
	}
	for i, key := range keys {
		if err := standard(key); err != nil {
			return "", fmt.Errorf("key %d: %w", i+1, err)
		}
	}
	set["keys"] = encode(keys)
	return string(encode(set)), nil
}

// Private returns the IDs of the keys that are said to be private, "" for one without: the bean spelling has no place for
// private members.
func Private(text string) []string {
	_, keys, _ := takeApart(text)
	var found []string
	for _, key := range keys {
		if string(key["private"]) == "true" {
			var id string
			_ = json.Unmarshal(key["keyID"], &id) // without one there is none
			found = append(found, id)
		}
	}
	return found
}

// takeApart returns the members of a set beside its keys, and its keys.
func takeApart(text string) (set members, keys []members, err error) {
	if set, err = object(json.RawMessage(text)); err != nil {
		return nil, nil, err
	}
	keys = []members{}
	switch raw, has := set["keys"]; {
	case has && json.Unmarshal(raw, &keys) != nil:
		return nil, nil, errors.New("keys must be an array of JSON objects")
	case !has && len(set) > 0 && set["empty"] == nil:
		return nil, nil, errors.New("there are no keys") // {} is how servers write a set without
	}
	for i, key := range keys {
		if key == nil {
			return nil, nil, fmt.Errorf("key %d must be a JSON object", i+1)
		}
		dropNulls(key)
	}
	delete(set, "keys")
	return set, keys, nil
}

// object takes a JSON object apart.
func object(raw json.RawMessage) (members, error) {
	var found members
	if err := json.Unmarshal(raw, &found); err != nil || found == nil {
		return nil, errors.New("must be a JSON object")
	}
	dropNulls(found)
	return found, nil
}

func dropNulls(m members) {
	maps.DeleteFunc(m, func(_ string, value json.RawMessage) bool { return string(value) == "null" })
}

// encode writes a value that was decoded from JSON, or is a text, and so has a JSON form.
func encode(value any) json.RawMessage {
	raw, _ := json.Marshal(value)
	return raw
}

// A translation says how a member is written as a bean property and read from it.
type translation struct {
	bean, standard string
	// write returns nil for a value that the property cannot hold.
	write func(json.RawMessage) json.RawMessage
	// read returns nil for a value that says nothing.
	read func(json.RawMessage) (json.RawMessage, error)
}

// translations are the properties of a bean key that have one counterpart. requiredParams has several and is treated
// apart; keyStore has none and is carried through like any member that is not known.
var translations = []translation{
	{"keyID", "kid", writeSame, readSame},
	{"keyType", "kty", writeWrapped("value"), readWrapped("value")},
	{"keyUse", "use", writeWrapped("value"), readWrapped("value")},
	{"keyOperations", "key_ops", writeSame, readSame},
	{"algorithm", "alg", writeWrapped("name"), readWrapped("name")},
	{"x509CertURL", "x5u", writeSame, readSame},
	{"x509CertChain", "x5c", writeSame, readSame},
	{"x509CertThumbprint", "x5t", writeSame, readWrapped("value")},
	{"x509CertSHA256Thumbprint", "x5t#S256", writeSame, readWrapped("value")},
	{"expirationTime", "exp", writeTime, readTime},
	{"notBeforeTime", "nbf", writeTime, readTime},
	{"issueTime", "iat", writeTime, readTime},
	{"keyRevocation", "revoked", writeRevocation, readRevocation},
}

// material are the members that make up a public key, which are the requiredParams.
var material = []string{"kty", "crv", "n", "e", "x", "y"}

// bean writes a key in the bean spelling.
func bean(key members) members {
	rest, written := maps.Clone(key), members{}
	for _, t := range translations {
		value, has := rest[t.standard]
		if !has {
			continue
		}
		if property := t.write(value); t.holds(property, value) {
			written[t.bean] = property
			delete(rest, t.standard)
		}
	}
	params := members{}
	for _, name := range material {
		if value, has := key[name]; has {
			params[name] = value
			delete(rest, name)
		}
	}
	if len(params) > 0 {
		written["requiredParams"] = encode(params)
	}
	maps.Copy(written, rest)
	return written
}

// holds reports whether the value is read again from what was written for it.
func (t translation) holds(written, value json.RawMessage) bool {
	if written == nil {
		return false
	}
	again, err := t.read(written)
	return err == nil && again != nil && same(again, value)
}

// standard gives the members of a key that stand under a bean name their own, and takes out what is derived.
func standard(key members) error {
	for _, t := range translations {
		raw, has := key[t.bean]
		if !has {
			continue
		}
		delete(key, t.bean)
		value, err := t.read(raw)
		if err != nil {
			return fmt.Errorf("%s %w", t.bean, err)
		}
		if value == nil {
			continue
		}
		if err := put(key, t.standard, value); err != nil {
			return err
		}
	}
	delete(key, "private")
	delete(key, "parsedX509CertChain")
	return unpack(key, "requiredParams", "keys[].")
}

// unpack moves the members of one that is an object to where it stands itself.
func unpack(into members, name, path string) error {
	raw, has := into[name]
	delete(into, name)
	if !has {
		return nil
	}
	inner, err := object(raw)
	if err != nil {
		return fmt.Errorf("%s %w", name, err)
	}
	for _, member := range slices.Sorted(maps.Keys(inner)) {
		if _, taken := propertyAt(path + member); taken {
			return fmt.Errorf("%s must not hold %q, which belongs beside it", name, member)
		}
		if err := put(into, member, inner[member]); err != nil {
			return err
		}
	}
	return nil
}

// put sets a member that may be there already in the other spelling; the two must then say the same.
func put(into members, name string, value json.RawMessage) error {
	if before, has := into[name]; has && !same(before, value) {
		return fmt.Errorf("%s is there in two spellings, which say different things", name)
	}
	into[name] = value
	return nil
}

// same compares what two texts say, numbers as float64.
func same(a, b json.RawMessage) bool {
	var av, bv any
	return json.Unmarshal(a, &av) == nil && json.Unmarshal(b, &bv) == nil && reflect.DeepEqual(av, bv)
}
