package jwk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

var errNotObject = errors.New("must be a JSON object")

// decodeText checks that the text is one JSON value and returns it without insignificant blanks. Its errors name the
// place and not the text there, which may be a secret.
func decodeText(text string) (json.RawMessage, error) {
	if !utf8.ValidString(text) {
		return nil, errors.New("is not UTF-8")
	}
	var raw json.RawMessage
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			return nil, fmt.Errorf("is not valid JSON (the fault is at byte %d)", syntax.Offset)
		}
		return nil, errors.New("is not valid JSON")
	}
	var compact bytes.Buffer
	err := json.Compact(&compact, raw)
	return compact.Bytes(), err
}

// decodeObject takes a JSON object apart. Members that are null are left out, as if they were absent. A name that
// stands twice is an error: RFC 7517 section 4 and section 5 forbid it, and which of the two counts would be a guess.
func decodeObject(raw json.RawMessage) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if first, err := decoder.Token(); err != nil || first != json.Delim('{') {
		return nil, errNotObject
	}
	members := map[string]json.RawMessage{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		if _, twice := members[name]; twice {
			return nil, fmt.Errorf("has the member %q twice", name)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		members[name] = value
	}
	maps.DeleteFunc(members, func(_ string, value json.RawMessage) bool { return isNull(value) })
	return members, nil
}

// decodeArray takes a JSON array apart and reports whether it is one.
func decodeArray(raw json.RawMessage) ([]json.RawMessage, bool) {
	if len(raw) == 0 || raw[0] != '[' {
		return nil, false
	}
	var items []json.RawMessage
	err := json.Unmarshal(raw, &items)
	return items, err == nil
}

// decodeString returns a JSON string's text and whether it is one.
func decodeString(raw json.RawMessage) (string, bool) {
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	var text string
	err := json.Unmarshal(raw, &text)
	return text, err == nil
}

func isNull(raw json.RawMessage) bool {
	return string(raw) == "null"
}

// joinObject writes members that already are JSON, in alphabetical order.
func joinObject(members map[string]json.RawMessage) json.RawMessage {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(members)) {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(quote(name))
		out.WriteByte(':')
		out.Write(members[name])
	}
	out.WriteByte('}')
	return out.Bytes()
}

// joinArray writes items that already are JSON.
func joinArray(items []json.RawMessage) json.RawMessage {
	var out bytes.Buffer
	out.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(item)
	}
	out.WriteByte(']')
	return out.Bytes()
}

// quote writes a text as a JSON string.
func quote(text string) json.RawMessage {
	return mustJSON(text)
}

// mustJSON writes a value that is known to have a JSON form: one that was decoded from JSON, or a string.
func mustJSON(value any) json.RawMessage {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("jwk: a decoded JSON value has no JSON form: %v", err))
	}
	return raw
}
