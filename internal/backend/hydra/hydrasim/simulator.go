// Package hydrasim is a simulator of Ory Hydra's client API, for tests and for trying things out without a server. It
// keeps its clients in memory and answers as Ory Hydra v2.3.0 was seen to answer: with its defaults, its rewriting of
// values, its error bodies and its gaps. The exchanges in testdata were recorded from that release, and the tests replay
// them here.
//
// A [Simulator] is an [http.Handler] that serves the admin API (/admin/clients), the client credentials grant
// (/oauth2/token), and /health and /version; a real server splits them over two ports. To serve it below a path prefix,
// wrap it with [http.StripPrefix]. Dynamic client registration is simulated by package registrationsim; see its Hydra.
package hydrasim

import (
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// A Release is a release of Ory Hydra that a simulator imitates.
type Release int

const (
	// V230 is v2.3.0, the default.
	V230 Release = iota
	// V262 is v26.2.0: ids with a slash, more lifespans, keyset paging, stricter URIs.
	V262
	// Master is what comes after v26.2.0, as the main branch was in July 2026 (commit 83127c5): secrets can be rotated.
	Master
)

// Options configure a simulator. The zero value is v2.3.0 as it comes.
type Options struct {
	// Release is the release to imitate.
	Release Release
	// BearerToken is what requests to the admin API have to bring along, as Ory Network demands it. Empty: nothing is
	// asked for, as on a server of one's own.
	BearerToken string
	// PublicURL is the base of registration_client_uri, see [sim.Server.SetPublicURL].
	PublicURL string
	// DefaultScope is the scope of clients that ask for none (oidc.dynamic_client_registration.default_scope). Empty:
	// "offline_access offline openid".
	DefaultScope string
	// SubjectTypes are the subject types the server supports (oidc.subject_identifiers.supported_types). Empty: "public".
	SubjectTypes []string
	// SectorIdentifier stands for the request that the server sends to a sector_identifier_uri; an error means that the
	// document is missing or lacks one of the redirect URIs. Nil: every https URI is as it should be. The simulator is
	// locked while it runs.
	SectorIdentifier func(uri string, redirectURIs []string) error
}

// A Simulator is one simulated server. It is safe for concurrent use; requests are carried out one after the other.
type Simulator struct {
	sim.Server

	opts   Options
	routes sim.Routes

	mu   sync.Mutex
	rows map[string]row
}

var _ sim.Simulator = (*Simulator)(nil)

// New returns a simulator without clients.
func New(opts Options) *Simulator {
	if opts.DefaultScope == "" {
		opts.DefaultScope = "offline_access offline openid"
	}
	if len(opts.SubjectTypes) == 0 {
		opts.SubjectTypes = []string{"public"}
	}
	s := &Simulator{opts: opts, rows: make(map[string]row)}
	s.WholePath, s.Handle, s.routes = true, s.process, s.newRoutes()
	s.SetPublicURL(opts.PublicURL)
	return s
}
