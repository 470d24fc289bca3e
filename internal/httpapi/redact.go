package httpapi

import (
	"cmp"
	"encoding/json"
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

// redact blacks out secrets in a text, in the spellings they take in JSON and in URLs too.
func redact(text string, secrets []string) string {
	var spellings []string
	for _, secret := range secrets {
		if len(secret) >= minSecret {
			spellings = append(spellings, secret, url.QueryEscape(secret), url.PathEscape(secret), jsonEscape(secret))
		}
	}
	// The longest first, lest a secret that begins another one leave the rest of it behind.
	slices.SortFunc(spellings, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, spelling := range spellings {
		text = strings.ReplaceAll(text, spelling, redacted)
	}
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
