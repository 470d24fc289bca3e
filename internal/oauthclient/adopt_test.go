package oauthclient_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func candidate(id, clientID, name string, more ...oauthclient.Client) oauthclient.Candidate {
	c := oauthclient.Client{oauthclient.ID: id, oauthclient.ClientID: clientID, oauthclient.ClientName: name}
	for _, values := range more {
		for f, v := range values {
			c[f] = v
		}
	}
	return oauthclient.Candidate{Client: c}
}

// uniqueNames makes a server that refuses a second client of the same name.
func uniqueNames(p *oauthclient.Profile) {
	p.Unique = func(c oauthclient.Client) bool { return c.Has(oauthclient.ClientID) || c.Has(oauthclient.ClientName) }
}

func TestServiceExisting(t *testing.T) {
	t.Parallel()
	byID := oauthclient.Client{oauthclient.ClientID: "a", oauthclient.ClientName: "name"}
	byName := oauthclient.Client{oauthclient.ClientName: "name"}
	replacing := func(p *oauthclient.Profile) {
		p.Replaces = func(known, desired oauthclient.Client, _ oauthclient.FieldSet) []oauthclient.Field {
			if known[oauthclient.ClientName] == desired[oauthclient.ClientName] {
				return nil
			}
			return []oauthclient.Field{oauthclient.ClientName}
		}
	}
	for _, tc := range []struct {
		name       string
		profile    func(*oauthclient.Profile)
		desired    oauthclient.Client
		candidates []oauthclient.Candidate
		want       string // the ID
		kind       error
		field      oauthclient.Field
		asks       bool
	}{
		{name: "none", desired: byID, asks: true},
		{name: "by its client_id", desired: byID, candidates: []oauthclient.Candidate{candidate("1", "a", "other")}, want: "1", asks: true},
		{name: "another that the driver found", desired: byID, candidates: []oauthclient.Candidate{candidate("1", "b", "name")}, asks: true},
		{name: "by a name that is not unique", desired: byName, candidates: []oauthclient.Candidate{candidate("1", "b", "name")}},
		{name: "by a unique name", profile: uniqueNames, desired: byName, candidates: []oauthclient.Candidate{candidate("1", "b", "name")}, want: "1", asks: true},
		{
			name: "a unique name with another client_id", profile: uniqueNames, desired: byID, asks: true,
			candidates: []oauthclient.Candidate{candidate("1", "b", "name")}, want: "1", kind: oauthclient.ErrAlreadyExists, field: oauthclient.ClientID,
		},
		{
			name: "one that must be made anew", profile: replacing, desired: byID, asks: true,
			candidates: []oauthclient.Candidate{candidate("1", "a", "other")}, want: "1", kind: oauthclient.ErrAlreadyExists, field: oauthclient.ClientName,
		},
		{
			name: "two", profile: uniqueNames, desired: byID, asks: true,
			candidates: []oauthclient.Candidate{candidate("1", "b", "name"), candidate("2", "a", "other")}, kind: oauthclient.ErrAlreadyExists, field: oauthclient.ClientID,
		},
		{name: "a server that cannot look", profile: func(p *oauthclient.Profile) { p.Can.Find = false }, desired: byID, kind: oauthclient.ErrUnsupported},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			changes := []func(*oauthclient.Profile){}
			if tc.profile != nil {
				changes = append(changes, tc.profile)
			}
			driver := &stub{candidates: tc.candidates}
			found, err := oauthclient.NewService(newJudge(changes...), driver).Existing(t.Context(), tc.desired)
			if found.Text(oauthclient.ID) != tc.want || !errors.Is(err, tc.kind) {
				t.Errorf("it found %q with the error %v", found.Text(oauthclient.ID), err)
			}
			if problem, ok := errors.AsType[*oauthclient.Error](err); ok && problem.Field != tc.field {
				t.Errorf("the error is about %s, want %s", problem.Field, tc.field)
			}
			if asked := len(driver.calls) > 0; asked != tc.asks {
				t.Errorf("it asked the server: %v", driver.calls)
			}
		})
	}
}

func TestServiceCreateOrAdopt(t *testing.T) {
	t.Parallel()
	desired := oauthclient.Client{oauthclient.ClientID: "a", oauthclient.ClientName: "name"}
	there := candidate("1", "a", "before", oauthclient.Client{oauthclient.Contacts: set{"somebody"}, oauthclient.ClientSecret: "********"})
	same := candidate("1", "a", "name", oauthclient.Client{oauthclient.Contacts: set{"somebody"}, oauthclient.ClientSecret: "a-secret-in-clear"})
	for _, tc := range []struct {
		name       string
		desired    oauthclient.Client
		candidates []oauthclient.Candidate
		// sent is what the write asked for.
		calls  string
		sent   oauthclient.Client
		secret string
	}{
		{"nothing there", desired, nil, "Find Create", nil, ""},
		{"there", desired, []oauthclient.Candidate{there}, "Find Update", desired, ""},
		{"there with a secret", desired.With(oauthclient.ClientSecret, "given-secret"), []oauthclient.Candidate{there}, "Find Update", desired.With(oauthclient.ClientSecret, "given-secret"), "given-secret"},
		{"there as desired", desired, []oauthclient.Candidate{same}, "Find", desired, "a-secret-in-clear"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			driver := &stub{candidates: tc.candidates, server: candidate("1", "a", "name", oauthclient.Client{oauthclient.Contacts: set{"somebody"}}).Client}
			service := oauthclient.NewService(newJudge(), driver)
			result, adopted, err := service.CreateOrAdopt(t.Context(), tc.desired)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.calls, strings.Join(driver.calls, " ")); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if want := len(tc.candidates) > 0; adopted != want || service.Adopted("1") != want {
				t.Errorf("adopted %t, remembered %t, want %t", adopted, service.Adopted("1"), want)
			}
			if !adopted {
				return
			}
			if got := result.Client.Text(oauthclient.ClientSecret); got != tc.secret {
				t.Errorf("the secret is %q, want %q", got, tc.secret)
			}
			if diff := cmp.Diff(tc.sent, driver.desired, cmp.Comparer(func(a, b oauthclient.Field) bool { return a == b })); diff != "" || len(driver.removed) > 0 {
				t.Errorf("it took out %v and sent (-want +got):\n%s", driver.removed, diff)
			}
			if _, _, err := service.CreateOrAdopt(t.Context(), tc.desired); !errors.Is(err, oauthclient.ErrAlreadyExists) {
				t.Errorf("a second resource got the error %v", err)
			}
		})
	}
}

// TestExcluded takes out what a client that is adopted cannot keep beside the configuration, and nothing else: neither what
// breaks a rule already, nor what the configuration breaks.
func TestExcluded(t *testing.T) {
	t.Parallel()
	none := []oauthclient.Field{}
	keys := oauthclient.Client{oauthclient.JWKSet: `{"keys":[` + ecKey + `]}`}
	pairwiseWithoutName := func(p *oauthclient.Profile) {
		p.Properties = append(p.Properties, oauthclient.Property{Field: oauthclient.JWKSURI})
		p.Check = func(c oauthclient.Client, _ oauthclient.FieldSet) []*oauthclient.Error {
			if c.Text(oauthclient.SubjectType) == "pairwise" && c.Has(oauthclient.ClientName) {
				return []*oauthclient.Error{oauthclient.Invalid(oauthclient.SubjectType, "Not with a name.")}
			}
			return nil
		}
	}
	for _, tc := range []struct {
		name            string
		desired, server oauthclient.Client
		want            []oauthclient.Field
	}{
		{"nothing", keys, oauthclient.Client{oauthclient.Contacts: set{"a"}}, none},
		{"by a specification", keys, oauthclient.Client{oauthclient.JWKSURI: "https://example.com", oauthclient.Contacts: set{"a"}}, []oauthclient.Field{oauthclient.JWKSURI}},
		{"by the server", oauthclient.Client{oauthclient.ClientName: "a"}, oauthclient.Client{oauthclient.SubjectType: "pairwise", oauthclient.ClientName: "b"}, none},
		{"by the server, and not before", oauthclient.Client{oauthclient.SubjectType: "pairwise"}, oauthclient.Client{oauthclient.ClientName: "b", oauthclient.Contacts: set{"a"}}, []oauthclient.Field{oauthclient.ClientName}},
		{"broken before", oauthclient.Client{oauthclient.ClientName: "a"}, oauthclient.Client{oauthclient.JWKSURI: "not a URI"}, none},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := newJudge(pairwiseWithoutName).Excluded(tc.desired, tc.server).Sorted()
			if diff := cmp.Diff(tc.want, got, cmp.Comparer(func(a, b oauthclient.Field) bool { return a == b })); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A taken is a driver on which somebody makes the client before it does.
type taken struct {
	stub
	gone bool
}

func (d *taken) Create(context.Context, oauthclient.Client) (oauthclient.Result, error) {
	if !d.gone {
		d.candidates = []oauthclient.Candidate{candidate("1", "a", "before")}
	}
	return oauthclient.Result{}, &oauthclient.Error{Kind: oauthclient.ErrAlreadyExists, Message: "taken"}
}

func TestServiceCreateOrAdopt_race(t *testing.T) {
	t.Parallel()
	desired := oauthclient.Client{oauthclient.ClientID: "a", oauthclient.ClientName: "name"}
	for name, gone := range map[string]bool{"there now": false, "gone again": true} {
		driver := &taken{stub: stub{server: candidate("1", "a", "name").Client}, gone: gone}
		_, adopted, err := oauthclient.NewService(newJudge(), driver).CreateOrAdopt(t.Context(), desired)
		if adopted == gone || errors.Is(err, oauthclient.ErrAlreadyExists) != gone {
			t.Errorf("%s: adopted %t, error %v", name, adopted, err)
		}
	}
}

// A failed adoption leaves the client to whoever comes next.
func TestServiceCreateOrAdopt_failed(t *testing.T) {
	t.Parallel()
	driver := &failing{stub: stub{candidates: []oauthclient.Candidate{candidate("1", "a", "before")}}}
	service := oauthclient.NewService(newJudge(), driver)
	desired := oauthclient.Client{oauthclient.ClientID: "a", oauthclient.ClientName: "name"}
	for range 2 {
		if _, _, err := service.CreateOrAdopt(t.Context(), desired); !errors.Is(err, oauthclient.ErrUnavailable) || service.Adopted("1") {
			t.Errorf("error %v, adopted %t", err, service.Adopted("1"))
		}
	}
}

type failing struct{ stub }

func (*failing) Update(context.Context, oauthclient.Change) (oauthclient.Result, error) {
	return oauthclient.Result{}, &oauthclient.Error{Kind: oauthclient.ErrUnavailable}
}

// What a client has beside what is configured shows in the next plan, unless the server filled it in by itself.
func TestJudgeAdoptedBaseline(t *testing.T) {
	t.Parallel()
	judge := newJudge()
	desired := oauthclient.Client{oauthclient.ClientID: "a", oauthclient.ClientName: "name"}
	for _, tc := range []struct {
		name  string
		field oauthclient.Field
		value any
		shows bool
	}{
		{"stored", oauthclient.Contacts, set{"somebody"}, true},
		{"a fixed default", oauthclient.SubjectType, "public", false},
		{"not the fixed default", oauthclient.SubjectType, "pairwise", true},
		{"the usual stamped value", oauthclient.Scopes, set{"openid"}, false},
		{"another stamped value", oauthclient.Scopes, set{"a"}, true},
		{"a stamped value that may be any", oauthclient.GrantTypes, set{"a"}, false},
		{"inherited", policy, "strict", false},
		{"empty", oauthclient.Contacts, set{}, false},
		{"an empty list where that is a statement", tags, set{}, false},
		{"false where that is a statement", triState, false, true},
		{"configured", oauthclient.ClientName, "name", false},
		{"the client_id", oauthclient.ClientID, "a", false},
		{"the secret", oauthclient.ClientSecret, "secret", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := desired.With(tc.field, tc.value)
			_, shows := judge.Settle(desired, server, judge.AdoptedBaseline(desired, server))[tc.field]
			if _, configured := desired[tc.field]; shows != (tc.shows || configured) && tc.field != oauthclient.ClientSecret {
				t.Errorf("shows: %t", shows)
			}
			if left := len(judge.Leftover(desired, server)) > 0; left != tc.shows {
				t.Errorf("left over: %t, want %t", left, tc.shows)
			}
		})
	}
}
