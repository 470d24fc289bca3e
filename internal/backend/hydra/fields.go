package hydra

import "github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"

// Properties of a client that only Ory Hydra knows.
var (
	// Owner says who owns the client; Hydra can filter its list by it.
	Owner = oauthclient.NewField("hydra.owner", oauthclient.String)
	// Audience lists what the client may ask for as the audience of its access tokens.
	Audience = oauthclient.NewField("hydra.audience", oauthclient.Set)
	// AllowedCORSOrigins are the web origins that may call the token endpoint for this client.
	AllowedCORSOrigins = oauthclient.NewField("hydra.allowed_cors_origins", oauthclient.Set)
	// Metadata is any JSON value the operator wants to keep with the client.
	Metadata = oauthclient.NewField("hydra.metadata", oauthclient.JSON)
	// SkipConsent lets the client's users skip the consent screen.
	SkipConsent = oauthclient.NewField("hydra.skip_consent", oauthclient.Bool)
	// SkipLogoutConsent lets the client's users skip the logout confirmation. Hydra tells null from false.
	SkipLogoutConsent = oauthclient.NewField("hydra.skip_logout_consent", oauthclient.Bool)
	// AccessTokenStrategy is "jwt" or "opaque".
	AccessTokenStrategy = oauthclient.NewField("hydra.access_token_strategy", oauthclient.String)
	// CreatedAt is when the client was made. Only the server sets it.
	CreatedAt = oauthclient.NewField("hydra.created_at", oauthclient.Time)
	// UpdatedAt is when the client was last changed. Only the server sets it.
	UpdatedAt = oauthclient.NewField("hydra.updated_at", oauthclient.Time)
)

// Lifespans are how long the tokens of each grant are valid, instead of the server's setting. The ones of the device
// grant came with v25.4; v2.3.0 drops them without a word (seen there).
var Lifespans = []oauthclient.Field{
	oauthclient.NewField("hydra.authorization_code_grant_access_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.authorization_code_grant_id_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.authorization_code_grant_refresh_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.client_credentials_grant_access_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.implicit_grant_access_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.implicit_grant_id_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.jwt_bearer_grant_access_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.refresh_token_grant_access_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.refresh_token_grant_id_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.refresh_token_grant_refresh_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.device_authorization_grant_access_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.device_authorization_grant_id_token_lifespan", oauthclient.Duration),
	oauthclient.NewField("hydra.device_authorization_grant_refresh_token_lifespan", oauthclient.Duration),
}

// Fields returns every field that is declared here.
func Fields() []oauthclient.Field {
	return append([]oauthclient.Field{
		Owner, Audience, AllowedCORSOrigins, Metadata, SkipConsent, SkipLogoutConsent, AccessTokenStrategy, CreatedAt, UpdatedAt,
	}, Lifespans...)
}
