package message_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
)

// FuzzParse looks for bodies that make the parsers panic, and for successes that carry nothing. It starts from the
// golden answers besides its corpus.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) == 0 {
		f.Fatalf("%d files, error %v", len(files), err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, parse := range []func([]byte) (message.Answer, error){message.Parse, message.ParseIdentityDomain, message.ParseResourceServer} {
			a, err := parse(body)
			if err == nil && a.Verb == "" && a.Name == "" && a.Clients == nil && a.Client == nil && a.IdentityDomain == nil && a.ResourceServer == nil {
				t.Errorf("neither an error nor an answer: %+v", a)
			}
		}
	})
}

// fragments are the parts of an answer that can mislead a reader. In fuzzed texts a byte from 0x80 on stands for one
// of them, so that a mutation of one byte is as good as one of a phrase.
var fragments = []string{
	", ", " = ", ", secret = ", "secret = ", ", description = ", ", clientType = ", ", clientType = X, grantTypes = [",
	", grantTypes = [", "], attributes = [", ", attributes = ", "], scopes = [", ", scopes = ", "], defaultScope = ",
	", redirectURIs = [", "]", "[", `{"attrName":"`, `","attrValue":"`, `","attrType":`, "STATIC}", `"`, ",", " ", "null",
	`{"url":"`, `","isHttps":true}`, ", usePKCE = ", ", identityDomain = ", ", id = ", ", name = ", "uid = ", "\\",
}

func expand(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if i := int(c) - 0x80; i >= 0 && i < len(fragments) {
			b.WriteString(fragments[i])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// nils says which optional values of a fuzzed client are absent, one bit for each.
type nils uint16

func (n nils) text(bit int, s string) *string {
	if n>>bit&1 == 1 {
		return nil
	}
	return &s
}

// words splits at line breaks; a nil list differs from an empty one.
func (n nils) words(bit int, s string) []string {
	if n>>bit&1 == 1 {
		return nil
	}
	return strings.FieldsFunc(s, func(r rune) bool { return r == '\n' })
}

// FuzzRoundTrip checks that reading what was printed gives the same client, for every client but those that the
// package comment names.
func FuzzRoundTrip(f *testing.F) {
	f.Fuzz(func(t *testing.T, uid, name, id, domain, description, secret, grants, attr1, value1, attr2, value2, scopes, defaultScope, uris, key, value string, absent uint16) {
		n := nils(absent)
		for _, s := range []*string{&uid, &name, &id, &domain, &description, &secret, &attr1, &value1, &attr2, &value2, &scopes, &defaultScope, &uris, &value} {
			*s = expand(*s)
		}
		c := message.Client{
			UID: uid, Name: name, ID: id, IDDomain: domain,
			Description: n.text(0, description), Secret: n.text(1, secret), DefaultScope: n.text(2, defaultScope),
			ClientType: []string{"", "CONFIDENTIAL_CLIENT", "PUBLIC_CLIENT", "MOBILE_CLIENT"}[n>>10&3],
			GrantTypes: n.words(3, grants), Scopes: n.words(4, scopes),
		}
		if n>>5&1 == 0 {
			c.RedirectURIs = []message.RedirectURI{}
			for _, uri := range n.words(5, uris) {
				c.RedirectURIs = append(c.RedirectURIs, message.RedirectURI{URL: uri, IsHTTPS: len(uri)%2 == 0})
			}
		}
		if n>>6&1 == 0 {
			attributes := []message.Attribute{{AttrName: attr1, AttrValue: value1, AttrType: "STATIC"}, {AttrName: attr2, AttrValue: value2, AttrType: "DYNAMIC"}}
			c.Attributes = attributes[:(n>>7&3)%3]
		}
		if n>>9&1 == 0 {
			c.Unknown = map[string]string{key: value, key + "2": value}
		}
		if why := unreadable(c); why != "" {
			t.Skip(why)
		}
		printed := message.Print(message.Retrieved, c)
		got, err := message.Parse([]byte(printed))
		if err != nil {
			t.Fatalf("%v\n%s", err, printed)
		}
		if diff := cmp.Diff(&c, got.Client); diff != "" {
			t.Errorf("%s\n%s", diff, printed)
		}
	})
}

// The texts in attributes that make an answer ambiguous, and the form of what is printed without spaces.
var (
	tailBegins     = regexp.MustCompile(`, clientType = \w+(, )+grantTypes = `)
	tailContinues  = regexp.MustCompile(`, attributes = `)
	otherAttribute = regexp.MustCompile(`","attrType":"?\w*"?},? ?\{"attrName":"`)
	unknownName    = regexp.MustCompile(`^[A-Za-z]\w*$`)
)

// unreadable says why the package comment excludes a client from being read as it was printed; "" when it does not.
func unreadable(c message.Client) string {
	for _, identifier := range []string{c.UID, c.Name, c.ID, c.IDDomain} {
		if strings.ContainsAny(identifier, ",=") || strings.ContainsFunc(identifier, unicode.IsControl) {
			return "refused identifier"
		}
	}
	for _, text := range []*string{c.Description, c.Secret, c.DefaultScope} {
		if text != nil && *text == "null" {
			return "null"
		}
	}
	if c.Secret != nil && (strings.Contains(*c.Secret, ", secret = ") || strings.HasSuffix(*c.Secret, ", ")) {
		return "secret"
	}
	var begins, continues bool
	for _, a := range c.Attributes {
		if strings.Contains(a.AttrName, `","attrValue":"`) || otherAttribute.MatchString(a.AttrValue) {
			return "attribute in an attribute"
		}
		begins = begins || tailBegins.MatchString(a.AttrName) || tailBegins.MatchString(a.AttrValue)
		continues = continues || tailContinues.MatchString(a.AttrName) || tailContinues.MatchString(a.AttrValue)
	}
	if begins && continues {
		return "answer in an attribute"
	}
	for _, word := range c.GrantTypes {
		if !unknownName.MatchString(word) {
			return "grant type"
		}
	}
	scopes := c.Scopes
	if c.DefaultScope != nil {
		scopes = append(scopes[:len(scopes):len(scopes)], *c.DefaultScope)
	}
	for _, word := range scopes {
		if strings.ContainsFunc(word, unicode.IsSpace) {
			return "blank in a scope"
		}
	}
	for _, uri := range c.RedirectURIs {
		if strings.ContainsFunc(uri.URL, unicode.IsSpace) || !utf8.ValidString(uri.URL) {
			return "not a URI"
		}
	}
	for key, value := range c.Unknown {
		if !unknownName.MatchString(key) || value != strings.Trim(value, ", ") || strings.ContainsFunc(value, unicode.IsSpace) {
			return "a pair that no server was seen to print"
		}
	}
	return ""
}
