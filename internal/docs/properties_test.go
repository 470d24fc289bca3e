package docs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// TestEveryDocumentedPropertyHasOneAttribute compares what the drivers exchange with the properties of the products'
// documents, as listed in testdata.
func TestEveryDocumentedPropertyHasOneAttribute(t *testing.T) {
	t.Parallel()
	for _, backend := range setup.Backends() {
		t.Run(backend.Name(), func(t *testing.T) {
			t.Parallel()
			byName := map[string]oauthclient.Field{}
			seen := map[oauthclient.Field]bool{}
			for _, p := range backend.Profile().Properties {
				if seen[p.Field] {
					t.Errorf("%s has two properties", p.Field)
				}
				seen[p.Field] = true
				if p.Name == "" {
					continue
				}
				if other, twice := byName[p.Name]; twice {
					t.Errorf("%s and %s both hold %q", p.Field, other, p.Name)
				}
				byName[p.Name] = p.Field
			}
			for _, property := range documented(t, backend.Name()) {
				if _, ok := byName[property]; !ok {
					t.Errorf("the documented property %q has no attribute", property)
				}
			}
		})
	}
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
	for _, backend := range setup.Backends() {
		backends = append(backends, backend.Name())
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
