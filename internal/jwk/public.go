package jwk

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
)

// privateNames finds private members in a text that may be no JSON, and private keys in PEM.
var privateNames = regexp.MustCompile(`"(` + strings.Join(privateMembers, "|") + `)"\s*:\s*[^\sn]|PRIVATE KEY`)

// Public returns what a server shows as a JWK Set without private members, wherever they are and whether it is a set or
// not, and the kid of each key that had some, "" for one without. A text that has none is returned as it is. One that is no
// JSON is given up for a private name in it.
func Public(text string) (public string, private []string) {
	var document any
	err := jsontext.Decode([]byte(text), &document)
	isSuspect := privateNames.MatchString(text)
	switch {
	case err != nil && isSuspect:
		return "", []string{""}
	case err != nil:
		return text, nil
	}
	// The text counts too, since of a member that is there twice the document has only one.
	if private = takePrivate(document, "", nil); len(private) == 0 && !isSuspect {
		return text, nil
	}
	if len(private) == 0 {
		private = []string{""}
	}
	if public = string(mustJSON(document)); privateNames.MatchString(public) {
		return "", private // a key inside of a text
	}
	return public, private
}

// takePrivate takes private members out of a document that belongs to the key with an ID, and adds the IDs of the keys that
// had some.
func takePrivate(document any, id string, found []string) []string {
	switch v := document.(type) {
	case []any:
		for _, item := range v {
			found = takePrivate(item, id, found)
		}
	case map[string]any:
		if own, ok := v["kid"].(string); ok {
			id = own
		}
		before := len(v)
		maps.DeleteFunc(v, func(name string, value any) bool { return value != nil && slices.Contains(privateMembers, name) })
		if len(v) < before {
			found = append(found, id)
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			found = takePrivate(v[name], id, found)
		}
	}
	return found
}
