package httpapi_test

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestCheckPathElement(t *testing.T) {
	t.Parallel()
	good := []string{
		"a", "a/b", "/a", "a/", "https://client.example/metadata.json", "...", "..a", "a..b", "a.b", "é", "50%", "%zz", "a b",
		"?#;", "a;b", "urn:x:y", "%41", "a%2Fb",
	}
	for _, name := range good {
		if err := httpapi.CheckPathElement(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	bad := []string{
		"", "/", "//", `\`, "%2F", "%5C", "%255c", "a%ff", ".", "..", "../b", "a/..", "a/../b", "a/./b", `a\..\b`, `..\`, "../../health/ready", "%2e", "%2E%2e",
		"%252e%252e", "a%2f..%2fb", "a%2F%2e%2e", "..;", "..;x=1/b", "a\x00", "a\nb", "a\x7f", "a%00", "a%0ab", "a\u0085b", "\xff",
	}
	for _, name := range bad {
		if httpapi.CheckPathElement(name) == nil {
			t.Errorf("%q is taken", name)
		}
	}
}

// FuzzPathElement lets Go's own server take the path apart: an identifier leads to one member of the collection, however
// often it is decoded and cleaned on the way.
func FuzzPathElement(f *testing.F) {
	for _, seed := range []string{
		"a", "..", "../../health/ready", "a/../b", "%2e%2e", "%2e%2e%2fb", "%252e%252e", `..\b`, `a\..\..\b`, "/../", "..;/x",
		"https://client.example/x", "?a#b", "a%", "\x00", "é/…", "a//b", " . ", ".%2e", "%5c..%5c",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		var seen *url.URL
		api := roundTripServer(t, func(r *http.Request) { seen = r.URL })
		_, err := api.Do(t.Context(), httpapi.Request{Path: []string{"admin", "clients", name, "keys"}})
		if httpapi.CheckPathElement(name) != nil {
			wantKind(t, err, oauthclient.ErrInvalid)
			if seen != nil {
				t.Fatalf("%q was sent as %s", name, seen)
			}
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		parts := strings.Split(seen.EscapedPath(), "/")
		if len(parts) != 5 {
			t.Fatalf("%q became %q, not one element", name, seen.EscapedPath())
		}
		if got, err := url.PathUnescape(parts[3]); err != nil || got != name {
			t.Fatalf("%q arrived as %q", name, got)
		}
		for decoded := seen.Path; ; {
			cleaned := path.Clean(strings.ReplaceAll(decoded, `\`, "/"))
			inside := strings.TrimPrefix(cleaned, "/admin/clients/")
			if inside == cleaned || inside == "keys" || !strings.HasSuffix(inside, "/keys") {
				t.Fatalf("%q leads to %q", name, cleaned)
			}
			next, err := url.PathUnescape(decoded)
			if err != nil || next == decoded {
				return
			}
			decoded = next
		}
	})
}

// roundTripServer returns a Client of a server that shows what it gets.
func roundTripServer(t *testing.T, show func(*http.Request)) *httpapi.Client {
	t.Helper()
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) { show(r) })
	client, _ := newClient(t, httpapi.Config{BaseURL: server.URL, MaxRetries: -1})
	return client
}
