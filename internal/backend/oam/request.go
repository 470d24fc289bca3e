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

// send sends a request, a write only when no other is under way. An answer that is no success is returned together
// with the error it stands for.
//
// A creation is sent again when its answer is lost. A name is unique, so that the second of two can do no harm: it is
// refused.
func (b *Backend) send(ctx context.Context, r request) (*httpapi.Response, error) {
	sent := httpapi.Request{Method: r.method, Path: slices.Concat(basePath, []string{r.endpoint}), Query: r.query, Repeatable: true}
	if r.body != nil {
		body, err := json.Marshal(r.body)
		if err != nil {
			return nil, err
		}
		sent.Body = body
	}
	if r.method != http.MethodGet {
		if err := b.beginWrite(ctx); err != nil {
			return nil, err
		}
		defer b.endWrite()
	}
	response, err := b.api.Do(ctx, sent)
	if err != nil {
		return nil, err
	}
	if !response.OK() {
		return response, failure(response)
	}
	return response, nil
}

func (b *Backend) beginWrite(ctx context.Context) error {
	select {
	case b.writing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return stopped(ctx)
	}
}

func (b *Backend) endWrite() { <-b.writing }

// stopped returns the error of an operation whose context is done.
func stopped(ctx context.Context) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrUnavailable, Message: "The operation was stopped before it was complete.", Err: ctx.Err(),
	}
}

func failure(response *httpapi.Response) error {
	failed := response.Classify()
	if response.Status == http.StatusBadRequest && strings.Contains(strings.ToLower(failed.Message), "scope") {
		failed.Field = oauthclient.Scopes
		failed.Advice = "A scope is written <resource server>.<scope>, and the resource server must be in the client's identity domain."
	}
	return failed
}

// refused reports whether the API says that it has not done what it was asked for: with the documented 422, or with the
// status that would be usual where something exists already.
func refused(response *httpapi.Response) bool {
	return response != nil && (response.Status == http.StatusUnprocessableEntity || response.Status == http.StatusConflict)
}

// get asks for one client. ErrNotFound means that the API said so.
func (b *Backend) get(ctx context.Context, at handle) (shown, error) {
	response, err := b.send(ctx, request{method: http.MethodGet, endpoint: clients, query: at.query()})
	switch {
	case isNotFound(response):
		return shown{}, at.notFound()
	case err != nil:
		return shown{}, err
	}
	return readClient(response)
}

func isNotFound(response *httpapi.Response) bool {
	return response != nil && answer.IsNotFound(response.Status, response.Body)
}

// readClient reads an answer that shows a client.
func readClient(response *httpapi.Response) (shown, error) {
	a, err := answer.Parse(response.Body)
	if err != nil {
		return shown{}, unreadable(err)
	}
	if len(a.Clients) == 1 {
		a.Client = &a.Clients[0]
	}
	if a.Client == nil {
		return shown{}, unreadable(errors.New("it shows no client"))
	}
	return shown{Client: a.Client, inText: a.Verb != ""}, nil
}

func unreadable(err error) error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrUnavailable, Err: err,
		Message: "The server answered with success, but not as Oracle Access Manager is known to.",
		Advice:  "Check that oam.url is the URL of an OAM AdminServer.",
	}
}

// decode returns the client that an answer shows, at its place.
func (b *Backend) decode(at handle, answered shown, known oauthclient.Client) oauthclient.Client {
	return b.identify(at, answered.decode(known))
}

// complete returns the client that is sent for a desired one: with what names it, and with a type, since OAM's default
// is not documented.
func (b *Backend) complete(at handle, desired oauthclient.Client) oauthclient.Client {
	complete := b.identify(at, desired)
	if !desired.Has(ClientType) {
		complete[ClientType] = confidential
	}
	return complete
}

// orNotFound returns ErrNotFound for an update that was refused because there is no such client, else the refusal.
func (b *Backend) orNotFound(ctx context.Context, at handle, response *httpapi.Response, refusal error) error {
	if !refused(response) {
		return refusal
	}
	_, err := b.get(ctx, at)
	if errors.Is(err, oauthclient.ErrNotFound) {
		return err
	}
	return refusal
}

// noDomain says that an identity domain is missing.
func noDomain(f oauthclient.Field) *oauthclient.Error {
	problem := oauthclient.Invalid(f, "An identity domain is needed.")
	problem.Advice = fmt.Sprintf("Set %s here, or identity_domain in the %s block of the provider configuration.", f, Name)
	return problem
}
