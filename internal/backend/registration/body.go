package registration

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// body returns the request that makes the client what is desired.
func (u *update) body() (jsonwire.Object, error) {
	body := sendable(u.base)
	for name := range u.removed {
		delete(body, name)
	}
	maps.Copy(body, u.wanted)
	// The default of an "..._enc" belongs to its "..._alg" (OpenID Connect Dynamic Client Registration section 2).
	for name := range body {
		alg, isEnc := strings.CutSuffix(name, "_enc")
		if isEnc && u.wanted[name] == nil && body[alg+"_alg"] == nil {
			delete(body, name)
		}
	}
	clientID, err := json.Marshal(u.clientID())
	body[memberClientID] = clientID
	return body, err
}

// sendable returns the members of an answer that can be sent back: without what is the server's own (RFC 7592 section
// 2.2), and without what says nothing and some servers refuse, such as null and "". Lists without elements are sent, since
// others want all that they have shown (Okta). What an attribute holds is written in the usual form, since some servers do not
// take their own (Glewlwyd 2.7.5 shows token_endpoint_auth_method as an array).
func sendable(answer jsonwire.Object) jsonwire.Object {
	body := jsonwire.Object{}
	client, _ := configurable.Decode(answer)
	client = telling(client)
	encoded, err := configurable.Encode(client)
	if err != nil {
		encoded = jsonwire.Object{}
	}
	for name, raw := range answer {
		f := names[name]
		_, isUnderstood := client[f]
		switch {
		case hasAttribute(name) && issued.Has(f):
		case hasAttribute(name) && isUnderstood && encoded[name] != nil:
			body[name] = encoded[name]
		case !saysNothing(raw) || bytes.HasPrefix(raw, []byte("[")):
			body[name] = raw
		}
	}
	return body
}

// telling returns a client less the values that say no more than absent ones, which may have no form as JSON.
func telling(c oauthclient.Client) oauthclient.Client {
	said := c.Only(supported)
	maps.DeleteFunc(said, func(f oauthclient.Field, v any) bool {
		return oauthclient.IsEmpty(f, v) && f.Kind() != oauthclient.Bool && !propertyOf[f].EmptyIsAStatement
	})
	return said
}

// otherBodies returns what to send when a body is refused: without what the server has derived from what changes; with null
// for what is taken out, since a server that merges would be left with both of two members that exclude each other; and
// without what it shows and has no attribute, since it need not take that.
func (u *update) otherBodies(body jsonwire.Object) []jsonwire.Object {
	var others []jsonwire.Object
	if smaller := u.withoutDerived(body); smaller != nil {
		others = append(others, smaller)
	}
	nulls := jsonwire.Object{}
	for name := range u.removed {
		if body[name] == nil {
			nulls[name] = json.RawMessage("null")
		}
	}
	own := maps.Clone(body)
	maps.DeleteFunc(own, func(name string, _ json.RawMessage) bool {
		return !hasAttribute(name) && u.wanted[name] == nil && name != memberClientID
	})
	return append(others, body.Retries(nulls, own)...)
}

// derived are the members that determine each other (RFC 7591 section 2.1).
var derived = []string{"grant_types", "response_types"}

// withoutDerived returns a body without those of grant_types and response_types that nobody configures, nil when all of
// them are: a new value of one of them may not go with what the server had filled in for the other.
func (u *update) withoutDerived(body jsonwire.Object) jsonwire.Object {
	smaller := maps.Clone(body)
	for _, name := range derived {
		if f := names[name]; u.change.Desired[f] == nil {
			delete(smaller, name)
		}
	}
	if len(smaller) == len(body) || !slices.ContainsFunc(derived, func(name string) bool { return smaller[name] != nil }) {
		return nil
	}
	return smaller
}
