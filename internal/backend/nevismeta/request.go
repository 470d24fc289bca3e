package nevismeta

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// anyTime is the value of validAt that leaves no state out.
const anyTime = "any"

// A statusError is an answer that is no success, with its status.
type statusError struct {
	classified *oauthclient.Error
	status     int
}

// Error returns what the answer means.
func (e *statusError) Error() string { return e.classified.Error() }

// Unwrap makes the classified error visible to errors.As.
func (e *statusError) Unwrap() error { return e.classified }

// isNotFound reports whether an answer was 404, be it the API's own or not.
func isNotFound(err error) bool { return hasStatus(err, http.StatusNotFound) }

func hasStatus(err error, statuses ...int) bool {
	var answered *statusError
	return errors.As(err, &answered) && slices.Contains(statuses, answered.status)
}

// send sends a request and returns an answer of success. The documents have the media type on every request, and say that
// answers may be cached.
func (b *Backend) send(ctx context.Context, request httpapi.Request) (*httpapi.Response, error) {
	request.Header = http.Header{"Content-Type": {"application/json"}}
	if request.Method == http.MethodGet {
		request.Header.Set("Cache-Control", "no-cache")
	}
	response, err := b.api.Do(ctx, request)
	switch {
	case err != nil:
		return nil, err
	case !response.OK():
		failed := response.Classify()
		if response.Status == http.StatusNotFound {
			failed.Advice = "Check url, setup_id and module of nevismeta."
		}
		return nil, &statusError{failed, response.Status}
	}
	return response, nil
}

// get returns the JSON object at a path.
func (b *Backend) get(ctx context.Context, path []string, query url.Values) (jsonwire.Object, error) {
	response, err := b.send(ctx, httpapi.Request{Method: http.MethodGet, Path: path, Query: query})
	if err != nil {
		return nil, err
	}
	return object(response)
}

func object(response *httpapi.Response) (jsonwire.Object, error) {
	var members jsonwire.Object
	if err := json.Unmarshal(response.Body, &members); err != nil || members == nil {
		return nil, notTheAPI()
	}
	return members, nil
}

func notTheAPI() error {
	return &oauthclient.Error{
		Kind:    oauthclient.ErrUnavailable,
		Message: "The server answered with success, but not with what the API documents.",
		Advice:  "Check that nevismeta.url is the URL of nevisMeta.",
	}
}

func (b *Backend) deleteAt(ctx context.Context, path []string) error {
	_, err := b.send(ctx, httpapi.Request{Method: http.MethodDelete, Path: path})
	return err
}

// post sends the request that makes a client and returns its internal id. ErrOutcomeUnknown stands for an answer that
// never came, and for one of success that says nothing.
func (b *Backend) post(ctx context.Context, p place, body jsonwire.Object) (string, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	response, err := b.send(ctx, httpapi.Request{Method: http.MethodPost, Path: p.path(), Body: text})
	if err != nil {
		return "", err
	}
	var answer struct {
		ClientID string `json:"clientId"`
	}
	if err := json.Unmarshal(response.Body, &answer); err != nil || !isName(answer.ClientID) {
		return "", &oauthclient.Error{
			Kind: oauthclient.ErrOutcomeUnknown, Message: "The server answered with success, but not with the new client's id.",
		}
	}
	return answer.ClientID, nil
}

// put sends the request that replaces a client and returns the client in its answer, nil when there is none.
func (b *Backend) put(ctx context.Context, p place, body jsonwire.Object) (jsonwire.Object, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	response, err := b.send(ctx, httpapi.Request{Method: http.MethodPut, Path: p.path(), Body: text})
	if err != nil {
		return nil, err
	}
	if members, err := object(response); err == nil && b.isClient(members) {
		return members, nil
	}
	return nil, nil
}

// isClient reports whether an object can be a client: which members a client has at least is not documented.
func (b *Backend) isClient(members jsonwire.Object) bool {
	return slices.ContainsFunc(b.table, func(m jsonwire.Member) bool { return members[m.Name] != nil })
}

// clientIDs returns the internal ids of the clients in the setup of p, whenever they are valid. Name limits them to
// those of that name, "" to none.
func (b *Backend) clientIDs(ctx context.Context, p place, name string) ([]string, error) {
	query := url.Values{"validAt": {anyTime}}
	if name != "" {
		query.Set("name", name)
	}
	p.client = ""
	members, err := b.get(ctx, p.path(), query)
	if err != nil {
		return nil, err
	}
	ids, ok := idsIn(members, "clientIds")
	if !ok {
		return nil, notTheAPI()
	}
	return ids, nil
}

// idsIn returns the array of ids in an answer to a list: the member of that name, or else the only array, since for
// snapshots the name is not documented.
func idsIn(members jsonwire.Object, name string) ([]string, bool) {
	if ids, err := jsonwire.Strings(members[name]); members[name] != nil && err == nil {
		return ids, true
	}
	var found []string
	arrays := 0
	for _, raw := range members {
		if !strings.HasPrefix(string(raw), "[") {
			continue
		}
		if ids, err := jsonwire.Strings(raw); err == nil {
			found = ids
			arrays++
		}
	}
	return found, arrays == 1
}

// listed reports whether the setup has a client at p, in force or not. It is the API's own word on that, which a 404 is
// not: a proxy, a wrong URL and a setup that is gone answer so too.
func (b *Backend) listed(ctx context.Context, p place) (bool, error) {
	ids, err := b.clientIDs(ctx, p, "")
	return slices.Contains(ids, p.client), err
}

// gone returns the error for a client at p that the API does not find, which is ErrNotFound only when its list does not
// have the client either.
func (b *Backend) gone(ctx context.Context, p place) error {
	listed, err := b.listed(ctx, p)
	switch {
	case err != nil:
		return err
	case listed:
		return &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: fmt.Sprintf("nevisMeta lists the client %q of the setup %q, and shows no state of it.", p.client, p.setup),
			Advice:  "Check in the web console whether it was deactivated.",
		}
	}
	return &oauthclient.Error{
		Kind:    oauthclient.ErrNotFound,
		Message: fmt.Sprintf("nevisMeta has no client %q in the setup %q of the module %q.", p.client, p.setup, p.module),
		Advice:  "That is the internal id, not the client_id.",
	}
}

func missingSetup() *oauthclient.Error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrInvalid, Field: SetupID,
		Message: "The setup of the client is missing.",
		Advice:  "Set setup_id here, or for all clients in the nevismeta block of the provider configuration.",
	}
}

// unread is the error of a read after a write that was carried out. It does not mean that the client is gone.
func unread(err error) error {
	failed := &oauthclient.Error{
		Kind: oauthclient.ErrUnavailable, Message: "The client was written, and could not be read afterwards.", Err: err,
	}
	if errors.Is(err, oauthclient.ErrNotFound) {
		failed.Err = errors.New(err.Error())
	}
	return failed
}
