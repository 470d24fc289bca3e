package nevissim

import (
	"encoding/json"
	"fmt"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/beanjwk"
)

// The published schema shows jwks as a dump of the Java beans JWKSet and JWK. The store has the spelling of RFC 7517.

// jwksFromBean returns the JWK Set that an object describes, in whichever of the two spellings.
func jwksFromBean(object map[string]any) (map[string]any, error) {
	content, err := json.Marshal(object)
	if err != nil {
		return nil, fmt.Errorf("nevissim: jwks is not JSON: %w", err)
	}
	standard, err := beanjwk.Standard(string(content))
	if err != nil {
		return nil, invalid("jwks: %v", err)
	}
	return decodeObject([]byte(standard))
}

// beanProperties are the members of a dumped key that are null in a dump when they have no value.
var beanProperties = []string{
	"keyID", "keyUse", "keyOperations", "algorithm", "x509CertURL", "x509CertChain", "x509CertThumbprint",
	"x509CertSHA256Thumbprint", "expirationTime", "notBeforeTime", "issueTime", "keyRevocation",
}

// jwksToBean returns the dump of a JWK Set, with the members that a server derives. What cannot be dumped, because it
// was stored behind the API's back, is returned as it is.
func (o Options) jwksToBean(object map[string]any) map[string]any {
	content, err := json.Marshal(object)
	if err != nil {
		return object
	}
	text, err := beanjwk.Bean(string(content))
	if err != nil {
		return object
	}
	dump, err := decodeObject([]byte(text))
	if err != nil {
		return object
	}
	keys, _ := dump["keys"].([]any)
	for _, key := range keys {
		if bean, ok := key.(map[string]any); ok {
			o.addDerived(bean)
		}
	}
	dump["empty"] = len(keys) == 0
	return dump
}

// addDerived adds to a dumped key what the server derives from the rest, and nulls if that is how it shows what is unset.
func (o Options) addDerived(bean map[string]any) {
	_, private := bean["d"]
	delete(bean, "d") // a dump has no place for it
	bean["private"] = private
	setDefault(bean, "keyStore", nil)
	setDefault(bean, "parsedX509CertChain", nil)
	if keyType, ok := bean["keyType"].(map[string]any); ok {
		setDefault(keyType, "requirement", "REQUIRED")
	}
	if o.Unset != UnsetNull {
		return
	}
	for _, name := range beanProperties {
		setDefault(bean, name, nil)
	}
	// The Java class knows no requirement for a name it has only parsed.
	if algorithm, ok := bean["algorithm"].(map[string]any); ok {
		setDefault(algorithm, "requirement", nil)
	}
}
