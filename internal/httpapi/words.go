package httpapi

import (
	"bytes"
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

const (
	maxKnownWords   = 2000 // Hydra's useful sentence comes last, after a long fixed text
	maxUnknownWords = 200
)

// wordMembers are the members of a JSON object in which servers explain themselves, best first. The standard ones are
// error_description and error (RFC 6749 section 5.2, RFC 7591 section 3.2.2) and detail and title (RFC 9457 section 3.1).
var wordMembers = []string{
	"error_description", "errorDescription", "message", "error", "detail", "title", "errors",
}

// serverWords returns what a body says, in one line and without secrets: the first member of wordMembers that is not
// empty, else the beginning of the body.
func serverWords(body []byte, secrets []string) string {
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) {
		body = pageText(body)
	}
	var document any
	if json.Unmarshal(body, &document) != nil {
		return shorten(printable(redact(string(beginning(body)), secrets)), maxUnknownWords)
	}
	members := secretMembers(document)
	if len(members) > maxSecretMembers {
		return "" // it says nothing to people, and looking for them all takes long
	}
	secrets = append(slices.Clone(secrets), members...)
	if object, ok := document.(map[string]any); ok {
		for _, name := range wordMembers {
			if words := wordsOf(object[name]); words != "" {
				return shorten(printable(redact(plainJSON(string(beginning([]byte(words)))), secrets)), maxKnownWords)
			}
		}
	}
	return shorten(printable(redact(plainJSON(string(beginning(bytes.TrimSpace(body)))), secrets)), maxUnknownWords)
}

var (
	unseen = regexp.MustCompile(`(?is)<(?:head\b.*?</head|script\b.*?</script|style\b.*?</style)\s*>`)
	tag    = regexp.MustCompile(`(?s)<[^>]*>`)
)

// pageText returns what people see of a web page.
func pageText(page []byte) []byte {
	seen := tag.ReplaceAll(unseen.ReplaceAll(beginning(page), nil), []byte(" "))
	return []byte(html.UnescapeString(string(seen)))
}

const (
	// maxLooked is how much of an answer is looked at for a message.
	maxLooked = 64 << 10
	// maxSecretMembers is how many secrets an answer may name.
	maxSecretMembers = 1000
)

// beginning returns the first words of a text that is too long, and no half of one, which nobody could recognize as a
// part of a secret.
func beginning(text []byte) []byte {
	if len(text) <= maxLooked {
		return text
	}
	return text[:bytes.LastIndexByte(text[:maxLooked], ' ')+1]
}

var htmlEscapes = strings.NewReplacer(`\\`, `\\`, `\u0026`, "&", `\u003c`, "<", `\u003e`, ">")

// plainJSON undoes the escapes that are for JSON in HTML, as Go's servers write it.
func plainJSON(text string) string { return htmlEscapes.Replace(text) }

// wordsOf returns the text of one of wordMembers: a string, an object with a message, a reason or both, or a list.
func wordsOf(value any) string {
	switch value := value.(type) {
	case string:
		return strings.TrimSpace(value)
	case map[string]any:
		return join(": ", wordsOf(value["message"]), wordsOf(value["reason"]), wordsOf(value["detail"]))
	case []any:
		parts := make([]string, 0, len(value))
		for _, element := range value {
			parts = append(parts, wordsOf(element))
		}
		return join("; ", parts...)
	}
	return ""
}

func join(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), separator)
}

// printable makes one line of s: control characters become blanks, and runs of blanks one.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func shorten(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return string(runes[:limit]) + "..."
}
