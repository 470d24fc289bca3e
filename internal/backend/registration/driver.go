// Package registration manages OAuth clients of any server that speaks OAuth 2.0 Dynamic Client Registration (RFC 7591,
// OpenID Connect Dynamic Client Registration), and its management protocol (RFC 7592) as far as the server has it.
//
// The server makes the client_id, the client_secret, and the registration access token with which alone the client can be
// read, changed and removed. It may replace token, secret and address at any answer, so every method returns the newest
// that it has seen, whatever else goes wrong. Which of reading, changing and removing a server offers is found out for
// each client; see [traits].
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
