package oauthclient_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestSettle settles one field. A nil value is an absent one. Filled is what the baseline has; known says that there is a
// baseline in any case.
func TestSettle(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name                        string
		field                       oauthclient.Field
		prior, server, filled, want any
		known                       bool
	}{
		// What is configured stays as it is written while the server has the same.
		{name: "configured", field: oauthclient.ClientName, prior: "a", server: "a", want: "a"},
		{name: "changed on the server", field: oauthclient.ClientName, prior: "a", server: "b", want: "b"},
		{name: "emptied on the server", field: oauthclient.ClientName, prior: "a", server: "", want: nil},
		{name: "removed on the server", field: oauthclient.ClientName, prior: "a", want: nil},
		{name: "in another order", field: oauthclient.Contacts, prior: set{"b", "a"}, server: set{"a", "b", "a"}, want: set{"b", "a"}},
		{name: "a list in another order", field: oauthclient.DefaultACRValues, prior: set{"b", "a"}, server: set{"a", "b"}, want: set{"a", "b"}},
		{name: "a set emptied on the server", field: oauthclient.Contacts, prior: set{"a"}, server: set{}, want: nil},
		{name: "in another spelling", field: lifetime, prior: "90m", server: "1h30m0s", want: "90m"},
		{name: "as the server writes it", field: oauthclient.ApplicationType, prior: "Native", server: "native", want: "Native"},
		{name: "true", field: oauthclient.RequireAuthTime, prior: true, server: true, want: true},
		{name: "true, false on the server", field: oauthclient.RequireAuthTime, prior: true, server: false, want: false},
		{name: "true, absent on the server", field: oauthclient.RequireAuthTime, prior: true, want: nil},
		{name: "0", field: oauthclient.DefaultMaxAge, prior: int64(0), server: int64(0), want: int64(0)},
		{name: "0, absent on the server", field: oauthclient.DefaultMaxAge, prior: int64(0), want: nil},
		{name: "added by somebody and taken back, a default", field: oauthclient.Scopes, prior: set{"a"}, server: set{"openid"}, filled: set{"openid"}, want: nil},

		// What is configured as empty is no different from what is not configured.
		{name: "empty", field: oauthclient.ClientName, prior: "", server: "", want: ""},
		{name: "empty, absent on the server", field: oauthclient.Contacts, prior: set{}, want: set{}},
		{name: "empty, set on the server", field: oauthclient.Contacts, prior: set{}, server: set{"a"}, want: set{"a"}},
		{name: "empty, filled in", field: oauthclient.SubjectType, prior: "", server: "public", want: ""},
		{name: "empty, stamped, and changed since", field: oauthclient.Scopes, prior: set{}, server: set{"admin"}, filled: set{"openid"}, want: set{"admin"}},
		{name: "false", field: oauthclient.RequireAuthTime, prior: false, server: false, want: false},
		{name: "false, absent on the server", field: oauthclient.RequireAuthTime, prior: false, want: false},
		{name: "false, true on the server", field: oauthclient.RequireAuthTime, prior: false, server: true, want: true},

		// What is not configured stays absent unless somebody has set it.
		{name: "not configured, empty on the server", field: oauthclient.Contacts, server: set{}, want: nil},
		{name: "not configured, false on the server", field: oauthclient.RequireAuthTime, server: false, want: nil},
		{name: "not configured, set on the server", field: oauthclient.ClientName, server: "a", want: "a"},
		{name: "not configured, 0 on the server", field: oauthclient.DefaultMaxAge, server: int64(0), want: int64(0)},
		{name: "not configured, true on the server", field: oauthclient.RequireAuthTime, server: true, want: true},
		{name: "not configured, filled in before", field: oauthclient.ClientName, server: "a", filled: "a", want: nil},
		{name: "not configured, changed since", field: oauthclient.ClientName, server: "b", filled: "a", want: "b"},
		{name: "not configured, filled in before in another order", field: oauthclient.Contacts, server: set{"a", "b"}, filled: set{"b", "a"}, want: nil},

		{name: "fixed", field: oauthclient.SubjectType, server: "public", want: nil},
		{name: "fixed, in another spelling", field: lifetime, server: "60m0s", want: nil},
		{name: "fixed, something else", field: oauthclient.SubjectType, server: "pairwise", want: "pairwise"},
		{name: "fixed, something else as before", field: oauthclient.SubjectType, server: "pairwise", filled: "pairwise", want: nil},
		{name: "fixed, with a baseline", field: oauthclient.SubjectType, server: "public", known: true, want: nil},

		{name: "stamped, no baseline", field: oauthclient.GrantTypes, server: set{"a"}, want: nil},
		{name: "stamped, not the usual, no baseline", field: oauthclient.Scopes, server: set{"a"}, want: nil},
		{name: "stamped, as before", field: oauthclient.Scopes, server: set{"a"}, filled: set{"a"}, want: nil},
		{name: "stamped, changed since", field: oauthclient.Scopes, server: set{"admin.everything"}, filled: set{"openid"}, want: set{"admin.everything"}},
		{name: "stamped, the usual, which it was not before", field: oauthclient.Scopes, server: set{"openid"}, filled: set{"a"}, want: set{"openid"}},
		{name: "stamped, nothing before", field: oauthclient.Scopes, server: set{"openid"}, known: true, want: set{"openid"}},

		{name: "inherited", field: policy, server: "a", want: nil},
		{name: "inherited, changed since", field: policy, server: "b", filled: "a", want: nil},
		{name: "inherited, nothing before", field: policy, server: "b", known: true, want: nil},
		{name: "could be inherited and is configured", field: policy, prior: "a", server: "b", filled: "c", want: "b"},

		// Fields whose empty value is no absent one.
		{name: "three ways, false", field: triState, prior: false, server: false, want: false},
		{name: "three ways, true", field: triState, prior: true, server: true, want: true},
		{name: "three ways, false removed on the server", field: triState, prior: false, want: nil},
		{name: "three ways, true removed on the server", field: triState, prior: true, want: nil},
		{name: "three ways, true changed on the server", field: triState, prior: true, server: false, want: false},
		{name: "three ways, not configured", field: triState, want: nil},
		{name: "three ways, not configured, false on the server", field: triState, server: false, want: false},
		{name: "three ways, not configured, true on the server", field: triState, server: true, want: true},
		{name: "empty and stated", field: tags, prior: set{}, server: set{}, want: set{}},
		{name: "empty and stated, removed on the server", field: tags, prior: set{}, want: nil},
		{name: "empty on the server", field: tags, server: set{}, want: set{}},
		{name: "empty on the server, and nothing before", field: tags, server: set{}, known: true, want: nil},
		{name: "empty on the server, and filled in before", field: tags, server: set{}, filled: set{"a"}, want: set{}},
		{name: "three ways, false on the server, and nothing before", field: triState, server: false, known: true, want: false},
		{name: "emptied on the server, stated", field: tags, prior: set{"a"}, server: set{}, want: set{}},

		// Identity, and what only the server sets.
		{name: "client_id", field: oauthclient.ClientID, prior: "a", server: "a", want: "a"},
		{name: "client_id that the server chose", field: oauthclient.ClientID, server: "a", want: "a"},
		{name: "a secret that is not disclosed", field: oauthclient.ClientSecret, prior: "secret", want: "secret"},
		{name: "a secret that is disclosed", field: oauthclient.ClientSecret, prior: "old", server: "new", want: "new"},
		{name: "issued", field: oauthclient.ClientIDIssuedAt, prior: int64(1), server: int64(2), want: int64(2)},
		{name: "issued only at creation", field: oauthclient.RegistrationClientURI, prior: "uri", want: "uri"},
		{name: "remembered", field: revision, prior: int64(1), server: int64(2), want: int64(2)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			judge, baseline := newJudge(), (*oauthclient.Baseline)(nil)
			if tc.known || tc.filled != nil {
				baseline = &oauthclient.Baseline{Filled: single(tc.field, tc.filled)}
			}
			prior, server := single(tc.field, tc.prior), single(tc.field, tc.server)
			settled := judge.Settle(prior, server, baseline)
			if diff := cmp.Diff(single(tc.field, tc.want), settled, byIdentity); diff != "" {
				t.Errorf("Settle (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(settled, judge.Settle(settled, server, baseline), byIdentity); diff != "" {
				t.Errorf("Settle is not settled (-first +second):\n%s", diff)
			}
		})
	}
}

// single returns a client of one field, or of none when v is nil.
func single(f oauthclient.Field, v any) oauthclient.Client {
	if v == nil {
		return oauthclient.Client{}
	}
	return oauthclient.Client{f: v}
}

// byIdentity compares fields by their declaration.
var byIdentity = cmp.Comparer(func(a, b oauthclient.Field) bool { return a == b })

func TestSettle_nil(t *testing.T) {
	t.Parallel()
	judge := newJudge()
	server := oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientName: "name", oauthclient.SubjectType: "public"}
	want := server.Without(oauthclient.SubjectType)
	if diff := cmp.Diff(want, judge.Settle(nil, server, nil), byIdentity); diff != "" {
		t.Errorf("Settle without a state (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(oauthclient.Client{}, judge.Settle(nil, nil, nil), byIdentity); diff != "" {
		t.Errorf("Settle of nothing:\n%s", diff)
	}
}

// TestSettle_secret keeps no secret of a client that does not use it, unless it is configured.
func TestSettle_secret(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name          string
		prior, server oauthclient.Client
		want          string
	}{
		{"made by the server", nil, oauthclient.Client{oauthclient.ClientSecret: "made"}, "made"},
		{"of a client with keys", nil, oauthclient.Client{oauthclient.ClientSecret: "made", oauthclient.TokenEndpointAuthMethod: "private_key_jwt"}, ""},
		{"of a public client", nil, oauthclient.Client{oauthclient.ClientSecret: "made", oauthclient.TokenEndpointAuthMethod: "none"}, ""},
		{
			"configured, of a public client",
			oauthclient.Client{oauthclient.ClientSecret: "given"},
			oauthclient.Client{oauthclient.ClientSecret: "given", oauthclient.TokenEndpointAuthMethod: "none"},
			"given",
		},
	} {
		if settled := newJudge().Settle(tc.prior, tc.server, nil); settled.Text(oauthclient.ClientSecret) != tc.want {
			t.Errorf("%s: the secret in the state is %q", tc.name, settled.Text(oauthclient.ClientSecret))
		}
	}
}

// TestSettle_adjusted has a server that made something else of a configured value.
func TestSettle_adjusted(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name                          string
		prior, adjusted, server, want any
	}{
		{"as it was adjusted", "a", "b", "b", "a"},
		{"the configured value after all", "a", "b", "a", "a"},
		{"changed since", "a", "b", "c", "c"},
		{"dropped, as before", "a", nil, nil, "a"},
		{"dropped before, and set by somebody", "a", nil, "c", "c"},
		{"adjusted before, and gone", "a", "b", nil, nil},
	} {
		baseline := &oauthclient.Baseline{Adjusted: oauthclient.Client{oauthclient.ClientName: tc.adjusted}}
		settled := newJudge().Settle(single(oauthclient.ClientName, tc.prior), single(oauthclient.ClientName, tc.server), baseline)
		if diff := cmp.Diff(single(oauthclient.ClientName, tc.want), settled, byIdentity); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestImported(t *testing.T) {
	t.Parallel()
	server := oauthclient.Client{
		oauthclient.ID:               "a",
		oauthclient.ClientID:         "a",
		oauthclient.ClientSecret:     "secret",
		oauthclient.ClientIDIssuedAt: int64(5),
		revision:                     int64(7),
		oauthclient.ClientName:       "name",
		oauthclient.DefaultMaxAge:    int64(0),
		oauthclient.GrantTypes:       set{"implicit"}, // stamped or configured, nobody knows
		oauthclient.Scopes:           set{"openid"},   // stamped, and usual
		policy:                       "lenient",
		triState:                     false,
		tags:                         set{},

		oauthclient.Contacts:        set{},
		oauthclient.RequireAuthTime: false,
		labels:                      map[string]string{},
		oauthclient.SubjectType:     "public",
		lifetime:                    "60m",
	}
	judge := newJudge()
	want := server.Without(oauthclient.Contacts, oauthclient.RequireAuthTime, labels, oauthclient.SubjectType, lifetime)
	if diff := cmp.Diff(want, judge.Imported(server), byIdentity); diff != "" {
		t.Errorf("Imported (-want +got):\n%s", diff)
	}
	for _, method := range []string{"none", "private_key_jwt"} {
		if imported := judge.Imported(server.With(oauthclient.TokenEndpointAuthMethod, method)); imported.Has(oauthclient.ClientSecret) {
			t.Errorf("a client that authenticates by %s is imported with a secret", method)
		}
	}
}

func TestBaseline(t *testing.T) {
	t.Parallel()
	server := oauthclient.Client{
		oauthclient.ID:               "a",
		oauthclient.ClientID:         "a",
		oauthclient.ClientSecret:     "secret",
		oauthclient.ClientIDIssuedAt: int64(5),
		revision:                     int64(7),
		oauthclient.ClientName:       "other name",
		oauthclient.Contacts:         set{"ops@example.com"},
		oauthclient.SubjectType:      "public",
		oauthclient.GrantTypes:       set{},
		policy:                       "lenient",
		oauthclient.ApplicationType:  "native",
		oauthclient.RequireAuthTime:  true,
		oauthclient.DefaultMaxAge:    int64(5),
		oauthclient.DefaultACRValues: set{"removed"},
		labels:                       map[string]string{"removed": "and something else there"},
	}
	change := oauthclient.Change{
		Known: oauthclient.Client{oauthclient.DefaultACRValues: set{"removed"}, labels: map[string]string{"removed": "1"}},
		Desired: oauthclient.Client{
			oauthclient.ClientName: "name", oauthclient.Contacts: set{}, oauthclient.ApplicationType: "Native",
			oauthclient.RequireAuthTime: false, lifetime: "2h",
		},
		Removed: oauthclient.NewFieldSet(oauthclient.DefaultACRValues, labels),
	}
	filled := server.Only(oauthclient.NewFieldSet(oauthclient.Contacts, oauthclient.SubjectType, policy, oauthclient.DefaultMaxAge, labels))
	for name, tc := range map[string]struct {
		judge            *oauthclient.Judge
		filled, adjusted oauthclient.Client
	}{
		"a server that keeps what it is given": {newJudge(), filled, oauthclient.Client{}},
		// What it has after the removal may be its own default, which would show as a difference for ever after an import.
		"a server that adjusts what it is given": {
			newJudge(adjusting), filled.With(oauthclient.DefaultACRValues, set{"removed"}), oauthclient.Client{oauthclient.ClientName: "other name", lifetime: nil},
		},
	} {
		baseline := tc.judge.Baseline(change, server)
		if diff := cmp.Diff(tc.filled, baseline.Filled, byIdentity); diff != "" {
			t.Errorf("%s: Filled (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(tc.adjusted, baseline.Adjusted, byIdentity); diff != "" {
			t.Errorf("%s: Adjusted (-want +got):\n%s", name, diff)
		}
	}
}

func adjusting(p *oauthclient.Profile) { p.Adjusts = true }

func TestDrifted(t *testing.T) {
	t.Parallel()
	filled := oauthclient.Client{policy: "lenient", oauthclient.Scopes: set{"openid"}, oauthclient.SubjectType: "public"}
	for _, tc := range []struct {
		name          string
		prior, server oauthclient.Client
		want          []oauthclient.Field
	}{
		{"as before", nil, filled, nil},
		{"another setting", nil, filled.With(policy, "strict"), []oauthclient.Field{policy}},
		{"no setting any more", nil, filled.Without(policy), []oauthclient.Field{policy}},
		{"configured", oauthclient.Client{policy: "strict"}, filled.With(policy, "strict"), nil},
		{"other scopes, which are a difference", nil, filled.With(oauthclient.Scopes, set{"admin"}), nil},
		{"no scopes, which nothing else can show", nil, filled.With(oauthclient.Scopes, set{}), []oauthclient.Field{oauthclient.Scopes}},
		{"fixed, and gone", nil, filled.Without(oauthclient.SubjectType), nil},
	} {
		var got []oauthclient.Field
		for _, notice := range newJudge().Drifted(tc.prior, tc.server, &oauthclient.Baseline{Filled: filled}) {
			got = append(got, notice.Field)
			if notice.Summary == "" || notice.Detail == "" {
				t.Errorf("%s: the notice %v says nothing", tc.name, notice)
			}
		}
		if diff := cmp.Diff(tc.want, got, byIdentity); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
	if drifted := newJudge().Drifted(nil, filled, nil); drifted != nil {
		t.Errorf("without a baseline Drifted returned %v", drifted)
	}
}

func TestRebase(t *testing.T) {
	t.Parallel()
	judge := newJudge()
	before := &oauthclient.Baseline{
		Filled:   oauthclient.Client{policy: "lenient", oauthclient.Scopes: set{"openid"}},
		Adjusted: oauthclient.Client{oauthclient.ClientName: "adjusted"},
	}
	server := oauthclient.Client{policy: "strict", oauthclient.Scopes: set{"admin"}}
	for _, tc := range []struct {
		name   string
		prior  oauthclient.Client
		server oauthclient.Client
		want   oauthclient.Client
	}{
		{"another setting", nil, server, oauthclient.Client{policy: "strict", oauthclient.Scopes: set{"openid"}}},
		{"no setting", nil, server.Without(policy), oauthclient.Client{oauthclient.Scopes: set{"openid"}}},
		{"configured", oauthclient.Client{policy: "strict"}, server, oauthclient.Client{oauthclient.Scopes: set{"openid"}}},
	} {
		rebased := judge.Rebase(before, tc.prior, tc.server)
		if diff := cmp.Diff(&oauthclient.Baseline{Filled: tc.want, Adjusted: before.Adjusted}, rebased, byIdentity); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
	if diff := cmp.Diff(oauthclient.Client{policy: "lenient", oauthclient.Scopes: set{"openid"}}, before.Filled, byIdentity); diff != "" {
		t.Errorf("Rebase changed the baseline it was given:\n%s", diff)
	}
	if rebased := judge.Rebase(nil, nil, server); !cmp.Equal(server, rebased.Filled, byIdentity) {
		t.Errorf("the baseline that was not known is %v", rebased.Filled)
	}
}
