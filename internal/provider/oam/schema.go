package oam

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// schema returns the schema of the resource, made from the fields. It has no validators, defaults and plan modifiers: what is
// decided is decided by the judge.
func (k *kind) schema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for _, f := range k.Fields {
		attributes[f.Name()] = k.attribute(f)
	}
	return schema.Schema{
		MarkdownDescription: k.doc, Attributes: attributes,
		Blocks: map[string]schema.Block{timeouts.Name: timeouts.Block()},
	}
}

func (k *kind) attribute(f oauthclient.Field) schema.Attribute {
	if f == oauthclient.ID {
		return schema.StringAttribute{Computed: true, MarkdownDescription: k.idDoc}
	}
	required, doc := k.Required.Has(f), k.describe(f)
	switch f.Kind() {
	case oauthclient.Int:
		return schema.NumberAttribute{Required: required, Optional: !required, MarkdownDescription: doc}
	case oauthclient.Set:
		return schema.SetAttribute{Required: required, Optional: !required, ElementType: types.StringType, MarkdownDescription: doc}
	case oauthclient.Objects:
		members := map[string]schema.Attribute{}
		for _, member := range f.Spec().Members {
			members[member.Name] = attributeOfMember(member)
		}
		return schema.SetNestedAttribute{
			Required: required, Optional: !required, MarkdownDescription: doc,
			NestedObject: schema.NestedAttributeObject{Attributes: members},
		}
	default:
		return schema.StringAttribute{Required: required, Optional: !required, MarkdownDescription: doc}
	}
}

func attributeOfMember(member oauthclient.Member) schema.Attribute {
	doc := member.Doc
	if len(member.Values) > 0 {
		doc += " One of `" + strings.Join(member.Values, "`, `") + "`, in any letter case."
	}
	switch member.Kind {
	case oauthclient.Int:
		return schema.NumberAttribute{Required: member.Required, Optional: !member.Required, MarkdownDescription: doc}
	case oauthclient.Bool:
		return schema.BoolAttribute{Required: member.Required, Optional: !member.Required, MarkdownDescription: doc}
	default:
		return schema.StringAttribute{Required: member.Required, Optional: !member.Required, MarkdownDescription: doc}
	}
}

// describe says what a field means, and what leaving it out does.
func (k *kind) describe(f oauthclient.Field) string {
	texts := []string{f.Spec().Doc}
	if f.Spec().Writing != "" {
		texts = append(texts, f.Spec().Writing)
	}
	p, _ := k.judge.Property(f)
	if text, isText := p.Default.(string); isText && p.Behaviour == oauthclient.Fixed {
		texts = append(texts, "Left out: `"+text+"`, unless the server is set otherwise.")
	}
	if p.Since != "" {
		texts = append(texts, "Needs "+k.judge.Title()+" "+p.Since+" or newer.")
	}
	return strings.Join(texts, " ")
}
