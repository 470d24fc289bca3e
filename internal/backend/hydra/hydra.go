// Package hydra manages OAuth clients of an Ory Hydra server, or of an Ory Network project, through the admin API
// /admin/clients.
//
// What the documents leave open was settled on real servers, v2.3.0 and v26.2.0; comments name what was seen there.
package hydra

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Name is the name of the backend and of its room.
const Name = "hydra"

// Backend is the driver. Its methods that need no server work on the zero value.
type Backend struct {
	api *httpapi.Client
}

// The driver's side of the contract.
var (
	_ oauthclient.Backend       = (*Backend)(nil)
	_ oauthclient.Validator     = (*Backend)(nil)
	_ oauthclient.Canonicalizer = (*Backend)(nil)
	_ oauthclient.Reissuer      = (*Backend)(nil)
)

// New returns a driver. The base URL of the configuration is the admin URL; "/admin" at its end is taken as said by
// somebody who copied it from an example. Errors are those of httpapi.New.
func New(config httpapi.Config) (*Backend, error) {
	config.BaseURL = strings.TrimSuffix(strings.TrimSuffix(config.BaseURL, "/"), "/admin")
	api, err := httpapi.New(config)
	if err != nil {
		return nil, err
	}
	return &Backend{api: api}, nil
}

// Name returns "hydra".
func (*Backend) Name() string { return Name }

// Create makes a client. It chooses the client_id before sending when none is configured, so that a client whose
// making was not answered can be found.
func (b *Backend) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Client, error) {
	chosen := !desired.Has(oauthclient.ClientID)
	if chosen {
		desired = desired.With(oauthclient.ClientID, uuid.NewString())
	}
	body, err := configurable.Encode(desired)
	if err != nil {
		return nil, err
	}
	created, err := b.post(ctx, body)
	if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
		return b.recover(ctx, creation{desired: desired, body: body, idChosenHere: chosen}, err)
	}
	return created, err
}

// post sends the request that makes a client. ErrOutcomeUnknown stands for an answer that never came, and for one of
// success that says nothing.
func (b *Backend) post(ctx context.Context, body jsonwire.Object) (oauthclient.Client, error) {
	response, err := b.send(ctx, http.MethodPost, "", body)
	if err != nil {
		return nil, err
	}
	created, err := decode(response)
	if err != nil {
		return nil, &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Err: err}
	}
	return created, nil
}

// Read returns the client by its ID, which is its client_id.
func (b *Backend) Read(ctx context.Context, known oauthclient.Client) (oauthclient.Client, error) {
	object, err := b.get(ctx, handle(known))
	if err != nil {
		return nil, err
	}
	return decodeObject(object)
}

// Update replaces the client: what Hydra last answered, less all that this driver knows, overlaid with what is
// desired. So members that a newer server has survive, and "jwks" is sent only when it is configured: v2.3.0 refuses
// its own answer when a client has a jwks_uri (ory/hydra#3935).
//
// It reads the client afterwards, since the answer to a PUT has a wrong created_at.
func (b *Backend) Update(ctx context.Context, known, desired oauthclient.Client) (oauthclient.Client, error) {
	id := handle(known)
	current, err := b.get(ctx, id)
	if err != nil {
		return nil, err
	}
	readOnly := make([]string, len(issued))
	for i, member := range issued {
		readOnly[i] = member.Name
	}
	body, err := configurable.Overlay(current, desired.With(oauthclient.ClientID, id), readOnly...)
	if err != nil {
		return nil, err
	}
	response, err := b.send(ctx, http.MethodPut, id, body)
	if err != nil {
		return nil, err
	}
	put, err := decode(response)
	if err != nil {
		put = desired.With(oauthclient.ID, id).With(oauthclient.ClientID, id)
	}
	read, err := b.Read(ctx, put)
	if err != nil {
		return put, err
	}
	if put.Has(oauthclient.ClientSecret) {
		read[oauthclient.ClientSecret] = put[oauthclient.ClientSecret]
	}
	return read, nil
}

// Delete removes the client.
func (b *Backend) Delete(ctx context.Context, known oauthclient.Client) error {
	id := handle(known)
	if id == "" {
		return nil
	}
	_, err := b.send(ctx, http.MethodDelete, id, nil)
	if errors.Is(err, oauthclient.ErrNotFound) {
		return nil
	}
	return err
}

func handle(known oauthclient.Client) string {
	if id := known.Text(oauthclient.ID); id != "" {
		return id
	}
	return known.Text(oauthclient.ClientID)
}

func (b *Backend) get(ctx context.Context, id string) (jsonwire.Object, error) {
	// A path of "/admin/clients/" or "/admin/clients/." is the list, which must not be taken for a client.
	if id == "" || id == "." || id == ".." {
		return nil, notFound(id)
	}
	response, err := b.send(ctx, http.MethodGet, id, nil)
	if err != nil {
		return nil, err
	}
	return object(response)
}

func decode(response *httpapi.Response) (oauthclient.Client, error) {
	members, err := object(response)
	if err != nil {
		return nil, err
	}
	return decodeObject(members)
}

func decodeObject(members jsonwire.Object) (oauthclient.Client, error) {
	client, err := everything.Decode(members)
	if err != nil {
		return nil, err
	}
	client[oauthclient.ID] = client.Text(oauthclient.ClientID)
	return client, nil
}

func object(response *httpapi.Response) (jsonwire.Object, error) {
	var members jsonwire.Object
	var id string
	if json.Unmarshal(response.Body, &members) != nil || json.Unmarshal(members["client_id"], &id) != nil || id == "" {
		return nil, &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: "The server answered with success, but not with a client.",
			Advice:  "Check that hydra.admin_url is the base URL of Hydra's admin API.",
		}
	}
	return members, nil
}
