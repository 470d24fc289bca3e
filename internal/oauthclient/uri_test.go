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
		{uri: "callback", redirect: "relative", web: "relative", https: "relative", absolute: "relative"},
		{uri: "//app.example.com", redirect: "relative", web: "relative", https: "relative", absolute: "relative"},
		{uri: "", redirect: "relative", web: "relative", https: "relative", absolute: "relative"},
		{uri: "https://app.example.com/a b", redirect: "blank", web: "blank", https: "blank", absolute: "blank"},
		{uri: " https://app.example.com", redirect: "remove it", web: "remove it", https: "remove it", absolute: "remove it"},
		{uri: "https://app.example.com/\n", redirect: "line break: remove it", web: "remove it", https: "remove it", absolute: "remove it"},
		{uri: "https://app.example.com/\x01a", redirect: "control", web: "control", https: "control", absolute: "control"},
		{uri: "https://app.example.com/%zz", redirect: "not a URI", web: "not a URI", https: "not a URI", absolute: "not a URI"},
		{uri: "https://app.example.com:port/", redirect: "not a URI", web: "not a URI", https: "not a URI", absolute: "not a URI"},
		{uri: "1http://app.example.com", redirect: "not a URI", web: "not a URI", https: "not a URI", absolute: "not a URI"},
		// A host where the scheme belongs. What is left out of a custom scheme cannot be told.
		{uri: "app.example.com/callback", redirect: `write "http://app.example.com/callback" or "https://app.example.com/callback"`, web: "no scheme", https: `write "https://app.example.com/callback"`, absolute: "no scheme"},
		{uri: "app.example.com:443", redirect: "no scheme", web: "no scheme", https: "no scheme", absolute: "no scheme"},
		{uri: "localhost:8080/cb", redirect: "no scheme", web: "no scheme", https: "no scheme", absolute: "no scheme"},
		{uri: "localhost", redirect: "no scheme", web: "no scheme", https: "no scheme", absolute: "no scheme"},
		{uri: "127.0.0.1:8080/cb", redirect: "no scheme", web: "no scheme", https: "no scheme", absolute: "no scheme"},
		{uri: "[::1]:8080/cb", redirect: "no scheme", web: "no scheme", https: "no scheme", absolute: "no scheme"},
		{uri: "myapp:8080/cb", web: "http://", https: "https://"},
		{uri: "com.example.app:cb", web: "http://", https: "https://"},

		{uri: "https://app.example.com:65535/"},
		{uri: "https://app.example.com:0/", redirect: "port 0", web: "port 0", https: "port 0", absolute: "port 0"},
		{uri: "https://app.example.com:65536/", redirect: "port 65536", web: "port 65536", https: "port 65536", absolute: "from 1 to 65535"},
		{uri: "https://app.example.com:99999999999999999999/", redirect: "port", web: "port", https: "port", absolute: "port"},
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

func TestDoubtURI(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"https://app.example.com":        "",
		"http://app.example.com":         "",
		"com.example.app:/callback":      "",
		"urn:a:b":                        "",
		"https://app.example.com/%zz":    "", // which is wrong, and no doubt
		"https://me@app.example.com":     "user name or password",
		"https://me:pw@app.example.com":  "user name or password",
		"htps://app.example.com":         `did you mean "https"`,
		"htttp://app.example.com":        `did you mean "http"`,
		"HTTPS://app.example.com":        "",
		"https://app.example.com/@me":    "",
		"https://app.example.com/?a=b@c": "",
	} {
		err := oauthclient.DoubtURI(uri)
		if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("DoubtURI(%q) returned %v, not an error with %q", uri, err, want)
		}
		if redirect := oauthclient.DoubtRedirectURI(uri); err != nil && (redirect == nil || redirect.Error() != err.Error()) {
			t.Errorf("DoubtRedirectURI(%q) returned %v, not %v", uri, redirect, err)
		}
	}
}

// A URI is repeated in a message without the password that it may hold.
func TestURIs_password(t *testing.T) {
	t.Parallel()
	for _, uri := range []string{
		"https://me:hunter2@app.example.com/", "https://me:hunter2@app.example.com/#x", "https://me:hunter2@app.example.com:0/",
		"https://me:hunter2@app.example.com/a b", "ftp://me:hunter2@app.example.com/", "javascript://me:hunter2@app.example.com/", "https://me:hunter2@/",
		"https://:hunter2@app.example.com/%zz",
	} {
		for name, check := range map[string]func(string) error{
			"CheckRedirectURI": oauthclient.CheckRedirectURI, "CheckWebURL": oauthclient.CheckWebURL, "CheckLogoutURL": oauthclient.CheckLogoutURL,
			"CheckURI": oauthclient.CheckURI, "DoubtRedirectURI": oauthclient.DoubtRedirectURI,
		} {
			if err := check(uri); err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s(%q): the message has the password: %v", name, uri, err)
			}
		}
	}
}

func TestCheckLogoutURL(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"https://app.example.com/logout?a=b": "", "http://app.example.com/": "", "https://app.example.com/#x": "fragment", "app:/logout": "must begin with http://",
	} {
		err := oauthclient.CheckLogoutURL(uri)
		if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("CheckLogoutURL(%q) returned %v, not an error with %q", uri, err, want)
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
