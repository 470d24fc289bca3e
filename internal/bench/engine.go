package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A measurement is what one run of an engine cost.
type measurement struct {
	wall             time.Duration
	engine, provider usage
	requests         int64
}

// A bench is a subject in a directory of its own.
type bench struct {
	subject
	dir string
	n   int
	// results are the measurements by the name of the step.
	results map[string][]measurement
}

// prepare puts the provider and the configuration into the directory.
func (b *bench) prepare() error {
	if err := os.MkdirAll(b.dir, 0o750); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	file := providerPrefix + b.provider
	if err := errors.Join(os.Symlink(self, filepath.Join(b.dir, file)), os.Symlink(b.binary, filepath.Join(b.dir, realPrefix+file))); err != nil {
		return err
	}
	source := b.source
	if source == "" {
		source = "oauth-clients/" + b.provider
	}
	required := fmt.Sprintf("terraform {\n  required_providers {\n    %s = { source = %q }\n  }\n}\nvariable \"name\" {\n  default = \"n\"\n}\n", b.provider, source)
	overrides := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n", source, b.dir)
	return errors.Join(
		os.WriteFile(filepath.Join(b.dir, "main.tf"), []byte(required+b.config(b.n)), 0o600),
		os.WriteFile(filepath.Join(b.dir, "cli.tfrc"), []byte(overrides), 0o600),
	)
}

// run runs the engine and measures it.
func (b *bench) run(ctx context.Context, s *server, step string, args ...string) error {
	usageFile := filepath.Join(b.dir, "usage")
	if err := os.RemoveAll(usageFile); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, enginePath(), append([]string{"-chdir=" + b.dir}, args...)...)
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(b.dir, "cli.tfrc"), "CHECKPOINT_DISABLE=1", usageVariable+"="+usageFile)
	before, start := s.requests.Load(), time.Now()
	out, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s, %s: %w: %s", b.name, step, err, tail(out))
	}
	m := measurement{wall: time.Since(start), requests: s.requests.Load() - before}
	// What the engine used includes the processes that it has waited for.
	rusage, _ := command.ProcessState.SysUsage().(*syscall.Rusage)
	m.engine = usageOf(rusage)
	provider, detour, err := readUsage(usageFile)
	if err != nil {
		return err
	}
	m.provider = provider
	m.engine.cpu -= provider.cpu + detour.cpu
	b.results[step] = append(b.results[step], m)
	fmt.Fprintf(os.Stderr, "%s, %d, %s: wall %.1f s, CPU %.2f s + %.2f s, %.0f and %.0f MiB, %d requests, load %s\n", b.name, b.n, step,
		m.wall.Seconds(), m.engine.cpu.Seconds(), m.provider.cpu.Seconds(), m.engine.peak, m.provider.peak, m.requests, load())
	return nil
}

func tail(out []byte) string {
	const most = 2000
	return string(out[max(0, len(out)-most):])
}

// load returns the load of the machine, since measurements on a busy one are worth less.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

func enginePath() string {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	return "terraform"
}
