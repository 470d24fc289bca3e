package registration

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"regexp"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An update is one change of a client.
type update struct {
	*session
	change oauthclient.Change
	// settling is the context for finding out what became of a request.
	settling context.Context //nolint:containedctx // it belongs to the operation, as ctx does, and outlives that a little
	// base is the client as the server has it, nil when that is not known, and isRead says that it was read just now.
	base   jsonwire.Object
	isRead bool
	// wanted are the members that the change is to leave, and removed those that it takes out, as they are known.
	wanted, removed jsonwire.Object
	// notSent are the members without an attribute that had to be left out.
	notSent []string
}

// Update replaces all metadata of the client (RFC 7592 section 2.2): with what the server has, less what the change
// removes, and what it sets.
//
// What the server has is read before, so that what others did since the last plan to members that nobody configures is not
// undone. Where reading replaces the token or the secret, and a lost answer would lose the client, or where clients cannot
// be read, the last answer stands for it.
func (d *Driver) Update(ctx context.Context, change oauthclient.Change) (oauthclient.Result, error) {
	settling, done := d.api.Settling(ctx)
	defer done()
	u, err := d.begin(ctx, settling, change)
	if err != nil {
		return u.failed(), err
	}
	members, err := u.carryOut(ctx)
	if members == nil {
		return u.failed(), err
	}
	result := u.written(members, change.Desired)
	if len(u.notSent) > 0 {
		result.Notices = append(result.Notices, oauthclient.NotSentAlong(u.notSent))
	}
	if u.isRead {
		result.Before, _ = decode(u.base, change.Known)
	}
	return result, err
}

// RotateSecret updates the client to what it is, which has many servers make a new secret (Glewlwyd 2.7.5 does). The old
// one does not go on working. ErrUnsupported says that this server keeps the secret.
func (d *Driver) RotateSecret(ctx context.Context, known oauthclient.Client) (oauthclient.Result, error) {
	updated, err := d.Update(ctx, oauthclient.Change{Known: known, Desired: telling(known), Removed: oauthclient.FieldSet{}})
	same := updated.Client.Text(oauthclient.ClientSecret) == known.Text(oauthclient.ClientSecret) &&
		updated.Client.Int(oauthclient.ClientSecretExpiresAt) == known.Int(oauthclient.ClientSecretExpiresAt)
	if err == nil && same {
		err = &oauthclient.Error{
			Kind: oauthclient.ErrUnsupported, Field: oauthclient.ClientSecret,
			Message: "The server makes no new secret for a client that it has: it answered the update with the same.",
			Advice:  "Make a new client in place of this one: terraform apply -replace=ADDRESS.",
		}
	}
	return updated, err
}

// begin finds the client and what the server has of it. The update is never nil.
func (d *Driver) begin(ctx, settling context.Context, change oauthclient.Change) (*update, error) {
	u := &update{change: change, settling: settling}
	var err error
	if u.session, err = d.open(ctx, change.Known); err != nil {
		return u, err
	}
	if u.isGuessed() || !u.has(cannotRead) && !u.sparesReads() {
		members, err := u.locate(ctx)
		if err == nil {
			u.base, u.isRead = u.follow(ctx, members), true
			return u, nil
		}
		if u.isGuessed() || !errors.Is(err, oauthclient.ErrUnsupported) {
			return u, err
		}
		u.learn(cannotRead)
	}
	u.base, err = parseObject(change.Known.Text(lastAnswer))
	return u, err
}

// failed returns what is left of an update that did not take place.
func (u *update) failed() oauthclient.Result {
	if u.session == nil {
		return oauthclient.Result{}
	}
	return u.salvaged(u.change.Known)
}

// carryOut sends the update, and returns the client as the server has it then. Members together with an error are those
// after the first of several requests.
func (u *update) carryOut(ctx context.Context) (jsonwire.Object, error) {
	var err error
	if u.wanted, err = encode(u.change.Desired); err != nil {
		return nil, err
	}
	u.removed = u.toRemove()
	body, err := u.body()
	if err != nil {
		return nil, err
	}
	taken, members, err := jsonwire.SendUntilTaken(body, u.otherBodies, func(body jsonwire.Object) (jsonwire.Object, error) {
		return u.write(ctx, body)
	})
	if err != nil {
		return nil, err
	}
	u.notSent = slices.DeleteFunc(body.NamesNotIn(taken), hasAttribute)
	return u.removeLeftovers(ctx, taken, members)
}

func isRefused(err error) bool { return errors.Is(err, oauthclient.ErrInvalid) }

// write sends a body, finds out what became of it when no answer says so, and returns what the server has then.
func (u *update) write(ctx context.Context, body jsonwire.Object) (jsonwire.Object, error) {
	members, err := u.put(ctx, body)
	if u.isInDoubt(err) {
		members, err = u.settle(ctx, body, err)
	}
	if err != nil {
		return nil, err
	}
	var read jsonwire.Object
	if u.former != "" && u.readsFreely() && !u.driver.tokensHold.Load() {
		var holds bool
		if read, holds = u.tryToken(ctx); read != nil && holds {
			u.driver.tokensHold.Store(true)
		}
	}
	return u.stored(ctx, u.follow(ctx, members), u.base, read, u.change.Desired), nil
}

// put sends the body, with the client's secret when the server asks for it: RFC 7592 section 2.2 lets a server demand
// it or do without, and Hydra refuses every request that has it (seen on v2.3.0).
func (u *update) put(ctx context.Context, body jsonwire.Object) (jsonwire.Object, error) {
	response, err := u.sendBody(ctx, body)
	if err == nil && !u.has(wantsSecret) && u.known.Has(oauthclient.ClientSecret) && asksForSecret(response) {
		u.learn(wantsSecret)
		response, err = u.sendBody(ctx, body)
	}
	if err != nil {
		return nil, err
	}
	if response.Status == http.StatusNoContent {
		return u.readAfter(response)
	}
	members, err := u.members(http.MethodPut, response)
	switch {
	case err != nil && response.OK():
		// An answer that is about another client, or about none, does not say what became of this one.
		return nil, &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Status: response.Status, Message: "The update was answered with something else.", Err: err}
	case errors.Is(err, oauthclient.ErrUnsupported):
		u.learn(cannotChange)
	}
	return members, err
}

// readAfter reads the client after an update that was carried out, as its answer says, and that has no client in it.
func (u *update) readAfter(response *httpapi.Response) (jsonwire.Object, error) {
	var members jsonwire.Object
	err := error(response.Classify())
	if !u.has(cannotRead) {
		members, err = u.get(u.settling)
	}
	if err != nil {
		return nil, &oauthclient.Error{
			Kind: oauthclient.ErrOutcomeUnknown, Status: response.Status, Message: "The update was answered without the client, which could not be read.", Err: err,
		}
	}
	return members, nil
}

func (u *update) sendBody(ctx context.Context, body jsonwire.Object) (*httpapi.Response, error) {
	if u.has(wantsSecret) && u.known.Has(oauthclient.ClientSecret) {
		secret, err := json.Marshal(u.known.Text(oauthclient.ClientSecret))
		if err != nil {
			return nil, err
		}
		body = maps.Clone(body)
		body[memberSecret] = secret
	}
	return u.send(ctx, http.MethodPut, body)
}

var secretName = regexp.MustCompile(`\b` + memberSecret + `\b`)

// asksForSecret reports whether a server refused an update because the client_secret was not in it, as far as can be told: not
// because of client_secret_basic, or client_secret_expires_at.
func asksForSecret(response *httpapi.Response) bool {
	return response.Status == http.StatusBadRequest && secretName.Match(response.Body)
}
