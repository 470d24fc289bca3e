package journal_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/journal"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func any1(oauthclient.Entry) bool { return true }

// write puts an entry of a process into a folder.
func write(t *testing.T, folder string, pid int, started time.Time, id string) {
	t.Helper()
	text, err := json.Marshal(map[string]any{"pid": pid, "started": started, "entry": oauthclient.Entry{ID: id}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, id+".json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// deadProcess returns the number of a process that has ended.
func deadProcess(t *testing.T) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

// Only what processes have left that are no more can be claimed, and only once.
func TestClaim(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		pid     int
		started time.Time
		want    bool
	}{
		"a process that is no more":                 {deadProcess(t), time.Now(), true},
		"a process that lives":                      {os.Getppid(), time.Now(), false},
		"an earlier process with this one's number": {os.Getpid(), time.Now().Add(-time.Minute), true},
		"a number that somebody else has by now":    {os.Getppid(), time.Now().Add(-2 * time.Hour), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			write(t, folder, tc.pid, tc.started, "a")
			j, err := journal.OpenIn(folder)
			if err != nil {
				t.Fatal(err)
			}
			if got := j.Has(any1); got != tc.want {
				t.Errorf("Has: %t, want %t", got, tc.want)
			}
			entry, got := j.Claim(any1)
			if got != tc.want || got && entry.ID != "a" {
				t.Errorf("Claim: %v, %t, want %t", entry, got, tc.want)
			}
			if _, again := j.Claim(any1); again {
				t.Error("an entry was claimed twice")
			}
		})
	}
}

// Of many that want an entry at the same time, in several processes, one gets it.
func TestClaim_once(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write(t, folder, deadProcess(t), time.Now(), "a")
	var claims atomic.Int64
	var group sync.WaitGroup
	for range 20 {
		j, err := journal.OpenIn(folder)
		if err != nil {
			t.Fatal(err)
		}
		group.Go(func() {
			if _, ok := j.Claim(any1); ok {
				claims.Add(1)
			}
		})
	}
	group.Wait()
	if claims.Load() != 1 {
		t.Errorf("%d claims", claims.Load())
	}
}

// What is under way here is nobody's to claim, and is forgotten at its end.
func TestBegin(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	j, err := journal.OpenIn(folder)
	if err != nil {
		t.Fatal(err)
	}
	end := j.Begin(oauthclient.Entry{ID: "a"})
	if j.Has(any1) {
		t.Error("an entry of this process can be claimed")
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	end()
	if files, err = os.ReadDir(folder); err != nil || len(files) != 0 {
		t.Errorf("%d files are left, %v", len(files), err)
	}
}

// A damaged file is passed over.
func TestClaim_damaged(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "b.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	j, err := journal.OpenIn(folder)
	if err != nil {
		t.Fatal(err)
	}
	if j.Has(any1) {
		t.Error("a damaged file is an entry")
	}
}
