package jwk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

func TestReadEmpty(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"null", " { } ", `{"keys":null}`, `{"keys":[]}`, `{"keys":[],"empty":true}`, `{"keys":[],"additionalMembers":null}`,
	} {
		set := mustRead(t, text)
		if !jwk.Equal(set, jwk.Set{}) || set.Standard() != `{"keys":[]}` || set.Bean() != `{"keys":[]}` {
			t.Errorf("Read(%s) is %s, want the empty set", text, set.Standard())
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, want string
	}{
		{"optional members that say nothing", `{"keys":[{"kid":"","use":null,"alg":"","key_ops":[],"x5c":[null,{}],"x5t":{},"x5u":"","exp":null}]}`, `{"keys":[{}]}`},
		{"unknown members are kept", `{"keys":[{"ext":"","list":[],"none":null}],"note":{}}`, `{"keys":[{"ext":"","list":[]}],"note":{}}`},
		{"bean values in brief", `{"keys":[{"keyType":"RSA","keyUse":"sig","algorithm":"RS256","keyID":"a"}]}`, `{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"a"}]}`},
		{"bean values that say nothing", `{"keys":[{"keyType":{},"keyUse":{"value":null},"algorithm":{"name":null,"requirement":null},"x509CertThumbprint":{},"x509CertChain":[null,null]}]}`, `{"keys":[{}]}`},
		{"bean thumbprint in an object", `{"keys":[{"x509CertThumbprint":{"value":"AQAB"}}]}`, `{"keys":[{"x5t":"AQAB"}]}`},
		{"both spellings in one set", `{"keys":[{"kid":"a","keyUse":{"value":"sig"}},{"keyID":"b","use":"enc"}]}`, `{"keys":[{"kid":"a","use":"sig"},{"kid":"b","use":"enc"}]}`},
		{"both spellings of one member", `{"keys":[{"kty":"RSA","e":"AAEAAQ","requiredParams":{"kty":"RSA","e":"AQAB"},"keyType":{"value":"RSA"}}]}`, `{"keys":[{"kty":"RSA","e":"AQAB"}]}`},
		{"date-time in another zone and with a fraction", `{"keys":[{"expirationTime":"2000-01-23T05:56:07.999+01:00"}]}`, `{"keys":[{"exp":948603367}]}`},
		{"revocation without reason", `{"keys":[{"keyRevocation":{"revocationTime":"1970-01-01T00:00:01Z","reason":null}}]}`, `{"keys":[{"revoked":{"revoked_at":1}}]}`},
		{"additional members", `{"keys":[],"additionalMembers":{"a":1},"b":2}`, `{"keys":[],"a":1,"b":2}`},
		{"one additional member in two places", `{"keys":[],"additionalMembers":{"a":1},"a":1.0}`, `{"keys":[],"a":1}`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			set := mustRead(t, tc.text)
			if diff := cmp.Diff(fromJSON(t, tc.want), fromJSON(t, set.Standard())); diff != "" {
				t.Errorf("Read(%s) (-want +got):\n%s", tc.text, diff)
			}
			if set.HasPrivate() {
				t.Error("HasPrivate() = true, want false")
			}
		})
	}
}

func TestReadDropsPrivateMembers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, want string
	}{
		{"private members", `{"keys":[{"kty":"OKP","d":"a","p":"b","q":"c","dp":"d","dq":"e","qi":"f","oth":[],"priv":"g"}]}`, `{"keys":[{"kty":"OKP"}]}`},
		{"symmetric key", `{"keys":[{"kty":"oct","k":"a"}]}`, `{"keys":[{"kty":"oct"}]}`},
		{"symmetric key in the bean spelling", `{"keys":[{"requiredParams":{"kty":"oct","k":"a"},"private":true}]}`, `{"keys":[{"kty":"oct"}]}`},
		{"said only", `{"keys":[{"kty":"RSA"},{"keyType":{"value":"EC"},"private":true}]}`, `{"keys":[{"kty":"RSA"},{"kty":"EC"}]}`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			set := mustRead(t, tc.text)
			if diff := cmp.Diff(fromJSON(t, tc.want), fromJSON(t, set.Standard())); diff != "" {
				t.Errorf("Read(%s) (-want +got):\n%s", tc.text, diff)
			}
			if !set.HasPrivate() || !set.Keys[len(set.Keys)-1].HasPrivate() {
				t.Error("HasPrivate() = false, want true")
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	example := exampleKey(t, 0)
	chain := func(parsed ...object) string {
		return jwks(t, object{"keyID": "a", "x509CertChain": example["x5c"], "parsedX509CertChain": parsed})
	}
	certificates := example["x5c"].([]any)
	tests := []struct {
		name, text string
		want       jwk.KeyError
	}{
		{"no JSON", `<html>`, jwk.KeyError{Problem: "is not valid JSON (the fault is at byte 1)"}},
		{"array", `[]`, jwk.KeyError{Problem: "must be a JSON object"}},
		{"keys of another type", `{"keys":"a"}`, jwk.KeyError{Member: "keys", Problem: "keys must be an array"}},
		{"key is null", `{"keys":[{},null]}`, jwk.KeyError{Index: 2, Problem: "must be a JSON object"}},
		{"empty with keys", `{"keys":[{}],"empty":true}`, jwk.KeyError{Member: "empty", Problem: "empty is true beside 1 keys"}},
		{"not empty without keys", `{"empty":false}`, jwk.KeyError{Member: "empty", Problem: "empty is false beside 0 keys"}},
		{"additional members of another type", `{"additionalMembers":1}`, jwk.KeyError{Member: "additionalMembers", Problem: "additionalMembers must be a JSON object"}},
		{"keys among the additional members", `{"additionalMembers":{"keys":[]}}`, jwk.KeyError{Member: "additionalMembers", Problem: `additionalMembers must not hold "keys", a property of the set itself`}},
		{"additional member with two values", `{"a":1,"additionalMembers":{"a":2}}`, jwk.KeyError{Member: "a", Problem: "a is there in two spellings, which say different things"}},
		{"two kids", `{"keys":[{"kid":"a","keyID":"b"}]}`, jwk.KeyError{Index: 1, KeyID: "a", Member: "kid", Problem: "kid is there in two spellings, which say different things"}},
		{"two types", `{"keys":[{"keyType":{"value":"EC"},"requiredParams":{"kty":"RSA"}}]}`, jwk.KeyError{Index: 1, Member: "kty", Problem: "kty is there in two spellings, which say different things"}},
		{"parameters of another type", `{"keys":[{"kid":"a","requiredParams":[]}]}`, jwk.KeyError{Index: 1, KeyID: "a", Member: "requiredParams", Problem: "requiredParams must be a JSON object"}},
		{"bean name among the parameters", `{"keys":[{"keyID":"b","requiredParams":{"keyID":"a"}}]}`, jwk.KeyError{Index: 1, KeyID: "b", Member: "requiredParams", Problem: `requiredParams must not hold "keyID", a property of the key itself`}},
		{"no date-time", `{"keys":[{"issueTime":1}]}`, jwk.KeyError{Index: 1, Member: "issueTime", Problem: "issueTime must be a date-time (RFC 3339)"}},
		{"no date-time of revocation", `{"keys":[{"keyRevocation":{"revocationTime":"now"}}]}`, jwk.KeyError{Index: 1, Member: "keyRevocation", Problem: "keyRevocation has a revocationTime that must be a date-time (RFC 3339)"}},
		{"revocation of another type", `{"keys":[{"keyRevocation":true}]}`, jwk.KeyError{Index: 1, Member: "keyRevocation", Problem: "keyRevocation must be a JSON object"}},
		{"unknown requirement", `{"keys":[{"algorithm":{"name":"RS256","requirement":"NONE"}}]}`, jwk.KeyError{Index: 1, Member: "algorithm", Problem: "algorithm has an unknown requirement: allowed are REQUIRED, RECOMMENDED, OPTIONAL"}},
		{"private of another type", `{"keys":[{"private":"no","keyID":"a"}]}`, jwk.KeyError{Index: 1, KeyID: "a", Member: "private", Problem: "private must be true or false"}},
		{"private contradicted", `{"keys":[{"private":false,"d":"a"}]}`, jwk.KeyError{Index: 1, Member: "private", Problem: "private is false beside private members"}},
		{"parsed chain of another type", `{"keys":[{"parsedX509CertChain":{}}]}`, jwk.KeyError{Index: 1, Member: "parsedX509CertChain", Problem: "parsedX509CertChain must be an array"}},
		{"parsed chain of another length", chain(object{}), jwk.KeyError{Index: 1, KeyID: "a", Member: "parsedX509CertChain", Problem: "parsedX509CertChain has 1 certificates and x509CertChain 2"}},
		{"parsed chain in another order", chain(object{"encoded": certificates[1]}, object{"encoded": certificates[0]}), jwk.KeyError{Index: 1, KeyID: "a", Member: "parsedX509CertChain", Problem: "parsedX509CertChain and x509CertChain differ in certificate 1"}},
		{"parsed chain with another certificate", chain(object{"encoded": []any{certificates[0]}}, object{"encoded": "AQAB"}), jwk.KeyError{Index: 1, KeyID: "a", Member: "parsedX509CertChain", Problem: "parsedX509CertChain and x509CertChain differ in certificate 2"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := jwk.Read(tc.text)
			if diff := cmp.Diff([]jwk.KeyError{tc.want}, keyErrors(t, err)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}
