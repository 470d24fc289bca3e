package oam_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// documentedClient is the example of the REST reference.
var documentedClient = oauthclient.Client{
	oauthclient.ClientID:     "TestClient",
	oauthclient.ClientSecret: "welcome1",
	oauthclient.ClientName:   "TestClient",
	oauthclient.RedirectURIs: []string{"http://localhost:8080/Sample.jsp"},
	oauthclient.GrantTypes: []string{
		"authorization_code", "client_credentials", "password", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer",
	},
	oauthclient.Scopes: []string{"ResServer1.scope1"},
	oam.IdentityDomain: "TestDomain1",
	oam.ClientType:     "CONFIDENTIAL_CLIENT",
	oam.Description:    "Client Description",
	oam.DefaultScope:   "ResServer1.scope1",
	oam.Attributes:     []map[string]string{{"name": "customeAttr1", "value": "CustomValue", "type": "static"}},
}

// everything has every property. Its testdata is the body that sets them all; no server would take all of them at once.
var everything = oauthclient.Client{
	oauthclient.ClientID:                              "everything",
	oauthclient.ClientSecret:                          "s",
	oauthclient.ClientName:                            "Everything",
	oauthclient.RedirectURIs:                          []string{"https://a.example.com/cb", "http://a.example.com/cb", "com.example.app:/cb"},
	oauthclient.GrantTypes:                            []string{"urn:example:new", "urn:ietf:params:oauth:grant-type:token-exchange", "REFRESH_TOKEN"},
	oauthclient.Scopes:                                []string{"Orders.read"},
	oauthclient.TokenEndpointAuthMethod:               "tls_client_auth",
	oauthclient.TLSClientAuthSubjectDN:                "CN=a",
	oauthclient.TLSClientAuthSANDNS:                   "a.example.com",
	oauthclient.TLSClientAuthSANEmail:                 "a@example.com",
	oauthclient.TLSClientAuthSANIP:                    "192.0.2.1",
	oauthclient.TLSClientAuthSANURI:                   "spiffe://a",
	oauthclient.TLSClientCertificateBoundAccessTokens: true,
	oam.ClientType:                                    "PUBLIC_CLIENT",
	oam.Description:                                   "d",
	oam.DefaultScope:                                  "Orders.read",
	oam.Attributes:                                    []map[string]string{{"name": "cn", "value": "$user.attr.cn", "type": "DYNAMIC"}},
	oam.AccessTokenCustomClaims:                       []string{"a"},
	oam.IDTokenCustomClaims:                           []string{"b"},
	oam.UserInfoCustomClaims:                          []string{"c"},
	oam.OldSecretRetentionTimeInDays:                  int64(3),
	oam.UsePKCE:                                       "STRICT",
}

// TestBodies compares what is sent with the golden bodies. The server refuses everything, so that nothing follows.
func TestBodies(t *testing.T) {
	t.Parallel()
	known := everything.With(oauthclient.ID, "Main/Everything")
	bare := oauthclient.Client{oauthclient.ClientName: "Everything"}
	for _, tc := range []struct {
		name   string
		write  func(t *testing.T, b *oam.Backend) error
		method string
		query  string
		body   string
	}{
		{
			"the documented example", func(t *testing.T, b *oam.Backend) error {
				t.Helper()
				_, err := b.Create(t.Context(), documentedClient)
				return err
			},
			http.MethodPost, "", "documented.json",
		},
		{
			"every property", func(t *testing.T, b *oam.Backend) error {
				t.Helper()
				_, err := b.Create(t.Context(), everything)
				return err
			},
			http.MethodPost, "", "everything.json",
		},
		{
			"every property in an update", func(t *testing.T, b *oam.Backend) error {
				t.Helper()
				_, err := b.Update(t.Context(), known, everything)
				return err
			},
			http.MethodPut, "identityDomainName=Main&name=Everything", "everything.json",
		},
		{
			"every property cleared", func(t *testing.T, b *oam.Backend) error {
				t.Helper()
				_, err := b.Update(t.Context(), known, bare)
				return err
			},
			http.MethodPut, "identityDomainName=Main&name=Everything", "cleared.json",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, backend := serve(t, oamsim.Options{})
			sim.FailNext(oamsim.Fault{Status: http.StatusBadRequest, Body: "no"})
			if err := tc.write(t, backend); err == nil {
				t.Error("a refusal is no error")
			}
			requests := sim.Requests()
			if len(requests) != 1 || requests[0].Method != tc.method || requests[0].Query != tc.query {
				t.Fatalf("requests: %+v", requests)
			}
			want, err := os.ReadFile(filepath.Join("testdata", tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(decodeJSON(t, want), decodeJSON(t, []byte(requests[0].Body))); diff != "" {
				t.Errorf("body (-%s +sent):\n%s", tc.body, diff)
			}
		})
	}
}

func decodeJSON(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// serve returns a simulator with the resource servers of the tests, and a driver for it.
func serve(t *testing.T, opts oamsim.Options) (*oamsim.Simulator, *oam.Backend) {
	t.Helper()
	sim := newSimulator(t, opts)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return sim, newBackend(t, server.URL)
}

// methods returns the methods of the requests so far, separated by blanks.
func methods(sim *oamsim.Simulator) string {
	var all []string
	for _, r := range sim.Requests() {
		all = append(all, r.Method)
	}
	return strings.Join(all, " ")
}

// TestRead_silent is about properties of which an answer says nothing.
func TestRead_silent(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{
		oauthclient.ID: "Main/Demo", oauthclient.ClientName: "Demo", oauthclient.ClientSecret: "secret",
		oauthclient.Scopes: []string{"Orders.read"}, oam.Description: "d", oam.UsePKCE: "STRICT", oam.OldSecretRetentionTimeInDays: int64(2),
	}
	const text = `Sucessfully retrieved entity - OAuthClient, detail - OAuth Client - uid = u, name = Demo, id = i, identityDomain = Main, ` +
		`description = null, secret = ******, , clientType = PUBLIC_CLIENT, grantTypes = [JWT_BEARER], attributes = [], scopes = [], defaultScope = null, redirectURIs = []`
	for _, tc := range []struct {
		name, body string
		want       map[string]any
	}{
		{"text has no place for PKCE", text, map[string]any{
			"id": "Main/Demo", "client_id": "i", "client_name": "Demo", "oam.identity_domain": "Main", "oam.uid": "u", "oam.client_type": "PUBLIC_CLIENT",
			"grant_types": []string{"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "scopes": []string{}, "redirect_uris": []string{},
			"oam.attributes": []map[string]string{}, "oam.use_pkce": "STRICT", "oam.old_secret_retention_time_in_days": int64(2),
		}},
		{"JSON that leaves out nearly all", `{"name": "Demo", "id": "i", "secret": "******"}`, map[string]any{
			"id": "Main/Demo", "client_id": "i", "client_name": "Demo", "oam.identity_domain": "Main",
			"scopes": []string{"Orders.read"}, "oam.description": "d", "oam.use_pkce": "STRICT", "oam.old_secret_retention_time_in_days": int64(2),
		}},
		{"JSON with nulls and empties", `[{"name": "Demo", "id": "i", "description": null, "scopes": [], "usePKCE": "", "oldSecretRetentionTimeInDays": 0, "more": {}}]`, map[string]any{
			"id": "Main/Demo", "client_id": "i", "client_name": "Demo", "oam.identity_domain": "Main",
			"scopes": []string{}, "oam.use_pkce": "", "oam.old_secret_retention_time_in_days": int64(0),
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, backend := serve(t, oamsim.Options{})
			sim.FailNext(oamsim.Fault{Status: http.StatusOK, Body: tc.body})
			read, err := backend.Read(t.Context(), known)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]any{}
			for f, v := range read {
				got[f.String()] = v
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
