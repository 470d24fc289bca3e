package live

const betterAuthPrefix = "OAUTH_LIVE_BETTER_AUTH"

// BetterAuth is better-auth with its OAuth provider, in the version pinned in the folder internal/live/better-auth. It
// registers clients (RFC 7591) that show an initial access token, and has no RFC 7592. Its issuer has a path.
var BetterAuth = nodeProgram{
	folder:             "better-auth",
	readyPath:          "/api/auth/.well-known/openid-configuration",
	issuerPath:         "/api/auth",
	registrationPath:   "/api/auth/oauth2/register",
	initialAccessToken: nodeInitialAccessToken,
}.server("better-auth", betterAuthPrefix)
