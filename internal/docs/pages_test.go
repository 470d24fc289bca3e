package docs_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSignatures keeps a signature from being written as no function has it: the generator puts a comma before a variadic
// parameter that is the only one.
func TestSignatures(t *testing.T) {
	t.Parallel()
	functions, err := filepath.Glob(filepath.Join(repository, "docs/functions/*.md"))
	if err != nil || len(functions) == 0 {
		t.Fatalf("no functions: %v", err)
	}
	signature := regexp.MustCompile("(?s)## Signature.*?```text\n(.*?)\n```")
	for _, page := range functions {
		match := signature.FindStringSubmatch(read(t, page))
		name := strings.TrimSuffix(filepath.Base(page), ".md")
		if match == nil || !regexp.MustCompile(`^`+name+`\(\w+ [\w .]+(, \w+ [\w .]+)*\) \w+$`).MatchString(match[1]) {
			t.Errorf("%s has the signature %q", page, match)
		}
	}
}
