package oam

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// basePath is where the API is on the AdminServer.
var basePath = []string{"oam", "services", "rest", "ssa", "api", "v1", "oauthpolicyadmin"}

// The endpoints of the API.
const (
	clients         = "client"
	identityDomains = "oauthidentitydomain"
	resourceServers = "application"
)

const (
	// defaultPatience is the longest that reads were reported to be stale after a write.
	defaultPatience = time.Minute
	// firstPause is the pause between the first two reads after a write.
	firstPause = 100 * time.Millisecond
)

// A connection is what the drivers of one AdminServer share.
type connection struct {
	api      *httpapi.Client
	server   string
	defaults Defaults
	// patience is how long to wait until reads show a write, and pause how long between the first two of them.
	patience, pause time.Duration
	clock           clock
	// writing holds an element while a write is under way: OAM keeps its policies in one versioned document.
	writing chan struct{}
	doubts  doubts
}

func connect(config Config) (*connection, error) {
	config.HTTP.BaseURL = serverURL(config.HTTP.BaseURL)
	api, err := httpapi.New(config.HTTP)
	if err != nil {
		return nil, err
	}
	c := &connection{
		api: api, server: config.HTTP.BaseURL, defaults: config.Defaults,
		patience: config.ReadAfterWriteTimeout, pause: firstPause, clock: systemClock,
		writing: make(chan struct{}, 1),
	}
	if c.patience == 0 {
		c.patience = defaultPatience
	}
	return c, nil
}

// serverURL takes off what somebody has copied from an example of the API.
func serverURL(text string) string {
	server, _, _ := strings.Cut(text, "/oam/services/")
	return strings.TrimSuffix(strings.TrimRight(server, "/"), "/oam")
}

// Server returns the URL of the AdminServer.
func (c *connection) Server() string { return c.server }

// A request is one request to the API. The body is nil when there is none.
type request struct {
	method, endpoint string
	query            url.Values
	body             any
}

// send sends a request, a write only when no other is under way. An answer that is no success is returned together with
// the error it stands for.
func (c *connection) send(ctx context.Context, r request) (*httpapi.Response, error) {
	if r.method != http.MethodGet {
		if err := c.beginWrite(ctx); err != nil {
			return nil, err
		}
		defer func() { <-c.writing }()
	}
	sent := httpapi.Request{Method: r.method, Path: slices.Concat(basePath, []string{r.endpoint}), Query: r.query}
	return c.api.Call(ctx, sent, r.body, nil)
}

func (c *connection) beginWrite(ctx context.Context) error {
	select {
	case c.writing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return stopped(ctx)
	}
}

// stopped returns the error of an operation whose context is done.
func stopped(ctx context.Context) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrUnavailable, Message: "The operation was stopped before it was complete.", Err: ctx.Err(),
	}
}

// refused reports whether the API says that it has not done what it was asked for: with the documented 422, or with the
// status that would be usual where something exists already.
func refused(response *httpapi.Response) bool {
	return response != nil && (response.Status == http.StatusUnprocessableEntity || response.Status == http.StatusConflict)
}

// missingDomain returns an error when something was refused that was to be made in an identity domain, and OAM does not have that
// domain: the refusal does not give its reason.
func (c *connection) missingDomain(ctx context.Context, f oauthclient.Field, domain string, response *httpapi.Response) error {
	if domain == "" || !refused(response) && !hasStatus(response, http.StatusBadRequest) {
		return nil
	}
	asked, _ := c.send(ctx, request{method: http.MethodGet, endpoint: identityDomains, query: url.Values{"name": {domain}}})
	if !isNotFound(asked) {
		return nil
	}
	return &oauthclient.Error{
		Kind: oauthclient.ErrInvalid, Field: f, Status: response.Status, Message: fmt.Sprintf("OAM has no identity domain %q.", domain),
		Advice: "Name one that exists, or refer to the name of an oauth_oam_identity_domain, which is made first then.",
	}
}

func hasStatus(response *httpapi.Response, status int) bool {
	return response != nil && response.Status == status
}

// atFault adds to the error of a documented 400 the field that it is about. Its text is not documented.
func atFault[T entity](members []member[T], response *httpapi.Response, err error) error {
	failed, ok := errors.AsType[*oauthclient.Error](err)
	if !ok || !hasStatus(response, http.StatusBadRequest) {
		return err
	}
	names := make(map[string]oauthclient.Field, len(members))
	for _, m := range members {
		names[m.property.Name] = m.property.Field
	}
	words := response.Words()
	failed.Field = jsonwire.FieldAtFault(words, names)
	scopes, hasScopes := names["scopes"]
	if failed.Field == (oauthclient.Field{}) && hasScopes && strings.Contains(strings.ToLower(words), "scope") {
		failed.Field = scopes
	}
	if failed.Field == oauthclient.Scopes {
		failed.Advice = "A scope is written <resource server>.<scope>, and the resource server must be in the client's identity domain."
	}
	return err
}

func isNotFound(response *httpapi.Response) bool {
	return response != nil && message.IsNotFound(response.Status, response.Body)
}

func unreadable(err error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrUnavailable, Err: err,
		Message: "The server answered with success, but not as Oracle Access Manager is known to.",
		Advice:  "Check that oam.url is the URL of an OAM AdminServer.",
	}
}

// notOf says that an answer is about something else than what was asked for.
func notOf(asked, answered string) error {
	return &oauthclient.Error{
		Kind:    oauthclient.ErrUnavailable,
		Message: "The server was asked for " + asked + ", and answered with " + answered + ".",
		Advice:  "Look for a proxy or cache that confuses answers.",
	}
}

// garbledCreation says that something was made, and that the answer does not show what.
func garbledCreation(response *httpapi.Response, err error) error {
	failed := response.Classify()
	return &oauthclient.Error{
		Kind: oauthclient.ErrOutcomeUnknown, Message: failed.Message, Advice: failed.Advice, Status: failed.Status, Err: err,
	}
}

// onlyElement returns the element of a JSON array that has only one, and any other body as it is.
func onlyElement(body []byte) []byte {
	var elements []json.RawMessage
	if json.Unmarshal(body, &elements) == nil && len(elements) == 1 {
		return elements[0]
	}
	return body
}

// doubts are the creations that got no answer.
type doubts struct {
	mu        sync.Mutex
	creations map[doubt]bool
}

// A doubt is about what may have been made at a place.
type doubt struct {
	endpoint string
	at       handle
}

func (d *doubts) add(endpoint string, at handle) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.creations == nil {
		d.creations = map[doubt]bool{}
	}
	d.creations[doubt{endpoint, at}] = true
}

func (d *doubts) has(endpoint string, at handle) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.creations[doubt{endpoint, at}]
}
