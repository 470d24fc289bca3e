// Package nevissim is a simulator of the part of nevisMeta that manages OAuth clients: REST API V2, clients and their
// snapshots, in memory.
//
// A [Simulator] is an [http.Handler] that keeps a history of states for every client, validates bodies as strictly as
// the published schema does, and answers in the published shapes. Where the documents are silent or contradict
// themselves, [Options] has a switch; [Combinations] lists the settings a client of the API has to get along with.
//
//	sim := nevissim.New(nevissim.Options{})
//	server := httptest.NewServer(sim)
//	url := server.URL + nevissim.BasePath
//
// One setup, [SetupID] in the module [Module], exists from the start. Paths outside the API answer 404 with a servlet
// container's page, as a wrong URL does.
//
// Not simulated: setups as resources, resource servers, consents, tokens, REST API V3, and the two operations on
// clients whose paths are not published (names, translation of a client_id).
package nevissim

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/simfault"
)

const (
	// BasePath is the path all of the API is under.
	BasePath = "/nevismeta/rest"
	// Module is the module of the default setup, which is the one for OAuth 2.0 and OpenID Connect.
	Module = "oauthv2"
	// SetupID is the id of the default setup.
	SetupID = "0f4c2a7be1d84f0a9b3c5d6e7f801122"
)

var _ http.Handler = (*Simulator)(nil)

// A Simulator is a nevisMeta in memory. It is safe for concurrent use: requests are carried out one after the other.
type Simulator struct {
	simfault.Faults

	opts Options

	mu       sync.Mutex
	setups   []*setup
	requests []Request
}

// A Request is a request as the simulator received it, whatever it answered.
type Request struct {
	Method string
	// Path is the path as sent, percent-encoding included.
	Path string
	// Query holds the decoded query parameters.
	Query  url.Values
	Header http.Header
	// Body is nil when there was none.
	Body []byte
}

// New returns a simulator without clients.
func New(opts Options) *Simulator {
	s := &Simulator{opts: opts}
	s.Reset()
	return s
}

// Reset forgets all clients, setups, faults and requests, and leaves the default setup, empty.
func (s *Simulator) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setups = []*setup{{module: Module, id: SetupID}}
	s.requests = nil
	s.Forget()
}

// ServeHTTP answers one request.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // The caller went away in the middle of its request.
	}
	fault := s.receive(r, body)
	if !fault.AfterProcessing && happen(fault, w, r, s.opts.Errors) {
		return
	}
	answer := s.process(r, body)
	if fault.AfterProcessing && happen(fault, w, r, s.opts.Errors) {
		return
	}
	answer.write(w)
}

// receive records a request and takes the fault that is meant for it, the zero Fault when there is none.
func (s *Simulator) receive(r *http.Request, body []byte) Fault {
	if len(body) == 0 {
		body = nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{
		Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query(), Header: r.Header.Clone(), Body: body,
	})
	return s.Take(r)
}

// now returns the present, in the precision of valid_from.
func (s *Simulator) now() time.Time {
	now := s.opts.Now
	if now == nil {
		now = time.Now
	}
	return toMillis(now())
}

// setup returns a setup, nil when there is none.
func (s *Simulator) setup(module, id string) *setup {
	i := slices.IndexFunc(s.setups, func(su *setup) bool { return su.module == module && su.id == id })
	if i < 0 {
		return nil
	}
	return s.setups[i]
}
