package registration_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// glewlwydShows are the fields that Glewlwyd 2.7.5 shows again.
var glewlwydShows = oauthclient.NewFieldSet(
	oauthclient.ClientName, oauthclient.RedirectURIs, oauthclient.GrantTypes, oauthclient.ResponseTypes, oauthclient.JWKSet,
	oauthclient.TokenEndpointAuthMethod, oauthclient.SoftwareStatement, oauthclient.SectorIdentifierURI,
	oauthclient.RequestObjectSigningAlg, oauthclient.RequestObjectEncryptionAlg, oauthclient.RequestObjectEncryptionEnc,
	oauthclient.FrontchannelLogoutURI, oauthclient.FrontchannelLogoutSessionRequired,
	oauthclient.BackchannelLogoutURI, oauthclient.BackchannelLogoutSessionRequired, oauthclient.FederationDescription,
	oauthclient.BackchannelTokenDeliveryMode, oauthclient.BackchannelClientNotificationEndpoint,
	oauthclient.BackchannelAuthenticationRequestSigningAlg, oauthclient.BackchannelUserCodeParameter,
	oauthclient.TLSClientAuthSANDNS, oauthclient.TLSClientAuthSANURI, oauthclient.TLSClientAuthSANIP, oauthclient.TLSClientAuthSANEmail,
)

// glewlwydRefuses are the fields that it cannot be made to take.
var glewlwydRefuses = map[oauthclient.Field]string{
	oauthclient.ClientName:                "the server keeps it when it is left out",
	oauthclient.FederationDescription:     "the server keeps it when it is left out, and nobody can take it out",
	oauthclient.GrantTypes:                "the server derives it from response_types",
	oauthclient.JWKSURI:                   "the server fetches it at once",
	oauthclient.AuthorizationDetailsTypes: "the server takes those that its operator has set up",
}

func TestLive_glewlwyd(t *testing.T) {
	t.Parallel()
	server := glewlwydServer(t)
	backendtest.Run(t, func(t *testing.T) backendtest.Harness {
		h := server.harness(t)
		h.HasSecret = nil // the token endpoint says 403 to whatever it does not like
		limitTo(&h, glewlwydShows, glewlwydRefuses)
		h.Undisclosed.Add(oauthclient.ClientIDIssuedAt)
		h.Minimal = method
		// No words with blanks between them, and a grant for each word.
		h.Samples = changed(h.Samples, oauthclient.Client{
			oauthclient.ResponseTypes: []string{"id_token", "code"}, oauthclient.GrantTypes: []string{"refresh_token", "implicit", "authorization_code"},
			oauthclient.TokenEndpointAuthMethod: "client_secret_post",
		})
		h.Variants = changed(h.Variants, oauthclient.Client{
			oauthclient.ResponseTypes: []string{"code"}, oauthclient.GrantTypes: []string{"authorization_code"},
			oauthclient.TokenEndpointAuthMethod: "client_secret_basic",
		})
		return h
	})
}

// limitTo puts into the harness of a real server which fields it shows again, and which it cannot be made to take. The
// defaults of the specifications are not its own.
func limitTo(h *backendtest.Harness, shown oauthclient.FieldSet, refused map[oauthclient.Field]string) {
	h.Dropped, h.Undisclosed, h.Unfilled = oauthclient.FieldSet{}, oauthclient.FieldSet{}, oauthclient.FieldSet{}
	h.CannotSet = maps.Clone(refused)
	for f := range h.Judge.Supported() {
		h.Unfilled.Add(f)
		if _, refused := h.CannotSet[f]; !refused && !shown.Has(f) {
			h.Dropped.Add(f)
		}
	}
	delete(h.Dropped, oauthclient.SoftwareStatement)
	h.Undisclosed.Add(oauthclient.SoftwareStatement)
	h.Undisclosed.Add(registration.ExtraMetadata)
}

// changed returns clients with some other values.
func changed(clients func(string) []oauthclient.Client, values oauthclient.Client) func(string) []oauthclient.Client {
	return func(unique string) []oauthclient.Client {
		all := clients(unique)
		for i := range all {
			maps.Copy(all[i], values)
		}
		return all
	}
}

// glewlwydServer returns the Glewlwyd that runs for this test.
func glewlwydServer(t *testing.T) *realServer {
	t.Helper()
	server := running(t, live.Glewlwyd.Name)
	issuer, err := url.Parse(server.Issuer)
	if err != nil {
		t.Fatal(err)
	}
	base := issuer.Scheme + "://" + issuer.Host
	return &realServer{
		base: base, path: strings.TrimPrefix(server.Endpoint, base), initialAccessToken: server.InitialAccessToken,
		amend: func(client map[string]any) {
			// It does not take its own answer.
			if methods, ok := client["token_endpoint_auth_method"].([]any); ok && len(methods) == 1 {
				client["token_endpoint_auth_method"] = methods[0]
			}
			maps.DeleteFunc(client, func(_ string, v any) bool { return v == nil || v == "" })
		},
		remove: func(ctx context.Context, clientID string) error {
			_, err := glewlwyd(ctx, http.MethodDelete, clientID, nil)
			return err
		},
	}
}
