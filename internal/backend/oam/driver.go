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
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

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
	// Defaults are those of the profile.
	Defaults Defaults
	// ReadAfterWriteTimeout is how long to wait after a write until reads show it. Zero means a minute.
	ReadAfterWriteTimeout time.Duration
}

// A Driver speaks to one server.
type Driver struct {
	oauthclient.Unable

	api      *httpapi.Client
	server   string
	defaults Defaults
	judge    *oauthclient.Judge
	// patience is how long to wait until reads show a write, and pause how long between the first two of them.
	patience, pause time.Duration
	// writing holds an element while a write is under way: OAM keeps its policies in one versioned document.
	writing chan struct{}
	tokens  tokenCache
	lists   listCache
	doubts  doubts
}

var _ oauthclient.Driver = (*Driver)(nil)

// New returns a driver. Errors are those of httpapi.New.
func New(config Config, judge *oauthclient.Judge) (*Driver, error) {
	config.HTTP.BaseURL = serverURL(config.HTTP.BaseURL)
	api, err := httpapi.New(config.HTTP)
	if err != nil {
		return nil, err
	}
	if config.ReadAfterWriteTimeout == 0 {
		config.ReadAfterWriteTimeout = defaultPatience
	}
	return &Driver{
		api: api, server: config.HTTP.BaseURL, defaults: config.Defaults, judge: judge,
		patience: config.ReadAfterWriteTimeout, pause: firstPause,
		writing: make(chan struct{}, 1), lists: listCache{life: listLife},
	}, nil
}

// serverURL takes off what somebody has copied from an example of the API.
func serverURL(text string) string {
	server, _, _ := strings.Cut(text, "/oam/services/")
	return strings.TrimSuffix(strings.TrimRight(server, "/"), "/oam")
}

// Server returns the URL of the AdminServer.
func (d *Driver) Server() string { return d.server }

// Create makes a client, and waits until reads show it.
func (d *Driver) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	at, err := d.defaults.placeOf(desired)
	if err != nil {
		return oauthclient.Result{}, err
	}
	settle, done := d.api.Settling(ctx)
	defer done()
	sent := complete(at, desired)
	response, err := d.send(ctx, request{method: http.MethodPost, endpoint: clients, body: encode(sent, nil)})
	switch {
	case errors.Is(err, oauthclient.ErrOutcomeUnknown):
		d.doubts.add(at)
		return oauthclient.Result{}, err
	case refused(response):
		return oauthclient.Result{}, d.explainRefusal(settle, at, desired, err)
	case err != nil:
		return oauthclient.Result{}, err
	}
	created, err := d.readCreated(at, sent, response)
	if err != nil {
		d.doubts.add(at)
		return oauthclient.Result{}, err
	}
	shown, err := d.awaitWritten(ctx, settle, write{at: at, sent: sent})
	if shown == nil {
		return oauthclient.Result{Client: created}, err
	}
	if uid := created.Text(UID); uid != "" {
		shown[UID] = uid
	}
	return oauthclient.Result{Client: shown}, err
}

// readCreated returns the client that the answer to a creation shows. An answer of success that cannot be understood says
// that the client was made, and not what it is.
func (d *Driver) readCreated(at handle, sent oauthclient.Client, response *httpapi.Response) (oauthclient.Client, error) {
	answered, err := readClient(at, response)
	if err == nil {
		return answered.decode(sent), nil
	}
	failed := response.Classify()
	return nil, &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Message: failed.Message, Advice: failed.Advice, Status: failed.Status, Err: err}
}

// Fetch returns what the server shows of a client: of one that it shows in text, also what its list says.
func (d *Driver) Fetch(ctx context.Context, known oauthclient.Client) (oauthclient.Fetched, error) {
	at, err := d.defaults.handleOf(known)
	if err != nil {
		return nil, err
	}
	return d.fetch(ctx, at, time.Now().Add(-d.lists.life))
}

// fetch asks for a client, and takes what the answer has no place for from a list that was read at a given time or later.
func (d *Driver) fetch(ctx context.Context, at handle, listedSince time.Time) (shown, error) {
	answered, err := d.get(ctx, at)
	if err != nil || !answered.inText {
		return answered, err
	}
	answered.listed = d.inList(ctx, at.domain, answered.Client, listedSince)
	return answered, nil
}

// Interpret makes a client of what was shown. It never has a secret: what a server shows after the creation is masked or
// hashed, and one that can be used cannot be told from those.
func (d *Driver) Interpret(ctx context.Context, fetched oauthclient.Fetched, known oauthclient.Client) (oauthclient.Result, error) {
	answered, ok := fetched.(shown)
	if !ok {
		return oauthclient.Result{}, fmt.Errorf("a client was expected, not a %T", fetched)
	}
	if err := answered.mustBe(known); err != nil {
		return oauthclient.Result{}, err
	}
	result := oauthclient.Result{Client: d.interpret(ctx, answered, known), Notices: answered.garbled()}
	if answered.inText && answered.listed == nil && !known.Has(oauthclient.ClientName) {
		result.Notices = append(result.Notices, notSeen())
	}
	return result, nil
}

func (d *Driver) interpret(ctx context.Context, answered shown, known oauthclient.Client) oauthclient.Client {
	read := answered.decode(known).Without(oauthclient.ClientSecret)
	return d.ownAttributes(ctx, read, known.Objects(Attributes), read.Objects(Attributes))
}

// mustBe returns an error unless the client that is shown is the known one, and not another one in its place.
func (s shown) mustBe(known oauthclient.Client) error {
	id := known.Text(oauthclient.ClientID)
	if id == "" || s.ID == "" || s.ID == id {
		return nil
	}
	return &oauthclient.Error{
		Kind:    oauthclient.ErrUnavailable,
		Message: fmt.Sprintf("The client with %s has the client_id %q, and not %q.", s.at, s.ID, id),
		Advice: "Either a proxy or cache confuses answers, or somebody has deleted the client and made another one of the same name. " +
			"In the second case take it out of the state (a removed block, or terraform state rm) and import the new one. Nothing was changed.",
	}
}

// notSeen says what could not be read of a client that is about to be managed.
func notSeen() oauthclient.Notice {
	var names []string
	for _, m := range members {
		if m.textless {
			names = append(names, m.property.Field.String())
		}
	}
	return oauthclient.Notice{
		Summary: "The server does not show all of the client",
		Detail: "It answers in text, which has no place for some properties, and does not list its clients in JSON. Whether the client has any of these could not be seen: " +
			strings.Join(names, ", ") + ". Configure those that it has. An update does not send the others, and a server that replaces clients resets them then.",
	}
}

// Update sends the whole client as it is to be, which is right for a server that replaces, and clears what was removed,
// which is needed for one that merges: the reference says that a PUT replaces, and deployment scripts were seen to rely on
// merging. What cannot be seen, and is not known from elsewhere, is not sent.
func (d *Driver) Update(ctx context.Context, change oauthclient.Change) (oauthclient.Result, error) {
	at, err := d.defaults.handleOf(change.Known)
	if err != nil {
		return oauthclient.Result{}, err
	}
	settle, done := d.api.Settling(ctx)
	defer done()
	answered, err := d.fetch(ctx, at, time.Now().Add(-d.lists.life))
	if err != nil {
		return oauthclient.Result{}, err
	}
	if err := answered.mustBe(change.Known); err != nil {
		return oauthclient.Result{}, err
	}
	current := d.interpret(ctx, answered, change.Known)
	w := write{at: at, sent: complete(at, change.Over(current)), removed: change.Removed, known: change.Known, before: current}
	w.put = func(ctx context.Context, sent oauthclient.Client) error {
		body := encode(sent, change.Removed)
		keepHTTPS(body, answered.Client)
		response, err := d.send(ctx, request{method: http.MethodPut, endpoint: clients, query: at.query(), body: body})
		if err != nil {
			return d.orNotFound(settle, at, response, err)
		}
		return nil
	}
	err = w.put(ctx, w.sent)
	d.lists.forget(at)
	if err != nil {
		return oauthclient.Result{}, err
	}
	shown, err := d.awaitWritten(ctx, settle, w)
	if shown == nil {
		shown = w.sent
	}
	return oauthclient.Result{Client: shown}, err
}

// Delete removes the client and waits until reads no longer show it. It is addressed by its client_id, since somebody may
// have made another client of the same name. A refusal is taken for what it may be: the client is gone already.
func (d *Driver) Delete(ctx context.Context, known oauthclient.Client) error {
	at, err := d.defaults.handleOf(known)
	if err != nil {
		return err
	}
	if id := known.Text(oauthclient.ClientID); id != "" {
		at = handle{domain: at.domain, clientID: id}
	}
	settle, done := d.api.Settling(ctx)
	defer done()
	response, err := d.send(ctx, request{method: http.MethodDelete, endpoint: clients, query: at.query()})
	if err != nil && !refused(response) {
		return err
	}
	gone := d.awaitGone(settle, func() error { _, err := d.get(settle, at); return err })
	switch {
	case gone != nil:
		return errors.Join(err, gone)
	case err != nil && !response.OutcomeUnknown():
		return at.notFound()
	}
	return nil
}

// complete returns the client that is sent for a desired one: with what names it, and with a type, since OAM's default
// is not documented.
func complete(at handle, desired oauthclient.Client) oauthclient.Client {
	c := at.identify(desired)
	if !desired.Has(ClientType) {
		c[ClientType] = confidential
	}
	return c
}

// keepHTTPS keeps the isHttps of redirect URIs that the client has already.
func keepHTTPS(body, current *answer.Client) {
	for i, uri := range body.RedirectURIs {
		for _, has := range current.RedirectURIs {
			if has.URL == uri.URL {
				body.RedirectURIs[i].IsHTTPS = has.IsHTTPS
			}
		}
	}
}
