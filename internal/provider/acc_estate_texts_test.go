package provider_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
)

// oddTexts are parts of texts that mean something to an engine's language, to JSON, to a terminal or to a file system.
var oddTexts = []string{
	"${", "%{", "$${", "%%{", "$", "%", "}", "{", "~}", `"`, `\`, `\n`, `\u0041`, "\n", "\r", "\r\n", "\t", "\x00", "\x01", "\x1b[31m", "\x7f", "\u0085",
	"\u00a0", "\u2028", "\u2029", "\ufeff", "\u200d", "\u202e", "\ufffd", "\uffff", "\U0010ffff", "\ue000", "e\u0301", "\u0345", "\u1100\u1161", "\u212a",
	"é", "ß", "İ", "店", "😀", "'", "`", "#", "//", "/*", "*/", "<<EOT\n", "EOT\n", "<<-A", ",", ";", "=", ":", "?", "&", "<", ">", "(", ")", "[", "]", "..", "/", ".", " ",
	"-", "_", "0", "9", "a", "Z", "null", "true", "for", "if", "each.key", "var.a", "${jsonencode(1)}", "%{ if true }", "%{endif}", "override", "_override",
	strings.Repeat("x", 300), strings.Repeat("長", 100),
}

// oddText returns a text made of such parts.
func oddText(random *rand.Rand) string {
	var text strings.Builder
	for range 1 + random.IntN(4) {
		text.WriteString(oddTexts[random.IntN(len(oddTexts))])
	}
	return text.String()
}

// inURI returns a text without what no URI has.
func inURI(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '%' || unicode.IsSpace(r) || !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, text)
}

// oddValue returns a JSON value with such texts.
func oddValue(random *rand.Rand, depth int) any {
	switch random.IntN(8 - depth) {
	case 0, 1, 2, 3:
		return oddText(random)
	case 4:
		return list(1, -0.5, 1e21, 9007199254740993, true, nil)[random.IntN(6)]
	case 5:
		return list()
	case 6:
		return list(oddValue(random, depth+1), oddValue(random, depth+1))
	default:
		return map[string]any{oddText(random): oddValue(random, depth+1), oddText(random): oddValue(random, depth+1)}
	}
}

// createOdd makes clients with odd texts wherever a Hydra takes any text. It returns their owner and their ids.
func (s *server) createOdd(count int) (owner string, ids []string) {
	s.t.Helper()
	random := rand.New(rand.NewPCG(1, 2)) // the same texts in every run
	text := func() string { return oddText(random) }
	owner = uniqueID("odd")
	for range count {
		id := uniqueID("odd")
		s.create(map[string]any{
			"client_id": id, "client_name": text(), "owner": owner, "contacts": list(text(), text()), "metadata": oddValue(random, 0),
			"tos_uri": "https://a.example/?" + inURI(text()), "audience": list(text()),
		})
		ids = append(ids, id)
	}
	return owner, ids
}

// All that is exported of clients with odd texts, in a file for each, is imported by a plan that changes nothing.
func TestAccEstateExport_texts(t *testing.T) {
	s := newServer(t)
	t.Setenv("OAUTH_HYDRA_ADMIN_URL", s.adminURL)
	s.mustExportToFiles(t, s.createOdd)
}
