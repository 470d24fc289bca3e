package oauthclient_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestURIs has for each URI a word of what is wrong with it, "" for nothing.
func TestURIs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		uri                            string
		redirect, web, https, absolute string
	}{
		{uri: "https://app.example.com/callback?a=b"},
		{uri: "https://app.example.com"},
		{uri: "HTTPS://app.example.com:8443/%20"},
		{uri: "https://[2001:db8::1]/callback"},
		{uri: "http://127.0.0.1:8080/callback", https: "https://"},
		{uri: "http://app.example.com/callback", https: "https://"},
		{uri: "com.example.app:/callback", web: "http://", https: "https://"},
		{uri: "com.example.app://callback", web: "http://", https: "https://"},
		{uri: "urn:ietf:wg:oauth:2.0:oob", web: "http://", https: "https://"},

		{uri: "https://app.example.com/#fragment", redirect: "fragment"},
		{uri: "https://app.example.com/#", redirect: "fragment"},
		{uri: "javascript:alert(1)", redirect: "scheme", web: "http://", https: "https://"},
		{uri: "DATA:text/html,x", redirect: "scheme", web: "http://", https: "https://"},
		{uri: "file:///etc/passwd", redirect: "scheme", web: "http://", https: "https://"},
		{uri: "https:///callback", redirect: "host", web: "host", https: "host"},
		{uri: "https:callback", redirect: "host", web: "host", https: "host"},
		{uri: "https://:8080/callback", redirect: "host", web: "host", https: "host"},

		{uri: "/callback", redirect: "relative", web: "relative", https: "relative", absolute: "relative"},
		{uri: "app.example.com/callback", redirect: "relative", web: "relative", https: "relative", absolute: "relative"},
		{uri: "//app.example.com", redirect: "relative", web: "relative", https: "relative", absolute: "relative"},
		{uri: "", redirect: "relative", web: "relative", https: "relative", absolute: "relative"},
		{uri: "https://app.example.com/a b", redirect: "blank", web: "blank", https: "blank", absolute: "blank"},
		{uri: " https://app.example.com", redirect: "blank", web: "blank", https: "blank", absolute: "blank"},
		{uri: "https://app.example.com/\n", redirect: "control", web: "control", https: "control", absolute: "control"},
		{uri: "https://app.example.com/%zz", redirect: "not a URI", web: "not a URI", https: "not a URI", absolute: "not a URI"},
		{uri: "https://app.example.com:port/", redirect: "not a URI", web: "not a URI", https: "not a URI", absolute: "not a URI"},
		{uri: "1http://app.example.com", redirect: "not a URI", web: "not a URI", https: "not a URI", absolute: "not a URI"},
	} {
		for name, check := range map[string]struct {
			run  func(string) error
			want string
		}{
			"CheckRedirectURI": {oauthclient.CheckRedirectURI, tc.redirect},
			"CheckWebURL":      {oauthclient.CheckWebURL, tc.web},
			"CheckHTTPSURL":    {oauthclient.CheckHTTPSURL, tc.https},
			"CheckURI":         {oauthclient.CheckURI, tc.absolute},
		} {
			err := check.run(tc.uri)
			if (err != nil) != (check.want != "") || err != nil && !strings.Contains(err.Error(), check.want) {
				t.Errorf("%s(%q) returned %v, not an error with %q", name, tc.uri, err, check.want)
			}
		}
	}
}

func TestDoubtRedirectURI(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"https://app.example.com/callback":   "",
		"http://localhost:8080/callback":     "",
		"http://app.localhost/callback":      "",
		"http://127.0.0.1/callback":          "",
		"http://127.1.2.3/callback":          "",
		"http://[::1]:3000/callback":         "",
		"com.example.app:/callback":          "",
		"http://app.example.com/callback":    "unencrypted",
		"HTTP://app.example.com/callback":    "unencrypted",
		"http://localhost.example.com/":      "unencrypted",
		"http://192.168.0.1/":                "unencrypted",
		"https://*.example.com/callback":     "*",
		"https://app.example.com/callback/*": "*",
	} {
		err := oauthclient.DoubtRedirectURI(uri)
		if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("DoubtRedirectURI(%q) returned %v, not an error with %q", uri, err, want)
		}
	}
}

// FuzzCheckRedirectURI checks what every redirection URI that passes has in common, whatever is wrong with the others.
func FuzzCheckRedirectURI(f *testing.F) {
	for _, seed := range []string{
		"https://app.example.com/callback?a=b", "com.example.app:/cb", "http://[::1]:8080/", "urn:ietf:wg:oauth:2.0:oob", "localhost:8080/cb",
		"javascript:alert(1)", "//a", "https://a/#", "https://a/%zz", "https://a b/", "HTTPS://", "https://user:pass@a/", "http://a:99999/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if oauthclient.CheckRedirectURI(text) != nil {
			return
		}
		if err := oauthclient.CheckURI(text); err != nil {
			t.Errorf("%q is no URI: %v", text, err)
		}
		u, err := url.Parse(text)
		if err != nil || u.Scheme == "" || u.Fragment != "" || strings.ContainsAny(text, "# \t\r\n") {
			t.Errorf("%q is relative, has a fragment or a blank", text)
			return
		}
		if scheme := strings.ToLower(u.Scheme); scheme == "javascript" || scheme == "data" || (scheme == "http" || scheme == "https") && u.Host == "" {
			t.Errorf("%q has a scheme that no browser may be sent to, or no host", text)
		}
		_ = oauthclient.DoubtRedirectURI(text) // must not panic
	})
}
