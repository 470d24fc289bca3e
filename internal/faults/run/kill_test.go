package main

import (
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/faults"
)

// A signal is sent once, at a write and not at a read, and to the process that runs.
func TestKiller(t *testing.T) {
	t.Parallel()
	engine := exec.Command("sleep", "60")
	if err := engine.Start(); err != nil {
		t.Skip("there is no sleep here: ", err)
	}
	k := &killer{workspace: &workspace{running: engine.Process}, fired: map[victim]int{}}
	k.arm(rand.New(rand.NewPCG(1, 0)), 1, []victim{killedEngine}, 1)
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodPut} {
		k.watch(method, faults.Arrived)
		k.watch(method, faults.Done)
		if method == http.MethodGet && len(k.fired) > 0 {
			t.Error("a signal is sent at a read")
		}
	}
	if err := engine.Wait(); err == nil {
		t.Error("it has not been killed")
	}
	if diff := cmp.Diff(map[victim]int{killedEngine: 1}, k.fired); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestKiller_nobody(t *testing.T) {
	t.Parallel()
	k := &killer{workspace: &workspace{}, fired: map[victim]int{}}
	k.arm(rand.New(rand.NewPCG(1, 0)), 0, allVictims, 1)
	started := time.Now()
	k.watch(http.MethodPost, faults.Arrived)
	k.watch(http.MethodPost, faults.Done)
	if len(k.fired) > 0 || time.Since(started) >= afterKill {
		t.Errorf("signals: %v", k.fired)
	}
}

// Only the children that run the program are found.
func TestChildrenOf(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has /proc")
	}
	path, err := exec.LookPath("sleep")
	if err != nil {
		t.Skip("there is no sleep here: ", err)
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		t.Fatal(err)
	}
	shell := exec.Command("sh", "-c", "sleep 60 & wait")
	inOwnGroup(shell)
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = killGroup(shell)
		_ = shell.Wait()
	}()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		children, err := childrenOf(shell.Process.Pid, filepath.Base(path))
		if err != nil {
			t.Fatal(err)
		}
		others, err := childrenOf(shell.Process.Pid, "another-program")
		if err != nil || len(others) > 0 {
			t.Fatalf("found %v, %v", others, err)
		}
		if len(children) == 1 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("found %v", children)
		}
	}
}
