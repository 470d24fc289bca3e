package sim

import (
	"net/http"
	"sync"
)

// A Request is a request that the simulator got. It holds credentials and secrets as they were sent.
type Request struct {
	Method string
	// Path is the path as the simulator sees it, decoded; Query is the raw query, without the question mark.
	Path, Query string
	Header      http.Header
	Body        string
	// Status is the status of the answer: 0 as long as there is none, and for ever when the connection was closed.
	Status int
}

// A Recorder keeps the requests that a simulator got, and the faults waiting for those to come. The zero value has
// neither. It is safe for concurrent use.
type Recorder struct {
	Faults

	mu       sync.Mutex
	requests []*Request
}

// Requests returns the requests since the start or the last [Recorder.Forget], the oldest first, those that suffered a
// fault included.
func (rec *Recorder) Requests() []Request {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	requests := make([]Request, len(rec.requests))
	for i, request := range rec.requests {
		requests[i] = *request
	}
	return requests
}

// record notes the request and takes the fault that is meant for it. The function it returns notes the status of the
// answer.
func (rec *Recorder) record(r *http.Request, body []byte) (fault Fault, answered func(status int)) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	request := &Request{
		Method: r.Method,
		Path:   r.URL.Path,
		Query:  r.URL.RawQuery,
		Header: r.Header.Clone(),
		Body:   string(body),
	}
	rec.requests = append(rec.requests, request)
	return rec.take(r), func(status int) {
		rec.mu.Lock()
		defer rec.mu.Unlock()
		request.Status = status
	}
}

// Forget drops the requests seen and the faults that are still waiting.
func (rec *Recorder) Forget() {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.requests = nil
	rec.forget()
}
