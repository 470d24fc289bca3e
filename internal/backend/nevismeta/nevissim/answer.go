package nevissim

import (
	"maps"
	"slices"
)

const (
	// Mask is what a masked secret looks like.
	Mask = "********"
	// UnknownMember is the name of a member that is not in the published schema. With [Options].UnknownMembers every
	// answer has it.
	UnknownMember = "issuance_policy"
)

// inherited is what a client has from its setup unless it says otherwise: the values of the documented example of a
// setup, but for the grant types, which that example leaves empty.
var inherited = map[string]any{
	"grant_types":            []any{"authorization_code"},
	"force_reauthentication": false,
	"access_token_ttl":       3600,
	"refresh_token_ttl":      15552000,
	"id_token_ttl":           3600,
	"persisted_consent_ttl":  31104000,
}

// show returns a state as an answer spells it.
func (o Options) show(st *State) map[string]any {
	body := maps.Clone(st.Body)
	body["valid_from"] = o.TimeFormat.write(st.ValidFrom)
	setDefault(body, "notSentGrantType", false)
	if o.UnknownMembers {
		setDefault(body, UnknownMember, map[string]any{"level": 3})
	}
	if o.FillTTLs {
		for name, value := range inherited {
			setDefault(body, name, value)
		}
	}
	if o.NoneForUnsetEncryption {
		setDefault(body, encryptionAlg, noEncryption)
		setDefault(body, encryptionEnc, noEncryption)
	}
	o.showSecret(body)
	o.showKeys(body)
	for _, p := range properties {
		o.showProperty(body, p)
	}
	return body
}

// showSecret hides the secret as the switch says.
func (o Options) showSecret(body map[string]any) {
	if !isSet(body, "client_secret") {
		return
	}
	switch o.Secret {
	case SecretMasked:
		body["client_secret"] = Mask
	case SecretOmitted:
		delete(body, "client_secret")
	}
}

// showKeys reorders the keys of jwks and spells them as the switches say.
func (o Options) showKeys(body map[string]any) {
	set, ok := body["jwks"].(map[string]any)
	if !ok {
		return
	}
	if keys, ok := set["keys"].([]any); ok && o.ReorderArrays {
		set = maps.Clone(set)
		set["keys"] = reversed(keys)
	}
	if o.BeanJWKS {
		set = o.jwksToBean(set)
	}
	body["jwks"] = set
}

// showProperty spells one property as the switches for lists and for unset properties say.
func (o Options) showProperty(body map[string]any, p property) {
	value, set := body[p.name]
	if !set {
		o.showUnset(body, p)
		return
	}
	list, ok := value.([]any)
	if !ok || !p.isList() {
		return
	}
	if o.ReorderArrays {
		list = reversed(list)
	}
	body[p.name] = list
	if o.StringsForArrays && p.kind != kindMetadata && len(list) == 1 {
		body[p.name] = list[0]
	}
}

// showUnset spells a property that has no value.
func (o Options) showUnset(body map[string]any, p property) {
	switch {
	case o.Unset == UnsetNull:
		body[p.name] = nil
	case o.Unset == UnsetEmpty && p.isList():
		body[p.name] = []any{}
	case o.Unset == UnsetEmpty && (p.kind == kindText || p.kind == kindURI):
		body[p.name] = ""
	}
}

// setDefault sets a member that the body does not have.
func setDefault(body map[string]any, name string, value any) {
	if _, set := body[name]; !set {
		body[name] = value
	}
}

// reversed returns the list in the opposite order, which is another order for every list where order can show.
func reversed(list []any) []any {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}
