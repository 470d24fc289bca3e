package simfault

import (
	"net/http"
	"slices"
	"sync"
)

// A Request is a request the simulator got. It holds credentials and secrets as they were sent.
type Request struct {
	Method string
	// Path is the path as the simulator sees it, decoded; Query is the raw query, without the question mark.
	Path, Query string
	Header      http.Header
	Body        string
}

// A Recorder keeps the requests a simulator got, and the faults waiting for those to come. The zero value has neither. It
// is safe for concurrent use.
type Recorder struct {
	Faults

	mu       sync.Mutex
	requests []Request
}

// Requests returns the requests since the start or the last [Recorder.Forget], the oldest first, those that suffered a
// fault included.
func (rec *Recorder) Requests() []Request {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return slices.Clone(rec.requests)
}

// Record notes the request and takes the fault that is meant for it, as [Faults.Take] does.
func (rec *Recorder) Record(r *http.Request, body []byte) Fault {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.requests = append(rec.requests, Request{
		Method: r.Method,
		Path:   r.URL.Path,
		Query:  r.URL.RawQuery,
		Header: r.Header.Clone(),
		Body:   string(body),
	})
	return rec.Take(r)
}

// Forget drops the requests seen and the faults that are still waiting.
func (rec *Recorder) Forget() {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.requests = nil
	rec.Faults.Forget()
}
