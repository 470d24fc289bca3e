package httpapi_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestDo_redirect(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		method   string
		status   int
		location string // %s stands for the address of the server
		want     int    // status of the answer
		requests []string
	}{
		{"GET, relative", http.MethodGet, 302, "/end?a=1", 200, []string{"GET /x", "GET /end?a=1"}},
		{"GET, absolute", http.MethodGet, 307, "%s/end", 200, []string{"GET /x", "GET /end"}},
		{"HEAD", http.MethodHead, 301, "/end", 200, []string{"HEAD /x", "HEAD /end"}},
		{"endless", http.MethodGet, 302, "/x", 302, []string{"GET /x", "GET /x", "GET /x", "GET /x", "GET /x", "GET /x"}},
		{"POST 302", http.MethodPost, 302, "/end", 302, []string{"POST /x {}"}},
		{"POST 303", http.MethodPost, 303, "/end", 303, []string{"POST /x {}"}},
		{"POST 307", http.MethodPost, 307, "/end", 200, []string{"POST /x {}", "POST /end {}"}},
		{"PUT 308, absolute", http.MethodPut, 308, "%s/end", 200, []string{"PUT /x", "PUT /end"}},
		{"POST 308 on a missing slash", http.MethodPost, 308, "/x/", 200, []string{"POST /x {}", "POST /x/ {}"}},
		{"POST 301", http.MethodPost, 301, "/end", 301, []string{"POST /x {}"}},
		{"endless POST", http.MethodPost, 307, "/x", 307, []string{"POST /x {}", "POST /x {}", "POST /x {}", "POST /x {}", "POST /x {}", "POST /x {}"}},
		{"POST to another scheme", http.MethodPost, 308, "https://{host}/end", 308, []string{"POST /x {}"}},
		{"POST to another host", http.MethodPost, 307, "http://login.invalid/end", 307, []string{"POST /x {}"}},
		{"DELETE 307", http.MethodDelete, 307, "/end", 200, []string{"DELETE /x", "DELETE /end"}},
		{"no location", http.MethodGet, 302, "", 302, []string{"GET /x"}},
		{"invalid location", http.MethodGet, 302, "http://h:port/%%zz", 302, []string{"GET /x"}},
		{"invalid location of a POST", http.MethodPost, 302, "http://h:port/%%zz", 302, []string{"POST /x {}"}},
		{"other scheme", http.MethodGet, 302, "https://{host}/end", 302, []string{"GET /x"}},
		{"other port", http.MethodGet, 302, "http://127.0.0.1:1/end", 302, []string{"GET /x"}},
		{"other host", http.MethodGet, 302, "http://login.invalid/end", 302, []string{"GET /x"}},
		{"with a password", http.MethodGet, 302, "http://user:password@{host}/end", 302, []string{"GET /x"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var requests []string
			var server *httptest.Server
			server = serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				requests = append(requests, strings.TrimSpace(r.Method+" "+r.RequestURI+" "+string(body)))
				if r.Header.Get("Authorization") != "Bearer t0ken" || r.Header.Get("X-Key") != "key" {
					t.Errorf("%s came without our headers", r.RequestURI)
				}
				if r.URL.Path != "/x" {
					return
				}
				location := strings.ReplaceAll(tc.location, "{host}", r.Host)
				if strings.Contains(location, "%") {
					location = fmt.Sprintf(location, server.URL)
				}
				w.Header()["Location"] = []string{location}
				w.WriteHeader(tc.status)
			})
			client, _ := newClient(t, httpapi.Config{
				BaseURL: server.URL, Auth: httpapi.Bearer("t0ken"), Headers: map[string]string{"X-Key": "key"},
			})
			request := httpapi.Request{Method: tc.method, Path: []string{"x"}}
			if tc.method == http.MethodPost {
				request.Body = []byte("{}")
			}
			response, err := client.Do(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			if response.Status != tc.want {
				t.Errorf("the status is %d, want %d", response.Status, tc.want)
			}
			if diff := cmp.Diff(tc.requests, requests); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// The strictest reading of "no credentials across a redirect": the other host gets no request at all.
func TestDo_redirectToOtherHost(t *testing.T) {
	t.Parallel()
	login := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the other host was asked") })
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, login.URL+"/login?return=secret", http.StatusFound)
	})
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, Auth: httpapi.Cookie("session=secret")})
	failed := wantKind(t, get(t, client).Classify(), oauthclient.ErrDenied)
	wantText(t, failed.Message, "302 Found, a redirect to "+login.URL+"; no credentials were sent there.")
	if strings.Contains(failed.Error(), "secret") {
		t.Errorf("%q holds the query", failed.Error())
	}
}

// A token that the backend refuses after a redirect is renewed as well.
func TestDo_redirectAndRenewedToken(t *testing.T) {
	t.Parallel()
	issued, accepted := 0, ""
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/token":
			issued++
			accepted = fmt.Sprintf("Bearer token-%d", issued)
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprintf(w, `{"access_token":"token-%d","expires_in":3600}`, issued)
		case r.URL.Path == "/x":
			http.Redirect(w, r, "/end", http.StatusFound)
		case r.Header.Get("Authorization") != accepted:
			w.WriteHeader(http.StatusUnauthorized)
		default:
			_, _ = io.WriteString(w, r.Header.Get("Authorization"))
		}
	})
	client, _ := newClient(t, httpapi.Config{
		BaseURL: server.URL, Auth: httpapi.ClientCredentials(server.URL+"/token", "id", "hunter2", nil),
	})
	get(t, client)
	accepted = "none" // it was revoked
	if got := string(get(t, client).Body); got != "Bearer token-2" {
		t.Errorf("the answer is %q", got)
	}
}

func TestDo_noRedirects(t *testing.T) {
	t.Parallel()
	requests := 0
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.Redirect(w, r, "/end", http.StatusFound)
	})
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
	response, err := client.Do(t.Context(), httpapi.Request{NoRedirects: true})
	if err != nil || response.Status != http.StatusFound || requests != 1 {
		t.Errorf("%d requests and the answer %+v, %v; want one, answered 302", requests, response, err)
	}
}
