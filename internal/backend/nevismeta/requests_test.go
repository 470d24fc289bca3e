package nevismeta_test

import (
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

var anID = regexp.MustCompile(`[0-9a-f]{32}`)

// TestRequests counts the requests of each operation.
func TestRequests(t *testing.T) {
	t.Parallel()
	const (
		post, list, read, edit, remove = "POST ", "GET ", "GET /ID", "PUT /ID", "DELETE /ID"
		states, state, withdraw        = "GET /ID/snapshots", "GET /ID/snapshots/ID", "DELETE /ID/snapshots/ID"
	)
	later := time.Now().Add(time.Hour).Format(time.RFC3339)
	plain := oauthclient.Client{oauthclient.ClientName: "x", oauthclient.ClientID: "plain"}
	changed := plain.With(nevismeta.Comment, "changed")
	scheduled := changed.With(nevismeta.ValidFrom, later)
	update := func(first, second oauthclient.Client) func(*oauthclient.Service, oauthclient.Client) error {
		return func(s *oauthclient.Service, known oauthclient.Client) error {
			_, err := s.Update(t.Context(), s.Settle(first, known, nil), second)
			return err
		}
	}
	refresh := func(s *oauthclient.Service, known oauthclient.Client) error {
		_, err := s.Read(t.Context(), known)
		return err
	}
	for _, tc := range []struct {
		name string
		// first is how the client is made; create counts the requests of that.
		first  oauthclient.Client
		create []string
		do     func(s *oauthclient.Service, known oauthclient.Client) error
		want   []string
	}{
		{"refresh", plain, []string{post, read}, refresh, []string{states, state}},
		{"update", plain, []string{post, read}, update(plain, changed), []string{read, edit}},
		{"nothing to update", plain, []string{post, read}, update(plain, plain), nil},
		{"update to come", plain, []string{post, read}, update(plain, scheduled), []string{read, states, state, edit, states, state, states, state, read}},
		{"refresh before its time", scheduled, []string{post, states, state, states, read}, refresh, []string{states, state, states, read}},
		{"update before its time", scheduled, []string{post, states, state, states, read}, update(scheduled, scheduled.With(nevismeta.Comment, "again")), []string{states, state, states, read, edit, states, state, states, state, states, read}},
		{"update at once instead", scheduled, []string{post, states, state, states, read}, update(scheduled, plain), []string{states, state, states, read, edit, states, state, withdraw, states, state}},
		{"import", plain, []string{post, read}, func(s *oauthclient.Service, known oauthclient.Client) error {
			return refresh(s, known.Only(oauthclient.NewFieldSet(oauthclient.ID)))
		}, []string{states, state}},
		{"read by client_id", plain, []string{post, read}, func(s *oauthclient.Service, known oauthclient.Client) error {
			return refresh(s, known.Only(oauthclient.NewFieldSet(oauthclient.ClientID)))
		}, []string{list, read, states, state}},
		{"list", plain, []string{post, read}, func(s *oauthclient.Service, _ oauthclient.Client) error {
			return s.List(t.Context(), oauthclient.Filter{}, func(oauthclient.Listed) bool { return true })
		}, []string{list}},
		{"delete", plain, []string{post, read}, func(s *oauthclient.Service, known oauthclient.Client) error {
			return s.Delete(t.Context(), known)
		}, []string{remove}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(nevissim.Options{})
			service := serve(t, sim)
			requests := func() []string {
				all := asked(sim)
				for i := range all {
					all[i] = anID.ReplaceAllString(all[i], "ID")
				}
				return all
			}
			created := create(t, service, tc.first)
			before := requests()
			if diff := cmp.Diff(tc.create, before); diff != "" {
				t.Errorf("creation (-want +got):\n%s", diff)
			}
			if err := tc.do(service, created); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, append([]string(nil), requests()[len(before):]...)); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// Requests hold what they must and nothing else.
func TestBodies(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{UnknownMembers: true})
	service := serve(t, sim)
	desired := oauthclient.Client{oauthclient.ClientName: "minimal", nevismeta.ConfidentialityType: "confidential"}
	created := create(t, service, desired)
	wantPost := map[string]any{
		"name": "minimal", "confidentiality_type": "confidential", "redirect_uris": []any{},
		// Made before the request, so that a lost answer loses neither.
		"client_id": created[oauthclient.ClientID], "client_secret": created[oauthclient.ClientSecret],
	}
	if diff := cmp.Diff(wantPost, sent(sim, http.MethodPost)[0]); diff != "" {
		t.Errorf("POST (-want +got):\n%s", diff)
	}

	if err := sim.Edit(internalID(created), func(body map[string]any) { body["owner"] = "somebody" }); err != nil {
		t.Fatal(err)
	}
	known := service.Settle(desired, created, nil)
	if _, err := service.Update(t.Context(), known, oauthclient.Client{oauthclient.ClientName: "changed"}); err != nil {
		t.Fatal(err)
	}
	wantPut := map[string]any{
		"name": "changed", "redirect_uris": []any{}, "owner": "somebody",
		"notSentGrantType": false, "client_id": created[oauthclient.ClientID], "client_secret": created[oauthclient.ClientSecret],
		nevissim.UnknownMember: map[string]any{"level": 3.0},
	}
	if diff := cmp.Diff(wantPut, sent(sim, http.MethodPut)[0]); diff != "" {
		t.Errorf("PUT (-want +got):\n%s", diff)
	}
	for _, request := range sim.Requests() {
		want := map[string]string{"Accept": "application/json", "Content-Type": "application/json", "If-Match": ""}
		if request.Method == http.MethodGet {
			want["Cache-Control"] = "no-cache"
		}
		for name, value := range want {
			if got := request.Header.Get(name); got != value {
				t.Errorf("%s has the header %s: %q, want %q", request.Method, name, got, value)
			}
		}
	}
}
