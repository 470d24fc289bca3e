package jwk_test

import (
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

func TestEqual(t *testing.T) {
	t.Parallel()
	example := exampleKey(t, 0)
	chain := example["x5c"].([]any)
	tests := []struct {
		name string
		a, b string
		want bool
	}{
		{"order of keys", jwks(t, rsaKey(), ecKey()), jwks(t, ecKey(), rsaKey()), true},
		{"fewer keys", jwks(t, rsaKey(), ecKey()), jwks(t, rsaKey()), false},
		{"another key", jwks(t, rsaKey()), jwks(t, with(ecKey(), object{"kid": "rsa"})), false},
		{"one key twice", jwks(t, rsaKey(), rsaKey(), ecKey()), jwks(t, rsaKey(), ecKey(), ecKey()), false},
		{"leading zeros of e", jwks(t, rsaKey()), jwks(t, with(rsaKey(), object{"e": "AAEAAQ"})), true},
		{"padding", jwks(t, ecKey()), jwks(t, with(ecKey(), object{"x": ecKey()["x"].(string) + "="})), true},
		{"leading zeros of x", jwks(t, ecKey()), jwks(t, with(ecKey(), object{"x": "AAAA" + ecKey()["x"].(string)})), true},
		{"leading zeros are part of an Ed25519 key", `{"keys":[{"kty":"OKP","x":"AAE"}]}`, `{"keys":[{"kty":"OKP","x":"AQ"}]}`, false},
		{"another e", jwks(t, rsaKey()), jwks(t, with(rsaKey(), object{"e": "Aw"})), false},
		{"e that is not base64url", jwks(t, with(rsaKey(), object{"e": "+"})), jwks(t, with(rsaKey(), object{"e": "/"})), false},
		{"null is absent", jwks(t, rsaKey()), `{"keys":[` + toJSON(t, rsaKey())[:1] + `"use":null,` + toJSON(t, rsaKey())[1:] + `]}`, true},
		{"another kid", jwks(t, rsaKey()), jwks(t, with(rsaKey(), object{"kid": "b"})), false},
		{"use on one side", jwks(t, rsaKey()), jwks(t, with(rsaKey(), object{"use": "sig"})), false},
		{"order of key_ops", `{"keys":[{"key_ops":["sign","verify"]}]}`, `{"keys":[{"key_ops":["verify","sign","verify"]}]}`, true},
		{"other key_ops", `{"keys":[{"key_ops":["sign","verify"]}]}`, `{"keys":[{"key_ops":["sign"]}]}`, false},
		{"order of x5c", jwks(t, object{"x5c": chain}), jwks(t, object{"x5c": []any{chain[1], chain[0]}}), false},
		{"padding in x5c", `{"keys":[{"x5c":["AQ=="]}]}`, `{"keys":[{"x5c":["AQ"]}]}`, true},
		{"unknown member on one side", jwks(t, rsaKey()), jwks(t, with(rsaKey(), object{"ext": true})), false},
		{"numbers by value", `{"keys":[{"a":[1000,0.5,-0,12.50]}]}`, `{"keys":[{"a":[1.0e3,5E-1,0.0e7,125e-1]}]}`, true},
		{"other numbers", `{"keys":[{"a":10}]}`, `{"keys":[{"a":100}]}`, false},
		{"negative numbers", `{"keys":[{"a":-1}]}`, `{"keys":[{"a":1}]}`, false},
		{"numbers beyond any float", `{"keys":[{"a":1e999999999}]}`, `{"keys":[{"a":1e999999998}]}`, false},
		{"number and string", `{"keys":[{"a":1}]}`, `{"keys":[{"a":"1e0"}]}`, false},
		{"objects by value", `{"keys":[{"a":{"b":1,"c":"\u0064"}}]}`, `{"keys":[{"a":{"c":"d","b":1}}]}`, true},
		{"members of the set", `{"keys":[],"a":1}`, `{"keys":[],"a":1.0}`, true},
		{"another member of the set", `{"keys":[],"a":1}`, `{"keys":[],"a":2}`, false},
		{"member of the set on one side", `{"keys":[],"a":1}`, `{"keys":[]}`, false},
		{"private members", `{"keys":[{"kty":"RSA","d":"a"}]}`, `{"keys":[{"kty":"RSA"}]}`, true},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a, b := mustRead(t, tc.a), mustRead(t, tc.b)
			if got := jwk.Equal(a, b); got != tc.want {
				t.Errorf("Equal(a, b) = %t, want %t", got, tc.want)
			}
			if got := jwk.Equal(b, a); got != tc.want {
				t.Errorf("Equal(b, a) = %t, want %t", got, tc.want)
			}
			if tc.want && (!jwk.Covers(a, b) || !jwk.Covers(b, a)) {
				t.Error("equal sets do not cover each other")
			}
		})
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	full := with(rsaKey(), object{"use": "sig", "alg": "RS256", "key_ops": []string{"verify"}, "ext": true})
	tests := []struct {
		name               string
		server, configured string
		want               bool
	}{
		{"dropped key_ops and unknown members", jwks(t, with(rsaKey(), object{"use": "sig", "alg": "RS256"})), jwks(t, full), true},
		{"Hydra's spelling of e", jwks(t, rsaKey()), jwks(t, with(rsaKey(), object{"e": "AAEAAQ"})), true},
		{"dropped member of the set", `{"keys":[]}`, `{"keys":[],"a":1}`, true},
		{"added member of the set", `{"keys":[],"a":1}`, `{"keys":[]}`, true},
		{"other member of the set", `{"keys":[],"a":1}`, `{"keys":[],"a":2}`, false},
		{"added x5t", jwks(t, with(rsaKey(), object{"x5t": "AQAB"})), jwks(t, rsaKey()), true},
		{"added key_ops", jwks(t, with(rsaKey(), object{"key_ops": []string{"verify"}})), jwks(t, rsaKey()), false},
		{"other key_ops", jwks(t, with(full, object{"key_ops": []string{"sign"}})), jwks(t, full), false},
		{"other unknown member", jwks(t, with(full, object{"ext": false})), jwks(t, full), false},
		{"dropped use", jwks(t, with(full, object{"use": nil})), jwks(t, full), false},
		{"added use", jwks(t, full), jwks(t, with(full, object{"use": nil})), false},
		{"other alg", jwks(t, with(full, object{"alg": "RS384"})), jwks(t, full), false},
		{"other kid", jwks(t, with(full, object{"kid": "b"})), jwks(t, full), false},
		{"dropped kid", jwks(t, with(full, object{"kid": nil})), jwks(t, full), false},
		{"other material", jwks(t, with(full, object{"e": "Aw"})), jwks(t, full), false},
		{"key missing", jwks(t, rsaKey()), jwks(t, rsaKey(), ecKey()), false},
		{"key too many", jwks(t, rsaKey(), ecKey()), jwks(t, rsaKey()), false},
		{"one key twice", jwks(t, rsaKey(), rsaKey()), jwks(t, rsaKey(), ecKey()), false},
		{
			"variants of one key find their own",
			jwks(t, rsaKey(), with(rsaKey(), object{"a": 1})), jwks(t, with(rsaKey(), object{"a": 1}), with(rsaKey(), object{"a": 2})), true,
		},
		{"empty", `{}`, `{"keys":[]}`, true},
		{"nothing left", `{}`, jwks(t, rsaKey()), false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := jwk.Covers(mustRead(t, tc.server), mustRead(t, tc.configured)); got != tc.want {
				t.Errorf("Covers = %t, want %t", got, tc.want)
			}
		})
	}
}
