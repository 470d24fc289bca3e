// Package setup is the provider's own configuration: its blocks, the environment variables that stand for them, and the
// connection to an authorization server that they come to.
package setup

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// A Block is a block of the provider's configuration.
type Block struct {
	// Name is the block's name, and Doc what it is for.
	Name, Doc string
	Settings  []Setting
	// Blocks are the blocks inside.
	Blocks []Block
}

// A Setting is an argument of a block. It can also come from the environment; see [EnvironmentName].
type Setting struct {
	// Name is the argument's name, and Doc what it means and what leaving it out does.
	Name, Doc string
	// Kind is the kind of its value.
	Kind Kind
	// Values are the only values of a text. Nil means any.
	Values []string
	// Secret says that no plan or log may show it.
	Secret bool
}

// A Kind is the kind of a setting's value.
type Kind int

// The kinds of settings, and how they are written in an environment variable.
const (
	// Text is any text.
	Text Kind = iota
	// Flag is true or false.
	Flag
	// Number is a number.
	Number
	// Span is a span of time, such as "90s".
	Span
	// Texts is a set of texts; in the environment they are separated by blanks.
	Texts
	// Words is a list of texts, such as a command; in the environment they are separated by blanks.
	Words
	// TextMap is a map of texts; in the environment it is one "Name: value" a line.
	TextMap
)

// inEnvironment says how the kinds that are more than a text are written in the environment.
var inEnvironment = map[Kind]string{
	Texts:   " There, separated by blanks.",
	Words:   " There, separated by blanks.",
	TextMap: " There, one `Name: value` a line.",
}

// EnvironmentName returns the environment variable of a setting, by the names of its blocks and its own.
func EnvironmentName(parts ...string) string {
	return "OAUTH_" + strings.ToUpper(strings.Join(parts, "_"))
}

// Schema returns the schema of the provider's configuration.
func Schema() schema.Schema {
	blocks := map[string]schema.Block{}
	for _, block := range allBlocks() {
		blocks[block.Name] = block.schema()
	}
	return schema.Schema{
		MarkdownDescription: "Manages OAuth 2.0 and OpenID Connect clients on the authorization server you run. " +
			"Configure exactly one of the backend blocks, or none and the environment variables of one.",
		Blocks: blocks,
	}
}

func allBlocks() []Block {
	blocks := []Block{httpBlock, defaultsBlock}
	for _, backend := range Backends() {
		blocks = append(blocks, backend.Block)
	}
	return blocks
}

func (b Block) schema(outer ...string) schema.SingleNestedBlock {
	names := slices.Concat(outer, []string{b.Name})
	attributes := map[string]schema.Attribute{}
	for _, setting := range b.Settings {
		attributes[setting.Name] = setting.schema(names)
	}
	blocks := map[string]schema.Block{}
	for _, inner := range b.Blocks {
		blocks[inner.Name] = inner.schema(names...)
	}
	return schema.SingleNestedBlock{MarkdownDescription: b.Doc, Attributes: attributes, Blocks: blocks}
}

func (s Setting) schema(blocks []string) schema.Attribute {
	doc := s.Doc + " Can be set in the environment as `" + EnvironmentName(append(blocks[:len(blocks):len(blocks)], s.Name)...) + "`." + inEnvironment[s.Kind]
	switch s.Kind {
	case Flag:
		return schema.BoolAttribute{Optional: true, MarkdownDescription: doc}
	case Number:
		return schema.NumberAttribute{Optional: true, MarkdownDescription: doc}
	case Texts:
		return schema.SetAttribute{Optional: true, Sensitive: s.Secret, ElementType: types.StringType, MarkdownDescription: doc}
	case Words:
		return schema.ListAttribute{Optional: true, Sensitive: s.Secret, ElementType: types.StringType, MarkdownDescription: doc}
	case TextMap:
		return schema.MapAttribute{Optional: true, Sensitive: s.Secret, ElementType: types.StringType, MarkdownDescription: doc}
	default:
		return schema.StringAttribute{Optional: true, Sensitive: s.Secret, MarkdownDescription: doc}
	}
}

// names returns the names of the block's settings and inner blocks.
func (b Block) names() map[string]bool {
	names := map[string]bool{}
	for _, s := range b.Settings {
		names[s.Name] = true
	}
	for _, inner := range b.Blocks {
		names[inner.Name] = true
	}
	return names
}
