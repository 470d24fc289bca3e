package beanjwk_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/beanjwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

type object = map[string]any

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

func mustWrite(t *testing.T, standard string) string {
	t.Helper()
	bean, err := beanjwk.Bean(standard)
	if err != nil {
		t.Fatalf("Bean(%s): %v", standard, err)
	}
	return bean
}

func mustRead(t *testing.T, text string) string {
	t.Helper()
	standard, err := beanjwk.Standard(text)
	if err != nil {
		t.Fatalf("Standard(%s): %v", text, err)
	}
	return standard
}

// seedProperties reads the paths of testdata/seed_properties.txt.
func seedProperties(t *testing.T) []string {
	t.Helper()
	var paths []string
	for line := range strings.Lines(testdata(t, "seed_properties.txt")) {
		if path := strings.TrimSpace(line); path != "" && !strings.HasPrefix(path, "#") {
			paths = append(paths, path)
		}
	}
	return paths
}

// paths lists the paths of the properties in a value, as seed_properties.txt writes them.
func paths(value any, path string) []string {
	var found []string
	switch value := value.(type) {
	case object:
		for name, member := range value {
			if slices.Contains([]string{"additionalMembers", "keys[].requiredParams", "keys[].keyStore.provider"}, path) {
				found = append(found, path+".*")
				continue
			}
			inner := strings.TrimPrefix(path+"."+name, ".")
			found = append(found, inner)
			found = append(found, paths(member, inner)...)
		}
	case []any:
		for _, item := range value {
			found = append(found, paths(item, path+"[]")...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// without takes the properties at the given paths out of a value.
func without(value any, removed []string, path string) any {
	switch value := value.(type) {
	case object:
		kept := object{}
		for name, member := range value {
			if inner := strings.TrimPrefix(path+"."+name, "."); !slices.Contains(removed, inner) {
				kept[name] = without(member, removed, inner)
			}
		}
		return kept
	case []any:
		kept := make([]any, len(value))
		for i, item := range value {
			kept[i] = without(item, removed, path+"[]")
		}
		return kept
	}
	return value
}

func TestPropertiesAreTheDocumentedOnes(t *testing.T) {
	t.Parallel()
	var rows, whole []string
	for _, property := range beanjwk.Properties() {
		rows = append(rows, property.Path)
		switch property.Fate {
		case beanjwk.Translated:
			if property.Counterpart == "" {
				t.Errorf("%s is translated: want a counterpart", property.Path)
			}
		case beanjwk.Carried, beanjwk.Derived:
			if property.Counterpart != "" {
				t.Errorf("%s has no counterpart, and %s is named", property.Path, property.Counterpart)
			}
			whole = append(whole, property.Path)
		default:
			t.Errorf("%s has the fate %d", property.Path, property.Fate)
		}
	}
	slices.Sort(rows)
	documented := slices.DeleteFunc(seedProperties(t), func(path string) bool {
		return slices.ContainsFunc(whole, func(outer string) bool {
			return strings.HasPrefix(path, outer+".") || strings.HasPrefix(path, outer+"[]")
		})
	})
	slices.Sort(documented)
	if diff := cmp.Diff(documented, rows); diff != "" {
		t.Errorf("properties (-documented +in the table):\n%s", diff)
	}
}

// TestExample checks both directions with the curl body of the documentation, whose place-holders were given
// values: bean_seed_example.json has all its properties, standard_seed_example.json says the same in RFC 7517.
func TestExample(t *testing.T) {
	t.Parallel()
	bean, standard := testdata(t, "bean_seed_example.json"), testdata(t, "standard_seed_example.json")

	// The schema has params in publicKey, the curl body has not.
	documented := slices.DeleteFunc(seedProperties(t), func(path string) bool {
		return path == "keys[].parsedX509CertChain[].publicKey.params"
	})
	slices.Sort(documented)
	if diff := cmp.Diff(documented, paths(fromJSON(t, bean), "")); diff != "" {
		t.Fatalf("properties of the example (-documented +example):\n%s", diff)
	}

	var derived []string
	for _, property := range beanjwk.Properties() {
		if property.Fate == beanjwk.Derived {
			derived = append(derived, property.Path)
		}
	}
	if diff := cmp.Diff(without(fromJSON(t, bean), derived, ""), fromJSON(t, mustWrite(t, standard))); diff != "" {
		t.Errorf("Bean (-example less what is derived +written):\n%s", diff)
	}
	if diff := cmp.Diff(fromJSON(t, standard), fromJSON(t, mustRead(t, bean))); diff != "" {
		t.Errorf("Standard (-want +got):\n%s", diff)
	}
	if private := beanjwk.Private(bean); private != nil {
		t.Errorf("the example is said to have private keys: %v", private)
	}
}

func TestBeanKeepsWhatItCannotTranslate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, standard, want string
	}{
		{"unknown members", `{"keys":[{"ext":true,"keyStore":{"type":"JKS"}}]}`, `{"keys":[{"ext":true,"keyStore":{"type":"JKS"}}]}`},
		{"times that are no date-time", `{"keys":[{"exp":1.5,"nbf":"soon","iat":253402300800}]}`, `{"keys":[{"exp":1.5,"nbf":"soon","iat":253402300800}]}`},
		{"times beyond any calendar", `{"keys":[{"exp":9223372036854775807,"nbf":-9223372036854775808,"iat":-62167219201}]}`, `{"keys":[{"exp":9223372036854775807,"nbf":-9223372036854775808,"iat":-62167219201}]}`},
		{"revocation with more in it", `{"keys":[{"revoked":{"revoked_at":1,"by":"me"}}]}`, `{"keys":[{"revoked":{"revoked_at":1,"by":"me"}}]}`},
		{"revocation at no time", `{"keys":[{"revoked":{"revoked_at":"now"}}]}`, `{"keys":[{"revoked":{"revoked_at":"now"}}]}`},
		{"thumbprint in an object", `{"keys":[{"x5t":{"value":"AQAB"}}]}`, `{"keys":[{"x5t":{"value":"AQAB"}}]}`},
		{"last second", `{"keys":[{"exp":253402300799}]}`, `{"keys":[{"expirationTime":"9999-12-31T23:59:59.000+00:00"}]}`},
		{"members of the set", `{"keys":[],"a":{"b":[1]}}`, `{"keys":[],"additionalMembers":{"a":{"b":[1]}}}`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			written := mustWrite(t, tc.standard)
			if diff := cmp.Diff(fromJSON(t, tc.want), fromJSON(t, written)); diff != "" {
				t.Errorf("Bean (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(fromJSON(t, tc.standard), fromJSON(t, mustRead(t, written))); diff != "" {
				t.Errorf("read again (-original +got):\n%s", diff)
			}
		})
	}
}

func TestStandard(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"nothing", `{}`, `{"keys":[]}`},
		{"no keys", `{"keys":null,"empty":true,"additionalMembers":null}`, `{"keys":[]}`},
		{"a set of RFC 7517", `{"keys":[{"kty":"EC","kid":"","d":"x"}],"note":{}}`, `{"keys":[{"kty":"EC","kid":"","d":"x"}],"note":{}}`},
		{"values in brief", `{"keys":[{"keyType":"RSA","keyUse":"sig","algorithm":"RS256","keyID":"a"}]}`, `{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"a"}]}`},
		{"values that say nothing", `{"keys":[{"keyType":{},"keyUse":{"value":null},"algorithm":{"name":null,"requirement":null},"x509CertThumbprint":{},"keyStore":null}]}`, `{"keys":[{}]}`},
		{"thumbprint in an object", `{"keys":[{"x509CertThumbprint":{"value":"AQAB"}}]}`, `{"keys":[{"x5t":"AQAB"}]}`},
		{"both spellings in one set", `{"keys":[{"kid":"a","keyUse":{"value":"sig"}},{"keyID":"b","use":"enc"}]}`, `{"keys":[{"kid":"a","use":"sig"},{"kid":"b","use":"enc"}]}`},
		{"both spellings of one member", `{"keys":[{"kty":"RSA","requiredParams":{"kty":"RSA","e":"AQAB"},"keyType":{"value":"RSA"}}]}`, `{"keys":[{"kty":"RSA","e":"AQAB"}]}`},
		{"date-time in another zone and with a fraction", `{"keys":[{"expirationTime":"2000-01-23T05:56:07.999+01:00"}]}`, `{"keys":[{"exp":948603367}]}`},
		{"revocation without reason", `{"keys":[{"keyRevocation":{"revocationTime":"1970-01-01T00:00:01Z","reason":null}}]}`, `{"keys":[{"revoked":{"revoked_at":1}}]}`},
		{"additional members", `{"keys":[],"additionalMembers":{"a":1},"b":2}`, `{"keys":[],"a":1,"b":2}`},
		{"one additional member in two places", `{"keys":[],"additionalMembers":{"a":1},"a":1.0}`, `{"keys":[],"a":1}`},
		{"private members stay", `{"keys":[{"requiredParams":{"kty":"oct","k":"a"},"private":true}]}`, `{"keys":[{"kty":"oct","k":"a"}]}`},
		{"what is derived goes", `{"keys":[{"kty":"EC","parsedX509CertChain":[{"version":3}]}],"empty":false}`, `{"keys":[{"kty":"EC"}]}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(fromJSON(t, tc.want), fromJSON(t, mustRead(t, tc.text))); diff != "" {
				t.Errorf("Standard(%s) (-want +got):\n%s", tc.text, diff)
			}
		})
	}
}

func TestStandardRefuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"no JSON":                            {`<html>`, "must be a JSON object"},
		"array":                              {`[]`, "must be a JSON object"},
		"null":                               {`null`, "must be a JSON object"},
		"something else":                     {`{"garbled":[]}`, "there are no keys"},
		"keys of another type":               {`{"keys":"a"}`, "keys must be an array of JSON objects"},
		"key is null":                        {`{"keys":[{},null]}`, "key 2 must be a JSON object"},
		"additional members of another type": {`{"keys":[],"additionalMembers":1}`, "additionalMembers must be a JSON object"},
		"keys among the additional members":  {`{"keys":[],"additionalMembers":{"keys":[]}}`, `additionalMembers must not hold "keys", which belongs beside it`},
		"additional member with two values":  {`{"a":1,"keys":[],"additionalMembers":{"a":2}}`, "a is there in two spellings, which say different things"},
		"two kids":                           {`{"keys":[{"kid":"a","keyID":"b"}]}`, "key 1: kid is there in two spellings, which say different things"},
		"two types":                          {`{"keys":[{"keyType":{"value":"EC"},"requiredParams":{"kty":"RSA"}}]}`, "key 1: kty is there in two spellings, which say different things"},
		"parameters of another type":         {`{"keys":[{"requiredParams":[]}]}`, "key 1: requiredParams must be a JSON object"},
		"bean name among the parameters":     {`{"keys":[{"requiredParams":{"keyID":"a"}}]}`, `key 1: requiredParams must not hold "keyID", which belongs beside it`},
		"no date-time":                       {`{"keys":[{"issueTime":1}]}`, "key 1: issueTime must be a date-time (RFC 3339)"},
		"no date-time of revocation":         {`{"keys":[{"keyRevocation":{"revocationTime":"now"}}]}`, "key 1: keyRevocation has a revocationTime that must be a date-time (RFC 3339)"},
		"revocation of another type":         {`{"keys":[{"keyRevocation":true}]}`, "key 1: keyRevocation must be a JSON object"},
		"unknown requirement":                {`{"keys":[{"algorithm":{"name":"RS256","requirement":"NONE"}}]}`, "key 1: algorithm has an unknown requirement: allowed are REQUIRED, RECOMMENDED, OPTIONAL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := beanjwk.Standard(tc.text); err == nil || err.Error() != tc.want {
				t.Errorf("Standard(%s) = %s, %v, want the error %q", tc.text, got, err, tc.want)
			}
		})
	}
}

func TestPrivate(t *testing.T) {
	t.Parallel()
	got := beanjwk.Private(`{"keys":[{"keyID":"a","private":false},{"keyID":"b","private":true},{"private":true}]}`)
	if diff := cmp.Diff([]string{"b", ""}, got); diff != "" {
		t.Errorf("Private (-want +got):\n%s", diff)
	}
}

func TestHint(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"keys":[{"kty":"EC","kid":"a","keyStore":{}}],"note":1}`: "",
		`<html>`:                             "",
		`{"keys":[],"empty":true}`:           "empty is derived by the server: leave it out",
		`{"keys":[],"additionalMembers":{}}`: "additionalMembers is a name of the Java class that nevisMeta documents: write members of the set itself instead",
		`{"keys":[{},{"keyID":"a"}]}`:        "key 2: keyID is a name of the Java class that nevisMeta documents: write kid instead",
		`{"keys":[{"private":false}]}`:       "key 1: private is derived by the server: leave it out",
	} {
		if got := beanjwk.Hint(text); got != want {
			t.Errorf("Hint(%s) = %q, want %q", text, got, want)
		}
	}
}

// FuzzStandard checks that nothing is lost on the way through the other spelling.
func FuzzStandard(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"keys":[{"keyID":"a","kid":"a","keyType":{"value":"RSA"}}],"additionalMembers":{"a":1}}`,
		`{"keys":[{"exp":1.5,"revoked":{"revoked_at":1,"by":"me"},"x5t":{"value":"AQ"},"keyOperations":["sign"],"private":true}]}`,
		`{"keys":[{"expirationTime":"2000-01-23T04:56:07Z","requiredParams":{"n":"AQ"},"keyRevocation":{"reason":{"value":"a"}}}]}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		standard, err := beanjwk.Standard(text)
		if err != nil {
			return
		}
		bean := mustWrite(t, standard)
		again := mustRead(t, bean)
		before, err := jwk.Read(standard)
		if after, againErr := jwk.Read(again); again != standard && (err != nil || againErr != nil || !jwk.Equal(before, after)) {
			t.Errorf("%s\nbecame\n%s\nand then\n%s", standard, bean, again)
		}
	})
}
