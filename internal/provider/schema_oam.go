package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
)

// oamAttributes returns the room of OAM's own properties.
func oamAttributes() attributes {
	const claims = " that the client gets whatever its scopes say. Needs OAM 12.2.1.4."
	a := attributes{}
	a.text(oam.IdentityDomain, "Name of the identity domain that the client lives in. Left out, that of the provider configuration. Changing it makes a new client.")
	a.text(oam.ClientType, "`CONFIDENTIAL_CLIENT`, `PUBLIC_CLIENT` or `MOBILE_CLIENT`. A public client has no secret.", oneOf(oam.ClientTypes...))
	a.text(oam.Description, "Any text about the client.")
	a.text(oam.DefaultScope, "Scope of requests that name none; one of `scopes`.")
	a[oam.Attributes.Name()] = schema.SetNestedAttribute{
		Optional:            true,
		MarkdownDescription: describe(oam.Attributes, "Custom attributes to put into tokens. The server shows those of the client's resource servers beside them, which is no difference."),
		Validators:          []validator.Set{setvalidator.NoNullValues()},
		NestedObject:        schema.NestedAttributeObject{Attributes: attributeMembers()},
	}
	a.set(oam.AccessTokenCustomClaims, "Claims in access tokens"+claims)
	a.set(oam.IDTokenCustomClaims, "Claims in ID tokens"+claims)
	a.set(oam.UserInfoCustomClaims, "Claims in UserInfo answers"+claims)
	a.number(oam.OldSecretRetentionTimeInDays, "For how many days the previous secret still works after a new one was set. Left out, it does not. Needs OAM 12.2.1.4.")
	a.text(oam.UsePKCE, "What the client must do for PKCE (RFC 7636): `STRICT` or `NON_STRICT`. Other values are passed on with a warning. Needs bundle patch 12.2.1.4.201201.")
	return a
}

// attributeMembers are the members of a custom attribute of a client, or of a token attribute of a resource server.
func attributeMembers() map[string]schema.Attribute {
	member := func(description string, validators ...validator.String) schema.StringAttribute {
		return schema.StringAttribute{Required: true, Validators: append(validators, filled), MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"name":  member("Name of the attribute."),
		"value": member("Its value: a text for a static attribute, an expression such as `$session.id` or `$user.attr.cn` for a dynamic one."),
		"type":  member("`STATIC` or `DYNAMIC`, in any letter case.", stringvalidator.OneOfCaseInsensitive(oam.AttributeTypes...)),
	}
}
