package docs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
)

// TestEveryDocumentedPropertyHasOneAttribute compares what the drivers exchange with the properties of the products'
// documents, as listed in testdata.
func TestEveryDocumentedPropertyHasOneAttribute(t *testing.T) {
	t.Parallel()
	for _, backend := range provider.Backends() {
		t.Run(backend.Name, func(t *testing.T) {
			t.Parallel()
			for _, property := range documented(t, backend.Name) {
				f, ok := backend.Properties[property]
				if !ok {
					t.Errorf("the documented property %q has no attribute", property)
					continue
				}
				if !backend.Configurable.Has(f) && !issued(backend, f) {
					t.Errorf("the documented property %q is held by %s, which the backend neither stores nor issues", property, f)
				}
			}
			seen := map[oauthclient.Field]string{}
			for property, f := range backend.Properties {
				if other, twice := seen[f]; twice {
					t.Errorf("%s holds both %q and %q", f, property, other)
				}
				seen[f] = property
			}
		})
	}
}

func issued(backend provider.Support, f oauthclient.Field) bool {
	_, ok := backend.Fills[f]
	return ok
}

func documented(t *testing.T, backend string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", backend+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(text))
}

// TestTestdataHasEveryBackend keeps a backend without a list of properties from passing unseen.
func TestTestdataHasEveryBackend(t *testing.T) {
	t.Parallel()
	var backends, lists []string
	for _, backend := range provider.Backends() {
		backends = append(backends, backend.Name)
	}
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		lists = append(lists, strings.TrimSuffix(filepath.Base(file), ".txt"))
	}
	sorted := cmp.Transformer("set", func(names []string) map[string]bool {
		set := map[string]bool{}
		for _, name := range names {
			set[name] = true
		}
		return set
	})
	if diff := cmp.Diff(backends, lists, sorted); diff != "" {
		t.Errorf("backends and lists of properties differ (-backends +lists):\n%s", diff)
	}
}
