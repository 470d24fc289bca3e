package message

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
)

// Print writes the text answer that shows a client, to the byte: the verb is one of the constants of this package.
// What is absent is printed as null, as Java does; the pairs of c.Unknown follow in the order of their keys.
func Print(verb string, c Client) string {
	var b strings.Builder
	b.WriteString(success(verb, EntityClient) + " - " + clientPrefix)
	fmt.Fprintf(&b, "uid = %s, name = %s, id = %s, identityDomain = %s", c.UID, c.Name, c.ID, c.IDDomain)
	fmt.Fprintf(&b, ", description = %s, secret = %s", orNull(c.Description), orNull(c.Secret))
	clientType := c.ClientType
	if clientType == "" {
		clientType = null
	}
	fmt.Fprintf(&b, ", clientType = %s, grantTypes = %s", clientType, list(c.GrantTypes, identity))
	fmt.Fprintf(&b, ", attributes = %s", list(c.Attributes, printAttribute))
	fmt.Fprintf(&b, ", scopes = %s, defaultScope = %s", list(c.Scopes, identity), orNull(c.DefaultScope))
	fmt.Fprintf(&b, ", redirectURIs = %s", list(c.RedirectURIs, printJSON))
	for _, key := range slices.Sorted(maps.Keys(c.Unknown)) {
		fmt.Fprintf(&b, ", %s = %s", key, c.Unknown[key])
	}
	return b.String()
}

// PrintName writes the text answer that only names an entity, as real servers do after a delete.
func PrintName(verb, entity, name string) string {
	return success(verb, entity) + " - " + name
}

// success writes the part all answers share. The spelling is OAM's.
func success(verb, entity string) string {
	return "Sucessfully " + verb + " entity - " + entity + ", detail"
}

// list writes "[a, b]".
func list[T any](elements []T, write func(T) string) string {
	if elements == nil {
		return null
	}
	printed := make([]string, len(elements))
	for i, element := range elements {
		printed[i] = write(element)
	}
	return "[" + strings.Join(printed, ", ") + "]"
}

func identity(s string) string { return s }

func printAttribute(a Attribute) string {
	return `{"attrName":"` + a.AttrName + `","attrValue":"` + a.AttrValue + `","attrType":` + a.AttrType + `}`
}

// printJSON writes JSON, of which real servers leave "&" and its like alone where Go would escape them.
func printJSON[T RedirectURI | TokenSetting | AudienceClaim](v T) string {
	text, _ := jsontext.Encode(v) // strings, numbers and booleans can always be encoded
	return string(text)
}

// orNull returns the text, or the word for an absent one.
func orNull(s *string) string {
	if s == nil {
		return null
	}
	return *s
}
