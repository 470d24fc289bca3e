package live

import "os"

// What the names of the variables of a registration server end with, after a prefix of its own such as OAUTH_LIVE_OIDC.
const (
	issuerSuffix               = "_ISSUER"
	registrationEndpointSuffix = "_REGISTRATION_ENDPOINT"
	initialAccessTokenSuffix   = "_INITIAL_ACCESS_TOKEN"
)

// A RegistrationServer is a running server that registers clients as RFC 7591 says.
type RegistrationServer struct {
	// Name is the name of the [Server].
	Name string
	// Issuer is the issuer as the server's own metadata give it.
	Issuer string
	// Endpoint is the URL of the registration endpoint.
	Endpoint string
	// InitialAccessToken is what a registration must show; empty when the server asks for nothing.
	InitialAccessToken string
}

// registrationPrefixes are the prefixes of the variables, by server name, in the order of [Servers].
var registrationPrefixes = []struct{ name, prefix string }{
	{OIDCProvider.Name, oidcPrefix},
	{OIDCProviderFixedToken.Name, oidcFixedTokenPrefix},
	{Glewlwyd.Name, glewlwydPrefix},
	{MCPSDK.Name, mcpSDKPrefix},
	{BetterAuth.Name, betterAuthPrefix},
}

// RegistrationServers returns the registration servers that the environment describes. Ory Hydra, whose public endpoint
// is one too, is not among them: it has variables of its own.
func RegistrationServers() []RegistrationServer {
	var servers []RegistrationServer
	for _, p := range registrationPrefixes {
		if issuer := os.Getenv(p.prefix + issuerSuffix); issuer != "" {
			servers = append(servers, RegistrationServer{
				Name:               p.name,
				Issuer:             issuer,
				Endpoint:           os.Getenv(p.prefix + registrationEndpointSuffix),
				InitialAccessToken: os.Getenv(p.prefix + initialAccessTokenSuffix),
			})
		}
	}
	return servers
}

// env returns the variables from which [RegistrationServers] reads the server again.
func (server RegistrationServer) env(prefix string) []string {
	env := []string{
		prefix + issuerSuffix + "=" + server.Issuer,
		prefix + registrationEndpointSuffix + "=" + server.Endpoint,
	}
	if server.InitialAccessToken != "" {
		env = append(env, prefix+initialAccessTokenSuffix+"="+server.InitialAccessToken)
	}
	return env
}
