package nevismeta

import (
	"context"
	"encoding/json"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Update replaces the client: its last state, less what the change takes out, overlaid with what it sets; members that
// nobody here knows stay. It needs two requests, and more only for what is scheduled.
//
// It takes effect at once, or when valid_from says so. A state that was scheduled before and is not desired any more is
// withdrawn; those that somebody else has scheduled stay, and [Driver.Interpret] tells of them.
func (d *Driver) Update(ctx context.Context, change oauthclient.Change) (oauthclient.Result, error) {
	p, err := d.defaults.placeOf(change.Known)
	if err != nil {
		return oauthclient.Result{}, err
	}
	before := wishOf(change.Known)
	h, err := d.current(ctx, p, before)
	if err != nil {
		return oauthclient.Result{}, err
	}
	base, since := h.at(before)
	if err := oauthclient.SameClient(change.Known, base.client); err != nil {
		return oauthclient.Result{}, err
	}
	if d.saysNothing(change) {
		result := h.describe(before)
		result.Before = result.Client
		return result, nil
	}
	change.Desired = change.Desired.Clone()
	if since != "" && !change.Desired.Has(ValidFrom) && !change.Removed.Has(ValidFrom) {
		change.Desired[ValidFrom] = since // nobody here has said when it begins
	}
	next := wishOf(change.Desired)
	body, err := d.replacement(base, change, next)
	if err != nil {
		return oauthclient.Result{}, err
	}
	if err := d.makeRoom(ctx, h, next.at); err != nil {
		return oauthclient.Result{}, err
	}
	e := edit{place: p, known: change.Known, next: next, instead: h.stuck(next.at)}
	others := func(body jsonwire.Object) []jsonwire.Object { return d.otherBodies(body, change) }
	taken, updated, err := jsonwire.SendUntilTaken(body, others, func(body jsonwire.Object) (oauthclient.Result, error) {
		return d.replace(ctx, e, body)
	})
	updated.Before = h.describe(before).Client
	if err != nil {
		return updated, notReplaced(err, h, base, next.at)
	}
	updated, err = d.removeLeftovers(ctx, e, taken, change, updated)
	if err != nil {
		return updated, err
	}
	if left := body.NamesNotIn(taken); len(left) > 0 {
		updated.Notices = append(updated.Notices, oauthclient.NotSentAlong(left))
	}
	if taken["client_secret"] == nil && d.judge.UsesSecret(updated.Client) {
		updated.Notices = append(updated.Notices, secretNotSent)
	}
	return updated, d.takeBack(ctx, h, base, next.at, updated.Client)
}

// secretNotSent tells of an edit that had to leave the secret out.
var secretNotSent = oauthclient.Notice{
	Field: oauthclient.ClientSecret, Summary: "client_secret was not sent along",
	Detail: "An edit sends the whole client, and the client_secret of this one is neither known here nor shown by nevisMeta. " +
		"Its documents do not say whether the client keeps its secret then: see whether it can still authenticate, and set or rotate client_secret if not.",
}

// saysNothing reports whether a change changes nothing, save for where the client is: each edit adds a state to its
// history.
func (d *Driver) saysNothing(change oauthclient.Change) bool {
	changed := d.judge.Changed(change.Known, change.Desired)
	delete(changed, SetupID)
	delete(changed, Module)
	return len(changed) == 0 && !change.Desired.Has(oauthclient.ClientSecret)
}

// An edit is where one goes, the client as it is known, what is to come of it, and the state for the same instant that it takes
// the place of and that could not make room, nil for none.
type edit struct {
	place   place
	known   oauthclient.Client
	next    wish
	instead *state
}

// replace sends an edit and returns the client after it: what the answer says, if that is the edited state, or else what is
// read. An answer that does not say when the state begins may be no more than the request. When neither says it, the client is
// as it was to become.
func (d *Driver) replace(ctx context.Context, e edit, body jsonwire.Object) (oauthclient.Result, error) {
	p, known, next := e.place, e.known, e.next
	settle, done := d.api.Settling(ctx)
	defer done()
	answer, err := d.put(ctx, p, body)
	if err != nil {
		return oauthclient.Result{}, err
	}
	if answer != nil && !next.at.After(d.now()) {
		edited := &history{place: p, active: d.decode(p, answer)}
		if !edited.active.since.IsZero() && oauthclient.SameClient(known, edited.active.client) == nil {
			return edited.describe(next), nil
		}
	}
	var updated oauthclient.Result
	if err = d.supersede(settle, e); err == nil {
		updated, err = d.read(settle, p, known, next)
	}
	if err != nil {
		sent := &history{place: p, active: d.decode(p, body)}
		return sent.describe(next), unread(err)
	}
	return updated, nil
}

// ignored are members of an answer that an edit must not repeat: what some answers say beside the client, which the URL says
// already, and when the state began, which would date the new one back.
var ignored = []string{"id", "clientId", "setupId", "valid_from"}

// replacement returns the body that makes of a state what is desired. It adds to what the change says.
func (d *Driver) replacement(base *state, change oauthclient.Change, next wish) (jsonwire.Object, error) {
	if !next.at.After(d.now()) {
		// What a server does with a valid_from in the past is not documented.
		delete(change.Desired, ValidFrom)
	}
	if !d.judge.Equal(oauthclient.GrantTypes, change.Over(base.client)[oauthclient.GrantTypes], base.client[oauthclient.GrantTypes]) {
		// It was about the grant types that there were.
		change.Removed = oauthclient.NewFieldSet(append(change.Removed.Sorted(), NotSentGrantType)...)
	}
	// Key sets that are as configured keep the members that only the server knows.
	keys := oauthclient.JWKSet
	if configured := change.Desired[keys]; base.client.Has(keys) && d.judge.Same(keys, change.Known[keys], configured) &&
		d.judge.Equal(keys, configured, base.client[keys]) {
		change.Desired[keys] = base.client[keys]
	}
	d.identify(base, change)
	body, err := d.table.Overlay(base.members, change, ignored...)
	if err != nil {
		return nil, err
	}
	if change.Desired[oauthclient.ClientSecret] == nil {
		delete(body, "client_secret") // a mask, or the leftover of a client that becomes public
	}
	return withRedirectURIs(body), nil
}

// identify adds to what a change sets the client_id and the secret, without which a server may make new ones. What the
// server shows in the place of a secret is sent only when it evidently is one.
func (d *Driver) identify(base *state, change oauthclient.Change) {
	fields := []oauthclient.Field{oauthclient.ClientID}
	if !d.judge.IsPublic(change.Over(base.client)) {
		fields = append(fields, oauthclient.ClientSecret)
	}
	for _, f := range fields {
		for _, source := range []oauthclient.Client{base.client, change.Known} {
			if !change.Desired.Has(f) && source.Has(f) {
				change.Desired[f] = source[f]
			}
		}
	}
}

// withRedirectURIs adds the one member that the published schema requires.
func withRedirectURIs(body jsonwire.Object) jsonwire.Object {
	if body["redirect_uris"] == nil {
		body["redirect_uris"] = json.RawMessage("[]")
	}
	return body
}
