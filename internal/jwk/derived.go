package jwk

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// derivedMembers are the members of a bean key that the server computes from the others. They are checked and not
// kept.
type derivedMembers struct {
	// private says that the key is a private one; nil when nothing is said.
	private *bool
	// chain is parsedX509CertChain; nil when nothing is said.
	chain []json.RawMessage
}

// takeDerived takes the derived members out.
func takeDerived(members map[string]json.RawMessage) (derivedMembers, *problem) {
	var derived derivedMembers
	if raw, has := members["private"]; has {
		if err := json.Unmarshal(raw, &derived.private); err != nil {
			return derived, &problem{"private", "private must be true or false"}
		}
	}
	if raw, has := members["parsedX509CertChain"]; has {
		chain, isArray := decodeArray(raw)
		if !isArray {
			return derived, &problem{"parsedX509CertChain", "parsedX509CertChain must be an array"}
		}
		derived.chain = chain
	}
	delete(members, "private")
	delete(members, "parsedX509CertChain")
	return derived, nil
}

// check compares the derived members with what they are derived from. A key that is said to be private counts as
// private even when no private member was shown: the bean spelling has no place for one.
func (d derivedMembers) check(k *Key) *problem {
	if d.private != nil {
		if k.private && !*d.private {
			return &problem{"private", "private is false beside private members"}
		}
		k.private = *d.private
	}
	texts, isList := k.list("x5c")
	if d.chain == nil || !isList {
		return nil
	}
	if len(d.chain) != len(texts) {
		return &problem{"parsedX509CertChain", fmt.Sprintf("parsedX509CertChain has %d certificates and x509CertChain %d",
			len(d.chain), len(texts))}
	}
	for i, text := range texts {
		der, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			continue
		}
		if encoded, known := encodedCertificate(d.chain[i]); known && !bytes.Equal(encoded, der) {
			return &problem{"parsedX509CertChain", fmt.Sprintf("parsedX509CertChain and x509CertChain differ in certificate %d", i+1)}
		}
	}
	return nil
}

// encodedCertificate returns the DER that a parsed certificate gives as its "encoded": base64, in one string or, as the
// documentation's example has it, in an array of strings. Other forms, and none, give known == false.
func encodedCertificate(parsed json.RawMessage) (der []byte, known bool) {
	var certificate struct {
		Encoded json.RawMessage `json:"encoded"`
	}
	if err := json.Unmarshal(parsed, &certificate); err != nil {
		return nil, false
	}
	parts, isArray := decodeArray(certificate.Encoded)
	if !isArray {
		parts = []json.RawMessage{certificate.Encoded}
	}
	for _, part := range parts {
		text, isString := decodeString(part)
		decoded, err := base64.StdEncoding.DecodeString(text)
		if !isString || err != nil {
			return nil, false
		}
		der = append(der, decoded...)
	}
	return der, len(der) > 0
}
