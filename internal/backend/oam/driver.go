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
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
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

// A Driver speaks to one server about clients.
type Driver struct {
	oauthclient.Unable
	*connection

	judge  *oauthclient.Judge
	tokens tokenCache
	lists  listCache
	// siblings are the services for what clients need beside them, by the name of the sibling.
	siblings map[string]*oauthclient.Service
}

var _ oauthclient.Driver = (*Driver)(nil)

// New returns a driver. Errors are those of httpapi.New.
func New(config Config, judge *oauthclient.Judge) (*Driver, error) {
	c, err := connect(config)
	if err != nil {
		return nil, err
	}
	d := &Driver{connection: c, judge: judge, lists: listCache{life: listLife}, siblings: map[string]*oauthclient.Service{}}
	for _, s := range Siblings() {
		judge := oauthclient.NewJudge(s.Profile(config.Defaults))
		d.siblings[s.Name] = oauthclient.NewService(judge, s.open(d, judge))
	}
	return d, nil
}

// Sibling returns the service for what clients need beside them, by the name of one of [Siblings].
func (d *Driver) Sibling(name string) *oauthclient.Service { return d.siblings[name] }

// Create makes a client, and waits until reads show it.
func (d *Driver) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	at, err := d.defaults.placeOf(desired)
	if err != nil {
		return oauthclient.Result{}, err
	}
	settle, done := d.api.Settling(ctx)
	defer done()
	sent := complete(at, desired)
	response, err := d.send(ctx, request{method: http.MethodPost, endpoint: clients, body: encode(clientMembers, sent, nil)})
	missing := d.missingDomain(settle, IdentityDomain, at.domain, response)
	switch {
	case missing != nil:
		return oauthclient.Result{}, missing
	case errors.Is(err, oauthclient.ErrOutcomeUnknown):
		d.doubts.add(clients, at)
		return oauthclient.Result{}, err
	case refused(response):
		return oauthclient.Result{}, d.explainRefusal(settle, at, desired, err)
	case err != nil:
		return oauthclient.Result{}, atFault(clientMembers, response, err)
	}
	created, err := createdClient(at, response, sent)
	if err != nil {
		d.doubts.add(clients, at)
		return oauthclient.Result{}, garbledCreation(response, err)
	}
	shown, err := d.awaitWritten(ctx, settle, d.written(at, write{sent: sent}))
	if shown == nil {
		return oauthclient.Result{Client: created}, err
	}
	if uid := created.Text(UID); uid != "" {
		shown[UID] = uid
	}
	return oauthclient.Result{Client: shown}, err
}

// written completes a write of a client.
func (d *Driver) written(at handle, w write) write {
	w.judge, w.what = d.judge, "the client with "+at.String()
	hidden := d.touchesHidden(w)
	w.read = func(ctx context.Context) (oauthclient.Client, error) {
		get := d.get
		if hidden {
			now := d.clock.now()
			get = func(ctx context.Context, at handle) (clientShown, error) { return d.fetch(ctx, at, now) }
		}
		answered, err := get(ctx, at)
		if err == nil {
			err = mustBe(answered, w.sent)
		}
		if err != nil {
			return nil, err
		}
		read := decodeClient(answered, w.sent).Without(oauthclient.ClientSecret)
		return d.ownAttributes(ctx, read, w.sent.Objects(Attributes), w.before.Objects(Attributes)), nil
	}
	return w
}

// touchesHidden reports whether a write changes a property that text answers have no place for. The list is asked only then.
func (d *Driver) touchesHidden(w write) bool {
	return slices.ContainsFunc(clientMembers, func(m member[message.Client]) bool {
		f := m.property.Field
		return m.textless && !d.judge.Equal(f, w.sent[f], w.before[f])
	})
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
	answered, err := d.fetch(ctx, at, d.clock.now().Add(-d.lists.life))
	if err != nil {
		return oauthclient.Result{}, err
	}
	if err := mustBe(answered, change.Known); err != nil {
		return oauthclient.Result{}, err
	}
	current := d.interpret(ctx, answered, change.Known)
	w := d.written(at, write{sent: complete(at, change.Over(current)), removed: change.Removed, known: change.Known, before: current})
	w.put = replacement{d, at, answered.entity, w.sent, change.Removed}.put
	err = w.put(ctx)
	d.lists.forget(at)
	if err != nil {
		return oauthclient.Result{}, err
	}
	shown, err := d.awaitWritten(ctx, settle, w)
	if shown == nil {
		shown = w.sent
	}
	return oauthclient.Result{Client: shown, Before: current}, err
}

// A replacement sends what a client is to be.
type replacement struct {
	*Driver
	at      handle
	current *message.Client
	sent    oauthclient.Client
	removed oauthclient.FieldSet
}

// put sends the whole client. An empty value may be what is refused: then the empty texts of properties with listed values are
// left out, of which "" is none, then all empty texts, and then all empty values. That takes them out as well, as the reference
// says; where a PUT is merged it keeps them.
func (r replacement) put(ctx context.Context) error {
	response, err := r.putOnce(ctx, r.sent, r.removed)
	if err == nil {
		return nil
	}
	if refused(response) {
		settle, done := r.api.Settling(ctx)
		defer done()
		if _, gone := r.get(settle, r.at); errors.Is(gone, oauthclient.ErrNotFound) {
			return gone
		}
	}
	sent, cleared := r.sent, r.removed
	for _, leaveOut := range []func(oauthclient.Field) bool{
		func(f oauthclient.Field) bool { return f.Kind() == oauthclient.String && len(f.Spec().Values) > 0 },
		func(f oauthclient.Field) bool { return f.Kind() == oauthclient.String },
		func(f oauthclient.Field) bool { return f.Kind() != oauthclient.Bool },
	} {
		left, leftCleared := withoutEmpty(sent, cleared, leaveOut)
		less := len(left) < len(sent) || len(leftCleared) < len(cleared)
		sent, cleared = left, leftCleared
		if less && (refused(response) || hasStatus(response, http.StatusBadRequest)) {
			if _, err := r.putOnce(ctx, sent, cleared); err == nil {
				return nil
			}
		}
	}
	return atFault(clientMembers, response, err)
}

func (r replacement) putOnce(ctx context.Context, sent oauthclient.Client, cleared oauthclient.FieldSet) (*httpapi.Response, error) {
	body := encode(clientMembers, sent, cleared)
	keepHTTPS(body, r.current)
	return r.send(ctx, request{method: http.MethodPut, endpoint: clients, query: r.at.query(), body: body})
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

// withoutEmpty leaves out of what is sent and cleared the empty values of some fields.
func withoutEmpty(sent oauthclient.Client, cleared oauthclient.FieldSet, leaveOut func(oauthclient.Field) bool) (oauthclient.Client, oauthclient.FieldSet) {
	sent, cleared = maps.Clone(sent), maps.Clone(cleared)
	maps.DeleteFunc(sent, func(f oauthclient.Field, v any) bool { return leaveOut(f) && oauthclient.IsEmpty(f, v) })
	maps.DeleteFunc(cleared, func(f oauthclient.Field, _ struct{}) bool { return leaveOut(f) })
	return sent, cleared
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
func keepHTTPS(body, current *message.Client) {
	for i, uri := range body.RedirectURIs {
		for _, has := range current.RedirectURIs {
			if has.URL == uri.URL {
				body.RedirectURIs[i].IsHTTPS = has.IsHTTPS
			}
		}
	}
}
