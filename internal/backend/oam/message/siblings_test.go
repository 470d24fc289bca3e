package message_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
)

// identityDomain is the identity domain of testdata/identity_domain_retrieved.txt.
func identityDomain() message.IdentityDomain {
	d := message.DefaultIdentityDomain()
	d.Name, d.ID = "DemoDomain", "c0c8662d5d544835972deb3ea5646bbb"
	return d
}

// resourceServer is the resource server of testdata/resource_server_retrieved.txt.
func resourceServer() message.ResourceServer {
	return message.ResourceServer{
		Name:        "DemoServer",
		ID:          "3e4e6b03-0000-4bd8-90f6-960112b37016",
		IDDomain:    "DemoDomain",
		Description: new("It accepts requests, with tokens."),
		Scopes: []message.Scope{
			{ScopeName: "scope1", Description: "View a Page"},
			{ScopeName: "DefaultScope", Description: "DefaultScope"},
		},
		TokenAttributes: []message.Attribute{
			{AttrName: "sessionId", AttrValue: "$session.id", AttrType: "DYNAMIC"},
			{AttrName: "kind", AttrValue: "CONST", AttrType: "STATIC"},
		},
	}
}

func TestParseIdentityDomain(t *testing.T) {
	t.Parallel()
	text := golden(t, "identity_domain_retrieved.txt")
	plain, described, empty, set, cut := identityDomain(), identityDomain(), identityDomain(), identityDomain(), message.IdentityDomain{}
	described.Description = new("a, Id - x, TrustStore Identifiers - [y]")
	empty.Description = new("")
	set.IdentityProvider, set.ConsentPageURL, set.ErrorPageURL, set.CustomAttrs = new("LDAP, Inc"), nil, new("/error?a=1&b=2"), new("description")
	set.TokenSettings = []message.TokenSetting{{TokenType: "ACCESS_TOKEN", TokenExpiry: 60, LifeCycleEnabled: true, RefreshTokenEnabled: true, RefreshTokenExpiry: 120, RefreshTokenLifeCycleEnabled: true}}
	cut.Name, cut.ID = plain.Name, plain.ID
	cut.Garbled = []string{"identityProvider", "tokenSettings", "consentPageURL", "errorPageURL", "customAttrs"}
	shown := func(d message.IdentityDomain) message.Answer {
		return message.Answer{Verb: message.Retrieved, Entity: message.EntityIdentityDomain, Name: d.Name, IdentityDomain: &d}
	}
	for _, tc := range []struct {
		name, body string
		want       message.Answer
	}{
		{"retrieve", text, shown(plain)},
		{"description that looks like pairs", message.PrintIdentityDomain(message.Retrieved, described), shown(described)},
		{"everything else", message.PrintIdentityDomain(message.Retrieved, set), shown(set)},
		{"a tail of another form", replace(t, text, "TokenSettings - [", "Token Settings - ["), shown(cut)},
		{"empty description", message.PrintIdentityDomain(message.Retrieved, empty), shown(empty)},
		{"create that shows nothing", "Sucessfully created entity - OAuthIdentityDomain, detail...", message.Answer{Verb: message.Created, Entity: message.EntityIdentityDomain}},
		{"delete", "Sucessfully deleted entity - OAuthIdentityDomain, detail - DemoDomain", message.Answer{Verb: message.Deleted, Entity: message.EntityIdentityDomain, Name: "DemoDomain"}},
		{"JSON", `{"name": "DemoDomain", "description": "x", "tokenSettings": []}`, message.Answer{Name: "DemoDomain", IdentityDomain: &message.IdentityDomain{Name: "DemoDomain", Description: new("x"), TokenSettings: []message.TokenSetting{}}}},
		{
			"JSON in other forms", `{"name": "DemoDomain", "oldSecretRetentionTimeInDays": "7", "customAttrs": null, "tokenSettings": {}, "more": 1}`,
			message.Answer{Name: "DemoDomain", IdentityDomain: &message.IdentityDomain{
				Name: "DemoDomain", OldSecretRetentionTimeInDays: new(int64(7)),
				Remarks: message.Remarks{Null: []string{"customAttrs"}, Garbled: []string{"tokenSettings"}},
			}},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := message.ParseIdentityDomain([]byte(tc.body))
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
	shown := func(change func(*message.ResourceServer)) message.Answer {
		r := resourceServer()
		change(&r)
		return message.Answer{Verb: message.Retrieved, Entity: message.EntityResourceServer, Name: r.Name, ResourceServer: &r}
	}
	asIs := func(*message.ResourceServer) {}
	for _, tc := range []struct {
		name, body string
		want       message.Answer
	}{
		{"retrieve", text, shown(asIs)},
		{
			"an audience", replace(t, text, `audienceClaim="null"`, `audienceClaim="{"subjects":["ab0","x"]}"`),
			shown(func(r *message.ResourceServer) {
				r.AudienceClaim = &message.AudienceClaim{Subjects: []string{"ab0", "x"}}
			}),
		},
		{
			"an audience of another form", replace(t, text, `audienceClaim="null"`, `audienceClaim="ab0"`),
			shown(func(r *message.ResourceServer) { r.Garbled = []string{"audienceClaim"} }),
		},
		{"the missing quotes supplied", replace(t, text, `"DemoDomain,`, `"DemoDomain",`) + `"`, shown(asIs)},
		{
			"descriptions that look like pairs",
			replace(t, text, "It accepts requests, with tokens.", `a",resourceServerId="b`, "View a Page", `x"}, {"y",Scopes="[`),
			shown(func(r *message.ResourceServer) {
				r.Description, r.Scopes[0].Description = new(`a",resourceServerId="b`), `x"}, {"y",Scopes="[`
			}),
		},
		{
			"null", replace(t, text, "It accepts requests, with tokens.", "null", "View a Page", "null"),
			shown(func(r *message.ResourceServer) { r.Description, r.Scopes[0].Description = nil, "" }),
		},
		{
			"null lists", message.PrintResourceServer(message.Retrieved, message.ResourceServer{Name: "DemoServer", IDDomain: "DemoDomain"}),
			shown(func(r *message.ResourceServer) {
				*r = message.ResourceServer{Name: "DemoServer", IDDomain: "DemoDomain"}
			}),
		},
		{"delete", "Sucessfully deleted entity - OAuthResourceServer, detail - DemoServer", message.Answer{Verb: message.Deleted, Entity: message.EntityResourceServer, Name: "DemoServer"}},
		{
			"JSON", `{"name": "r", "identityDomain": "d", "resourceServerId": "i", "scopes": [{"scopeName": "s", "description": null}]}`,
			message.Answer{Name: "r", ResourceServer: &message.ResourceServer{Name: "r", ID: "i", IDDomain: "d", Scopes: []message.Scope{{ScopeName: "s"}}}},
		},
		{"JSON with the request's name of the domain", `{"name": "r", "idDomain": "d"}`, message.Answer{Name: "r", ResourceServer: &message.ResourceServer{Name: "r", IDDomain: "d"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := message.ParseResourceServer([]byte(tc.body))
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
		parse func([]byte) (message.Answer, error)
		body  string
		want  string
	}{
		{"domain without an id", message.ParseIdentityDomain, replace(t, domain, "Id - ", "Ident - "), "properties of an OAuth identity domain"},
		{"domain JSON without a name", message.ParseIdentityDomain, `{}`, "it has no name"},
		{"domain JSON list", message.ParseIdentityDomain, `[]`, "cannot unmarshal array"},
		{"server for a domain", message.ParseIdentityDomain, server, "about OAuthResourceServer instead of OAuthIdentityDomain"},
		{"server without an id", message.ParseResourceServer, replace(t, server, "resourceServerId", "x"), "properties of an OAuth resource server"},
		{"server without scopes", message.ParseResourceServer, replace(t, server, "Scopes=", "x="), "properties of an OAuth resource server"},
		{"server with a bad scope", message.ParseResourceServer, replace(t, server, "scopeName", "scope"), "properties of an OAuth resource server"},
		{"server with a bad attribute", message.ParseResourceServer, replace(t, server, "attrName", "attr"), "properties of an OAuth resource server"},
		{"server JSON without a name", message.ParseResourceServer, `{"description": "x"}`, "it has no name"},
		{"server JSON of another type", message.ParseResourceServer, `"name"`, "unexpected answer"},
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

// A list that is JSON may leave members out, and escape what stands in them.
func TestParseResourceServer_lists(t *testing.T) {
	t.Parallel()
	text := golden(t, "resource_server_retrieved.txt")
	text = replace(t, text, `{"scopeName":"scope1","description":"View a Page"}`, `{"scopeName":"scope1"}, {"description":"a, \"b\" \u00e9","scopeName":"scope2"}`)
	answer, err := message.ParseResourceServer([]byte(text))
	if err != nil || answer.ResourceServer == nil {
		t.Fatalf("ParseResourceServer returned %v and %v", answer, err)
	}
	want := []message.Scope{{ScopeName: "scope1"}, {ScopeName: "scope2", Description: `a, "b" é`}, {ScopeName: "DefaultScope", Description: "DefaultScope"}}
	if diff := cmp.Diff(want, answer.ResourceServer.Scopes); diff != "" {
		t.Errorf("scopes (-want +got):\n%s", diff)
	}
}
