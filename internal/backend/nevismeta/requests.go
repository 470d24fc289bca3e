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

// call sends a request and decodes the answer into out, unless that is nil. The documents have the media type on every
// request, and say that answers may be cached.
func (d *Driver) call(ctx context.Context, request httpapi.Request, in, out any) (*httpapi.Response, error) {
	request.Header = http.Header{"Content-Type": {"application/json"}}
	if request.Method == "" {
		request.Header.Set("Cache-Control", "no-cache")
	}
	response, err := d.api.Call(ctx, request, in, out)
	failed, ok := errors.AsType[*oauthclient.Error](err)
	if response == nil || response.OK() || !ok {
		return response, err
	}
	switch {
	case response.Status == http.StatusNotFound:
		failed.Advice = "Check url, setup_id and module of nevismeta."
	case errors.Is(failed.Kind, oauthclient.ErrInvalid), errors.Is(failed.Kind, oauthclient.ErrAlreadyExists):
		failed.Field = jsonwire.FieldAtFault(response.Words(), d.names)
	}
	return response, err
}

// isNotFound reports whether an answer was 404, be it the API's own or not.
func isNotFound(err error) bool { return hasStatus(err, http.StatusNotFound) }

func hasStatus(err error, statuses ...int) bool {
	failed, ok := errors.AsType[*oauthclient.Error](err)
	return ok && slices.Contains(statuses, failed.Status)
}

func (d *Driver) remove(ctx context.Context, path []string) error {
	response, err := d.call(ctx, httpapi.Request{Method: http.MethodDelete, Path: path}, nil, nil)
	if err == nil && response.Status != http.StatusNoContent {
		return response.Classify() // documented is 204
	}
	return err
}

// post sends the request that makes a client and returns its internal id. ErrOutcomeUnknown stands for an answer that
// never came, and for one of success that says nothing.
func (d *Driver) post(ctx context.Context, p place, body jsonwire.Object) (string, error) {
	var answer jsonwire.Object
	response, err := d.call(ctx, httpapi.Request{Method: http.MethodPost, Path: p.path()}, body, &answer)
	if err != nil {
		return "", err
	}
	id, err := jsonwire.Text(answer["clientId"])
	if err != nil || httpapi.CheckPathElement(id) != nil {
		return "", response.Classify() // of success, without the id of the client that was made
	}
	return id, nil
}

// put sends the request that replaces a client and returns the client in its answer, nil when there is none.
func (d *Driver) put(ctx context.Context, p place, body jsonwire.Object) (jsonwire.Object, error) {
	response, err := d.call(ctx, httpapi.Request{Method: http.MethodPut, Path: p.path()}, body, nil)
	if err != nil {
		return nil, err
	}
	var members jsonwire.Object
	if response.Decode(&members) != nil || !d.isClient(members) {
		return nil, nil //nolint:nilerr // An answer without a client is one: the client is read then.
	}
	return members, nil
}

// isClient reports whether an object can be a client: which members a client has at least is not documented.
func (d *Driver) isClient(members jsonwire.Object) bool {
	for name := range members {
		if _, ok := d.names[name]; ok {
			return true
		}
	}
	return false
}

// clientIDs returns the internal ids of the clients in the setup of p, whenever they are valid, each once. The query may
// limit them.
func (d *Driver) clientIDs(ctx context.Context, p place, query url.Values) ([]string, error) {
	p.client = ""
	if query == nil {
		query = url.Values{}
	}
	query.Set("validAt", anyTime)
	return d.ids(ctx, p.path(), query, "clientIds")
}

// ids returns, each once, what a list has. For snapshots its form is not documented: the ids may be in the member of that name,
// in the only array there is or in an array alone, and be texts, numbers or members of objects that have the ids' name in the
// singular or "id". Ids that cannot be asked for are left out.
func (d *Driver) ids(ctx context.Context, path []string, query url.Values, name string) ([]string, error) {
	var list json.RawMessage
	response, err := d.call(ctx, httpapi.Request{Path: path, Query: query}, nil, &list)
	if err != nil {
		return nil, err
	}
	ids, ok := idsIn(list, name)
	if !ok {
		return nil, response.Classify()
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(ids, func(id string) bool {
		again := seen[id]
		seen[id] = true
		return again || httpapi.CheckPathElement(id) != nil
	}), nil
}

func idsIn(list json.RawMessage, name string) ([]string, bool) {
	if ids, ok := elementIDs(list, name); ok {
		return ids, true
	}
	var members jsonwire.Object
	if json.Unmarshal(list, &members) != nil {
		return nil, false
	}
	if ids, ok := elementIDs(members[name], name); ok {
		return ids, true
	}
	if ids, err := jsonwire.Strings(members[name]); members[name] != nil && err == nil {
		return ids, true // one, and not in an array
	}
	var found []string
	arrays := 0
	for _, raw := range members {
		if ids, ok := elementIDs(raw, name); ok {
			found = ids
			arrays++
		}
	}
	return found, arrays == 1
}

// elementIDs returns the ids in an array; false when it is none, or one of something else.
func elementIDs(array json.RawMessage, name string) ([]string, bool) {
	var elements []json.RawMessage
	if json.Unmarshal(array, &elements) != nil || elements == nil {
		return nil, false
	}
	ids := make([]string, 0, len(elements))
	for _, element := range elements {
		var object jsonwire.Object
		if json.Unmarshal(element, &object) == nil {
			element = object[strings.TrimSuffix(name, "s")]
			if element == nil {
				element = object["id"]
			}
		}
		id, err := jsonwire.Text(element)
		if err != nil {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

// gone returns the error for a client at p that the API does not find. It is ErrNotFound only when its list does not have
// the client either, in force or not: that is the API's own word, which a 404 is not, since a proxy, a wrong URL and a setup
// that is gone answer so too.
func (d *Driver) gone(ctx context.Context, p place) error {
	ids, err := d.clientIDs(ctx, p, nil)
	switch {
	case err != nil:
		return err
	case slices.Contains(ids, p.client):
		return &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: fmt.Sprintf("nevisMeta lists the client %q of the setup %q, and shows no state of it.", p.client, p.setup),
			Advice:  "Check in the web console whether it was deactivated.",
		}
	}
	return &oauthclient.Error{
		Kind:    oauthclient.ErrNotFound,
		Message: fmt.Sprintf("nevisMeta has no client %q in the setup %q of the module %q.", p.client, p.setup, p.module),
		Advice:  "An id is nevisMeta's internal id. For a client_id, write client_id=" + p.client + " in its place.",
	}
}

// missingSetup is the error for a client that has no place.
func missingSetup() *oauthclient.Error {
	return &oauthclient.Error{
		Kind: oauthclient.ErrInvalid, Field: SetupID,
		Message: "The client names no setup, and neither does the provider configuration.",
		Advice:  "Set nevismeta.setup_id for this client, or setup_id in the nevismeta block of the provider for all.",
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
