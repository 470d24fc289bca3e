package jwk

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
)

// Equal reports whether two sets say exactly the same: the same keys in whatever order, each with the same members,
// and the same members of the set. A key that stands twice must stand twice in both.
//
// Members are compared as what they mean. The integers of RSA and EC keys may have leading zeros (e "AAEAAQ" is
// "AQAB"), base64 may be padded or not, key_ops is a set, x5c a sequence of certificates, and any other member,
// known or not, is compared as a JSON value: blanks, the order of members and the spelling of numbers and strings say
// nothing. A member that is null is absent. Two keys with equal material are the keys that RFC 7638 gives the same
// thumbprint. Dropped private members are not compared.
//
// Equal is an equivalence: a member that only one side has is a difference. For a server that does not keep every
// member see [Covers].
func Equal(a, b Set) bool {
	if !maps.EqualFunc(a.members, b.members, equalJSON) {
		return false
	}
	return slices.Equal(canonicalKeys(a), canonicalKeys(b))
}

// Covers reports whether a server has what was configured, as far as servers keep it (Hydra drops key_ops and members
// it does not know, for instance):
//
//   - The server has each configured key once and no further key. Which keys belong together is decided by the
//     material (RFC 7638), kid, use and alg: these must be the same on both sides, and absent on both or on neither.
//   - Every other member that both sides have is equal, as [Equal] compares it. The same goes for the members of the
//     set itself.
//   - Members that only one side has do not matter, save for key_ops on the server only, which limit what the key may
//     be used for.
func Covers(server, configured Set) bool {
	if len(server.Keys) != len(configured.Keys) {
		return false
	}
	for name, value := range configured.members {
		if kept, has := server.members[name]; has && !equalJSON(kept, value) {
			return false
		}
	}
	// Equal keys are paired first, so that of two variants of one key each finds its own.
	kept, wanted := pair(server.Keys, configured.Keys, Key.equal)
	_, missing := pair(kept, wanted, Key.covers)
	return len(missing) == 0
}

// pair finds a server's key for each configured one and returns the keys on either side that found none.
func pair(server, configured []Key, matches func(server, configured Key) bool) (serverLeft, configuredLeft []Key) {
	serverLeft = slices.Clone(server)
	for _, key := range configured {
		i := slices.IndexFunc(serverLeft, func(kept Key) bool { return matches(kept, key) })
		if i < 0 {
			configuredLeft = append(configuredLeft, key)
			continue
		}
		serverLeft = slices.Delete(serverLeft, i, i+1)
	}
	return serverLeft, configuredLeft
}

func (k Key) equal(other Key) bool {
	return k.canonical() == other.canonical()
}

// identifyingMembers must be the same on a server's key and on the configured one.
var identifyingMembers = append([]string{"kid", "use", "alg"}, materialMembers...)

// covers reports whether a server's key is the configured one; see [Covers].
func (k Key) covers(configured Key) bool {
	for _, name := range identifyingMembers {
		if (k.members[name] == nil) != (configured.members[name] == nil) {
			return false
		}
	}
	for name, kept := range k.members {
		wanted, has := configured.members[name]
		if !has && name == "key_ops" {
			return false
		}
		if has && canonicalMember(k, name, kept) != canonicalMember(configured, name, wanted) {
			return false
		}
	}
	return true
}

func equalJSON(a, b json.RawMessage) bool {
	return jsontext.Canonical(a) == jsontext.Canonical(b)
}

// canonicalKeys returns the canonical text of each key, in alphabetical order.
func canonicalKeys(s Set) []string {
	keys := make([]string, len(s.Keys))
	for i, key := range s.Keys {
		keys[i] = key.canonical()
	}
	slices.Sort(keys)
	return keys
}

func (k Key) canonical() string {
	members := make(map[string]json.RawMessage, len(k.members))
	for name, value := range k.members {
		members[name] = json.RawMessage(canonicalMember(k, name, value))
	}
	return string(joinObject(members))
}

// canonicalMember writes the value of a member of the key so that values with one meaning give one text.
func canonicalMember(k Key, name string, raw json.RawMessage) string {
	switch name {
	case "n", "e":
		return canonicalBase64URL(raw, true)
	case "x", "y":
		return canonicalBase64URL(raw, k.text("kty") == "EC")
	case "x5t", "x5t#S256":
		return canonicalBase64URL(raw, false)
	case "key_ops":
		return canonicalArray(raw, jsontext.Canonical, true)
	case "x5c":
		return canonicalArray(raw, canonicalBase64, false)
	default:
		return jsontext.Canonical(raw)
	}
}

// canonicalBase64URL writes base64url without padding and, for an integer, without leading zero bytes. What is not
// base64url is compared as it is.
func canonicalBase64URL(raw json.RawMessage, integer bool) string {
	text, isString := decodeString(raw)
	decoded, err := decodeBase64URL(text)
	if !isString || err != nil {
		return jsontext.Canonical(raw)
	}
	if integer {
		decoded = []byte(strings.TrimLeft(string(decoded), "\x00"))
	}
	return string(quote(base64.RawURLEncoding.EncodeToString(decoded)))
}

func canonicalBase64(raw []byte) string {
	text, isString := decodeString(raw)
	decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	if !isString || err != nil {
		return jsontext.Canonical(raw)
	}
	return string(quote(base64.StdEncoding.EncodeToString(decoded)))
}

func canonicalArray(raw json.RawMessage, canonicalItem func([]byte) string, isSet bool) string {
	items, isArray := decodeArray(raw)
	if !isArray {
		return jsontext.Canonical(raw)
	}
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = canonicalItem(item)
	}
	if isSet {
		slices.Sort(texts)
		texts = slices.Compact(texts)
	}
	return "[" + strings.Join(texts, ",") + "]"
}
