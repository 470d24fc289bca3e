package jsonwire

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// FieldAtFault returns the field that a server's error text is about: of the members that it mentions as a whole word,
// the one with the longest name, since a refusal may also name what it is compared with ("redirect_uris are needed for
// the grant_types ..."), and of two that are as long the first. It returns the zero Field when the text mentions none.
//
// Names that are plain words, such as "scope" and "description", stand in texts anyway; they count only in quotes, behind words
// such as "invalid", and at the beginning in front of a colon or a verb. Text is what people read, such as oauthclient.Error.Message, and not a JSON
// document, whose own members would stand in quotes.
func FieldAtFault(text string, members map[string]oauthclient.Field) oauthclient.Field {
	text = strings.ReplaceAll(text, `\"`, `"`)
	best, at := "", 0
	for name := range members {
		i := mention(text, name)
		if i < 0 || len(name) < len(best) || len(name) == len(best) && i >= at {
			continue
		}
		best, at = name, i
	}
	return members[best]
}

// mention returns where a text speaks of a member, -1 for nowhere.
func mention(text, name string) int {
	if name == "" {
		return -1
	}
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return -1
		}
		i += from
		from = i + len(name)
		before, after := text[:i], text[from:]
		if endsInWord(before) || beginsWithWord(after) {
			continue
		}
		if !isPlainWord(name) || inQuotes(before, after) || isBlamed(before, after) {
			return i
		}
	}
}

var (
	blame = regexp.MustCompile(`(?i)\b(?:invalid|unknown|unsupported|bad|missing) +$`)
	verbs = regexp.MustCompile(`^(?::| +(?:is|are|must|may|can|cannot|has|have|contains?|should)\b)`)
)

// isBlamed reports whether a word stands in a text as the name of what is wrong.
func isBlamed(before, after string) bool {
	return blame.MatchString(before) || strings.TrimSpace(before) == "" && verbs.MatchString(after)
}

func endsInWord(s string) bool {
	r, size := utf8.DecodeLastRuneInString(s)
	return size > 0 && isWordRune(r)
}

func beginsWithWord(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size > 0 && isWordRune(r)
}

// isWordRune reports whether a name goes on with r.
func isWordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// isPlainWord reports whether a name may be an ordinary word: it has no part of its own, as redirect_uris and redirectUris
// do, and is not the abbreviation jwks.
func isPlainWord(name string) bool {
	return name != "jwks" && strings.IndexFunc(name, func(r rune) bool { return !unicode.IsLower(r) }) < 0
}

// inQuotes reports whether a word stands in quotes of one kind.
func inQuotes(before, after string) bool {
	for _, quote := range []string{`"`, "'", "`"} {
		if strings.HasSuffix(before, quote) && strings.HasPrefix(after, quote) {
			return true
		}
	}
	return false
}
