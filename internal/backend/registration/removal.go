package registration

import (
	"context"
	"encoding/json"
	"maps"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// toRemove returns the members that are known and not wanted any more, as they are known.
func (u *update) toRemove() jsonwire.Object {
	before, err := encode(telling(u.change.Known))
	if err != nil {
		return nil
	}
	for name, raw := range before {
		f := names[name]
		isKept := hasAttribute(name) && !u.change.Removed.Has(f)
		isNothing := saysNothing(raw) && !propertyOf[f].EmptyIsAStatement
		if u.wanted[name] != nil || isKept || isNothing {
			delete(before, name)
		}
	}
	return before
}

// leftovers returns the members that were removed and are there as before.
func (u *update) leftovers(members jsonwire.Object) jsonwire.Object {
	left := jsonwire.Object{}
	for name, raw := range u.removed {
		if now, ok := members[name]; ok && !jsonwire.IsNull(now) && u.isSame(name, raw, now) {
			left[name] = now
		}
	}
	return left
}

func (u *update) isSame(name string, before, now json.RawMessage) bool {
	f := names[name]
	if !hasAttribute(name) {
		return oauthclient.Equal(ExtraMetadata, string(before), string(now))
	}
	was, _ := configurable.Decode(jsonwire.Object{name: before})
	is, _ := configurable.Decode(jsonwire.Object{name: now})
	return u.driver.judge.Equal(f, was[f], is[f])
}

// removeLeftovers takes out what an update without it has left: on a server that keeps the members that are left out. There
// null means the same as leaving out (RFC 7592 section 2.2), and where that is refused, or left out of consideration too, "" may.
// A request that was refused has changed nothing. What is there even then is the server's own.
func (u *update) removeLeftovers(ctx context.Context, body, members jsonwire.Object) (jsonwire.Object, error) {
	left := u.leftovers(members)
	for _, nothing := range []func(json.RawMessage) json.RawMessage{null, empty} {
		if len(left) == 0 {
			break
		}
		again := maps.Clone(body)
		for name, raw := range left {
			again[name] = nothing(raw)
		}
		after, err := u.write(ctx, again)
		switch {
		case err == nil:
			members, left = after, u.leftovers(after)
		case !isRefused(err):
			return members, err
		}
		// "" instead of what a server fills in is another value, and no removal.
		maps.DeleteFunc(left, func(name string, raw json.RawMessage) bool {
			return propertyOf[names[name]].Behaviour != oauthclient.Stored || jsonwire.IsNull(empty(raw))
		})
	}
	return members, nil
}

func null(json.RawMessage) json.RawMessage { return json.RawMessage("null") }

func empty(of json.RawMessage) json.RawMessage {
	switch strings.TrimSpace(string(of))[0] {
	case '[':
		return json.RawMessage("[]")
	case '{':
		return json.RawMessage("{}")
	case '"':
		return json.RawMessage(`""`)
	}
	return json.RawMessage("null")
}
