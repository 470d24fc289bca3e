package oauthclient_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestJudge_declarations(t *testing.T) {
	t.Parallel()
	judge := newJudge()
	if judge.Name() != "stub" || judge.Title() != "Stub" || !judge.Profile().Can.List {
		t.Error("the judge does not say what the profile says")
	}
	for _, tc := range []struct {
		field                        oauthclient.Field
		supports, configures, issues bool
	}{
		{oauthclient.ID, false, false, true},
		{oauthclient.ClientID, true, false, false},
		{oauthclient.ClientSecret, true, false, false},
		{oauthclient.ClientName, true, true, false},
		{oauthclient.Scopes, true, true, false},
		{oauthclient.SubjectType, true, true, false},
		{policy, true, true, false},
		{oauthclient.ClientIDIssuedAt, false, false, true},
		{oauthclient.RegistrationAccessToken, false, false, false}, // withheld
		{oauthclient.JWKSURI, false, false, false},
	} {
		got := []bool{judge.Supports(tc.field), judge.Configures(tc.field), judge.Issues(tc.field)}
		if diff := cmp.Diff([]bool{tc.supports, tc.configures, tc.issues}, got); diff != "" {
			t.Errorf("%s: Supports, Configures, Issues (-want +got):\n%s", tc.field, diff)
		}
		if judge.Supported().Has(tc.field) != tc.supports {
			t.Errorf("%s: Supported has it: %t", tc.field, !tc.supports)
		}
	}
	if replaced := judge.Replaced(); len(replaced) != 1 || replaced[0] != oauthclient.RegistrationClientURI {
		t.Errorf("Replaced are %v", replaced)
	}
	if !judge.Remembers().Has(revision) || len(judge.Remembers()) != 1 {
		t.Errorf("Remembers are %v", judge.Remembers())
	}
	if p, ok := judge.Property(oauthclient.SubjectType); !ok || p.Default != "public" {
		t.Errorf("the property is %v", p)
	}
	if _, ok := judge.Property(oauthclient.JWKSURI); ok {
		t.Error("there is a property for what the server has no place for")
	}
}

func TestJudgeValidate(t *testing.T) {
	t.Parallel()
	rule := oauthclient.Invalid(oauthclient.ClientName, "No names here.")
	judge := newJudge(func(p *oauthclient.Profile) {
		p.Check = func(oauthclient.Client, oauthclient.FieldSet) []*oauthclient.Error { return []*oauthclient.Error{rule} }
	})
	problems := judge.Validate(oauthclient.Client{
		oauthclient.ClientName:              "name",
		oauthclient.JWKSURI:                 "https://example.com",
		oauthclient.DPoPBoundAccessTokens:   true,
		oauthclient.LogoURI:                 "", // says no more than an absent one
		oauthclient.RequestURIs:             set{},
		oauthclient.ClientIDIssuedAt:        int64(5),
		oauthclient.RegistrationAccessToken: "token",
		oauthclient.ApplicationType:         "webb",
	}, nil)
	want := []string{
		`application_type: "webb" is not a value of application_type. Did you mean "web"? Stub takes web, native, NATIVE, Native.`,
		"client_id_issued_at: Stub sets client_id_issued_at by itself.",
		"dpop_bound_access_tokens: Stub has no place for dpop_bound_access_tokens.",
		"jwks_uri: Stub has no place for jwks_uri.",
		"registration_access_token: Stub sets registration_access_token by itself.",
		"client_name: No names here.",
	}
	if diff := cmp.Diff(want, messages(problems)); diff != "" {
		t.Errorf("Validate (-want +got):\n%s", diff)
	}
	for _, problem := range problems[1:5] {
		if !errors.Is(problem, oauthclient.ErrUnsupported) {
			t.Errorf("%v is not ErrUnsupported", problem)
		}
	}
}

// TestJudgeValidate_secret doubts a secret that the client does not use.
func TestJudgeValidate_secret(t *testing.T) {
	t.Parallel()
	secret := oauthclient.Client{oauthclient.ClientSecret: "secret", oauthclient.JWKSet: `{"keys":[` + ecKey + `]}`}
	for method, doubted := range map[string]bool{
		"": false, "client_secret_post": false, "none": true, "private_key_jwt": true, "tls_client_auth": true,
	} {
		problems := newJudge().Validate(secret.With(oauthclient.TokenEndpointAuthMethod, method), nil)
		if (len(problems) == 1) != doubted || doubted && (!errors.Is(problems[0], oauthclient.ErrUnusual) || problems[0].Field != oauthclient.ClientSecret) {
			t.Errorf("%q: Validate returned %v", method, problems)
		}
	}
}

func messages(problems []*oauthclient.Error) []string {
	texts := make([]string, len(problems))
	for i, problem := range problems {
		texts[i] = problem.Error()
	}
	return texts
}

func TestJudgeReplaces(t *testing.T) {
	t.Parallel()
	judge := newJudge()
	moving := newJudge(func(p *oauthclient.Profile) {
		p.Replaces = func(known, desired oauthclient.Client, _ oauthclient.FieldSet) []oauthclient.Field {
			if known[policy] == desired[policy] {
				return nil
			}
			return []oauthclient.Field{policy}
		}
	})
	known := oauthclient.Client{oauthclient.ClientID: "a"}
	for _, tc := range []struct {
		name    string
		judge   *oauthclient.Judge
		desired oauthclient.Client
		unknown oauthclient.FieldSet
		want    []oauthclient.Field
	}{
		{"the same client_id", judge, oauthclient.Client{oauthclient.ClientID: "a"}, nil, nil},
		{"no client_id", judge, nil, nil, nil},
		{"an empty client_id", judge, oauthclient.Client{oauthclient.ClientID: ""}, nil, nil},
		{"another client_id", judge, oauthclient.Client{oauthclient.ClientID: "b"}, nil, []oauthclient.Field{oauthclient.ClientID}},
		{"a client_id in other letters", judge, oauthclient.Client{oauthclient.ClientID: "A"}, nil, []oauthclient.Field{oauthclient.ClientID}},
		{"a client_id yet unknown", judge, nil, oauthclient.NewFieldSet(oauthclient.ClientID), []oauthclient.Field{oauthclient.ClientID}},
		{"something else yet unknown", judge, nil, oauthclient.NewFieldSet(oauthclient.ClientName), nil},
		{"what the server says", moving, oauthclient.Client{policy: "b"}, nil, []oauthclient.Field{policy}},
		{
			"both", moving,
			oauthclient.Client{policy: "b", oauthclient.ClientID: "b"},
			nil,
			[]oauthclient.Field{oauthclient.ClientID, policy},
		},
	} {
		if diff := cmp.Diff(tc.want, tc.judge.Replaces(known, tc.desired, tc.unknown), byIdentity); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestJudgeIsPublic(t *testing.T) {
	t.Parallel()
	silent, judge := newJudge(), newJudge(func(p *oauthclient.Profile) {
		p.Public = func(c oauthclient.Client) bool { return c.Text(oauthclient.ApplicationType) == "native" }
	})
	for _, tc := range []struct {
		name                       string
		client                     oauthclient.Client
		silent, public, usesSecret bool
	}{
		{"by its method", oauthclient.Client{oauthclient.TokenEndpointAuthMethod: "none"}, true, true, false},
		{"by another sign", oauthclient.Client{oauthclient.ApplicationType: "native"}, false, true, false},
		{"not", oauthclient.Client{oauthclient.TokenEndpointAuthMethod: "private_key_jwt"}, false, false, false},
		{"nothing known", nil, false, false, true},
	} {
		if silent.IsPublic(tc.client) != tc.silent || judge.IsPublic(tc.client) != tc.public || judge.UsesSecret(tc.client) != tc.usesSecret {
			t.Errorf("%s: IsPublic is %t and %t, UsesSecret %t", tc.name, silent.IsPublic(tc.client), judge.IsPublic(tc.client), judge.UsesSecret(tc.client))
		}
	}
}

func TestJudgeNotices(t *testing.T) {
	t.Parallel()
	if notices := newJudge().Notices(nil, nil); notices != nil {
		t.Errorf("a profile that has no notices says %v", notices)
	}
	judge := newJudge(func(p *oauthclient.Profile) {
		p.Notices = func(known, _ oauthclient.Client) []oauthclient.Notice {
			return []oauthclient.Notice{{Summary: known.Text(oauthclient.ID)}}
		}
	})
	if notices := judge.Notices(oauthclient.Client{oauthclient.ID: "a"}, nil); len(notices) != 1 || notices[0].Summary != "a" {
		t.Errorf("Notices returned %v", notices)
	}
}

// TestChange is about what an update has to do.
func TestChange(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{
		oauthclient.ID:              "a",
		oauthclient.ClientID:        "a",
		oauthclient.ClientSecret:    "secret",
		oauthclient.ClientName:      "name",
		oauthclient.Contacts:        set{"a"},
		oauthclient.SubjectType:     "pairwise",
		oauthclient.RequireAuthTime: false,
		oauthclient.DefaultMaxAge:   int64(0),
		labels:                      map[string]string{},
		tags:                        set{},
		revision:                    int64(7),
	}
	desired := oauthclient.Client{
		oauthclient.ClientName:       "new name",
		oauthclient.Contacts:         set{}, // says no more than none
		oauthclient.ApplicationType:  "",
		triState:                     false, // says more
		oauthclient.DefaultACRValues: set{"a"},
	}
	change := newJudge().Change(known, desired)
	wantDesired := desired.Without(oauthclient.Contacts, oauthclient.ApplicationType)
	if diff := cmp.Diff(wantDesired, change.Desired, byIdentity); diff != "" {
		t.Errorf("Desired (-want +got):\n%s", diff)
	}
	wantRemoved := oauthclient.NewFieldSet(oauthclient.Contacts, oauthclient.SubjectType, oauthclient.RequireAuthTime, oauthclient.DefaultMaxAge, tags)
	if diff := cmp.Diff(wantRemoved.Sorted(), change.Removed.Sorted(), byIdentity); diff != "" {
		t.Errorf("Removed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(known, change.Known, byIdentity); diff != "" {
		t.Errorf("Known:\n%s", diff)
	}
}

// TestChangeOver carries through what the change does not mention.
func TestChangeOver(t *testing.T) {
	t.Parallel()
	current := oauthclient.Client{
		oauthclient.ID: "other form of the id", oauthclient.ClientID: "a", oauthclient.ClientSecret: "********",
		oauthclient.ClientName: "name", oauthclient.Contacts: set{"a"}, oauthclient.Scopes: set{"offline_access"}, triState: false,
	}
	change := oauthclient.Change{
		Known:   oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientID: "a", oauthclient.Contacts: set{"a"}, oauthclient.ClientSecret: "secret"},
		Desired: oauthclient.Client{oauthclient.ClientName: "new name"},
		Removed: oauthclient.NewFieldSet(oauthclient.Contacts),
	}
	want := oauthclient.Client{
		oauthclient.ID: "a", oauthclient.ClientID: "a", oauthclient.ClientName: "new name", oauthclient.Scopes: set{"offline_access"}, triState: false,
	}
	if diff := cmp.Diff(want, change.Over(current), byIdentity); diff != "" {
		t.Errorf("Over (-want +got):\n%s", diff)
	}
	change.Desired = change.Desired.With(oauthclient.ClientSecret, "new secret")
	if over := change.Over(current); over.Text(oauthclient.ClientSecret) != "new secret" {
		t.Errorf("a secret that is to be set is %q", over.Text(oauthclient.ClientSecret))
	}
	if len(current) != 7 {
		t.Errorf("Over changed the client it was given: %v", current)
	}
}

func TestLooksLike(t *testing.T) {
	t.Parallel()
	desired := oauthclient.Client{oauthclient.ClientName: "name", oauthclient.Contacts: set{"b", "a"}, oauthclient.ClientSecret: "secret"}
	server := oauthclient.Client{
		oauthclient.ID: "a", oauthclient.ClientID: "a", oauthclient.ClientName: "name", oauthclient.Contacts: set{"a", "b"},
		oauthclient.SubjectType: "public", oauthclient.Scopes: set{"anything"}, policy: "any", oauthclient.RequireAuthTime: false,
	}
	for _, tc := range []struct {
		name   string
		server oauthclient.Client
		want   bool
	}{
		{"what was asked for, and what the server fills in", server, true},
		{"less", server.Without(oauthclient.Contacts), false},
		{"something else", server.With(oauthclient.ClientName, "other"), false},
		{"more", server.With(oauthclient.DefaultMaxAge, int64(5)), false},
		{"another default", server.With(oauthclient.SubjectType, "pairwise"), false},
	} {
		if got := newJudge().LooksLike(desired, tc.server); got != tc.want {
			t.Errorf("%s: LooksLike is %t", tc.name, got)
		}
	}
}

func TestChanged(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{
		triState:                    false,
		tags:                        set{},
		policy:                      "strict",
		oauthclient.ID:              "a",
		oauthclient.ClientID:        "a",
		oauthclient.ClientSecret:    "secret",
		oauthclient.ClientName:      "name",
		oauthclient.Contacts:        set{"b", "a"},
		oauthclient.ApplicationType: "native",
		oauthclient.RequireAuthTime: true,
		oauthclient.SubjectType:     "pairwise",
		lifetime:                    "90m",
	}
	desired := oauthclient.Client{
		oauthclient.ClientSecret:    "other",
		oauthclient.ClientName:      "another name",
		oauthclient.Contacts:        set{"a", "b"},
		oauthclient.ApplicationType: "NATIVE",
		oauthclient.RequireAuthTime: false,
		oauthclient.GrantTypes:      set{},
		oauthclient.Scopes:          set{"openid"},
		lifetime:                    "1h30m",
	}
	want := oauthclient.NewFieldSet(oauthclient.ClientName, oauthclient.RequireAuthTime, oauthclient.SubjectType, oauthclient.Scopes, triState, tags, policy)
	judge := newJudge()
	if diff := cmp.Diff(want.Sorted(), judge.Changed(known, desired).Sorted(), byIdentity); diff != "" {
		t.Errorf("Changed (-want +got):\n%s", diff)
	}
	if changed := judge.Changed(nil, nil); len(changed) > 0 {
		t.Errorf("Changed of nothing is %v", changed)
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	server := oauthclient.Client{oauthclient.ClientID: "a", oauthclient.Contacts: set{"a", "b"}, oauthclient.SubjectType: "public"}
	for _, tc := range []struct {
		name    string
		desired oauthclient.Client
		want    bool
	}{
		{"nothing asked for", nil, true},
		{"all", server, true},
		{"less, in another spelling", oauthclient.Client{oauthclient.Contacts: set{"b", "a"}}, true},
		{"a secret", oauthclient.Client{oauthclient.ClientSecret: "secret"}, true},
		{"something empty", oauthclient.Client{oauthclient.ClientName: "", oauthclient.RequireAuthTime: false}, true},
		{"more", server.With(oauthclient.ClientName, "name"), false},
		{"something else", oauthclient.Client{oauthclient.Contacts: set{"a"}}, false},
		{"another client_id", oauthclient.Client{oauthclient.ClientID: "b"}, false},
	} {
		if got := newJudge().Matches(tc.desired, server); got != tc.want {
			t.Errorf("%s: Matches is %t", tc.name, got)
		}
	}
}

func TestPasses(t *testing.T) {
	t.Parallel()
	texts := stubField("texts", oauthclient.Objects)
	server := oauthclient.Client{
		oauthclient.ClientName: "a", texts: objects{{"name": "team", "value": "x", "locale": "de"}, {"name": "stage", "value": "prod"}},
	}
	for _, tc := range []struct {
		name   string
		filter oauthclient.Client
		want   bool
	}{
		{"nothing", nil, true},
		{"all", server, true},
		{"one of several objects", oauthclient.Client{texts: objects{{"name": "team", "value": "x"}}}, true},
		{"with an empty member", oauthclient.Client{texts: objects{{"name": "stage", "value": "prod", "locale": ""}}}, true},
		{"no object", oauthclient.Client{texts: objects{}}, true},
		{"another value", oauthclient.Client{texts: objects{{"name": "team", "value": "prod"}}}, false},
		{"another name", oauthclient.Client{oauthclient.ClientName: "A"}, false},
		{"one of two", oauthclient.Client{oauthclient.ClientName: "a", texts: objects{{"name": "stage", "value": "prod"}, {"name": "x", "value": "y"}}}, false},
	} {
		if got := newJudge().Passes(tc.filter, server); got != tc.want {
			t.Errorf("%s: Passes is %t", tc.name, got)
		}
	}
}
