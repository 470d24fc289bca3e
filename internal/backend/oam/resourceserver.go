package oam

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
)

// addedScope is the scope that OAM adds to every resource server (seen).
const addedScope = "DefaultScope"

func (d *Driver) resourceServer(domain, name string) sibling[answer.ResourceServer] {
	return sibling[answer.ResourceServer]{
		driver: d, what: "resource server", id: domain + "/" + name, endpoint: resourceServers,
		query: url.Values{"identityDomainName": {domain}, "name": {name}},
		read:  readResourceServer,
		has:   resourceServerHas,
	}
}

// readResourceServer does for a resource server what readIdentityDomain does for an identity domain.
func readResourceServer(body []byte) (*answer.ResourceServer, error) {
	a, err := answer.ParseResourceServer(onlyElement(body))
	if err != nil && !answer.IsSuccess(body) {
		return nil, err
	}
	r := a.ResourceServer
	if r == nil {
		return &answer.ResourceServer{}, nil
	}
	if a.Verb == "" {
		return r, nil
	}
	if r.Description == nil {
		r.Description = new("")
	}
	r.Scopes = append([]answer.Scope{}, r.Scopes...)
	r.TokenAttributes = append([]answer.Attribute{}, r.TokenAttributes...)
	return r, nil
}

// resourceServerHas compares what was sent and is shown.
func resourceServerHas(shown, sent answer.ResourceServer) bool {
	return sameText(shown.Description, sent.Description) &&
		(shown.Scopes == nil || sent.Scopes == nil || SameScopes(shown.Scopes, sent.Scopes)) &&
		(shown.TokenAttributes == nil || sent.TokenAttributes == nil || SameAttributes(shown.TokenAttributes, sent.TokenAttributes))
}

// CreateResourceServer makes a resource server and returns it as the server shows it, also together with an error once
// the server has said that it was made. Nil in the result means that the server does not say. Errors are those of
// [Backend.Create].
func (d *Driver) CreateResourceServer(ctx context.Context, r answer.ResourceServer) (*answer.ResourceServer, error) {
	defer d.tokens.forget(handle{domain: r.IDDomain, name: r.Name})
	return d.resourceServer(r.IDDomain, r.Name).create(ctx, r)
}

// ReadResourceServer returns a resource server. ErrNotFound means that the API said that there is none.
func (d *Driver) ReadResourceServer(ctx context.Context, domain, name string) (*answer.ResourceServer, error) {
	return d.resourceServer(domain, name).get(ctx)
}

// UpdateResourceServer replaces all but the name and the identity domain of a resource server.
func (d *Driver) UpdateResourceServer(ctx context.Context, r answer.ResourceServer) (*answer.ResourceServer, error) {
	defer d.tokens.forget(handle{domain: r.IDDomain, name: r.Name})
	return d.resourceServer(r.IDDomain, r.Name).update(ctx, r)
}

// DeleteResourceServer removes a resource server. That it is gone already is no error; that it is in use is one.
func (d *Driver) DeleteResourceServer(ctx context.Context, domain, name string) error {
	defer d.tokens.forget(handle{domain: domain, name: name})
	return d.resourceServer(domain, name).remove(ctx)
}

// DefaultDomain returns the identity domain of what names none, "" when there is no default.
func (d *Driver) DefaultDomain() string { return d.defaults.IdentityDomain }

// SameScopes reports whether a server that shows some scopes has those that were configured, and no others but the one
// that it adds by itself. A description that was not configured may be any.
func SameScopes(shown, configured []answer.Scope) bool {
	shown = OwnScopes(shown, configured)
	return everyHas(configured, shown, func(c, s answer.Scope) bool {
		return c.ScopeName == s.ScopeName && (c.Description == "" || c.Description == s.Description)
	}) && everyHas(shown, configured, func(s, c answer.Scope) bool { return s.ScopeName == c.ScopeName })
}

// OwnScopes returns the shown scopes less the one that the server adds by itself, unless that is configured.
func OwnScopes(shown, configured []answer.Scope) []answer.Scope {
	isAdded := func(s answer.Scope) bool { return s.ScopeName == addedScope }
	if slices.ContainsFunc(configured, isAdded) {
		return shown
	}
	return slices.DeleteFunc(slices.Clone(shown), isAdded)
}

// SameAttributes reports whether two sets of attributes are the same; the letter case of types has no meaning.
func SameAttributes(a, b []answer.Attribute) bool {
	same := func(x, y answer.Attribute) bool {
		return x.AttrName == y.AttrName && x.AttrValue == y.AttrValue && strings.EqualFold(x.AttrType, y.AttrType)
	}
	return everyHas(a, b, same) && everyHas(b, a, same)
}

// everyHas reports whether every element has a counterpart among others.
func everyHas[T any](elements, others []T, counterpart func(element, other T) bool) bool {
	for _, element := range elements {
		if !slices.ContainsFunc(others, func(other T) bool { return counterpart(element, other) }) {
			return false
		}
	}
	return true
}
