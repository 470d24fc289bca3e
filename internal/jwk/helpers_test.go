package jwk_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

type object = map[string]any

// rsaKey is the example of RFC 7638 section 3.1.
func rsaKey() object {
	return object{
		"kty": "RSA", "kid": "rsa", "e": "AQAB",
		"n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj" +
			"hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvR" +
			"L5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
	}
}

// ecKey is the example of RFC 7517 appendix A.1.
func ecKey() object {
	return object{
		"kty": "EC", "kid": "ec", "crv": "P-256",
		"x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
		"y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
	}
}

// edKey is the example of RFC 8037 appendix A.2.
func edKey() object {
	return object{"kty": "OKP", "kid": "ed", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
}

// with returns the key with some members changed; a change to nil takes a member out.
func with(key object, changes object) object {
	changed := maps.Clone(key)
	for name, value := range changes {
		if value == nil {
			delete(changed, name)
			continue
		}
		changed[name] = value
	}
	return changed
}

// jwks writes a JWK Set of the keys.
func jwks(t *testing.T, keys ...object) string {
	t.Helper()
	return toJSON(t, object{"keys": keys})
}

func toJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func fromJSON(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

func testdata(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// exampleKey returns a key of standard_seed_example.json: 0 is RSA, 1 is EC, both with certificates.
func exampleKey(t *testing.T, index int) object {
	t.Helper()
	set := fromJSON(t, testdata(t, "standard_seed_example.json")).(object)
	return set["keys"].([]any)[index].(object)
}

func mustRead(t *testing.T, text string) jwk.Set {
	t.Helper()
	set, err := jwk.Read(text)
	if err != nil {
		t.Fatalf("Read: %v\n%s", err, text)
	}
	return set
}

func mustParse(t *testing.T, text string) jwk.Set {
	t.Helper()
	set, err := jwk.Parse(text)
	if err != nil {
		t.Fatalf("Parse: %v\n%s", err, text)
	}
	return set
}

// keyErrors takes joined errors apart and fails on one of another type.
func keyErrors(t *testing.T, err error) []jwk.KeyError {
	t.Helper()
	if err == nil {
		return nil
	}
	all := []error{err}
	if joined, ok := errors.AsType[interface {
		error
		Unwrap() []error
	}](err); ok {
		all = joined.Unwrap()
	}
	var found []jwk.KeyError
	for _, err := range all {
		keyError, ok := errors.AsType[*jwk.KeyError](err)
		if !ok {
			t.Fatalf("error of type %T, want *jwk.KeyError: %v", err, err)
		}
		found = append(found, *keyError)
	}
	return found
}
