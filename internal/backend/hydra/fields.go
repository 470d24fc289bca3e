package hydra

import (
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Properties of a client that only Ory Hydra knows.
var (
	// Owner says who owns the client; Hydra can filter its list by it.
	Owner = oauthclient.NewField(oauthclient.Spec{
		Path: "hydra.owner", Kind: oauthclient.String,
		Doc: "Who owns the client. Hydra's list can be filtered by it.",
	})
	// Audience lists what the client may ask for as the audience of its access tokens.
	Audience = oauthclient.NewField(oauthclient.Spec{
		Path: "hydra.audience", Kind: oauthclient.Set, Doubt: doubtAudience,
		Doc: "What the client may ask for as the audience of its access tokens, usually URLs.",
	})
	// AllowedCORSOrigins are the web origins that may call the token endpoint for this client.
	AllowedCORSOrigins = oauthclient.NewField(oauthclient.Spec{
		Path: "hydra.allowed_cors_origins", Kind: oauthclient.Set, Check: checkOrigin,
		Doc: "Web origins, as in `https://app.example.com`, from which browsers may call the token endpoint for this client, beside those of the server's own setting.",
	})
	// Metadata is any JSON value the operator wants to keep with the client.
	Metadata = oauthclient.NewField(oauthclient.Spec{
		Path: "hydra.metadata", Kind: oauthclient.JSON,
		Doc:     "Any JSON that is kept with the client. It is compared by value, not by spelling.",
		Writing: "`jsonencode(...)` makes it.",
	})
	// SkipConsent lets the client's users skip the consent screen.
	SkipConsent = oauthclient.NewField(oauthclient.Spec{
		Path: "hydra.skip_consent", Kind: oauthclient.Bool,
		Doc: "Whether users of this client skip the consent screen.",
	})
	// SkipLogoutConsent lets the client's users skip the logout confirmation. Hydra tells null from false.
	SkipLogoutConsent = oauthclient.NewField(oauthclient.Spec{
		Path: "hydra.skip_logout_consent", Kind: oauthclient.Bool,
		Doc: "Whether users of this client skip the confirmation of a logout. Hydra keeps `false` apart from null, and tells the logout page which of them it is.",
	})
	// AccessTokenStrategy is "jwt" or "opaque". Hydra writes it in lower case.
	AccessTokenStrategy = oauthclient.NewField(oauthclient.Spec{
		Path: "hydra.access_token_strategy", Kind: oauthclient.String, Closed: true,
		Values: []oauthclient.Value{{Value: "jwt", Doc: "JSON Web Tokens"}, {Value: "opaque", Doc: "random texts"}},
		Known:  func(text string) bool { return strings.EqualFold(text, "jwt") || strings.EqualFold(text, "opaque") },
		Doc:    "Form of the client's access tokens, instead of the server's own setting.",
	})
	// CreatedAt is when the client was made. Only the server sets it.
	CreatedAt = oauthclient.NewField(oauthclient.Spec{
		Path: "hydra.created_at", Kind: oauthclient.Time, Issued: true, Observed: true,
		Doc: "When the client was made.",
	})
	// UpdatedAt is when the client was last changed. Only the server sets it.
	UpdatedAt = oauthclient.NewField(oauthclient.Spec{
		Path: "hydra.updated_at", Kind: oauthclient.Time, Issued: true, Observed: true,
		Doc: "When the client was last changed.",
	})
)

// Lifespans are how long the tokens of each grant are valid, instead of the server's setting.
var Lifespans = []oauthclient.Field{
	lifespan("authorization code", "access"),
	lifespan("authorization code", "ID"),
	lifespan("authorization code", "refresh"),
	lifespan("client credentials", "access"),
	lifespan("implicit", "access"),
	lifespan("implicit", "ID"),
	lifespan("JWT bearer", "access"),
	lifespan("refresh token", "access"),
	lifespan("refresh token", "ID"),
	lifespan("refresh token", "refresh"),
}

// DeviceLifespans are those of the device grant. They came with v25.4; v2.3.0 drops them without a word (seen there).
var DeviceLifespans = []oauthclient.Field{
	lifespan("device authorization", "access"),
	lifespan("device authorization", "ID"),
	lifespan("device authorization", "refresh"),
}

func lifespan(grant, token string) oauthclient.Field {
	path := "hydra." + strings.ReplaceAll(grant, " ", "_") + "_grant_" + token + "_token_lifespan"
	return oauthclient.NewField(oauthclient.Spec{
		Path: strings.ToLower(path), Kind: oauthclient.Duration,
		Doc: "How long " + token + " tokens of the " + grant + " grant are valid, instead of the server's own setting: a duration such as `90m` or `1h30m`.",
	})
}

// Fields returns every field that is declared here.
func Fields() []oauthclient.Field {
	return slices.Concat([]oauthclient.Field{
		Owner, Audience, AllowedCORSOrigins, Metadata, SkipConsent, SkipLogoutConsent, AccessTokenStrategy, CreatedAt, UpdatedAt,
	}, Lifespans, DeviceLifespans)
}
