package client

import (
	"sync"

	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// resourceSchema is the schema of the resource: the registered members of client metadata flat at the top, a block for each
// specification that few servers know, and one for each product. It has no validators, defaults and plan modifiers: all
// that is decided about a client is decided once, in this package (see "How a plan is made" in internal/docs/design.md).
var resourceSchema = sync.OnceValue(func() schema.Schema {
	attributes := map[string]schema.Attribute{
		secretWriteOnly: schema.StringAttribute{
			Optional: true, Sensitive: true, WriteOnly: true,
			MarkdownDescription: "The client secret, never held in a plan or the state. The client gets it at creation, and another one when `client_secret_wo_version` changes. An ephemeral value that is another one each time needs a version. Needs Terraform 1.11 or OpenTofu 1.11.",
		},
		secretWriteOnlyVersion: schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Any text that you change when the client is to get another `client_secret_wo`, such as a number or a date. Left out, an edited secret is noticed by itself, and this counts how often: " +
				"a salted hash of the secret (PBKDF2) is kept in the resource's private state then, so the secret should have enough entropy not to be guessed, and each plan of the client takes some milliseconds more.",
		},
		secretRotation: schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Any values: when one of them changes, the client gets a new secret in place, known after apply. The old one stops working at once, unless `client_secret_retirement_triggers` are set. " +
				"Adding them to a client whose secret is in the state, or taking them out, changes nothing.",
		},
		secretRetirement: schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Any values. While they are set, a rotation by `client_secret_rotation_triggers` leaves the old secret working; when one of them changes, the old secrets stop working. " +
				"Needs a server whose secrets overlap: Ory Hydra after v26.2.0. On an older Hydra a rotation ends the old secret at once, and says so. Oracle Access Manager has `oam.old_secret_retention_time_in_days` instead.",
		},
		onExisting:         onExistingAttribute(),
		deletionProtection: deletionProtectionAttribute(),
	}
	blocks := map[string]schema.Block{timeouts.Name: timeouts.Block()}
	for _, f := range setup.Fields() {
		if f.Block() == "" {
			attributes[f.Name()] = attributeOf(f)
		}
	}
	for _, block := range oauthclient.Blocks() {
		blocks[block.Name] = blockOf("Metadata of "+block.Title+".", block.Fields)
	}
	for _, backend := range setup.Backends() {
		blocks[backend.Name()] = blockOf("What only "+backend.Profile().Title+" knows.", backend.Fields)
	}
	return schema.Schema{
		MarkdownDescription: "An OAuth 2.0 or OpenID Connect client of the authorization server that the provider is configured for.\n\n" +
			"What you leave out stays out: the server's default applies, the state holds null, and the data source shows what the server has. " +
			"What neither the configuration nor the state has, an update leaves as it is on the server. " +
			"What you take out again goes back to the server's default, apart from `client_id` and `client_secret`, which a client keeps.",
		Attributes: attributes,
		Blocks:     blocks,
	}
})

func blockOf(doc string, fields []oauthclient.Field) schema.Block {
	attributes := map[string]schema.Attribute{}
	for _, f := range fields {
		if !f.Spec().Observed {
			attributes[f.Name()] = attributeOf(f)
		}
	}
	return schema.SingleNestedBlock{MarkdownDescription: doc, Attributes: attributes}
}

// attributeOf returns the attribute of a field: optional, and computed where a server, or the defaults in the provider's
// configuration, may set what nobody configured. Any other field that is left out is null.
func attributeOf(f oauthclient.Field) schema.Attribute {
	issued := f.Spec().Issued
	computed := issued || f == oauthclient.ClientID || f == oauthclient.ClientSecret || setup.HasDefault(f)
	return entity.Attribute(f, entity.Presence{Optional: !issued, Computed: computed}, describe(f))
}

// dataSourceSchema shows everything a server has. It has attributes where the resource has blocks: an engine refuses a block
// that the configuration lacks and the answer has.
var dataSourceSchema = sync.OnceValue(func() dataschema.Schema {
	attributes := map[string]dataschema.Attribute{}
	for _, f := range setup.Fields() {
		if f.Block() == "" {
			attributes[f.Name()] = observedOf(f)
		}
	}
	for _, block := range oauthclient.Blocks() {
		attributes[block.Name] = observedIn("Metadata of "+block.Title+".", block.Fields)
	}
	for _, backend := range setup.Backends() {
		attributes[backend.Name()] = observedIn("What only "+backend.Profile().Title+" knows.", backend.Fields)
	}
	attributes["id"] = dataschema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "Names the client completely, in the form that an import takes. Set this or `client_id`.",
	}
	attributes["client_id"] = dataschema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "The OAuth client identifier. Set this or `id`.",
	}
	return dataschema.Schema{
		MarkdownDescription: "An OAuth client as the authorization server has it, with everything that the server filled in.",
		Attributes:          attributes,
	}
})

func observedIn(doc string, fields []oauthclient.Field) dataschema.Attribute {
	attributes := map[string]dataschema.Attribute{}
	for _, f := range fields {
		attributes[f.Name()] = observedOf(f)
	}
	return dataschema.SingleNestedAttribute{Computed: true, MarkdownDescription: doc, Attributes: attributes}
}

func observedOf(f oauthclient.Field) dataschema.Attribute {
	spec, doc := f.Spec(), describeObserved(f)
	switch f.Kind() {
	case oauthclient.Bool:
		return dataschema.BoolAttribute{Computed: true, MarkdownDescription: doc}
	case oauthclient.Int:
		return dataschema.NumberAttribute{Computed: true, MarkdownDescription: doc}
	case oauthclient.Set:
		return dataschema.SetAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: doc}
	case oauthclient.List:
		return dataschema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: doc}
	case oauthclient.Map:
		return dataschema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: doc}
	case oauthclient.Objects:
		members := map[string]dataschema.Attribute{}
		for _, member := range spec.Members {
			members[member.Name] = dataschema.StringAttribute{Computed: true, MarkdownDescription: entity.DescribeMember(member)}
		}
		return dataschema.SetNestedAttribute{
			Computed: true, MarkdownDescription: doc,
			NestedObject: dataschema.NestedAttributeObject{Attributes: members},
		}
	default:
		return dataschema.StringAttribute{Computed: true, Sensitive: spec.Secret, MarkdownDescription: doc}
	}
}
