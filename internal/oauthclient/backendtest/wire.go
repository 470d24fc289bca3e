package backendtest

import (
	"slices"
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
	// Pending reports whether a fault that befalls one write has not befallen one yet.
	Pending() bool
	// Distort makes answers say something else than the server from now on; the zero Distortion ends that.
	Distort(distortion Distortion)
}

// A Distortion is a way in which answers say something else than the server. Its parts are independent of each other.
type Distortion struct {
	// Asked and Answered are two clients. Every read of the one is answered with what was, or would be, the answer for the
	// other, as a confused cache does. Writes are carried out and answered as they are.
	Asked, Answered oauthclient.Client
	// Mask stands in answers wherever they would have Secret.
	Secret, Mask string
	// Garbled are the names of members that have values which nobody can understand.
	Garbled []string
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
	// LateError carries out the next write and answers as a gateway does that has waited for too long: 503, in HTML.
	LateError
	// Repetition carries out the next write twice, and gives the second answer: as somebody on the way does who has lost the
	// first.
	Repetition
	// LostAnswers carries out every write and closes the connection instead of answering.
	LostAnswers
	// SlowAnswer carries out the next write at once and answers it after a while.
	SlowAnswer
	// SlowLoss carries out the next write at once and closes the connection after a while.
	SlowLoss
)

// slowness is how long [SlowAnswer] and [SlowLoss] take.
const slowness = 300 * time.Millisecond

// once reports whether the fault befalls one write and is over then.
func (f Fault) once() bool {
	return slices.Contains([]Fault{LostAnswer, LostRequest, LateError, Repetition, SlowAnswer, SlowLoss}, f)
}

// onWrites reports whether the fault befalls writes only.
func (f Fault) onWrites() bool { return f.once() || f == Refusal || f == LostAnswers }

// befalls reports whether a request suffers from the fault.
func (f Fault) befalls(write bool) bool {
	return write || !f.onWrites()
}

// faults is a Wire's memory.
type faults struct {
	mu         sync.Mutex
	fault      Fault
	requests   int
	distortion Distortion
}

// Pending implements [Wire].
func (f *faults) Pending() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fault.once()
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

// Distort implements [Wire].
func (f *faults) Distort(distortion Distortion) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.distortion = distortion
}

// distorted returns what answers are distorted by.
func (f *faults) distorted() Distortion {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.distortion
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
