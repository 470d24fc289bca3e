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
// secret it does not bring. Not simulated are the further properties of identity domains and resource servers; they are
// refused, as unknown properties are.
package oamsim

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
	"github.com/oauth-clients/terraform-provider-oauth/internal/simfault"
)

// BasePath is the path all of the API is under.
const BasePath = "/oam/services/rest/ssa/api/v1/oauthpolicyadmin"

// A Simulator is one simulated server. It is safe for concurrent use; requests take effect one after the other.
type Simulator struct {
	simfault.Recorder

	opts Options

	mu      sync.Mutex
	domains *kind[answer.IdentityDomain]
	servers *kind[answer.ResourceServer]
	clients *kind[answer.Client]
	// writes is how many writes are under way, maxWrites the most there ever were.
	writes, maxWrites int
}

var _ http.Handler = (*Simulator)(nil)

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
	s := &Simulator{opts: opts}
	s.domains, s.servers, s.clients = s.domainKind(), s.serverKind(), s.clientKind()
	return s
}

// ServeHTTP records the request, lets the first fault that was asked for have its way, and answers. It panics with
// [http.ErrAbortHandler] to drop a connection; [http.Server] expects that.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	defer s.countWrite(r.Method)()

	fault := s.Record(r, body)
	if !simfault.Sleep(r.Context(), s.opts.Latency+fault.Delay) {
		return
	}
	if !fault.ReplacesProcessing() {
		processed := s.process(r, body)
		if !fault.ReplacesAnswer() {
			processed.writeTo(w)
			return
		}
	}
	if fault.Drop {
		panic(http.ErrAbortHandler)
	}
	response{status: fault.Status, header: fault.AnswerHeader(), body: fault.Body}.writeTo(w)
}

// A request is a request that has passed the checks that need no entity.
type request struct {
	method     string
	query      url.Values
	acceptJSON bool
	body       []byte
}

// process lets a request take effect.
func (s *Simulator) process(r *http.Request, body []byte) response {
	user, password, _ := r.BasicAuth()
	if user != s.opts.Username || password != s.opts.Password {
		return page(http.StatusUnauthorized)
	}
	var serve func(request) response
	switch r.URL.Path {
	case BasePath + "/client":
		serve = s.clients.serve
	case BasePath + "/application":
		serve = s.servers.serve
	case BasePath + "/oauthidentitydomain":
		serve = s.domains.serve
	default:
		return page(http.StatusNotFound)
	}
	if r.Method == http.MethodPost || r.Method == http.MethodPut {
		if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType != "application/json" {
			return page(http.StatusUnsupportedMediaType)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return serve(request{
		method:     r.Method,
		query:      r.URL.Query(),
		acceptJSON: strings.Contains(r.Header.Get("Accept"), "application/json"),
		body:       body,
	})
}
