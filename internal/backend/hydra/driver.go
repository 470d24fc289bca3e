// Package hydra manages OAuth clients of an Ory Hydra server, or of an Ory Network project, through the admin API
// /admin/clients.
//
// What the documents leave open was settled on real servers, v2.3.0 and v26.2.0; comments name what was seen there.
package hydra

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Driver speaks to one server.
type Driver struct {
	oauthclient.Unable

	api    *httpapi.Client
	server string
}

var _ oauthclient.Driver = (*Driver)(nil)

// New returns a driver. The base URL of the configuration is the admin URL; "/admin" at its end is taken as said by
// somebody who copied it from an example. Errors are those of httpapi.New. Nothing that Hydra answers needs the judge.
func New(config httpapi.Config, _ *oauthclient.Judge) (*Driver, error) {
	config.BaseURL = strings.TrimSuffix(strings.TrimSuffix(config.BaseURL, "/"), "/admin")
	api, err := httpapi.New(config)
	if err != nil {
		return nil, err
	}
	return &Driver{api: api, server: config.BaseURL}, nil
}

// Server returns the admin URL.
func (d *Driver) Server() string { return d.server }

// Create makes a client, in one request.
func (d *Driver) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	body, err := table.Encode(desired)
	if err != nil {
		return oauthclient.Result{}, err
	}
	id := desired.Text(oauthclient.ClientID)
	created, err := d.write(ctx, httpapi.Request{Method: http.MethodPost, Path: clients()}, id, body)
	if err != nil {
		return oauthclient.Result{}, err
	}
	return read(created), nil
}

// Fetch returns the members of the client.
func (d *Driver) Fetch(ctx context.Context, known oauthclient.Client) (oauthclient.Fetched, error) {
	return d.get(ctx, known)
}

// Interpret makes a client of its members.
func (*Driver) Interpret(_ context.Context, fetched oauthclient.Fetched, _ oauthclient.Client) (oauthclient.Result, error) {
	members, ok := fetched.(jsonwire.Object)
	if !ok {
		return oauthclient.Result{}, fmt.Errorf("a client was expected, not a %T", fetched)
	}
	return read(members), nil
}

// Update replaces the client by what the server has, less what the change takes out, overlaid with what it sets: members
// that nobody here knows stay. It needs two requests. The answer to the second says what the server has but for created_at,
// which is wrong there (seen on v2.3.0 and v26.2.0).
//
// The secret is in the request only when it is to be set: hashing one takes longer than all the rest, and ends the life of
// those that a rotation has left working.
func (d *Driver) Update(ctx context.Context, change oauthclient.Change) (oauthclient.Result, error) {
	current, err := d.get(ctx, change.Known)
	if err != nil {
		return oauthclient.Result{}, err
	}
	body, err := table.Overlay(current, change, ignored...)
	if err != nil {
		return oauthclient.Result{}, err
	}
	// A client without keys has the jwks {}, which v2.3.0 refuses beside a jwks_uri, even in its own answer
	// (ory/hydra#3935, fixed in v25.4).
	if body["jwks_uri"] != nil && oauthclient.IsEmpty(oauthclient.JWKSet, string(body["jwks"])) {
		delete(body, "jwks")
	}
	id := handle(change.Known)
	updated, err := d.write(ctx, httpapi.Request{Method: http.MethodPut, Path: clients(id)}, id, body)
	if err != nil {
		return oauthclient.Result{}, err
	}
	updated["created_at"] = current["created_at"]
	result := read(updated)
	result.Before = read(current).Client
	return result, nil
}

// ignored are the members of an answer that Hydra does not take back.
var ignored = append(slices.Collect(maps.Keys(issued.Names())), "client_secret")

// Delete removes the client. Any success but 204 is somebody else's.
func (d *Driver) Delete(ctx context.Context, known oauthclient.Client) error {
	id := handle(known)
	response, err := d.call(ctx, httpapi.Request{Method: http.MethodDelete, Path: clients(id)}, id, nil, nil)
	if err == nil && response.Status != http.StatusNoContent {
		return response.Classify()
	}
	return err
}

// Find returns the client that has the client_id, if there is one.
func (d *Driver) Find(ctx context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	id := wanted.Desired.Text(oauthclient.ClientID)
	if id == "" {
		return nil, nil // other clients may have any name
	}
	members, err := d.get(ctx, oauthclient.Client{oauthclient.ID: id})
	if errors.Is(err, oauthclient.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	candidate := oauthclient.Candidate{Client: read(members).Client}
	if created, err := time.Parse(time.RFC3339Nano, candidate.Client.Text(CreatedAt)); err == nil {
		candidate.New = func(_ context.Context, since time.Time) bool { return !created.Before(since) }
	}
	return []oauthclient.Candidate{candidate}, nil
}

// handle returns the client_id, which is the ID.
func handle(known oauthclient.Client) string {
	if id := known.Text(oauthclient.ID); id != "" {
		return id
	}
	return known.Text(oauthclient.ClientID)
}

func (d *Driver) get(ctx context.Context, known oauthclient.Client) (jsonwire.Object, error) {
	id := handle(known)
	return d.client(ctx, httpapi.Request{Path: clients(id)}, id, nil)
}

// read makes a client of its members.
func read(members jsonwire.Object) oauthclient.Result {
	client, notices := table.Decode(members)
	client[oauthclient.ID] = client.Text(oauthclient.ClientID)
	return oauthclient.Result{Client: client, Notices: notices}
}
