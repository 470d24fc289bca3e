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
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Config says which nevisMeta is meant, and how to speak to it.
type Config struct {
	// HTTP is how the server is reached. Its BaseURL may end before or after "/nevismeta" or "/nevismeta/rest".
	HTTP httpapi.Config
	// Defaults are those of the profile that the judge was made of.
	Defaults Defaults
	// BeanJWKS writes jwks in the spelling of the published schema, a dump of Java beans, instead of RFC 7517.
	BeanJWKS bool
	// Now is the clock that decides whether a valid_from lies in the future. Nil means time.Now.
	Now func() time.Time
}

// A Driver speaks to one server.
type Driver struct {
	oauthclient.Unable

	api      *httpapi.Client
	judge    *oauthclient.Judge
	server   string
	defaults Defaults
	table    jsonwire.Table
	// names are the members of the table, each with its field.
	names map[string]oauthclient.Field
	now   func() time.Time
}

var _ oauthclient.Driver = (*Driver)(nil)

// New returns a driver. Errors are those of httpapi.New.
func New(config Config, judge *oauthclient.Judge) (*Driver, error) {
	config.HTTP.BaseURL = baseURL(config.HTTP.BaseURL)
	api, err := httpapi.New(config.HTTP)
	if err != nil {
		return nil, err
	}
	d := &Driver{
		api: api, judge: judge, server: config.HTTP.BaseURL, defaults: config.Defaults,
		table: newTable(config.BeanJWKS), now: config.Now,
	}
	d.names = d.table.Names()
	if d.now == nil {
		d.now = time.Now
	}
	return d, nil
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

// Server returns the URL below which the API lies.
func (d *Driver) Server() string { return d.server }

// Create makes a client. The answer to that request is nothing but the internal id, so the client is read afterwards.
func (d *Driver) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	p := d.defaults.home(desired)
	if p.setup == "" {
		return oauthclient.Result{}, missingSetup()
	}
	body, err := d.table.Encode(desired)
	if err != nil {
		return oauthclient.Result{}, err
	}
	settle, done := d.api.Settling(ctx)
	defer done()
	_, p.client, err = jsonwire.SendUntilTaken(withRedirectURIs(body), d.withoutPast, func(body jsonwire.Object) (string, error) {
		return d.post(ctx, p, body)
	})
	if err != nil {
		return oauthclient.Result{}, d.whetherTaken(ctx, p, desired, err)
	}
	made, err := d.read(settle, p, desired, wishOf(desired))
	switch {
	case made.Client != nil && err != nil: // it is another client's id that was answered
		return oauthclient.Result{}, &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Message: "The creation was answered with the id of another client.", Err: err}
	case err != nil:
		return oauthclient.Result{Client: desired.With(oauthclient.ID, p.id())}, unread(err)
	}
	return made, nil
}

// read returns a client that was just written, as a configuration describes it.
func (d *Driver) read(ctx context.Context, p place, known oauthclient.Client, w wish) (oauthclient.Result, error) {
	h, err := d.current(ctx, p, w)
	if err != nil {
		return oauthclient.Result{}, err
	}
	result := h.describe(w)
	return result, oauthclient.SameClient(known, result.Client)
}

// Fetch returns the state of the client that is in force, and those to come.
func (d *Driver) Fetch(ctx context.Context, known oauthclient.Client) (oauthclient.Fetched, error) {
	p, err := d.locate(ctx, known)
	if err != nil {
		return nil, err
	}
	h, err := d.history(ctx, p)
	if err != nil {
		return nil, err // and no history in it, which would not be nil
	}
	return h, nil
}

// Interpret makes a client of its states: when known has a valid_from that is to come, of the state that begins then, and
// otherwise of the one in force. It tells of what others have scheduled.
func (*Driver) Interpret(_ context.Context, fetched oauthclient.Fetched, known oauthclient.Client) (oauthclient.Result, error) {
	h, ok := fetched.(*history)
	if !ok {
		return oauthclient.Result{}, fmt.Errorf("the states of a client were expected, not a %T", fetched)
	}
	w := wishOf(known)
	result := h.describe(w)
	s, _ := h.at(w)
	result.Notices = slices.Concat(result.Notices, privateKeys(s.members), h.foreign(w))
	return result, nil
}

// Delete removes the client with its whole history.
func (d *Driver) Delete(ctx context.Context, known oauthclient.Client) error {
	p, err := d.defaults.placeOf(known)
	if err != nil {
		return err
	}
	settle, done := d.api.Settling(ctx)
	defer done()
	failed := d.remove(ctx, p.path())
	if !isNotFound(failed) {
		return failed
	}
	// It may exist all the same, and have no state in force yet. To withdraw those to come removes it.
	h, err := d.history(settle, p)
	if err != nil {
		return err
	}
	if h.active != nil {
		return failed
	}
	for _, s := range h.later {
		if err := d.withdraw(ctx, p, s.since); err != nil {
			return err
		}
	}
	return nil
}
