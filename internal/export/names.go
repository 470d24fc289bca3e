package export

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A part of a resource's name has at most so many letters, and so many bytes: two parts and a number make the name of a file,
// which has no more than 255 bytes on most file systems.
const (
	longestName = 60
	widestName  = 100
)

// giveNames names the resources after their clients. Clients with the same name get their client_id beside it, so that a name
// does not depend on the order of the clients, or on those with other names.
func giveNames(clients []*client) {
	same := map[string]int{}
	for _, c := range clients {
		c.name = nameOf(c.values.Text(oauthclient.ClientName), c.values.Text(oauthclient.ClientID), c.id)
		same[c.name]++
	}
	taken := map[string]bool{}
	for _, c := range clients {
		if same[c.name] == 1 {
			taken[c.name] = true
		}
	}
	for _, c := range clients {
		if same[c.name] == 1 {
			continue
		}
		base := c.name
		if more := nameOf(c.values.Text(oauthclient.ClientID), c.id); more != base {
			base += "_" + strings.TrimPrefix(more, startOfDigits)
		}
		c.name = base
		for n := 2; taken[c.name]; n++ {
			c.name = fmt.Sprintf("%s_%d", base, n)
		}
		taken[c.name] = true
	}
}

// startOfDigits is put before a name that begins with a digit.
const startOfDigits = "c_"

// nameOf makes a name of the first text that has letters or digits.
func nameOf(texts ...string) string {
	for _, text := range texts {
		if name := snake(text, unicode.IsLetter); hclsyntax.ValidIdentifier(name) {
			return name
		}
		if name := snake(text, isASCIILetter); hclsyntax.ValidIdentifier(name) {
			return name
		}
	}
	return "client"
}

func isASCIILetter(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) }

// snake writes a text in snake case: letters in lower case and digits, with underscores in the place of all else.
func snake(text string, isLetter func(rune) bool) string {
	var name strings.Builder
	length, gap := 0, false
	for _, r := range strings.ToLower(cty.NormalizeString(text)) {
		switch {
		case length >= longestName || name.Len() >= widestName:
		case !isLetter(r) && (r < '0' || r > '9'):
			gap = true
		case name.Len() == 0 && !isLetter(r):
			name.WriteString(startOfDigits + string(r))
			length++
		default:
			if gap && name.Len() > 0 {
				name.WriteByte('_')
			}
			gap = false
			name.WriteRune(r)
			length++
		}
	}
	return name.String()
}

// fileName returns the name of a resource's file. Terraform takes one that ends in "_override.tf" for something else.
func fileName(name string) string {
	if strings.HasSuffix(name, "override") {
		name += "_"
	}
	return "client_" + name + ".tf"
}
