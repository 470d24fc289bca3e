package nevismeta

import (
	"context"
	"encoding/json"
	"errors"
	"maps"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// That an edit replaces the whole client, so that what is left out is taken out, is documented for a client's setup and
// resource servers only; and whether a server takes what an answer shows beside the documented members is not documented
// at all. So the documented form is sent first, and others when it is refused or leaves something. An edit that is refused
// has changed nothing.

// withoutPast returns what to send when a creation is refused: it without a valid_from that has passed. The client is as
// configured at once then, and one that is made anew still has it configured.
func (d *Driver) withoutPast(body jsonwire.Object) []jsonwire.Object {
	at, err := jsonwire.Text(body["valid_from"])
	if err != nil || instantOf(at).After(d.now()) {
		return nil
	}
	left := maps.Clone(body)
	delete(left, "valid_from")
	return []jsonwire.Object{left}
}

// otherBodies returns what to send when a body is refused: with null for what is taken out, since a server that merges would
// be left with both of two properties that exclude each other; and without the members that are not documented.
func (d *Driver) otherBodies(body jsonwire.Object, change oauthclient.Change) []jsonwire.Object {
	nulls := jsonwire.Object{}
	for name, f := range d.names {
		if change.Removed.Has(f) && change.Known.Has(f) && body[name] == nil {
			nulls[name] = json.RawMessage("null")
		}
	}
	documented := maps.Clone(body)
	maps.DeleteFunc(documented, func(name string, _ json.RawMessage) bool {
		_, known := d.names[name]
		return !known
	})
	return body.Retries(nulls, documented)
}

// removeLeftovers takes out what an edit without it has left: with null, and then with "" or [], which servers that ignore
// null may take. A change that is scheduled is not repeated, since each edit adds a state to the client's history.
func (d *Driver) removeLeftovers(ctx context.Context, e edit, body jsonwire.Object, change oauthclient.Change, updated oauthclient.Result) (oauthclient.Result, error) {
	for _, nothing := range []func(oauthclient.Property) json.RawMessage{null, empty} {
		again := maps.Clone(body)
		for _, p := range d.table.Properties() {
			f := p.Field
			if change.Removed.Has(f) && f != oauthclient.ClientSecret && d.judge.Left(f, change.Known[f], updated.Client[f]) && nothing(p) != nil {
				again[p.Name] = nothing(p)
			}
		}
		if len(again) == len(body) || e.next.at.After(d.now()) {
			continue
		}
		after, err := d.replace(ctx, e, again)
		switch {
		case err == nil:
			after.Before = updated.Before
			updated = after
		case !errors.Is(err, oauthclient.ErrInvalid):
			return updated, err
		}
	}
	return updated, nil
}

func null(oauthclient.Property) json.RawMessage { return json.RawMessage("null") }

// empty returns nil where an empty value would be another value, and no removal.
func empty(p oauthclient.Property) json.RawMessage {
	switch {
	case p.Behaviour != oauthclient.Stored:
		return nil
	case p.Field.Kind() == oauthclient.String:
		return json.RawMessage(`""`)
	case p.Field.Kind() == oauthclient.Set, p.Field.Kind() == oauthclient.Objects:
		return json.RawMessage("[]")
	}
	return nil
}
