package hydra_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestForeign has a confused server answer about another client than the one that it was asked for.
func TestForeign(t *testing.T) {
	t.Parallel()
	foreign := `{"client_id":"payments","client_secret":"secret of another client"}`
	driver := answering(t, http.StatusOK, "application/json", foreign)
	_, created := driver.Create(t.Context(), orders.Without(oauthclient.ID))
	_, read := driver.Fetch(t.Context(), orders)
	_, imported := driver.Fetch(t.Context(), oauthclient.Client{oauthclient.ID: "orders"})
	_, found := driver.Find(t.Context(), oauthclient.Wanted{Desired: orders})
	_, rotated := driver.RotateSecret(t.Context(), orders)
	for operation, outcome := range map[string]struct{ err, kind error }{
		"Create":         {created, oauthclient.ErrOutcomeUnknown},
		"Fetch":          {read, oauthclient.ErrUnavailable},
		"Fetch of an ID": {imported, oauthclient.ErrUnavailable},
		"Find":           {found, oauthclient.ErrUnavailable},
		"RotateSecret":   {rotated, oauthclient.ErrOutcomeUnknown},
		"RetireSecrets":  {driver.RetireSecrets(t.Context(), orders), oauthclient.ErrOutcomeUnknown},
	} {
		if !errors.Is(outcome.err, outcome.kind) || !strings.Contains(outcome.err.Error(), `answered with the client "payments"`) {
			t.Errorf("%s returned %v", operation, outcome.err)
		}
	}
}

// TestForeign_update sends nothing when the GET brings another client, and leaves the outcome open when the PUT does.
func TestForeign_update(t *testing.T) {
	t.Parallel()
	foreign := hydrasim.Fault{Status: http.StatusOK, Body: `{"client_id":"payments"}`}
	for method, want := range map[string]struct {
		requests string
		kind     error
	}{
		http.MethodGet: {"GET", oauthclient.ErrUnavailable},
		http.MethodPut: {"GET PUT", oauthclient.ErrOutcomeUnknown},
	} {
		sim, driver := simulate(t, object{"client_id": "orders"}, object{"client_id": "payments"})
		foreign.Method = method
		sim.FailNext(foreign)
		updated, err := driver.Update(t.Context(), change(hydra.Owner))
		if !errors.Is(err, want.kind) || updated.Client != nil {
			t.Errorf("%s: Update returned %v and the error %v", method, updated.Client, err)
		}
		if diff := cmp.Diff(want.requests, methods(sim)); diff != "" {
			t.Errorf("%s: requests:\n%s", method, diff)
		}
	}
}

// TestHandles works on clients whose client_id needs care in a URL.
func TestHandles(t *testing.T) {
	t.Parallel()
	for name, release := range releases {
		for _, id := range []string{"a b", "a+b", "a%2Fb", "ä?b=c#d", "a:b@c", "..a", "a;b", `a"b\c`, "~"} {
			t.Run(name+" "+id, func(t *testing.T) {
				t.Parallel()
				server := httptest.NewServer(hydrasim.New(hydrasim.Options{Release: release}))
				t.Cleanup(server.Close)
				service := oauthclient.NewService(judge, newDriver(t, server.URL))
				created, err := service.Create(t.Context(), oauthclient.Client{oauthclient.ClientID: id})
				if err != nil {
					t.Fatal(err)
				}
				updated, err := service.Update(t.Context(), created.Client, oauthclient.Client{hydra.Owner: "shop"})
				if err != nil || updated.Client.Text(oauthclient.ID) != id {
					t.Errorf("Update returned the client %q and the error %v", updated.Client.Text(oauthclient.ID), err)
				}
				if err := service.Delete(t.Context(), created.Client); err != nil {
					t.Errorf("Delete: %v", err)
				}
				if _, err := service.Read(t.Context(), created.Client); !errors.Is(err, oauthclient.ErrNotFound) {
					t.Errorf("Read after Delete: %v", err)
				}
			})
		}
	}
}

// TestHandles_impossible sends nothing for an ID that leads elsewhere: to the list, to what belongs to another client, or to
// another endpoint.
func TestHandles_impossible(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"", ".", "..", "%2e%2e", "../../health/ready", "a/../orders", "orders/lifespans", "orders/secrets/rotate", "/", "a\nb", "a\x00", "\xff",
	} {
		sim, driver := simulate(t, object{"client_id": "orders"})
		known := oauthclient.Client{oauthclient.ID: id}
		_, read := driver.Fetch(t.Context(), known)
		_, updated := driver.Update(t.Context(), oauthclient.Change{Known: known})
		_, rotated := driver.RotateSecret(t.Context(), known)
		for operation, err := range map[string]error{
			"Fetch": read, "Update": updated, "RotateSecret": rotated,
			"Delete": driver.Delete(t.Context(), known), "RetireSecrets": driver.RetireSecrets(t.Context(), known),
		} {
			if !errors.Is(err, oauthclient.ErrInvalid) {
				t.Errorf("%s of %q returned %v", operation, id, err)
			}
		}
		if sent := methods(sim); sent != "" {
			t.Errorf("for %q %s was sent", id, sent)
		}
	}
}
