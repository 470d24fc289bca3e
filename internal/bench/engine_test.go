package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The test's own program stands in for the provider, as the bench does.
func TestMain(m *testing.M) {
	if provider, err := asProvider(); provider {
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// newBench prepares the provider of this tree for an engine.
func newBench(t *testing.T, adminURL string, n int) *bench {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run an engine, and only when TF_ACC is set")
	}
	all, err := subjects(t.Context(), t.TempDir(), adminURL, options{only: "oauth_client, 13 attributes"})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{subject: all[0], n: n, dir: filepath.Join(t.TempDir(), "work"), results: map[string][]measurement{}}
	if err := b.prepare(); err != nil {
		t.Fatal(err)
	}
	return b
}

// requests runs the engine and returns how many requests the server got.
func (b *bench) requestsOf(t *testing.T, s *server, step string, args ...string) int64 {
	t.Helper()
	if err := b.run(t.Context(), s, step, args...); err != nil {
		t.Fatal(err)
	}
	all := b.results[step]
	return all[len(all)-1].requests
}

// What a walk over many clients costs the server, by an engine's own order of calls.
func TestAccRequests(t *testing.T) { //nolint:paralleltest // It measures.
	const n = 60
	s := newServer(t)
	b := newBench(t, s.url, n)
	if got := b.requestsOf(t, s, creation, "apply", "-auto-approve"); got != n {
		t.Errorf("the creation of %d clients took %d requests", n, got)
	}
	// Two, unless the machine is so busy that the reads come one by one: then the list is asked for after ten.
	if got := b.requestsOf(t, s, planning, "plan", "-detailed-exitcode"); got > 12 {
		t.Errorf("a plan of %d clients took %d requests", n, got)
	}
	if got := b.requestsOf(t, s, planningOffline, "plan", "-refresh=false", "-detailed-exitcode"); got != 0 {
		t.Errorf("a plan without a refresh took %d requests", got)
	}
	if got := b.requestsOf(t, s, change, "apply", "-auto-approve", "-refresh=false", "-var=name=another"); got != 2*n {
		t.Errorf("the change of %d clients took %d requests", n, got)
	}
}

// Terraform 1.17 can plan before it reads, and reads only what the plan would change.
func TestAccMinimalRefresh(t *testing.T) { //nolint:paralleltest // It measures.
	const flag = "-minimal-refresh"
	n := 1000
	if testing.Short() {
		n = 20
	}
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run an engine, and only when TF_ACC is set")
	}
	help, err := exec.CommandContext(t.Context(), enginePath(), "plan", "-help").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, help)
	}
	if !strings.Contains(string(help), flag) {
		t.Skip(enginePath() + " has no plan " + flag + ", which Terraform has from 1.17 on")
	}
	s := newServer(t)
	b := newBench(t, s.url, n)
	b.requestsOf(t, s, creation, "apply", "-auto-approve")
	if got := b.requestsOf(t, s, "minimal refresh", "plan", flag, "-detailed-exitcode"); got != 0 {
		t.Errorf("a plan of %d clients that are as configured took %d requests", n, got)
	}
	if got := b.requestsOf(t, s, planning, "plan", "-detailed-exitcode"); got == 0 {
		t.Error("a plan with a refresh took no request either, so the test shows nothing")
	}
}
