package nevismeta_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A refusal is about the property that it names, however the server words it.
func TestFieldAtFault(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   oauthclient.Field
	}{
		"OAuth":              {http.StatusBadRequest, `{"error":"invalid_request","error_description":"pkce_mode: must be one of ..."}`, nevismeta.PKCEMode},
		"message":            {http.StatusBadRequest, `{"message":"access_token_ttl must be positive"}`, nevismeta.AccessTokenTTL},
		"another name":       {http.StatusBadRequest, `{"message":"\"name\" is too long"}`, oauthclient.ClientName},
		"text":               {http.StatusUnprocessableEntity, "redirect_uris[0] is no URI", oauthclient.RedirectURIs},
		"a conflict":         {http.StatusConflict, `{"message":"valid_from: there is a state for that instant"}`, nevismeta.ValidFrom},
		"request repeated":   {http.StatusBadRequest, `comment: is too long: {"name":"x","client_secret":"y"}`, nevismeta.Comment},
		"nothing in special": {http.StatusBadRequest, `{"message":"no"}`, oauthclient.Field{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(nevissim.Options{})
			service := serve(t, sim)
			desired := oauthclient.Client{oauthclient.ClientName: "x"}
			created := create(t, service, desired)
			fault := nevissim.Fault{Status: tc.status, ContentType: "application/json", Body: tc.body}
			fault.Method = http.MethodPost
			sim.FailNext(fault)
			_, createErr := service.Create(t.Context(), desired)
			fault.Method = http.MethodPut
			sim.FailNext(fault, fault) // what is refused is sent in another form
			_, updateErr := service.Update(t.Context(), created, desired.With(nevismeta.Comment, "changed"))
			for operation, err := range map[string]error{"Create": createErr, "Update": updateErr} {
				failed, ok := errors.AsType[*oauthclient.Error](err)
				if !ok || failed.Field != tc.want || failed.Status != tc.status {
					t.Errorf("%s: %v, want the field %q and the status %d", operation, err, tc.want, tc.status)
				}
			}
		})
	}
}

// An edit that is answered with another client, or with the request, was carried out all the same, and the answer is not
// believed.
func TestUpdateAnsweredOtherwise(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(request []byte) []byte{
		"another client": func([]byte) []byte {
			return []byte(`{"name":"other","client_id":"other","client_secret":"the secret of another","valid_from":"2020-01-01T00:00:00.000Z"}`)
		},
		"the request": bytes.Clone,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(nevissim.Options{})
			service := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPut {
					sim.ServeHTTP(w, r)
					return
				}
				body, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(bytes.NewReader(body))
				sim.ServeHTTP(httptest.NewRecorder(), r)
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write(answer(body))
			}))
			desired := oauthclient.Client{oauthclient.ClientName: "x"}
			created := create(t, service, desired)
			updated, err := service.Update(t.Context(), created, desired.With(nevismeta.Comment, "changed"))
			if err != nil {
				t.Fatal(err)
			}
			read, err := service.Read(t.Context(), updated.Client)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(read.Client, updated.Client); diff != "" || read.Client.Text(nevismeta.Comment) != "changed" {
				t.Errorf("Update returned another client than the server has (-server +returned):\n%s", diff)
			}
		})
	}
}

// What a client has of its own and nobody here has decided, the numbers of the documents' example of a setup among them,
// survives an import and an edit of something else.
func TestOwnLifetimesSurvive(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	service := serve(t, sim)
	id, err := sim.AddClient(time.Now(), map[string]any{
		"name": "x", "access_token_ttl": 3600, "refresh_token_ttl": 15552000, "pkce_mode": "required", "force_reauthentication": true,
		"grant_types": []any{"client_credentials"},
	})
	if err != nil {
		t.Fatal(err)
	}
	read, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: nevissim.SetupID + "/" + id})
	if err != nil {
		t.Fatal(err)
	}
	imported := service.Imported(read.Client)
	if imported[nevismeta.AccessTokenTTL] != int64(3600) || imported[nevismeta.RefreshTokenTTL] != int64(15552000) {
		t.Errorf("the import has not the lifetimes: %v", imported)
	}
	// A state that has nothing of it, as after a creation.
	known := imported.Only(oauthclient.NewFieldSet(oauthclient.ID, oauthclient.ClientID, oauthclient.ClientName))
	if _, err := service.Update(t.Context(), known, oauthclient.Client{oauthclient.ClientName: "x", nevismeta.Comment: "edited"}); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"name": "x", "comment": "edited", "access_token_ttl": 3600.0, "refresh_token_ttl": 15552000.0, "pkce_mode": "required",
		"force_reauthentication": true, "grant_types": []any{"client_credentials"}, "notSentGrantType": false, "redirect_uris": []any{},
		"owner": nevissim.Username, "client_id": read.Client[oauthclient.ClientID], "client_secret": read.Client[oauthclient.ClientSecret],
	}
	if diff := cmp.Diff(want, sent(sim, http.MethodPut)[0]); diff != "" {
		t.Errorf("PUT (-want +got):\n%s", diff)
	}
}

// The server's note about grant types that were not sent is not repeated beside new ones.
func TestNoteOfGrantTypes(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	service := serve(t, sim)
	desired := oauthclient.Client{oauthclient.ClientName: "x"}
	created := service.Settle(desired, create(t, service, desired), nil)
	if err := sim.Edit(internalID(created), func(body map[string]any) { body["notSentGrantType"] = true }); err != nil {
		t.Fatal(err)
	}
	for _, desired := range []oauthclient.Client{desired.With(nevismeta.Comment, "a"), desired.With(oauthclient.GrantTypes, []string{"client_credentials"})} {
		if _, err := service.Update(t.Context(), created, desired); err != nil {
			t.Fatal(err)
		}
	}
	edits := sent(sim, http.MethodPut)
	if _, has := edits[1]["notSentGrantType"]; has || edits[0]["notSentGrantType"] != true {
		t.Errorf("the edits have the notes %v and %v", edits[0]["notSentGrantType"], edits[1]["notSentGrantType"])
	}
}

// A secret that is neither known here nor shown cannot be repeated, and that is said.
func TestSecretNotKnown(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		secret nevissim.Secret
		desire oauthclient.Client
		told   bool
	}{
		"shown":           {nevissim.SecretPlain, nil, false},
		"masked":          {nevissim.SecretMasked, nil, true},
		"omitted":         {nevissim.SecretOmitted, nil, true},
		"masked, set now": {nevissim.SecretMasked, oauthclient.Client{oauthclient.ClientSecret: "a new secret"}, false},
		"masked, public":  {nevissim.SecretMasked, oauthclient.Client{nevismeta.ConfidentialityType: "public"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(nevissim.Options{Secret: tc.secret})
			service := serve(t, sim)
			created := create(t, service, oauthclient.Client{oauthclient.ClientName: "x"})
			desired := with(oauthclient.Client{oauthclient.ClientName: "x", nevismeta.Comment: "changed"}, tc.desire)
			updated, err := service.Update(t.Context(), created.Without(oauthclient.ClientSecret), desired)
			if err != nil {
				t.Fatal(err)
			}
			if told := len(updated.Notices) > 0; told != tc.told {
				t.Errorf("the notices are %v", updated.Notices)
			}
			if secret, _ := sent(sim, http.MethodPut)[0]["client_secret"].(string); strings.Contains(secret, "*") {
				t.Error("the mask was sent back")
			}
		})
	}
}

// A list is limited by what nevisMeta can filter by.
func TestListFilters(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	service := serve(t, sim)
	wanted := create(t, service, oauthclient.Client{
		oauthclient.ClientName: "wanted", nevismeta.Owner: "somebody",
		nevismeta.Metadata: []map[string]string{{"name": "team", "value": "a&b"}, {"name": "stage", "value": "prod"}},
	})
	create(t, service, oauthclient.Client{oauthclient.ClientName: "other"})
	elsewhere := create(t, service, oauthclient.Client{oauthclient.ClientName: "elsewhere", nevismeta.SetupID: otherSetup, nevismeta.Module: otherModule})
	for name, tc := range map[string]struct {
		filter oauthclient.Client
		want   []string
	}{
		"name":          {oauthclient.Client{oauthclient.ClientName: "wanted"}, []string{wanted.Text(oauthclient.ID)}},
		"owner":         {oauthclient.Client{nevismeta.Owner: "somebody"}, []string{wanted.Text(oauthclient.ID)}},
		"metadata":      {oauthclient.Client{nevismeta.Metadata: wanted[nevismeta.Metadata]}, []string{wanted.Text(oauthclient.ID)}},
		"nobody":        {oauthclient.Client{oauthclient.ClientName: "wanted", nevismeta.Owner: "nobody"}, nil},
		"another setup": {oauthclient.Client{nevismeta.SetupID: otherSetup, nevismeta.Module: otherModule}, []string{elsewhere.Text(oauthclient.ID)}},
	} {
		var got []string
		err := service.List(t.Context(), oauthclient.Filter{Equal: tc.filter}, func(l oauthclient.Listed) bool {
			got = append(got, l.ID)
			return true
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The forms of lists and of the answer to a creation are not documented to the last detail. Each is understood.
func TestFormsOfAnswers(t *testing.T) {
	t.Parallel()
	const number = "4711"
	for name, snapshots := range map[string]string{
		"documented":         `{"snapshotIds":["ID"]}`,
		"another name":       `{"snapshots":["ID"],"total":1}`,
		"array":              `["ID"]`,
		"not in an array":    `{"snapshotIds":"ID"}`,
		"numbers":            `{"snapshotIds":[4711]}`,
		"objects":            `{"snapshotIds":[{"snapshotId":"ID","validFrom":"2020-01-01T00:00:00Z"}]}`,
		"objects with an id": `{"snapshots":[{"id":"ID","name":"x"}]}`,
		"array of objects":   `[{"snapshotId":4711}]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(nevissim.Options{})
			var id, snapshot string
			service := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				// The server calls the client and its state 4711, the simulator by ids of its own.
				r.URL.Path = strings.Replace(strings.Replace(r.URL.Path, "/clients/"+number, "/clients/"+id, 1), "/snapshots/"+number, "/snapshots/"+snapshot, 1)
				answer := httptest.NewRecorder()
				sim.ServeHTTP(answer, r)
				body := answer.Body.String()
				switch {
				case r.Method == http.MethodPost:
					id = anID.FindString(body)
					body = `{"clientId":` + number + `}`
				case strings.HasSuffix(r.URL.Path, "/snapshots") && anID.MatchString(body):
					snapshot = anID.FindString(body)
					body = strings.ReplaceAll(snapshots, "ID", number)
				}
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(answer.Code)
				_, _ = w.Write([]byte(body))
			}))
			created := create(t, service, oauthclient.Client{oauthclient.ClientName: "x"})
			if got := created.Text(oauthclient.ID); got != nevissim.SetupID+"/"+number {
				t.Errorf("the id is %q", got)
			}
			read, err := service.Read(t.Context(), created)
			if err != nil {
				t.Fatal(err)
			}
			if read.Client.Text(oauthclient.ClientName) != "x" || read.Client.Text(oauthclient.ClientID) != created.Text(oauthclient.ClientID) {
				t.Errorf("Read returned %v", read.Client)
			}
		})
	}
}

// An edit does not repeat what a server shows of a client in a form that it does not take: what is not set as "" or null, a
// list of one as its element.
func TestUpdateRepeatsNothingOdd(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	service := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		sim.ServeHTTP(answer, r)
		body := answer.Body.String()
		if r.Method == http.MethodGet {
			body = strings.Replace(body, `["code"]`, `"code"`, 1)
			body = strings.Replace(body, "{", `{"jwks_uri":"","logo_uri":"","refresh_token_ttl":null,`, 1)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		_, _ = w.Write([]byte(body))
	}))
	desired := oauthclient.Client{oauthclient.ClientName: "x", oauthclient.ResponseTypes: []string{"code"}}
	created := create(t, service, desired)
	known := service.Settle(desired, created, nil).Without(oauthclient.ResponseTypes)
	if _, err := service.Update(t.Context(), known, oauthclient.Client{oauthclient.ClientName: "y"}); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"name": "y", "response_types": []any{"code"}, "redirect_uris": []any{}, "notSentGrantType": false,
		"owner": nevissim.Username, "client_id": created[oauthclient.ClientID], "client_secret": created[oauthclient.ClientSecret],
	}
	if diff := cmp.Diff(want, sent(sim, http.MethodPut)[0]); diff != "" {
		t.Errorf("PUT (-want +got):\n%s", diff)
	}
}
