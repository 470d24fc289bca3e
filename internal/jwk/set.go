// Package jwk reads, checks, compares and writes JWK Sets (RFC 7517).
//
// [Parse] is the strict check for a set that somebody configures, [Read] the liberal reader for what a server sends.
// Members that this package does not know are carried through.
package jwk

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Set is a JWK Set (RFC 7517 section 5). The zero Set is the empty one. A Set is not changed after it was made, so
// it may be shared.
type Set struct {
	// Keys are the keys in the order they were written; nil and empty mean the same.
	Keys []Key
	// members are the members of the set beside "keys".
	members map[string]json.RawMessage
}

// A Key is one public key of a [Set].
type Key struct {
	// members are the members of the JWK as compact JSON. None is null, and none is private.
	members map[string]json.RawMessage
	private bool
}

// ID returns the key's kid (RFC 7517 section 4.5), "" when it has none.
func (k Key) ID() string {
	return k.text("kid")
}

// IsEmpty reports whether the set holds nothing at all. A single JWK, which [Read] takes for a set without keys, is not empty.
func (s Set) IsEmpty() bool { return len(s.Keys)+len(s.members) == 0 }

// HasPrivate reports whether the text that was read held private members of any key. They are dropped while reading, so nothing
// that is written from the set holds them.
func (s Set) HasPrivate() bool {
	for _, key := range s.Keys {
		if key.private {
			return true
		}
	}
	return false
}

// Standard returns the set as compact JSON in the spelling of RFC 7517. Members stand in alphabetical order, so equal
// members give equal text; the keys keep their order.
func (s Set) Standard() string {
	keys := make([]json.RawMessage, len(s.Keys))
	for i, key := range s.Keys {
		keys[i] = joinObject(key.members)
	}
	members := map[string]json.RawMessage{"keys": joinArray(keys)}
	maps.Copy(members, s.members)
	return string(joinObject(members))
}

// text returns a member that is a JSON string, "" when it is absent or of another type.
func (k Key) text(name string) string {
	text, _ := decodeString(k.members[name])
	return text
}

// list returns a member that is an array of strings, and whether it is one.
func (k Key) list(name string) ([]string, bool) {
	var list []*string
	if err := json.Unmarshal(k.members[name], &list); err != nil {
		return nil, false
	}
	texts := make([]string, len(list))
	for i, text := range list {
		if text == nil {
			return nil, false
		}
		texts[i] = *text
	}
	return texts, true
}

// A KeyError says what is wrong with a JWK Set. No part of it holds key material.
type KeyError struct {
	// Index is the position of the key at fault, counted from 1; 0 means the set itself.
	Index int
	// KeyID is the kid of that key, "" when it has none.
	KeyID string
	// Member is the member at fault, "" when it is not one in particular.
	Member string
	// Problem says what is wrong and what is allowed.
	Problem string
}

// Error names the key and says what is wrong with it: `key 2 (kid "abc"): alg "ES256" does not fit ...`.
func (e *KeyError) Error() string {
	subject := "the JWK Set"
	switch {
	case e.Index > 0 && e.KeyID == "":
		subject = fmt.Sprintf("key %d", e.Index)
	case e.Index > 0:
		subject = fmt.Sprintf("key %d (kid %q)", e.Index, e.KeyID)
	}
	if verb, _, _ := strings.Cut(e.Problem, " "); slices.Contains([]string{"is", "has", "must"}, verb) {
		return subject + " " + e.Problem
	}
	return subject + ": " + e.Problem
}

// A problem is one thing wrong with a key, before it is known which key of the set that is.
type problem struct {
	member, text string
}

// at turns the problem into an error about the key at a position (counted from 1).
func (p problem) at(index int, keyID string) *KeyError {
	return &KeyError{Index: index, KeyID: keyID, Member: p.member, Problem: p.text}
}

// setError returns an error about the set itself.
func setError(member, format string, args ...any) *KeyError {
	return &KeyError{Member: member, Problem: fmt.Sprintf(format, args...)}
}
