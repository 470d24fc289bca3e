// Package cimd makes and checks Client ID Metadata Documents (draft-ietf-oauth-client-id-metadata-document-03): a client
// whose client_id is the https URL of a JSON document with its metadata, which authorization servers fetch.
package cimd

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// CheckURL returns what is wrong with the URL that identifies a client: it must be https with a path, and have no dot
// segments, fragment, user name or password ("Client Identifier URL" in the draft).
func CheckURL(text string) error {
	if err := oauthclient.CheckHTTPSURL(text); err != nil {
		return err
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return fmt.Errorf("%q is not a URL", text)
	case u.User != nil:
		return errors.New("the URL must not hold a user name or password")
	case strings.Contains(text, "#"):
		return fmt.Errorf("%q must not have a fragment", text)
	case u.EscapedPath() == "":
		return fmt.Errorf("%q must have a path, as in \"https://app.example.com/oauth-client.json\"", text)
	}
	for segment := range strings.SplitSeq(u.Path, "/") { // in which %2E is a dot, too
		if segment == "." || segment == ".." {
			return fmt.Errorf("%q must not have the path segment %q", text, segment)
		}
	}
	return nil
}

// doubtURL returns what is unusual about a URL that CheckURL lets pass: what the draft advises against, and what another
// spelling of the same URL would be, which for authorization servers is another client.
func doubtURL(text string) error {
	u, err := url.Parse(text)
	if err != nil {
		return fmt.Errorf("%q is not a URL", text)
	}
	host, port := strings.ToLower(u.Hostname()), u.Port()
	address, noName := netip.ParseAddr(host)
	switch {
	case u.RawQuery != "" || u.ForceQuery:
		return fmt.Errorf("%q should not have a query", text)
	case u.Path == "/":
		return fmt.Errorf("%q has no path but \"/\", which the draft advises against and some servers refuse", text)
	case !strings.HasPrefix(text, "https://"+u.Host) || u.Host != strings.ToLower(u.Host) || port == "443":
		return fmt.Errorf("%q is not normalized (RFC 3986 section 6.2.2): write scheme and host in lower case, and no port 443; servers compare it letter by letter", text)
	case noName == nil && isSpecial(address), host == "localhost", strings.HasSuffix(host, ".localhost"):
		return fmt.Errorf("%q is at an address that authorization servers must not fetch from (RFC 6890)", text)
	}
	return nil
}

func isSpecial(address netip.Addr) bool {
	return address.IsLoopback() || address.IsPrivate() || address.IsLinkLocalUnicast() || address.IsUnspecified() || address.IsMulticast()
}

// isSecretMethod reports whether a method authenticates a client by a secret that it shares with the server, which nothing can
// be that anybody reads.
func isSecretMethod(method string) bool { return strings.HasPrefix(method, "client_secret_") }
