package backendtest

import (
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Wire is what lies between a driver and its server. It counts the requests and makes them fail.
type Wire interface {
	// Requests returns how many requests have been sent so far, those that failed included.
	Requests() int
	// Fail makes requests fail from now on; NoFault ends that.
	Fail(fault Fault)
	// Confuse answers every read of one client with what was, or would be, the answer for another one, as a confused cache
	// does. Two nil clients end that. Writes are carried out as they are.
	Confuse(asked, answered oauthclient.Client)
}

// A Fault is a way in which requests fail.
type Fault int

const (
	// NoFault lets every request pass.
	NoFault Fault = iota
	// Unauthorized answers every request with 401.
	Unauthorized
	// Forbidden answers every request with 403.
	Forbidden
	// ProxyNotFound answers every request with the 404 of a web server that knows nothing of the API.
	ProxyNotFound
	// GatewayNotFound answers every request with the 404 of an API gateway that has no such route.
	GatewayNotFound
	// LostAnswer carries out the next write and closes the connection instead of answering.
	LostAnswer
	// LostRequest closes the connection at the next write, which is not carried out.
	LostRequest
	// Refusal answers every write with 400 and with words that repeat the whole request.
	Refusal
	// Silence answers no request.
	Silence
	// SlowAnswer carries out the next write at once and answers it after a while.
	SlowAnswer
)

// slowness is how long the answer of [SlowAnswer] takes.
const slowness = 300 * time.Millisecond

// once reports whether the fault befalls one write and is over then.
func (f Fault) once() bool { return f == LostAnswer || f == LostRequest || f == SlowAnswer }

// befalls reports whether a request suffers from the fault.
func (f Fault) befalls(write bool) bool {
	return write || !f.once() && f != Refusal
}

// faults is a Wire's memory.
type faults struct {
	mu              sync.Mutex
	fault           Fault
	requests        int
	asked, answered oauthclient.Client
}

// Requests implements [Wire].
func (f *faults) Requests() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.requests
}

// Fail implements [Wire].
func (f *faults) Fail(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fault
}

// Confuse implements [Wire].
func (f *faults) Confuse(asked, answered oauthclient.Client) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked, f.answered = asked, answered
}

// confusion returns the clients that are confused, nil for none.
func (f *faults) confusion() (asked, answered oauthclient.Client) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked, f.answered
}

// confused returns the handle of the client that is answered for the one with a handle.
func (f *faults) confused(id string) string {
	if asked, answered := f.confusion(); asked != nil && handle(asked) == id {
		return handle(answered)
	}
	return id
}

// next counts a request and returns the fault that befalls it.
func (f *faults) next(write bool) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests++
	fault := f.fault
	if !fault.befalls(write) {
		return NoFault
	}
	if fault.once() {
		f.fault = NoFault
	}
	return fault
}
