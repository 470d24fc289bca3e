package httpapi

import (
	"bytes"
	"encoding/json"
)

// contradictsItself reports whether an object in a JSON document has a member twice, with different values: which of them
// counts is open (RFC 8259 section 4), so that one client could be taken for another. It looks at a document that is an
// object and at the elements of one that is an array, which is where clients are.
func contradictsItself(document []byte) bool {
	document = withoutMark(document)
	if bytes.HasPrefix(document, []byte("[")) {
		for rest := document[1:]; ; {
			var element []byte
			if element, rest = cutValue(rest); element == nil {
				return false
			}
			if repeatsMember(element) {
				return true
			}
		}
	}
	return repeatsMember(document)
}

// repeatsMember reports whether an object has a member twice, with different values. What is no object has none.
func repeatsMember(object []byte) bool {
	if !bytes.HasPrefix(object, []byte("{")) {
		return false
	}
	values := make(map[string][]byte, 64)
	for rest := object[1:]; ; {
		var name, value []byte
		if name, rest = cutValue(rest); name == nil {
			return false
		}
		if value, rest = cutValue(rest); value == nil {
			return false
		}
		key := plainName(name)
		if before, again := values[key]; again && !bytes.Equal(before, value) {
			return true
		}
		values[key] = value
	}
}

// plainName returns the name of a member without escapes.
func plainName(quoted []byte) string {
	var name string
	if bytes.IndexByte(quoted, '\\') >= 0 && json.Unmarshal(quoted, &name) == nil {
		return name
	}
	return string(bytes.Trim(quoted, `"`))
}

// cutValue returns the first value in the rest of an array or object, nil when there is none, and what follows it. It takes
// the punctuation before a value for blanks; a document that is no JSON is found out by whoever decodes it.
func cutValue(rest []byte) (value, after []byte) {
	rest = bytes.TrimLeft(rest, " \t\r\n,:")
	depth, quoted := 0, false
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		if quoted {
			switch c {
			case '\\':
				i++
			case '"':
				quoted = false
			}
		} else {
			switch c {
			case '"':
				quoted = true
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			case ',', ':', ' ', '\t', '\r', '\n':
				if depth == 0 {
					return rest[:i], rest[i:]
				}
			}
			if depth < 0 {
				return none(rest[:i]), rest[i:]
			}
		}
		if depth == 0 && !quoted && (c == '"' || c == '}' || c == ']') {
			return rest[:i+1], rest[i+1:]
		}
	}
	return nil, nil
}

// none returns nil for nothing.
func none(value []byte) []byte {
	if len(value) == 0 {
		return nil
	}
	return value
}
