package oam_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	judge := oauthclient.NewJudge(oam.Profile(defaults))
	named := oauthclient.Client{oauthclient.ClientName: "Shop"}
	grants := func(types ...string) oauthclient.Client { return named.With(oauthclient.GrantTypes, types) }
	const jwtBearer, tokenExchange = "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:token-exchange"
	typed := func(kind string) oauthclient.Client {
		return named.With(oam.Attributes, []map[string]string{attr("a", "1", kind)})
	}
	for _, tc := range []struct {
		name    string
		client  oauthclient.Client
		unknown oauthclient.FieldSet
		// want is the field of the only problem and a part of its message; empty when there is none.
		want, says string
	}{
		{name: "name", client: named},
		{name: "no name", client: oauthclient.Client{}, want: "client_name", says: "needs a client_name"},
		{name: "name yet unknown", client: oauthclient.Client{}, unknown: oauthclient.NewFieldSet(oauthclient.ClientName)},
		{name: "comma in name", client: oauthclient.Client{oauthclient.ClientName: "a,b"}, want: "client_name", says: `"a,b" holds a comma`},
		{name: "equals sign in name", client: oauthclient.Client{oauthclient.ClientName: "a=b"}, want: "client_name", says: "equals sign"},
		{name: "line break in name", client: oauthclient.Client{oauthclient.ClientName: "a\nb"}, want: "client_name", says: "control character"},
		{name: "letters, blanks, slash in name", client: oauthclient.Client{oauthclient.ClientName: "Ä 日/b (c)"}},
		{name: "comma in client_id", client: named.With(oauthclient.ClientID, "a,b"), want: "client_id", says: "comma"},
		{name: "equals sign in domain", client: named.With(oam.IdentityDomain, "a=b"), want: "oam.identity_domain", says: "equals sign"},
		{name: "slash in domain", client: named.With(oam.IdentityDomain, "a/b"), want: "oam.identity_domain", says: "slash"},
		{name: "domain that leads elsewhere", client: named.With(oam.IdentityDomain, ".."), want: "oam.identity_domain", says: "cannot be part"},
		{name: "client type", client: named.With(oam.ClientType, "confidential"), want: "oam.client_type", says: "CONFIDENTIAL_CLIENT, PUBLIC_CLIENT, MOBILE_CLIENT"},
		{name: "mobile", client: named.With(oam.ClientType, "MOBILE_CLIENT")},
		{name: "method", client: named.With(oauthclient.TokenEndpointAuthMethod, "client_secret_post"), want: "token_endpoint_auth_method", says: "client_secret_basic"},
		{name: "no method", client: named.With(oauthclient.TokenEndpointAuthMethod, "none"), want: "token_endpoint_auth_method", says: "PUBLIC_CLIENT"},
		{name: "assertions without keys", client: named.With(oauthclient.TokenEndpointAuthMethod, "private_key_jwt")},
		{name: "documented grant types", client: grants("authorization_code", "refresh_token", "password", "client_credentials", jwtBearer, tokenExchange)},
		{name: "OAM's own spelling", client: grants("PASSWORD"), want: "grant_types", says: `Write "password".`},
		{name: "OAM's own spelling of an extension", client: grants("JWT_BEARER"), want: "grant_types", says: `Write "` + jwtBearer + `".`},
		{name: "short name of an extension", client: grants("jwt_bearer"), want: "grant_types", says: `Write "` + jwtBearer + `".`},
		{name: "misspelt grant type", client: grants("authorisation_code"), want: "grant_types", says: `Did you mean "authorization_code"?`},
		{name: "no grant type", client: grants("WRONG"), want: "grant_types", says: `"WRONG" is not a value of grant_types. Oracle Access Manager takes password, `},
		{name: "grant type of others", client: grants("implicit"), want: "grant_types", says: "Oracle Access Manager takes"},
		{name: "extension of others", client: grants("urn:ietf:params:oauth:grant-type:device_code"), want: "grant_types", says: "Oracle Access Manager takes"},
		{name: "default scope", client: named.With(oam.DefaultScope, "a.b").With(oauthclient.Scopes, []string{"a.b"})},
		{name: "default scope of others", client: named.With(oam.DefaultScope, "a.b").With(oauthclient.Scopes, []string{"a.c"}), want: "oam.default_scope", says: `"a.b" is not among`},
		{name: "default scope, scopes yet unknown", client: named.With(oam.DefaultScope, "a.b"), unknown: oauthclient.NewFieldSet(oauthclient.Scopes)},
		{name: "scopes", client: named.With(oauthclient.Scopes, []string{"openid", "a.b"})},
		{name: "scope without resource server", client: named.With(oauthclient.Scopes, []string{"openid", "read"}), want: "scopes", says: `"read" names no resource server`},
		{name: "description that reads as none", client: named.With(oam.Description, "null"), want: "oam.description", says: "where there is no description"},
		{name: "static", client: typed("Static")},
		{name: "attribute type", client: typed("session"), want: "oam.attributes", says: `"session" is not a value of type. It is one of STATIC, DYNAMIC.`},
		{name: "attribute name", client: named.With(oam.Attributes, []map[string]string{attr(`a","attrValue":"`, "1", "STATIC")}), want: "oam.attributes", says: "quotation mark"},
		{name: "retention", client: named.With(oam.OldSecretRetentionTimeInDays, int64(-1)), want: "oam.old_secret_retention_time_in_days", says: "-1"},
		{name: "no retention", client: named.With(oam.OldSecretRetentionTimeInDays, int64(0))},
		{name: "PKCE", client: named.With(oam.UsePKCE, "strict"), want: "oam.use_pkce", says: "STRICT, NON_STRICT"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			var said string
			for _, problem := range append(judge.Validate(tc.client, tc.unknown), valueProblems(tc.client)...) {
				got = append(got, problem.Field.String())
				said += problem.Error()
				mayWarn := problem.Field == oam.UsePKCE || problem.Field == oauthclient.TokenEndpointAuthMethod || problem.Field == oauthclient.Scopes
				if errors.Is(problem, oauthclient.ErrUnusual) && !mayWarn {
					t.Errorf("%s is only a warning", problem.Field)
				}
			}
			if strings.Join(got, " ") != tc.want || !strings.Contains(said, tc.says) {
				t.Errorf("Validate says %q at %q, want %q at %q", said, got, tc.says, tc.want)
			}
		})
	}
}

// valueProblems returns what is wrong with values by the declarations of OAM's own fields.
func valueProblems(c oauthclient.Client) []*oauthclient.Error {
	var problems []*oauthclient.Error
	for _, f := range oam.Fields() {
		if v, ok := c[f]; ok {
			problems = append(problems, oauthclient.CheckValue(f, v)...)
		}
	}
	return problems
}

// TestIdentityDomain is about clients that name no identity domain.
func TestIdentityDomain(t *testing.T) {
	t.Parallel()
	named := oauthclient.Client{oauthclient.ClientName: "Shop"}
	for _, tc := range []struct {
		name     string
		defaults oam.Defaults
		client   oauthclient.Client
		unknown  oauthclient.FieldSet
		missing  bool
	}{
		{"default", defaults, named, nil, false},
		{"own", oam.Defaults{}, named.With(oam.IdentityDomain, "Shops"), nil, false},
		{"none", oam.Defaults{}, named, nil, true},
		{"yet unknown", oam.Defaults{}, named, oauthclient.NewFieldSet(oam.IdentityDomain), false},
		{"default yet unknown", oam.Defaults{Undecided: true}, named, nil, false},
	} {
		problems := oauthclient.NewJudge(oam.Profile(tc.defaults)).Validate(tc.client, tc.unknown)
		if missing := len(problems) == 1 && problems[0].Field == oam.IdentityDomain; missing != tc.missing || len(problems) > 1 {
			t.Errorf("%s: Validate returned %v", tc.name, problems)
		}
	}
	judge := oauthclient.NewJudge(oam.Profile(oam.Defaults{}))
	without, err := oam.New(oam.Config{HTTP: httpapi.Config{BaseURL: "http://localhost"}}, judge)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := without.Create(t.Context(), named); !errors.Is(err, oauthclient.ErrInvalid) {
		t.Errorf("Create without a domain returned %v", err)
	}
	if _, err := without.Fetch(t.Context(), oauthclient.Client{oauthclient.ClientID: "x"}); !errors.Is(err, oauthclient.ErrInvalid) {
		t.Errorf("Fetch by client_id without a domain returned %v", err)
	}
	if err := without.List(t.Context(), oauthclient.Filter{}, nil); !errors.Is(err, oauthclient.ErrInvalid) {
		t.Errorf("List without a domain returned %v", err)
	}
}

func TestReplaces(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{oauthclient.ID: "Main/Shop", oauthclient.ClientID: "shop", oauthclient.ClientName: "Shop"}
	elsewhere := known.With(oauthclient.ID, "Other/Shop")
	judge := oauthclient.NewJudge(oam.Profile(defaults))
	for _, tc := range []struct {
		name           string
		known, desired oauthclient.Client
		unknown        oauthclient.FieldSet
		want           string
	}{
		{"nothing", known, known, nil, ""},
		{"name", known, known.With(oauthclient.ClientName, "New"), nil, "client_name"},
		{"name yet unknown", known, known.Without(oauthclient.ClientName), oauthclient.NewFieldSet(oauthclient.ClientName), "client_name"},
		{"client_id", known, known.With(oauthclient.ClientID, "new"), nil, "client_id"},
		{"no client_id", known, known.Without(oauthclient.ClientID), nil, ""},
		{"domain", known, known.With(oam.IdentityDomain, "Other"), nil, "oam.identity_domain"},
		{"domain yet unknown", known, known, oauthclient.NewFieldSet(oam.IdentityDomain), "oam.identity_domain"},
		{"the default named", known, known.With(oam.IdentityDomain, "Main"), nil, ""},
		{"another default", elsewhere, elsewhere, nil, "oam.identity_domain"},
		{"another default, own domain", elsewhere, elsewhere.With(oam.IdentityDomain, "Other"), nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range judge.Replaces(tc.known, tc.desired, tc.unknown) {
				got = append(got, f.String())
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("Replaces (-want +got):\n%s", diff)
			}
		})
	}
	undecided := oauthclient.NewJudge(oam.Profile(oam.Defaults{Undecided: true}))
	if fields := undecided.Replaces(elsewhere, elsewhere, nil); len(fields) > 0 {
		t.Errorf("Replaces while the default is not known yet: %v", fields)
	}
}
