package jwk

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// keyTypes are the values of kty whose private members are known, so that they can be refused.
var keyTypes = []string{"RSA", "EC", "OKP"}

// materialMembers are the members that make up a public key: those that RFC 7638 section 3.2 and RFC 8037 section 2
// put in its thumbprint.
var materialMembers = []string{"kty", "crv", "n", "e", "x", "y"}

// Algorithms by type of key: RFC 7518 sections 3.1 and 4.1, RFC 8037, RFC 8812, RFC 9864 and, for RSA-OAEP-384 and
// RSA-OAEP-512, the IANA registry "JSON Web Signature and Encryption Algorithms".
var (
	rsaAlgorithms = []string{
		"RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
		"RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512",
	}
	agreementAlgorithms = []string{"ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"}
)

// A curve is a value of crv.
type curve struct {
	name, kty string
	// size is the number of bytes of a coordinate.
	size int
	// inJose says whether go-jose knows the curve and can check the key; of others only the sizes are checked.
	inJose     bool
	algorithms []string
}

var curves = []curve{
	{"P-256", "EC", 32, true, append([]string{"ES256"}, agreementAlgorithms...)},
	{"P-384", "EC", 48, true, append([]string{"ES384"}, agreementAlgorithms...)},
	{"P-521", "EC", 66, true, append([]string{"ES512"}, agreementAlgorithms...)},
	{"secp256k1", "EC", 32, false, []string{"ES256K"}},
	{"Ed25519", "OKP", 32, true, []string{"EdDSA", "Ed25519"}},
	{"Ed448", "OKP", 57, false, []string{"EdDSA", "Ed448"}},
	{"X25519", "OKP", 32, false, agreementAlgorithms},
	{"X448", "OKP", 56, false, agreementAlgorithms},
}

// curveOf returns the key's curve; ok is false when crv is not known or belongs to another kty.
func curveOf(k Key) (_ curve, ok bool) {
	i := slices.IndexFunc(curves, func(c curve) bool { return c.kty == k.text("kty") && c.name == k.text("crv") })
	if i < 0 {
		return curve{}, false
	}
	return curves[i], true
}

// algorithms returns the values of alg that fit the key.
func algorithms(k Key) []string {
	if k.text("kty") == "RSA" {
		return rsaAlgorithms
	}
	c, _ := curveOf(k)
	return c.algorithms
}

// checkMaterial checks that the key is a public key of a known type.
func checkMaterial(k Key) []problem {
	switch k.text("kty") {
	case "RSA":
		return checkModulus(k)
	case "EC":
		return checkCurve(k, []string{"x", "y"})
	case "OKP":
		return checkCurve(k, []string{"x"})
	case "":
		return []problem{{"kty", "kty is missing: allowed are " + enumerate(keyTypes)}}
	default:
		return []problem{{"kty", fmt.Sprintf("kty %q is not known, so its private members could not be told from the "+
			"public ones: allowed are %s", k.text("kty"), enumerate(keyTypes))}}
	}
}

func checkModulus(k Key) []problem {
	modulus, err := decodeBase64URL(k.text("n"))
	if bits := new(big.Int).SetBytes(modulus).BitLen(); err == nil && bits > jose.MaxRSAModulusBits {
		return []problem{{"n", fmt.Sprintf("n has %d bits: allowed are %d at most", bits, jose.MaxRSAModulusBits)}}
	}
	return checkPublicKey(k, []string{"n", "e"})
}

func checkCurve(k Key, coordinates []string) []problem {
	c, known := curveOf(k)
	if !known {
		var names []string
		for _, c := range curves {
			if c.kty == k.text("kty") {
				names = append(names, c.name)
			}
		}
		return []problem{{"crv", fmt.Sprintf("crv must be given for kty %q: allowed are %s", k.text("kty"), enumerate(names))}}
	}
	for _, name := range coordinates {
		if decoded, err := decodeBase64URL(k.text(name)); err == nil && len(decoded) > 0 && len(decoded) != c.size {
			return []problem{{name, fmt.Sprintf("%s has %d bytes: crv %q has %d", name, len(decoded), c.name, c.size)}}
		}
	}
	return checkPublicKey(k, coordinates)
}

// checkPublicKey checks the encoding of the members that hold the key, and has go-jose check the key they make.
func checkPublicKey(k Key, names []string) []problem {
	for _, name := range names {
		text := k.text(name)
		_, err := decodeBase64URL(text)
		switch {
		case text == "":
			return []problem{{name, fmt.Sprintf("%s is missing: a key of kty %q has it as a string", name, k.text("kty"))}}
		case err != nil || strings.HasSuffix(text, "="):
			return []problem{{name, name + " must be base64url without padding (RFC 7515 section 2)"}}
		}
	}
	if c, hasCurve := curveOf(k); hasCurve && !c.inJose {
		return nil
	}
	if _, err := publicKey(k); err != nil {
		reason := strings.TrimPrefix(err.Error(), "go-jose/go-jose: ")
		return []problem{{"", fmt.Sprintf("is not a usable key of kty %q: %s", k.text("kty"), reason)}}
	}
	return nil
}

// publicKey has go-jose read the members that make up the key.
func publicKey(k Key) (any, error) {
	material := map[string]json.RawMessage{}
	for _, name := range materialMembers {
		if value, has := k.members[name]; has {
			material[name] = value
		}
	}
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(joinObject(material)); err != nil {
		return nil, err
	}
	return key.Key, nil
}

// decodeBase64URL decodes base64url with or without padding.
func decodeBase64URL(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
}
