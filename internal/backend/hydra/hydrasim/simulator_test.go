package hydrasim_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
)

// do sends a request and returns the status and the body.
func do(t *testing.T, method, url, body string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		req.Header.Set(name, value)
	}
	resp, answer := roundTrip(t, req)
	return resp.StatusCode, string(answer)
}

// member returns a member of the JSON object.
func member(t *testing.T, object, name string) any {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(object), &members); err != nil {
		t.Fatalf("%v: %s", err, object)
	}
	return members[name]
}

func TestOptions(t *testing.T) {
	t.Parallel()
	refuse := func(uri string, redirectURIs []string) error {
		return errors.New(uri + " lacks " + strings.Join(redirectURIs, ", "))
	}
	for _, tc := range []struct {
		name   string
		opts   hydrasim.Options
		client string
		status int
		member string
		want   any
	}{
		{"scope", hydrasim.Options{DefaultScope: "a b"}, `{}`, 201, "scope", "a b"},
		{"subject type", hydrasim.Options{SubjectTypes: []string{"pairwise"}}, `{}`, 201, "subject_type", "pairwise"},
		{"public is preferred", hydrasim.Options{SubjectTypes: []string{"pairwise", "public"}}, `{}`, 201, "subject_type", "public"},
		{"pairwise", hydrasim.Options{SubjectTypes: []string{"pairwise", "public"}}, `{"subject_type":"pairwise"}`, 201, "subject_type", "pairwise"},
		{"pairwise does not go with JWT", hydrasim.Options{SubjectTypes: []string{"pairwise", "public"}}, `{"subject_type":"pairwise","access_token_strategy":"JWT"}`, 400, "error", "invalid_client_metadata"},
		{"sector identifier", hydrasim.Options{}, `{"sector_identifier_uri":"https://a.example"}`, 201, "sector_identifier_uri", "https://a.example"},
		{"wrong sector identifier", hydrasim.Options{SectorIdentifier: refuse}, `{"sector_identifier_uri":"https://a.example"}`, 400, "error", "invalid_client_metadata"},
		{"public URL", hydrasim.Options{PublicURL: "https://op.example"}, `{"client_id":"a"}`, 201, "registration_client_uri", "https://op.example/oauth2/register/a"},
		{"v26.2.0", hydrasim.Options{Release: hydrasim.V262}, `{"logo_uri":"x"}`, 400, "error", "invalid_client_metadata"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, url := serve(t, tc.opts)
			status, body := do(t, http.MethodPost, url+"/admin/clients", tc.client)
			if status != tc.status {
				t.Errorf("status %d, want %d: %s", status, tc.status, body)
			}
			if diff := cmp.Diff(tc.want, member(t, body, tc.member)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.member, diff)
			}
		})
	}
}

func TestBearerToken(t *testing.T) {
	t.Parallel()
	_, url := serve(t, hydrasim.Options{BearerToken: "key"})
	for _, tc := range []struct {
		name, path, authorization string
		want                      int
	}{
		{"with the key", "/admin/clients", "Bearer key", 200},
		{"with another", "/admin/clients", "Bearer other", 401},
		{"without", "/admin/clients", "", 401},
		{"health needs none", "/health/ready", "", 200},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			status, body := do(t, http.MethodGet, url+tc.path, "", "Authorization: "+tc.authorization)
			if status != tc.want {
				t.Errorf("status %d, want %d", status, tc.want)
			}
			if status == http.StatusUnauthorized {
				if _, isObject := member(t, body, "error").(map[string]any); !isObject {
					t.Errorf("the error is not an object: %s", body)
				}
			}
		})
	}
}

func TestPathPrefix(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.StripPrefix("/hydra", hydrasim.New(hydrasim.Options{Release: hydrasim.V262})))
	t.Cleanup(server.Close)
	if status, body := do(t, http.MethodPost, server.URL+"/hydra/admin/clients", `{"client_id":"a/b"}`); status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	if status, body := do(t, http.MethodGet, server.URL+"/hydra/admin/clients/a%2Fb", ""); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
}

// TestBehindTheBack changes clients without the API, and looks at them through it.
func TestBehindTheBack(t *testing.T) {
	t.Parallel()
	sim, url := serve(t, hydrasim.Options{})
	if err := sim.Put(map[string]any{"client_id": "a", "client_secret": "first-secret", "redirect_uris": []string{"#"}}); err != nil {
		t.Fatal(err)
	}
	_, body := do(t, http.MethodGet, url+"/admin/clients/a", "")
	if diff := cmp.Diff([]any{"#"}, member(t, body, "redirect_uris")); diff != "" {
		t.Errorf("what would not pass validation (-want +got):\n%s", diff)
	}
	if got := member(t, body, "subject_type"); got != "public" {
		t.Errorf("subject_type %v, want the default", got)
	}

	if err := sim.Edit("a", func(c map[string]any) {
		c["owner"] = "me"
		delete(c, "redirect_uris")
	}); err != nil {
		t.Fatal(err)
	}
	client := sim.Clients()["a"]
	if client["owner"] != "me" || client["client_secret"] != nil {
		t.Errorf("client after the edit: %v", client)
	}
	if diff := cmp.Diff([]any{}, client["redirect_uris"]); diff != "" {
		t.Errorf("redirect_uris after the edit (-want +got):\n%s", diff)
	}
	if !sim.Authenticates("a", "first-secret") {
		t.Error("the edit lost the secret")
	}
	if err := sim.Edit("a", func(c map[string]any) { c["client_secret"] = "second-secret" }); err != nil {
		t.Fatal(err)
	}
	if sim.Authenticates("a", "first-secret") || !sim.Authenticates("a", "second-secret") {
		t.Error("the edit did not change the secret")
	}

	if !sim.Delete("a") || sim.Delete("a") {
		t.Error("Delete does not tell whether there was a client")
	}
	if status, _ := do(t, http.MethodGet, url+"/admin/clients/a", ""); status != http.StatusNotFound {
		t.Errorf("status %d after Delete", status)
	}
	if sim.Edit("a", func(map[string]any) {}) == nil || sim.Put(map[string]any{}) == nil || sim.Put(map[string]any{"client_id": 1}) == nil {
		t.Error("no error for a client that is not there, or is none")
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	sim := hydrasim.New(hydrasim.Options{})
	const clients = 40
	var group sync.WaitGroup
	for i := range clients {
		group.Go(func() {
			body := strings.NewReader(`{"client_id":"` + strconv.Itoa(i) + `"}`)
			sim.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/admin/clients", body))
			sim.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/admin/clients", nil))
			sim.Clients()
		})
	}
	group.Wait()
	if got := len(sim.Clients()); got != clients {
		t.Errorf("%d clients, want %d", got, clients)
	}
	if got := len(sim.Requests()); got != 2*clients {
		t.Errorf("%d requests, want %d", got, 2*clients)
	}
}
