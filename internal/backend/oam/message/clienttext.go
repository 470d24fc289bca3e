package message

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
)

// clientPrefix begins the detail of an answer that shows a client.
const clientPrefix = "OAuth Client - "

// null is how the server prints what is absent.
const null = "null"

// In the patterns below a separator is `(?:, )+` rather than `, `, because servers print empty elements.
var (
	// clientHead takes the identifiers from the left; none of them holds the key that follows it.
	clientHead = regexp.MustCompile(`(?s)^uid = (.*?)(?:, )+name = (.*?)(?:, )+id = (.*?)(?:, )+identityDomain = ([^,]*)(?:, )*(, (?:description|secret|clientType) = .*)$`)
	// clientTail begins the pairs of which everything but the attributes has a known form.
	clientTail = regexp.MustCompile(`(?:, )+clientType = (\w+)(?:, )+grantTypes = `)
	// grantTypes stands in front of the attributes.
	grantTypes = regexp.MustCompile(`^(null|\[[^\[\]]*\])(?:, )+attributes = `)
	// scopesKey follows the attributes.
	scopesKey = regexp.MustCompile(`(?:, )+scopes = `)
	// scopesToURIs is what stands between scopesKey and the redirect URIs.
	scopesToURIs = regexp.MustCompile(`(?s)^(null|\[.*?\])(?:, )+defaultScope = (.*?)(?:, )+redirectURIs = `)
	// unknownKey begins a pair behind the redirect URIs.
	unknownKey = regexp.MustCompile(`(?:, )+([A-Za-z]\w*) = `)
)

var errNotAClient = errors.New("the pairs of an OAuth client cannot be made out")

func parseClientDetail(detail string, a *Answer) (bool, error) {
	pairs, ok := strings.CutPrefix(detail, clientPrefix)
	if !ok {
		return false, nil
	}
	c, ok := parseClientPairs(pairs)
	if !ok {
		return false, errNotAClient
	}
	a.Client, a.Name = &c, c.Name
	return true, nil
}

// parseClientPairs reads everything behind "OAuth Client - ", as the package comment explains.
func parseClientPairs(pairs string) (Client, bool) {
	m := clientHead.FindStringSubmatch(pairs)
	if m == nil {
		return Client{}, false
	}
	rest := m[5]
	for _, at := range fromTheRight(clientTail, rest) {
		c := Client{UID: m[1], Name: m[2], ID: m[3], IDDomain: m[4]}
		if clientType := rest[at[2]:at[3]]; clientType != null {
			c.ClientType = clientType
		}
		if c.readFreeText(rest[:at[0]]) && c.readTail(rest[at[1]:]) {
			return c, true
		}
	}
	return Client{}, false
}

// readFreeText reads what stands between identityDomain and clientType, the separator in front included.
func (c *Client) readFreeText(s string) bool {
	const secretKey, descriptionKey = ", secret = ", ", description = "
	if i := strings.LastIndex(s, secretKey); i >= 0 {
		secret := s[i+len(secretKey):]
		for strings.HasSuffix(secret, ", ") { // "secret = ******, , clientType" was seen
			secret = strings.TrimSuffix(secret, ", ")
		}
		c.Secret = textOrNil(secret)
		s = s[:i]
	}
	if s == "" {
		return true
	}
	description, ok := strings.CutPrefix(s, descriptionKey)
	c.Description = textOrNil(description)
	return ok
}

// readTail reads what stands behind "grantTypes = ". An attribute value may hold ", scopes = ", so that the right-most
// place is taken from which the remainder can be read.
func (c *Client) readTail(s string) bool {
	m := grantTypes.FindStringSubmatchIndex(s)
	if m == nil {
		return false
	}
	c.GrantTypes = words(s[m[2]:m[3]])
	s = s[m[1]:]
	for _, at := range fromTheRight(scopesKey, s) {
		attributes, ok := parseAttributes(s[:at[0]])
		if ok && c.readFromScopes(s[at[1]:]) {
			c.Attributes = attributes
			return true
		}
	}
	return false
}

// readFromScopes reads what stands behind "scopes = ".
func (c *Client) readFromScopes(s string) bool {
	m := scopesToURIs.FindStringSubmatchIndex(s)
	if m == nil {
		return false
	}
	var uris []RedirectURI
	d := json.NewDecoder(strings.NewReader(s[m[1]:]))
	if err := d.Decode(&uris); err != nil {
		return false
	}
	unknown, ok := parseUnknown(s[m[1]+int(d.InputOffset()):])
	if !ok {
		return false
	}
	c.Scopes, c.DefaultScope = words(s[m[2]:m[3]]), textOrNil(s[m[4]:m[5]])
	c.RedirectURIs, c.Unknown = uris, unknown
	return true
}

// parseUnknown reads the pairs that follow the redirect URIs.
func parseUnknown(s string) (map[string]string, bool) {
	keys := unknownKey.FindAllStringSubmatchIndex(s, -1)
	if len(keys) == 0 {
		return nil, strings.Trim(s, ", ") == ""
	}
	if keys[0][0] != 0 {
		return nil, false
	}
	unknown := make(map[string]string, len(keys))
	for i, at := range keys {
		end := len(s)
		if i+1 < len(keys) {
			end = keys[i+1][0]
		}
		unknown[s[at[2]:at[3]]] = strings.TrimRight(s[at[1]:end], ", ")
	}
	return unknown, true
}

// fromTheRight returns where a pattern and its groups match, the last match first.
func fromTheRight(pattern *regexp.Regexp, s string) [][]int {
	all := pattern.FindAllStringSubmatchIndex(s, -1)
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all
}

// words splits "[a, b]"; "null" is nil.
func words(list string) []string {
	if list == null {
		return nil
	}
	split := []string{}
	for word := range strings.SplitSeq(list[1:len(list)-1], ", ") {
		if word != "" {
			split = append(split, word)
		}
	}
	return split
}

// textOrNil returns nil for the word that stands for an absent value.
func textOrNil(s string) *string {
	if s == null {
		return nil
	}
	return &s
}
