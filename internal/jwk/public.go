package jwk

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// privateNames finds private members in a text that may be no JSON, and private keys in PEM.
var privateNames = regexp.MustCompile(`"(` + strings.Join(privateMembers, "|") + `)"\s*:\s*[^\sn]|PRIVATE KEY`)

// Public returns what a server shows as a JWK Set without private members, wherever they are and whether it is a set or
// not, and the kid of each key that had some, "" for one without. A text that has none is returned as it is. One that is no
// JSON is given up for a private name in it.
func Public(text string) (public string, private []string) {
	document, err := decodeAny(text)
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

// decodeAny decodes one JSON value, and keeps numbers as they are written.
func decodeAny(text string) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more than one value")
	}
	return document, nil
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
