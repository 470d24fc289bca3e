package simulate

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// serve runs the command and returns the address it prints, and a function that ends it and returns the whole output.
func serve(t *testing.T, args ...string) (address string, end func() string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	var out bytes.Buffer
	failed := make(chan error, 1)
	go func() {
		err := run(ctx, args, io.MultiWriter(&out, writer))
		_ = writer.CloseWithError(err)
		failed <- err
	}()
	lines := bufio.NewScanner(reader)
	lines.Scan()
	address, ok := strings.CutPrefix(lines.Text(), "listening on ")
	if !ok {
		cancel()
		t.Fatalf("output %q, error %v", lines.Text(), <-failed)
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	return address, func() string {
		t.Helper()
		cancel()
		if err := <-failed; err != nil {
			t.Error(err)
		}
		return out.String()
	}
}

// send sends a request that a simulator has to answer with this status.
func send(t *testing.T, status int, method, url, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != status {
		t.Errorf("%s %s: %s, want %d", method, url, answer.Status, status)
	}
}

func TestProviderBlock(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]string{
		"hydra": `    admin_url = "URL"
`,
		"nevismeta": `    url      = "URL"
    setup_id = "0f4c2a7be1d84f0a9b3c5d6e7f801122"
    username = "admin"
    password = "ninja"
`,
		"oam": `    url             = "URL"
    identity_domain = "Demo"
    username        = "weblogic"
    password        = "Welcome1"
`,
		"registration": `    issuer = "URL"
`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, end := serve(t, "--backend", name)
			want := "listening on URL\n\nprovider \"oauth\" {\n  " + name + " {\n" + settings + "  }\n}\n"
			if diff := cmp.Diff(want, strings.ReplaceAll(end(), address, "URL")); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
		})
	}
}

// TestToy checks that other machines' access is remarked on, and that the block has an address that can be used.
func TestToy(t *testing.T) {
	t.Parallel()
	address, end := serve(t, "--listen", "0.0.0.0:0")
	port := address[strings.LastIndexByte(address, ':')+1:]
	out := end()
	for _, want := range []string{"toy", fmt.Sprintf("admin_url = \"http://127.0.0.1:%s\"\n", port)} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q: %s", want, out)
		}
	}
}

// TestData restarts a simulator that keeps its data, and one that does not.
func TestData(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "clients.json")
	for _, tc := range []struct {
		name string
		args []string
		want int
	}{
		{"with a file", []string{"--data", file}, http.StatusOK},
		{"without", nil, http.StatusNotFound},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			address, end := serve(t, tc.args...)
			send(t, http.StatusCreated, http.MethodPost, address+"/admin/clients", `{"client_id":"a"}`)
			send(t, http.StatusCreated, http.MethodPost, address+"/admin/clients", `{"client_id":"b"}`)
			send(t, http.StatusNoContent, http.MethodDelete, address+"/admin/clients/b", "")
			end()
			address, end = serve(t, tc.args...)
			send(t, tc.want, http.MethodGet, address+"/admin/clients/a", "")
			send(t, http.StatusNotFound, http.MethodGet, address+"/admin/clients/b", "")
			end()
		})
	}
}

// TestDataOfEachBackend writes the file of every backend and reads it.
func TestDataOfEachBackend(t *testing.T) {
	t.Parallel()
	for name, backend := range backends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "data.json")
			for range 2 {
				if err := keep(backend.new(), name, file); err != nil {
					t.Fatal(err)
				}
			}
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != 0o600 {
				t.Errorf("mode %v: others can read the secrets", mode)
			}
		})
	}
}

func TestBadData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"empty.json":   "",
		"text.json":    "clients",
		"cut.json":     `{"backend":"hydra","data":{"a":`,
		"two.json":     `{"backend":"hydra","data":{}}{}`,
		"oam.json":     `{"backend":"oam","data":{}}`,
		"clients.json": `{"backend":"hydra","data":{"a":{"client":{"client_id":"b"}}}}`,
		"none.json":    `{"backend":"hydra"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(dir, name)
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			if err := run(t.Context(), []string{"--data", file}, &out); err == nil || !strings.Contains(err.Error(), file) {
				t.Errorf("error %v, want one that names the file", err)
			}
			if after, err := os.ReadFile(file); err != nil || string(after) != content {
				t.Errorf("the file was changed to %q, %v", after, err)
			}
		})
	}
}

// TestFullDisk checks that a change which cannot be kept is no success, and leaves nothing behind.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "clients.json")
	address, end := serve(t, "--data", file)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	send(t, http.StatusInternalServerError, http.MethodPost, address+"/admin/clients", `{"client_id":"a"}`)
	end()
	if err := run(t.Context(), []string{"--data", file}, io.Discard); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("error %v, want one that names the file", err)
	}

	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(file, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(file, nil); err == nil {
		t.Error("a directory was replaced")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestBadArguments(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"--backend other":    strings.Join(slices.Sorted(maps.Keys(backends)), ", "),
		"hydra":              `"hydra"`,
		"--colour":           "-colour",
		"--listen 127.0.0.1": "127.0.0.1",
	} {
		if err := run(t.Context(), strings.Fields(args), io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one that says %s", args, err, want)
		}
	}
}
