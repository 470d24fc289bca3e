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
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

var (
	shop    = oauthclient.Client{oauthclient.ClientName: "Shop", oam.Description: "first", oam.UsePKCE: "STRICT"}
	renamed = shop.With(oam.Description, "second")
)

// TestRequests counts what a life of a client takes: it is made, changed, changed again, read and deleted. Where a server
// answers in text, its list shows what text has no place for; it is good for some time, but not for a client that has been
// changed meanwhile.
func TestRequests(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		opts oamsim.Options
		want string
	}{
		"JSON":       {oamsim.Options{JSON: true, Replace: true}, "POST GET | GET PUT GET | GET PUT GET | GET | DELETE GET"},
		"text":       {oamsim.Options{}, "POST GET LIST | GET PUT GET | GET LIST PUT GET | GET LIST | DELETE GET"},
		"no list":    {oamsim.Options{NoList: true}, "POST GET LIST | GET PUT GET | GET PUT GET | GET | DELETE GET"},
		"stale JSON": {oamsim.Options{JSON: true, StaleReads: 2}, "POST GET GET GET | GET PUT GET GET GET | GET PUT GET GET GET | GET | DELETE GET GET GET"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, service := serve(t, tc.opts)
			var steps []string
			step := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
				steps = append(steps, methods(sim))
				sim.Forget()
			}
			created, err := service.Create(t.Context(), shop)
			step(err)
			updated, err := service.Update(t.Context(), created.Client, renamed)
			step(err)
			updated, err = service.Update(t.Context(), updated.Client, shop.Without(oam.Description))
			step(err)
			if updated.Client.Has(oam.Description) {
				t.Errorf("Update returned %v", updated.Client[oam.Description])
			}
			read, err := service.Read(t.Context(), updated.Client)
			step(err)
			if read.Client.Has(oauthclient.ClientSecret) {
				t.Errorf("Read returned a secret of %d characters", len(read.Client.Text(oauthclient.ClientSecret)))
			}
			step(service.Delete(t.Context(), read.Client))
			if diff := cmp.Diff(tc.want, strings.Join(steps, " | ")); diff != "" {
				t.Errorf("requests:\n%s", diff)
			}
		})
	}
}

// TestNotStored is about what the server says it has done, and does not show when patience runs out.
func TestNotStored(t *testing.T) {
	t.Parallel()
	clock := newTestClock()
	sim, service := serveAt(t, clock, oamsim.Options{JSON: true})
	created, err := service.Create(t.Context(), shop)
	if err != nil {
		t.Fatal(err)
	}
	ignored := oamsim.Fault{Method: http.MethodPut, Status: http.StatusOK, Body: "Sucessfully modified entity"}
	sim.FailNext(ignored, ignored)
	start := clock.Now()
	updated, err := service.Update(t.Context(), created.Client, renamed)
	problem, ok := errors.AsType[*oauthclient.Error](err)
	if !ok || !errors.Is(problem, oauthclient.ErrNotStored) || problem.Field != oam.Description {
		t.Errorf("Update returned %v, not ErrNotStored for the description", err)
	}
	if !strings.Contains(err.Error(), "does not show it yet") || strings.Contains(err.Error(), "does not accept") {
		t.Errorf("the error claims to know more than that it is not shown: %v", err)
	}
	if updated.Client.Text(oam.Description) != "first" {
		t.Errorf("Update returned the description %q", updated.Client.Text(oam.Description))
	}
	if waited := clock.Now().Sub(start); waited < patience {
		t.Errorf("Update waited %s", waited)
	}

	sim.FailNext(ignored, ignored)
	if _, err := service.Update(t.Context(), updated.Client, shop.Without(oam.Description)); !errors.As(err, &problem) || problem.Field != oam.Description {
		t.Errorf("Update that removes it returned %v, not ErrNotStored for the description", err)
	}

	sim.FailNext(oamsim.Fault{Method: http.MethodPost, Status: http.StatusOK, Body: message.Print(message.Created, message.Client{
		UID: "u", Name: "Lost", ID: "lost", IDDomain: domains[0], ClientType: "CONFIDENTIAL_CLIENT",
	})})
	created, err = service.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: "Lost", oauthclient.ClientSecret: "given"})
	if !errors.Is(err, oauthclient.ErrNotStored) || created.Client.Text(oauthclient.ID) != "Main/Lost" || created.Client.Text(oauthclient.ClientSecret) != "given" {
		t.Errorf("Create returned %v and %v, not ErrNotStored with the client", created.Client, err)
	}

	sim.FailNext(oamsim.Fault{Method: http.MethodDelete, Status: http.StatusOK, Body: message.PrintName(message.Deleted, message.EntityClient, "Shop")})
	if err := service.Delete(t.Context(), updated.Client); err == nil || !strings.Contains(err.Error(), "went on showing") {
		t.Errorf("Delete returned %v for a client that is still there", err)
	}
}

// TestUpdate_again is about servers that show a change only after a second PUT, as users report. Nothing shows whether the
// first one has set the secret.
func TestUpdate_again(t *testing.T) {
	t.Parallel()
	sim, service := serve(t, oamsim.Options{JSON: true})
	created, err := service.Create(t.Context(), shop)
	if err != nil {
		t.Fatal(err)
	}
	sim.FailNext(oamsim.Fault{Method: http.MethodPut, Status: http.StatusOK, Body: "Sucessfully modified entity"})
	updated, err := service.Update(t.Context(), created.Client, renamed.With(oauthclient.ClientSecret, "another"))
	if err != nil || updated.Client.Text(oam.Description) != "second" {
		t.Fatalf("Update returned %q and %v", updated.Client.Text(oam.Description), err)
	}
	if has := sim.Clients(domains[0])[0].Secret; has == nil || *has != "another" {
		t.Errorf("the client has not the secret that it was given")
	}
}

// TestWrites_one checks that one write is under way at a time, and that waiting for one's turn can be canceled.
func TestWrites_one(t *testing.T) {
	t.Parallel()
	const writers = 10
	hasty := func(c *oam.Config) { c.HTTP.SettlingTime = time.Millisecond }
	sim, service := serveAt(t, newTestClock(), oamsim.Options{Latency: 5 * time.Millisecond}, hasty)
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			if _, err := service.Create(t.Context(), oauthclient.Client{oauthclient.ClientName: strings.Repeat("x", i+1)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most, made := sim.MaxConcurrentWrites(), len(sim.Clients(domains[0])); most != 1 || made != writers {
		t.Errorf("%d writes at a time, %d clients", most, made)
	}

	sim.FailNext(oamsim.Fault{Method: http.MethodDelete, Delay: time.Hour})
	slow, stop := context.WithCancel(t.Context())
	wg.Go(func() { _ = service.Delete(slow, oauthclient.Client{oauthclient.ID: "Main/x"}) })
	for !strings.HasSuffix(methods(sim), http.MethodDelete) {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := service.Create(ctx, shop); !errors.Is(err, context.DeadlineExceeded) {
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
			sim, service := serve(t, oamsim.Options{})
			fault := oamsim.Fault{Method: http.MethodGet, Status: tc.status, Body: tc.body}
			sim.FailNext(fault, fault) // a page is asked for again
			if _, err := service.Read(t.Context(), known); !errors.Is(err, tc.kind) || errors.Is(err, oauthclient.ErrNotFound) != errors.Is(tc.kind, oauthclient.ErrNotFound) {
				t.Errorf("Read returned %v, not %v", err, tc.kind)
			}
		})
	}
}
