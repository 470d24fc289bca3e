package httpapi_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestDo_target(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		base    string // after the address of the server
		request httpapi.Request
		want    string // as it stands in the request line
	}{
		{"base alone", "", httpapi.Request{}, "/"},
		{"base with prefix alone", "/connect/register", httpapi.Request{}, "/connect/register"},
		{"trailing slash is kept", "/connect/register/", httpapi.Request{}, "/connect/register/"},
		{"below the root", "", httpapi.Request{Path: []string{"admin", "clients"}}, "/admin/clients"},
		{"below the root with slash", "/", httpapi.Request{Path: []string{"clients"}}, "/clients"},
		{"below a prefix", "/tenant/1", httpapi.Request{Path: []string{"clients"}}, "/tenant/1/clients"},
		{"below a prefix with slash", "/tenant/1/", httpapi.Request{Path: []string{"clients"}}, "/tenant/1/clients"},
		{"below a prefix with two slashes", "//p", httpapi.Request{Path: []string{"clients"}}, "//p/clients"},
		{"below an escaped prefix", "/a%2Fb%20c", httpapi.Request{Path: []string{"clients"}}, "/a%2Fb%20c/clients"},
		{"every element is escaped", "/p", httpapi.Request{Path: []string{"a/b", "c d", "é", "50%", "?#;", "a+b:@"}}, "/p/a%2Fb/c%20d/%C3%A9/50%25/%3F%23%3B/a+b:@"},
		{"dots within an element", "", httpapi.Request{Path: []string{"...", "..a", "a..b", "%41"}}, "/.../..a/a..b/%2541"},
		{"query", "", httpapi.Request{Path: []string{"c"}, Query: url.Values{"name": {"a b+c&d"}, "empty": {""}}}, "/c?empty=&name=a%20b%2Bc%26d"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got string
			server := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = r.RequestURI })
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL + tc.base})
			if _, err := client.Do(t.Context(), tc.request); err != nil {
				t.Fatal(err)
			}
			if got != tc.want {
				t.Errorf("the server was asked for %q, want %q", got, tc.want)
			}
		})
	}
}

func TestDo_absoluteURL(t *testing.T) {
	t.Parallel()
	var got string
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = r.RequestURI })
	client, _ := newClient(t, httpapi.Config{BaseURL: "https://unreachable.invalid"})
	request := httpapi.Request{URL: server.URL + "/a%2Fb?client=1", Query: url.Values{"more": {"2"}}}
	if _, err := client.Do(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	if want := "/a%2Fb?client=1&more=2"; got != want {
		t.Errorf("the server was asked for %q, want %q", got, want)
	}
}

func TestDo_invalidRequest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		request httpapi.Request
		says    string
	}{
		{"empty element", httpapi.Request{Path: []string{"clients", ""}}, `""`},
		{"dot", httpapi.Request{Path: []string{"clients", "."}}, `"."`},
		{"two dots", httpapi.Request{Path: []string{"clients", ".."}}, `".."`},
		{"method", httpapi.Request{Method: "GET IT"}, "method"},
		{"relative URL", httpapi.Request{URL: "/x"}, "http:// or https://"},
		{"scheme of URL", httpapi.Request{URL: "file:///etc/passwd"}, "http:// or https://"},
		{"password in URL", httpapi.Request{URL: "https://u:hunter2@h/x"}, "password"},
		{"URL and path", httpapi.Request{URL: "https://h/x", Path: []string{"x"}}, "either"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
			client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
			_, err := client.Do(t.Context(), tc.request)
			failed := wantKind(t, err, oauthclient.ErrInvalid)
			wantText(t, failed.Message, tc.says)
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%q repeats the URL", err)
			}
		})
	}
}

func TestDo_headersAndBody(t *testing.T) {
	t.Parallel()
	type seen struct{ Accept, ContentType, UserAgent, Key, Authorization, Length, Body string }
	config := httpapi.Config{
		Auth: httpapi.Bearer("configured"), UserAgent: "agent/1", Headers: map[string]string{"x-key": "k"},
	}
	tests := []struct {
		name    string
		request httpapi.Request
		want    seen
	}{
		{
			"no body",
			httpapi.Request{Method: http.MethodDelete},
			seen{Accept: "application/json", UserAgent: "agent/1", Key: "k", Authorization: "Bearer configured", Length: "0"},
		},
		{
			"JSON",
			httpapi.Request{Method: http.MethodPost, Body: []byte(`{"a":1}`)},
			seen{
				Accept: "application/json", ContentType: "application/json", UserAgent: "agent/1", Key: "k",
				Authorization: "Bearer configured", Length: "7", Body: `{"a":1}`,
			},
		},
		{
			"an empty body is none",
			httpapi.Request{Method: http.MethodPost, Body: []byte{}},
			seen{Accept: "application/json", UserAgent: "agent/1", Key: "k", Authorization: "Bearer configured", Length: "0"},
		},
		{
			"headers of the request win",
			httpapi.Request{Method: http.MethodPut, Body: []byte("x"), Header: http.Header{
				"Content-Type": {"text/plain"}, "Authorization": {"Bearer own"}, "X-Key": {"other"}, "Accept": {"*/*"},
			}},
			seen{
				Accept: "*/*", ContentType: "text/plain", UserAgent: "agent/1", Key: "other",
				Authorization: "Bearer own", Length: "1", Body: "x",
			},
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got seen
			server := serve(t, func(_ http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				h := r.Header
				got = seen{
					h.Get("Accept"), h.Get("Content-Type"), h.Get("User-Agent"), h.Get("X-Key"), h.Get("Authorization"),
					"", string(body),
				}
				if r.ContentLength >= 0 {
					got.Length = string(rune('0' + r.ContentLength))
				}
			})
			config := config
			config.BaseURL = server.URL
			client, _ := newClient(t, config)
			if _, err := client.Do(t.Context(), tc.request); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
		})
	}
}

// No credentials and no configured header reach another origin than that of the base URL.
func TestDo_otherOrigin(t *testing.T) {
	t.Parallel()
	for name, auth := range map[string]httpapi.Auth{
		"bearer": httpapi.Bearer("secret-token"),
		"basic":  httpapi.Basic("user", "secret-password"),
		"cookie": httpapi.Cookie("session=secret-cookie"),
		// The token endpoint does not exist: nobody may ask for a token either.
		"client credentials": httpapi.ClientCredentials("http://127.0.0.1:1/token", "id", "secret", nil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got http.Header
			other := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Header })
			client, _ := newClient(t, httpapi.Config{
				BaseURL: "https://backend.invalid", Auth: auth, Headers: map[string]string{"X-Key": "secret-key"},
			})
			request := httpapi.Request{URL: other.URL + "/register/1", Header: http.Header{"X-Own": {"own"}}}
			if _, err := client.Do(t.Context(), request); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"Authorization", "Cookie", "X-Key"} {
				if value := got.Get(name); value != "" {
					t.Errorf("%s: %s reached another origin", name, value)
				}
			}
			if got.Get("X-Own") != "own" {
				t.Error("the header of the request itself is missing")
			}
		})
	}
}

func TestDo_answer(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Total-Count", "3")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "body")
	})
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL})
	response := get(t, client)
	if response.Status != http.StatusTeapot || string(response.Body) != "body" || response.Header.Get("X-Total-Count") != "3" {
		t.Errorf("the answer is %d %q %v", response.Status, response.Body, response.Header)
	}
}
