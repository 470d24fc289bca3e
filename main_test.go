package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/export"
)

// serves says, in the environment, that this is to be a provider and no test.
const serves = "TEST_SERVES_PROVIDER"

func TestMain(m *testing.M) {
	if os.Getenv(serves) == "" {
		os.Exit(m.Run())
	}
	_ = run(nil, os.Stdout)
}

// A provider leaves it to the engine what comes of SIGTERM, and ends with it.
func TestRun_terminated(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM")
	}
	engine := exec.CommandContext(t.Context(), "sh", "-c", `"$0" & echo $!; wait`, os.Args[0])
	engine.Env = append(os.Environ(), serves+"=1", "PLUGIN_PROTOCOL_VERSIONS=6",
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
	pipe, err := engine.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := engine.Start(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReader(pipe)
	var id int
	for range 2 { // in either order
		line, err := out.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(line, "|6|") {
			continue
		}
		if id, err = strconv.Atoi(strings.TrimSpace(line)); err != nil {
			t.Fatalf("the provider said %q", line)
		}
	}
	if id <= 1 {
		t.Fatalf("the provider is process %d", id)
	}
	provider, err := os.FindProcess(id)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Kill() })
	ended := make(chan struct{})
	go func() { // the provider keeps the pipe open as long as it lives
		_, _ = io.Copy(io.Discard, out)
		close(ended)
	}()
	if err := provider.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	select {
	case <-ended:
		t.Fatal("SIGTERM has ended the provider")
	case <-time.After(1500 * time.Millisecond):
	}
	if err := engine.Process.Kill(); err != nil {
		t.Error(err)
	}
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		t.Error("the provider lives on without its engine")
	}
	_ = engine.Wait()
}

func TestRun(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		args, want, failure string
	}{
		{args: "--help", want: "terraform-provider-oauth simulate"},
		{args: "-h", want: "-debug"},
		{args: "--version", want: "terraform-provider-oauth dev\n"},
		{args: "simulate --help", want: "-backend"},
		{args: "export --help", want: "-not-in"},
		{args: "--colour", failure: "-colour"},
		{args: "simulat --backend hydra", failure: `no command "simulat"; --help`},
		{args: "simulate --backend other", failure: "other"},
		{args: "export --colour", failure: "-colour"},
	} {
		t.Run(tc.args, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			err := run(strings.Fields(tc.args), &out)
			switch {
			case (err != nil) != (tc.failure != ""):
				t.Errorf("error %v", err)
			case err != nil && !strings.Contains(err.Error(), tc.failure):
				t.Errorf("error %v, want one that says %q", err, tc.failure)
			case !strings.Contains(out.String(), tc.want):
				t.Errorf("output %q, want it to contain %q", out.String(), tc.want)
			}
		})
	}
}

func TestExitCode(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{"export --colour": 2, "export": 1, "--colour": 1} {
		if got := exitCode(run(strings.Fields(args), io.Discard)); got != want {
			t.Errorf("%s: exit code %d, want %d", args, got, want)
		}
	}
	if got := exitCode(export.ErrIncomplete); got != 3 {
		t.Errorf("exit code %d for an incomplete export", got)
	}
}
