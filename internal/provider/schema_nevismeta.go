package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
)

// nevismetaAttributes returns the room of nevisMeta's own properties.
func nevismetaAttributes() attributes {
	const lifetime = " in seconds, instead of the setup's."
	a := attributes{}
	a.text(nevismeta.SetupID, "Id of the setup that the client belongs to. Left out, that of the provider configuration. Changing it makes a new client.")
	a.text(nevismeta.Module, "Module of the setup. Left out, that of the provider configuration. Changing it makes a new client.")
	a.text(nevismeta.Owner, "User who may manage the client beside administrators. Left out, whoever creates the client, and an update does not change it.")
	a.text(nevismeta.Comment, "Any text about the client.")
	a[nevismeta.Metadata.Name()] = metadataEntries()
	a.text(nevismeta.ValidFrom, "When the client becomes what is configured, as an RFC 3339 time such as `2030-01-31T06:00:00Z`. Left out, at once. "+
		"A time in the future schedules the creation or the change; until then this state of Terraform is ahead of the server. Removing it withdraws what was scheduled. See the guide on nevisMeta.", timestamp)
	a.text(nevismeta.ConfidentialityType, "`public` or `confidential` (RFC 6749 section 2.1). A public client has no secret. Other values are passed on with a warning.")
	a.text(nevismeta.PKCEMode, "What the client must do for PKCE (RFC 7636): `allowed`, `required` or `s256-required`. Other values are passed on with a warning.")
	a.flag(nevismeta.ForceReauthentication, "Make users log in again for this client. Left out, the setup decides.")
	a.number(nevismeta.AccessTokenTTL, "Lifetime of access tokens"+lifetime)
	a.number(nevismeta.RefreshTokenTTL, "Lifetime of refresh tokens"+lifetime)
	a.number(nevismeta.IDTokenTTL, "Lifetime of ID tokens"+lifetime)
	a.number(nevismeta.PersistedConsentTTL, "How long a user's consent is remembered"+lifetime)
	a.flag(nevismeta.NotSentGrantType, "The undocumented member `notSentGrantType` of the API, most likely the server's own note. Sent only when it is set here; leave it out.")
	return a
}

// metadataEntries is the attribute of nevismeta.Metadata.
func metadataEntries() schema.SetNestedAttribute {
	return schema.SetNestedAttribute{
		Optional:            true,
		MarkdownDescription: describe(nevismeta.Metadata, "Texts about the client in any number of languages, for the consent screen and for filters."),
		Validators:          []validator.Set{setvalidator.NoNullValues()},
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required: true, Validators: []validator.String{filled},
				MarkdownDescription: "What the text is, such as `client_name`.",
			},
			"value": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "The text.",
			},
			"locale": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Language of the text, such as `de`. Left out, the text is for every language.",
			},
		}},
	}
}
