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
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

const (
	// BasePath is the path all of the API is under.
	BasePath = "/nevismeta/rest"
	// Module is the module of the default setup, which is the one for OAuth 2.0 and OpenID Connect.
	Module = "oauthv2"
	// SetupID is the id of the default setup.
	SetupID = "0f4c2a7be1d84f0a9b3c5d6e7f801122"
)

var _ sim.Simulator = (*Simulator)(nil)

// A Simulator is a nevisMeta in memory. It is safe for concurrent use: requests are carried out one after the other.
type Simulator struct {
	sim.Server

	opts   Options
	routes sim.Routes

	mu     sync.Mutex
	setups []*setup
}

// New returns a simulator with the default setup, without clients.
func New(opts Options) *Simulator {
	s := &Simulator{opts: opts, setups: []*setup{{Module: Module, ID: SetupID}}}
	s.Handle, s.routes = s.process, s.newRoutes()
	s.FaultBody = func(status int) sim.Answer { return opts.Errors.answer(status, http.StatusText(status)) }
	return s
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
	i := slices.IndexFunc(s.setups, func(su *setup) bool { return su.Module == module && su.ID == id })
	if i < 0 {
		return nil
	}
	return s.setups[i]
}
