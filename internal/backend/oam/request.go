package oam

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
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

// A request is one request to the API. The body is nil when there is none.
type request struct {
	method, endpoint string
	query            url.Values
	body             any
}

// send sends a request, a write only when no other is under way. An answer that is no success is returned together with
// the error it stands for.
func (d *Driver) send(ctx context.Context, r request) (*httpapi.Response, error) {
	if r.method != http.MethodGet {
		if err := d.beginWrite(ctx); err != nil {
			return nil, err
		}
		defer d.endWrite()
	}
	sent := httpapi.Request{Method: r.method, Path: slices.Concat(basePath, []string{r.endpoint}), Query: r.query}
	response, err := d.api.Call(ctx, sent, r.body, nil)
	var failed *oauthclient.Error
	if response != nil && response.Status == http.StatusBadRequest && errors.As(err, &failed) && strings.Contains(strings.ToLower(failed.Message), "scope") {
		failed.Field = oauthclient.Scopes
		failed.Advice = "A scope is written <resource server>.<scope>, and the resource server must be in the client's identity domain."
	}
	return response, err
}

func (d *Driver) beginWrite(ctx context.Context) error {
	select {
	case d.writing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return stopped(ctx)
	}
}

func (d *Driver) endWrite() { <-d.writing }

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

// get asks for one client. ErrNotFound means that the API said so.
func (d *Driver) get(ctx context.Context, at handle) (shown, error) {
	response, err := d.send(ctx, request{method: http.MethodGet, endpoint: clients, query: at.query()})
	switch {
	case isNotFound(response):
		return shown{}, at.notFound()
	case err != nil:
		return shown{}, err
	}
	return readClient(at, response)
}

func isNotFound(response *httpapi.Response) bool {
	return response != nil && answer.IsNotFound(response.Status, response.Body)
}

// readClient reads an answer that shows a client, which must be the one that was asked for.
func readClient(at handle, response *httpapi.Response) (shown, error) {
	a, err := answer.Parse(response.Body)
	if err != nil {
		return shown{}, unreadable(err)
	}
	if len(a.Clients) == 1 {
		a.Client = &a.Clients[0]
	}
	switch {
	case a.Client == nil:
		return shown{}, unreadable(errors.New("it shows no client"))
	case !at.isOf(a.Client):
		return shown{}, &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: "The server was asked for the client with " + at.String() + ", and answered with another one, " + handle{domain: a.Client.IDDomain, name: a.Client.Name}.String() + ".",
			Advice:  "Look for a proxy or cache that confuses answers. Nothing was changed.",
		}
	}
	return shown{Client: a.Client, at: at, inText: a.Verb != ""}, nil
}

func unreadable(err error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrUnavailable, Err: err,
		Message: "The server answered with success, but not as Oracle Access Manager is known to.",
		Advice:  "Check that oam.url is the URL of an OAM AdminServer.",
	}
}

// orNotFound returns ErrNotFound for a write that was refused because there is no such client, else the refusal.
func (d *Driver) orNotFound(ctx context.Context, at handle, response *httpapi.Response, refusal error) error {
	if !refused(response) {
		return refusal
	}
	_, err := d.get(ctx, at)
	if errors.Is(err, oauthclient.ErrNotFound) {
		return err
	}
	return refusal
}
