package oam

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// List lists the clients of one identity domain, in one request. Users report that a server answers it in JSON, also one
// that shows a single client in text; the REST reference does not have it.
func (d *Driver) List(ctx context.Context, filter oauthclient.Filter, yield func(oauthclient.Listed) bool) error {
	domain := d.defaults.domainOf(filter.Equal)
	if domain == "" {
		return noDomain(IdentityDomain)
	}
	listed, err := d.list(ctx, domain)
	if err != nil {
		return err
	}
	for i := range listed {
		c := &listed[i]
		if c.Name == "" {
			continue // it cannot be told which one that is
		}
		at := handle{domain: domain, name: c.Name}
		listed := oauthclient.Listed{ID: at.id(), ClientID: c.ID, Name: c.Name}
		if isWhole(c) {
			listed.Fetched = clientShown{at: at, entity: c, fromList: true}
		}
		if !yield(listed) {
			return nil
		}
	}
	return nil
}

// isWhole reports whether an element of a list shows a client, and does not only name it: every client has a type.
func isWhole(c *message.Client) bool { return c.ClientType != "" }

// list asks for all clients of an identity domain. ErrUnsupported means that the server does not list them.
func (d *Driver) list(ctx context.Context, domain string) ([]message.Client, error) {
	response, err := d.send(ctx, request{method: http.MethodGet, endpoint: clients, query: url.Values{"identityDomainName": {domain}}})
	if response == nil {
		return nil, err
	}
	if known, ok := errors.AsType[*oauthclient.Error](err); ok && !errors.Is(known, oauthclient.ErrInvalid) {
		return nil, err
	}
	if err == nil {
		var a message.Answer
		if a, err = message.Parse(response.Body); err == nil && a.Clients != nil {
			return a.Clients, nil
		}
	}
	return nil, &oauthclient.Error{
		Kind: oauthclient.ErrUnsupported, Err: err,
		Message: "This server does not list the clients of the identity domain \"" + domain + "\".",
	}
}

// listLife is for how long a list is taken to be what the server has.
const listLife = 10 * time.Second

// A listCache has the lists of identity domains for some time, so that reading many clients of a server that answers in
// text takes one list and not one each. Whoever needs a newer one waits for the one that is being read, and shares the next.
type listCache struct {
	mu      sync.Mutex
	domains map[string]*domainList
	// life is for how long a list is taken to be what the server has.
	life time.Duration
}

type domainList struct {
	mu     sync.Mutex
	byName map[string]*message.Client
	// read is when the request for it began.
	read time.Time
	// refused says that the server does not list clients.
	refused bool
}

func (l *listCache) of(domain string) *domainList {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.domains == nil {
		l.domains = map[string]*domainList{}
	}
	if l.domains[domain] == nil {
		l.domains[domain] = &domainList{}
	}
	return l.domains[domain]
}

// forget takes a client out whose hidden properties are about to change.
func (l *listCache) forget(at handle) {
	domain := l.of(at.domain)
	domain.mu.Lock()
	defer domain.mu.Unlock()
	delete(domain.byName, at.name)
}

// inList returns what the list of an identity domain says of a client that the server shows in text, as far as a list that
// was read at a given time or later says it: nil when there is no such list, or when it has another client in its place.
func (d *Driver) inList(ctx context.Context, domain string, c *message.Client, since time.Time) *message.Client {
	known := d.lists.of(domain)
	known.mu.Lock()
	defer known.mu.Unlock()
	if known.refused {
		return nil
	}
	if known.byName[c.Name] == nil || known.read.Before(since) {
		begun := d.clock.now()
		listed, err := d.list(ctx, domain)
		if err != nil {
			known.refused = errors.Is(err, oauthclient.ErrUnsupported)
			return nil
		}
		known.byName, known.read = make(map[string]*message.Client, len(listed)), begun
		for i := range listed {
			known.byName[listed[i].Name] = &listed[i]
		}
	}
	if found := known.byName[c.Name]; found != nil && found.ID == c.ID && isWhole(found) {
		return found
	}
	return nil
}
