package discovery_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/discovery"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

// TestAddressesOf has the examples of RFC 8414 section 3.1 and OpenID Connect Discovery section 4.1.
func TestAddressesOf(t *testing.T) {
	t.Parallel()
	for issuer, want := range map[string]discovery.Addresses{
		"https://example.com": {
			OAuth: "https://example.com/.well-known/oauth-authorization-server", OpenID: "https://example.com/.well-known/openid-configuration",
		},
		"https://example.com/": {
			OAuth: "https://example.com/.well-known/oauth-authorization-server", OpenID: "https://example.com/.well-known/openid-configuration",
		},
		"https://example.com/issuer1": {
			OAuth: "https://example.com/.well-known/oauth-authorization-server/issuer1", OpenID: "https://example.com/issuer1/.well-known/openid-configuration",
			Confused: []string{"https://example.com/issuer1/.well-known/oauth-authorization-server", "https://example.com/.well-known/openid-configuration/issuer1"},
		},
	} {
		got, err := discovery.AddressesOf(issuer)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("AddressesOf(%q): %v (-want +got):\n%s", issuer, err, diff)
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, body string
		status     int
		usable     bool
	}{
		{"the issuer's", `{"issuer":"https://example.com"}`, 200, true},
		{"a slash more", `{"issuer":"https://example.com/"}`, 200, true},
		{"another issuer's", `{"issuer":"https://example.org"}`, 200, false},
		{"nobody's", `{}`, 200, false},
		{"not a document", `[]`, 200, false},
		{"not found", `{"issuer":"https://example.com"}`, 404, false},
		{"created", `{"issuer":"https://example.com"}`, 201, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			found, problem := discovery.Read(&httpapi.Response{Status: tc.status, Body: []byte(tc.body)}, "https://example.com")
			if (problem == nil) != tc.usable {
				t.Errorf("problem %v, usable %t", problem, tc.usable)
			}
			if tc.usable && found.Members["issuer"] == nil {
				t.Error("the members are missing")
			}
		})
	}
}
