// Package registrationsim is a server that speaks OAuth 2.0 Dynamic Client Registration (RFC 7591) and its management
// protocol (RFC 7592), with discovery, for tests without a real one. It keeps its clients in memory.
//
//	sim := registrationsim.New(registrationsim.Options{Rotation: registrationsim.RotateOnPut})
//	server := httptest.NewServer(sim)
//
// What the RFCs leave open, and what servers are known to do differently, is a switch in [Options]; [Combinations] returns
// the servers worth a test. The simulator derives its own address from each request unless [sim.Server.SetPublicURL] says
// another.
package registrationsim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// A Simulator is an http.Handler with the state of one authorization server. It may be used concurrently.
type Simulator struct {
	sim.Server

	opts Options

	mu       sync.Mutex
	clients  map[string]metadata // by client_id
	tokens   map[string]string   // registration access token -> client_id
	replaced map[string]string   // with KeepOldToken: a token -> the one that it replaced
	made     int                 // with NumericIDs: how many clients there have been
	initial  map[string]bool     // with SingleUseTokens: the initial access tokens that are left
}

var _ sim.Simulator = (*Simulator)(nil)

// New returns a simulator without clients.
func New(opts Options) *Simulator {
	// The caller's values may be of Go types that JSON never has, such as []string.
	opts.Defaults, opts.Replaced = asJSON(opts.Defaults), asJSON(opts.Replaced)
	s := &Simulator{
		opts:     opts,
		clients:  map[string]metadata{},
		tokens:   map[string]string{},
		replaced: map[string]string{},
		initial:  map[string]bool{},
	}
	s.Handle = func(call *sim.Call) sim.Answer {
		// RFC 7591 section 3.2.1 and RFC 7592 section 3 show both headers; answers carry secrets.
		return s.process(call).With("Cache-Control", "no-store").With("Pragma", "no-cache")
	}
	return s
}

// process does what the request asks for.
func (s *Simulator) process(call *sim.Call) sim.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	endpoint := s.registrationPath()
	clientID, isClient := s.clientIDFrom(call.URL)
	switch {
	case s.servesDiscovery(call.URL.Path):
		return s.discovery(call.Request)
	case isClient && !s.opts.NoManagement:
		return s.configure(call.Request, clientID, call.Content)
	case call.URL.Path == endpoint:
		return s.register(call.Request, call.Content)
	case call.URL.Path == s.tokenPath():
		return s.grant(call.Request)
	default:
		return sim.Text(http.StatusNotFound, "text/plain", "404 page not found\n")
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
	if s.opts.SlashedIDs { // the client_id is one element of the path
		id, isClient := strings.CutPrefix(u.EscapedPath(), s.registrationPath()+"/")
		decoded, err := url.PathUnescape(id)
		return decoded, isClient && err == nil && !strings.Contains(id, "/")
	}
	return strings.CutPrefix(u.Path, s.registrationPath()+"/")
}

// clientURI returns the registration_client_uri of a client.
func (s *Simulator) clientURI(r *http.Request, clientID string) string {
	path := s.registrationPath() + "/" + url.PathEscape(clientID)
	if s.opts.DoubledURIOnPut && r.Method == http.MethodPut {
		path += "/" + url.PathEscape(clientID)
	}
	if s.opts.ClientURI == ClientURIQuery {
		path = s.registrationPath() + "?client_id=" + url.QueryEscape(clientID)
	}
	base, err := url.Parse(s.BaseURL(r))
	if s.opts.ClientURI == ClientURIRelative || err != nil {
		return path
	}
	if host := s.opts.ClientURIHostname; host != "" {
		port := base.Port()
		base.Host = host
		if port != "" {
			base.Host += ":" + port
		}
	}
	return base.String() + path
}

// secretExpiry returns client_secret_expires_at for a secret made now (RFC 7591 section 3.2.1): 0 means never.
func (s *Simulator) secretExpiry() json.Number {
	if s.opts.SecretLifetime == 0 {
		return "0"
	}
	return seconds(time.Now().Add(s.opts.SecretLifetime))
}

func seconds(at time.Time) json.Number { return json.Number(strconv.FormatInt(at.Unix(), 10)) }
