package oam_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Faults of the request that makes a client.
var (
	lostBefore = oamsim.Fault{Method: http.MethodPost, Drop: true}
	lostAfter  = oamsim.Fault{Method: http.MethodPost, Drop: true, AfterProcessing: true}
	badGateway = oamsim.Fault{Method: http.MethodPost, Status: http.StatusBadGateway, Body: "<html>", AfterProcessing: true}
	silent     = oamsim.Fault{
		Method: http.MethodPost, Status: http.StatusOK, Body: "Sucessfully created entity - OAuthClient, detail...", AfterProcessing: true,
	}
	garbled = oamsim.Fault{Method: http.MethodPost, Status: http.StatusOK, Body: "done", AfterProcessing: true}
)

// TestCreate_lost is about creations whose answer never came, or does not show the client.
func TestCreate_lost(t *testing.T) {
	t.Parallel()
	named := oauthclient.Client{oauthclient.ClientName: "Shop", oauthclient.Scopes: []string{"Orders.read"}}
	chosen := named.With(oauthclient.ClientID, "shop")
	withSecret := named.With(oauthclient.ClientSecret, "first secret")
	public := named.With(oam.ClientType, "PUBLIC_CLIENT")
	const newSecret = " PUT GET"
	for _, tc := range []struct {
		name     string
		desired  oauthclient.Client
		faults   []oamsim.Fault
		requests string
	}{
		{"after it was made", named, []oamsim.Fault{lostAfter}, "POST POST GET GET" + newSecret},
		{"before it was made", named, []oamsim.Fault{lostBefore}, "POST POST GET"},
		{"before and after", named, []oamsim.Fault{lostBefore, lostAfter}, "POST POST POST GET GET" + newSecret},
		{"a gateway gave up", named, []oamsim.Fault{badGateway}, "POST POST GET GET" + newSecret},
		{"an answer without detail", named, []oamsim.Fault{silent}, "POST GET GET" + newSecret},
		{"an answer that says nothing", named, []oamsim.Fault{garbled}, "POST GET GET" + newSecret},
		{"with a secret", withSecret, []oamsim.Fault{lostAfter}, "POST POST GET GET"},
		{"of a public client", public, []oamsim.Fault{lostAfter}, "POST POST GET GET"},
		{"with a client_id, after it was made", chosen, []oamsim.Fault{lostAfter}, "POST POST GET GET" + newSecret},
		{"with a client_id, before it was made", chosen, []oamsim.Fault{lostBefore}, "POST POST GET"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, backend := serve(t, oamsim.Options{})
			sim.FailNext(tc.faults...)
			created, err := backend.Create(t.Context(), tc.desired)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.requests, methods(sim)); diff != "" {
				t.Errorf("requests:\n%s", diff)
			}
			clients := sim.Clients(domains[0])
			if len(clients) != 1 || clients[0].ID != created.Text(oauthclient.ClientID) || created.Text(oauthclient.ID) != "Main/Shop" {
				t.Fatalf("the server has %+v, and Create returned %q", clients, created.Text(oauthclient.ID))
			}
			has := ""
			if clients[0].Secret != nil {
				has = *clients[0].Secret
			}
			if has != created.Text(oauthclient.ClientSecret) {
				t.Errorf("the client's secret is not the one that Create returned, of %d characters", len(created.Text(oauthclient.ClientSecret)))
			}
		})
	}
}

// TestCreate_secretShown is about what the answer to a creation shows of the secret.
func TestCreate_secretShown(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, body string
		requests   string
		// secret is what Create returns; "new" is one that the driver made.
		secret string
	}{
		{"in clear", textWith("secret = clear, with = comma"), "POST GET", "clear, with = comma"},
		{"none", textWith("secret = null"), "POST GET", ""},
		{"masked", textWith("secret = ******"), "POST GET PUT GET", "new"},
		{"JSON in clear", `{"name": "Shop", "id": "x", "secret": "clear"}`, "POST GET", "clear"},
		{"JSON without", `{"name": "Shop", "id": "x"}`, "POST GET PUT GET", "new"},
		{"JSON with none", `{"name": "Shop", "id": "x", "secret": null}`, "POST GET", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, backend := serve(t, oamsim.Options{})
			sim.FailNext(oamsim.Fault{Method: http.MethodPost, Status: http.StatusOK, Body: tc.body, AfterProcessing: true})
			created, err := backend.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "Shop"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.requests, methods(sim)); diff != "" {
				t.Errorf("requests:\n%s", diff)
			}
			want := tc.secret
			if want == "new" {
				want = *sim.Clients(domains[0])[0].Secret
			}
			if got := created.Text(oauthclient.ClientSecret); got != want {
				t.Errorf("Create returned the secret %q, want %q", got, want)
			}
		})
	}
}

// textWith returns the text answer to a creation with that pair in it.
func textWith(secret string) string {
	return "Sucessfully created entity - OAuthClient, detail - OAuth Client - uid = u, name = Shop, id = x, identityDomain = Main, description = null, " +
		secret + ", clientType = CONFIDENTIAL_CLIENT, grantTypes = [], attributes = [], scopes = [], defaultScope = null, redirectURIs = []"
}

// TestCreate_exists is about clients of somebody else that a creation meets.
func TestCreate_exists(t *testing.T) {
	t.Parallel()
	named := oauthclient.Client{oauthclient.ClientName: "My shop"}
	for _, tc := range []struct {
		name    string
		desired oauthclient.Client
		faults  []oamsim.Fault
		field   oauthclient.Field
		says    []string
	}{
		{"name", named, nil, oauthclient.ClientName, []string{`"theirs"`, `uid "`, `import ADDRESS "Main/My shop"`}},
		{"name, with another client_id", named.With(oauthclient.ClientID, "ours"), nil, oauthclient.ClientName, []string{`"theirs"`}},
		{
			"client_id",
			oauthclient.Client{oauthclient.ClientName: "Shop", oauthclient.ClientID: "theirs"},
			nil,
			oauthclient.ClientID,
			[]string{`import ADDRESS "Main/My shop"`},
		},
		{"name, and the answer is lost", named, []oamsim.Fault{lostAfter}, oauthclient.ClientName, []string{`"theirs"`}},
		{
			"name and client_id, other properties, and the answer is lost",
			named.With(oauthclient.ClientID, "theirs").With(oam.Description, "ours"),
			[]oamsim.Fault{lostBefore},
			oauthclient.ClientName,
			[]string{`"theirs"`},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, backend := serve(t, oamsim.Options{})
			if err := sim.AddClient(answer.Client{Name: "My shop", ID: "theirs", IDDomain: domains[0], Secret: new("their secret")}); err != nil {
				t.Fatal(err)
			}
			sim.FailNext(tc.faults...)
			created, err := backend.Create(t.Context(), tc.desired)
			var problem *oauthclient.Error
			if !errors.As(err, &problem) || !errors.Is(problem, oauthclient.ErrAlreadyExists) || problem.Field != tc.field || created != nil {
				t.Fatalf("Create returned %v and %v, not ErrAlreadyExists for %s", created, err, tc.field)
			}
			for _, want := range tc.says {
				if !strings.Contains(problem.Error(), want) {
					t.Errorf("the error does not say %s: %v", want, problem)
				}
			}
			if clients := sim.Clients(domains[0]); len(clients) != 1 || *clients[0].Secret != "their secret" {
				t.Errorf("the server has %d clients, or another secret", len(clients))
			}
		})
	}
}

// TestCreate_unsure is about a creation of which nothing can be found out.
func TestCreate_unsure(t *testing.T) {
	t.Parallel()
	sim := newSimulator(t, oamsim.Options{})
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	backend, err := oam.New(oam.Config{
		HTTP: httpapi.Config{
			BaseURL: server.URL, Auth: httpapi.Basic(oamsim.DefaultUsername, oamsim.DefaultPassword), MaxRetries: -1,
		},
		IdentityDomain: domains[0], ReadAfterWriteTimeout: 10 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	backend.SetPause(time.Millisecond)
	for name, faults := range map[string][]oamsim.Fault{
		"no client": {lostBefore},
		"no reads":  {lostBefore, {Method: http.MethodGet, Status: http.StatusInternalServerError}},
	} {
		sim.FailNext(faults...)
		created, err := backend.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "Shop"})
		if !errors.Is(err, oauthclient.ErrOutcomeUnknown) || created != nil || !strings.Contains(err.Error(), "terraform import ADDRESS Main/Shop") {
			t.Errorf("%s: Create returned %v and %v, not ErrOutcomeUnknown with an import", name, created, err)
		}
	}
}
