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
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
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
	page    = oamsim.Fault{Method: http.MethodPost, Status: http.StatusOK, Body: "<html><title>Log in</title></html>", AfterProcessing: true}
	garbled = oamsim.Fault{Method: http.MethodPost, Status: http.StatusOK, Body: "done", AfterProcessing: true}
)

// TestCreate_lost is about creations whose answer never came, or does not show the client. The secret is made before the
// request, so that it is known whatever comes.
func TestCreate_lost(t *testing.T) {
	t.Parallel()
	named := oauthclient.Client{oauthclient.ClientName: "Shop", oauthclient.Scopes: []string{"Orders.read"}}
	chosen := named.With(oauthclient.ClientID, "shop")
	for _, tc := range []struct {
		name     string
		desired  oauthclient.Client
		opts     oamsim.Options
		faults   []oamsim.Fault
		requests string
	}{
		{"after it was made", named, oamsim.Options{}, []oamsim.Fault{lostAfter}, "POST GET"},
		{"before it was made", named, oamsim.Options{}, []oamsim.Fault{lostBefore}, "POST"},
		{"before and after", named, oamsim.Options{}, []oamsim.Fault{lostBefore, lostAfter}, "POST"},
		{"a gateway gave up", named, oamsim.Options{}, []oamsim.Fault{badGateway}, "POST GET"},
		{"an answer without detail", named, oamsim.Options{}, []oamsim.Fault{silent}, "POST GET"},
		{"an answer that says nothing", named, oamsim.Options{}, []oamsim.Fault{garbled}, "POST GET"},
		{"a page", named, oamsim.Options{}, []oamsim.Fault{page}, "POST GET"},
		{"with a secret", named.With(oauthclient.ClientSecret, "first secret"), oamsim.Options{}, []oamsim.Fault{lostAfter}, "POST GET"},
		{"of a public client", named.With(oam.ClientType, "PUBLIC_CLIENT"), oamsim.Options{}, []oamsim.Fault{lostAfter}, "POST GET"},
		{"with a client_id, after it was made", chosen, oamsim.Options{}, []oamsim.Fault{lostAfter}, "POST GET"},
		{"with a client_id, before it was made", chosen, oamsim.Options{}, []oamsim.Fault{lostBefore}, "POST"},
		{"reads lag", named, oamsim.Options{StaleReads: 3}, []oamsim.Fault{lostAfter}, "POST GET GET GET GET"},
		{"reads lag longer than it is waited for", named, oamsim.Options{StaleFor: patience + time.Second}, []oamsim.Fault{lostAfter}, "POST"},
		{"reads lag longer, with a client_id", chosen, oamsim.Options{StaleFor: patience + time.Second}, []oamsim.Fault{lostAfter}, "POST"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.opts.JSON = true
			sim, service := serve(t, tc.opts)
			sim.FailNext(tc.faults...)
			result, err := service.Create(t.Context(), tc.desired)
			if err != nil {
				t.Fatal(err)
			}
			created := result.Client
			if all := methods(sim); !strings.HasPrefix(all, tc.requests) {
				t.Errorf("requests: %s, want %s", all, tc.requests)
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

// TestCreate_secretShown is about what the answer to a creation shows of the secret: it is the one that was sent, whatever
// the answer says.
func TestCreate_secretShown(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"in clear":       textWith("secret = clear, with = comma"),
		"none":           textWith("secret = null"),
		"masked":         textWith("secret = ******"),
		"JSON in clear":  `{"name": "Shop", "secret": "clear"}`,
		"JSON without":   `{"name": "Shop"}`,
		"JSON with null": `{"name": "Shop", "secret": null}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, service := serve(t, oamsim.Options{})
			sim.FailNext(oamsim.Fault{Method: http.MethodPost, Status: http.StatusOK, Body: body, AfterProcessing: true})
			created, err := service.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "Shop", oauthclient.ClientID: "x"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff("POST GET", methods(sim)); diff != "" {
				t.Errorf("requests:\n%s", diff)
			}
			if got := created.Client.Text(oauthclient.ClientSecret); got == "" || got != *sim.Clients(domains[0])[0].Secret {
				t.Errorf("Create returned a secret of %d characters, which is not the client's", len(got))
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
		{"name", named, nil, oauthclient.ClientName, []string{`"theirs"`, `uid "`, `import that client with the id "Main/My shop"`}},
		{"name, with another client_id", named.With(oauthclient.ClientID, "ours"), nil, oauthclient.ClientName, []string{`"theirs"`}},
		{
			"client_id",
			oauthclient.Client{oauthclient.ClientName: "Shop", oauthclient.ClientID: "theirs"},
			nil,
			oauthclient.ClientID,
			[]string{`import that client with the id "Main/My shop"`},
		},
		{"name, and the answer is lost", named, []oamsim.Fault{lostAfter}, oauthclient.ClientName, []string{`with the id "Main/My shop"`}},
		{
			"name and client_id, other properties, and the answer is lost",
			named.With(oauthclient.ClientID, "theirs").With(oam.Description, "ours"),
			[]oamsim.Fault{lostBefore},
			oauthclient.ClientID,
			[]string{`"theirs"`, `with the id "Main/My shop"`},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, service := serve(t, oamsim.Options{})
			if err := sim.AddClient(message.Client{Name: "My shop", ID: "theirs", IDDomain: domains[0], Secret: new("their secret")}); err != nil {
				t.Fatal(err)
			}
			sim.FailNext(tc.faults...)
			created, err := service.Create(t.Context(), tc.desired)
			problem, ok := errors.AsType[*oauthclient.Error](err)
			if !ok || !errors.Is(problem, oauthclient.ErrAlreadyExists) || problem.Field != tc.field || created.Client != nil {
				t.Fatalf("Create returned %v and %v, not ErrAlreadyExists for %s", created.Client, err, tc.field)
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

// TestCreate_unsure is about a creation of which nothing can be found out. The client is in the state all the same, since its
// client_id is ours.
func TestCreate_unsure(t *testing.T) {
	t.Parallel()
	clock := newTestClock()
	sim := newSimulator(t, clock, oamsim.Options{})
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	judge := oauthclient.NewJudge(oam.Profile(defaults))
	driver, err := oam.New(oam.Config{
		HTTP: httpapi.Config{
			BaseURL: server.URL, Auth: httpapi.Basic(oamsim.DefaultUsername, oamsim.DefaultPassword), MaxRetries: -1,
		},
		Defaults: defaults, ReadAfterWriteTimeout: patience,
	}, judge)
	if err != nil {
		t.Fatal(err)
	}
	driver.SetClock(clock.Now, clock.wait)
	service := oauthclient.NewService(judge, driver)
	sim.FailNext(lostBefore, oamsim.Fault{Method: http.MethodGet, Status: http.StatusInternalServerError})
	created, err := service.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "Shop"})
	if !errors.Is(err, oauthclient.ErrOutcomeUnknown) || created.Client.Text(oauthclient.ID) != "Main/Shop" || !created.Client.Has(oauthclient.ClientSecret) {
		t.Errorf("Create returned %v and %v, not ErrOutcomeUnknown with the client", created.Client, err)
	}
}
