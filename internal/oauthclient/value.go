package oauthclient

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

// IsEmpty reports whether v says no more than an absent field does: "", an empty set, map or list, the JSON texts null
// and {}, a JWK Set with nothing in it, and false. The number 0 is a value.
func IsEmpty(f Field, v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case int64:
		return false
	case []string:
		return len(v) == 0
	case map[string]string:
		return len(v) == 0
	case []map[string]string:
		return len(v) == 0
	case string:
		return v == "" || emptyDocument(f.Kind(), v)
	}
	return false
}

func emptyDocument(kind Kind, text string) bool {
	switch kind {
	case JSON:
		text = strings.Join(strings.Fields(text), "")
		return text == "null" || text == "{}"
	case JWKS:
		set, err := jwk.Read(text)
		return err == nil && set.IsEmpty()
	}
	return false
}

// Equal reports whether a server that has b has what was configured as a. Two empty values are equal. A text that cannot
// be parsed as its kind demands is equal to itself only.
//
// Only for JWKS does it matter which is which: the server's keys may lack members that servers are known to drop (see
// [jwk.Covers]).
func Equal(f Field, a, b any) bool { return equal(f, a, b, jwk.Covers) }

// Same reports whether a and b, which were both configured, say the same in different ways.
func Same(f Field, a, b any) bool { return equal(f, a, b, jwk.Equal) }

func equal(f Field, a, b any, equalKeys func(server, configured jwk.Set) bool) bool {
	if as, ok := a.(string); ok && as == b {
		return true
	}
	if f.Kind() == JWKS {
		return equalKeySets(a, b, equalKeys)
	}
	if aEmpty, bEmpty := IsEmpty(f, a), IsEmpty(f, b); aEmpty || bEmpty {
		return aEmpty && bEmpty
	}
	switch f.Kind() {
	case Set:
		as, aok := a.([]string)
		bs, bok := b.([]string)
		return aok && bok && slices.Equal(normalSet(as), normalSet(bs))
	case List:
		as, aok := a.([]string)
		bs, bok := b.([]string)
		return aok && bok && slices.Equal(as, bs)
	case Map:
		am, aok := a.(map[string]string)
		bm, bok := b.(map[string]string)
		return aok && bok && maps.Equal(am, bm)
	case Objects:
		ao, aok := a.([]map[string]string)
		bo, bok := b.([]map[string]string)
		return aok && bok && slices.Equal(normalObjects(ao), normalObjects(bo))
	case Bool, Int:
		return a == b
	}
	as, aok := a.(string)
	bs, bok := b.(string)
	return aok && bok && equalText(f.Kind(), as, bs)
}

// equalKeySets parses each set once, since a plan compares those of every client.
func equalKeySets(a, b any, equalKeys func(server, configured jwk.Set) bool) bool {
	as, _ := a.(string)
	bs, _ := b.(string)
	configured, aerr := jwk.Read(orNull(as))
	server, berr := jwk.Read(orNull(bs))
	return aerr == nil && berr == nil && equalKeys(server, configured)
}

func orNull(text string) string {
	if text == "" {
		return "null"
	}
	return text
}

func equalText(kind Kind, a, b string) bool {
	switch kind {
	case Duration:
		ad, aerr := time.ParseDuration(a)
		bd, berr := time.ParseDuration(b)
		return aerr == nil && berr == nil && ad == bd
	case Time:
		at, aerr := time.Parse(time.RFC3339Nano, a)
		bt, berr := time.Parse(time.RFC3339Nano, b)
		return aerr == nil && berr == nil && at.Equal(bt)
	case JSON:
		return jsontext.Canonical([]byte(a)) == jsontext.Canonical([]byte(b))
	}
	return false
}

// normalSet sorts and removes repetition, without changing its argument.
func normalSet(values []string) []string {
	sorted := slices.Sorted(slices.Values(values))
	return slices.Compact(sorted)
}

// normalObjects writes each object as a sorted text that leaves out empty members, sorts those and removes repetition.
func normalObjects(objects []map[string]string) []string {
	texts := make([]string, 0, len(objects))
	for _, object := range objects {
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(object)) {
			if object[name] != "" {
				fmt.Fprintf(&b, "%q=%q ", name, object[name])
			}
		}
		texts = append(texts, b.String())
	}
	return normalSet(texts)
}

// ShowValue writes a value as JSON for people to read, and no value of a secret field.
func ShowValue(f Field, v any) string {
	if f.Spec().Secret {
		return "(a sensitive value)"
	}
	if v == nil {
		return "nothing"
	}
	text, err := jsontext.Encode(v)
	if err != nil {
		return fmt.Sprintf("%v", v)
	}
	return string(text)
}
