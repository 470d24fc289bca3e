package oam

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// OAM shows among the attributes of a client the token attributes of the resource servers of its scopes (seen). They are
// no part of the client: nobody has configured them there, and nobody can take them away from it. In the answer nothing
// tells them from the client's own, so these rules do:
//
//   - an attribute that is configured is the client's, and so is whatever else stands under its name when it is missing;
//   - of the others, only those count that may be the client's (suspects), less what its resource servers have.
//
// When it cannot be found out what those have, none of the others counts, and an update leaves the attributes out if none is
// configured: it must neither give the client what is not its own, nor take away what is.

// A set of attributes: the value of the field Attributes.
type attributes []map[string]string

// ownAttributes returns a client that was read with only those attributes that are its own.
func (d *Driver) ownAttributes(ctx context.Context, read oauthclient.Client, configured, suspects attributes) oauthclient.Client {
	if !read.Has(Attributes) {
		return read
	}
	all := attributes(read.Objects(Attributes))
	own := all.standFor(configured)
	rest := slices.DeleteFunc(slices.Clone(all), func(a map[string]string) bool {
		return own.contain(a) || !suspects.contain(a)
	})
	if len(rest) > 0 {
		added, known := d.tokenAttributes(ctx, read)
		if !known && len(own) == 0 {
			return read.Without(Attributes)
		}
		for _, a := range rest {
			if known && !added.contain(a) {
				own = append(own, a)
			}
		}
	}
	return read.With(Attributes, []map[string]string(own))
}

// standFor returns the attributes that stand for configured ones.
func (set attributes) standFor(configured attributes) attributes {
	var standing attributes
	for _, a := range set {
		sameName := func(c map[string]string) bool { return c[attributeName] == a[attributeName] }
		missing := func(c map[string]string) bool { return sameName(c) && !set.contain(c) }
		if configured.contain(a) || slices.ContainsFunc(configured, missing) {
			standing = append(standing, a)
		}
	}
	return standing
}

// contain compares as OAM does, which writes types in upper case.
func (set attributes) contain(a map[string]string) bool {
	canonical := canonicalAttributes(attributes{a})[0]
	return slices.ContainsFunc(canonicalAttributes(set), func(other map[string]string) bool { return maps.Equal(other, canonical) })
}

// A tokenCache remembers the token attributes of resource servers for the life of a Driver, which is one plan or
// apply.
type tokenCache struct {
	mu       sync.Mutex
	byServer map[handle]attributes
}

func (c *tokenCache) get(server handle) (attributes, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.byServer[server]
	return known, ok
}

func (c *tokenCache) put(server handle, found attributes) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byServer == nil {
		c.byServer = map[handle]attributes{}
	}
	c.byServer[server] = found
}

func (c *tokenCache) forget(server handle) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.byServer, server)
}

// errNotShown says that an answer has nothing on the token attributes of a resource server.
var errNotShown = errors.New("token attributes are not shown")

// tokenAttributes returns the token attributes of all resource servers of a client's scopes. It reports false when they
// cannot be found out.
func (d *Driver) tokenAttributes(ctx context.Context, c oauthclient.Client) (attributes, bool) {
	var all attributes
	for _, scope := range c.Strings(oauthclient.Scopes) {
		of, err := d.tokenAttributesFor(ctx, c.Text(IdentityDomain), scope)
		if err != nil {
			return nil, false
		}
		all = append(all, of...)
	}
	return all, true
}

// tokenAttributesFor returns those of the resource server that a scope belongs to. A scope is written <resource
// server>.<scope>; when both may hold dots, the shortest name of a resource server that exists is taken.
func (d *Driver) tokenAttributesFor(ctx context.Context, domain, scope string) (attributes, error) {
	for i, r := range scope {
		if r != '.' || i == 0 {
			continue
		}
		found, err := d.rememberedTokens(ctx, handle{domain: domain, name: scope[:i]})
		switch {
		case errors.Is(err, oauthclient.ErrNotFound):
			continue
		case err == nil && found == nil:
			return nil, errNotShown
		}
		return found, err
	}
	return nil, nil
}

// rememberedTokens asks for a resource server once. The result is nil when the answer does not show its token
// attributes.
func (d *Driver) rememberedTokens(ctx context.Context, server handle) (attributes, error) {
	if known, ok := d.tokens.get(server); ok {
		return known, nil
	}
	found, err := d.tokenAttributesOf(ctx, server)
	if err != nil {
		return nil, err
	}
	d.tokens.put(server, found)
	return found, nil
}
