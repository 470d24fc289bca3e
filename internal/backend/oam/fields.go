package oam

import "github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"

// Properties of a client that only Oracle Access Manager knows.
var (
	// IdentityDomain is the name of the identity domain that the client lives in; it cannot move.
	IdentityDomain = oauthclient.NewField(oauthclient.Spec{
		Path: "oam.identity_domain", Kind: oauthclient.String, Check: CheckDomain,
		Doc:     "Name of the identity domain that the client lives in.",
		Writing: "Left out, that of the provider configuration. Changing it makes a new client.",
	})
	// ClientType is the type of the client. It is always sent, since OAM's default is not documented.
	ClientType = oauthclient.NewField(oauthclient.Spec{
		Path: "oam.client_type", Kind: oauthclient.String, Closed: true,
		Values: []oauthclient.Value{
			{Value: confidential, Doc: "has a secret, or another way to authenticate"},
			{Value: public, Doc: "has no secret"},
			{Value: mobile, Doc: "an app on a mobile device"},
		},
		Doc: "Type of the client.",
	})
	// Description is free text.
	Description = oauthclient.NewField(oauthclient.Spec{
		Path: "oam.description", Kind: oauthclient.String, Check: checkDescription,
		Doc: "Any text about the client.",
	})
	// DefaultScope is the scope of requests that name none.
	DefaultScope = oauthclient.NewField(oauthclient.Spec{
		Path: "oam.default_scope", Kind: oauthclient.String,
		Doc: "Scope of requests that name none; one of `scopes`.",
	})
	// Attributes are put into tokens.
	Attributes = oauthclient.NewField(oauthclient.Spec{
		Path: "oam.attributes", Kind: oauthclient.Objects, Members: attributeMembers,
		Doc: "Custom attributes that the server puts into tokens. The server shows those of the client's resource servers beside them, which are not counted.",
	})
	// AccessTokenCustomClaims are claims to put into access tokens whatever the scopes say.
	AccessTokenCustomClaims = customClaims("access_token_custom_claims", "access tokens")
	// IDTokenCustomClaims are claims to put into ID tokens whatever the scopes say.
	IDTokenCustomClaims = customClaims("id_token_custom_claims", "ID tokens")
	// UserInfoCustomClaims are claims to put into UserInfo answers whatever the scopes say.
	UserInfoCustomClaims = customClaims("user_info_custom_claims", "UserInfo answers")
	// OldSecretRetentionTimeInDays is for how many days a previous secret still works. Absent and 0 both mean that it does
	// not.
	OldSecretRetentionTimeInDays = oauthclient.NewField(oauthclient.Spec{
		Path: "oam.old_secret_retention_time_in_days", Kind: oauthclient.Int,
		Doc:     "For how many days the previous secret still works after a new one was set; `0` means that it stops at once.",
		Writing: "With it a rotation of the secret has an overlap. Left out, the old secret stops working at once.",
	})
	// UsePKCE is what the client must do for PKCE. The REST reference does not have it, so there may be other values.
	UsePKCE = oauthclient.NewField(oauthclient.Spec{
		Path: "oam.use_pkce", Kind: oauthclient.String,
		Values: []oauthclient.Value{{Value: "STRICT"}, {Value: "NON_STRICT"}},
		Doc:    "What the client must do for PKCE (RFC 7636).",
	})
	// UID is a UUID made by the server, which shows it in text answers only.
	UID = oauthclient.NewField(oauthclient.Spec{
		Path: "oam.uid", Kind: oauthclient.String, Issued: true, Observed: true,
		Doc: "UUID that the server made for the client. Null when the server answers in JSON, which does not show it.",
	})
)

// The documented values of clientType.
const (
	confidential = "CONFIDENTIAL_CLIENT"
	public       = "PUBLIC_CLIENT"
	mobile       = "MOBILE_CLIENT"
)

// The members of the objects in Attributes.
const (
	attributeName  = "name"
	attributeValue = "value"
	attributeType  = "type"
)

// attributeMembers are the members of a custom attribute of a client, or of a token attribute of a resource server.
var attributeMembers = []oauthclient.Member{
	{Name: attributeName, Required: true, Doc: "Name of the attribute."},
	{Name: attributeValue, Required: true, MayBeEmpty: true, Doc: "Its value: a text for a static attribute, an expression such as `$session.id` or `$user.attr.cn` for a dynamic one."},
	{Name: attributeType, Required: true, Doc: "Whether the value is taken as it is, or is an expression.", Values: []string{"STATIC", "DYNAMIC"}},
}

func customClaims(name, of string) oauthclient.Field {
	return oauthclient.NewField(oauthclient.Spec{
		Path: "oam." + name, Kind: oauthclient.Set,
		Doc: "Claims in " + of + " that the client gets whatever its scopes say.",
	})
}

// Fields returns every field that is declared here.
func Fields() []oauthclient.Field {
	return []oauthclient.Field{
		IdentityDomain, ClientType, Description, DefaultScope, Attributes, AccessTokenCustomClaims, IDTokenCustomClaims,
		UserInfoCustomClaims, OldSecretRetentionTimeInDays, UsePKCE, UID,
	}
}
