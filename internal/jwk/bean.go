package jwk

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Bean returns the set as compact JSON in the spelling of the nevisMeta documentation. Derived properties are not
// written. A member that has no bean property, or a value that its property cannot hold (an exp that is no number, for
// instance), stands under its RFC 7517 name, where [Read] finds it again: Read(s.Bean()) is [Equal] to s.
func (s Set) Bean() string {
	keys := make([]json.RawMessage, len(s.Keys))
	for i, key := range s.Keys {
		keys[i] = key.bean()
	}
	members := map[string]json.RawMessage{"keys": joinArray(keys)}
	if len(s.members) > 0 {
		members["additionalMembers"] = joinObject(s.members)
	}
	return string(joinObject(members))
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
// apart; keyStore has none and is carried through like any member that is not known. keyID comes first so that errors
// about the others can name the key.
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

// bean writes the key in the bean spelling.
func (k Key) bean() json.RawMessage {
	rest := maps.Clone(k.members)
	members := map[string]json.RawMessage{}
	for _, t := range translations {
		value, has := rest[t.standard]
		if !has {
			continue
		}
		if written := t.write(value); t.holds(written, value) {
			members[t.bean] = written
			delete(rest, t.standard)
		}
	}
	params := map[string]json.RawMessage{}
	for _, name := range materialMembers {
		if value, has := k.members[name]; has {
			params[name] = value
			delete(rest, name)
		}
	}
	if len(params) > 0 {
		members["requiredParams"] = joinObject(params)
	}
	maps.Copy(members, rest)
	return joinObject(members)
}

// holds reports whether the value is read again from what was written for it.
func (t translation) holds(written, value json.RawMessage) bool {
	if written == nil {
		return false
	}
	again, err := t.read(written)
	return err == nil && again != nil && equalJSON(again, value)
}

// translate gives the members that stand under a bean name their RFC 7517 name.
func (k Key) translate() *problem {
	for _, t := range translations {
		raw, has := k.members[t.bean]
		if !has {
			continue
		}
		delete(k.members, t.bean)
		value, err := t.read(raw)
		if err != nil {
			return &problem{t.bean, t.bean + " " + err.Error()}
		}
		if fault := k.add(t.standard, value); fault != nil {
			return fault
		}
	}
	return k.translateParams()
}

// translateParams moves the members in requiredParams to the key itself.
func (k Key) translateParams() *problem {
	raw, has := k.members["requiredParams"]
	if !has {
		return nil
	}
	delete(k.members, "requiredParams")
	params, err := decodeObject(raw)
	if err != nil {
		return &problem{"requiredParams", "requiredParams " + err.Error()}
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if _, isBean := beanProperty("keys[]." + name); isBean {
			return &problem{"requiredParams", fmt.Sprintf("requiredParams must not hold %q, a property of the key itself", name)}
		}
		if fault := k.add(name, params[name]); fault != nil {
			return fault
		}
	}
	return nil
}

// add sets a member that may be there already in the other spelling; the two must then say the same.
func (k Key) add(name string, value json.RawMessage) *problem {
	if value == nil {
		return nil
	}
	before, has := k.members[name]
	if has && canonicalMember(k, name, before) != canonicalMember(k, name, value) {
		return &problem{name, name + " is there in two spellings, which say different things"}
	}
	k.members[name] = value
	return nil
}
