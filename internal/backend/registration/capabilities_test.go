package registration_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// On a server with RFC 7591 only, a client is registered and kept, and nothing is ever asked about it.
func TestRegistrationOnly(t *testing.T) {
	t.Parallel()
	for _, opts := range []registrationsim.Options{{NoManagement: true}, registrationsim.MCPSDK(), registrationsim.BetterAuth()} {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			sim, base := serve(t, opts)
			service := newBackend(t, base, opts, nil)
			created, err := service.Create(t.Context(), minimal("a"))
			if err != nil {
				t.Fatal(err)
			}
			if clientID(created) == "" || created.Text(oauthclient.ID) != clientID(created) ||
				created.Has(oauthclient.RegistrationClientURI) || created.Has(oauthclient.RegistrationAccessToken) {
				t.Fatalf("Create returned a client with the id %q and the client_id %q: %v", created.Text(oauthclient.ID), clientID(created), created)
			}
			if n := countNotices(service.notices, "cannot show, change or delete"); n != 1 {
				t.Errorf("%d notices say that the client cannot be managed: %v", n, service.notices)
			}
			if _, authenticates := created[oauthclient.ClientSecret]; authenticates && !sim.Authenticates(clientID(created), created.Text(oauthclient.ClientSecret)) {
				t.Error("the secret is not that of the client")
			}
			before := len(sim.Requests())
			state := service.state(minimal("a"), created)
			if _, err := service.Read(t.Context(), state); !errors.Is(err, oauthclient.ErrUnsupported) {
				t.Errorf("Read returned %v, not ErrUnsupported", err)
			}
			if _, err := service.Update(t.Context(), state, renamed()); !errors.Is(err, oauthclient.ErrUnsupported) {
				t.Errorf("Update returned %v, not ErrUnsupported", err)
			}
			_, err = service.RotateSecret(t.Context(), state)
			mustSay(t, err, clientID(created), "-replace=ADDRESS")
			err = service.Delete(t.Context(), state)
			if !errors.Is(err, oauthclient.ErrUnsupported) {
				t.Fatalf("Delete returned %v, not ErrUnsupported", err)
			}
			mustSay(t, err, clientID(created), "Ask the server's operator to remove it")
			if n := len(sim.Requests()) - before; n > 0 {
				t.Errorf("%d requests were sent", n)
			}
			if diff := cmp.Diff([]string{"client_name"}, paths(service.Replaces(state, renamed(), nil))); diff != "" {
				t.Errorf("fields that need a new client (-want +got):\n%s", diff)
			}
			if fields := service.Replaces(state, minimal("a"), nil); len(fields) > 0 {
				t.Errorf("an unchanged client is replaced because of %v", fields)
			}
			if notices := service.Notices(state, renamed()); countNotices(notices, "stays on the server") != 1 {
				t.Errorf("the plan does not say that the old client stays: %v", notices)
			}
		})
	}
}

// Servers give addresses that nothing serves, and no token for them, as Cloudflare's workers-oauth-provider does: they have
// registration only.
func TestRegistrationOnly_addressWithoutToken(t *testing.T) {
	t.Parallel()
	for _, status := range statusesOfNobody {
		opts := registrationsim.Options{NoTokens: true}
		var asked atomic.Int32
		_, base := serveWithoutManagement(t, opts, func(*http.Request) int {
			asked.Add(1)
			return status
		})
		service := newBackend(t, base, opts, nil)
		for _, name := range []string{"first", "second"} {
			created, err := service.Create(t.Context(), minimal(name))
			if err != nil {
				t.Fatal(err)
			}
			service.mustNotice(t, "cannot show, change or delete")
			state := service.state(minimal(name), created)
			before := asked.Load()
			if _, err := service.Read(t.Context(), state); !errors.Is(err, oauthclient.ErrUnsupported) {
				t.Errorf("%d: Read returned %v, not ErrUnsupported", status, err)
			}
			if fields := service.Replaces(state, renamed(), nil); len(fields) == 0 {
				t.Errorf("%d: a change needs no new client", status)
			}
			if err := service.Delete(t.Context(), state); !errors.Is(err, oauthclient.ErrUnsupported) {
				t.Errorf("%d: Delete returned %v, not ErrUnsupported", status, err)
			}
			if n := asked.Load() - before; n > 0 {
				t.Errorf("%d: %d requests were sent", status, n)
			}
		}
	}
}

// The same when it could not be found out at the creation.
func TestRegistrationOnly_addressWithoutTokenLater(t *testing.T) {
	t.Parallel()
	var ill atomic.Bool
	ill.Store(true)
	opts := registrationsim.Options{NoTokens: true}
	_, base := serveWithoutManagement(t, opts, func(*http.Request) int {
		if ill.Load() {
			return http.StatusInternalServerError
		}
		return http.StatusNotFound
	})
	service := newBackend(t, base, opts, nil)
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	ill.Store(false)
	state := service.state(minimal("a"), created)
	read, err := service.Read(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	service.mustNotice(t, "cannot show, change or delete")
	if err := service.Delete(t.Context(), read); !errors.Is(err, oauthclient.ErrUnsupported) {
		t.Errorf("Delete returned %v, not ErrUnsupported", err)
	}
}

// What was reached before is not taken for a client of a server that manages none, whatever refuses to show it: an initial access
// token may have expired, or a credential in a header.
func TestRegistrationOnly_notOfImported(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{NoTokens: true, InitialAccessToken: registrationsim.InitialAccessToken}
	sim, base := serve(t, opts)
	created, err := newBackend(t, base, opts, nil).Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	service := newBackend(t, base, opts, nil)
	imported, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: created[oauthclient.ID]})
	if err != nil {
		t.Fatal(err)
	}
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound} {
		for _, token := range []string{"an-expired-token", ""} {
			later := newBackend(t, base, registrationsim.Options{}, func(c *registration.Config) { c.InitialAccessToken = token })
			refusal := registrationsim.Fault{Method: "GET", Status: status, ContentType: "application/json", Body: `{"error":"access_denied"}`}
			sim.FailNext(refusal)
			if read, err := later.Read(t.Context(), imported); err == nil {
				t.Errorf("%d with the token %q: Read returned %v", status, token, read)
			}
		}
	}
	if _, err := service.Read(t.Context(), imported); err != nil {
		t.Error(err)
	}
}

func countNotices(notices []oauthclient.Notice, says string) int {
	n := 0
	for _, notice := range notices {
		if strings.Contains(notice.Summary, says) {
			n++
		}
	}
	return n
}

func paths(fields []oauthclient.Field) []string {
	var texts []string
	for _, f := range fields {
		texts = append(texts, f.String())
	}
	return texts
}

// A value that is not known yet may be another one than the client has.
func TestRegistrationOnly_unknownValues(t *testing.T) {
	t.Parallel()
	_, base := serve(t, registrationsim.Options{NoManagement: true})
	service := newBackend(t, base, registrationsim.Options{}, nil)
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	unknown := oauthclient.NewFieldSet(oauthclient.LogoURI)
	if fields := service.Replaces(service.state(minimal("a"), created), minimal("a"), unknown); len(fields) != 1 || fields[0] != oauthclient.LogoURI {
		t.Errorf("the client is replaced because of %v", fields)
	}
}

// When it cannot be found out at the creation whether a client can be managed, the next refresh finds it out.
func TestRegistrationOnly_foundOutLater(t *testing.T) {
	t.Parallel()
	sim, base := serve(t, registrationsim.Options{NoManagement: true})
	service := newBackend(t, base, registrationsim.Options{}, nil)
	for range 2 {
		sim.FailNext(registrationsim.Fault{Method: "GET", Path: "/register", Status: http.StatusInternalServerError})
	}
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil || created.Text(oauthclient.ID) != clientID(created) {
		t.Fatalf("Create returned %v and the error %v", created, err)
	}
	sim.Forget()
	read, err := service.Read(t.Context(), created)
	if err != nil {
		t.Fatal(err)
	}
	service.mustNotice(t, "cannot show, change or delete")
	before := len(sim.Requests())
	if _, err := service.Read(t.Context(), read); !errors.Is(err, oauthclient.ErrUnsupported) || len(sim.Requests()) > before {
		t.Errorf("the second Read returned %v after %d requests", err, len(sim.Requests())-before)
	}
}

// A management endpoint that appears later is used as soon as there is a way to it.
func TestManagementThatAppearsLater(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{NoManagement: true}
	sim, base := serve(t, opts)
	created, err := newBackend(t, base, opts, nil).Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	later := registrationsim.New(registrationsim.Options{})
	if err := later.Restore(sim.Snapshot()); err != nil {
		t.Fatal(err)
	}
	token, err := later.IssueToken(clientID(created))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(later)
	t.Cleanup(server.Close)
	service := newBackend(t, server.URL, registrationsim.Options{}, func(c *registration.Config) {
		c.OperatorToken = func(client string) string { return map[string]string{clientID(created): token}[client] }
	})
	read, err := service.Read(t.Context(), created)
	if err != nil {
		t.Fatal(err)
	}
	if read.Text(oauthclient.RegistrationAccessToken) != token || address(read) == "" {
		t.Errorf("Read returned a client that cannot be managed: %v", read)
	}
	if err := service.Delete(t.Context(), read); err != nil {
		t.Error(err)
	}
}

// A server that does not let clients be read has them changed and deleted all the same.
func TestNoRead(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{NoRead: true, Unknown: registrationsim.UnknownKept})
	m.service.mustNotice(t, "does not show")
	if err := m.sim.Edit(clientID(m.state), func(client map[string]any) { client["late"] = "x" }); err != nil {
		t.Fatal(err)
	}
	before := len(m.sim.Requests())
	if _, err := m.service.Read(t.Context(), m.state); !errors.Is(err, oauthclient.ErrUnsupported) {
		t.Errorf("Read returned %v, not ErrUnsupported", err)
	}
	updated, err := m.service.Update(t.Context(), m.state, renamed())
	if err != nil {
		t.Fatal(err)
	}
	if got := m.sim.Clients()[clientID(m.state)]; got["client_name"] != "renamed" || got["token_endpoint_auth_method"] != "client_secret_basic" {
		t.Errorf("the client is %v", got)
	}
	if err := m.service.Delete(t.Context(), updated); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"PUT", "DELETE"}, m.since(before)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// That a server changes no clients shows at the first attempt, and is known from then on.
func TestNoUpdate(t *testing.T) {
	t.Parallel()
	noPage := registrationsim.Fault{Method: "PUT", Status: http.StatusNotFound, ContentType: "application/json", Body: `{"status":404,"error":"Not Found"}`}
	t.Run("405", func(t *testing.T) {
		t.Parallel()
		mustNotUpdate(t, register(t, registrationsim.Options{NoUpdate: true}))
	})
	t.Run("404 where the client can be read", func(t *testing.T) {
		t.Parallel()
		m := register(t, registrationsim.Options{})
		m.sim.FailNext(noPage, noPage)
		mustNotUpdate(t, m)
	})
}

func mustNotUpdate(t *testing.T, m *managedClient) {
	t.Helper()
	if fields := m.service.Replaces(m.state, renamed(), nil); len(fields) > 0 {
		t.Errorf("a client of which nothing is known is replaced because of %v", fields)
	}
	updated, err := m.service.Update(t.Context(), m.state, renamed())
	if !errors.Is(err, oauthclient.ErrUnsupported) || updated == nil {
		t.Fatalf("Update returned %v and the error %v, not ErrUnsupported", updated, err)
	}
	mustSay(t, err, "does not let clients be changed", "-replace=ADDRESS")
	if fields := m.service.Replaces(updated, renamed(), nil); len(fields) == 0 {
		t.Error("the next plan does not replace the client")
	}
	if updated.Text(oauthclient.ClientName) != "a" {
		t.Errorf("the client is said to be named %q", updated.Text(oauthclient.ClientName))
	}
	if _, err := m.service.Read(t.Context(), updated); err != nil {
		t.Error(err)
	}
	if err := m.service.Delete(t.Context(), updated); err != nil || len(m.sim.Clients()) > 0 {
		t.Errorf("Delete returned %v", err)
	}
	created, err := m.service.Create(t.Context(), renamed())
	if err != nil {
		t.Fatal(err)
	}
	if fields := m.service.Replaces(created, minimal("a"), nil); len(fields) == 0 {
		t.Error("of the client in its place it is not known that the server changes none")
	}
}

// A client that was made when the server managed none says nothing of those that it manages now.
func TestManagementIntroduced(t *testing.T) {
	t.Parallel()
	_, before := serve(t, registrationsim.Options{NoManagement: true})
	old, err := newBackend(t, before, registrationsim.Options{}, nil).Create(t.Context(), minimal("old"))
	if err != nil {
		t.Fatal(err)
	}
	m := register(t, registrationsim.Options{})
	if err := m.service.Delete(t.Context(), old); !errors.Is(err, oauthclient.ErrUnsupported) {
		t.Fatalf("Delete returned %v, not ErrUnsupported", err)
	}
	created, err := m.service.Create(t.Context(), minimal("new"))
	if err != nil {
		t.Fatal(err)
	}
	if fields := m.service.Replaces(created, renamed(), nil); len(fields) > 0 {
		t.Errorf("a client that can be changed is replaced because of %v", fields)
	}
}

// A server that deletes no clients, or not this one, is no failure: the client is forgotten, and named.
func TestNoDelete(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		opts   registrationsim.Options
		faults []registrationsim.Fault
	}{
		{"405", registrationsim.Options{NoDelete: true}, nil},
		{"501", registrationsim.Options{}, []registrationsim.Fault{
			{Method: "DELETE", Status: http.StatusNotImplemented}, {Method: "DELETE", Status: http.StatusNotImplemented},
		}},
		{"404 where the client can be read", registrationsim.Options{}, []registrationsim.Fault{
			{Method: "DELETE", Status: http.StatusNotFound},
			{Method: "DELETE", Status: http.StatusNotFound},
			{Method: "DELETE", Status: http.StatusNotFound},
			{Method: "DELETE", Status: http.StatusNotFound},
		}},
		{"403 where the client can be read", registrationsim.Options{}, []registrationsim.Fault{{
			Method: "DELETE", Status: http.StatusForbidden, ContentType: "application/json", Body: `{"error":"access_denied"}`,
		}}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := register(t, tc.opts)
			m.sim.FailNext(tc.faults...)
			err := m.service.Delete(t.Context(), m.state)
			if !errors.Is(err, oauthclient.ErrUnsupported) {
				t.Fatalf("Delete returned %v, not ErrUnsupported", err)
			}
			mustSay(t, err, clientID(m.state), "does not let clients be removed")
		})
	}
}

// What a gateway says once does not have a client forgotten, or made anew.
func TestGatewayRefusesMethod(t *testing.T) {
	t.Parallel()
	page := func(method string, status int) registrationsim.Fault {
		return registrationsim.Fault{Method: method, Status: status, ContentType: "text/html", Body: "<html><title>Blocked</title></html>"}
	}
	for _, status := range []int{http.StatusMethodNotAllowed, http.StatusNotImplemented, http.StatusNotFound} {
		m := register(t, registrationsim.Options{})
		m.sim.FailNext(page("PUT", status))
		updated, err := m.service.Update(t.Context(), m.state, renamed())
		if err != nil || updated.Text(oauthclient.ClientName) != renamed().Text(oauthclient.ClientName) {
			t.Errorf("%d to an update: %v", status, err)
		}
		m.sim.FailNext(page("DELETE", status))
		if err := m.service.Delete(t.Context(), updated); err != nil || len(m.sim.Clients()) > 0 {
			t.Errorf("%d to a deletion: %v", status, err)
		}
	}
	m := register(t, registrationsim.Options{})
	for _, fault := range []registrationsim.Fault{page("DELETE", http.StatusForbidden), {Method: "DELETE", Status: http.StatusForbidden}} {
		m.sim.FailNext(fault, fault) // such a refusal is not believed at once
		if err := m.service.Delete(t.Context(), m.state); !errors.Is(err, oauthclient.ErrDenied) {
			t.Errorf("403 with the body %q to a deletion: %v", fault.Body, err)
		}
	}
}

// An import has nothing to go on with when the client cannot be read.
func TestImportOfWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, opts := range []registrationsim.Options{{NoManagement: true}, {NoRead: true}} {
		sim, base := serve(t, opts)
		created, err := newBackend(t, base, opts, nil).Create(t.Context(), minimal("a"))
		if err != nil {
			t.Fatal(err)
		}
		var token string
		if opts.NoRead {
			if token, err = sim.IssueToken(clientID(created)); err != nil {
				t.Fatal(err)
			}
		}
		service := newBackend(t, base, opts, func(c *registration.Config) { c.OperatorToken = func(string) string { return token } })
		if _, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: clientID(created)}); !errors.Is(err, oauthclient.ErrUnavailable) {
			t.Errorf("Read returned %v, not ErrUnavailable", err)
		}
	}
}

// A secret that has expired or soon will is spoken of in every plan, also where nothing can be asked.
func TestSecretThatExpires(t *testing.T) {
	t.Parallel()
	tests := []struct {
		lifetime time.Duration
		says     string
		// issued is how long ago the client was registered.
		issued time.Duration
	}{
		{0, "", 0},
		{-time.Duration(time.Now().Unix()+1) * time.Second, "", 0}, // -1: never
		{90 * 24 * time.Hour, "", 0},
		{29 * 24 * time.Hour, "expires soon", 90 * 24 * time.Hour},
		{-time.Hour, "has expired", 90 * 24 * time.Hour},
		{29 * 24 * time.Hour, "", time.Hour},
		{14 * 24 * time.Hour, "expires soon", 16 * 24 * time.Hour},
		{-time.Hour, "has expired", 0},
	}
	for _, tc := range tests {
		opts := registrationsim.Options{NoManagement: true, SecretLifetime: tc.lifetime}
		_, base := serve(t, opts)
		service := newBackend(t, base, opts, nil)
		created, err := service.Create(t.Context(), minimal("a"))
		if err != nil {
			t.Fatal(err)
		}
		state := service.state(minimal("a"), created)
		if tc.issued > 0 {
			state = state.With(oauthclient.ClientIDIssuedAt, time.Now().Add(-tc.issued).Unix())
		}
		service.notices = service.Standing(state)
		service.mustNotice(t, tc.says)
	}
}
