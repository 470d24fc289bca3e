package jwk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

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

func TestBeanPropertiesAreTheDocumentedOnes(t *testing.T) {
	t.Parallel()
	var rows []string
	for _, property := range jwk.BeanProperties() {
		rows = append(rows, property.Path)
		switch property.Fate {
		case jwk.Translated:
			if property.Counterpart == "" || property.Reason != "" {
				t.Errorf("%s is translated: want a counterpart and no reason", property.Path)
			}
		case jwk.Carried, jwk.Derived:
			if property.Counterpart != "" || property.Reason == "" {
				t.Errorf("%s has no counterpart: want a reason", property.Path)
			}
		default:
			t.Errorf("%s has the fate %d", property.Path, property.Fate)
		}
	}
	slices.Sort(rows)
	documented := seedProperties(t)
	slices.Sort(documented)
	if diff := cmp.Diff(documented, rows); diff != "" {
		t.Errorf("properties (-documented +in the table):\n%s", diff)
	}
}

// TestBeanExample checks both directions with the curl body of the documentation, whose place-holders were given
// values: bean_seed_example.json has all its properties, standard_seed_example.json says the same in RFC 7517.
func TestBeanExample(t *testing.T) {
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
	for _, property := range jwk.BeanProperties() {
		if property.Fate == jwk.Derived {
			derived = append(derived, property.Path)
		}
	}
	written := mustParse(t, standard).Bean()
	if diff := cmp.Diff(without(fromJSON(t, bean), derived, ""), fromJSON(t, written)); diff != "" {
		t.Errorf("Bean() (-example less what is derived +written):\n%s", diff)
	}
	read := mustRead(t, bean)
	if diff := cmp.Diff(fromJSON(t, standard), fromJSON(t, read.Standard())); diff != "" {
		t.Errorf("Standard() of the example (-want +got):\n%s", diff)
	}
	if read.HasPrivate() {
		t.Error("HasPrivate() = true, want false")
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
			set := mustRead(t, tc.standard)
			if diff := cmp.Diff(fromJSON(t, tc.want), fromJSON(t, set.Bean())); diff != "" {
				t.Errorf("Bean() (-want +got):\n%s", diff)
			}
			if !jwk.Equal(set, mustRead(t, set.Bean())) {
				t.Error("reading Bean() again gives another set")
			}
		})
	}
}
