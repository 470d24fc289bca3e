package live

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// fakeNode puts a node of that version and an npm on PATH, in front of the real ones. Every run of that npm leaves a line
// in the file whose path is returned.
func fakeNode(t *testing.T, version string) (runs string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the stand-ins are shell scripts")
	}
	bin := t.TempDir()
	runs = filepath.Join(t.TempDir(), "runs")
	for name, script := range map[string]string{
		"node": "echo " + version,
		"npm":  "echo \"$@\" >> " + runs + "; mkdir node_modules",
	} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return runs
}

//nolint:paralleltest // fakeNode changes PATH, which all tests share.
func TestInstallNodeKeepsWhatItInstalled(t *testing.T) {
	runs := fakeNode(t, "v22.1.0")
	cache, dir := t.TempDir(), filepath.Join(t.TempDir(), "program")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	install := func(server string) string {
		t.Helper()
		for name, content := range map[string]string{"package.json": "{}", "package-lock.json": "{}", "server.mjs": server} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		installed, err := installNode(t.Context(), cache, dir, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if content, err := os.ReadFile(filepath.Join(installed, "server.mjs")); err != nil || string(content) != server {
			t.Errorf("installed %q, error %v, want %q", content, err, server)
		}
		return installed
	}

	first := install("one")
	if second := install("one"); second != first {
		t.Errorf("second folder %s, want %s", second, first)
	}
	if third := install("two"); third == first {
		t.Errorf("another program in the same folder, %s", third)
	}

	if _, err := os.Stat(filepath.Join(first, "node_modules")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err == nil {
		t.Error("packages in the source tree")
	}
	got, err := os.ReadFile(runs)
	if want := strings.Repeat("ci --ignore-scripts --no-audit --no-fund\n", 2); err != nil || string(got) != want {
		t.Errorf("npm was run with %q, error %v, want %q", got, err, want)
	}
}

//nolint:paralleltest // fakeNode changes PATH, which all tests share.
func TestCheckNode(t *testing.T) {
	for _, tc := range []struct {
		version string
		// problem is part of the error; empty for none.
		problem string
	}{
		{"v20.20.2", ""},
		{"v24.0.0", ""},
		{"v20.19.9", "node 20.20 or newer must be on PATH, found v20.19.9"},
		{"v18.20.0", "node 20.20 or newer must be on PATH, found v18.20.0"},
		{"nonsense", `node --version printed "nonsense"`},
	} {
		t.Run(tc.version, func(t *testing.T) {
			fakeNode(t, tc.version)
			err := checkNode(t.Context())
			if (err == nil) != (tc.problem == "") || err != nil && !strings.Contains(err.Error(), tc.problem) {
				t.Errorf("error %v, want %q", err, tc.problem)
			}
		})
	}
	t.Run("missing", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if err := checkNode(t.Context()); err == nil || !strings.Contains(err.Error(), "must be on PATH") {
			t.Errorf("error %v", err)
		}
	})
}

// It changes PATH, which all tests share.
func TestInstallNodeWithoutNode(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := installNode(t.Context(), t.TempDir(), t.TempDir(), io.Discard); !errors.Is(err, ErrUnavailable) {
		t.Errorf("error %v, want %v", err, ErrUnavailable)
	}
}
