package registration

import (
	"errors"
	"net/url"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/discovery"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Config says where the server is and what it wants to see.
type Config struct {
	// HTTP is how requests are sent. Its BaseURL and Auth are not used.
	HTTP httpapi.Config
	// Issuer is the issuer identifier of the server (RFC 8414 section 2), whose metadata is looked up when it is first
	// needed. Empty means that RegistrationEndpoint must do.
	Issuer string
	// RegistrationEndpoint is where clients are registered. Empty means that the metadata of the Issuer says so.
	RegistrationEndpoint string
	// ClientURITemplate is where a client is read, changed and deleted, with [ClientIDPlaceholder] in the place of its
	// client_id. It is used instead of the registration_client_uri of the server's answers, which for some servers leads
	// nowhere. Empty means that the answers say it.
	ClientURITemplate string

	// InitialAccessToken is what a registration must show (RFC 7591 section 3). It also manages the clients for which the
	// server issues no registration access token.
	InitialAccessToken string
	// InitialAccessTokenCommand prints such a token, for servers whose tokens register one client only. It is run for each
	// registration: a program and its arguments, without a shell.
	InitialAccessTokenCommand []string
	// InitialAccessTokenGrant fetches such a token; see [httpapi.ClientCredentials]. At most one of the three may be set,
	// and none means open registration.
	InitialAccessTokenGrant httpapi.Auth
	// FreshInitialAccessTokens fetches a token by InitialAccessTokenGrant for each registration.
	FreshInitialAccessTokens bool
	// Signing makes registrations and updates signed ones. The zero value means that they are plain JSON.
	Signing Signing

	// OperatorToken returns the registration access token that an operator issued for a client whose own is lost or is not
	// in the state yet, by its registration_client_uri or its client_id; "" when there is none. May be nil.
	OperatorToken func(client string) string
	// AlwaysRefresh has clients read also where that replaces their token or secret each time.
	AlwaysRefresh bool
	// ForgetOnDenied takes a client that is to be deleted for gone when the server denies access to it.
	ForgetOnDenied bool
}

// ClientIDPlaceholder stands for the client_id in Config.ClientURITemplate.
const ClientIDPlaceholder = "{client_id}"

// New returns a driver. It sends nothing. Errors are a *httpapi.ConfigError, about the setting "issuer" or
// "registration_endpoint" where that is an address.
func New(config Config, judge *oauthclient.Judge) (*Driver, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	d := &Driver{
		judge:          judge,
		issuer:         config.Issuer,
		endpointURL:    config.RegistrationEndpoint,
		template:       config.ClientURITemplate,
		operatorToken:  config.OperatorToken,
		alwaysRefresh:  config.AlwaysRefresh,
		forgetOnDenied: config.ForgetOnDenied,
		discovery:      newShared[discovery.Metadata](),
		serverTraits:   newShared[serverTraits](),
	}
	if d.operatorToken == nil {
		d.operatorToken = func(string) string { return "" }
	}
	var err error
	if d.api, err = newAPI(config); err != nil {
		return nil, err
	}
	if d.initial, err = newInitialAccess(config, d.api); err != nil {
		return nil, err
	}
	d.signer, err = newSigner(config.Signing)
	return d, err
}

// newAPI returns what sends the requests. They have URLs of their own; the base is the origin to which the configured
// headers go.
func newAPI(config Config) (*httpapi.Client, error) {
	settings := config.HTTP
	settings.Auth = nil
	// With both, the endpoint may be another host; each request is looked at then.
	settings.SendsCredentials = config.ways() > 0 && (config.Issuer == "" || config.RegistrationEndpoint == "")
	setting := "issuer"
	settings.BaseURL = config.Issuer
	if config.Issuer == "" {
		setting = "registration_endpoint"
		settings.BaseURL = withoutQuery(config.RegistrationEndpoint)
	}
	api, err := httpapi.New(settings)
	if problem, ok := errors.AsType[*httpapi.ConfigError](err); ok && problem.Setting == "base_url" {
		return nil, &httpapi.ConfigError{Setting: setting, Message: problem.Message}
	}
	return api, err
}

// ways returns how many ways to an initial access token there are.
func (c Config) ways() int {
	ways := 0
	for _, set := range []bool{c.InitialAccessToken != "", len(c.InitialAccessTokenCommand) > 0, c.InitialAccessTokenGrant != nil} {
		if set {
			ways++
		}
	}
	return ways
}

func (c Config) check() error {
	switch {
	case c.Issuer == "" && c.RegistrationEndpoint == "":
		return &httpapi.ConfigError{Setting: "issuer", Message: "is missing, and so is registration_endpoint."}
	case strings.Contains(c.Issuer, "/.well-known/"):
		return &httpapi.ConfigError{
			Setting: "issuer",
			Message: "is the address of a metadata document: set it to what that document has as \"issuer\", which is often the part before \"/.well-known/\".",
		}
	case c.RegistrationEndpoint != "" && !isWebURL(c.RegistrationEndpoint):
		return &httpapi.ConfigError{Setting: "registration_endpoint", Message: "must be an absolute URL that begins with http:// or https://."}
	case c.ClientURITemplate != "" && !isTemplate(c.ClientURITemplate):
		return &httpapi.ConfigError{
			Setting: "client_uri_template",
			Message: "must be an absolute URL with " + ClientIDPlaceholder + " in its path or query, as in \"https://login.example.com/register/" + ClientIDPlaceholder + "\".",
		}
	case c.ways() > 1:
		return &httpapi.ConfigError{Setting: "initial_access_token", Message: "has a second source beside it: keep one of initial_access_token, initial_access_token_command and oauth2."}
	}
	return nil
}

// isTemplate reports whether the placeholder stands where it cannot decide about the host.
func isTemplate(template string) bool {
	u, err := url.Parse(strings.ReplaceAll(template, ClientIDPlaceholder, "id"))
	return err == nil && isWebURL(template) && u.Hostname() != "" && u.User == nil &&
		strings.Contains(template, ClientIDPlaceholder) && !strings.Contains(strings.SplitN(template, "/", 4)[2], "{")
}
