package provider_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// start runs a command of its own that goes on until the test ends, and returns what it prints.
func start(t *testing.T, cmd *exec.Cmd) io.Reader {
	t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // with what it starts
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var failures bytes.Buffer
	cmd.Stderr = &failures
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(failures.String())
		}
	})
	return out
}

// testPrintedBlock pastes the provider block that a simulator prints, as it stands, and makes a client with it.
func testPrintedBlock(t *testing.T, bin, backend string, w *workspace) {
	out := bufio.NewReader(start(t, exec.Command(filepath.Join(bin, "terraform-provider-oauth"), "simulate", "--backend", backend)))
	var block strings.Builder
	for line := ""; line != "}\n"; {
		var err error
		if line, err = out.ReadString('\n'); err != nil {
			t.Fatalf("%v after %q", err, block.String())
		}
		if !strings.HasPrefix(line, "listening on ") {
			block.WriteString(line)
		}
	}
	w.apply(block.String() + client("a", `client_name = "a"`, `redirect_uris = ["https://a.example.com/callback"]`))
}

var (
	readmeShell  = regexp.MustCompile("(?s)## A first plan\n.*?```shell\n(.*?)```")
	readmeConfig = regexp.MustCompile("(?s)```terraform\n(terraform \\{.*?)```")
)

// testReadme does what the README says for a first plan: the commands in the folder of the program, the configuration in an
// empty one. Only the build is done already, and the port may be taken on this machine.
func testReadme(t *testing.T, bin string, w *workspace) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	shell, config := readmeShell.FindSubmatch(text), readmeConfig.FindSubmatch(text)
	if shell == nil || config == nil {
		t.Fatal("the README has no commands or no configuration for a first plan")
	}
	port := freePort(t)
	replace := strings.NewReplacer("127.0.0.1:4445", "127.0.0.1:"+port)
	commands := regexp.MustCompile(`(?m)^make build .*$`).ReplaceAllString(replace.Replace(string(shell[1])), "")
	home := t.TempDir()
	if err := os.Symlink(bin, filepath.Join(home, "bin")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "-euc", commands+"\nwait")
	cmd.Dir = home
	cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE=")
	start(t, cmd)
	await(t, "http://127.0.0.1:"+port)
	w.env = append(w.env, "TF_CLI_CONFIG_FILE="+filepath.Join(home, "dev.tfrc"))
	if err := os.WriteFile(filepath.Join(w.dir, "main.tf"), []byte(replace.Replace(string(config[1]))), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"plan"}, {"apply", "-auto-approve"}, {"plan", "-detailed-exitcode"}} {
		engine := exec.CommandContext(t.Context(), w.engine, append(args, "-no-color")...)
		engine.Dir, engine.Env = w.dir, w.env
		if out, err := engine.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// await waits until a server answers anything.
func await(t *testing.T, url string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
			return
		}
	}
	t.Fatalf("%s does not answer", url)
}

// testMocks runs the test file of the guide on testing, on a module as it expects one.
func testMocks(t *testing.T, w *workspace) {
	text, err := os.ReadFile("../../templates/guides/testing.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, match := range pageBlock.FindAllSubmatch(text, -1) {
		if string(match[1]) != "a test file, for terraform test" {
			continue
		}
		if err := os.WriteFile(filepath.Join(w.dir, "page.tftest.hcl"), match[2], 0o600); err != nil {
			t.Fatal(err)
		}
		shop := "resource \"oauth_client\" \"shop\" {\n  redirect_uris = [\"%s://shop.example.com/callback\"]\n}\n"
		if err := w.run(fmt.Sprintf(shop, "https"), "test"); err != nil {
			t.Error(err)
		}
		if err := w.run(fmt.Sprintf(shop, "http"), "test"); err == nil || !strings.Contains(err.Error(), "A redirect URI is not https.") {
			t.Errorf("the test passes, or does not say what is wrong: %v", err)
		}
		return
	}
	t.Error("the guide has no test file")
}

// testReleaseSmoke gives the script of the release workflow an archive as goreleaser makes it.
func testReleaseSmoke(t *testing.T, bin string, w *workspace) {
	const name = "terraform-provider-oauth"
	dist := t.TempDir()
	archive := fmt.Sprintf("%s_9.8.7_%s_%s.zip", name, runtime.GOOS, runtime.GOARCH)
	program, err := os.ReadFile(filepath.Join(bin, name))
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	zipped := zip.NewWriter(&content)
	header := &zip.FileHeader{Name: name + "_v9.8.7", Method: zip.Deflate}
	header.SetMode(0o755)
	entry, err := zipped.CreateHeader(header)
	if err == nil {
		_, err = entry.Write(program)
	}
	if err := errors.Join(err, zipped.Close()); err != nil {
		t.Fatal(err)
	}
	sums := fmt.Sprintf("%x  %s\n%x  %s_9.8.7_manifest.json\n", sha256.Sum256(content.Bytes()), archive, sha256.Sum256(nil), name)
	for file, text := range map[string][]byte{archive: content.Bytes(), name + "_9.8.7_SHA256SUMS": []byte(sums)} {
		if err := os.WriteFile(filepath.Join(dist, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "../tools/release-smoke.sh", dist)
	cmd.Env = slices.Concat(w.env, []string{"TF_ACC_TERRAFORM_PATH=" + w.engine})
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
