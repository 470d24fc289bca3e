package provider_test

import (
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

// oamClient is a client with all that text and JSON both show, some of it in a spelling that the server changes, and
// oamHidden what only JSON shows.
var (
	oamClient = object(
		"client_name", "Shop", "client_id", "shop", "redirect_uris", list("https://shop.example.com/cb", "app:/cb"),
		"grant_types", list("authorization_code", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
		"scopes", list(oamRS+".scope1", oamRS+".scope2"),
		"oam", object(
			"client_type", "MOBILE_CLIENT", "description", "a, secret = b, clientType = c", "default_scope", oamRS+".scope2",
			"attributes", list(object("name", "a", "value", `1, b = "2"`, "type", "static")),
		),
	)
	oamHidden = object(
		"client_name", "Shop", "client_id", "shop", "client_secret", "given", "token_endpoint_auth_method", "tls_client_auth",
		"tls_client_auth_san_dns", "shop.example.com", "tls_client_certificate_bound_access_tokens", true,
		"oam", object("use_pkce", "STRICT", "access_token_custom_claims", list("x"), "old_secret_retention_time_in_days", 3),
	)
)

// After each apply and each import the second plan is empty, whatever the server's manners.
func TestOAM_everySwitch(t *testing.T) {
	t.Parallel()
	for _, opts := range oamsim.Combinations() {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			s := newOAM(t, opts)
			session := newSession(t)
			if said := session.configure(t.Context(), s.settings(nil)); len(said) > 0 {
				t.Fatal(said)
			}
			l := session.newLife()
			for _, step := range []struct {
				name   string
				config map[string]any
			}{
				{"a minimal client", object("client_name", "Shop", "client_id", "shop")},
				{"what text shows", oamClient},
				{"what text does not show", oamHidden},
				{"empty values", object("client_name", "Shop", "client_id", "shop", "scopes", list(), "oam", object("attributes", list(), "description", ""))},
				{"what text shows, again", oamClient},
			} {
				l.apply(step.config)
				l.mustBeSettled("after " + step.name)
			}
			for _, id := range []string{oamDomain + "/Shop", oamDomain + "/id=shop"} {
				imported := session.newLife()
				imported.config = oamClient
				imported.importAs(id)
				imported.mustBeSettled("after the import of " + id)
			}
		})
	}
}

// Bad input, with its message at its attribute.
func TestOAM_badInput(t *testing.T) {
	t.Parallel()
	client := func(pairs ...any) map[string]any { return object(append(pairs, "client_name", "Shop")...) }
	for _, tc := range []badInput{
		{"client type", client("oam", object("client_type", "PUBLIC")), `ERROR oam.client_type: Invalid value: oam.client_type: .*CONFIDENTIAL_CLIENT, PUBLIC_CLIENT, MOBILE_CLIENT`},
		{"attribute type", client("oam", object("attributes", list(object("name", "a", "value", "b", "type", "FIXED")))), `ERROR oam.attributes: Invalid value: oam.attributes: .*"FIXED" is not a value of type.*STATIC, DYNAMIC`},
		{"mutual TLS without name", client("token_endpoint_auth_method", "tls_client_auth"), `ERROR token_endpoint_auth_method: .*set one of the tls_client_auth_`},
		{"PKCE", client("oam", object("use_pkce", "always")), `WARNING oam.use_pkce: Unusual value: oam.use_pkce .*STRICT`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			wantLine(t, tc.says, newSession(t).validate(tc.attributes))
		})
	}
	for _, tc := range []badInput{
		{"default scope", client("scopes", list("a.b"), "oam", object("default_scope", "a.c")), `ERROR oam.default_scope: .*"a.c" is not among`},
		{"comma", object("client_name", "a, b"), `ERROR client_name: .*comma`},
		{"equals sign", object("client_name", "a=b"), `ERROR client_name: .*equals sign`},
		{"line break", object("client_name", "a\nb"), `ERROR client_name: .*control character`},
		{"no name", object("scopes", list("a.b")), `ERROR client_name: .*needs a client_name`},
		{"method", client("token_endpoint_auth_method", "client_secret_jwt"), `ERROR token_endpoint_auth_method: .*client_secret_basic`},
		{"grant type", client("grant_types", list("WRONG")), `ERROR grant_types: .*"WRONG" is not a value of grant_types.*Oracle Access Manager takes`},
		{"OAM's own grant type", client("grant_types", list("PASSWORD")), `ERROR grant_types: .*Write "password"`},
		{"grant type of others", client("grant_types", list("urn:ietf:params:oauth:grant-type:device_code")), `ERROR grant_types: .*Oracle Access Manager takes`},
		{"keys", client("jwks_uri", "https://a.example/"), `ERROR jwks_uri: Attribute not supported by the backend`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			session := newSession(t)
			if said := session.configure(t.Context(), object("oam", object("url", "http://127.0.0.1:1", "identity_domain", "D"))); len(said) > 0 {
				t.Fatal(said)
			}
			wantLine(t, tc.says, session.planCreate(tc.attributes))
		})
	}
}

// A client moves with the default of the provider configuration, also when nothing was refreshed.
func TestOAM_anotherDefault(t *testing.T) {
	t.Parallel()
	s := newOAM(t, oamsim.Options{})
	session := newSession(t)
	session.configure(t.Context(), s.settings(nil))
	l := session.newLife()
	l.apply(object("client_name", "Shop"))
	for _, tc := range []struct {
		name, domain string
		config       map[string]any
		replaces     bool
	}{
		{"the same default", oamDomain, object("client_name", "Shop"), false},
		{"the default named", oamDomain, object("client_name", "Shop", "oam", object("identity_domain", oamDomain)), false},
		{"another default", oamOther, object("client_name", "Shop"), true},
		{"another default, and the domain named", oamOther, object("client_name", "Shop", "oam", object("identity_domain", oamDomain)), false},
		{"another domain", oamDomain, object("client_name", "Shop", "oam", object("identity_domain", oamOther)), true},
		{"another name", oamDomain, object("client_name", "New"), true},
		{"a domain yet unknown", oamDomain, object("client_name", "Shop", "oam", object("identity_domain", unknownValue)), true},
	} {
		other := newSession(t)
		if said := other.configure(t.Context(), s.settings(map[string]any{"identity_domain": tc.domain})); len(said) > 0 {
			t.Fatal(said)
		}
		moved := other.newLife()
		moved.config, moved.state, moved.private = tc.config, l.state, l.private
		if _, _, replaces := moved.plan(); replaces != tc.replaces {
			t.Errorf("%s: replaced %t, want %t", tc.name, replaces, tc.replaces)
		}
	}
}

// Errors of the block in the provider configuration.
func TestOAM_badSettings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		settings map[string]any
		says     string
	}{
		"no URL":       {object("oam", object()), `ERROR oam.url: .*OAUTH_OAM_URL`},
		"relative URL": {object("oam", object("url", "admin:7001")), `ERROR oam.url: .*http`},
		"user alone":   {object("oam", object("url", "http://h", "username", "u")), `ERROR oam.password: .*without password`},
		"time":         {object("oam", object("url", "http://h", "read_after_write_timeout", "1 minute")), `ERROR oam.read_after_write_timeout: .*span of time`},
		"domain":       {object("oam", object("url", "http://h", "identity_domain", "a/b")), `ERROR oam.identity_domain: .*slash`},
		"two backends": {object("oam", object("url", "http://h"), "hydra", object("admin_url", "http://h")), `ERROR oam: More than one backend`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantLine(t, tc.says, newSession(t).configure(t.Context(), tc.settings))
		})
	}
}
