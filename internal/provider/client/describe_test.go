package client

import (
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// The texts of the resource say once what leaving an attribute out does, and those of the data source, which is read, say
// nothing of what writing does.
func TestDescriptions(t *testing.T) {
	t.Parallel()
	for _, f := range setup.Fields() {
		written, observed := describe(f), describeObserved(f)
		// What the server does is one sentence, and a default of the provider's configuration another.
		most := 1
		if setup.HasDefault(f) {
			most = 2
		}
		if strings.Count(written, "Left out") > most {
			t.Errorf("%s: two sentences say what leaving it out does: %s", f, written)
		}
		if strings.Contains(written, "No backend has it") || strings.Count(written, "Backends: ")+strings.Count(written, "Shown by: ") > 1 {
			t.Errorf("%s: no backend, or two lists of them: %s", f, written)
		}
		for _, words := range []string{"Left out", "warning", " takes `", "hanging it", "emoving it", "Backends: "} {
			if strings.Contains(observed, words) {
				t.Errorf("%s: the data source speaks of writing (%q): %s", f, words, observed)
			}
		}
		for _, text := range []string{written, observed} {
			if strings.Contains(text, "  ") || strings.Contains(text, "..") && !strings.Contains(text, "...") || !strings.HasSuffix(text, ".") {
				t.Errorf("%s: blanks or full stops: %q", f, text)
			}
		}
	}
}
