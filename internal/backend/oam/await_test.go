package oam_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

var (
	shop    = oauthclient.Client{oauthclient.ClientName: "Shop", oam.Description: "first", oam.UsePKCE: "STRICT"}
	renamed = shop.With(oam.Description, "second")
)

// TestRequests counts what a life of a client takes.
func TestRequests(t *testing.T) {
	t.Parallel()
	const fresh = "POST GET" + " PUT GET" + " PUT GET" + " GET" + " DELETE GET"
	const stale = "POST GET GET GET" + " PUT GET GET GET" + " PUT GET GET GET" + " GET" + " DELETE GET GET GET"
	for name, tc := range map[string]struct {
		opts oamsim.Options
		want string
	}{
		"text":       {oamsim.Options{}, fresh},
		"JSON":       {oamsim.Options{JSON: true, Replace: true}, fresh},
		"stale":      {oamsim.Options{StaleReads: 2}, stale},
		"stale JSON": {oamsim.Options{StaleReads: 2, JSON: true}, stale},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, backend := serve(t, tc.opts)
			created, err := backend.Create(t.Context(), shop)
			if err != nil {
				t.Fatal(err)
			}
			updated, err := backend.Update(t.Context(), created, renamed)
			if err != nil {
				t.Fatal(err)
			}
			updated, err = backend.Update(t.Context(), updated, shop.Without(oam.Description))
			if err != nil || updated.Has(oam.Description) {
				t.Fatalf("Update returned %v: %v", updated[oam.Description], err)
			}
			read, err := backend.Read(t.Context(), updated)
			if err != nil || read.Has(oauthclient.ClientSecret) {
				t.Fatalf("Read returned %v and a secret of %d characters", err, len(read.Text(oauthclient.ClientSecret)))
			}
			if err := backend.Delete(t.Context(), read); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, methods(sim)); diff != "" {
				t.Errorf("requests:\n%s", diff)
			}
		})
	}
}

// TestNotStored is about what the server says it has done, and does not show when patience runs out.
func TestNotStored(t *testing.T) {
	t.Parallel()
	sim, backend := serve(t, oamsim.Options{})
	service := oauthclient.NewService(backend)
	sim.FailNext(oamsim.Fault{Method: http.MethodPut, Status: http.StatusOK, Body: "Sucessfully modified entity"})
	created, err := service.Create(t.Context(), shop)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	updated, err := service.Update(t.Context(), created, renamed)
	var problem *oauthclient.Error
	if !errors.As(err, &problem) || !errors.Is(problem, oauthclient.ErrNotStored) || problem.Field != oam.Description {
		t.Errorf("Update returned %v, not ErrNotStored for the description", err)
	}
	if updated.Text(oam.Description) != "first" {
		t.Errorf("Update returned the description %q", updated.Text(oam.Description))
	}
	if waited := time.Since(start); waited < patience {
		t.Errorf("Update waited %s", waited)
	}

	sim.FailNext(oamsim.Fault{Method: http.MethodPost, Status: http.StatusOK, Body: answer.Print(answer.Created, answer.Client{
		UID: "u", Name: "Lost", ID: "lost", IDDomain: domains[0], Secret: new("only now"), ClientType: "CONFIDENTIAL_CLIENT",
	})})
	created, err = service.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "Lost"})
	if !errors.Is(err, oauthclient.ErrNotStored) || created.Text(oauthclient.ID) != "Main/Lost" || created.Text(oauthclient.ClientSecret) != "only now" {
		t.Errorf("Create returned %v and %v, not ErrNotStored with the client", created, err)
	}

	sim.FailNext(oamsim.Fault{Method: http.MethodDelete, Status: http.StatusOK, Body: answer.PrintName(answer.Deleted, answer.EntityClient, "Shop")})
	if err := service.Delete(t.Context(), updated); err == nil || !strings.Contains(err.Error(), "went on showing") {
		t.Errorf("Delete returned %v for a client that is still there", err)
	}
}

// TestWrites_one checks that one write is under way at a time, and that waiting for one's turn can be canceled.
func TestWrites_one(t *testing.T) {
	t.Parallel()
	const writers = 10
	sim, backend := serve(t, oamsim.Options{Latency: 5 * time.Millisecond})
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			if _, err := backend.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: strings.Repeat("x", i+1)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most, made := sim.MaxConcurrentWrites(), len(sim.Clients(domains[0])); most != 1 || made != writers {
		t.Errorf("%d writes at a time, %d clients", most, made)
	}

	sim.FailNext(oamsim.Fault{Method: http.MethodDelete, Delay: time.Second})
	slow, stop := context.WithCancel(t.Context())
	wg.Go(func() { _ = backend.Delete(slow, oauthclient.Client{oauthclient.ID: "Main/x"}) })
	time.Sleep(20 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := backend.Create(ctx, shop); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Create returned %v while another write took its time", err)
	}
	stop()
	wg.Wait()
}

// TestForeignAnswers is about answers that say nothing of whether there is a client.
func TestForeignAnswers(t *testing.T) {
	t.Parallel()
	known := oauthclient.Client{oauthclient.ID: "Main/Shop"}
	for _, tc := range []struct {
		name   string
		status int
		body   string
		kind   error
	}{
		{"wrong URL", http.StatusNotFound, `Failed to retrive OAuth entity "Client" - name "Shop"`, oauthclient.ErrUnavailable},
		{"another refusal", http.StatusUnprocessableEntity, "the policy store is locked", oauthclient.ErrInvalid},
		{"login", http.StatusUnauthorized, "<html><title>Error 401--Unauthorized</title></html>", oauthclient.ErrDenied},
		{"page with success", http.StatusOK, "<html><title>Log in</title></html>", oauthclient.ErrDenied},
		{"another product", http.StatusOK, `{"status": "UP"}`, oauthclient.ErrUnavailable},
		{"several clients", http.StatusOK, `[{"name": "a"}, {"name": "b"}]`, oauthclient.ErrUnavailable},
		{"mended spelling", http.StatusUnprocessableEntity, `Failed to retrieve OAuth entity "Client" - name "Shop"`, oauthclient.ErrNotFound},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, backend := serve(t, oamsim.Options{})
			sim.FailNext(oamsim.Fault{Method: http.MethodGet, Status: tc.status, Body: tc.body})
			if _, err := backend.Read(t.Context(), known); !errors.Is(err, tc.kind) || errors.Is(err, oauthclient.ErrNotFound) != errors.Is(tc.kind, oauthclient.ErrNotFound) {
				t.Errorf("Read returned %v, not %v", err, tc.kind)
			}
		})
	}
}
