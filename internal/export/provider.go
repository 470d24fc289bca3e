package export

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// registry is the host that an engine adds to a provider's address by itself, each its own.
const registry = "registry.terraform.io/"

// providerBlocks returns what a configuration needs beside the clients: the requirement, and the provider's block with the
// settings of the environment that are no secrets.
func (p Program) providerBlocks(backend string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "terraform {\nrequired_providers {\noauth = {\nsource = %s\n", quote(strings.TrimPrefix(p.Source, registry)))
	if p.Version != "dev" {
		fmt.Fprintf(&text, "version = %s\n", quote(">= "+p.Version))
	}
	text.WriteString("}\n}\n}\n\nprovider \"oauth\" {\n")
	for i, block := range setup.Blocks(backend) {
		// The block of the backend says which one it is, also with nothing in it.
		text.WriteString(settingsOf(block, nil, i == 0))
	}
	text.WriteString("}\n")
	return string(hclwrite.Format([]byte(text.String())))
}

// settingsOf writes a block with its settings in the environment, "" when there are none and it need not be there.
func settingsOf(block setup.Block, outer []string, needed bool) string {
	names := slices.Concat(outer, []string{block.Name})
	var text strings.Builder
	for _, setting := range block.Settings {
		value := os.Getenv(setup.EnvironmentName(slices.Concat(names, []string{setting.Name})...))
		if value != "" && !setting.Secret {
			fmt.Fprintf(&text, "%s = %s\n", setting.Name, settingValue(setting.Kind, value))
		}
	}
	for _, inner := range block.Blocks {
		text.WriteString(settingsOf(inner, names, false))
	}
	if text.Len() == 0 && !needed {
		return ""
	}
	return block.Name + " {\n" + text.String() + "}\n"
}

// settingValue writes the value of a setting in the environment. The connection was made with it, so it is of its kind.
func settingValue(kind setup.Kind, value string) string {
	switch kind {
	case setup.Flag:
		if value == "1" || strings.EqualFold(value, "t") || strings.EqualFold(value, "true") {
			return "true"
		}
		return "false"
	case setup.Number:
		return value
	case setup.Texts, setup.Words:
		return list(strings.Fields(value), quote)
	default:
		return quote(value)
	}
}
