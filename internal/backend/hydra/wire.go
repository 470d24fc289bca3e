package hydra

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// clients returns the path of the collection or, with a client_id, of a client and what belongs to it.
func clients(below ...string) []string { return append([]string{"admin", "clients"}, below...) }

// client sends a request and returns the members of the client in the answer, which must be the one with that client_id.
func (d *Driver) client(ctx context.Context, request httpapi.Request, id string, body any) (jsonwire.Object, error) {
	var members jsonwire.Object
	response, err := d.call(ctx, request, id, body, &members)
	if err != nil {
		return nil, err
	}
	answered := text(members["client_id"])
	if answered == "" {
		return nil, response.Classify()
	}
	return members, oauthclient.SameClient(oauthclient.Client{oauthclient.ClientID: id}, oauthclient.Client{oauthclient.ClientID: answered})
}

// write does what client does for a request that changes something: an answer about another client leaves open whether
// that was done.
func (d *Driver) write(ctx context.Context, request httpapi.Request, id string, body any) (jsonwire.Object, error) {
	members, err := d.client(ctx, request, id, body)
	if err != nil && members != nil {
		return nil, &oauthclient.Error{
			Kind:    oauthclient.ErrOutcomeUnknown,
			Message: fmt.Sprintf("The server was sent a change of the client %q and answered with the client %q.", id, text(members["client_id"])),
			Advice:  "It may have been carried out. Look for a proxy or cache that confuses answers.",
		}
	}
	return members, err
}

// call sends a request and decodes the answer into out, unless that is nil. Id is the client_id that the request is about.
func (d *Driver) call(ctx context.Context, request httpapi.Request, id string, body, out any) (*httpapi.Response, error) {
	for _, element := range request.Path {
		if problem := checkID(oauthclient.ID, element); problem != nil {
			return nil, problem
		}
	}
	request.RetryResponse = serializationFailure
	response, err := d.api.Call(ctx, request, body, out)
	if err == nil || response == nil || response.OK() {
		return response, err
	}
	return response, explain(response, request, id, body, err)
}

// serializationFailure recognises a transaction that SQLite rolled back. Hydra answers 400, now and then 409, instead
// of trying again (seen on v2.3.0 and v26.2.0 with DSN=memory); nothing was written.
func serializationFailure(response *httpapi.Response) bool {
	return (response.Status == http.StatusBadRequest || response.Status == http.StatusConflict) &&
		strings.Contains(string(response.Body), "Unable to serialize access")
}

func text(raw json.RawMessage) string {
	var text string
	_ = json.Unmarshal(raw, &text) // what is no string is none
	return text
}
