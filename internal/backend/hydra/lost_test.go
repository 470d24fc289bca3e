package hydra_test

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

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Faults of the request that makes a client.
var (
	lostBefore = hydrasim.Fault{Method: http.MethodPost, Drop: true}
	lostAfter  = hydrasim.Fault{Method: http.MethodPost, Drop: true, AfterProcessing: true}
	garbled    = hydrasim.Fault{Method: http.MethodPost, Status: http.StatusCreated, Body: `{"client`, AfterProcessing: true}
	unreadable = hydrasim.Fault{Method: http.MethodGet, Status: http.StatusInternalServerError}
)

// answeredLate is an answer of a gateway to a request that the server has carried out.
func answeredLate(status int) hydrasim.Fault {
	return hydrasim.Fault{Method: http.MethodPost, Status: status, Body: "<html>", AfterProcessing: true}
}

// TestCreate_lost is about creations whose answer never came.
func TestCreate_lost(t *testing.T) {
	t.Parallel()
	named := oauthclient.Client{oauthclient.ClientName: "Orders"}
	chosen := named.With(oauthclient.ClientID, "orders")
	for _, tc := range []struct {
		name     string
		desired  oauthclient.Client
		faults   []hydrasim.Fault
		requests string
	}{
		{"after it was made", named, []hydrasim.Fault{lostAfter}, "POST GET"},
		{"before it was made", named, []hydrasim.Fault{lostBefore}, "POST GET POST"},
		{"twice, before", named, []hydrasim.Fault{lostBefore, lostBefore}, "POST GET POST GET POST"},
		{"twice, before and after", named, []hydrasim.Fault{lostBefore, lostAfter}, "POST GET POST GET"},
		{"an answer that says nothing", named, []hydrasim.Fault{garbled}, "POST GET"},
		{"500", named, []hydrasim.Fault{answeredLate(http.StatusInternalServerError)}, "POST GET"},
		{"502", named, []hydrasim.Fault{answeredLate(http.StatusBadGateway)}, "POST GET"},
		{"503", named, []hydrasim.Fault{answeredLate(http.StatusServiceUnavailable)}, "POST GET"},
		{"with a secret", named.With(oauthclient.ClientSecret, "first secret"), []hydrasim.Fault{lostAfter}, "POST GET"},
		{"of a public client", named.With(oauthclient.TokenEndpointAuthMethod, "none"), []hydrasim.Fault{lostAfter}, "POST GET"},
		{"with a client_id, after it was made", chosen, []hydrasim.Fault{lostAfter}, "POST GET"},
		{"with a client_id, before it was made", chosen, []hydrasim.Fault{lostBefore}, "POST GET POST"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, driver := simulate(t)
			sim.FailNext(tc.faults...)
			result, err := oauthclient.NewService(judge, driver).Create(t.Context(), tc.desired)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.requests, methods(sim)); diff != "" {
				t.Errorf("requests:\n%s", diff)
			}
			created := result.Client
			id := created.Text(oauthclient.ID)
			if clients := sim.Clients(); len(clients) != 1 || clients[id] == nil || clients[id]["client_name"] != "Orders" {
				t.Errorf("the server has %v, and Create returned %q", clients, id)
			}
			if secret := created.Text(oauthclient.ClientSecret); judge.UsesSecret(created) && !sim.Authenticates(id, secret) {
				t.Errorf("the secret of %d characters is not the client's", len(secret))
			}
		})
	}
}

// TestCreate_uncertain is about creations of which nobody can say whether they took place.
func TestCreate_uncertain(t *testing.T) {
	t.Parallel()
	named := oauthclient.Client{oauthclient.ClientName: "Orders"}
	chosen := named.With(oauthclient.ClientID, "orders")
	for _, tc := range []struct {
		name     string
		desired  oauthclient.Client
		faults   []hydrasim.Fault
		requests string
		// handle says that what may exist must be returned.
		handle bool
	}{
		{"cannot be looked for", named, []hydrasim.Fault{lostAfter, unreadable}, "POST GET", true},
		{"always lost", named, []hydrasim.Fault{lostBefore, lostBefore, lostBefore}, "POST GET POST GET POST GET", true},
		{"with a client_id that may be another's", chosen, []hydrasim.Fault{lostAfter, unreadable}, "POST GET", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, driver := simulate(t)
			sim.FailNext(tc.faults...)
			created, err := oauthclient.NewService(judge, driver).Create(t.Context(), tc.desired)
			if !errors.Is(err, oauthclient.ErrOutcomeUnknown) {
				t.Errorf("the error is %v", err)
			}
			if diff := cmp.Diff(tc.requests, methods(sim)); diff != "" {
				t.Errorf("requests:\n%s", diff)
			}
			if created.Client.Has(oauthclient.ID) != tc.handle {
				t.Errorf("Create returned %v", created.Client)
			}
			for id := range sim.Clients() {
				if tc.handle && created.Client.Text(oauthclient.ID) != id {
					t.Errorf("the server has the client %q, and Create returned %q", id, created.Client.Text(oauthclient.ID))
				}
			}
		})
	}
}

// TestCreate_foreign must not take a client for its own that was there before.
func TestCreate_foreign(t *testing.T) {
	t.Parallel()
	desired := oauthclient.Client{oauthclient.ClientID: "orders", oauthclient.ClientName: "Orders"}
	now := time.Now().UTC().Format(time.RFC3339)
	for _, tc := range []struct {
		name     string
		existing object
	}{
		{"with other values", object{"client_id": "orders", "client_name": "Others", "created_at": now}},
		{"with a value that nobody asked for", object{"client_id": "orders", "client_name": "Orders", "owner": "shop", "created_at": now}},
		{"made long ago", object{"client_id": "orders", "client_name": "Orders", "created_at": "2020-01-01T00:00:00Z"}},
	} {
		for _, fault := range []hydrasim.Fault{lostBefore, lostAfter} {
			t.Run(tc.name, func(t *testing.T) {
				t.Parallel()
				sim, driver := simulate(t)
				if err := sim.Put(tc.existing); err != nil {
					t.Fatal(err)
				}
				sim.FailNext(fault)
				before := sim.Clients()
				created, err := oauthclient.NewService(judge, driver).Create(t.Context(), desired)
				if !errors.Is(err, oauthclient.ErrAlreadyExists) || created.Client != nil {
					t.Errorf("Create returned %v and the error %v", created.Client, err)
				}
				if !strings.Contains(err.Error(), `import it with the id "orders"`) {
					t.Errorf("the error does not say what to import: %v", err)
				}
				if diff := cmp.Diff(before, sim.Clients()); diff != "" {
					t.Errorf("the other client was changed:\n%s", diff)
				}
			})
		}
	}
}

// TestCreate_late lets the server carry out a creation only after the client was looked for in vain, so that the second
// request meets the client of the first.
func TestCreate_late(t *testing.T) {
	t.Parallel()
	sim := hydrasim.New(hydrasim.Options{})
	var late []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		switch {
		case r.Method == http.MethodPost && late == nil:
			late = body
			panic(http.ErrAbortHandler)
		case r.Method == http.MethodPost:
			first := httptest.NewRequestWithContext(r.Context(), http.MethodPost, "/admin/clients", bytes.NewReader(late))
			sim.ServeHTTP(httptest.NewRecorder(), first)
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	service := oauthclient.NewService(judge, newDriver(t, server.URL))
	created, err := service.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "Orders"})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(sim.Clients()); n != 1 {
		t.Errorf("the server has %d clients", n)
	}
	if !sim.Authenticates(created.Client.Text(oauthclient.ID), created.Client.Text(oauthclient.ClientSecret)) {
		t.Error("the secret is not the client's")
	}
}

// TestUpdate_lost repeats the request, which does no harm.
func TestUpdate_lost(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		sim, driver := simulate(t, object{"client_id": "orders"})
		sim.FailNext(hydrasim.Fault{Method: http.MethodPut, Drop: true, AfterProcessing: after})
		updated, err := driver.Update(t.Context(), change(hydra.Owner))
		if err != nil || updated.Client.Text(hydra.Owner) != "shop" {
			t.Errorf("Update returned %v and the error %v", updated.Client, err)
		}
		if diff := cmp.Diff("GET PUT PUT", methods(sim)); diff != "" {
			t.Errorf("requests:\n%s", diff)
		}
	}
}

// change names the client "orders", of which nothing else is known, "shop".
func change(f oauthclient.Field) oauthclient.Change {
	return judge.Change(orders, oauthclient.Client{f: "shop"})
}

// simulate starts a simulator with these clients and returns a driver for it.
func simulate(t *testing.T, clients ...object) (*hydrasim.Simulator, *hydra.Driver) {
	t.Helper()
	return simulateAs(t, hydrasim.Options{}, clients...)
}

func simulateAs(t *testing.T, options hydrasim.Options, clients ...object) (*hydrasim.Simulator, *hydra.Driver) {
	t.Helper()
	sim := hydrasim.New(options)
	for _, client := range clients {
		if err := sim.Put(client); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return sim, newDriver(t, server.URL)
}

// methods returns the methods of all requests so far.
func methods(sim *hydrasim.Simulator) string {
	var methods []string
	for _, request := range sim.Requests() {
		methods = append(methods, request.Method)
	}
	return strings.Join(methods, " ")
}
