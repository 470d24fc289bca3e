// Package oam manages OAuth clients of Oracle Access Manager (OAM), and what they need, through the administration API
// of its AdminServer, /oam/services/rest/ssa/api/v1/oauthpolicyadmin.
//
// No live server was available. What is said here of OAM is from the REST API reference of 12.2.1.3 to 14.1.2, from
// answers that Oracle's own guides, labs and deployment scripts show ("seen"), or, where a comment says so, from users.
// Where these are silent or disagree the driver does what is right either way: an update is right whether the server
// replaces or merges, a read whether it answers in text or in JSON.
package oam

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Name is the name of the backend and of its room.
const Name = "oam"

const (
	// defaultPatience is the longest that reads were reported to be stale after a write.
	defaultPatience = time.Minute
	// firstPause is the pause between the first two reads after a write.
	firstPause = 100 * time.Millisecond
)

// Config says which server to use, and how.
type Config struct {
	// HTTP says how the AdminServer is reached. Its base URL may also be that of the API, or anything in between.
	HTTP httpapi.Config
	// IdentityDomain is the identity domain of clients and resource servers that name none. It may be empty; each of
	// them has to name one then.
	IdentityDomain string
	// ReadAfterWriteTimeout is how long to wait after a write until reads show it. Zero means a minute.
	ReadAfterWriteTimeout time.Duration
}

// Backend is the driver. Its methods that need no server work on the zero value.
type Backend struct {
	api    *httpapi.Client
	domain string
	// patience is how long to wait until reads show a write, and pause how long between the first two of them.
	patience, pause time.Duration
	// writing holds an element while a write is under way: OAM keeps its policies in one versioned document.
	writing chan struct{}
	tokens  tokenCache
}

// The driver's side of the contract.
var (
	_ oauthclient.Backend       = (*Backend)(nil)
	_ oauthclient.Validator     = (*Backend)(nil)
	_ oauthclient.Canonicalizer = (*Backend)(nil)
	_ oauthclient.Replacer      = (*Backend)(nil)
	_ oauthclient.ClientTyper   = (*Backend)(nil)
)

// New returns a driver. Errors are those of httpapi.New.
func New(config Config) (*Backend, error) {
	config.HTTP.BaseURL = serverURL(config.HTTP.BaseURL)
	api, err := httpapi.New(config.HTTP)
	if err != nil {
		return nil, err
	}
	if config.ReadAfterWriteTimeout == 0 {
		config.ReadAfterWriteTimeout = defaultPatience
	}
	return &Backend{
		api: api, domain: config.IdentityDomain,
		patience: config.ReadAfterWriteTimeout, pause: firstPause,
		writing: make(chan struct{}, 1),
	}, nil
}

// serverURL takes off what somebody has copied from an example of the API.
func serverURL(text string) string {
	server, _, _ := strings.Cut(text, "/oam/services/")
	return strings.TrimSuffix(strings.TrimRight(server, "/"), "/oam")
}

// Name returns "oam".
func (*Backend) Name() string { return Name }

// Create makes a client. It chooses the client_id before sending when none is configured, so that a client whose
// making was not answered can be told from somebody else's.
func (b *Backend) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Client, error) {
	at, err := b.placeOf(desired)
	if err != nil {
		return nil, err
	}
	c := creation{at: at, desired: desired, idChosenHere: !desired.Has(oauthclient.ClientID)}
	if c.idChosenHere {
		c.desired = desired.With(oauthclient.ClientID, newClientID())
	}
	response, err := b.send(ctx, request{method: http.MethodPost, endpoint: clients, body: encode(b.complete(at, c.desired))})
	switch {
	case errors.Is(err, oauthclient.ErrOutcomeUnknown):
		return b.recover(ctx, c, err)
	case refused(response):
		if response.OutcomeUnknown() {
			return b.recover(ctx, c, err)
		}
		return nil, b.explainRefusal(ctx, c, err)
	case err != nil:
		return nil, err
	}
	answered, err := readClient(response)
	if err != nil {
		// It was made; what the answer did not say, a read may.
		return b.recover(ctx, c, err)
	}
	created := made{client: b.decode(at, answered, c.desired)}
	if secret := created.client.Text(oauthclient.ClientSecret); secret == "" || isMasked(secret) {
		created.secretLost = answered.mayHaveSecret()
		delete(created.client, oauthclient.ClientSecret)
	}
	return b.finish(ctx, c, created)
}

// Read returns the client by its ID or, when that is not known, by its client_id. It never returns a secret: what a
// server shows after the creation is masked or hashed, and one that can be used cannot be told from those.
func (b *Backend) Read(ctx context.Context, known oauthclient.Client) (oauthclient.Client, error) {
	at, err := b.handleOf(known)
	if err != nil {
		return nil, err
	}
	answered, err := b.get(ctx, at)
	if err != nil {
		return nil, err
	}
	read := b.decode(at, answered, known).Without(oauthclient.ClientSecret)
	configured := attributes(known.Objects(Attributes))
	if len(configured) > 0 {
		return b.ownAttributes(ctx, read, configured, nil), nil
	}
	return b.ownAttributes(ctx, read, nil, read.Objects(Attributes)), nil
}

// Update sends all that is configured, which is right for a server that replaces, and clears what no longer is, which
// is needed for one that merges: the reference says that a PUT replaces, and deployment scripts were seen to rely on
// merging.
func (b *Backend) Update(ctx context.Context, known, desired oauthclient.Client) (oauthclient.Client, error) {
	at, err := b.handleOf(known)
	if err != nil {
		return nil, err
	}
	complete := b.complete(at, desired)
	if known.Has(oauthclient.ClientID) {
		complete[oauthclient.ClientID] = known[oauthclient.ClientID]
	}
	response, err := b.send(ctx, request{
		method: http.MethodPut, endpoint: clients, query: at.query(), body: encode(complete, removed(known, desired)...),
	})
	if err != nil {
		return nil, b.orNotFound(ctx, at, response, err)
	}
	read, err := b.awaitWritten(ctx, at, known, complete)
	if err != nil {
		return complete, err
	}
	if desired.Has(oauthclient.ClientSecret) {
		read[oauthclient.ClientSecret] = desired[oauthclient.ClientSecret]
	}
	return read, nil
}

// removed returns the fields that a client had and shall no longer have. Its client_id and secret stay.
func removed(known, desired oauthclient.Client) []oauthclient.Field {
	var fields []oauthclient.Field
	for f := range known {
		kept := f == oauthclient.ClientID || f == oauthclient.ClientSecret
		if supported.Has(f) && !kept && known.Has(f) && !desired.Has(f) {
			fields = append(fields, f)
		}
	}
	return fields
}

// Delete removes the client and waits until reads no longer show it. A refusal is taken for what it may be: the client
// is gone already.
func (b *Backend) Delete(ctx context.Context, known oauthclient.Client) error {
	at, err := b.handleOf(known)
	if err != nil {
		return err
	}
	response, err := b.send(ctx, request{method: http.MethodDelete, endpoint: clients, query: at.query()})
	if err != nil && !refused(response) {
		return err
	}
	if gone := b.awaitGone(ctx, func() error { _, err := b.get(ctx, at); return err }); gone != nil {
		return errors.Join(err, gone)
	}
	return nil
}

// Replaces returns the name and the identity domain when they would have to change. The domain of the ID counts, so
// that another default in the provider configuration does not make a client look deleted.
func (b *Backend) Replaces(known, desired oauthclient.Client, unknown oauthclient.FieldSet) []oauthclient.Field {
	at, err := b.handleOf(known)
	if err != nil {
		return nil
	}
	var fields []oauthclient.Field
	if unknown.Has(oauthclient.ClientName) || desired.Text(oauthclient.ClientName) != at.name {
		fields = append(fields, oauthclient.ClientName)
	}
	domain := b.domainOf(desired)
	if unknown.Has(IdentityDomain) || domain != "" && domain != at.domain {
		fields = append(fields, IdentityDomain)
	}
	return fields
}
