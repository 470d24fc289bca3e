package sim

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// maxBody bounds what is read of a request.
const maxBody = 1 << 20

// A Server is the part of a simulator that takes requests and sends answers. A simulator embeds it. It is safe for
// concurrent use.
type Server struct {
	Recorder

	// Handle carries out a request that no fault keeps from being carried out. Several may be under way at once.
	Handle Handler
	// FaultBody makes the answer to a fault that has a status and no body. Nil: the body is empty.
	FaultBody func(status int) Answer
	// Latency is how long every request takes, so that requests overlap that are not serialised.
	Latency time.Duration

	mu                sync.Mutex
	publicURL         string
	beforeAnswer      func() error
	writes, maxWrites int
}

// A Call is a request with its body read.
type Call struct {
	*http.Request

	// Content is the body.
	Content []byte
	// Segments are the segments of the path that stand in the place of "{}" of a route, see [Routes].
	Segments []string
}

// A Handler carries out a request.
type Handler func(*Call) Answer

// ServeHTTP records the request, lets the first fault that is meant for it have its way, and answers. It panics with
// [http.ErrAbortHandler] to drop a connection; [http.Server] expects that. When the caller gives up during a delay,
// nothing is done any more.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	defer s.countWrite(r.Method)()

	fault, answered := s.record(r, body)
	before, after := s.Latency+fault.Delay, time.Duration(0)
	if fault.AfterProcessing {
		before, after = s.Latency, fault.Delay
	}
	if !sleep(r.Context(), before) {
		return
	}
	var answer Answer
	if !fault.replacesProcessing() {
		answer = s.handle(&Call{Request: r, Content: body})
	}
	if !sleep(r.Context(), after) {
		return
	}
	switch {
	case fault.Drop:
		panic(http.ErrAbortHandler)
	case fault.Status != 0:
		answer = s.faultAnswer(fault)
	}
	answered(answer.Status)
	answer.writeTo(w)
}

func (s *Server) handle(call *Call) Answer {
	answer := s.Handle(call)
	s.mu.Lock()
	beforeAnswer := s.beforeAnswer
	s.mu.Unlock()
	if beforeAnswer == nil {
		return answer
	}
	if err := beforeAnswer(); err != nil {
		return Text(http.StatusInternalServerError, "text/plain; charset=utf-8", err.Error()+"\n")
	}
	return answer
}

// faultAnswer returns the answer of a fault. Its content type goes before what its header says.
func (s *Server) faultAnswer(f Fault) Answer {
	answer := Answer{Status: f.Status, Body: []byte(f.Body)}
	if f.ContentType == "" && f.Body == "" && s.FaultBody != nil {
		answer = s.FaultBody(f.Status)
	}
	for name, values := range f.Header {
		answer = answer.With(name, values...)
	}
	if f.ContentType != "" {
		answer = answer.With("Content-Type", f.ContentType)
	}
	return answer
}

// BeforeAnswer has a function called after every request that was carried out, before it is answered: with 500 if the
// function fails.
func (s *Server) BeforeAnswer(f func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beforeAnswer = f
}

// SetPublicURL sets the base of the addresses in answers, for a simulator behind a proxy. Empty, as at the start: the
// address that each request was sent to.
func (s *Server) SetPublicURL(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.publicURL = strings.TrimSuffix(url, "/")
}

// BaseURL returns the base of the addresses in the answer to a request, without a slash at the end.
func (s *Server) BaseURL(r *http.Request) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.publicURL != "":
		return s.publicURL
	case r.TLS != nil:
		return "https://" + r.Host
	default:
		return "http://" + r.Host
	}
}

// MaxConcurrentWrites returns the largest number of requests other than GET that were under way at the same time.
func (s *Server) MaxConcurrentWrites() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.maxWrites
}

// countWrite notes that a write has begun; the function it returns notes its end.
func (s *Server) countWrite(method string) (end func()) {
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
