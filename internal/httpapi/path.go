package httpapi

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// CheckPathElement returns what is wrong with a name that cannot be one element of a path: an identifier
// must lead to one member of a collection, never to another resource of the server. It refuses
//
//   - "", and names of nothing but slashes, which lead to the collection itself;
//   - "." and "..", also as a part between slashes or backslashes ("a/../b"), and with parameters ("..;a");
//   - control characters and what is not UTF-8;
//   - names that become one of these when they are decoded, once or more ("%2e%2e"): many servers decode a path before
//     they clean it.
//
// All else can be sent, escaped by [Client.Do] or with url.PathEscape: "/" becomes %2F, so that a URL may be an
// identifier.
func CheckPathElement(name string) error {
	problem := pathProblem(name)
	if problem == "" {
		return nil
	}
	return fmt.Errorf("%q cannot be part of a URL's path: it %s", name, problem)
}

func pathProblem(name string) string {
	for {
		switch {
		case !utf8.ValidString(name):
			return "is not UTF-8"
		case strings.Trim(name, `/\`) == "":
			return "is empty"
		case strings.ContainsFunc(name, unicode.IsControl):
			return "holds a control character"
		}
		for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '/' || r == '\\' }) {
			if part, _, _ = strings.Cut(part, ";"); part == "." || part == ".." {
				return `holds "` + part + `" as a step of the path`
			}
		}
		decoded, err := url.PathUnescape(name)
		if err != nil || decoded == name {
			return ""
		}
		name = decoded
	}
}

func invalidRequest(message string) error {
	return &oauthclient.Error{Kind: oauthclient.ErrInvalid, Message: message + "."}
}
