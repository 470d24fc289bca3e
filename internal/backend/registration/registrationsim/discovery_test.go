package registrationsim_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

func TestDiscovery_addresses(t *testing.T) {
	t.Parallel()
	const (
		inserted       = "/.well-known/oauth-authorization-server/tenant"
		appended       = "/tenant/.well-known/oauth-authorization-server"
		openID         = "/tenant/.well-known/openid-configuration"
		openIDInserted = "/.well-known/openid-configuration/tenant"
	)
	all := []string{inserted, appended, openID, openIDInserted}
	tests := []struct {
		name string
		form registrationsim.Discovery
		want []string
	}{
		{"everywhere", registrationsim.DiscoveryEverywhere, all},
		{"inserted", registrationsim.DiscoveryInserted, []string{inserted}},
		{"appended", registrationsim.DiscoveryAppended, []string{appended}},
		{"openid", registrationsim.DiscoveryOpenID, []string{openID}},
		{"openid inserted", registrationsim.DiscoveryOpenIDInserted, []string{openIDInserted}},
		{"off", registrationsim.DiscoveryOff, nil},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, registrationsim.Options{IssuerPath: "/tenant", Discovery: tc.form})
			var got []string
			for _, path := range all {
				if send(t, http.MethodGet, base+path, "", "").status == http.StatusOK {
					got = append(got, path)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("documents (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDiscovery_document(t *testing.T) {
	t.Parallel()
	const address = "/.well-known/oauth-authorization-server"
	tests := []struct {
		name, path string
		opts       registrationsim.Options
		// issuer and endpoint are the document's, less the server's address; an empty endpoint is none.
		issuer, endpoint string
	}{
		{name: "plain", endpoint: "/register"},
		{
			name: "path", path: "/tenant", opts: registrationsim.Options{IssuerPath: "/tenant"},
			issuer: "/tenant", endpoint: "/tenant/register",
		},
		{name: "trailing slash", opts: registrationsim.Options{IssuerPath: "/"}, issuer: "/", endpoint: "/register"},
		{name: "no endpoint", opts: registrationsim.Options{HideEndpoint: true}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, tc.opts)
			document := mustSend(t, http.StatusOK, http.MethodGet, base+address+tc.path, "", "")
			if got := document.string("issuer"); got != base+tc.issuer {
				t.Errorf("issuer %q, want %q", got, base+tc.issuer)
			}
			endpoint := document.string("registration_endpoint")
			if tc.endpoint == "" {
				if endpoint != "" {
					t.Errorf("registration_endpoint %q, want none", endpoint)
				}
				return
			}
			if endpoint != base+tc.endpoint {
				t.Errorf("registration_endpoint %q, want %q", endpoint, base+tc.endpoint)
			}
			mustSend(t, http.StatusCreated, http.MethodPost, endpoint, "", minimal)
		})
	}
}

func TestDiscovery_lists(t *testing.T) {
	t.Parallel()
	_, base := start(t, registrationsim.Options{
		DiscoveryIssuer: "https://other.example",
		Supported: map[string][]string{
			"grant_types_supported": {"authorization_code"}, "response_types_supported": nil,
		},
	})
	document := mustSend(t, http.StatusOK, http.MethodGet, base+"/.well-known/openid-configuration", "", "")
	check(t, document.body, `{"issuer":"https://other.example","grant_types_supported":["authorization_code"],
		"response_types_supported":null,"subject_types_supported":["public","pairwise"]}`)
}
