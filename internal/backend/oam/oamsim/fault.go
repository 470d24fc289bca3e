package oamsim

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// A Fault is something that goes wrong with one request. The zero value does nothing.
type Fault struct {
	// Method limits the fault to requests with that method. Empty: any.
	Method string
	// Delay passes before anything else happens. When it is all there is, the request is answered as usual after it.
	Delay time.Duration
	// Drop closes the connection instead of answering.
	Drop bool
	// Status, Header and Body are the answer instead of the true one. Status 0: the true answer, unless Drop is set.
	Status int
	Header http.Header
	Body   string
	// AfterProcessing lets the request take effect first, so that only its answer is lost or replaced.
	AfterProcessing bool
}

func (f Fault) replacesAnswer() bool { return f.Drop || f.Status != 0 }

func (f Fault) replacesProcessing() bool { return f.replacesAnswer() && !f.AfterProcessing }

// FailNext adds faults. Each befalls the first request that matches it and is used up by that; a request suffers one
// fault at most, the oldest.
func (s *Simulator) FailNext(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// A Request is a request the simulator got.
type Request struct {
	Method string
	// Path is the path as the simulator sees it, decoded; Query is the raw query, without the question mark.
	Path, Query string
	Header      http.Header
	Body        string
}

// Requests returns the requests since the start, the oldest first, those that suffered a fault included.
func (s *Simulator) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// MaxConcurrentWrites returns the largest number of POST, PUT and DELETE requests that were under way at the same
// time. Set [Options].Latency to have requests overlap that can.
func (s *Simulator) MaxConcurrentWrites() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.maxWrites
}

// record notes the request and takes the fault that is meant for it, the zero Fault when there is none.
func (s *Simulator) record(r *http.Request, body []byte) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{
		Method: r.Method,
		Path:   r.URL.Path,
		Query:  r.URL.RawQuery,
		Header: r.Header.Clone(),
		Body:   string(body),
	})
	i := slices.IndexFunc(s.faults, func(f Fault) bool { return f.Method == "" || f.Method == r.Method })
	if i < 0 {
		return Fault{}
	}
	fault := s.faults[i]
	s.faults = slices.Delete(s.faults, i, i+1)
	return fault
}

// countWrite notes that a write has begun; the function it returns notes its end.
func (s *Simulator) countWrite(method string) (end func()) {
	if method == http.MethodGet {
		return func() {}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	s.maxWrites = max(s.maxWrites, s.writes)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.writes--
	}
}

// sleep waits and reports whether the time has passed, rather than the caller having gone away.
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
