package oauthclient_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestSettle settles one field. A nil value is an absent one.
func TestSettle(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name                          string
		field                         oauthclient.Field
		prior, server, baseline, want any
	}{
		// What is configured stays as it is written while the server has the same.
		{name: "configured", field: oauthclient.ClientName, prior: "a", server: "a", want: "a"},
		{name: "changed on the server", field: oauthclient.ClientName, prior: "a", server: "b", want: "b"},
		{name: "emptied on the server", field: oauthclient.ClientName, prior: "a", server: "", want: ""},
		{name: "removed on the server", field: oauthclient.ClientName, prior: "a", want: nil},
		{name: "in another order", field: oauthclient.Contacts, prior: set{"b", "a"}, server: set{"a", "b", "a"}, want: set{"b", "a"}},
		{name: "a list emptied on the server", field: oauthclient.Contacts, prior: set{"a"}, server: set{}, want: set{}},
		{name: "in another spelling", field: lifetime, prior: "90m", server: "1h30m0s", want: "90m"},
		{name: "as the server writes it", field: oauthclient.ApplicationType, prior: "Native", server: "native", want: "Native"},
		{name: "true", field: oauthclient.RequireAuthTime, prior: true, server: true, want: true},
		{name: "true, false on the server", field: oauthclient.RequireAuthTime, prior: true, server: false, want: false},
		{name: "true, absent on the server", field: oauthclient.RequireAuthTime, prior: true, want: nil},
		{name: "0", field: oauthclient.DefaultMaxAge, prior: int64(0), server: int64(0), want: int64(0)},
		{name: "0, absent on the server", field: oauthclient.DefaultMaxAge, prior: int64(0), want: nil},

		// What is configured as empty is no different from what is not configured.
		{name: "empty", field: oauthclient.ClientName, prior: "", server: "", want: ""},
		{name: "empty, absent on the server", field: oauthclient.Contacts, prior: set{}, want: set{}},
		{name: "empty, set on the server", field: oauthclient.Contacts, prior: set{}, server: set{"a"}, want: set{"a"}},
		{name: "empty, filled in", field: oauthclient.SubjectType, prior: "", server: "public", want: ""},
		{name: "false", field: oauthclient.RequireAuthTime, prior: false, server: false, want: false},
		{name: "false, absent on the server", field: oauthclient.RequireAuthTime, prior: false, want: false},
		{name: "false, true on the server", field: oauthclient.RequireAuthTime, prior: false, server: true, want: true},

		// What is not configured stays absent unless somebody has set it.
		{name: "not configured, empty on the server", field: oauthclient.Contacts, server: set{}, want: nil},
		{name: "not configured, false on the server", field: oauthclient.RequireAuthTime, server: false, want: nil},
		{name: "not configured, set on the server", field: oauthclient.ClientName, server: "a", want: "a"},
		{name: "not configured, 0 on the server", field: oauthclient.DefaultMaxAge, server: int64(0), want: int64(0)},
		{name: "not configured, true on the server", field: oauthclient.RequireAuthTime, server: true, want: true},
		{name: "not configured, the default", field: oauthclient.SubjectType, server: "public", want: nil},
		{name: "not configured, the default in another spelling", field: lifetime, server: "60m0s", want: nil},
		{name: "not configured, not the default", field: oauthclient.SubjectType, server: "pairwise", want: "pairwise"},
		{name: "not configured, any default", field: oauthclient.GrantTypes, server: set{"a"}, want: nil},
		{name: "not configured, a default that varies", field: oauthclient.Scopes, server: set{"a"}, want: nil},
		{name: "not configured, filled in before", field: oauthclient.ClientName, server: "a", baseline: "a", want: nil},
		{name: "not configured, changed since", field: oauthclient.ClientName, server: "b", baseline: "a", want: "b"},
		{name: "not configured, filled in before in another order", field: oauthclient.Contacts, server: set{"a", "b"}, baseline: set{"b", "a"}, want: nil},

		// A flag that is absent, false or true.
		{name: "three ways, false", field: triState, prior: false, server: false, want: false},
		{name: "three ways, true", field: triState, prior: true, server: true, want: true},
		{name: "three ways, false removed on the server", field: triState, prior: false, want: nil},
		{name: "three ways, true removed on the server", field: triState, prior: true, want: nil},
		{name: "three ways, true changed on the server", field: triState, prior: true, server: false, want: false},
		{name: "three ways, not configured", field: triState, want: nil},
		{name: "three ways, not configured, false on the server", field: triState, server: false, want: false},
		{name: "three ways, not configured, true on the server", field: triState, server: true, want: true},
		{name: "not configured, perhaps the default", field: unsure, server: "a", want: nil},
		{name: "not configured, not even perhaps the default", field: unsure, server: "b", want: "b"},

		// Identity, and what only the server sets.
		{name: "client_id", field: oauthclient.ClientID, prior: "a", server: "a", want: "a"},
		{name: "client_id that the server chose", field: oauthclient.ClientID, server: "a", want: "a"},
		{name: "a secret that is not disclosed", field: oauthclient.ClientSecret, prior: "secret", want: "secret"},
		{name: "a secret that is disclosed", field: oauthclient.ClientSecret, prior: "old", server: "new", want: "new"},
		{name: "issued", field: oauthclient.ClientIDIssuedAt, prior: int64(1), server: int64(2), want: int64(2)},
		{name: "issued only at creation", field: oauthclient.RegistrationAccessToken, prior: "token", want: "token"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client := func(v any) oauthclient.Client {
				if v == nil {
					return oauthclient.Client{}
				}
				return oauthclient.Client{tc.field: v}
			}
			service := oauthclient.NewService(&stub{})
			settled := service.Settle(client(tc.prior), client(tc.server), client(tc.baseline))
			if diff := cmp.Diff(client(tc.want), settled); diff != "" {
				t.Errorf("Settle (-want +got):\n%s", diff)
			}
			again := service.Settle(settled, client(tc.server), client(tc.baseline))
			if diff := cmp.Diff(settled, again); diff != "" {
				t.Errorf("Settle is not settled (-first +second):\n%s", diff)
			}
		})
	}
}

func TestSettle_nil(t *testing.T) {
	t.Parallel()
	service := oauthclient.NewService(&stub{})
	server := oauthclient.Client{oauthclient.ID: "a", oauthclient.ClientName: "name", oauthclient.SubjectType: "public"}
	want := server.Without(oauthclient.SubjectType)
	if diff := cmp.Diff(want, service.Settle(nil, server, nil)); diff != "" {
		t.Errorf("Settle without a state (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(oauthclient.Client{}, service.Settle(nil, nil, nil)); diff != "" {
		t.Errorf("Settle of nothing:\n%s", diff)
	}
}

func TestImported(t *testing.T) {
	t.Parallel()
	server := oauthclient.Client{
		oauthclient.ID:               "a",
		oauthclient.ClientID:         "a",
		oauthclient.ClientIDIssuedAt: int64(5),
		oauthclient.ClientName:       "name",
		oauthclient.DefaultMaxAge:    int64(0),
		oauthclient.GrantTypes:       set{"implicit"}, // filled in or not, nobody knows
		oauthclient.Scopes:           set{"admin"},
		triState:                     false,
		unsure:                       "a", // may have been configured

		oauthclient.Contacts:        set{},
		oauthclient.RequireAuthTime: false,
		labels:                      map[string]string{},
		oauthclient.SubjectType:     "public",
		lifetime:                    "60m",
	}
	want := server.Without(oauthclient.Contacts, oauthclient.RequireAuthTime, labels, oauthclient.SubjectType, lifetime)
	service := oauthclient.NewService(&stub{})
	if diff := cmp.Diff(want, service.Imported(server)); diff != "" {
		t.Errorf("Imported (-want +got):\n%s", diff)
	}
	defaultScopes := server.With(oauthclient.Scopes, set{"openid"})
	if imported := service.Imported(defaultScopes); imported.Has(oauthclient.Scopes) {
		t.Errorf("Imported has the default of the scopes: %v", imported)
	}
}

func TestBaseline(t *testing.T) {
	t.Parallel()
	desired := oauthclient.Client{oauthclient.ClientName: "name", oauthclient.Contacts: set{}}
	server := oauthclient.Client{
		oauthclient.ID:                      "a",
		oauthclient.ClientID:                "a",
		oauthclient.ClientSecret:            "secret",
		oauthclient.RegistrationAccessToken: "token",
		oauthclient.ClientName:              "name",
		oauthclient.Contacts:                set{"ops@example.com"},
		oauthclient.SubjectType:             "public",
		oauthclient.GrantTypes:              set{},
	}
	want := server.Only(oauthclient.NewFieldSet(oauthclient.Contacts, oauthclient.SubjectType))
	if diff := cmp.Diff(want, oauthclient.NewService(&stub{}).Baseline(desired, server)); diff != "" {
		t.Errorf("Baseline (-want +got):\n%s", diff)
	}
}

func TestChanged(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{
		triState:                    false,
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
	want := oauthclient.NewFieldSet(oauthclient.ClientName, oauthclient.RequireAuthTime, oauthclient.SubjectType, oauthclient.Scopes, triState)
	service := oauthclient.NewService(&stub{})
	if diff := cmp.Diff(want.Sorted(), service.Changed(known, desired).Sorted(), cmp.Comparer(func(a, b oauthclient.Field) bool { return a == b })); diff != "" {
		t.Errorf("Changed (-want +got):\n%s", diff)
	}
	if changed := service.Changed(nil, nil); len(changed) > 0 {
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
		if got := oauthclient.NewService(&stub{}).Matches(tc.desired, server); got != tc.want {
			t.Errorf("%s: Matches is %t", tc.name, got)
		}
	}
}
