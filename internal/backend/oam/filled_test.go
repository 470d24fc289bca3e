package oam_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// serveThrough returns a service for what stands in front of a simulator with that clock.
func serveThrough(t *testing.T, clock *testClock, front func(w http.ResponseWriter, r *http.Request)) *oauthclient.Service {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(front))
	t.Cleanup(server.Close)
	return oauthclient.NewService(newDriver(t, clock, server.URL))
}

// filling answers like a simulator that fills in what a client is shown without, and says of creations only that they were
// carried out, as the documented example does.
func filling(sim *oamsim.Simulator) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		sim.ServeHTTP(answer, r)
		body := answer.Body.String()
		switch {
		case r.Method == http.MethodPost && answer.Code == http.StatusOK:
			body = "Sucessfully created entity - OAuthClient, detail..."
		case r.Method == http.MethodGet && strings.HasPrefix(body, "{"):
			for _, filled := range [][2]string{{"usePKCE", "NON_STRICT"}, {"tokenEndpointAuthMethod", "client_secret_basic"}} {
				body = strings.ReplaceAll(body, `"`+filled[0]+`":"",`, "")
				if !strings.Contains(body, `"`+filled[0]+`"`) {
					body = `{"` + filled[0] + `":"` + filled[1] + `",` + strings.TrimPrefix(body, "{")
				}
			}
		}
		w.WriteHeader(answer.Code)
		_, _ = io.WriteString(w, body)
	}
}

// TestFilledIn is about a server that fills in what no document says. A client made there is no other than the one that was
// asked for, and what is removed and comes back is no difference.
func TestFilledIn(t *testing.T) {
	t.Parallel()
	clock := newTestClock()
	sim := newSimulator(t, clock, oamsim.Options{JSON: true})
	service := serveThrough(t, clock, filling(sim))
	plain := oauthclient.Client{oauthclient.ClientName: "Shop"}
	created, err := service.Create(t.Context(), plain)
	if err != nil {
		t.Fatal(err)
	}
	if created.Client.Text(oauthclient.ID) != "Main/Shop" || !created.Client.Has(oauthclient.ClientSecret) || !created.Client.Has(oauthclient.ClientID) {
		t.Errorf("Create returned %v", created.Client)
	}
	chosen := plain.With(oam.UsePKCE, "NON_STRICT").With(oauthclient.TokenEndpointAuthMethod, "client_secret_basic")
	updated, err := service.Update(t.Context(), service.Settle(plain, created.Client, nil), chosen)
	if err != nil {
		t.Fatal(err)
	}
	known := service.Settle(chosen, updated.Client, nil)
	removed, err := service.Update(t.Context(), known, plain)
	if err != nil {
		t.Fatalf("the removal of what is filled in: %v", err)
	}
	baseline := service.Baseline(service.Change(known, plain), removed.Client)
	read, err := service.Read(t.Context(), removed.Client.Only(oauthclient.NewFieldSet(oauthclient.ID)))
	if err != nil {
		t.Fatal(err)
	}
	settled := service.Settle(service.Settle(plain, removed.Client, baseline), read.Client, baseline)
	if changed := service.Changed(settled, plain); len(changed) > 0 {
		t.Errorf("the next plan changes %v", changed.Sorted())
	}
}

// TestUpdate_refusesEmpty is about a server that refuses empty values: what is removed is left out then, as the reference
// says of a PUT, and the refusal of something else stays what it is.
func TestUpdate_refusesEmpty(t *testing.T) {
	t.Parallel()
	clock := newTestClock()
	sim := newSimulator(t, clock, oamsim.Options{JSON: true, Replace: true})
	service := serveThrough(t, clock, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		refused := ""
		switch text := string(body); {
		case strings.Contains(text, `"description":"bad"`):
			refused = "Invalid value for description"
		case strings.Contains(text, `:[]`) || strings.Contains(text, `:""`):
			refused = "Empty value for scopes"
		}
		if refused != "" {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, refused)
			return
		}
		sim.ServeHTTP(w, r)
	})
	full := oauthclient.Client{
		oauthclient.ClientName: "Shop", oauthclient.Scopes: []string{"Orders.read"}, oam.Description: "old", oam.UsePKCE: "STRICT",
		oauthclient.RedirectURIs: []string{"https://shop.example.com/callback"}, oauthclient.GrantTypes: []string{"authorization_code"},
	}
	created, err := service.Create(t.Context(), full)
	if err != nil {
		t.Fatal(err)
	}
	known := service.Settle(full, created.Client, nil)
	if _, err := service.Update(t.Context(), known, oauthclient.Client{oauthclient.ClientName: "Shop", oam.Description: "bad"}); err == nil || !strings.Contains(err.Error(), "description") {
		t.Errorf("a bad description is refused with %v", err)
	}
	left := full.Only(oauthclient.NewFieldSet(oauthclient.ClientName, oauthclient.GrantTypes))
	if _, err := service.Update(t.Context(), known, left); err != nil {
		t.Fatal(err)
	}
	read, err := service.Read(t.Context(), known.Only(oauthclient.NewFieldSet(oauthclient.ID)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(known[oauthclient.ClientID], read.Client[oauthclient.ClientID]); diff != "" {
		t.Error(diff)
	}
	for _, f := range []oauthclient.Field{oauthclient.Scopes, oauthclient.RedirectURIs, oam.Description, oam.UsePKCE} {
		if !oauthclient.IsEmpty(f, read.Client[f]) {
			t.Errorf("%s is still %v", f, read.Client[f])
		}
	}
}

// TestUpdate_refusesEmptyText is about a server that merges, and refuses the empty text of a property with listed values: empty
// lists and other empty texts take out what was removed beside it.
func TestUpdate_refusesEmptyText(t *testing.T) {
	t.Parallel()
	clock := newTestClock()
	sim := newSimulator(t, clock, oamsim.Options{JSON: true})
	service := serveThrough(t, clock, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if strings.Contains(string(body), `"usePKCE":""`) || strings.Contains(string(body), `"tokenEndpointAuthMethod":""`) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		sim.ServeHTTP(w, r)
	})
	plain := oauthclient.Client{oauthclient.ClientName: "Shop", oauthclient.GrantTypes: []string{"authorization_code"}}
	full := plain.With(oauthclient.Scopes, []string{"Orders.read"}).With(oam.UsePKCE, "STRICT").
		With(oauthclient.RedirectURIs, []string{"https://shop.example.com/callback"}).With(oam.Description, "old").
		With(oauthclient.TokenEndpointAuthMethod, "client_secret_basic")
	created, err := service.Create(t.Context(), full)
	if err != nil {
		t.Fatal(err)
	}
	updated, err := service.Update(t.Context(), service.Settle(full, created.Client, nil), plain)
	if err != nil || updated.Client.Text(oam.UsePKCE) != "STRICT" {
		t.Errorf("Update returned %v and %v", updated.Client, err)
	}
	if has := sim.Clients(domains[0])[0]; len(has.Scopes) > 0 || len(has.RedirectURIs) > 0 || has.Description != nil && *has.Description != "" {
		t.Errorf("the server has %+v", has)
	}
}

// TestAdopt_silent is about an answer in JSON that leaves out what a client has not: what is configured and not shown is sent
// to a client that is taken over.
func TestAdopt_silent(t *testing.T) {
	t.Parallel()
	clock := newTestClock()
	sim := newSimulator(t, clock, oamsim.Options{JSON: true})
	service := serveThrough(t, clock, func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		sim.ServeHTTP(answer, r)
		w.WriteHeader(answer.Code)
		_, _ = io.WriteString(w, emptyMember.ReplaceAllString(answer.Body.String(), ""))
	})
	if err := sim.AddClient(message.Client{Name: "Shop", ID: "theirs", IDDomain: domains[0], ClientType: "CONFIDENTIAL_CLIENT"}); err != nil {
		t.Fatal(err)
	}
	desired := oauthclient.Client{oauthclient.ClientName: "Shop", oam.UsePKCE: "STRICT", oauthclient.TLSClientAuthSANDNS: "a.example.com"}
	result, adopted, err := service.CreateOrAdopt(t.Context(), desired)
	if err != nil || !adopted || result.Client.Text(oam.UsePKCE) != "STRICT" {
		t.Fatalf("CreateOrAdopt returned %v, %t and %v", result.Client, adopted, err)
	}
	has := sim.Clients(domains[0])[0]
	if has.UsePKCE == nil || *has.UsePKCE != "STRICT" || has.TLSClientAuthSANDNS == nil || *has.TLSClientAuthSANDNS != "a.example.com" {
		t.Errorf("the server has %+v", has)
	}
}

var emptyMember = regexp.MustCompile(`"\w+":(""|\[\]|null),?`)
