package entity

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Presence says whether an attribute must, may or cannot be configured, and whether a server or the provider may set it.
type Presence struct{ Required, Optional, Computed bool }

// Attribute returns the attribute that a resource has for a field. It has no validators, defaults and plan modifiers: what is
// decided about a value is decided once, by the core.
func Attribute(f oauthclient.Field, has Presence, doc string) schema.Attribute {
	switch f.Kind() {
	case oauthclient.Bool:
		return schema.BoolAttribute{Required: has.Required, Optional: has.Optional, Computed: has.Computed, MarkdownDescription: doc}
	case oauthclient.Int:
		// Not Int64Attribute: of 1.5 that says that it is "always an error in the provider".
		return schema.NumberAttribute{Required: has.Required, Optional: has.Optional, Computed: has.Computed, MarkdownDescription: doc}
	case oauthclient.Set:
		return schema.SetAttribute{Required: has.Required, Optional: has.Optional, Computed: has.Computed, ElementType: types.StringType, MarkdownDescription: doc}
	case oauthclient.List:
		return schema.ListAttribute{Required: has.Required, Optional: has.Optional, Computed: has.Computed, ElementType: types.StringType, MarkdownDescription: doc}
	case oauthclient.Map:
		return schema.MapAttribute{Required: has.Required, Optional: has.Optional, Computed: has.Computed, ElementType: types.StringType, MarkdownDescription: doc}
	case oauthclient.Objects:
		members := map[string]schema.Attribute{}
		for _, member := range f.Spec().Members {
			members[member.Name] = attributeOf(member)
		}
		return schema.SetNestedAttribute{
			Required: has.Required, Optional: has.Optional, Computed: has.Computed, MarkdownDescription: doc,
			NestedObject: schema.NestedAttributeObject{Attributes: members},
		}
	default:
		return schema.StringAttribute{Required: has.Required, Optional: has.Optional, Computed: has.Computed, Sensitive: f.Spec().Secret, MarkdownDescription: doc}
	}
}

func attributeOf(member oauthclient.Member) schema.Attribute {
	doc := DescribeMember(member)
	switch member.Kind {
	case oauthclient.Int:
		return schema.NumberAttribute{Required: member.Required, Optional: !member.Required, MarkdownDescription: doc}
	case oauthclient.Bool:
		return schema.BoolAttribute{Required: member.Required, Optional: !member.Required, MarkdownDescription: doc}
	default:
		return schema.StringAttribute{Required: member.Required, Optional: !member.Required, MarkdownDescription: doc}
	}
}

// DescribeMember returns the text for a member of an object.
func DescribeMember(member oauthclient.Member) string {
	text := member.Doc
	if len(member.Values) > 0 {
		text += " One of `" + strings.Join(member.Values, "`, `") + "`, in any letter case."
	}
	return text
}
