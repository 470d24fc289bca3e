package hydra_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	redirects := func(redirect, logout string) oauthclient.Client {
		return oauthclient.Client{
			oauthclient.RedirectURIs:           []string{"https://other.example.com/", redirect},
			oauthclient.PostLogoutRedirectURIs: []string{logout},
		}
	}
	origin := func(text string) oauthclient.Client {
		return oauthclient.Client{hydra.AllowedCORSOrigins: []string{"https://fine.example.com", text}}
	}
	const userinfo, assertions, requests = "Ory Hydra takes none, RS256.", "Ory Hydra takes RS256", "Ory Hydra takes none, RS256"
	one := func(f oauthclient.Field, v any) oauthclient.Client { return oauthclient.Client{f: v} }
	for _, tc := range []struct {
		name    string
		client  oauthclient.Client
		unknown oauthclient.FieldSet
		field   oauthclient.Field // the zero Field when nothing is wrong
		words   string
	}{
		{name: "nothing"},
		{name: "a client_id", client: one(oauthclient.ClientID, "orders.v2")},
		{name: "client_id with a slash", client: one(oauthclient.ClientID, "a/b"), field: oauthclient.ClientID, words: `"a/b"`},
		{name: "client_id .", client: one(oauthclient.ClientID, "."), field: oauthclient.ClientID, words: `"."`},
		{name: "client_id ..", client: one(oauthclient.ClientID, ".."), field: oauthclient.ClientID, words: `".."`},
		{name: "client_id with a line break", client: one(oauthclient.ClientID, "a\nb"), field: oauthclient.ClientID, words: "control character"},
		{name: "client_id of 255", client: one(oauthclient.ClientID, strings.Repeat("a", 255))},
		{name: "client_id of 256", client: one(oauthclient.ClientID, strings.Repeat("a", 256)), field: oauthclient.ClientID, words: "has 256"},
		{name: "secret of 6", client: one(oauthclient.ClientSecret, "123456")},
		{name: "secret of 5", client: one(oauthclient.ClientSecret, "12345"), field: oauthclient.ClientSecret, words: "has 5"},
		{name: "userinfo algorithm", client: one(oauthclient.UserinfoSignedResponseAlg, "ES256"), field: oauthclient.UserinfoSignedResponseAlg, words: userinfo},
		{name: "assertion algorithm", client: one(oauthclient.TokenEndpointAuthSigningAlg, "EdDSA"), field: oauthclient.TokenEndpointAuthSigningAlg, words: assertions},
		{name: "request object algorithm", client: one(oauthclient.RequestObjectSigningAlg, "HS256"), field: oauthclient.RequestObjectSigningAlg, words: requests},
		{name: "method", client: one(oauthclient.TokenEndpointAuthMethod, "client_secret_jwt"), field: oauthclient.TokenEndpointAuthMethod, words: "private_key_jwt, none"},
		{name: "subject type", client: one(oauthclient.SubjectType, "private"), field: oauthclient.SubjectType, words: "public, pairwise"},
		{name: "strategy", client: one(hydra.AccessTokenStrategy, "paseto"), field: hydra.AccessTokenStrategy, words: "jwt, opaque"},
		{name: "strategy in capitals", client: one(hydra.AccessTokenStrategy, "JWT")},
		{
			name:   "pairwise JWT",
			client: oauthclient.Client{hydra.AccessTokenStrategy: "JWT", oauthclient.SubjectType: "pairwise"},
			field:  hydra.AccessTokenStrategy, words: "pairwise",
		},
		{name: "audience", client: one(hydra.Audience, []string{"https://api.example.com", "api"})},
		{name: "audience with a blank", client: one(hydra.Audience, []string{"https://api.example.com api"}), field: hydra.Audience, words: "several elements"},
		{name: "lifespan", client: one(hydra.Lifespans[0], "1h30m")},
		{name: "lifespan without unit", client: one(hydra.Lifespans[0], "3600"), field: hydra.Lifespans[0], words: "span of time"},
		{name: "lifespan of no time", client: one(hydra.DeviceLifespans[0], "0s"), field: hydra.DeviceLifespans[0], words: "at least"},
		{name: "key without a place", client: one(oauthclient.ApplicationType, "web"), field: oauthclient.ApplicationType, words: "Ory Hydra has no place for application_type"},
		{name: "created_at", client: one(hydra.CreatedAt, "2026-01-01T00:00:00Z"), field: hydra.CreatedAt, words: "by itself"},
		{name: "origin with a slash", client: origin("https://app.example.com:8443/")},
		{name: "origin with a path", client: origin("https://app.example.com/a"), field: hydra.AllowedCORSOrigins, words: "/a"},
		{name: "origin with a query", client: origin("https://app.example.com?a"), field: hydra.AllowedCORSOrigins, words: "?a"},
		{name: "origin with a fragment", client: origin("https://app.example.com#a"), field: hydra.AllowedCORSOrigins, words: "#a"},
		{name: "origin with a user", client: origin("https://a@app.example.com"), field: hydra.AllowedCORSOrigins, words: "a@"},
		{name: "origin of an app", client: origin("app://example.com"), field: hydra.AllowedCORSOrigins, words: "app:"},
		{name: "origin *", client: origin("*"), field: hydra.AllowedCORSOrigins, words: `"*"`},
		{name: "logout where redirects go", client: redirects("https://app.example.com/cb", "https://app.example.com/bye")},
		{name: "logout elsewhere", client: redirects("https://app.example.com/cb", "https://bye.example.com/"), field: oauthclient.PostLogoutRedirectURIs, words: "bye.example.com"},
		{name: "logout at another port", client: redirects("https://app.example.com/cb", "https://app.example.com:443/"), field: oauthclient.PostLogoutRedirectURIs, words: ":443"},
		{name: "logout with another scheme", client: redirects("http://localhost/cb", "https://localhost/"), field: oauthclient.PostLogoutRedirectURIs, words: "https://localhost/"},
		{name: "logout in other letters", client: redirects("https://app.example.com/cb", "https://App.example.com/"), field: oauthclient.PostLogoutRedirectURIs, words: "App"},
		{
			name: "logout with redirects yet unknown", client: one(oauthclient.PostLogoutRedirectURIs, []string{"https://bye.example.com/"}),
			unknown: oauthclient.NewFieldSet(oauthclient.RedirectURIs),
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			problems := append(judge.Validate(tc.client, tc.unknown), oauthclient.CheckMetadata(tc.client, tc.unknown)...)
			switch {
			case tc.field.IsZero() && len(problems) > 0:
				t.Errorf("the problems are %v", problems)
			case tc.field.IsZero():
			case len(problems) != 1 || problems[0].Field != tc.field || !strings.Contains(problems[0].Error(), tc.words):
				t.Errorf("the problems are %v, not one of %s with %q", problems, tc.field, tc.words)
			}
		})
	}
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		field oauthclient.Field
		value any
		want  any
	}{
		{"strategy", hydra.AccessTokenStrategy, "JWT", "jwt"},
		{"origin", hydra.AllowedCORSOrigins, []string{"HTTPS://App.Example.com/"}, []string{"https://App.Example.com"}},
		{"origin with slashes", hydra.AllowedCORSOrigins, []string{"https://app.example.com//"}, []string{"https://app.example.com"}},
		{"origin with a port", hydra.AllowedCORSOrigins, []string{"http://localhost:3000"}, []string{"http://localhost:3000"}},
		{"what is no origin", hydra.AllowedCORSOrigins, []string{"%"}, []string{"%"}},
		{"another string", oauthclient.ClientURI, "HTTPS://A/", "HTTPS://A/"},
		{"another list", oauthclient.RedirectURIs, []string{"HTTPS://A/"}, []string{"HTTPS://A/"}},
		{"a flag", hydra.SkipConsent, true, true},
	} {
		if diff := cmp.Diff(tc.want, hydra.Profile().Canonical(tc.field, tc.value)); diff != "" {
			t.Errorf("%s:\n%s", tc.name, diff)
		}
	}
}
