package hydrasim

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
	// Path limits the fault to requests for that path, as the simulator sees it, without the query. Empty: any.
	Path string
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

// ConcurrentUpdate is the answer of a server on SQLite or PostgreSQL that could not serialize two transactions. Nothing
// was changed, and the request may be repeated.
func ConcurrentUpdate() Fault {
	err := &apiError{status: http.StatusBadRequest, code: "Unable to serialize access due to a concurrent update in another session"}
	answer := err.answer()
	return Fault{Status: answer.status, Header: answer.header, Body: string(answer.body)}
}

func (f Fault) replacesAnswer() bool { return f.Drop || f.Status != 0 }

func (f Fault) replacesProcessing() bool { return f.replacesAnswer() && !f.AfterProcessing }

func (f Fault) matches(r *http.Request) bool {
	return (f.Method == "" || f.Method == r.Method) && (f.Path == "" || f.Path == r.URL.Path)
}

// FailNext adds faults. Each befalls the first request that matches it and is used up by that; a request suffers one fault
// at most, the oldest.
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

// Requests returns the requests since the start or the last [Simulator.Reset], the oldest first, those that suffered a
// fault included.
func (s *Simulator) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
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
	i := slices.IndexFunc(s.faults, func(f Fault) bool { return f.matches(r) })
	if i < 0 {
		return Fault{}
	}
	fault := s.faults[i]
	s.faults = slices.Delete(s.faults, i, i+1)
	return fault
}

// sleep waits and reports whether the time has passed, rather than the caller having gone away.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
