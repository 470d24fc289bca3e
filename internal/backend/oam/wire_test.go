package oam_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
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
	oauthclient.GrantTypes:                            []string{"urn:example:new", "urn:ietf:params:oauth:grant-type:token-exchange", "refresh_token"},
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

// TestBodies compares what is sent with the golden bodies. The server refuses every write, so that nothing follows.
func TestBodies(t *testing.T) {
	t.Parallel()
	known := everything.With(oauthclient.ID, "Main/Everything")
	bare := oauthclient.Client{oauthclient.ClientName: "Everything"}
	// What is shown leaves out nearly all, which says nothing about it.
	shown := oamsim.Fault{Method: http.MethodGet, Status: http.StatusOK, Body: `{"name": "Everything", "id": "everything"}`}
	for _, tc := range []struct {
		name   string
		known  oauthclient.Client
		wanted oauthclient.Client
		method string
		query  string
		body   string
	}{
		{"the documented example", nil, documentedClient, http.MethodPost, "", "documented.json"},
		{"every property", nil, everything, http.MethodPost, "", "everything.json"},
		{"every property in an update", known.Only(oauthclient.NewFieldSet(oauthclient.ID, oauthclient.ClientID)), everything, http.MethodPut, "identityDomainName=Main&name=Everything", "everything.json"},
		{"every property cleared", known, bare, http.MethodPut, "identityDomainName=Main&name=Everything", "cleared.json"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, judge, driver := serveDriver(t, newTestClock(), oamsim.Options{})
			sim.FailNext(shown, oamsim.Fault{Method: tc.method, Status: http.StatusForbidden, Body: "no"})
			var err error
			if tc.known == nil {
				_, err = driver.Create(t.Context(), tc.wanted)
			} else {
				_, err = driver.Update(t.Context(), judge.Change(tc.known, tc.wanted))
			}
			if !errors.Is(err, oauthclient.ErrDenied) {
				t.Errorf("a refusal is the error %v", err)
			}
			requests := sim.Requests()
			last := requests[len(requests)-1]
			if last.Method != tc.method || last.Query != tc.query {
				t.Fatalf("the last request: %+v", last)
			}
			want, err := os.ReadFile(filepath.Join("testdata", tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(decodeJSON(t, want), decodeJSON(t, []byte(last.Body))); diff != "" {
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

// serve returns a simulator with the resource servers of the tests, and a service for it.
func serve(t *testing.T, opts oamsim.Options) (*oamsim.Simulator, *oauthclient.Service) {
	t.Helper()
	return serveAt(t, newTestClock(), opts)
}

func serveAt(t *testing.T, clock *testClock, opts oamsim.Options, change ...func(*oam.Config)) (*oamsim.Simulator, *oauthclient.Service) {
	t.Helper()
	sim, judge, driver := serveDriver(t, clock, opts, change...)
	return sim, oauthclient.NewService(judge, driver)
}

func serveDriver(t *testing.T, clock *testClock, opts oamsim.Options, change ...func(*oam.Config)) (*oamsim.Simulator, *oauthclient.Judge, *oam.Driver) {
	t.Helper()
	sim := newSimulator(t, clock, opts)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	judge, driver := newDriver(t, clock, server.URL, change...)
	return sim, judge, driver
}

// methods returns the methods of the requests so far, separated by blanks. LIST is a GET for all clients of a domain.
func methods(sim *oamsim.Simulator) string {
	var all []string
	for _, r := range sim.Requests() {
		method := r.Method
		if query, _ := url.ParseQuery(r.Query); method == http.MethodGet && !query.Has("name") && !query.Has("id") {
			method = "LIST"
		}
		all = append(all, method)
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
			sim, service := serve(t, oamsim.Options{})
			sim.FailNext(oamsim.Fault{Status: http.StatusOK, Body: tc.body})
			read, err := service.Read(t.Context(), known)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]any{}
			for f, v := range read.Client {
				got[f.String()] = v
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
