package sim

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Fault is something that goes wrong with one request. The zero value does nothing; a fault with neither Drop nor
// Status only delays the request.
//
// Go's HTTP transport by itself repeats a GET whose reused connection was closed without an answer, so that a dropped
// GET may be answered by the second request of the same call.
type Fault struct {
	// Method is the HTTP method of the requests it can happen to. Empty: any.
	Method string
	// Path is a part of the paths, decoded and without the query, of the requests it can happen to, or the whole path with
	// [Faults].WholePath. Empty: any.
	Path string
	// Delay is how long the server sleeps before the rest. When the caller gives up in the meantime, the rest does not
	// happen.
	Delay time.Duration
	// Drop closes the connection without an answer.
	Drop bool
	// Status is the status of the answer given in place of the true one. 0: the true answer, unless Drop is set.
	Status int
	// Header holds header fields of that answer, such as Retry-After or Location.
	Header http.Header
	// ContentType and Body are the body of that answer. ContentType goes before what Header says; empty: what that says.
	ContentType, Body string
	// AfterProcessing lets the request take effect before the fault happens, its delay included, so that only the answer
	// is late, lost or replaced.
	AfterProcessing bool
}

// replacesProcessing reports whether the request does not take effect.
func (f Fault) replacesProcessing() bool { return (f.Drop || f.Status != 0) && !f.AfterProcessing }

// Faults are the faults waiting for requests. The zero value has none. It is safe for concurrent use.
type Faults struct {
	// WholePath makes Path of a fault the whole path of a request rather than a part of it. It is for the simulator to
	// set, before its first request.
	WholePath bool

	mu      sync.Mutex
	waiting []Fault
}

// FailNext adds faults. Each befalls the first request that matches it and is used up by that; a request suffers one
// fault at most, the oldest.
func (f *Faults) FailNext(faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = append(f.waiting, faults...)
}

// take removes and returns the fault that is meant for the request, the zero Fault when there is none.
func (f *Faults) take(r *http.Request) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.waiting, func(fault Fault) bool {
		return (fault.Method == "" || fault.Method == r.Method) && f.matchesPath(fault.Path, r.URL.Path)
	})
	if i < 0 {
		return Fault{}
	}
	fault := f.waiting[i]
	f.waiting = slices.Delete(f.waiting, i, i+1)
	return fault
}

func (f *Faults) matchesPath(wanted, path string) bool {
	if f.WholePath {
		return wanted == "" || wanted == path
	}
	return strings.Contains(path, wanted)
}

// forget drops the faults that are still waiting.
func (f *Faults) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = nil
}

// sleep waits and reports whether the time has passed, rather than the caller having gone away. Zero and less pass at
// once, whether the caller is there or not.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
