package jwk_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

func TestParseAccepts(t *testing.T) {
	t.Parallel()
	coordinate := base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	tests := []struct {
		name string
		keys []object
	}{
		{"no key", []object{}},
		{"one of each type", []object{rsaKey(), ecKey(), edKey()}},
		{"no kid", []object{with(rsaKey(), object{"kid": nil}), with(ecKey(), object{"kid": nil})}},
		{"certificates", []object{exampleKey(t, 0), exampleKey(t, 1)}},
		{"unknown members", []object{with(rsaKey(), object{"x-owner": object{"team": "billing"}, "ext": true})}},
		{"another value of use", []object{with(rsaKey(), object{"use": "tls", "key_ops": []string{"sign", "encrypt"}})}},
		{"use and key_ops agree", []object{with(ecKey(), object{"use": "enc", "key_ops": []string{"deriveKey", "deriveBits"}})}},
		{"all operations", []object{with(rsaKey(), object{"key_ops": []string{
			"sign", "verify", "encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits",
		}})}},
		{"exponent with leading zeros", []object{with(rsaKey(), object{"e": "AAEAAQ"})}},
		{"hexadecimal digits in x5t", []object{with(rsaKey(), object{
			"x5t": base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("0a", 20))),
		})}},
		{"secp256k1, which go-jose does not know", []object{
			{"kty": "EC", "crv": "secp256k1", "x": coordinate, "y": coordinate, "alg": "ES256K", "x5c": []string{"AQ=="}},
		}},
		{"X25519, which go-jose does not know", []object{{"kty": "OKP", "crv": "X25519", "x": coordinate, "alg": "ECDH-ES"}}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			text := jwks(t, tc.keys...)
			set := mustParse(t, text)
			if diff := cmp.Diff(fromJSON(t, text), fromJSON(t, set.Standard())); diff != "" {
				t.Errorf("members changed (-parsed +written):\n%s", diff)
			}
		})
	}
}

func TestParseAlgorithms(t *testing.T) {
	t.Parallel()
	agreement := []string{"ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"}
	tests := []struct {
		name    string
		key     object
		allowed []string
	}{
		{"RSA", rsaKey(), []string{
			"RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
			"RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512",
		}},
		{"P-256", ecKey(), append([]string{"ES256"}, agreement...)},
		{"Ed25519", edKey(), []string{"EdDSA", "Ed25519"}},
	}
	every := []string{
		"none", "HS256", "dir", "A128KW", "ES384", "ES512", "ES256K", "Ed448", "RS1", "rs256", "",
	}
	for _, tc := range tests {
		every = append(every, tc.allowed...)
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var accepted []string
			for _, alg := range every {
				if _, err := jwk.Parse(jwks(t, with(tc.key, object{"alg": alg}))); err == nil {
					accepted = append(accepted, alg)
				}
			}
			want := make([]string, 0, len(every))
			for _, alg := range every {
				if strings.Contains(","+strings.Join(tc.allowed, ",")+",", ","+alg+",") && alg != "" {
					want = append(want, alg)
				}
			}
			if diff := cmp.Diff(want, accepted); diff != "" {
				t.Errorf("accepted algorithms (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseRefusesText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       jwk.KeyError
	}{
		{"empty", "", jwk.KeyError{Problem: "is not valid JSON (the fault is at byte 0)"}},
		{"cut off", `{"keys":[`, jwk.KeyError{Problem: "is not valid JSON (the fault is at byte 9)"}},
		{"not UTF-8", "{\"keys\":[],\"a\":\"\xff\"}", jwk.KeyError{Problem: "is not UTF-8"}},
		{"array", `[]`, jwk.KeyError{Problem: `must be a JSON object: a JWK Set is {"keys":[...]}`}},
		{"null", `null`, jwk.KeyError{Problem: `must be a JSON object: a JWK Set is {"keys":[...]}`}},
		{"no keys", `{}`, jwk.KeyError{Member: "keys", Problem: `has no "keys" array: a JWK Set is {"keys":[...]}`}},
		{"keys of another type", `{"keys":{}}`, jwk.KeyError{Member: "keys", Problem: `has no "keys" array: a JWK Set is {"keys":[...]}`}},
		{"keys null", `{"keys":null}`, jwk.KeyError{Member: "keys", Problem: `has no "keys" array: a JWK Set is {"keys":[...]}`}},
		{"one JWK", toJSON(t, rsaKey()), jwk.KeyError{Member: "keys", Problem: `is a single JWK: wrap it in {"keys":[...]}`}},
		{"PEM", " -----BEGIN PRIVATE KEY-----\nabc", jwk.KeyError{Problem: `is PEM, not JSON: the function jwks makes a JWK Set of it`}},
		{"member twice", `{"keys":[],"keys":[]}`, jwk.KeyError{Problem: `has the member "keys" twice: a JWK Set is {"keys":[...]}`}},
		{"key is no object", `{"keys":[1]}`, jwk.KeyError{Index: 1, Problem: "must be a JSON object"}},
		{"member of a key twice", `{"keys":[{"kty":"RSA","kty":"EC"}]}`, jwk.KeyError{Index: 1, Problem: `has the member "kty" twice`}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := jwk.Parse(tc.text)
			if diff := cmp.Diff([]jwk.KeyError{tc.want}, keyErrors(t, err)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseRefusesKey(t *testing.T) {
	t.Parallel()
	rsaCertificates, ecCertificates := exampleKey(t, 0), exampleKey(t, 1)
	zero := func(size int) string { return base64.RawURLEncoding.EncodeToString(make([]byte, size)) }
	tests := []struct {
		name           string
		key            object
		member, expect string
	}{
		{"no kty", with(rsaKey(), object{"kty": nil}), "kty", "kty is missing: allowed are RSA, EC, OKP"},
		{"unknown kty", with(rsaKey(), object{"kty": "AKP"}), "kty", `kty "AKP" is not known, so its private members could not be told from the public ones: allowed are RSA, EC, OKP`},
		{"kty of another type", with(rsaKey(), object{"kty": 1}), "kty", "kty must be a string that is not empty"},
		{"symmetric key", object{"kty": "oct", "k": "c2VjcmV0"}, "kty", `is a symmetric key (kty "oct"), which would be stored in the Terraform state: allowed are public keys of kty RSA, EC, OKP`},
		{"private key", with(edKey(), object{"d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}), "d", "is a private key: d would be stored in the Terraform state: leave only the public members"},
		{"private RSA members", with(rsaKey(), object{"d": 1, "p": 1, "q": 1, "dp": 1, "dq": 1, "qi": 1, "oth": 1}), "d", "is a private key: d, p, q, dp, dq, qi, oth would be stored in the Terraform state: leave only the public members"},
		{"secret of a symmetric key elsewhere", with(ecKey(), object{"k": "c2VjcmV0"}), "k", "is a private key: k would be stored in the Terraform state: leave only the public members"},
		{"kid of another type", with(rsaKey(), object{"kid": 1}), "kid", "kid must be a string that is not empty"},
		{"empty kid", with(rsaKey(), object{"kid": ""}), "kid", "kid must be a string that is not empty"},
		{"no n", with(rsaKey(), object{"n": nil}), "n", `n is missing: a key of kty "RSA" has it as a string`},
		{"padded e", with(rsaKey(), object{"e": "AQ=="}), "e", "e must be base64url without padding (RFC 7515 section 2)"},
		{"base64 n", with(rsaKey(), object{"n": "a+/b"}), "n", "n must be base64url without padding (RFC 7515 section 2)"},
		{"n of 4104 bits", with(rsaKey(), object{"n": base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{255}, 513))}), "n", "n has 4104 bits: allowed are 4096 at most"},
		{"exponent of 1", with(rsaKey(), object{"e": "AQ"}), "", `is not a usable key of kty "RSA": invalid RSA key, bad e value`},
		{"no crv", with(ecKey(), object{"crv": nil}), "crv", `crv must be given for kty "EC": allowed are P-256, P-384, P-521, secp256k1`},
		{"crv of another kty", with(edKey(), object{"crv": "P-256"}), "crv", `crv must be given for kty "OKP": allowed are Ed25519, Ed448, X25519, X448`},
		{"no y", with(ecKey(), object{"y": nil}), "y", `y is missing: a key of kty "EC" has it as a string`},
		{"short x", with(ecKey(), object{"x": "AQAB"}), "x", `x has 3 bytes: crv "P-256" has 32`},
		{"point not on the curve", with(ecKey(), object{"x": zero(32)}), "", `is not a usable key of kty "EC": invalid EC key, X/Y are not on declared curve`},
		{"short X448", object{"kty": "OKP", "kid": "ed", "crv": "X448", "x": zero(32)}, "x", `x has 32 bytes: crv "X448" has 56`},
		{"alg of another kty", with(ecKey(), object{"alg": "RS256"}), "alg", `alg "RS256" does not fit kty "EC" and crv "P-256": allowed are ES256, ECDH-ES, ECDH-ES+A128KW, ECDH-ES+A192KW, ECDH-ES+A256KW`},
		{"alg of another curve", with(edKey(), object{"alg": "Ed448"}), "alg", `alg "Ed448" does not fit kty "OKP" and crv "Ed25519": allowed are EdDSA, Ed25519`},
		{"unknown alg", with(rsaKey(), object{"alg": "RS255"}), "alg", `alg "RS255" does not fit kty "RSA": allowed are RS256, RS384, RS512, PS256, PS384, PS512, RSA1_5, RSA-OAEP, RSA-OAEP-256, RSA-OAEP-384, RSA-OAEP-512`},
		{"unknown operation", with(rsaKey(), object{"key_ops": []string{"sign", "check"}}), "key_ops", `key_ops has the unknown operation "check": allowed are sign, verify, encrypt, decrypt, wrapKey, unwrapKey, deriveKey, deriveBits`},
		{"operation twice", with(rsaKey(), object{"key_ops": []string{"sign", "sign"}}), "key_ops", `key_ops has "sign" twice`},
		{"no operation", with(rsaKey(), object{"key_ops": []string{}}), "key_ops", "key_ops must be an array of strings that is not empty"},
		{"operation null", with(rsaKey(), object{"key_ops": []any{nil}}), "key_ops", "key_ops must be an array of strings that is not empty"},
		{"operations in one string", with(rsaKey(), object{"key_ops": "sign"}), "key_ops", "key_ops must be an array of strings that is not empty"},
		{"use sig for encryption", with(rsaKey(), object{"use": "sig", "key_ops": []string{"verify", "wrapKey"}}), "key_ops", `key_ops "wrapKey" contradicts use "sig": leave one of them out`},
		{"use enc for signatures", with(rsaKey(), object{"use": "enc", "key_ops": []string{"verify"}}), "key_ops", `key_ops "verify" contradicts use "enc": leave one of them out`},
		{"x5u without host", with(rsaKey(), object{"x5u": "https:///cert.pem"}), "x5u", "x5u must be an absolute URI, such as https://example.com/certificate.pem"},
		{"relative x5u", with(rsaKey(), object{"x5u": "/cert.pem"}), "x5u", "x5u must be an absolute URI, such as https://example.com/certificate.pem"},
		{"certificate of another key", with(rsaKey(), object{"x5c": rsaCertificates["x5c"]}), "x5c", "x5c does not belong to the key: its first certificate must hold the key of the JWK"},
		{"certificate of another kty", with(rsaKey(), object{"x5c": ecCertificates["x5c"]}), "x5c", "x5c does not belong to the key: its first certificate must hold the key of the JWK"},
		{"PEM in x5c", with(rsaKey(), object{"x5c": []string{"-----BEGIN CERTIFICATE-----"}}), "x5c", "certificate 1 of x5c must be the base64 of its DER (RFC 7517 section 4.7), neither base64url nor PEM"},
		{"no DER in x5c", with(rsaKey(), object{"x5c": []any{rsaCertificates["x5c"].([]any)[0], "AQAB"}}), "x5c", "certificate 2 of x5c cannot be read: x509: malformed certificate"},
		{"no certificate in x5c", with(rsaKey(), object{"x5c": []string{}}), "x5c", "x5c must be an array of strings that is not empty"},
		{"x5t of another certificate", with(rsaCertificates, object{"kid": "rsa", "x5t": ecCertificates["x5t"]}), "x5t", "x5t is not the SHA-1 thumbprint of the first certificate of x5c"},
		{"x5t#S256 of another certificate", with(rsaCertificates, object{"kid": "rsa", "x5t#S256": ecCertificates["x5t#S256"]}), "x5t#S256", "x5t#S256 is not the SHA-256 thumbprint of the first certificate of x5c"},
		{"x5t of the wrong length", with(rsaKey(), object{"x5t": "AQAB"}), "x5t", "x5t must be a SHA-1 thumbprint, 20 bytes in base64url without padding"},
		{"x5t#S256 in base64", with(rsaKey(), object{"x5t#S256": zero(32) + "="}), "x5t#S256", "x5t#S256 must be a SHA-256 thumbprint, 32 bytes in base64url without padding"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			id, _ := tc.key["kid"].(string)
			_, err := jwk.Parse(jwks(t, with(ecKey(), object{"kid": "first"}), tc.key))
			want := []jwk.KeyError{{Index: 2, KeyID: id, Member: tc.member, Problem: tc.expect}}
			if diff := cmp.Diff(want, keyErrors(t, err)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseReportsEveryKey(t *testing.T) {
	t.Parallel()
	_, err := jwk.Parse(jwks(t,
		with(rsaKey(), object{"alg": "ES256", "key_ops": []string{"check"}}),
		with(ecKey(), object{"kid": "rsa"}),
		with(edKey(), object{"kid": nil, "use": ""}),
	))
	want := strings.Join([]string{
		`key 1 (kid "rsa"): alg "ES256" does not fit kty "RSA": allowed are RS256, RS384, RS512, PS256, PS384, PS512, RSA1_5, RSA-OAEP, RSA-OAEP-256, RSA-OAEP-384, RSA-OAEP-512`,
		`key 1 (kid "rsa"): key_ops has the unknown operation "check": allowed are sign, verify, encrypt, decrypt, wrapKey, unwrapKey, deriveKey, deriveBits`,
		`key 3: use must be a string that is not empty`,
		`key 2 (kid "rsa"): kid is the one of key 1 already: each key needs a kid of its own`,
	}, "\n")
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

// TestParseKeepsSecrets puts a secret in each private member, in every form it may come in, and looks for it in the
// error.
func TestParseKeepsSecrets(t *testing.T) {
	t.Parallel()
	const secret = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
	for _, key := range []object{rsaKey(), ecKey(), edKey(), {"kty": "oct"}, {"kty": secret[:3]}, {}} {
		for _, member := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"} {
			for _, value := range []any{secret, []string{secret}, object{"r": secret}} {
				text := jwks(t, with(key, object{member: value}))
				for _, broken := range []string{text, text[:len(text)-1], text + secret, strings.Replace(text, `"keys"`, `"key"`, 1)} {
					_, err := jwk.Parse(broken)
					if err == nil || strings.Contains(err.Error(), secret) {
						t.Errorf("Parse(%s) = %v, want an error without the secret", broken, err)
					}
				}
			}
		}
	}
}
