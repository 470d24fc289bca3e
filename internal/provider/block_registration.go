package provider

import (
	"os"

	"github.com/hashicorp/terraform-plugin-framework/provider/schema"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func registrationBlock() backendBlock {
	return backendBlock{
		driver:     &registration.Backend{},
		fields:     registration.Fields(),
		properties: registration.Properties(),
		schema:     registrationSchema(),
		address:    []string{"issuer", "registration_endpoint"},
		open:       openRegistration,
	}
}

func registrationSchema() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Manage clients on any server that speaks OAuth 2.0 Dynamic Client Registration (RFC 7591, OpenID Connect Dynamic Client Registration) and its management protocol (RFC 7592). " +
			"Registration access tokens that an operator issued come from the environment variable `" + registration.TokensVariable + "`, one client a line: `CLIENT_ID TOKEN`. See the guide \"Registration servers\".",
		Attributes: map[string]schema.Attribute{
			"issuer": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Issuer identifier of the server, such as `https://login.example.com`. Its metadata (RFC 8414, OpenID Connect Discovery) says where clients are registered, and which values it supports: others are errors at plan time." +
					fromEnvironment(registration.Name, "issuer"),
			},
			"registration_endpoint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Where clients are registered (RFC 7591 section 3), for servers whose metadata does not say so. Set this, `issuer` or both; without `issuer` no metadata is looked at." +
					fromEnvironment(registration.Name, "registration_endpoint"),
			},
			"initial_access_token": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Token that a registration must show (RFC 7591 section 3). Left out: none is sent. It also manages the clients of servers that issue no registration access tokens." +
					fromEnvironment(registration.Name, "initial_access_token"),
			},
			"always_refresh": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Read clients for every plan also on a server that replaces the registration access token at every read. A plan that is not applied then loses the token of every client in it. Left out: such clients are not read once that is known, and changes made on the server do not show." +
					fromEnvironment(registration.Name, "always_refresh"),
			},
		},
	}
}

func openRegistration(s *settings, http httpapi.Config) oauthclient.Backend {
	config := registration.Config{
		HTTP:                 http,
		Issuer:               s.text("issuer"),
		RegistrationEndpoint: s.text("registration_endpoint"),
		InitialAccessToken:   s.text("initial_access_token"),
		AlwaysRefresh:        s.flag("always_refresh"),
	}
	tokens, err := registration.ParseOperatorTokens(os.Getenv(registration.TokensVariable))
	if err != nil {
		s.diags.AddAttributeError(s.path, invalidConfiguration, "The environment variable "+registration.TokensVariable+" cannot be read: "+err.Error()+".")
	}
	config.OperatorToken = func(client string) string { return tokens[client] }
	if !s.unknown && config.Issuer == "" && config.RegistrationEndpoint == "" {
		s.problem("issuer", "The address of the server is missing: set issuer or registration_endpoint, in the configuration or in the environment variable %s or %s.",
			environmentName(registration.Name, "issuer"), environmentName(registration.Name, "registration_endpoint"))
	}
	if s.unknown || s.diags.HasError() {
		return nil
	}
	backend, err := registration.New(config)
	if err != nil {
		s.failed(err, "issuer")
		return nil
	}
	return backend
}
