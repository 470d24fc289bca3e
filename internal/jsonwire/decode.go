package jsonwire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// SpaceSeparated is the form of a Set that is written as one string with blanks between the elements, like the
// registered "scope" (RFC 7591 section 2). An array is understood too.
var SpaceSeparated = &Form{
	Encode: func(value any) any {
		elements, _ := value.([]string)
		return strings.Join(elements, " ")
	},
	Decode: func(raw json.RawMessage) (any, error) {
		var text string
		if json.Unmarshal(raw, &text) == nil {
			return strings.Fields(text), nil
		}
		return Strings(raw)
	},
}

// IsNull reports whether a value is null, or not there at all.
func IsNull(raw json.RawMessage) bool {
	return len(raw) == 0 || bytes.Equal(bytes.TrimSpace(raw), []byte("null"))
}

func decodeKind(kind oauthclient.Kind, raw json.RawMessage) (any, error) {
	switch kind {
	case oauthclient.Bool:
		return decodeBool(raw)
	case oauthclient.Int:
		return decodeInt(raw)
	case oauthclient.Set, oauthclient.List:
		return Strings(raw)
	case oauthclient.JSON:
		return string(raw), nil
	case oauthclient.JWKS:
		return decodeKeySet(raw)
	case oauthclient.Map:
		return decodeMap(raw)
	case oauthclient.Objects:
		return decodeObjects(raw)
	default:
		return decodeText(raw)
	}
}

// decodeText takes numbers and booleans as their text, since some servers write identifiers as numbers, and an array of
// one text as that text (seen in the answers of Glewlwyd 2.7.5).
func decodeText(raw json.RawMessage) (string, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return "", plain(errors.New("there is no value"))
	}
	switch raw[0] {
	case '"':
		return decodeString(raw)
	case '[':
		return onlyText(raw)
	case 'n', '{':
		return "", errors.New("a string was expected")
	default: // a number, true or false is its own text
		if !json.Valid(raw) {
			return "", plain(errors.New("this is not JSON"))
		}
		return string(raw), nil
	}
}

func decodeString(raw json.RawMessage) (string, error) {
	if end := len(raw) - 1; end > 0 && raw[end] == '"' && !slices.ContainsFunc(raw[1:end], needsDecoding) {
		return string(raw[1:end]), nil
	}
	var text string
	err := json.Unmarshal(raw, &text)
	return text, plain(err)
}

// needsDecoding reports whether a byte may mean another one, or stand for more than itself.
func needsDecoding(b byte) bool { return b == '\\' || b == '"' || b < ' ' || b >= utf8.RuneSelf }

func onlyText(array json.RawMessage) (string, error) {
	var elements []json.RawMessage
	if err := json.Unmarshal(array, &elements); err != nil {
		return "", plain(err)
	}
	switch {
	case len(elements) == 0:
		return "", nil
	case len(elements) == 1 && elements[0][0] == '"':
		return decodeText(elements[0])
	}
	return "", errors.New("a string was expected")
}

func decodeBool(raw json.RawMessage) (bool, error) {
	text, err := decodeText(raw)
	if err != nil {
		return false, errors.New("true or false was expected")
	}
	if text == "" {
		return false, nil
	}
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, errors.New("true or false was expected")
	}
	return value, nil
}

func decodeInt(raw json.RawMessage) (any, error) {
	text, err := decodeText(raw)
	if err != nil {
		return nil, errors.New("a whole number was expected")
	}
	if text == "" || text == "false" {
		return nil, nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	// 3600.0 and 3.6e3 are whole numbers too, and some servers write instants with fractions of a second.
	if n, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(n) < 1<<53 {
		return int64(n), nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.Unix(), nil
	}
	return nil, errors.New("a whole number was expected")
}

// decodeKeySet returns the JSON text itself; a string that holds a JSON object, as some servers write a JWK Set, is
// unwrapped.
func decodeKeySet(raw json.RawMessage) (any, error) {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		text = string(raw)
	}
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &members); err != nil || len(members) > 0 && members["keys"] == nil {
		return nil, errors.New("a JWK Set was expected")
	}
	return text, nil
}

// Text decodes a string, or the number that some servers write in its place.
func Text(raw json.RawMessage) (string, error) {
	if IsNull(raw) {
		return "", errors.New("a string was expected")
	}
	return decodeText(raw)
}

// Strings decodes an array of strings. A single string is understood as an array of one, and "" as none.
func Strings(raw json.RawMessage) ([]string, error) {
	var elements []json.RawMessage
	if json.Unmarshal(raw, &elements) != nil {
		text, err := decodeText(raw)
		if err != nil {
			return nil, errors.New("an array of strings was expected")
		}
		if text == "" {
			return []string{}, nil
		}
		return []string{text}, nil
	}
	values := make([]string, 0, len(elements))
	for _, element := range elements {
		if IsNull(element) {
			continue
		}
		text, err := decodeText(element)
		if err != nil {
			return nil, errors.New("an array of strings was expected")
		}
		values = append(values, text)
	}
	return values, nil
}

func decodeMap(raw json.RawMessage) (map[string]string, error) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return nil, errors.New("an object was expected")
	}
	return decodeTexts(members)
}

func decodeObjects(raw json.RawMessage) ([]map[string]string, error) {
	var elements []map[string]json.RawMessage
	if json.Unmarshal(raw, &elements) != nil {
		return nil, errors.New("an array of objects was expected")
	}
	objects := make([]map[string]string, 0, len(elements))
	for _, element := range elements {
		object, err := decodeTexts(element)
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
}

// decodeTexts decodes members that are all texts. A null is an absent one.
func decodeTexts(members map[string]json.RawMessage) (map[string]string, error) {
	texts := make(map[string]string, len(members))
	for name, member := range members {
		if IsNull(member) {
			continue
		}
		text, err := decodeText(member)
		if err != nil {
			return nil, fmt.Errorf("member %q: %w", name, err)
		}
		texts[name] = text
	}
	return texts, nil
}

// plain hides the wording of encoding/json, which quotes Go types, behind what a user can understand.
func plain(err error) error {
	if err == nil {
		return nil
	}
	return errors.New("another JSON type was expected")
}
