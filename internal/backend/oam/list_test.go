package oam_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// hiddenClient has what text answers have no place for.
func hiddenClient(name string) message.Client {
	return message.Client{
		Name: name, ID: name + "-id", IDDomain: domains[0], ClientType: "CONFIDENTIAL_CLIENT", Secret: new("theirs"), Description: new("old"),
		UsePKCE: new("STRICT"), TokenEndpointAuthMethod: new("client_secret_basic"), IssueTLSClientCertificateBoundAccessTokens: new(message.StringBool(true)),
		AccessTokenCustomClaims: []string{"department"}, OldSecretRetentionTimeInDays: new(int64(3)),
	}
}

// TestImport_hidden imports a client that a server shows in text, and then edits its description: what the text has no place
// for is read from the list, and stays, be it that the server replaces clients or merges what it is sent.
func TestImport_hidden(t *testing.T) {
	t.Parallel()
	for _, replace := range []bool{true, false} {
		t.Run(fmt.Sprintf("replace %t", replace), func(t *testing.T) {
			t.Parallel()
			sim, service := serve(t, oamsim.Options{Replace: replace})
			if err := sim.AddClient(hiddenClient("Shop")); err != nil {
				t.Fatal(err)
			}
			read, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: "Main/Shop"})
			if err != nil {
				t.Fatal(err)
			}
			if len(read.Notices) > 0 {
				t.Errorf("notices: %v", read.Notices)
			}
			imported := service.Imported(read.Client)
			want := map[oauthclient.Field]any{
				oam.UsePKCE: "STRICT", oauthclient.TLSClientCertificateBoundAccessTokens: true, oam.AccessTokenCustomClaims: []string{"department"},
				oam.OldSecretRetentionTimeInDays: int64(3),
			}
			for f, v := range want {
				if diff := cmp.Diff(v, imported[f]); diff != "" {
					t.Errorf("%s (-want +imported):\n%s", f, diff)
				}
			}
			if method := read.Client.Text(oauthclient.TokenEndpointAuthMethod); method != "client_secret_basic" {
				t.Errorf("the method is %q", method)
			}
			// Nothing but the name and the description is known, as in a state that was made before the rest was.
			bare := imported.Only(oauthclient.NewFieldSet(oauthclient.ID, oauthclient.ClientID, oauthclient.ClientName, oam.Description))
			desired := bare.Without(oauthclient.ID).With(oam.Description, "new")
			if _, err := service.Update(t.Context(), bare, desired); err != nil {
				t.Fatal(err)
			}
			after := hiddenClient("Shop")
			after.Description = new("new")
			stored := sim.Clients(domains[0])[0]
			stored.UID, stored.GrantTypes, stored.Scopes, stored.RedirectURIs, stored.Attributes = "", nil, nil, nil, nil
			if diff := cmp.Diff(after, stored); diff != "" {
				t.Errorf("client (-want +stored):\n%s", diff)
			}
		})
	}
}

// TestImport_notSeen imports a client of a server that answers in text and does not list its clients: a warning names what
// could not be seen. What the state knows is sent with every update, and what nobody knows is not.
func TestImport_notSeen(t *testing.T) {
	t.Parallel()
	sim, service := serve(t, oamsim.Options{NoList: true, Replace: true})
	if err := sim.AddClient(hiddenClient("Shop")); err != nil {
		t.Fatal(err)
	}
	read, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: "Main/Shop"})
	if err != nil {
		t.Fatal(err)
	}
	if len(read.Notices) != 1 {
		t.Fatalf("notices: %v", read.Notices)
	}
	for _, name := range []string{"oam.use_pkce", "token_endpoint_auth_method", "tls_client_certificate_bound_access_tokens", "oam.id_token_custom_claims"} {
		if !strings.Contains(read.Notices[0].Detail, name) {
			t.Errorf("the notice does not name %s: %s", name, read.Notices[0].Detail)
		}
	}
	known := read.Client.Without(oam.UID).With(oam.UsePKCE, "STRICT") // configured since
	again, err := service.Read(t.Context(), known)
	if err != nil || len(again.Notices) > 0 || again.Client.Text(oam.UsePKCE) != "STRICT" {
		t.Errorf("a refresh returned %q, the notices %v and %v", again.Client.Text(oam.UsePKCE), again.Notices, err)
	}
	if _, err := service.Update(t.Context(), known, known.Without(oauthclient.ID).With(oam.Description, "new")); err != nil {
		t.Fatal(err)
	}
	requests := sim.Requests()
	for _, r := range requests {
		if r.Method == http.MethodPut && (!strings.Contains(r.Body, `"usePKCE":"STRICT"`) || strings.Contains(r.Body, "tokenEndpointAuthMethod")) {
			t.Errorf("the update sent %s", r.Body)
		}
	}
}

// TestFetch_manyInText reads many clients of a server that answers in text, one by one: one list is enough for what the text
// has no place for.
func TestFetch_manyInText(t *testing.T) {
	t.Parallel()
	sim, _, driver := serveDriver(t, newTestClock(), oamsim.Options{})
	const many = 50
	addMany(t, sim, domains[0], many)
	for i := range many {
		if _, err := driver.Fetch(t.Context(), oauthclient.Client{oauthclient.ID: fmt.Sprintf("Main/Shop%d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if lists := strings.Count(methods(sim), "LIST"); lists != 1 || len(sim.Requests()) != many+1 {
		t.Errorf("%d requests, %d of them lists", len(sim.Requests()), lists)
	}
}

// TestRead_many refreshes many clients of two domains at once, in a few requests for each domain.
func TestRead_many(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]oamsim.Options{"text": {}, "JSON": {JSON: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, service := serve(t, opts)
			const many, atMost = 50, 12
			var wg sync.WaitGroup
			for _, domain := range domains[:2] {
				addMany(t, sim, domain, many)
				for i := range many {
					wg.Go(func() {
						read, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: fmt.Sprintf("%s/Shop%d", domain, i)})
						if err != nil || read.Client.Text(oam.UsePKCE) != "STRICT" {
							t.Errorf("Read returned %v and %v", read.Client, err)
						}
					})
				}
			}
			wg.Wait()
			if all := sim.Requests(); len(all) > 2*atMost {
				t.Errorf("%d requests: %s", len(all), methods(sim))
			}
		})
	}
}

func addMany(t *testing.T, sim *oamsim.Simulator, domain string, many int) {
	t.Helper()
	for i := range many {
		c := hiddenClient(fmt.Sprintf("Shop%d", i))
		c.IDDomain = domain
		if err := sim.AddClient(c); err != nil {
			t.Fatal(err)
		}
	}
}

// TestList is about the list of one identity domain, in one request.
func TestList(t *testing.T) {
	t.Parallel()
	sim, service := serve(t, oamsim.Options{})
	other := hiddenClient("Other")
	other.IDDomain = domains[1]
	for _, c := range []message.Client{hiddenClient("Shop"), hiddenClient("Wares"), other} {
		if err := sim.AddClient(c); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		filter oauthclient.Client
		want   []string
	}{
		{nil, []string{"Main/Shop", "Main/Wares"}},
		{oauthclient.Client{oam.IdentityDomain: domains[1]}, []string{"Other/Other"}},
	} {
		sim.Forget()
		var ids []string
		err := service.List(t.Context(), oauthclient.Filter{Equal: tc.filter}, func(l oauthclient.Listed) bool {
			ids = append(ids, l.ID)
			read, err := service.ReadListed(t.Context(), l)
			if err != nil || read.Client.Text(oam.UsePKCE) != "STRICT" || read.Client.Has(oauthclient.ClientSecret) {
				t.Errorf("%s reads as %v and %v", l.ID, read.Client, err)
			}
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tc.want, ids); diff != "" {
			t.Errorf("clients (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff("LIST", methods(sim)); diff != "" {
			t.Errorf("requests:\n%s", diff)
		}
	}
	for name, fault := range map[string]oamsim.Fault{
		"in text":     {Status: http.StatusOK, Body: message.Print(message.Retrieved, hiddenClient("Shop"))},
		"not allowed": {Status: http.StatusBadRequest, Body: "Missing parameter"},
	} {
		sim.FailNext(fault)
		if err := service.List(t.Context(), oauthclient.Filter{}, nil); !errors.Is(err, oauthclient.ErrUnsupported) {
			t.Errorf("a list that is %s: %v, not ErrUnsupported", name, err)
		}
	}
	sim.FailNext(oamsim.Fault{Status: http.StatusForbidden})
	if err := service.List(t.Context(), oauthclient.Filter{}, nil); !errors.Is(err, oauthclient.ErrDenied) {
		t.Errorf("a list that is denied: %v, not ErrDenied", err)
	}
}

// TestDelete_another is about a client of the same name that somebody has made in place of the known one: it stays.
func TestDelete_another(t *testing.T) {
	t.Parallel()
	sim, service := serve(t, oamsim.Options{JSON: true})
	if err := sim.AddClient(hiddenClient("Shop")); err != nil {
		t.Fatal(err)
	}
	known := oauthclient.Client{oauthclient.ID: "Main/Shop", oauthclient.ClientName: "Shop", oauthclient.ClientID: "ours"}
	if err := service.Delete(t.Context(), known); !errors.Is(err, oauthclient.ErrNotFound) {
		t.Errorf("Delete returned %v, not ErrNotFound", err)
	}
	for operation, err := range map[string]error{
		"Read":   errOf(service.Read(t.Context(), known)),
		"Update": errOf(service.Update(t.Context(), known, oauthclient.Client{oauthclient.ClientName: "Shop", oam.Description: "new"})),
	} {
		if !errors.Is(err, oauthclient.ErrUnavailable) || !strings.Contains(err.Error(), `client_id "Shop-id"`) {
			t.Errorf("%s returned %v", operation, err)
		}
	}
	if clients := sim.Clients(domains[0]); len(clients) != 1 || *clients[0].Description != "old" {
		t.Errorf("the other client has become %+v", clients)
	}
}

func errOf(_ oauthclient.Result, err error) error { return err }

// A list that only names clients is no read of them, and one that does not show all that is known of a client has it read alone.
func TestList_lessThanAll(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		list string
		asks bool
	}{
		"names":    {`[{"name":"Shop","id":"Shop-id"}]`, true},
		"a part":   {`[{"name":"Shop","id":"Shop-id","clientType":"CONFIDENTIAL_CLIENT","description":"old"}]`, true},
		"all that": {`[{"name":"Shop","id":"Shop-id","clientType":"CONFIDENTIAL_CLIENT","usePKCE":"STRICT"}]`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, _, driver := serveDriver(t, newTestClock(), oamsim.Options{JSON: true})
			if err := sim.AddClient(hiddenClient("Shop")); err != nil {
				t.Fatal(err)
			}
			sim.FailNext(oamsim.Fault{Method: http.MethodGet, Status: http.StatusOK, ContentType: "application/json", Body: tc.list})
			known := oauthclient.Client{oauthclient.ID: "Main/Shop", oauthclient.ClientID: "Shop-id", oam.UsePKCE: "NON_STRICT"}
			var read oauthclient.Result
			err := driver.List(t.Context(), oauthclient.Filter{}, func(l oauthclient.Listed) bool {
				fetched, err := l.Fetched, error(nil)
				if fetched == nil {
					fetched, err = driver.Fetch(t.Context(), known)
				}
				if err == nil {
					read, err = driver.Interpret(t.Context(), fetched, known)
				}
				if err != nil {
					t.Error(err)
				}
				return true
			})
			if err != nil || read.Client.Text(oam.UsePKCE) != "STRICT" {
				t.Errorf("usePKCE is %q, and List returned %v", read.Client.Text(oam.UsePKCE), err)
			}
			if asked := len(sim.Requests()) > 1; asked != tc.asks {
				t.Errorf("requests: %s", methods(sim))
			}
		})
	}
}
