package nevissim_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// TestExchange sends one request each to a simulator with a client that has a past, a present and a future state, and
// with a second client whose only state is in the future.
func TestExchange(t *testing.T) {
	t.Parallel()
	const (
		active = `{"name":"now","owner":"bob","client_id":"c1","client_secret":"s1","redirect_uris":[],` +
			`"notSentGrantType":false,"valid_from":"2025-03-01T08:00:00.000Z"}`
		future = `{"name":"next","owner":"bob","client_id":"c1","client_secret":"s1","redirect_uris":[],` +
			`"notSentGrantType":false,"valid_from":"2025-03-02T08:00:00.000Z"}`
		edited = `{"name":"x","owner":"admin","client_id":"c1","client_secret":"s1",` +
			`"notSentGrantType":false,"valid_from":"2025-03-01T08:00:00.000Z"}`
	)
	for _, tc := range []struct {
		name   string
		method string
		path   string // {id}, {later}, {past}, {active} and {future} stand for ids
		body   string
		status int
		want   string // JSON; empty when the body is not looked at
	}{
		{"read", "GET", "/{id}", "", 200, active},
		{"read with slash", "GET", "/{id}/", "", 200, active},
		{"read what is not valid yet", "GET", "/{later}", "", 404, ""},
		{"read unknown", "GET", "/nope", "", 404, `{"error":"not_found","error_description":"client nope not found"}`},
		{"read an escaped id", "GET", "/a%2Fb", "", 404, `{"error":"not_found","error_description":"client a/b not found"}`},
		{"list", "GET", "", "", 200, `{"clientIds":["{id}"]}`},
		{"list with slash", "GET", "/", "", 200, `{"clientIds":["{id}"]}`},
		{"create nothing", "POST", "", "", 415, ""},
		{"create malformed", "POST", "", `{"name":`, 400, ""},
		{"create null", "POST", "", `null`, 400, ""},
		{"create two values", "POST", "", `{} {}`, 400, ""},
		{"edit", "PUT", "/{id}", `{"name":"x"}`, 200, edited},
		{"edit with nulls", "PUT", "/{id}", `{"name":"x","scopes":null,"client_secret":null}`, 200, edited},
		{"edit unknown", "PUT", "/nope", `{"name":"x"}`, 404, ""},
		{"edit invalid", "PUT", "/{id}", `{"name":1}`, 400, `{"error":"invalid_request","error_description":"name: must be a string"}`},
		{"edit with a bad flag", "PUT", "/{id}?replaceActiveState=maybe", `{}`, 400, ""},
		{"edit in place what is not valid yet", "PUT", "/{later}?replaceActiveState=true", `{}`, 200, ""},
		{"delete", "DELETE", "/{id}", "", 204, ""},
		{"delete what is not valid yet", "DELETE", "/{later}", "", 204, ""},
		{"delete unknown", "DELETE", "/nope", "", 404, ""},
		{"snapshots", "GET", "/{id}/snapshots", "", 200, `{"snapshotIds":["{past}","{active}","{future}"]}`},
		{"snapshots with slash", "GET", "/{id}/snapshots/", "", 200, `{"snapshotIds":["{past}","{active}","{future}"]}`},
		{"snapshots at a time", "GET", "/{id}/snapshots?validAt=2025-03-01T09:30:00%2B02:00", "", 200, `{"snapshotIds":["{past}"]}`},
		{"snapshots before the first", "GET", "/{id}/snapshots?validAt=2020-01-01T00:00:00Z", "", 200, `{"snapshotIds":[]}`},
		{"snapshots at any time", "GET", "/{id}/snapshots?validAt=any", "", 200, `{"snapshotIds":["{past}","{active}","{future}"]}`},
		{"snapshots with a bare plus", "GET", "/{id}/snapshots?validAt=2025-03-01T09:30:00+02:00", "", 400, ""},
		{"snapshots with a bad flag", "GET", "/{id}/snapshots?includeSoftDeletedStates=maybe", "", 400, ""},
		{"snapshots of unknown", "GET", "/nope/snapshots", "", 404, ""},
		{"read snapshot", "GET", "/{id}/snapshots/{active}", "", 200, active},
		{"read future snapshot", "GET", "/{id}/snapshots/{future}", "", 200, future},
		{"read unknown snapshot", "GET", "/{id}/snapshots/nope", "", 404, ""},
		{"read snapshot of another client", "GET", "/{later}/snapshots/{active}", "", 404, ""},
		{"read snapshot of unknown", "GET", "/nope/snapshots/{active}", "", 404, ""},
		{"delete future snapshot", "DELETE", "/{id}/snapshots/{future}", "", 204, ""},
		{"delete active snapshot", "DELETE", "/{id}/snapshots/{active}", "", 403, ""},
		{"delete past snapshot", "DELETE", "/{id}/snapshots/{past}", "", 403, ""},
		{"delete unknown snapshot", "DELETE", "/{id}/snapshots/nope", "", 404, ""},
		{"no such method", "PATCH", "/{id}", `{}`, 405, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, ids := newHistory(t)
			w := send(t, sim, tc.method, clientsPath+ids.Replace(tc.path), tc.body)
			if w.Code != tc.status {
				t.Fatalf("status %d, want %d: %s", w.Code, tc.status, w.Body)
			}
			if tc.want == "" {
				return
			}
			if diff := cmp.Diff(decode(t, ids.Replace(tc.want)), decode(t, w.Body.String())); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if got := w.Header().Get("Content-Type"); got != "application/json" {
				t.Errorf("Content-Type %q", got)
			}
		})
	}
}

// newHistory returns the simulator of TestExchange and a replacer that fills in its ids.
func newHistory(t *testing.T) (*nevissim.Simulator, *strings.Replacer) {
	t.Helper()
	sim, _ := newSimulator(nevissim.Options{})
	id := addClient(t, sim, map[string]any{
		"name": "before", "owner": "bob", "client_id": "c1", "client_secret": "s1", "redirect_uris": []string{},
	})
	if err := sim.Edit(id, func(body map[string]any) { body["name"] = "now" }); err != nil {
		t.Fatal(err)
	}
	next := map[string]any{"name": "next", "owner": "bob", "redirect_uris": []string{}}
	if _, err := sim.AddFuture(id, start.Add(24*time.Hour), next); err != nil {
		t.Fatal(err)
	}
	later, err := sim.AddClient(start.Add(time.Hour), map[string]any{"name": "later"})
	if err != nil {
		t.Fatal(err)
	}
	states := sim.States(id)
	return sim, strings.NewReplacer("{id}", id, "{later}", later,
		"{past}", states[0].SnapshotID, "{active}", states[1].SnapshotID, "{future}", states[2].SnapshotID)
}

// TestCreate checks the answer to a create and what the server chooses by itself.
func TestCreate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name       string
		body       string
		wantSecret bool
		want       string // members of the stored body
	}{
		{"documented minimum", `{"name":"MINIMAL","confidentiality_type":"public"}`, false, `{"owner":"admin","redirect_uris":"absent"}`},
		{"confidential", `{"redirect_uris":[]}`, true, `{"owner":"admin","redirect_uris":[]}`},
		{"empty is left out", `{"client_id":"","client_secret":"","owner":""}`, true, `{"owner":"admin"}`},
		{
			"chosen by the caller", `{"client_id":"a/b","client_secret":"s","owner":"bob"}`, true,
			`{"client_id":"a/b","client_secret":"s","owner":"bob"}`,
		},
		{"unknown members", `{"name":"x","scope":"openid"}`, true, `{"name":"x","scope":"absent"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(nevissim.Options{})
			answer := mustSend(t, sim, "POST", clientsPath, tc.body, http.StatusCreated)
			id, _ := answer["clientId"].(string)
			if len(id) != 32 || len(answer) != 1 {
				t.Errorf("answer %v, want nothing but a clientId of 32 digits", answer)
			}
			got := mustSend(t, sim, "GET", clientsPath+"/"+id, "", http.StatusOK)
			wantMembers(t, got, tc.want)
			if secret, _ := got["client_secret"].(string); (secret != "") != tc.wantSecret {
				t.Errorf("secret %q, want one: %t", secret, tc.wantSecret)
			}
			if clientID, _ := got["client_id"].(string); clientID == "" || clientID == id {
				t.Errorf("client_id %q, want one of its own", clientID)
			}
		})
	}
}

// TestForeignPath checks that a path outside the API is answered by the container, and a setup that does not exist by
// the API.
func TestForeignPath(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, path, contentType string
	}{
		{"base path forgotten", strings.TrimPrefix(clientsPath, nevissim.BasePath), "text/html;charset=utf-8"},
		{"setups", nevissim.BasePath + "/v2/modules/oauthv2/setups", "text/html;charset=utf-8"},
		{"too deep", clientsPath + "/a/snapshots/b/c", "text/html;charset=utf-8"},
		{"not snapshots", clientsPath + "/a/states", "text/html;charset=utf-8"},
		{"unknown setup", nevissim.BasePath + "/v2/modules/oauthv2/setups/nope/clients", "application/json"},
		{"unknown module", nevissim.BasePath + "/v2/modules/nope/setups/" + nevissim.SetupID + "/clients", "application/json"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(nevissim.Options{})
			w := send(t, sim, "GET", tc.path, "")
			if got := w.Header().Get("Content-Type"); w.Code != http.StatusNotFound || got != tc.contentType {
				t.Errorf("status %d, Content-Type %q, want 404 and %q", w.Code, got, tc.contentType)
			}
		})
	}
}

// TestMediaType checks that only JSON is taken.
func TestMediaType(t *testing.T) {
	t.Parallel()
	for contentType, status := range map[string]int{
		"application/json":                  http.StatusCreated,
		"application/json; charset=utf-8":   http.StatusCreated,
		"text/plain":                        http.StatusUnsupportedMediaType,
		"application/x-www-form-urlencoded": http.StatusUnsupportedMediaType,
	} {
		t.Run(contentType, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(nevissim.Options{})
			r := newRequest(t, "POST", clientsPath, "{}")
			r.Header.Set("Content-Type", contentType)
			w := httptest.NewRecorder()
			sim.ServeHTTP(w, r)
			if w.Code != status {
				t.Errorf("status %d, want %d", w.Code, status)
			}
		})
	}
}
