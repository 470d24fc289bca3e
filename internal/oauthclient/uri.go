package oauthclient

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// CheckRedirectURI returns what is wrong with a redirection URI: RFC 6749 section 3.1.2 wants an absolute URI without
// a fragment. Private-use schemes of native apps ("com.example.app:/cb", RFC 8252 section 7.1) are fine; schemes that
// make a browser run or show the URI itself are not.
func CheckRedirectURI(text string) error {
	u, err := parseAbsolute(text)
	switch {
	case err != nil:
		return err
	case isHostAndPort(u):
		return fmt.Errorf("%q has no scheme: %q was read as one; write \"http://%s\" or \"https://%s\"", text, u.Scheme, text, text)
	case strings.Contains(text, "#"):
		return fmt.Errorf("%q has a fragment (\"#\"), which a redirection URI must not have (RFC 6749 section 3.1.2)", text)
	case slices.Contains([]string{"javascript", "data", "vbscript", "blob", "file"}, strings.ToLower(u.Scheme)):
		return fmt.Errorf("%q has the scheme %q, to which no authorization server may redirect a browser", text, u.Scheme)
	case isWebScheme(u.Scheme) && u.Hostname() == "":
		return fmt.Errorf("%q has no host", text)
	case !isPort(u.Port()):
		return fmt.Errorf("%q has the port %s; a port is at most 65535", text, u.Port())
	}
	return nil
}

// DoubtRedirectURI returns what is unusual about a redirection URI that CheckRedirectURI lets pass: a wildcard, which
// RFC 9700 section 4.1.3 warns of and servers compare literally, and plain http to another machine.
func DoubtRedirectURI(text string) error {
	var scheme, host string
	if u, err := url.Parse(text); err == nil {
		scheme, host = u.Scheme, u.Hostname()
	}
	switch {
	case hasUserInfo(text):
		return fmt.Errorf("%q holds a user name or password, which browsers ignore or refuse: remove what stands before the \"@\"", text)
	case strings.Contains(text, "*"):
		return fmt.Errorf("%q holds a \"*\": servers compare redirection URIs letter by letter, or worse, do not (RFC 9700 section 4.1.3)", text)
	case strings.EqualFold(scheme, "http") && !isLoopback(host):
		return fmt.Errorf("%q sends the authorization response unencrypted over the network (RFC 6749 section 3.1.2.1)", text)
	}
	return nil
}

// CheckWebURL returns what is wrong with the URL of a web page or document: it must be absolute, with the scheme http
// or https and a host.
func CheckWebURL(text string) error {
	return checkWeb(text, "http", "https")
}

// CheckHTTPSURL returns what is wrong with a URL that a specification wants to be https.
func CheckHTTPSURL(text string) error {
	return checkWeb(text, "https")
}

// CheckURI returns what is wrong with an absolute URI of any scheme.
func CheckURI(text string) error {
	_, err := parseAbsolute(text)
	return err
}

func checkWeb(text string, schemes ...string) error {
	u, err := parseAbsolute(text)
	switch {
	case err != nil:
		return err
	case !slices.Contains(schemes, strings.ToLower(u.Scheme)) || u.Hostname() == "" || !isPort(u.Port()):
		return fmt.Errorf("%q must begin with %s:// and a host, and a port is at most 65535", text, strings.Join(schemes, ":// or "))
	}
	return nil
}

func parseAbsolute(text string) (*url.URL, error) {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return nil, fmt.Errorf("%q holds a blank or a control character: write it percent-encoded, such as %%20", text)
	}
	u, err := url.Parse(text)
	if err != nil {
		var parse *url.Error
		if errors.As(err, &parse) {
			err = parse.Err
		}
		return nil, fmt.Errorf("%q is not a URI: %w", text, err)
	}
	if !u.IsAbs() {
		return nil, fmt.Errorf("%q is relative: write the whole URI, as in \"https://app.example.com/callback\"", text)
	}
	return u, nil
}

func isPort(text string) bool {
	if text == "" {
		return true
	}
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// isHostAndPort reports whether what looks like a scheme is a host in front of a port: "localhost:8080/cb".
func isHostAndPort(u *url.URL) bool {
	port, _, _ := strings.Cut(u.Opaque, "/")
	_, err := strconv.ParseUint(port, 10, 16)
	return err == nil && (u.Scheme == "localhost" || strings.Contains(u.Scheme, "."))
}

func hasUserInfo(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.User != nil
}

func isWebScheme(scheme string) bool {
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
