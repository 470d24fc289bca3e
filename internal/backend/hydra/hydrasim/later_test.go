package hydrasim_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
)

// TestLaterReleases replays exchanges that were not recorded, since these releases cannot be had as modules, but written
// after what was seen of v26.2.0 and after the source and the tests of the main branch (client/handler.go and
// client/secret_rotation_integration_test.go at 83127c5).
func TestLaterReleases(t *testing.T) {
	t.Parallel()
	for name, release := range map[string]hydrasim.Release{"v262": hydrasim.V262, "master": hydrasim.Master} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(hydrasim.New(hydrasim.Options{Release: release}))
			t.Cleanup(server.Close)
			replay(t, "testdata/"+name+".txt", newConversation(server.URL, server.URL))
		})
	}
}

func TestV262Paging(t *testing.T) {
	t.Parallel()
	_, url := serve(t, hydrasim.Options{Release: hydrasim.V262}, fiveClients...)
	walk := func(query string) (pages [][]string) {
		for query != "" {
			p, _ := list(t, url, query)
			if p.Status != http.StatusOK || p.Total != "" {
				t.Fatalf("%s: %+v", query, p)
			}
			pages = append(pages, p.IDs)
			query = next(p)
		}
		return pages
	}
	for _, tc := range []struct {
		name  string
		query string
		want  [][]string
	}{
		{"pages", "?page_size=2", [][]string{{"B", "b"}, {"c", "d"}, {"e"}}},
		{"full last page", "?page_size=5", [][]string{{"B", "b", "c", "d", "e"}}},
		{"size 0 is the default", "?page_size=0", [][]string{{"B", "b", "c", "d", "e"}}},
		{"links end with the last match of a filter", "?owner=me&page_size=2", [][]string{{"c", "d"}, {"e"}}},
		{"no match", "?owner=nobody", [][]string{nil}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, walk(tc.query)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// next returns the query of the next page, empty when there is none.
func next(p page) string {
	i := slices.IndexFunc(p.Links, func(link string) bool { return strings.HasSuffix(link, `; rel="next"`) })
	if i < 0 {
		return ""
	}
	target, _, _ := strings.Cut(p.Links[i], ">")
	return strings.TrimPrefix(target, "</admin/clients")
}
