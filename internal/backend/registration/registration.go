// Package registration manages OAuth clients of any server that speaks OAuth 2.0 Dynamic Client Registration (RFC 7591,
// OpenID Connect Dynamic Client Registration) and its management protocol (RFC 7592).
//
// The server makes the client_id, the client_secret, and the registration access token with which alone the client can be
// read, changed and removed. It may replace that token at any answer, so every method returns the newest one that it has
// seen, whatever else goes wrong.
//
// What the RFCs leave open was settled by what servers do; comments name node oidc-provider 9.13.3 and Ory Hydra v2.3.0
// where it was seen there.
package registration

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Name is the name of the backend and of its room.
const Name = "registration"

// A Config says where the server is and what it wants to see.
type Config struct {
	// HTTP is how requests are sent. Its BaseURL and Auth are not used.
	HTTP httpapi.Config
	// Issuer is the issuer identifier of the server (RFC 8414 section 2), whose metadata is looked up when it is first
	// needed. Empty means that RegistrationEndpoint must do.
	Issuer string
	// RegistrationEndpoint is where clients are registered. Empty means that the metadata of the Issuer says so.
	RegistrationEndpoint string
	// InitialAccessToken is what a registration must show (RFC 7591 section 3). Empty means open registration. It also
	// manages the clients for which the server issues no registration access token.
	InitialAccessToken string
	// OperatorToken returns the registration access token that an operator issued for a client whose own is lost or is not
	// in the state yet, by its registration_client_uri or its client_id; "" when there is none. May be nil.
	OperatorToken func(client string) string
	// AlwaysRefresh has Read ask the server even when that replaces the registration access token each time.
	AlwaysRefresh bool
}

// Backend is the driver. Its methods that need no server work on the zero value.
type Backend struct {
	api                *httpapi.Client
	issuer             string
	configuredEndpoint string
	initialAccessToken string
	operatorToken      func(client string) string
	alwaysRefresh      bool
	// discovery holds the server's metadata, and rotation whether a read replaces the registration access token.
	discovery *shared[serverMetadata]
	rotation  *shared[bool]
	// inspectionFailed says that somebody was told that values cannot be checked.
	inspectionFailed atomic.Bool
}

// The driver's side of the contract.
var (
	_ oauthclient.Backend       = (*Backend)(nil)
	_ oauthclient.Validator     = (*Backend)(nil)
	_ oauthclient.Inspector     = (*Backend)(nil)
	_ oauthclient.Canonicalizer = (*Backend)(nil)
	_ oauthclient.Reissuer      = (*Backend)(nil)
	_ oauthclient.Rememberer    = (*Backend)(nil)
	_ oauthclient.Noticer       = (*Backend)(nil)
)

// New returns a driver. It sends nothing. Errors are those of httpapi.New, about the setting "issuer" or
// "registration_endpoint" where that is an address.
func New(config Config) (*Backend, error) {
	b := &Backend{
		issuer:             config.Issuer,
		configuredEndpoint: config.RegistrationEndpoint,
		initialAccessToken: config.InitialAccessToken,
		operatorToken:      config.OperatorToken,
		alwaysRefresh:      config.AlwaysRefresh,
		discovery:          newShared[serverMetadata](),
		rotation:           newShared[bool](),
	}
	if b.operatorToken == nil {
		b.operatorToken = func(string) string { return "" }
	}
	// Requests have URLs of their own. The base is the origin to which the configured headers are sent.
	for _, address := range []struct{ setting, url string }{
		{"registration_endpoint", config.RegistrationEndpoint}, {"issuer", config.Issuer},
	} {
		if address.url == "" {
			continue
		}
		config.HTTP.BaseURL, _, _ = strings.Cut(address.url, "?")
		api, err := httpapi.New(config.HTTP)
		if err != nil {
			return nil, named(err, address.setting)
		}
		b.api = api
	}
	if b.api == nil {
		return nil, &httpapi.ConfigError{Setting: "issuer", Message: "is missing, and so is registration_endpoint."}
	}
	return b, nil
}

// named says of which of this backend's settings an error about the base URL is.
func named(err error, setting string) error {
	var config *httpapi.ConfigError
	if errors.As(err, &config) && config.Setting == "base_url" {
		return &httpapi.ConfigError{Setting: setting, Message: config.Message}
	}
	return err
}

// Name returns "registration".
func (*Backend) Name() string { return Name }

// Create registers a client (RFC 7591 section 3). When the answer is lost, nobody but the server's operator can find what
// was made, so the request is not repeated.
func (b *Backend) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Client, error) {
	body, err := encode(desired)
	if err != nil {
		return nil, err
	}
	endpoint, err := b.endpoint(ctx)
	if err != nil {
		return nil, err
	}
	members, err := b.register(ctx, endpoint, body)
	if err != nil {
		return nil, err
	}
	s := b.newSession(endpoint, members)
	created, err := s.client(members, desired)
	if err != nil {
		return s.remains(), err
	}
	return b.getToKnow(ctx, s, created)
}

// Read returns the client by its registration_client_uri (RFC 7592 section 2.1), or by a client_id, for which the usual
// forms of that URI are tried.
//
// Where every read replaces the registration access token, a client of which that is known is not read: Terraform does
// not save what it reads for a plan, so that the new token would be lost. A notice says so.
func (b *Backend) Read(ctx context.Context, known oauthclient.Client) (oauthclient.Client, error) {
	if known.Bool(readsReplaceToken) && !b.alwaysRefresh && known.Has(oauthclient.RegistrationAccessToken) {
		return known.With(notRead, true), nil
	}
	sessions, err := b.sessions(ctx, known)
	if err != nil {
		return nil, err
	}
	var read oauthclient.Client
	for _, s := range sessions {
		read, err = s.read(ctx, known)
		if !errors.Is(err, errNothingThere) {
			break
		}
	}
	return read, err
}

// Update replaces all metadata of the client with one request (RFC 7592 section 2.2).
func (b *Backend) Update(ctx context.Context, known, desired oauthclient.Client) (oauthclient.Client, error) {
	body, err := updateBody(known, desired)
	if err != nil {
		return nil, err
	}
	sessions, err := b.sessions(ctx, known)
	if err != nil {
		return nil, err
	}
	s := sessions[0]
	members, err := s.update(ctx, body, desired)
	if err != nil {
		return s.salvaged(), err
	}
	updated, err := s.client(members, desired)
	if err != nil {
		return s.salvaged(), err
	}
	if oauthclient.UsesSecret(updated.Text(oauthclient.TokenEndpointAuthMethod)) {
		s.keep(updated, oauthclient.ClientSecret, oauthclient.ClientSecretExpiresAt)
	}
	return updated, nil
}

// Delete removes the client (RFC 7592 section 2.3). An answer that the server gives for a client that is gone, and for a
// token that is no longer good, is an error.
func (b *Backend) Delete(ctx context.Context, known oauthclient.Client) error {
	sessions, err := b.sessions(ctx, known)
	if err != nil {
		return err
	}
	err = sessions[0].remove(ctx)
	if errors.Is(err, oauthclient.ErrNotFound) {
		return nil
	}
	return err
}
