package backendtest

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Memory is a backend that keeps its clients in memory. It is the reference for the suite, and has a field of every
// kind: all standard ones, and some of its own in the room "memory". Its server behaves like the real ones at their
// more difficult: it fills in defaults, rewrites values, and answers with empty values for what is not set.
//
// A Memory is its own [Wire]. It is safe for concurrent use.
type Memory struct {
	faults
	store store
}

// The driver's side of the contract.
var (
	_ oauthclient.Backend       = (*Memory)(nil)
	_ oauthclient.Validator     = (*Memory)(nil)
	_ oauthclient.Canonicalizer = (*Memory)(nil)
	_ oauthclient.Replacer      = (*Memory)(nil)
	_ oauthclient.Lister        = (*Memory)(nil)
	_ Wire                      = (*Memory)(nil)
)

// NewMemory returns a backend without clients.
func NewMemory() *Memory {
	return &Memory{store: store{clients: map[string]oauthclient.Client{}}}
}

// Fields that only this backend has, of the kinds that no standard field has.
var (
	// memoryRealm is where the client lives; it cannot move.
	memoryRealm      = oauthclient.NewField("memory.realm", oauthclient.String)
	memoryLifetime   = oauthclient.NewField("memory.lifetime", oauthclient.Duration)
	memoryValidFrom  = oauthclient.NewField("memory.valid_from", oauthclient.Time)
	memorySettings   = oauthclient.NewField("memory.settings", oauthclient.JSON)
	memoryLabels     = oauthclient.NewField("memory.labels", oauthclient.Map)
	memoryAttributes = oauthclient.NewField("memory.attributes", oauthclient.Objects)
	// memoryApproved is a flag that is kept apart from false when it is absent.
	memoryApproved = oauthclient.NewField("memory.approved", oauthclient.Bool)
)

// defaultRealm is the realm of clients for which none is configured.
const defaultRealm = "main"

// Name returns "memory".
func (*Memory) Name() string { return "memory" }

// Supports returns all fields but those that a server issues.
func (*Memory) Supports() oauthclient.FieldSet {
	supported := oauthclient.NewFieldSet(oauthclient.Standard()...)
	for _, f := range []oauthclient.Field{
		oauthclient.ID, oauthclient.ClientIDIssuedAt, oauthclient.ClientSecretExpiresAt,
		oauthclient.RegistrationAccessToken, oauthclient.RegistrationClientURI,
	} {
		delete(supported, f)
	}
	for _, f := range []oauthclient.Field{
		memoryRealm, memoryLifetime, memoryValidFrom, memorySettings, memoryLabels, memoryAttributes,
		memoryApproved,
	} {
		supported.Add(f)
	}
	return supported
}

// Fills returns the defaults of OpenID Connect Dynamic Client Registration section 2 and some of this server's own.
func (*Memory) Fills() map[oauthclient.Field]oauthclient.Fill {
	return map[oauthclient.Field]oauthclient.Fill{
		oauthclient.ClientID:                    {},
		oauthclient.ClientSecret:                {},
		oauthclient.ClientIDIssuedAt:            {},
		oauthclient.Scopes:                      {Default: []string{"openid"}, Varies: true},
		oauthclient.TokenEndpointAuthMethod:     {Default: "client_secret_basic"},
		oauthclient.ApplicationType:             {Default: "web"},
		oauthclient.IDTokenEncryptedResponseEnc: {Default: defaultEnc},
		memoryRealm:                             {Default: defaultRealm},
		memoryApproved:                          {KeepsFalse: true},
	}
}

// Validate refuses a client_id with blanks.
func (*Memory) Validate(c oauthclient.Client, _ oauthclient.FieldSet) []*oauthclient.Error {
	if strings.Contains(c.Text(oauthclient.ClientID), " ") {
		return []*oauthclient.Error{oauthclient.Invalid(oauthclient.ClientID, "A client_id must not hold blanks.")}
	}
	return nil
}

// Canonical writes application_type in lower case, as the server does.
func (*Memory) Canonical(f oauthclient.Field, v any) any {
	if text, ok := v.(string); ok && f == oauthclient.ApplicationType {
		return strings.ToLower(text)
	}
	return v
}

// Replaces returns the realm when it would have to change.
func (*Memory) Replaces(known, desired oauthclient.Client, unknown oauthclient.FieldSet) []oauthclient.Field {
	if unknown.Has(memoryRealm) || realm(known) != realm(desired) {
		return []oauthclient.Field{memoryRealm}
	}
	return nil
}

func realm(c oauthclient.Client) string {
	if text := c.Text(memoryRealm); text != "" {
		return text
	}
	return defaultRealm
}

// Create makes a client. Like every careful driver it decides on the client_id and the secret before it sends them, so
// that a lost answer loses nothing.
func (m *Memory) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Client, error) {
	request := completed(desired)
	created, err := m.insert(ctx, request)
	if !errors.Is(err, oauthclient.ErrOutcomeUnknown) {
		return created, err
	}
	chosenHere := !desired.Has(oauthclient.ClientID)
	found, readErr := m.Read(ctx, request)
	switch {
	case errors.Is(readErr, oauthclient.ErrNotFound):
		return nil, err
	case readErr != nil && chosenHere:
		return request.Only(identity), errors.Join(err, readErr)
	case readErr != nil:
		return nil, errors.Join(err, readErr)
	case !chosenHere && !oauthclient.NewService(m).Matches(desired, found):
		return nil, errExists() // the lost answer was a refusal
	}
	return found.With(oauthclient.ClientSecret, request[oauthclient.ClientSecret]), nil
}

// identity is what a client is known by.
var identity = oauthclient.NewFieldSet(oauthclient.ID, oauthclient.ClientID, oauthclient.ClientSecret)

// completed returns desired with its whole identity.
func completed(desired oauthclient.Client) oauthclient.Client {
	request := desired.Clone()
	if !desired.Has(oauthclient.ClientID) {
		request[oauthclient.ClientID] = strings.ToLower(rand.Text())
	}
	if !desired.Has(oauthclient.ClientSecret) {
		request[oauthclient.ClientSecret] = oauthclient.NewSecret()
	}
	request[oauthclient.ID] = request[oauthclient.ClientID]
	return request
}

// insert sends the request that makes a client, and returns it with its secret.
func (m *Memory) insert(ctx context.Context, request oauthclient.Client) (oauthclient.Client, error) {
	err := m.send(ctx, true, func() error { return m.store.insert(request) })
	if err != nil {
		return nil, err
	}
	created, err := m.Read(ctx, request)
	if err != nil {
		return request.Only(identity), err
	}
	return created.With(oauthclient.ClientSecret, request[oauthclient.ClientSecret]), nil
}

// Read returns the client by its ID, which is its client_id.
func (m *Memory) Read(ctx context.Context, known oauthclient.Client) (oauthclient.Client, error) {
	var read oauthclient.Client
	err := m.send(ctx, false, func() (err error) {
		read, err = m.store.read(handle(known))
		return err
	})
	return read, err
}

// Update replaces all that can be configured.
func (m *Memory) Update(ctx context.Context, known, desired oauthclient.Client) (oauthclient.Client, error) {
	if err := m.send(ctx, true, func() error { return m.store.replace(handle(known), desired) }); err != nil {
		return nil, err
	}
	return m.Read(ctx, known)
}

// Delete removes the client.
func (m *Memory) Delete(ctx context.Context, known oauthclient.Client) error {
	return m.send(ctx, true, func() error {
		m.store.remove(handle(known))
		return nil
	})
}

// List implements [oauthclient.Lister].
func (m *Memory) List(ctx context.Context, yield func(oauthclient.Client) bool) error {
	var clients []oauthclient.Client
	err := m.send(ctx, false, func() error {
		clients = m.store.list()
		return nil
	})
	for _, c := range clients {
		if !yield(c) {
			break
		}
	}
	return err
}

func handle(known oauthclient.Client) string {
	if id := known.Text(oauthclient.ID); id != "" {
		return id
	}
	return known.Text(oauthclient.ClientID)
}

// send carries out a request, unless a fault befalls it.
func (m *Memory) send(ctx context.Context, write bool, carryOut func() error) error {
	if err := ctx.Err(); err != nil {
		return &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Err: err}
	}
	switch m.next(write) {
	case Unauthorized, Forbidden:
		return &oauthclient.Error{Kind: oauthclient.ErrDenied}
	case ProxyNotFound, GatewayNotFound:
		return &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Message: "404, but not the API's own."}
	case LostAnswer:
		_ = carryOut() // whatever it says is lost
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown}
	case LostRequest:
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown}
	case Refusal:
		return &oauthclient.Error{Kind: oauthclient.ErrInvalid}
	case Silence:
		<-ctx.Done()
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Err: ctx.Err()}
	default:
		return carryOut()
	}
}
