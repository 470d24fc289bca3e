package oauthclient

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// CheckRedirectURI returns what is wrong with a redirection URI: RFC 6749 section 3.1.2 wants an absolute URI without
// a fragment. Private-use schemes of native apps ("com.example.app:/cb", RFC 8252 section 7.1) are fine; schemes that
// make a browser run or show the URI itself are not.
func CheckRedirectURI(text string) error {
	u, err := parseAbsolute(text, webSchemes)
	switch {
	case err != nil:
		return err
	case strings.Contains(text, "#"):
		return fmt.Errorf("%s has a fragment (\"#\"), which a redirection URI must not have (RFC 6749 section 3.1.2)", quoted(text))
	case slices.Contains([]string{"javascript", "data", "vbscript", "blob", "file"}, strings.ToLower(u.Scheme)):
		return fmt.Errorf("%s has the scheme %q, to which no authorization server may redirect a browser", quoted(text), u.Scheme)
	case isWebScheme(u.Scheme) && u.Hostname() == "":
		return fmt.Errorf("%s has no host", quoted(text))
	}
	return nil
}

// DoubtRedirectURI returns what is unusual about a redirection URI that CheckRedirectURI lets pass: a wildcard, which
// RFC 9700 section 4.1.3 warns of and servers compare literally, and plain http to another machine.
func DoubtRedirectURI(text string) error {
	if err := DoubtURI(text); err != nil {
		return err
	}
	var scheme, host string
	if u, err := url.Parse(text); err == nil {
		scheme, host = u.Scheme, u.Hostname()
	}
	switch {
	case strings.Contains(text, "*"):
		return fmt.Errorf("%q contains a \"*\": most servers compare redirection URIs letter by letter, so that it matches nothing, and with one that "+
			"takes it for a wildcard an attacker can get the code (RFC 9700 section 4.1.3): write each URI in full", text)
	case strings.EqualFold(scheme, "http") && !IsLoopback(host):
		return fmt.Errorf("%q sends the authorization response unencrypted over the network (RFC 6749 section 3.1.2.1): write https", text)
	}
	return nil
}

// DoubtURI returns what is probably a mistake about a URI that is not wrong: a user name or password, which RFC 9110
// section 4.2.4 has nobody send, and a scheme that is one of the web, misspelt.
func DoubtURI(text string) error {
	var u url.URL
	if parsed, err := url.Parse(text); err == nil {
		u = *parsed
	}
	switch {
	case u.User != nil:
		return fmt.Errorf("%s holds a user name or password, which browsers ignore or refuse: remove what stands before the \"@\"", quoted(text))
	case !isWebScheme(u.Scheme) && Nearest(u.Scheme, webSchemes) != "":
		return fmt.Errorf("%q has the scheme %q: did you mean %q", text, u.Scheme, Nearest(u.Scheme, webSchemes))
	}
	return nil
}

// CheckWebURL returns what is wrong with the URL of a web page or document: it must be absolute, with the scheme http
// or https and a host.
func CheckWebURL(text string) error {
	return checkWeb(text, webSchemes)
}

// CheckHTTPSURL returns what is wrong with a URL that a specification wants to be https.
func CheckHTTPSURL(text string) error {
	return checkWeb(text, []string{"https"})
}

// CheckLogoutURL returns what is wrong with the URL at which a client is told of a logout: it has no fragment (OpenID
// Connect Front-Channel Logout section 2, Back-Channel Logout section 2.2).
func CheckLogoutURL(text string) error {
	err := CheckWebURL(text)
	if err == nil && strings.Contains(text, "#") {
		return fmt.Errorf("%s has a fragment (\"#\"), which the URL of a logout must not have", quoted(text))
	}
	return err
}

// CheckURI returns what is wrong with an absolute URI of any scheme.
func CheckURI(text string) error {
	_, err := parseAbsolute(text, webSchemes)
	return err
}

func checkWeb(text string, schemes []string) error {
	u, err := parseAbsolute(text, schemes)
	switch {
	case err != nil:
		return err
	case !slices.Contains(schemes, strings.ToLower(u.Scheme)):
		return fmt.Errorf("%s must begin with %s://", quoted(text), strings.Join(schemes, ":// or "))
	case u.Hostname() == "":
		return fmt.Errorf("%s has no host", quoted(text))
	}
	return nil
}

// parseAbsolute parses a URI. The schemes are those to advise where there is none.
func parseAbsolute(text string, schemes []string) (*url.URL, error) {
	isBlank := func(r rune) bool { return r <= ' ' || r == 0x7f }
	switch {
	case strings.TrimFunc(text, isBlank) != text:
		return nil, fmt.Errorf("%s begins or ends with a blank or a line break: remove it", quoted(text))
	case strings.ContainsFunc(text, isBlank):
		return nil, fmt.Errorf("%s holds a blank or a control character: write it percent-encoded, such as %%20", quoted(text))
	}
	if lacksScheme(text) {
		var whole []string
		for _, scheme := range schemes {
			whole = append(whole, strconv.Quote(scheme+"://"+text))
		}
		return nil, fmt.Errorf("%q has no scheme: write %s", text, strings.Join(whole, " or "))
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		if parse, ok := errors.AsType[*url.Error](err); ok {
			err = parse.Err
		}
		return nil, fmt.Errorf("%s is not a URI: %w", quoted(text), err)
	case !u.IsAbs():
		return nil, fmt.Errorf("%q is relative: write the whole URI, as in \"https://app.example.com/callback\"", text)
	case !isPort(u.Port()):
		return nil, fmt.Errorf("%s has the port %s; a port is a number from 1 to 65535", quoted(text), u.Port())
	}
	return u, nil
}

func isPort(text string) bool {
	if text == "" {
		return true
	}
	port, err := strconv.ParseUint(text, 10, 16)
	return err == nil && port > 0
}

// lacksScheme reports whether a text begins with a host where a scheme belongs. "localhost:8080/cb" would be read as a URI
// of the scheme "localhost", and "127.0.0.1:8080/cb" not at all.
func lacksScheme(text string) bool {
	authority, _, _ := strings.Cut(text, "/")
	host, port, err := net.SplitHostPort(authority)
	if err != nil {
		return !strings.Contains(authority, ":") && isHost(authority)
	}
	_, err = strconv.ParseUint(port, 10, 64)
	return err == nil && isHost(host)
}

var domainName = regexp.MustCompile(`^([[:alnum:]]([[:alnum:]-]*[[:alnum:]])?\.)+[[:alpha:]]{2,}$`)

func isHost(text string) bool {
	return text == "localhost" || net.ParseIP(text) != nil || domainName.MatchString(text)
}

// quoted returns a URI for a message, without the password that it may hold.
func quoted(text string) string { return strconv.Quote(password.ReplaceAllString(text, "${1}xxxxx@")) }

var password = regexp.MustCompile(`(//[^/:@]*:)[^/@]*@`)

var webSchemes = []string{"http", "https"}

func isWebScheme(scheme string) bool {
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

// IsLoopback reports whether a host is this machine: 127.0.0.0/8, ::1, localhost and *.localhost (RFC 6761 section 6.3).
func IsLoopback(host string) bool {
	if address, err := netip.ParseAddr(host); err == nil {
		return address.Unmap().IsLoopback()
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}
