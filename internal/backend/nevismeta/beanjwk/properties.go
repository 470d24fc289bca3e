package beanjwk

import (
	"fmt"
	"maps"
	"slices"
)

// A Fate says what becomes of a property of the bean spelling.
type Fate int

// The fates of a property.
const (
	// Translated properties have a counterpart and are read and written as that.
	Translated Fate = iota + 1
	// Carried properties have no counterpart: they keep their name in both spellings, with all that is inside of them.
	Carried
	// Derived properties are computed by the server: they are neither read nor written, nor is what is inside of them.
	Derived
)

// A Property is a property of "jwks" in the body that nevisMeta documents.
type Property struct {
	// Path leads to the property from "jwks", such as "keys[].keyUse.value". "[]" stands for the items of an array, "*"
	// for a property of any name.
	Path string
	// Fate says what becomes of it.
	Fate Fate
	// Counterpart is what a [Translated] property is in RFC 7517 (for the four times: in RFC 7519 and OpenID
	// Federation), "" for others.
	Counterpart string
}

// Properties returns the documented properties of "jwks", those inside of translated ones included.
func Properties() []Property {
	return slices.Clone(properties)
}

var properties = []Property{
	{Path: "keys", Fate: Translated, Counterpart: "keys"},
	{Path: "empty", Fate: Derived}, // says whether keys is empty
	{Path: "additionalMembers", Fate: Translated, Counterpart: "members of the set itself"},
	{Path: "additionalMembers.*", Fate: Translated, Counterpart: "a member of the set itself"},

	{Path: "keys[].keyID", Fate: Translated, Counterpart: "kid"},
	{Path: "keys[].keyType", Fate: Translated, Counterpart: "kty"},
	{Path: "keys[].keyType.value", Fate: Translated, Counterpart: "kty"},
	{Path: "keys[].keyType.requirement", Fate: Derived}, // the Java class looks it up for the type or algorithm
	{Path: "keys[].requiredParams", Fate: Translated, Counterpart: "kty, crv, n, e, x and y"},
	{Path: "keys[].requiredParams.*", Fate: Translated, Counterpart: "the member of that name"},
	{Path: "keys[].keyUse", Fate: Translated, Counterpart: "use"},
	{Path: "keys[].keyUse.value", Fate: Translated, Counterpart: "use"},
	{Path: "keys[].keyOperations", Fate: Translated, Counterpart: "key_ops"},
	{Path: "keys[].algorithm", Fate: Translated, Counterpart: "alg"},
	{Path: "keys[].algorithm.name", Fate: Translated, Counterpart: "alg"},
	{Path: "keys[].algorithm.requirement", Fate: Derived}, // the Java class looks it up for the type or algorithm
	{Path: "keys[].expirationTime", Fate: Translated, Counterpart: "exp"},
	{Path: "keys[].notBeforeTime", Fate: Translated, Counterpart: "nbf"},
	{Path: "keys[].issueTime", Fate: Translated, Counterpart: "iat"},
	{Path: "keys[].keyRevocation", Fate: Translated, Counterpart: "revoked"},
	{Path: "keys[].keyRevocation.revocationTime", Fate: Translated, Counterpart: "revoked.revoked_at"},
	{Path: "keys[].keyRevocation.reason", Fate: Translated, Counterpart: "revoked.reason"},
	{Path: "keys[].keyRevocation.reason.value", Fate: Translated, Counterpart: "revoked.reason"},
	{Path: "keys[].x509CertURL", Fate: Translated, Counterpart: "x5u"},
	{Path: "keys[].x509CertChain", Fate: Translated, Counterpart: "x5c"},
	{Path: "keys[].x509CertThumbprint", Fate: Translated, Counterpart: "x5t"},
	{Path: "keys[].x509CertSHA256Thumbprint", Fate: Translated, Counterpart: "x5t#S256"},
	{Path: "keys[].private", Fate: Derived},             // says whether the key has private members
	{Path: "keys[].keyStore", Fate: Carried},            // the Java key store that the key came from is no part of a JWK
	{Path: "keys[].parsedX509CertChain", Fate: Derived}, // parsed out of the certificates in x5c
}

// propertyAt looks a property up by its path.
func propertyAt(path string) (Property, bool) {
	i := slices.IndexFunc(properties, func(p Property) bool { return p.Path == path })
	if i < 0 {
		return Property{}, false
	}
	return properties[i], true
}

// Hint says what to write, in the spelling of RFC 7517, instead of a property of the other one; "" when text, a JWK Set,
// has none of those that have a counterpart or are derived.
func Hint(text string) string {
	set, keys, err := takeApart(text)
	if err != nil {
		return ""
	}
	if hint := hintFor(set, ""); hint != "" {
		return hint
	}
	for i, key := range keys {
		if hint := hintFor(key, "keys[]."); hint != "" {
			return fmt.Sprintf("key %d: %s", i+1, hint)
		}
	}
	return ""
}

func hintFor(m members, path string) string {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		switch p, _ := propertyAt(path + name); p.Fate {
		case Translated:
			return fmt.Sprintf("%s is a name of the Java class that nevisMeta documents: write %s instead", name, p.Counterpart)
		case Derived:
			return name + " is derived by the server: leave it out"
		}
	}
	return ""
}
