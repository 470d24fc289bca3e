// Package journal remembers in files which writes are under way, so that a process which is killed in the middle of one
// leaves a trace for the next: what it was about to make, and under which name it can be found. It holds no secrets.
package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const (
	// abandoned is after what time a write that began elsewhere is not under way any more: whether its process lives cannot
	// be seen from here.
	abandoned = time.Hour
	// reused is after what time a process with the number of a write's is another one.
	reused = 24 * time.Hour
	// forgotten is after what time nobody asks for an entry any more.
	forgotten = 90 * 24 * time.Hour
)

var (
	// started tells this process from an earlier one with the same number.
	started = time.Now()
	// here is where the numbers of processes mean the same as for this one.
	here = sync.OnceValue(func() string {
		host, _ := os.Hostname()
		// Containers have process numbers of their own (namespaces(7)). Other systems have no such file.
		namespace, _ := os.Readlink("/proc/self/ns/pid")
		return host + " " + namespace
	})
)

// A Journal is a folder with a file for each write under way, and is there only while it has one. It is safe for concurrent use,
// also by several processes.
type Journal struct {
	folder string

	mu sync.Mutex
	// looked says that left has what other processes have left.
	looked bool
	left   []leftover
}

// A leftover is an entry of a process that is no more.
type leftover struct {
	path  string
	entry oauthclient.Entry
}

var _ oauthclient.Journal = (*Journal)(nil)

// Open returns the journal of a working folder, in the user's cache. An error means that the user has none. Where it cannot be
// written nothing is remembered, as on a machine that is new for each run.
func Open(workingFolder string) (*Journal, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256([]byte(workingFolder))
	return OpenIn(filepath.Join(cache, "terraform-provider-oauth", "journal", hex.EncodeToString(digest[:8]))), nil
}

// OpenIn returns the journal in a folder.
func OpenIn(folder string) *Journal { return &Journal{folder: folder} }

// A record is an entry as its file has it.
type record struct {
	// Where is where the process with the number PID runs, and Started when it began.
	Where   string            `json:"where"`
	PID     int               `json:"pid"`
	Started time.Time         `json:"started"`
	Entry   oauthclient.Entry `json:"entry"`
}

// Begin remembers a write until end is called. That it cannot be remembered is no reason not to write.
func (j *Journal) Begin(entry oauthclient.Entry) (end func()) {
	text, err := json.Marshal(record{Where: here(), PID: os.Getpid(), Started: started, Entry: entry})
	if err != nil {
		return func() {}
	}
	file, err := j.newFile()
	if err != nil {
		return func() {}
	}
	_, writeErr := file.Write(text)
	if errors.Join(writeErr, file.Close()) != nil {
		j.remove(file.Name())
		return func() {}
	}
	return func() { j.remove(file.Name()) }
}

// newFile makes a file for an entry, and the folder, which another process may remove in between.
func (j *Journal) newFile() (file *os.File, err error) {
	for range 20 {
		if err = os.MkdirAll(j.folder, 0o700); err == nil {
			file, err = os.CreateTemp(j.folder, "*.json")
		}
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrExist) { // what MkdirAll says of a folder that goes as it looks
			break
		}
	}
	return file, err
}

// remove removes a file, and the folder with the last one.
func (j *Journal) remove(file string) {
	_ = os.Remove(file)
	_ = os.Remove(j.folder) // fails while it has others
}

// Has reports whether there is an entry of a process that is no more which wanted accepts.
func (j *Journal) Has(wanted func(oauthclient.Entry) bool) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.find(wanted) >= 0
}

// Claim returns such an entry, and forgets it: nobody else gets it. False means that there is none.
func (j *Journal) Claim(wanted func(oauthclient.Entry) bool) (oauthclient.Entry, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for {
		i := j.find(wanted)
		if i < 0 {
			return oauthclient.Entry{}, false
		}
		found := j.left[i]
		j.left = slices.Delete(j.left, i, i+1)
		// Of two processes that want it, the one that can rename it has it.
		if claimed := found.path + ".claimed"; os.Rename(found.path, claimed) == nil {
			j.remove(claimed)
			return found.entry, true
		}
	}
}

func (j *Journal) find(wanted func(oauthclient.Entry) bool) int {
	j.look()
	return slices.IndexFunc(j.left, func(l leftover) bool { return wanted(l.entry) })
}

// look reads, once, what processes have left that are no more.
func (j *Journal) look() {
	if j.looked {
		return
	}
	j.looked = true
	files, err := os.ReadDir(j.folder)
	if err != nil {
		return
	}
	for _, file := range files {
		path := filepath.Join(j.folder, file.Name())
		if info, err := file.Info(); err == nil && time.Since(info.ModTime()) > forgotten {
			j.remove(path)
			continue
		}
		if r, ok := read(path); ok && !r.isUnderWay() {
			j.left = append(j.left, leftover{path, r.Entry})
		}
	}
}

func read(path string) (record, bool) {
	var r record
	if !strings.HasSuffix(path, ".json") {
		return r, false
	}
	text, err := os.ReadFile(path) //nolint:gosec // It is in the journal's own folder.
	return r, err == nil && json.Unmarshal(text, &r) == nil
}

// isUnderWay reports whether the write that is remembered may still be under way: in doubt it is, for nobody may clear up
// behind a process that lives.
func (r record) isUnderWay() bool {
	age := time.Since(r.Entry.Sent)
	switch {
	case r.Where != here():
		return age < abandoned
	case r.PID == os.Getpid():
		return r.Started.Equal(started)
	}
	return age < reused && isAlive(r.PID)
}

func isAlive(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	if runtime.GOOS == "windows" {
		return true // FindProcess has looked
	}
	err = process.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, os.ErrPermission)
}
