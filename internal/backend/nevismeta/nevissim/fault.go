package nevissim

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Fault is something that goes wrong with one request. A fault with neither Drop nor Status only delays the request.
//
// Go's HTTP transport by itself repeats a GET whose reused connection was closed without an answer, so that a dropped
// GET may be answered by the second request of the same call.
type Fault struct {
	// Method is the HTTP method of the requests it can happen to; empty means any.
	Method string
	// Path is a part of the paths of the requests it can happen to; empty means any.
	Path string
	// AfterProcessing lets the server do what it was asked to before the fault happens, so that the answer is lost
	// but not the deed.
	AfterProcessing bool
	// Delay is how long the server sleeps first. When the caller gives up in the meantime, nothing else happens.
	Delay time.Duration
	// Drop closes the connection without an answer.
	Drop bool
	// Status is the status of the answer given in place of the real one.
	Status int
	// Header holds further headers of that answer, such as Retry-After or Location.
	Header map[string]string
	// ContentType and Body are the body of that answer. When both are empty it has the shape of Options.Errors.
	ContentType, Body string
}

// LoginPage returns the fault of a proxy whose session has ended: 200 with a login page in HTML.
func LoginPage() Fault {
	page := loginPage()
	return Fault{Status: page.status, ContentType: page.contentType, Body: string(page.body)}
}

// FailNext adds faults to those waiting. Each request meets at most one: the first in line that is for its method
// and path.
func (s *Simulator) FailNext(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// takeFault removes the fault that a request meets from the line. It returns nil when there is none.
func (s *Simulator) takeFault(r *http.Request) *Fault {
	i := slices.IndexFunc(s.faults, func(f Fault) bool {
		return (f.Method == "" || f.Method == r.Method) && strings.Contains(r.URL.Path, f.Path)
	})
	if i < 0 {
		return nil
	}
	fault := s.faults[i]
	s.faults = slices.Delete(s.faults, i, i+1)
	return &fault
}

// happen lets the fault happen, with an error body of the given shape unless it has one, and reports whether the request is over with that.
func (f *Fault) happen(w http.ResponseWriter, r *http.Request, shape ErrorShape) bool {
	select {
	case <-time.After(f.Delay):
	case <-r.Context().Done():
		return true
	}
	if f.Drop {
		// The documented way to have net/http close a connection without an answer and without a stack trace.
		panic(http.ErrAbortHandler)
	}
	if f.Status == 0 {
		return false
	}
	answer := shape.reply(f.Status, http.StatusText(f.Status))
	if f.ContentType != "" || f.Body != "" {
		answer = reply{status: f.Status, contentType: f.ContentType, body: []byte(f.Body)}
	}
	answer.header = f.Header
	answer.write(w)
	return true
}
