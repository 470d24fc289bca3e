// Package registrationsim is a server that speaks OAuth 2.0 Dynamic Client Registration (RFC 7591) and its management
// protocol (RFC 7592), with discovery, for tests without a real one. It keeps its clients in memory.
//
//	sim := registrationsim.New(registrationsim.Options{Rotation: registrationsim.RotateOnPut})
//	server := httptest.NewServer(sim)
//
// What the RFCs leave open, and what servers are known to do differently, is a switch in [Options]; [Combinations] returns
// the servers worth a test. The simulator derives its own address from each request, so that it needs none.
package registrationsim

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/simfault"
)

// maxBody bounds what is read of a request.
const maxBody = 1 << 20

// A Simulator is an http.Handler with the state of one authorization server. It may be used concurrently.
type Simulator struct {
	simfault.Faults

	opts Options

	mu       sync.Mutex
	clients  map[string]metadata // by client_id
	tokens   map[string]string   // registration access token -> client_id
	replaced map[string]string   // with KeepOldToken: a token -> the one that it replaced
	requests []Request
}

var _ http.Handler = (*Simulator)(nil)

// New returns a simulator without clients.
func New(opts Options) *Simulator {
	// The caller's values may be of Go types that JSON never has, such as []string.
	opts.Defaults, opts.Replaced = asJSON(opts.Defaults), asJSON(opts.Replaced)
	return &Simulator{
		opts:     opts,
		clients:  map[string]metadata{},
		tokens:   map[string]string{},
		replaced: map[string]string{},
	}
}

// ServeHTTP answers one request, or lets the fault happen that waits for it.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	index, fault := s.receive(r, body)
	a := happen(fault, r, func() answer { return s.process(r, body) })
	s.setStatus(index, a.status)
	a.write(w)
}

// receive records a request, and returns its index and the fault it meets, the zero Fault for none.
func (s *Simulator) receive(r *http.Request, body []byte) (int, Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{
		Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header.Clone(), Body: string(body),
	})
	return len(s.requests) - 1, s.Take(r)
}

// setStatus records the status of an answer.
func (s *Simulator) setStatus(index, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests[index].Status = status
}

// process does what the request asks for.
func (s *Simulator) process(r *http.Request, body []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	endpoint := s.registrationPath()
	clientID, isClient := s.clientIDFrom(r.URL)
	switch {
	case s.servesDiscovery(r.URL.Path):
		return s.discovery(r)
	case isClient && !s.opts.NoManagement:
		return s.configure(r, clientID, body)
	case r.URL.Path == endpoint:
		return s.register(r, body)
	default:
		return answer{status: http.StatusNotFound, contentType: "text/plain", body: []byte("404 page not found\n")}
	}
}

// registrationPath returns the path of the registration endpoint.
func (s *Simulator) registrationPath() string {
	path := s.opts.RegistrationPath
	if path == "" {
		path = "/register"
	}
	return strings.TrimSuffix(s.opts.IssuerPath, "/") + path
}

// clientIDFrom returns the client_id in the URL of a client configuration endpoint.
func (s *Simulator) clientIDFrom(u *url.URL) (string, bool) {
	if s.opts.ClientURI == ClientURIQuery {
		return u.Query().Get("client_id"), u.Path == s.registrationPath() && u.Query().Has("client_id")
	}
	return strings.CutPrefix(u.Path, s.registrationPath()+"/")
}

// clientURI returns the registration_client_uri of a client.
func (s *Simulator) clientURI(r *http.Request, clientID string) string {
	base := baseURL(r)
	if host := s.opts.ClientURIHostname; host != "" {
		base.Host = host
		if port := (&url.URL{Host: r.Host}).Port(); port != "" {
			base.Host += ":" + port
		}
	}
	switch s.opts.ClientURI {
	case ClientURIQuery:
		return base.String() + s.registrationPath() + "?client_id=" + url.QueryEscape(clientID)
	case ClientURIRelative:
		return s.registrationPath() + "/" + url.PathEscape(clientID)
	default:
		return base.String() + s.registrationPath() + "/" + url.PathEscape(clientID)
	}
}

// baseURL returns the scheme and host that a request was sent to.
func baseURL(r *http.Request) url.URL {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return url.URL{Scheme: scheme, Host: r.Host}
}

// secretExpiry returns client_secret_expires_at for a secret made now (RFC 7591 section 3.2.1): 0 means never.
func (s *Simulator) secretExpiry() int64 {
	if s.opts.SecretLifetime == 0 {
		return 0
	}
	return time.Now().Add(s.opts.SecretLifetime).Unix()
}
