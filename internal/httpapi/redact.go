package httpapi

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

const (
	redacted  = "(redacted)"
	minSecret = 4 // blacking out shorter strings would make texts unreadable
)

// assignment matches secrets by their name in text that is not JSON: `"client_secret": "abc"` in a broken document,
// `client_secret=abc` in a form, `secret = abc` in the text answers of Oracle Access Manager. A name followed by ": "
// is left alone, since "client_secret: must have 6 characters" is what a user needs to read.
var assignment = regexp.MustCompile(`(?i)((?:secret|password|passwd|token|api[_-]?key|private[_-]?key|assertion)(?:"\s*:\s*"|\s*=\s*"?))[^\s"&,;]+`)

// redact blacks out secrets in a text, in the spellings they take in URLs, in JSON, and in JSON within JSON too.
func redact(text string, secrets []string) string {
	found := map[string]bool{}
	for _, secret := range secrets {
		if len(secret) < minSecret {
			continue
		}
		// Not every server writes "&" in JSON as Go does.
		forHTML, plain := jsonEscape(secret), plainJSON(jsonEscape(secret))
		for _, spelling := range []string{
			secret, url.QueryEscape(secret), url.PathEscape(secret), forHTML, jsonEscape(forHTML), plain, plainJSON(jsonEscape(plain)),
		} {
			found[spelling] = true
		}
	}
	// The longest first, lest a secret that begins another one leave the rest of it behind. One pass for all, since an
	// answer may name very many.
	spellings := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	pairs := make([]string, 0, 2*len(spellings))
	for _, spelling := range spellings {
		pairs = append(pairs, spelling, redacted)
	}
	text = strings.NewReplacer(pairs...).Replace(text)
	return assignment.ReplaceAllString(text, "${1}"+redacted)
}

// jsonEscape returns s as it stands between the quotes of a JSON string.
func jsonEscape(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil {
		return s
	}
	return string(quoted[1 : len(quoted)-1])
}

// secretName matches what names of members with secrets end in: client_secret, clientSecret, registration_access_token,
// x-api-key; and the private members of a JSON Web Key (RFC 7518 section 6). It does not match
// token_endpoint_auth_method or client_secret_expires_at.
var secretName = regexp.MustCompile(`(?i)^(.*(secret|password|passwd|token|api[_-]?key|private[_-]?key|assertion|authorization|cookie)|d|p|q|dp|dq|qi|k)$`)

// secretMembers returns the strings in a JSON document that are named like secrets, at any depth.
func secretMembers(document any) []string {
	var found []string
	switch document := document.(type) {
	case map[string]any:
		for name, value := range document {
			if text, ok := value.(string); ok && secretName.MatchString(name) {
				found = append(found, text)
			} else {
				found = append(found, secretMembers(value)...)
			}
		}
	case []any:
		for _, element := range document {
			found = append(found, secretMembers(element)...)
		}
	}
	return found
}

// querySecrets returns the parameters of a URL that are named like secrets.
func querySecrets(u *url.URL) []string {
	var found []string
	for name, values := range u.Query() {
		if secretName.MatchString(name) {
			found = append(found, values...)
		}
	}
	return found
}
