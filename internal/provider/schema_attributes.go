package provider

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// attributes is a level of the schema under construction, by attribute name.
type attributes map[string]schema.Attribute

// text adds an optional attribute for a field that is a string in Go.
func (a attributes) text(f oauthclient.Field, description string, validators ...validator.String) {
	a[f.Name()] = schema.StringAttribute{
		Optional: true, MarkdownDescription: describe(f, description), Validators: validators,
	}
}

// flag adds an optional attribute for a Bool field.
func (a attributes) flag(f oauthclient.Field, description string) {
	a[f.Name()] = schema.BoolAttribute{Optional: true, MarkdownDescription: describe(f, description)}
}

// number adds an optional attribute for an Int field.
func (a attributes) number(f oauthclient.Field, description string, validators ...validator.Int64) {
	a[f.Name()] = schema.Int64Attribute{
		Optional: true, MarkdownDescription: describe(f, description), Validators: validators,
	}
}

// set adds an optional attribute for a Set field, whose elements must pass the validators.
func (a attributes) set(f oauthclient.Field, description string, elements ...validator.String) {
	a[f.Name()] = schema.SetAttribute{
		Optional: true, ElementType: types.StringType, MarkdownDescription: describe(f, description),
		Validators: []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(append(elements, filled)...)},
	}
}

// stringMap adds an optional attribute for a Map field.
func (a attributes) stringMap(f oauthclient.Field, description string) {
	a[f.Name()] = schema.MapAttribute{
		Optional: true, ElementType: types.StringType, MarkdownDescription: describe(f, description),
		Validators: []validator.Map{mapvalidator.NoNullValues(), mapvalidator.ValueStringsAre(filled)},
	}
}

// issuedText adds a computed attribute for a field that only a server sets.
func (a attributes) issuedText(f oauthclient.Field, description string) {
	a[f.Name()] = schema.StringAttribute{
		Computed: true, Sensitive: oauthclient.IsSensitive(f), MarkdownDescription: describe(f, description),
	}
}

// issuedNumber adds a computed attribute for a field that only a server sets.
func (a attributes) issuedNumber(f oauthclient.Field, description string) {
	a[f.Name()] = schema.Int64Attribute{Computed: true, MarkdownDescription: describe(f, description)}
}

// room wraps a level into an optional nested attribute.
func (a attributes) room(description string) schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{Optional: true, MarkdownDescription: description, Attributes: a}
}

// oneOf accepts the documented values and no others.
func oneOf(values ...string) validator.String { return stringvalidator.OneOf(values...) }

// describe completes the description of a field: the values that servers fill in when it is left out, and the backends
// that have it. The rooms of a product do not repeat whose they are.
func describe(f oauthclient.Field, description string) string {
	var with, defaults []string
	for _, backend := range Backends() {
		fill, filled := backend.Fills[f]
		if !filled && !backend.Configurable.Has(f) {
			continue
		}
		with = append(with, backend.Name)
		if filled && fill.Default != nil && !fill.Unsure {
			defaults = append(defaults, backend.Name+" "+showDefault(f, fill))
		}
	}
	if len(defaults) > 0 {
		description += " Left out: " + strings.Join(defaults, ", ") + "."
	}
	if f.Room() == "" || !isBackend(f.Room()) {
		slices.Sort(with)
		description += " Backends: " + orNone(strings.Join(with, ", ")) + "."
	}
	return description
}

func showDefault(f oauthclient.Field, fill oauthclient.Fill) string {
	text := "`" + oauthclient.ShowValue(f, fill.Default) + "`"
	if fill.Varies {
		text += " unless the server is set otherwise"
	}
	return text
}

func orNone(text string) string {
	if text == "" {
		return "none yet"
	}
	return text
}

func isBackend(name string) bool {
	return slices.ContainsFunc(backendBlocks(), func(b backendBlock) bool { return b.name() == name })
}

// merge puts several levels together.
func merge(levels ...attributes) map[string]schema.Attribute {
	merged := map[string]schema.Attribute{}
	for _, level := range levels {
		maps.Copy(merged, level)
	}
	return merged
}
