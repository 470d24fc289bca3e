package registration_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// rfc7591Fields are the fields of RFC 7591 section 2, which is all that the MCP SDK 1.32.2 keeps.
var rfc7591Fields = oauthclient.NewFieldSet(
	oauthclient.ClientName, oauthclient.RedirectURIs, oauthclient.GrantTypes, oauthclient.ResponseTypes, oauthclient.Scopes,
	oauthclient.Contacts, oauthclient.ClientURI, oauthclient.LogoURI, oauthclient.PolicyURI, oauthclient.TosURI, oauthclient.JWKSet,
	oauthclient.JWKSURI, oauthclient.TokenEndpointAuthMethod, oauthclient.SoftwareID, oauthclient.SoftwareVersion, oauthclient.SoftwareStatement,
)

func TestLive_mcpSDK(t *testing.T) {
	t.Parallel()
	server := unmanagedServer(t, live.MCPSDK.Name)
	backendtest.Run(t, func(t *testing.T) backendtest.Harness {
		h := server.harness(t)
		h.Unmanaged = true
		limitTo(&h, rfc7591Fields, nil)
		return h
	})
}

func TestLive_betterAuth(t *testing.T) {
	t.Parallel()
	server := unmanagedServer(t, live.BetterAuth.Name)
	backendtest.Run(t, func(t *testing.T) backendtest.Harness {
		h := server.harness(t)
		h.Unmanaged = true
		shown := oauthclient.NewFieldSet(
			oauthclient.ApplicationType, oauthclient.BackchannelLogoutURI, oauthclient.BackchannelLogoutSessionRequired,
			oauthclient.DPoPBoundAccessTokens, oauthclient.PostLogoutRedirectURIs,
		)
		for f := range rfc7591Fields {
			shown.Add(f)
		}
		limitTo(&h, shown, map[oauthclient.Field]string{
			oauthclient.JWKSURI:       "it must belong to an origin that the server trusts",
			oauthclient.SubjectType:   "the operator has switched pairwise subjects off",
			oauthclient.Scopes:        "every client has the server's whole list",
			oauthclient.GrantTypes:    "the server takes few",
			oauthclient.ResponseTypes: "the server takes code alone",
		})
		h.Samples = changed(h.Samples, oauthclient.Client{oauthclient.TokenEndpointAuthMethod: "client_secret_post"})
		return h
	})
}

// unmanagedServer returns a server that runs for this test and only registers clients.
func unmanagedServer(t *testing.T, name string) *realServer {
	t.Helper()
	server := running(t, name)
	endpoint, err := url.Parse(server.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	base := endpoint.Scheme + "://" + endpoint.Host
	return &realServer{base: base, path: strings.TrimPrefix(server.Endpoint, base), initialAccessToken: server.InitialAccessToken}
}
