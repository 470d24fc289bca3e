package backendtest

import "sync"

// A Wire is what lies between a backend and its server. It counts the requests and makes them fail.
type Wire interface {
	// Requests returns how many requests have been sent so far, those that failed included.
	Requests() int
	// Fail makes requests fail from now on; NoFault ends that.
	Fail(fault Fault)
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
)

// once reports whether the fault befalls one write and is over then.
func (f Fault) once() bool { return f == LostAnswer || f == LostRequest }

// befalls reports whether a request suffers from the fault.
func (f Fault) befalls(write bool) bool {
	return write || !f.once() && f != Refusal
}

// faults is a Wire's memory.
type faults struct {
	mu       sync.Mutex
	fault    Fault
	requests int
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
