package jsonwire_test

import (
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestFieldAtFault(t *testing.T) {
	t.Parallel()
	members := map[string]oauthclient.Field{
		"redirect_uris": oauthclient.RedirectURIs, "redirectUris": oauthclient.RedirectURIs, "grant_types": oauthclient.GrantTypes,
		"scope": oauthclient.Scopes, "jwks": oauthclient.JWKSet, "jwks_uri": oauthclient.JWKSURI, "client_uri": oauthclient.ClientURI,
		"client_name": oauthclient.ClientName, "tos_uri": oauthclient.TosURI, "logo_uri": oauthclient.LogoURI,
		"contacts": oauthclient.Contacts,
	}
	none := oauthclient.Field{}
	tests := []struct {
		text string
		want oauthclient.Field
	}{
		{"", none},
		{"the request is invalid", none},
		{"redirect_uris must be registered", oauthclient.RedirectURIs},
		{"Field 'redirectUris' is empty.", oauthclient.RedirectURIs},
		{"for the grant_types given, redirect_uris are needed", oauthclient.RedirectURIs},
		// As long as one another: the first, whatever order a map has.
		{"logo_uri and jwks_uri", oauthclient.LogoURI},
		{"jwks_uri and logo_uri", oauthclient.JWKSURI},
		// Whole words only.
		{"registration_client_uri is wrong", none},
		{"client_uris are wrong", none},
		{"the tos_uri2 is wrong", none},
		{"the étos_uri is wrong", none},
		{"registration_client_uri and client_uri differ", oauthclient.ClientURI},
		{"jwks_uri cannot be fetched", oauthclient.JWKSURI},
		{"jwks cannot be read", oauthclient.JWKSet},
		{"(client_name)", oauthclient.ClientName},
		{"client_name: too long", oauthclient.ClientName},
		{"body.client_name", oauthclient.ClientName},
		// Plain words.
		{"the token lacks the scope", none},
		{"POST http://h/scope was answered", none},
		{"contacts", none},
		{`"scope" is wrong`, oauthclient.Scopes},
		{"'scope' is wrong", oauthclient.Scopes},
		{"`scope` is wrong", oauthclient.Scopes},
		{`a text in JSON: \"scope\" is wrong`, oauthclient.Scopes},
		{`"scope' is wrong`, none},
		{"scope: is wrong", oauthclient.Scopes},
		{"the scope: is wrong", none},
		{"Invalid scope Orders.read", oauthclient.Scopes},
		{"scope must be a string", oauthclient.Scopes},
		{"scope of the request", none},
		{"contacts are missing", oauthclient.Contacts},
		{"the scope or the \"scope\"", oauthclient.Scopes},
		{"'scope' is not for these grant_types", oauthclient.GrantTypes},
	}
	for _, tc := range tests {
		t.Run(tc.text, func(t *testing.T) {
			t.Parallel()
			if got := jsonwire.FieldAtFault(tc.text, members); got != tc.want {
				t.Errorf("the field is %q, want %q", got, tc.want)
			}
		})
	}
	if got := jsonwire.FieldAtFault("redirect_uris", nil); !got.IsZero() {
		t.Errorf("no members, and the field is %q", got)
	}
}
