package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// reference returns the attributes of oauth_client by group. The documentation generator of the registry knows only one
// list in the order of the alphabet, in which nobody finds what belongs together.
func reference() (string, error) {
	schemas, err := provider.NewServer("dev")().GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return "", err
	}
	left := attributesOf(schemas.ResourceSchemas["oauth_client"].Block)
	var b strings.Builder
	for _, group := range groups() {
		heading := group.title
		if group.block != "" {
			heading = "Block `" + group.block + "`: " + group.title
		}
		fmt.Fprintf(&b, "### %s\n\n", heading)
		var paths []string
		for _, f := range group.fields {
			paths = append(paths, f.String())
		}
		paths = append(paths, group.others...)
		for _, path := range paths {
			if attribute := left[path]; attribute != nil { // A field may be shown by the data source only.
				b.WriteString(item("", attribute))
			}
			delete(left, path)
		}
		b.WriteString("\n")
	}
	if len(left) > 0 {
		return "", fmt.Errorf("attributes of oauth_client without a group: %v", slices.Sorted(maps.Keys(left)))
	}
	return listed(b.String()), nil
}

// lists are the algorithms that dozens of attributes have for values.
var lists = []struct {
	title string
	of    oauthclient.Field
}{
	{"JWS algorithms", oauthclient.IDTokenSignedResponseAlg},
	{"JWE key management algorithms", oauthclient.IDTokenEncryptedResponseAlg},
	{"JWE content encryption algorithms", oauthclient.IDTokenEncryptedResponseEnc},
}

// listed writes each long list once, at the end of the page, and a link to it in every other place.
func listed(page string) string {
	var b strings.Builder
	for _, list := range lists {
		values := make([]string, len(list.of.Spec().Values))
		for i, v := range list.of.Spec().Values {
			values[i] = "`" + v.Value + "`"
		}
		text := strings.Join(values, ", ")
		link := fmt.Sprintf("the [%s](#%s)", list.title, strings.ReplaceAll(strings.ToLower(list.title), " ", "-"))
		page = strings.ReplaceAll(page, "Values: "+text+".", "Values: "+link+".")
		fmt.Fprintf(&b, "### %s\n\n%s. They are of the IANA registry \"JSON Web Signature and Encryption Algorithms\".\n\n", list.title, text)
	}
	return page + b.String()
}

// attributesOf returns the attributes of a block and of the blocks in it by path.
func attributesOf(block *tfprotov6.SchemaBlock) map[string]*tfprotov6.SchemaAttribute {
	attributes := map[string]*tfprotov6.SchemaAttribute{}
	for _, a := range block.Attributes {
		attributes[a.Name] = a
	}
	for _, inner := range block.BlockTypes {
		for path, a := range attributesOf(inner.Block) {
			attributes[inner.TypeName+"."+path] = a
		}
	}
	return attributes
}

func item(indent string, a *tfprotov6.SchemaAttribute) string {
	words := []string{typeOf(a)}
	for _, word := range []struct {
		holds bool
		text  string
	}{{a.Required, "required"}, {!a.Optional && !a.Required, "read-only"}, {a.Sensitive, "sensitive"}, {a.WriteOnly, "write-only"}} {
		if word.holds {
			words = append(words, word.text)
		}
	}
	text := fmt.Sprintf("%s- `%s` (%s) %s\n", indent, a.Name, strings.Join(words, ", "), strings.ReplaceAll(a.Description, "\n", " "))
	if a.NestedType != nil {
		for _, member := range a.NestedType.Attributes {
			text += item(indent+"  ", member)
		}
	}
	return text
}

func typeOf(a *tfprotov6.SchemaAttribute) string {
	switch {
	case a.NestedType != nil:
		return "set of objects"
	case a.Type.Is(tftypes.Bool):
		return "true or false"
	case a.Type.Is(tftypes.Number):
		return "number"
	case a.Type.Is(tftypes.Set{}):
		return "set of strings"
	case a.Type.Is(tftypes.List{}):
		return "list of strings"
	case a.Type.Is(tftypes.Map{}):
		return "map of strings"
	}
	return "string"
}

// environment returns the settings of the provider and the variables that stand for them.
func environment() string {
	var b strings.Builder
	b.WriteString("| setting | environment variable | |\n|---|---|---|\n")
	var common []setup.Block
	for _, backend := range setup.Backends() {
		blocks := setup.Blocks(backend.Name())
		settings(&b, blocks[0], nil)
		common = blocks[1:]
	}
	for _, block := range common {
		settings(&b, block, nil)
	}
	return b.String()
}

func settings(b *strings.Builder, block setup.Block, outer []string) {
	names := append(slices.Clone(outer), block.Name)
	for _, s := range block.Settings {
		note := ""
		if s.Secret {
			note = "secret"
		}
		path := append(slices.Clone(names), s.Name)
		fmt.Fprintf(b, "| `%s` | `%s` | %s |\n", strings.Join(path, "."), setup.EnvironmentName(path...), note)
	}
	for _, inner := range block.Blocks {
		settings(b, inner, names)
	}
}
