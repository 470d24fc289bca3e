package oam

import "github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"

// Properties of a client that only Oracle Access Manager knows.
var (
	// IdentityDomain is the name of the identity domain that the client lives in; it cannot move. Absent: the one of
	// [Config].
	IdentityDomain = oauthclient.NewField("oam.identity_domain", oauthclient.String)
	// ClientType is CONFIDENTIAL_CLIENT, PUBLIC_CLIENT or MOBILE_CLIENT. Absent: the first, which is sent,
	// since OAM's default is not documented.
	ClientType = oauthclient.NewField("oam.client_type", oauthclient.String)
	// Description is free text.
	Description = oauthclient.NewField("oam.description", oauthclient.String)
	// DefaultScope is the scope of requests that name none; one of the client's scopes.
	DefaultScope = oauthclient.NewField("oam.default_scope", oauthclient.String)
	// Attributes are put into tokens. Each object has the members name, value and type, which is STATIC for a value
	// taken as it is, or DYNAMIC for one such as $user.attr.cn; the letter case of the type has no meaning.
	Attributes = oauthclient.NewField("oam.attributes", oauthclient.Objects)
	// AccessTokenCustomClaims are claims to put into access tokens whatever the scopes say; since 12.2.1.4.
	AccessTokenCustomClaims = oauthclient.NewField("oam.access_token_custom_claims", oauthclient.Set)
	// IDTokenCustomClaims are claims to put into ID tokens whatever the scopes say; since 12.2.1.4.
	IDTokenCustomClaims = oauthclient.NewField("oam.id_token_custom_claims", oauthclient.Set)
	// UserInfoCustomClaims are claims to put into UserInfo answers whatever the scopes say; since 12.2.1.4.
	UserInfoCustomClaims = oauthclient.NewField("oam.user_info_custom_claims", oauthclient.Set)
	// OldSecretRetentionTimeInDays is for how many days a previous secret still works; since 12.2.1.4. Absent and 0
	// both mean that it does not.
	OldSecretRetentionTimeInDays = oauthclient.NewField("oam.old_secret_retention_time_in_days", oauthclient.Int)
	// UsePKCE is STRICT or NON_STRICT. The REST reference does not have it; servers know it since 12.2.1.4.201201.
	UsePKCE = oauthclient.NewField("oam.use_pkce", oauthclient.String)
	// UID is a UUID made by the server, which shows it in text answers only.
	UID = oauthclient.NewField("oam.uid", oauthclient.String)
)

// Fields returns every field that is declared here.
func Fields() []oauthclient.Field {
	return []oauthclient.Field{
		IdentityDomain, ClientType, Description, DefaultScope, Attributes, AccessTokenCustomClaims, IDTokenCustomClaims,
		UserInfoCustomClaims, OldSecretRetentionTimeInDays, UsePKCE, UID,
	}
}
