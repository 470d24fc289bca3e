// Package nevismeta manages OAuth clients of Nevis nevisMeta through its REST API, version 2.
//
// A client is an entity of a setup with an internal id, and has a history of states, which the API calls snapshots. Each
// edit adds one, and the newest one that has begun is in force; a valid_from in the future schedules one. See
// [ValidFrom] for what that means here.
//
// The documents leave much open: how a server spells instants and JWK Sets, whether it shows secrets and inherited values,
// what an answer to an edit looks like. The driver reads every spelling and relies on none; comments say what is
// documented.
package nevismeta

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Name is the name of the backend and of its room.
const Name = "nevismeta"

// A Config says which nevisMeta is meant, and how to speak to it.
type Config struct {
	// HTTP is how the server is reached. Its BaseURL may end before or after "/nevismeta" or "/nevismeta/rest".
	HTTP httpapi.Config
	// Setup is the setup of clients that do not name one. Empty: each client must.
	Setup string
	// Module is the module of clients that do not name one. Empty means [DefaultModule].
	Module string
	// Caller is the user that the credentials belong to, whom the server makes the owner of clients that do not name
	// one. Empty when it is not known.
	Caller string
	// BeanJWKS writes jwks in the spelling of the published schema, a dump of Java beans, instead of RFC 7517.
	BeanJWKS bool
	// Now is the clock that decides whether a valid_from lies in the future. Nil means time.Now.
	Now func() time.Time
}

// Backend is the driver. Its methods that need no server work on the zero value.
type Backend struct {
	api                   *httpapi.Client
	module, setup, caller string
	table                 jsonwire.Table
	now                   func() time.Time

	mu sync.Mutex
	// creations are those under way.
	creations []*creation
	// made are the IDs of the clients that this Backend has made.
	made map[string]bool
}

// The driver's side of the contract.
var (
	_ oauthclient.Backend       = (*Backend)(nil)
	_ oauthclient.Validator     = (*Backend)(nil)
	_ oauthclient.Canonicalizer = (*Backend)(nil)
	_ oauthclient.Replacer      = (*Backend)(nil)
	_ oauthclient.ClientTyper   = (*Backend)(nil)
	_ oauthclient.Noticer       = (*Backend)(nil)
)

// New returns a driver. Errors are those of httpapi.New.
func New(config Config) (*Backend, error) {
	config.HTTP.BaseURL = baseURL(config.HTTP.BaseURL)
	api, err := httpapi.New(config.HTTP)
	if err != nil {
		return nil, err
	}
	b := &Backend{
		api: api, module: config.Module, setup: config.Setup, caller: config.Caller,
		table: newTable(config.BeanJWKS), now: config.Now, made: map[string]bool{},
	}
	if b.module == "" {
		b.module = DefaultModule
	}
	if b.now == nil {
		b.now = time.Now
	}
	return b, nil
}

// baseURL completes a URL to the one below which the API lies.
func baseURL(url string) string {
	url = strings.TrimRight(url, "/")
	switch {
	case url == "", strings.HasSuffix(url, "/rest"):
		return url
	case strings.HasSuffix(url, "/nevismeta"):
		return url + "/rest"
	}
	return url + "/nevismeta/rest"
}

// Name returns "nevismeta".
func (*Backend) Name() string { return Name }

// Read returns the client by its ID, or by its client_id in the setup of the configuration. When known has a valid_from,
// it is the state which begins then, as long as that is to come; the state in force otherwise.
func (b *Backend) Read(ctx context.Context, known oauthclient.Client) (oauthclient.Client, error) {
	p, err := b.locate(ctx, known)
	if err != nil {
		return nil, err
	}
	read, err := b.load(ctx, p, known.Text(ValidFrom))
	if err != nil {
		return nil, err
	}
	return read.client, nil
}

// Create makes a client. The answer to that request is nothing but the internal id, so the client is read afterwards.
func (b *Backend) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Client, error) {
	p := b.home(desired)
	if p.setup == "" {
		return nil, missingSetup()
	}
	body, err := b.encode(desired)
	if err != nil {
		return nil, err
	}
	under := b.begin(p, desired)
	defer b.end(under)
	p.client, err = b.post(ctx, p, body)
	if err != nil {
		return b.notCreated(ctx, under, err)
	}
	return b.created(ctx, p, under)
}

// created returns a client that a request has made.
func (b *Backend) created(ctx context.Context, p place, c *creation) (oauthclient.Client, error) {
	b.own(p)
	made, err := b.load(ctx, p, c.desired.Text(ValidFrom))
	if err != nil {
		return c.desired.With(oauthclient.ID, p.id()), unread(err)
	}
	if c.desired.Has(oauthclient.ClientSecret) || made.client.Has(oauthclient.ClientSecret) || !b.needsSecret(made.client) {
		return made.client, nil
	}
	// The server does not disclose the secret it has made, if it has made one. Nobody can use such a client.
	secret := oauthclient.NewSecret()
	updated, err := b.Update(ctx, made.client, c.desired.With(oauthclient.ClientSecret, secret))
	if err != nil {
		return made.client, err
	}
	return updated.With(oauthclient.ClientSecret, secret), nil
}

func (b *Backend) needsSecret(c oauthclient.Client) bool {
	return !b.hasNoSecret(c) && oauthclient.UsesSecret(c.Text(oauthclient.TokenEndpointAuthMethod))
}

// hasNoSecret reports whether a secret of c would be a leftover.
func (b *Backend) hasNoSecret(c oauthclient.Client) bool {
	return b.IsPublic(c) || c.Text(oauthclient.TokenEndpointAuthMethod) == none
}

// Delete removes the client with its whole history.
func (b *Backend) Delete(ctx context.Context, known oauthclient.Client) error {
	p, err := b.locate(ctx, known)
	if err != nil {
		return err
	}
	err = b.deleteAt(ctx, p.path())
	if !isNotFound(err) {
		return err
	}
	listed, listErr := b.listed(ctx, p)
	if listErr != nil || !listed {
		return listErr
	}
	// It exists, and the API does not find it: it has no state in force yet. To withdraw those to come removes it.
	future, err := b.scheduled(ctx, p, b.lately())
	if err != nil {
		return err
	}
	for _, s := range future {
		if err := b.withdraw(ctx, p, s.since); err != nil {
			return err
		}
	}
	return nil
}
