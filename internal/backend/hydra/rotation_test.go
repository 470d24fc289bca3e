package hydra_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestRotation keeps the old secret working until it is retired, through an update that does not set one.
func TestRotation(t *testing.T) {
	t.Parallel()
	const first = "first secret"
	sim, driver := simulateAs(t, hydrasim.Options{Release: hydrasim.Master}, object{"client_id": "orders", "client_secret": first, "scope": "orders.read"})
	service := oauthclient.NewService(judge, driver)
	rotated, err := service.RotateSecret(t.Context(), orders)
	if err != nil {
		t.Fatal(err)
	}
	second := rotated.Client.Text(oauthclient.ClientSecret)
	accepts := func(when string, wantFirst, wantSecond bool) {
		t.Helper()
		if got := [2]bool{sim.Authenticates("orders", first), sim.Authenticates("orders", second)}; got != [2]bool{wantFirst, wantSecond} {
			t.Errorf("%s the secrets work: %v", when, got)
		}
	}
	accepts("after the rotation", true, true)
	if _, err := service.Update(t.Context(), rotated.Client, rotated.Client.Only(judge.Supported()).Without(oauthclient.ClientSecret).With(hydra.Owner, "shop")); err != nil {
		t.Fatal(err)
	}
	accepts("after an update", true, true)
	if err := service.RetireSecrets(t.Context(), orders); err != nil {
		t.Fatal(err)
	}
	accepts("after the retirement", false, true)
	if diff := cmp.Diff("POST GET PUT DELETE", methods(sim)); diff != "" {
		t.Errorf("requests:\n%s", diff)
	}
}

// TestRotation_impossible is about servers and clients that have no secrets which overlap.
func TestRotation_impossible(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		release hydrasim.Release
		client  object
		kind    error
	}{
		{"v2.3.0", hydrasim.V230, object{"client_id": "orders"}, oauthclient.ErrUnsupported},
		{"v26.2.0", hydrasim.V262, object{"client_id": "orders"}, oauthclient.ErrUnsupported},
		{"public client", hydrasim.Master, object{"client_id": "orders", "token_endpoint_auth_method": "none"}, oauthclient.ErrInvalid},
		{"no client", hydrasim.Master, object{"client_id": "payments"}, oauthclient.ErrNotFound},
	} {
		_, driver := simulateAs(t, hydrasim.Options{Release: tc.release}, tc.client)
		if rotated, err := driver.RotateSecret(t.Context(), orders); !errors.Is(err, tc.kind) || rotated.Client != nil {
			t.Errorf("%s: RotateSecret returned %v and the error %v", tc.name, rotated.Client, err)
		}
		if err := driver.RetireSecrets(t.Context(), orders); !errors.Is(err, tc.kind) {
			t.Errorf("%s: RetireSecrets returned %v", tc.name, err)
		}
	}
	driver := answering(t, http.StatusMethodNotAllowed, "text/plain", "Method Not Allowed\n")
	if _, err := driver.RotateSecret(t.Context(), orders); !errors.Is(err, oauthclient.ErrUnsupported) {
		t.Errorf("405: RotateSecret returned %v", err)
	}
}

// TestRotation_lost does not repeat a rotation whose answer does not come: the secret that is known goes on working.
func TestRotation_lost(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]hydrasim.Fault{
		"no answer":            {Drop: true, AfterProcessing: true},
		"500":                  {Status: http.StatusInternalServerError, AfterProcessing: true},
		"a page of a gateway":  {Status: http.StatusBadGateway, Body: "<html>", AfterProcessing: true},
		"an answer that ends":  {Status: http.StatusOK, Body: `{"client_id":"orders","client_secr`, AfterProcessing: true},
		"an answer without it": {Status: http.StatusOK, Body: `{"client_id":"orders"}`, AfterProcessing: true},
	} {
		sim, driver := simulateAs(t, hydrasim.Options{Release: hydrasim.Master}, object{"client_id": "orders", "client_secret": "first secret"})
		sim.FailNext(fault)
		rotated, err := driver.RotateSecret(t.Context(), orders)
		if !errors.Is(err, oauthclient.ErrOutcomeUnknown) || rotated.Client != nil {
			t.Errorf("%s: RotateSecret returned %v and the error %v", name, rotated.Client, err)
		}
		if methods(sim) != "POST" || !sim.Authenticates("orders", "first secret") {
			t.Errorf("%s: after %s the first secret works: %t", name, methods(sim), sim.Authenticates("orders", "first secret"))
		}
	}
}
