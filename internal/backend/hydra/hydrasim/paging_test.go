package hydrasim_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
)

// A page is what a list answers, or the status when that is not 200.
type page struct {
	Status int
	IDs    []string
	// Links are the links by relation, Total is X-Total-Count; both as they were sent.
	Links []string
	Total string
}

// A listed client is what decides where a client is in a list.
type listed struct {
	ID    string `json:"client_id"`
	Name  string `json:"client_name"`
	Owner string `json:"owner"`
}

func list(t *testing.T, baseURL, query string) (page, []listed) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, baseURL+"/admin/clients"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, body := roundTrip(t, req)
	p := page{Status: resp.StatusCode, Total: resp.Header.Get("X-Total-Count")}
	if p.Status != http.StatusOK {
		return p, nil
	}
	if link := resp.Header.Get("Link"); link != "" {
		p.Links = strings.Split(link, ",")
	}
	var clients []listed
	if err := json.Unmarshal(body, &clients); err != nil {
		t.Fatal(err)
	}
	for _, c := range clients {
		p.IDs = append(p.IDs, c.ID)
	}
	return p, clients
}

// serve starts a simulator that has those clients.
func serve(t *testing.T, opts hydrasim.Options, clients ...listed) (*hydrasim.Simulator, string) {
	t.Helper()
	sim := hydrasim.New(opts)
	for _, c := range clients {
		if err := sim.Put(map[string]any{"client_id": c.ID, "client_name": c.Name, "owner": c.Owner}); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return sim, server.URL
}

var fiveClients = []listed{
	{ID: "e", Name: "odd", Owner: "me"},
	{ID: "d", Name: "even", Owner: "me"},
	{ID: "c", Name: "odd", Owner: "me"},
	{ID: "b", Name: "even", Owner: "you"},
	{ID: "B", Name: "Even", Owner: "you"},
}

func TestPaging(t *testing.T) {
	t.Parallel()
	const offset0, offset2, offset4 = "eyJvZmZzZXQiOiIwIiwidiI6Mn0", "eyJvZmZzZXQiOiIyIiwidiI6Mn0", "eyJvZmZzZXQiOiI0IiwidiI6Mn0"
	for _, tc := range []struct {
		name  string
		query string
		want  page
	}{
		{
			name: "everything in one page",
			want: page{IDs: []string{"B", "b", "c", "d", "e"}, Links: []string{
				"</admin/clients?page_size=5&page_token=" + offset0 + `>; rel="first"`,
			}},
		},
		{
			name:  "first page",
			query: "?page_size=2",
			want: page{IDs: []string{"B", "b"}, Links: []string{
				"</admin/clients?page_size=2&page_token=" + offset2 + `>; rel="next"`,
				"</admin/clients?page_size=2&page_token=" + offset4 + `>; rel="last"`,
			}},
		},
		{
			name:  "page in between",
			query: "?page_size=2&page_token=" + offset2,
			want: page{IDs: []string{"c", "d"}, Links: []string{
				"</admin/clients?page_size=2&page_token=" + offset0 + `>; rel="first"`,
				"</admin/clients?page_size=2&page_token=" + offset4 + `>; rel="next"`,
				"</admin/clients?page_size=2&page_token=" + offset0 + `>; rel="prev"`,
				"</admin/clients?page_size=2&page_token=" + offset4 + `>; rel="last"`,
			}},
		},
		{
			name:  "last page",
			query: "?page_size=2&page_token=" + offset4,
			want: page{IDs: []string{"e"}, Links: []string{
				"</admin/clients?page_size=2&page_token=" + offset0 + `>; rel="first"`,
				"</admin/clients?page_size=2&page_token=" + offset2 + `>; rel="prev"`,
			}},
		},
		{
			name:  "links run on past the last match of a filter",
			query: "?client_name=even&owner=me&page_size=2",
			want: page{IDs: []string{"d"}, Links: []string{
				"</admin/clients?client_name=even&owner=me&page_size=2&page_token=" + offset2 + `>; rel="next"`,
				"</admin/clients?client_name=even&owner=me&page_size=2&page_token=" + offset4 + `>; rel="last"`,
			}},
		},
		{
			name:  "an unreadable token is the first page",
			query: "?page_size=2&page_token=nonsense",
			want: page{IDs: []string{"B", "b"}, Links: []string{
				"</admin/clients?page_size=2&page_token=" + offset2 + `>; rel="next"`,
				"</admin/clients?page_size=2&page_token=" + offset4 + `>; rel="last"`,
			}},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, url := serve(t, hydrasim.Options{}, fiveClients...)
			tc.want.Status, tc.want.Total = http.StatusOK, "5"
			got, _ := list(t, url, tc.query)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestPagingLive compares the lists of the simulator with those of the real server, both holding the same clients. Other
// tests may change the real server's at the same time, so that a comparison counts only when they stayed the same.
func TestPagingLive(t *testing.T) {
	t.Parallel()
	if liveAdminURL == "" {
		t.Skip(live.EnvHydraAdminURL + " is not set")
	}
	me := "paging-" + uuid.NewString()
	for i := range 5 {
		body := `{"client_id":"` + me + strconv.Itoa(i) + `","owner":"` + me + `","client_name":"<` + strconv.Itoa(i%2) + ` &>"}`
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, liveAdminURL+"/admin/clients", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if resp, answer := roundTrip(t, req); resp.StatusCode != http.StatusCreated {
			t.Fatalf("%s: %s", resp.Status, answer)
		}
	}
	queries := []string{
		"", "?page_size=0", "?page_size=-1", "?page_size=abc", "?page_size=5000", "?page_size=1", "?page_size=4",
		"?page_size=2&page_token=eyJvZmZzZXQiOiIyIiwidiI6Mn0", "?page_size=2&page_token=eyJvZmZzZXQiOiIzIiwidiI6Mn0",
		"?page_size=2&page_token=eyJvZmZzZXQiOiI1MDAwIiwidiI6Mn0", "?page_token=nonsense", "?page_size=1&page_token=bm9uc2Vuc2U",
		"?page_size=1&page_token=eyJvZmZzZXQiOiItMiIsInYiOjJ9",
		"?owner=" + me, "?owner=" + me + "&page_size=2", "?owner=" + me + "&client_name=%3C1+%26%3E", "?owner=nobody", "?OWNER=" + me,
		"?client_name=%3C1+%26%3E&page_size=1&unknown=1",
	}
	for _, query := range queries {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			want, got := stablePages(t, query)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-live +simulator):\n%s", diff)
			}
		})
	}
}

// stablePages returns a page of the real server and of a simulator with the same clients. A difference counts only when it
// stays: a client of another test may have come and gone between two lists that are alike.
func stablePages(t *testing.T, query string) (actual, simulated page) {
	t.Helper()
	compared := 0
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline) && compared < 5; {
		_, before := list(t, liveAdminURL, "?page_size=1000")
		actual, _ = list(t, liveAdminURL, query)
		_, after := list(t, liveAdminURL, "?page_size=1000")
		if !slices.Equal(before, after) {
			continue
		}
		_, url := serve(t, hydrasim.Options{}, before...)
		simulated, _ = list(t, url, query)
		compared++
		if cmp.Equal(actual, simulated) {
			break
		}
	}
	if compared == 0 {
		t.Fatal("the clients of the real server never stayed the same for the time of three lists")
	}
	return actual, simulated
}

func TestPageSizes(t *testing.T) {
	t.Parallel()
	clients := make([]listed, 1001)
	for i := range clients {
		clients[i].ID = strconv.Itoa(i)
	}
	_, v230 := serve(t, hydrasim.Options{}, clients...)
	_, v262 := serve(t, hydrasim.Options{Release: hydrasim.V262}, clients...)
	for _, tc := range []struct {
		name       string
		query      string
		v230, v262 int
	}{
		{"default", "", 250, 100},
		{"0", "?page_size=0", 1, 100},
		{"-1", "?page_size=-1", 1, 100},
		{"as wanted", "?page_size=300", 300, 300},
		{"at most", "?page_size=5000", 1000, 500},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got, _ := list(t, v230, tc.query); len(got.IDs) != tc.v230 {
				t.Errorf("v2.3.0: %d clients, want %d", len(got.IDs), tc.v230)
			}
			if got, _ := list(t, v262, tc.query); len(got.IDs) != tc.v262 {
				t.Errorf("v26.2.0: %d clients, want %d", len(got.IDs), tc.v262)
			}
		})
	}
}
