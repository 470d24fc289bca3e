package jwk_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

// checkRoundTrips checks that nothing is lost by writing a set and reading it again.
func checkRoundTrips(t *testing.T, set jwk.Set) {
	t.Helper()
	if !jwk.Equal(set, set) || !jwk.Covers(set, set) {
		t.Errorf("not equal to itself: %s", set.Standard())
	}
	text := set.Standard()
	again, err := jwk.Read(text)
	if err != nil {
		t.Fatalf("Read(%s): %v", text, err)
	}
	if !jwk.Equal(set, again) || again.HasPrivate() {
		t.Errorf("written:\n%s\nread again:\n%s", text, again.Standard())
	}
}

func TestExampleRoundTrips(t *testing.T) {
	t.Parallel()
	checkRoundTrips(t, mustRead(t, testdata(t, "standard_seed_example.json")))
}

// TestRandomSetsRoundTrip gives every member every kind of value, fitting or not.
func TestRandomSetsRoundTrip(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7517, 7638))
	names := []string{
		"kty", "kid", "use", "key_ops", "alg", "x5u", "x5c", "x5t", "x5t#S256", "n", "e", "crv", "x", "y", "exp", "nbf", "iat",
		"revoked", "keyStore", "ext", "value", "",
	}
	values := []any{
		nil, true, 0, -1, 946684800, 1e300, 253402300800, 0.5, "", "RSA", "EC", "AQAB", "AAEAAQ", "2000-01-23T04:56:07Z", "<&>\u2028",
		[]any{},
		[]any{nil},
		[]any{"sign", "sign", ""},
		[]any{"AQ=="},
		object{},
		object{"value": "a"},
		object{"value": nil},
		object{"name": "RS256", "requirement": "NONE"},
		object{"revoked_at": 1, "reason": "a"},
		object{"revoked_at": 1, "reason": nil},
		object{"revoked_at": 1, "more": 1},
		object{"keys": []any{}},
	}
	for range 2000 {
		set := object{"note": values[random.IntN(len(values))]}
		var keys []object
		for range random.IntN(3) {
			key := object{}
			for range random.IntN(8) {
				key[names[random.IntN(len(names))]] = values[random.IntN(len(values))]
			}
			keys = append(keys, key)
		}
		set["keys"] = keys
		checkRoundTrips(t, mustRead(t, toJSON(t, set)))
	}
}

// FuzzRead starts from the texts in testdata/fuzz, which are short on purpose: the fuzzer takes minutes to shrink a
// text with certificates in it.
func FuzzRead(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		set, err := jwk.Read(text)
		if err != nil {
			if _, ok := errors.AsType[*jwk.KeyError](err); !ok {
				t.Errorf("error of type %T: %v", err, err)
			}
			return
		}
		checkRoundTrips(t, set)
	})
}

// FuzzParse checks besides that what Parse accepts is read as the same by Read, and holds no private member.
func FuzzParse(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		set, err := jwk.Parse(text)
		keyErrors(t, err)
		if err != nil {
			return
		}
		checkRoundTrips(t, set)
		read := mustRead(t, text)
		if !jwk.Equal(set, read) || read.HasPrivate() {
			t.Errorf("Parse and Read differ:\n%s\n%s", set.Standard(), read.Standard())
		}
		mustParse(t, set.Standard())
	})
}

// FuzzPublic checks that no private member is left of whatever a server shows, and that there is nothing to take out of the
// rest.
func FuzzPublic(f *testing.F) {
	for _, seed := range []string{
		"", "{}", "null", "5", `{"keys":[{"kty":"EC","d":"a"}]}`, `{"keys":[{"d":"a"}],"keys":[]}`, `{"keys":[{"kty":"oct","k":"a"}]}`,
		`{"keys":[{"keyType":{"value":"EC"},"requiredParams":{"d":"a"}}]}`, `{"d":`, `"-----BEGIN PRIVATE KEY-----"`, `[{"k":1}]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		public, private := jwk.Public(text)
		if private == nil && public != text {
			t.Errorf("%q became %q, and no key is named", text, public)
		}
		if again, more := jwk.Public(public); again != public || more != nil {
			t.Errorf("there is more to take out of %q", public)
		}
	})
}
