// Package oamsim is a simulator of the OAuth administration API of Oracle Access Manager (OAM), for tests and for trying
// things out without a server. It keeps identity domains, resource servers and clients in memory and answers as the
// documentation and the few public captures say the AdminServer does, misspelt prose included. Where they leave a
// doubt, [Options] has a switch; [Combinations] lists the settings a client of the API has to get along with.
//
//	sim := oamsim.New(oamsim.Options{})
//	sim.AddDomain("Demos")
//	server := httptest.NewServer(sim)
//
// No live server was available to compare with. What is inferred rather than documented: the wording of 400s; that a
// domain or resource server which is in use cannot be deleted; that a PUT cannot change a name or an id, and keeps a
// secret it does not bring.
package oamsim

import (
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// BasePath is the path all of the API is under.
const BasePath = "/oam/services/rest/ssa/api/v1/oauthpolicyadmin"

// A Simulator is one simulated server. It is safe for concurrent use; requests take effect one after the other.
type Simulator struct {
	sim.Server

	opts   Options
	routes sim.Routes

	mu      sync.Mutex
	domains *kind[message.IdentityDomain]
	servers *kind[message.ResourceServer]
	clients *kind[message.Client]
	// retained are the previous secrets of clients by their uids.
	retained map[string]retainedSecret
}

// A retainedSecret is a secret that works a while longer.
type retainedSecret struct {
	Secret string
	Until  time.Time
}

var _ sim.Simulator = (*Simulator)(nil)

// New returns a simulator without any entities.
func New(opts Options) *Simulator {
	if opts.Username == "" {
		opts.Username = DefaultUsername
	}
	if opts.Password == "" {
		opts.Password = DefaultPassword
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	s := &Simulator{opts: opts, retained: map[string]retainedSecret{}}
	s.domains, s.servers, s.clients = s.domainKind(), s.serverKind(), s.clientKind()
	s.routes = sim.Routes{
		BasePath + "/client":              s.clients.methods(),
		BasePath + "/application":         s.servers.methods(),
		BasePath + "/oauthidentitydomain": s.domains.methods(),
	}
	s.Latency = opts.Latency
	s.Handle = func(call *sim.Call) sim.Answer { return decorated(s.process(call)) }
	return s
}

// process lets a request take effect.
func (s *Simulator) process(call *sim.Call) sim.Answer {
	user, password, _ := call.BasicAuth()
	if user != s.opts.Username || password != s.opts.Password {
		return page(http.StatusUnauthorized)
	}
	methods, _ := s.routes.Find(strings.Split(call.URL.Path, "/"))
	if methods == nil {
		return page(http.StatusNotFound)
	}
	perform, ok := methods[call.Method]
	if !ok {
		return page(http.StatusMethodNotAllowed)
	}
	if call.Method == http.MethodPost || call.Method == http.MethodPut {
		if mediaType, _, _ := mime.ParseMediaType(call.Header.Get("Content-Type")); mediaType != "application/json" {
			return page(http.StatusUnsupportedMediaType)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return perform(call)
}
