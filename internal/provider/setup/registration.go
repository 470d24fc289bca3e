package setup

import (
	"os"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

func registrationBackend() Backend {
	return Backend{
		Block: Block{
			Name: registration.Name,
			Doc: "Manage clients on any server that speaks OAuth 2.0 Dynamic Client Registration (RFC 7591, OpenID Connect Dynamic Client Registration), and its management protocol (RFC 7592) where the server has it. " +
				"Registration access tokens that an operator issued come from the environment variable `" + registration.TokensVariable + "`, one client a line: `CLIENT_ID TOKEN`. See the guide \"Registration servers\".",
			Settings: []Setting{
				{Name: "issuer", Doc: "Issuer identifier of the server, such as `https://login.example.com`. Its metadata (RFC 8414, OpenID Connect Discovery) says where clients are registered, and which values it supports: others are warnings at plan time."},
				{Name: "registration_endpoint", Doc: "Where clients are registered (RFC 7591 section 3), for servers whose metadata does not say so. Set this, `issuer` or both; without `issuer` no metadata is looked at."},
				{Name: "client_uri_template", Doc: "Where a client is read, changed and deleted, with `" + registration.ClientIDPlaceholder + "` in the place of its client_id, as in `https://login.example.com/register/{client_id}`. Left out, the server's answers say it (`registration_client_uri`)."},
				{Name: "initial_access_token", Secret: true, Doc: "Token that a registration must show (RFC 7591 section 3). Left out: none is sent. It also manages the clients of servers that issue no registration access tokens."},
				{Name: "initial_access_token_command", Kind: Words, Doc: "Program and arguments that print such a token, run without a shell for each registration, for servers whose tokens register one client only."},
				{Name: "fresh_initial_access_tokens", Kind: Flag, Doc: "Fetch a new token by the block `oauth2` for each registration. Default `false`: one token is used until it expires."},
				{Name: "always_refresh", Kind: Flag, Doc: "Read clients for every plan also on a server that replaces the registration access token or the secret at every read. A plan that is not applied then loses the token of every client in it. Left out: such clients are not read once that is known, and changes made on the server do not show."},
				{Name: "forget_on_denied", Kind: Flag, Doc: "Take a client that is to be destroyed for gone when the server denies access to it, or has nothing at its address, as servers do for a client that was deleted by hand. Left out: that is an error, unless the token endpoint says that the client is gone."},
			},
			Blocks: []Block{oauth2Block, signingBlock},
		},
		Fields:  registration.Fields(),
		address: []string{"issuer", "registration_endpoint"},
		profile: func(*Settings) oauthclient.Profile { return registration.Profile() },
		tokens: func(s *Settings) (at tokenendpoint.Location, setting string) {
			return tokenendpoint.Location{Issuer: s.text("issuer")}, "registration.issuer"
		},
		open: openRegistration,
	}
}

// signingBlock has what makes registrations signed ones.
var signingBlock = Block{
	Name: "signing",
	Doc:  "Send registrations and updates as signed JWTs (`application/jwt`), as UK Open Banking and the Australian Consumer Data Right want them.",
	Settings: []Setting{
		{Name: "key", Secret: true, Doc: "The private key as a JWK (RFC 7517) in JSON."},
		{Name: "algorithm", Doc: "JWS algorithm. Left out: the `alg` of the key, or `PS256` for an RSA key and `ES256` for one on P-256."},
		{Name: "issuer", Doc: "Claim `iss`. Left out: the client's `software_id`."},
		{Name: "audience", Doc: "Claim `aud`. Left out: the issuer identifier of the server."},
	},
}

func openRegistration(s *Settings, http httpapi.Config, judge *oauthclient.Judge) oauthclient.Driver {
	config := registration.Config{
		HTTP:                      http,
		Issuer:                    s.text("issuer"),
		RegistrationEndpoint:      s.text("registration_endpoint"),
		ClientURITemplate:         s.text("client_uri_template"),
		InitialAccessToken:        s.text("initial_access_token"),
		InitialAccessTokenCommand: s.texts("initial_access_token_command"),
		FreshInitialAccessTokens:  s.flag("fresh_initial_access_tokens"),
		AlwaysRefresh:             s.flag("always_refresh"),
		ForgetOnDenied:            s.flag("forget_on_denied"),
		Signing:                   signing(s),
		OperatorToken:             operatorTokens(s),
	}
	if command := config.InitialAccessTokenCommand; len(command) > 0 && command[0] == "" {
		s.problem("initial_access_token_command", "The first element is empty: it must name a program.")
	}
	if s.stateOf(oauth2Block.Name) == known || s.nested(oauth2Block.Name).inEnvironment(oauth2Settings...) {
		config.InitialAccessTokenGrant = clientCredentials(s)
	}
	if !s.unknown && config.Issuer == "" && config.RegistrationEndpoint == "" {
		s.problem("issuer", "The address of the server is missing: set issuer or registration_endpoint in the configuration, or the environment variable %s or %s.",
			s.variable("issuer"), s.variable("registration_endpoint"))
	}
	return s.driver("issuer", func() (oauthclient.Driver, error) { return registration.New(config, judge) })
}

// signing reads the block of that name.
func signing(s *Settings) registration.Signing {
	block := s.nested(signingBlock.Name)
	read := registration.Signing{
		Key: block.text("key"), Algorithm: block.text("algorithm"), Issuer: block.text("issuer"), Audience: block.text("audience"),
	}
	if read.Key == "" && !block.unknown && (read != registration.Signing{}) {
		block.problem("key", "The private key is missing: without it registrations are not signed.")
	}
	s.unknown = s.unknown || block.unknown
	s.diags.Append(block.diags...)
	return read
}

// operatorTokens returns what finds the token that an operator issued for a client.
func operatorTokens(s *Settings) func(client string) string {
	tokens, err := registration.ParseOperatorTokens(os.Getenv(registration.TokensVariable))
	if err != nil {
		s.diags.AddAttributeError(s.path, invalidConfiguration, "The environment variable "+registration.TokensVariable+" cannot be read: "+err.Error()+".")
	}
	return func(client string) string { return tokens[client] }
}
