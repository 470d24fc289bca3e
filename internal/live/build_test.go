package live

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// writeProgram makes a module whose main package prints a word, and returns its folder.
func writeProgram(t *testing.T, word string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"go.mod":  "module example.com/word\n\ngo 1.26\n",
		"go.sum":  "",
		"main.go": "package main\n\nfunc main() { print(\"" + word + "\") }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestBuildGoKeepsWhatItBuilt(t *testing.T) {
	t.Parallel()
	cache := t.TempDir()
	program := goProgram{name: "word", dir: writeProgram(t, "one"), pkg: "example.com/word"}
	build := func() string {
		t.Helper()
		path, err := buildGo(t.Context(), cache, program, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), path).CombinedOutput()
		if err != nil || string(out) != "one" {
			t.Fatalf("the program printed %q, error %v", out, err)
		}
		return path
	}

	first := build()
	// What cannot be built any more shows whether the second time builds.
	if err := os.WriteFile(filepath.Join(program.dir, "main.go"), []byte("package main; broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if second := build(); second != first {
		t.Errorf("second path %s, want %s", second, first)
	}

	if err := os.WriteFile(filepath.Join(program.dir, "go.sum"), []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if path, err := buildGo(t.Context(), cache, program, io.Discard); err == nil {
		t.Errorf("other sources, and still %s", path)
	}
	entries, err := os.ReadDir(cache)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("the failed build left something behind: %v", entries)
	}
}

func TestBuildGoShowsWhatTheCompilerSaid(t *testing.T) {
	t.Parallel()
	program := goProgram{name: "word", dir: writeProgram(t, `"`), pkg: "example.com/word", version: "v1.2.3"}
	_, err := buildGo(t.Context(), t.TempDir(), program, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "example.com/word@v1.2.3") || !strings.Contains(err.Error(), "main.go:3") {
		t.Errorf("error %v", err)
	}
}

func TestModuleRoot(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "internal", "live", "hydra", "go.sum")); err != nil {
		t.Error(err)
	}
}
