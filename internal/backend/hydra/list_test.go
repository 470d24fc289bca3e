package hydra_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

var releases = map[string]hydrasim.Release{"v2.3.0": hydrasim.V230, "v26.2.0": hydrasim.V262, "master": hydrasim.Master}

// list returns the IDs of a list.
func list(t *testing.T, driver *hydra.Driver, filter oauthclient.Client) []string {
	t.Helper()
	var ids []string
	err := driver.List(t.Context(), oauthclient.Filter{Equal: filter}, func(listed oauthclient.Listed) bool {
		if listed.ClientID != listed.ID || listed.Fetched == nil {
			t.Errorf("the client %q is listed as %q, with %v", listed.ID, listed.ClientID, listed.Fetched)
		}
		ids = append(ids, listed.ID)
		return true
	})
	if err != nil {
		t.Fatalf("List: %v", err)
	}
	return ids
}

// TestList walks through all pages, which are of 1,000 clients on v2.3.0 and of 500 on v26.2.0.
func TestList(t *testing.T) {
	t.Parallel()
	const n = 1201
	clients := make([]object, n)
	ids := make([]string, n)
	for i := range clients {
		ids[i] = fmt.Sprintf("client-%04d", i)
		clients[i] = object{"client_id": ids[i], "client_name": fmt.Sprintf("Client & %d", i%2), "owner": "shop"}
	}
	clients[700]["owner"] = "bank"
	for name, release := range releases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, driver := simulateAs(t, hydrasim.Options{Release: release}, clients...)
			requests := map[bool][]int{true: {2, 2, 2}, false: {3, 2, 1}}[release == hydrasim.V230]
			for i, tc := range []struct {
				filter oauthclient.Client
				want   []string
			}{
				{nil, ids},
				{oauthclient.Client{oauthclient.ClientName: "Client & 1", hydra.Owner: "shop"}, odd(ids)},
				{oauthclient.Client{hydra.Owner: "bank", oauthclient.Scopes: []string{"not a filter of Hydra's"}}, ids[700:701]},
			} {
				before := len(sim.Requests())
				if diff := cmp.Diff(tc.want, list(t, driver, tc.filter)); diff != "" {
					t.Errorf("list %d (-want +got):\n%s", i, diff)
				}
				if sent := len(sim.Requests()) - before; sent != requests[i] {
					t.Errorf("list %d took %d requests, not %d", i, sent, requests[i])
				}
			}
		})
	}
}

func odd(ids []string) []string {
	var odd []string
	for i := 1; i < len(ids); i += 2 {
		odd = append(odd, ids[i])
	}
	return odd
}

// TestList_item reads each client of a list without another request, and finds what a GET of it shows.
func TestList_item(t *testing.T) {
	t.Parallel()
	sim, driver := simulate(t, object{"client_id": "a", "client_name": "A", "scope": "x y", "jwks_uri": "https://a.example.com/"}, object{"client_id": "b"})
	service := oauthclient.NewService(judge, driver)
	var listed []oauthclient.Listed
	if err := service.List(t.Context(), oauthclient.Filter{}, func(l oauthclient.Listed) bool {
		listed = append(listed, l)
		return true
	}); err != nil || len(listed) != 2 || listed[0].Name != "A" {
		t.Fatalf("List yielded %v and returned the error %v", listed, err)
	}
	for _, l := range listed {
		fromList, err := service.ReadListed(t.Context(), l)
		if err != nil {
			t.Fatal(err)
		}
		read, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: l.ID})
		if err != nil {
			t.Fatal(err)
		}
		mustBe(t, read.Client, fromList.Client)
	}
	if diff := cmp.Diff("GET GET GET", methods(sim)); diff != "" {
		t.Errorf("requests:\n%s", diff)
	}
}

func TestList_stopped(t *testing.T) {
	t.Parallel()
	sim, driver := simulate(t, object{"client_id": "a"}, object{"client_id": "b"})
	var ids []string
	err := driver.List(t.Context(), oauthclient.Filter{}, func(l oauthclient.Listed) bool {
		ids = append(ids, l.ID)
		return false
	})
	if err != nil || !slices.Equal(ids, []string{"a"}) || methods(sim) != "GET" {
		t.Errorf("List yielded %v in the requests %s and returned the error %v", ids, methods(sim), err)
	}
}

// TestList_links is about what a Link header may hold.
func TestList_links(t *testing.T) {
	t.Parallel()
	for name, links := range map[string][]string{
		"relative":               {`</admin/clients?page_size=1&page_token=second>; rel="next"`},
		"of another server":      {`<https://elsewhere.example.com/steal?page_token=second>; rel="next"`},
		"one of several":         {`</?page_token=first>; rel="first",</?page_token=second>; rel="next",</?page_token=last>; rel="last"`},
		"in a field of its own":  {`</?page_token=first>; rel="first"`, `</?page_token=second>;rel=next`},
		"with more than a token": {`</?page_token=second&page_size=1&after=a>; rel="next"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				page := `[{"client_id":"b"}]`
				switch token := r.URL.Query().Get("page_token"); token {
				case "":
					page = `[{"client_id":"a"}]`
					w.Header()["Link"] = links
				case "second":
					if after := r.URL.Query().Get("after"); after == "" && strings.Contains(links[0], "after=") {
						t.Error("half of the link was followed")
					}
				default:
					t.Errorf("the page %q was asked for", token)
				}
				_, _ = w.Write([]byte(page))
			}))
			t.Cleanup(server.Close)
			if diff := cmp.Diff([]string{"a", "b"}, list(t, newDriver(t, server.URL), nil)); diff != "" {
				t.Errorf("list (-want +got):\n%s", diff)
			}
		})
	}
}

// TestList_cut says that clients are missing from a list, rather than to take the beginning for all.
func TestList_cut(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Total-Count", "2")
		_, _ = w.Write([]byte(`[{"client_id":"a"}]`))
	}))
	t.Cleanup(server.Close)
	driver := newDriver(t, server.URL)
	err := driver.List(t.Context(), oauthclient.Filter{}, func(oauthclient.Listed) bool { return true })
	if !errors.Is(err, oauthclient.ErrUnavailable) || !strings.Contains(err.Error(), "has 2 clients, shows 1") {
		t.Errorf("List returned %v", err)
	}
	// With a filter that number says nothing.
	if diff := cmp.Diff([]string{"a"}, list(t, driver, oauthclient.Client{hydra.Owner: "shop"})); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
}

// TestList_circle ends when a server links from a page to the same page.
func TestList_circle(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", `</?page_token=again>; rel="next"`)
		_, _ = w.Write([]byte(`[{"client_id":"a"}]`))
	}))
	t.Cleanup(server.Close)
	if diff := cmp.Diff([]string{"a"}, list(t, newDriver(t, server.URL), nil)); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
}

func TestList_unusable(t *testing.T) {
	t.Parallel()
	driver := answering(t, http.StatusOK, "application/json", `[{"client_name":"without an id"}]`)
	err := driver.List(t.Context(), oauthclient.Filter{}, func(oauthclient.Listed) bool { return true })
	if !errors.Is(err, oauthclient.ErrUnavailable) {
		t.Errorf("List returned %v", err)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	sim, driver := simulate(t, object{"client_id": "orders", "client_name": "Orders"})
	service := oauthclient.NewService(judge, driver)
	for _, tc := range []struct {
		name     string
		desired  oauthclient.Client
		found    int
		requests string
	}{
		{"by client_id", oauthclient.Client{oauthclient.ClientID: "orders"}, 1, "GET"},
		{"by a client_id that nobody has", oauthclient.Client{oauthclient.ClientID: "payments"}, 0, "GET"},
		{"by a name, which names no client", oauthclient.Client{oauthclient.ClientName: "Orders"}, 0, ""},
	} {
		sim.Forget()
		found, err := service.Find(t.Context(), tc.desired)
		if err != nil || len(found) != tc.found {
			t.Errorf("%s: Find returned %v and the error %v", tc.name, found, err)
		}
		if diff := cmp.Diff(tc.requests, methods(sim)); diff != "" {
			t.Errorf("%s: requests:\n%s", tc.name, diff)
		}
	}
}
