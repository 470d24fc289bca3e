package sim_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

func TestRoutes(t *testing.T) {
	t.Parallel()
	routes := sim.Routes{
		"/clients":              {http.MethodPost: ok, http.MethodGet: ok},
		"/clients/{}":           {http.MethodDelete: ok},
		"/clients/{}/states/{}": {http.MethodPut: ok},
	}
	for _, tc := range []struct {
		path, allow string
		segments    []string
	}{
		{"/clients", "GET, POST", nil},
		{"/clients/a", "DELETE", []string{"a"}},
		{"/clients/{}", "DELETE", []string{"{}"}},
		{"/clients/a/states/b", "PUT", []string{"a", "b"}},
		{"/clients/", "", nil},
		{"/clients/a/other/b", "", nil},
		{"clients", "", nil},
		{"", "", nil},
	} {
		t.Run(tc.path, func(t *testing.T) {
			t.Parallel()
			methods, segments := routes.Find(strings.Split(tc.path, "/"))
			if got := methods.Allow(); got != tc.allow {
				t.Errorf("methods %q, want %q", got, tc.allow)
			}
			if diff := cmp.Diff(tc.segments, segments); diff != "" {
				t.Errorf("segments (-want +got):\n%s", diff)
			}
		})
	}
	if got := routes["/clients"].Allow(http.MethodOptions); got != "GET, OPTIONS, POST" {
		t.Errorf("with one more: %q", got)
	}
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name           string
		user, password string
		form           url.Values
		want           [3]string
	}{
		{"basic", "a%3Ab", "c%2Bd", nil, [3]string{"client_secret_basic", "a:b", "c+d"}},
		{"basic goes first", "a", "b", url.Values{"client_id": {"x"}, "client_secret": {"y"}}, [3]string{"client_secret_basic", "a", "b"}},
		{"basic, badly encoded", "a%", "b", nil, [3]string{"client_secret_basic", "", ""}},
		{"post", "", "", url.Values{"client_id": {"a"}, "client_secret": {"b"}}, [3]string{"client_secret_post", "a", "b"}},
		{"none", "", "", url.Values{"client_id": {"a"}}, [3]string{"none", "a", ""}},
		{"nothing", "", "", nil, [3]string{"none", "", ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/token", nil)
			r.PostForm = tc.form
			if tc.user != "" {
				r.SetBasicAuth(tc.user, tc.password)
			}
			method, clientID, secret := sim.Credentials(r)
			if diff := cmp.Diff(tc.want, [3]string{method, clientID, secret}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
