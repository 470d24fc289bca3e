package answer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
)

// identityDomain is the identity domain of testdata/identity_domain_retrieved.txt.
func identityDomain() answer.IdentityDomain {
	d := answer.DefaultIdentityDomain()
	d.Name, d.ID = "DemoDomain", "c0c8662d5d544835972deb3ea5646bbb"
	return d
}

// resourceServer is the resource server of testdata/resource_server_retrieved.txt.
func resourceServer() answer.ResourceServer {
	return answer.ResourceServer{
		Name:        "DemoServer",
		ID:          "3e4e6b03-0000-4bd8-90f6-960112b37016",
		IDDomain:    "DemoDomain",
		Description: new("It accepts requests, with tokens."),
		Scopes: []answer.Scope{
			{ScopeName: "scope1", Description: "View a Page"},
			{ScopeName: "DefaultScope", Description: "DefaultScope"},
		},
		TokenAttributes: []answer.Attribute{
			{AttrName: "sessionId", AttrValue: "$session.id", AttrType: "DYNAMIC"},
			{AttrName: "kind", AttrValue: "CONST", AttrType: "STATIC"},
		},
	}
}

func TestParseIdentityDomain(t *testing.T) {
	t.Parallel()
	text := golden(t, "identity_domain_retrieved.txt")
	plain, described, empty, set, cut := identityDomain(), identityDomain(), identityDomain(), identityDomain(), answer.IdentityDomain{}
	described.Description = new("a, Id - x, TrustStore Identifiers - [y]")
	empty.Description = new("")
	set.IdentityProvider, set.ConsentPageURL, set.ErrorPageURL, set.CustomAttrs = new("LDAP, Inc"), nil, new("/error?a=1&b=2"), new("description")
	set.TokenSettings = []answer.TokenSetting{{TokenType: "ACCESS_TOKEN", TokenExpiry: 60, LifeCycleEnabled: true, RefreshTokenEnabled: true, RefreshTokenExpiry: 120, RefreshTokenLifeCycleEnabled: true}}
	cut.Name, cut.ID = plain.Name, plain.ID
	cut.Garbled = []string{"identityProvider", "tokenSettings", "consentPageURL", "errorPageURL", "customAttrs"}
	shown := func(d answer.IdentityDomain) answer.Answer {
		return answer.Answer{Verb: answer.Retrieved, Entity: answer.EntityIdentityDomain, Name: d.Name, IdentityDomain: &d}
	}
	for _, tc := range []struct {
		name, body string
		want       answer.Answer
	}{
		{"retrieve", text, shown(plain)},
		{"description that looks like pairs", answer.PrintIdentityDomain(answer.Retrieved, described), shown(described)},
		{"everything else", answer.PrintIdentityDomain(answer.Retrieved, set), shown(set)},
		{"a tail of another form", replace(t, text, "TokenSettings - [", "Token Settings - ["), shown(cut)},
		{"empty description", answer.PrintIdentityDomain(answer.Retrieved, empty), shown(empty)},
		{"create that shows nothing", "Sucessfully created entity - OAuthIdentityDomain, detail...", answer.Answer{Verb: answer.Created, Entity: answer.EntityIdentityDomain}},
		{"delete", "Sucessfully deleted entity - OAuthIdentityDomain, detail - DemoDomain", answer.Answer{Verb: answer.Deleted, Entity: answer.EntityIdentityDomain, Name: "DemoDomain"}},
		{"JSON", `{"name": "DemoDomain", "description": "x", "tokenSettings": []}`, answer.Answer{Name: "DemoDomain", IdentityDomain: &answer.IdentityDomain{Name: "DemoDomain", Description: new("x"), TokenSettings: []answer.TokenSetting{}}}},
		{
			"JSON in other forms", `{"name": "DemoDomain", "oldSecretRetentionTimeInDays": "7", "customAttrs": null, "tokenSettings": {}, "more": 1}`,
			answer.Answer{Name: "DemoDomain", IdentityDomain: &answer.IdentityDomain{
				Name: "DemoDomain", OldSecretRetentionTimeInDays: new(int64(7)),
				Remarks: answer.Remarks{Null: []string{"customAttrs"}, Garbled: []string{"tokenSettings"}},
			}},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := answer.ParseIdentityDomain([]byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseResourceServer(t *testing.T) {
	t.Parallel()
	text := golden(t, "resource_server_retrieved.txt")
	shown := func(change func(*answer.ResourceServer)) answer.Answer {
		r := resourceServer()
		change(&r)
		return answer.Answer{Verb: answer.Retrieved, Entity: answer.EntityResourceServer, Name: r.Name, ResourceServer: &r}
	}
	asIs := func(*answer.ResourceServer) {}
	for _, tc := range []struct {
		name, body string
		want       answer.Answer
	}{
		{"retrieve", text, shown(asIs)},
		{
			"an audience", replace(t, text, `audienceClaim="null"`, `audienceClaim="{"subjects":["ab0","x"]}"`),
			shown(func(r *answer.ResourceServer) {
				r.AudienceClaim = &answer.AudienceClaim{Subjects: []string{"ab0", "x"}}
			}),
		},
		{
			"an audience of another form", replace(t, text, `audienceClaim="null"`, `audienceClaim="ab0"`),
			shown(func(r *answer.ResourceServer) { r.Garbled = []string{"audienceClaim"} }),
		},
		{"the missing quotes supplied", replace(t, text, `"DemoDomain,`, `"DemoDomain",`) + `"`, shown(asIs)},
		{
			"descriptions that look like pairs",
			replace(t, text, "It accepts requests, with tokens.", `a",resourceServerId="b`, "View a Page", `x"}, {"y",Scopes="[`),
			shown(func(r *answer.ResourceServer) {
				r.Description, r.Scopes[0].Description = new(`a",resourceServerId="b`), `x"}, {"y",Scopes="[`
			}),
		},
		{
			"null", replace(t, text, "It accepts requests, with tokens.", "null", "View a Page", "null"),
			shown(func(r *answer.ResourceServer) { r.Description, r.Scopes[0].Description = nil, "" }),
		},
		{
			"null lists", answer.PrintResourceServer(answer.Retrieved, answer.ResourceServer{Name: "DemoServer", IDDomain: "DemoDomain"}),
			shown(func(r *answer.ResourceServer) {
				*r = answer.ResourceServer{Name: "DemoServer", IDDomain: "DemoDomain"}
			}),
		},
		{"delete", "Sucessfully deleted entity - OAuthResourceServer, detail - DemoServer", answer.Answer{Verb: answer.Deleted, Entity: answer.EntityResourceServer, Name: "DemoServer"}},
		{
			"JSON", `{"name": "r", "identityDomain": "d", "resourceServerId": "i", "scopes": [{"scopeName": "s", "description": null}]}`,
			answer.Answer{Name: "r", ResourceServer: &answer.ResourceServer{Name: "r", ID: "i", IDDomain: "d", Scopes: []answer.Scope{{ScopeName: "s"}}}},
		},
		{"JSON with the request's name of the domain", `{"name": "r", "idDomain": "d"}`, answer.Answer{Name: "r", ResourceServer: &answer.ResourceServer{Name: "r", IDDomain: "d"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := answer.ParseResourceServer([]byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseSiblingErrors(t *testing.T) {
	t.Parallel()
	domain, server := golden(t, "identity_domain_retrieved.txt"), golden(t, "resource_server_retrieved.txt")
	for _, tc := range []struct {
		name  string
		parse func([]byte) (answer.Answer, error)
		body  string
		want  string
	}{
		{"domain without an id", answer.ParseIdentityDomain, replace(t, domain, "Id - ", "Ident - "), "properties of an OAuth identity domain"},
		{"domain JSON without a name", answer.ParseIdentityDomain, `{}`, "it has no name"},
		{"domain JSON list", answer.ParseIdentityDomain, `[]`, "cannot unmarshal array"},
		{"server for a domain", answer.ParseIdentityDomain, server, "about OAuthResourceServer instead of OAuthIdentityDomain"},
		{"server without an id", answer.ParseResourceServer, replace(t, server, "resourceServerId", "x"), "properties of an OAuth resource server"},
		{"server without scopes", answer.ParseResourceServer, replace(t, server, "Scopes=", "x="), "properties of an OAuth resource server"},
		{"server with a bad scope", answer.ParseResourceServer, replace(t, server, "scopeName", "scope"), "properties of an OAuth resource server"},
		{"server with a bad attribute", answer.ParseResourceServer, replace(t, server, "attrName", "attr"), "properties of an OAuth resource server"},
		{"server JSON without a name", answer.ParseResourceServer, `{"description": "x"}`, "it has no name"},
		{"server JSON of another type", answer.ParseResourceServer, `"name"`, "unexpected answer"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := tc.parse([]byte(tc.body))
			if err == nil {
				t.Fatalf("no error but %+v", got)
			}
			if !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error is %q, want it to contain %q", err, tc.want)
			}
		})
	}
}
