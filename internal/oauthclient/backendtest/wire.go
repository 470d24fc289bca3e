package backendtest

import (
	"slices"
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Wire is what lies between a driver and its server. It counts the requests and makes them fail.
type Wire interface {
	// Requests returns how many requests have been sent so far, those that failed included.
	Requests() int
	// Fail makes requests fail from now on; NoFault ends that.
	Fail(fault Fault)
	// Held is closed when a request has met [Silence], or [SlowAnswer] or [SlowLoss] and was carried out. Fail begins anew.
	Held() <-chan struct{}
	// Release lets a request go on that [SlowAnswer] or [SlowLoss] holds, as Fail does.
	Release()
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
	// SlowAnswer carries out the next write at once and answers it when it is released.
	SlowAnswer
	// SlowLoss carries out the next write at once and closes the connection when it is released.
	SlowLoss
)

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
	// gate is what requests are held at; nil before the first fault.
	gate *gate
}

// A gate holds requests.
type gate struct {
	reached, opened chan struct{}
	reach, open     func()
}

func newGate() *gate {
	reached, opened := make(chan struct{}), make(chan struct{})
	return &gate{
		reached: reached, reach: sync.OnceFunc(func() { close(reached) }),
		opened: opened, open: sync.OnceFunc(func() { close(opened) }),
	}
}

// hold waits until the gate is opened.
func (g *gate) hold() {
	g.reach()
	<-g.opened
}

// Held implements [Wire].
func (f *faults) Held() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.gate.reached
}

// Release implements [Wire].
func (f *faults) Release() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gate.open()
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
	if f.gate != nil {
		f.gate.open()
	}
	f.gate = newGate()
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

// next counts a request and returns the fault that befalls it, with the gate to hold it at.
func (f *faults) next(write bool) (Fault, *gate) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests++
	fault := f.fault
	if !fault.befalls(write) {
		return NoFault, nil
	}
	if fault.once() {
		f.fault = NoFault
	}
	return fault, f.gate
}
