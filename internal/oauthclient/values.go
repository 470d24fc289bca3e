package oauthclient

import (
	"slices"
	"strings"
)

// Values of the IANA registries "OAuth Token Endpoint Authentication Methods" and "OAuth Authorization Endpoint Response
// Types", the grant types of RFC 7591 section 2 and the registered extension grants.
var (
	authMethods = []Value{
		{"none", "public client without secret"},
		{"client_secret_basic", "secret in the Authorization header"},
		{"client_secret_post", "secret in the body"},
		{"client_secret_jwt", "assertion signed with the secret"},
		{"private_key_jwt", "assertion signed with a key of `jwks` or `jwks_uri`"},
		{"tls_client_auth", "certificate of an authority (RFC 8705 section 2.1)"},
		{"self_signed_tls_client_auth", "self-signed certificate of `jwks` or `jwks_uri` (RFC 8705 section 2.2)"},
	}
	grantTypes = []Value{
		{"authorization_code", ""},
		{"refresh_token", ""},
		{"client_credentials", ""},
		{"implicit", ""},
		{"password", ""},
		{"urn:ietf:params:oauth:grant-type:device_code", "device authorization (RFC 8628)"},
		{"urn:ietf:params:oauth:grant-type:token-exchange", "token exchange (RFC 8693)"},
		{"urn:ietf:params:oauth:grant-type:jwt-bearer", "JWT assertion (RFC 7523)"},
		{"urn:ietf:params:oauth:grant-type:saml2-bearer", "SAML assertion (RFC 7522)"},
		{"urn:openid:params:grant-type:ciba", "backchannel authentication (CIBA)"},
		{"urn:ietf:params:oauth:grant-type:pre-authorized_code", "pre-authorized code (OpenID4VCI)"},
		{"urn:ietf:params:oauth:grant-type:uma-ticket", "UMA ticket"},
	}
	responseTypes = []Value{
		{"code", ""},
		{"id_token", ""},
		{"token", ""},
		{"code id_token", ""},
		{"code token", ""},
		{"code id_token token", ""},
		{"id_token token", ""},
		{"none", ""},
	}
)

// Usual JOSE algorithms of the IANA registry "JSON Web Signature and Encryption Algorithms".
var (
	jwsAlgorithms = valuesOf("none", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
		"ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87")
	jweAlgorithms = valuesOf("RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512", "RSA1_5", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW",
		"ECDH-ES+A256KW", "A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW", "dir")
	jweEncodings = valuesOf("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM")
)

func valuesOf(texts ...string) []Value {
	values := make([]Value, len(texts))
	for i, text := range texts {
		values[i].Value = text
	}
	return values
}

func textsOf(values []Value) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.Value
	}
	return texts
}

// isExtensionGrant knows that an extension grant is named by a URI (RFC 6749 section 4.5), which is no misspelling of a
// registered one.
func isExtensionGrant(text string) bool {
	return strings.Contains(text, ":") && Nearest(text, textsOf(grantTypes)) == ""
}

// isResponseType knows that the words of a response type may stand in any order (RFC 6749 section 3.1.1).
func isResponseType(text string) bool {
	words := strings.Fields(text)
	return len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool {
		return !slices.Contains([]string{"code", "token", "id_token"}, word)
	})
}

// Nearest returns the value that text is a misspelling of, "" when it is none: in other letters or separators, one or two
// letters away, or the beginning or the end of one value only.
func Nearest(text string, values []string) string {
	best, bestDistance := "", 3
	for _, v := range values {
		if plain(v) == plain(text) {
			return v
		}
		if len(text) < 4 {
			continue
		}
		if d := distance(text, v); d < bestDistance {
			best, bestDistance = v, d
		}
	}
	if best == "" {
		for _, v := range values { // the short name of a URN: device_code, jwt-bearer
			if i := strings.LastIndexByte(v, ':'); i >= 0 && plain(v[i+1:]) == plain(text) {
				return v
			}
		}
	}
	if best == "" && len(text) >= 4 {
		best = partOfOne(plain(text), values)
	}
	return best
}

// partOfOne returns the one value that begins or ends with a text, "" when there is none or more than one.
func partOfOne(text string, values []string) string {
	found := ""
	for _, v := range values {
		if !strings.HasPrefix(plain(v), text) && !strings.HasSuffix(plain(v), text) {
			continue
		}
		if found != "" {
			return ""
		}
		found = v
	}
	return found
}

func plain(text string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(text))
}

// distance is the Levenshtein distance of two texts in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for i := range row {
		row[i] = i
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
