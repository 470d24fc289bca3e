// Package registration manages OAuth clients of any server that speaks OAuth 2.0 Dynamic Client Registration (RFC 7591,
// OpenID Connect Dynamic Client Registration), and its management protocol (RFC 7592) as far as the server has it.
//
// The server makes the client_id, the client_secret, and the registration access token with which alone the client can be
// read, changed and deleted. It may replace token, secret and address at any answer, so every method returns the newest
// that it has seen, whatever else goes wrong. Three things are to be known before the rest is read:
//
//   - A [session] is the conversation with one client's configuration endpoint (RFC 7592 section 2) during one operation. Each of
//     Create, Fetch, Update, RotateSecret and Delete has one, and sends its requests through it.
//   - Traits are what was found out about how a server treats a client: what it offers, and what its answers are worth. They
//     are kept with each client; see [traits].
//   - Where a client is, is what its server said, or what a template says. Where that leads nowhere, a new client is looked for at
//     its [places], and one that is known is located (session.locate).
//
// What the RFCs leave open was settled by what servers do; internal/docs/registration-servers.md has what was seen where.
package registration

import (
	"sync/atomic"

	"github.com/oauth-clients/terraform-provider-oauth/internal/discovery"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Driver speaks to one server.
type Driver struct {
	oauthclient.Unable
	judge          *oauthclient.Judge
	api            *httpapi.Client
	issuer         string
	endpointURL    string // as configured
	template       string
	initial        *initialAccess
	signer         *signer // nil: requests are not signed
	operatorToken  func(client string) string
	alwaysRefresh  bool
	forgetOnDenied bool
	// discovery holds the server's metadata, and serverTraits what was found out with the first client that was made.
	discovery    *shared[discovery.Metadata]
	serverTraits *shared[serverTraits]
	// changesNone says that the server was seen to manage clients and to change none: those that are made in their place are alike.
	changesNone atomic.Bool
	// tokensHold says that the token in an answer to an update was seen to open the client.
	tokensHold atomic.Bool
	// inspectionFailed says that somebody was told that values cannot be checked.
	inspectionFailed atomic.Bool
}

var _ oauthclient.Driver = (*Driver)(nil)

// Server identifies the server by its issuer or, without one, its registration endpoint.
func (d *Driver) Server() string {
	if d.issuer != "" {
		return d.issuer
	}
	return d.endpointURL
}
