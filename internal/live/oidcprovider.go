package live

// The environment variables that say how to use a running node oidc-provider.
const (
	// EnvOIDCIssuer names the variable for the issuer, which is also the server's base URL, without a slash at the end.
	EnvOIDCIssuer = oidcPrefix + issuerSuffix
	// EnvOIDCInitialAccessToken names the variable for the token that a registration must show. It also opens the
	// operator's requests of internal/live/oidc-provider/operator.mjs.
	EnvOIDCInitialAccessToken = oidcPrefix + initialAccessTokenSuffix
)

const (
	oidcPrefix           = "OAUTH_LIVE_OIDC"
	oidcFixedTokenPrefix = "OAUTH_LIVE_OIDC_FIXED_TOKEN"

	nodeInitialAccessToken = "not-a-secret-initial-access-token"
)

// OIDCProvider is node oidc-provider in the version pinned in the folder internal/live/oidc-provider, as an RFC 7591 and
// RFC 7592 server that replaces the registration access token on every PUT. It needs node 20.20 or newer and npm, which
// installs about 40 packages the first time.
var OIDCProvider = oidcProgram("1").server("oidc-provider", oidcPrefix)

// OIDCProviderFixedToken is the same server with registration access tokens that stay what they are.
var OIDCProviderFixedToken = oidcProgram("0").server("oidc-provider-fixed-token", oidcFixedTokenPrefix)

func oidcProgram(rotate string) nodeProgram {
	return nodeProgram{
		folder:             "oidc-provider",
		env:                []string{"ROTATE_REGISTRATION_ACCESS_TOKEN=" + rotate},
		readyPath:          "/.well-known/openid-configuration",
		registrationPath:   "/reg",
		initialAccessToken: nodeInitialAccessToken,
	}
}
