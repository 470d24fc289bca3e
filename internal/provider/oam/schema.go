package oam

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// schema returns the schema of the resource, made from the fields.
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
	required := k.Required.Has(f)
	return entity.Attribute(f, entity.Presence{Required: required, Optional: !required}, k.describe(f))
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
