package nevissim

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// A kind is the JSON type of a property, with what the schema says about its content.
type kind int

// The kinds of the schema OAuthV2ClientType.
const (
	kindText     kind = iota + 1 // a string
	kindURI                      // a string that is a URI
	kindChoice                   // a string out of a list
	kindFlag                     // a boolean
	kindNumber                   // a whole number
	kindInstant                  // a date-time
	kindTexts                    // an array of strings
	kindURIs                     // an array of URIs
	kindMetadata                 // an array of objects {name, value, locale}
	kindKeySet                   // a JWK Set
)

// A property is a member of the client object.
type property struct {
	name   string
	kind   kind
	values []string // of a choice
}

// properties is the schema OAuthV2ClientType, in the order of the published page.
var properties = []property{
	{name: "redirect_uris", kind: kindURIs},
	{name: "grant_types", kind: kindTexts},
	{name: "scopes", kind: kindTexts},
	{name: "response_types", kind: kindTexts},
	{name: "contacts", kind: kindTexts},
	{name: "metadata", kind: kindMetadata},
	{name: "jwks", kind: kindKeySet},
	{name: "name", kind: kindText},
	{name: "owner", kind: kindText},
	{name: "comment", kind: kindText},
	{name: "notSentGrantType", kind: kindFlag},
	{name: "valid_from", kind: kindInstant},
	{name: "client_id", kind: kindText},
	{name: "client_secret", kind: kindText},
	{name: "client_uri", kind: kindText},
	{name: "confidentiality_type", kind: kindText},
	{name: "pkce_mode", kind: kindText},
	{name: "force_reauthentication", kind: kindFlag},
	{name: "access_token_ttl", kind: kindNumber},
	{name: "refresh_token_ttl", kind: kindNumber},
	{name: "id_token_ttl", kind: kindNumber},
	{name: "persisted_consent_ttl", kind: kindNumber},
	{name: "jwks_uri", kind: kindURI},
	{name: "logo_uri", kind: kindURI},
	{name: "tos_uri", kind: kindURI},
	{name: "policy_uri", kind: kindURI},
	{name: "token_endpoint_auth_method", kind: kindText},
	{name: "require_pushed_authorization_requests", kind: kindFlag},
	{name: "id_token_signed_response_alg", kind: kindChoice, values: []string{
		"RS256", "RS384", "RS512", "ES256", "ES256K", "ES384", "ES512",
	}},
	{name: encryptionAlg, kind: kindChoice, values: []string{
		"RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512",
		"ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", noEncryption,
	}},
	{name: encryptionEnc, kind: kindChoice, values: []string{
		"A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM", noEncryption,
	}},
}

// The two properties that say how ID tokens are encrypted, and the value of both for "not at all".
const (
	encryptionAlg = "id_token_encrypted_response_alg"
	encryptionEnc = "id_token_encrypted_response_enc"
	noEncryption  = "none"
)

// isList reports whether the property is a set written as an array.
func (p property) isList() bool {
	return p.kind == kindTexts || p.kind == kindURIs || p.kind == kindMetadata
}

// check returns an error when a value that is not null does not fit the schema.
func (p property) check(value any) error {
	switch p.kind {
	case kindText:
		return checkText(p.name, value)
	case kindURI:
		return checkURI(p.name, value)
	case kindChoice:
		s, ok := value.(string)
		if !ok || !slices.Contains(p.values, s) {
			return invalid("%s: must be one of %s", p.name, strings.Join(p.values, ", "))
		}
	case kindFlag:
		if _, ok := value.(bool); !ok {
			return invalid("%s: must be a boolean", p.name)
		}
	case kindNumber:
		n, ok := value.(json.Number)
		if !ok || strings.ContainsAny(n.String(), ".eE") {
			return invalid("%s: must be an integer", p.name)
		}
	case kindInstant:
		_, err := parseInstant(value)
		return err
	case kindTexts:
		return checkEach(p.name, value, checkText)
	case kindURIs:
		return checkEach(p.name, value, checkURI)
	case kindMetadata:
		return checkEach(p.name, value, checkMetadata)
	case kindKeySet:
		return checkKeySet(p.name, value)
	}
	return nil
}

// checkEach checks every element of an array.
func checkEach(name string, value any, check func(string, any) error) error {
	list, ok := value.([]any)
	if !ok {
		return invalid("%s: must be an array", name)
	}
	for _, element := range list {
		if err := check(name, element); err != nil {
			return err
		}
	}
	return nil
}

// checkText checks that a value is a string.
func checkText(name string, value any) error {
	if _, ok := value.(string); !ok {
		return invalid("%s: must be a string", name)
	}
	return nil
}

// checkURI checks that a value is a string that parses as a URI. Blanks are refused by name because net/url lets them
// pass where java.net.URI does not.
func checkURI(name string, value any) error {
	s, ok := value.(string)
	if !ok {
		return invalid("%s: must be a string", name)
	}
	if _, err := url.Parse(s); err != nil || strings.ContainsAny(s, " \t\r\n") {
		return invalid("%s: malformed URI", name)
	}
	return nil
}

// checkMetadata checks one entry of metadata.
func checkMetadata(name string, value any) error {
	entry, ok := value.(map[string]any)
	if !ok {
		return invalid("%s: must be an array of objects", name)
	}
	for _, member := range []string{"name", "value", "locale"} {
		if v := entry[member]; v != nil {
			if err := checkText(name+"."+member, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkKeySet checks that a value is a JWK Set whose keys have a type, the one member no JWK can do without (RFC 7517
// section 4.1).
func checkKeySet(name string, value any) error {
	set, ok := value.(map[string]any)
	if !ok {
		return invalid("%s: must be an object", name)
	}
	return checkEach(name+".keys", set["keys"], func(name string, value any) error {
		key, ok := value.(map[string]any)
		if !ok {
			return invalid("%s: must be an array of objects", name)
		}
		if kty, _ := key["kty"].(string); kty == "" {
			return invalid("%s: kty is missing", name)
		}
		return nil
	})
}
