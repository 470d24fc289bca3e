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

// fakeApt puts an apt-get on PATH that ends with that status and downloads one archive, and a dpkg-deb that unpacks it.
// Every run of that apt-get leaves a line in the file whose path is returned.
func fakeApt(t *testing.T, status string) (runs string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the stand-ins are shell scripts")
	}
	bin := t.TempDir()
	runs = filepath.Join(t.TempDir(), "runs")
	for name, script := range map[string]string{
		"apt-get": `for word; do case $word in Dir::Cache=*) cache=${word#*=} ;; update | install) command=$word ;; esac; done
echo $command >> ` + runs + `
[ $command = update ] || echo archive > $cache/archives/one.deb
echo "what apt-get said"; exit ` + status,
		"dpkg-deb": `mkdir "$3"; cp "$2" "$3/unpacked"`,
	} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return runs
}

//nolint:paralleltest // fakeApt changes PATH, which all tests share.
func TestFetchDebianKeepsWhatItFetched(t *testing.T) {
	runs, cache := fakeApt(t, "0"), t.TempDir()
	for range 2 {
		root, err := fetchDebian(t.Context(), cache, []string{"one", "two"}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if content, err := os.ReadFile(filepath.Join(root, "unpacked")); err != nil || string(content) != "archive\n" {
			t.Errorf("unpacked %q, error %v", content, err)
		}
	}
	if got, err := os.ReadFile(runs); err != nil || string(got) != "update\ninstall\n" {
		t.Errorf("apt-get was run with %q, error %v, want one update and one install", got, err)
	}
	if entries, err := os.ReadDir(cache); err != nil || len(entries) != 1 {
		t.Errorf("in the cache: %v, error %v, want one folder", entries, err)
	}
}

// fakeApt changes PATH, which all tests share.
func TestFetchDebianSaysWhatIsMissing(t *testing.T) {
	fetch := func(want string) {
		t.Helper()
		cache := t.TempDir()
		_, err := fetchDebian(t.Context(), cache, []string{"one"}, io.Discard)
		if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %v with %q", err, ErrUnavailable, want)
		}
		if entries, err := os.ReadDir(cache); err != nil || len(entries) != 0 {
			t.Errorf("left in the cache: %v, error %v", entries, err)
		}
	}
	fakeApt(t, "100")
	fetch("what apt-get said")
	t.Setenv("PATH", t.TempDir())
	fetch("apt-get")
}
