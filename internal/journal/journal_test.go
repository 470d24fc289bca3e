package journal_test

import (
	"encoding/json"
	"errors"
	"io/fs"
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

// write puts an entry of a process into a folder. Where is as the journal of this process writes it, unless it is given.
func write(t *testing.T, folder, where string, pid int, started, sent time.Time, id string) {
	t.Helper()
	if where == "" {
		where = here(t)
	}
	text, err := json.Marshal(map[string]any{"where": where, "pid": pid, "started": started, "entry": oauthclient.Entry{ID: id, Sent: sent}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, id+".json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// here returns where the journal says that this process is.
func here(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	j := journal.OpenIn(folder)
	defer j.Begin(oauthclient.Entry{})()
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var written struct{ Where string }
	if err := json.Unmarshal(text, &written); err != nil || written.Where == "" {
		t.Fatalf("%s does not say where its process is: %v", text, err)
	}
	return written.Where
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
	now, elsewhere := time.Now(), "another host"
	for name, tc := range map[string]struct {
		where         string
		pid           int
		started, sent time.Time
		want          bool
	}{
		"a process that is no more":                 {"", deadProcess(t), now, now, true},
		"a process that lives":                      {"", os.Getppid(), now, now, false},
		"a process that has lived for long":         {"", os.Getppid(), now.Add(-20 * time.Hour), now, false},
		"a write that takes long":                   {"", os.Getppid(), now, now.Add(-20 * time.Hour), false},
		"an earlier process with this one's number": {"", os.Getpid(), now.Add(-time.Minute), now, true},
		"a number that somebody else has by now":    {"", os.Getppid(), now, now.Add(-25 * time.Hour), true},
		"a process in another container":            {elsewhere, deadProcess(t), now, now, false},
		"a process in another container, long ago":  {elsewhere, os.Getppid(), now, now.Add(-2 * time.Hour), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			write(t, folder, tc.where, tc.pid, tc.started, tc.sent, "a")
			j := journal.OpenIn(folder)
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
	write(t, folder, "", deadProcess(t), time.Now(), time.Now(), "a")
	var claims atomic.Int64
	var group sync.WaitGroup
	for range 20 {
		j := journal.OpenIn(folder)
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
	j := journal.OpenIn(folder)
	end := j.Begin(oauthclient.Entry{ID: "a"})
	if j.Has(any1) {
		t.Error("an entry of this process can be claimed")
	}
	// A process that serves several configurations of the provider has a journal for each.
	other := journal.OpenIn(folder)
	if other.Has(any1) {
		t.Error("an entry of this process can be claimed by another of its journals")
	}
	end2 := other.Begin(oauthclient.Entry{ID: "b"})
	for want, end := range []func(){end2, end, func() {}} {
		files, err := os.ReadDir(folder)
		if want = 2 - want; len(files) != want || (err != nil) != (want == 0) {
			t.Errorf("%d files, want %d, and the folder with the last one: %v", len(files), want, err)
		}
		end()
	}
}

// The folder goes with its last file and comes with the first, also when many make and remove it at the same time.
func TestBegin_atOnce(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "journal", "folder")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				end := journal.OpenIn(folder).Begin(oauthclient.Entry{ID: "a"})
				if files, err := filepath.Glob(filepath.Join(folder, "*.json")); err != nil || len(files) == 0 {
					t.Errorf("a write was not remembered: %v", err)
				}
				end()
			}
		})
	}
	group.Wait()
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is left, %v", err)
	}
}

// What cannot be read, and what is of another version, is passed over; what is very old is removed.
func TestClaim_damaged(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"damaged.json": "{", "empty.json": "", "list.json": "[]", "other.json": `{"pid":"one","entry":1}`, "old.json": "{", "old.json.claimed": "{}",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	longAgo := time.Now().Add(-100 * 24 * time.Hour)
	for _, name := range []string{"old.json", "old.json.claimed"} {
		if err := os.Chtimes(filepath.Join(folder, name), longAgo, longAgo); err != nil {
			t.Fatal(err)
		}
	}
	j := journal.OpenIn(folder)
	if j.Has(any1) {
		t.Error("a damaged file is an entry")
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 4 {
		t.Errorf("%d files are left, want 4, %v", len(files), err)
	}
}

// Where nothing can be written, nothing is remembered, and writes go on.
func TestBegin_unwritable(t *testing.T) {
	t.Parallel()
	j := journal.OpenIn(filepath.Join(os.DevNull, "journal"))
	j.Begin(oauthclient.Entry{ID: "a"})()
	if _, ok := j.Claim(any1); ok {
		t.Error("something is remembered")
	}
}
