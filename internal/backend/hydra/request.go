package hydra

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// send sends one request to the collection, or to the client with the given id, and returns an answer of success.
func (b *Backend) send(ctx context.Context, method, id string, body jsonwire.Object) (*httpapi.Response, error) {
	request := httpapi.Request{Method: method, Path: []string{"admin", "clients"}, RetryResponse: serializationFailure}
	if id != "" {
		request.Path = append(request.Path, id)
	}
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		request.Body = text
	}
	response, err := b.api.Do(ctx, request)
	if err != nil {
		return nil, err
	}
	return response, failure(response, method, id, body)
}

// serializationFailure recognises a transaction that SQLite rolled back. Hydra answers 400, now and then 409, instead
// of trying again (seen on v2.3.0 and v26.2.0 with DSN=memory); nothing was written.
func serializationFailure(response *httpapi.Response) bool {
	return (response.Status == http.StatusBadRequest || response.Status == http.StatusConflict) &&
		strings.Contains(string(response.Body), "Unable to serialize access")
}

// failure returns what the answer to a request says went wrong, nil for success.
func failure(response *httpapi.Response, method, id string, body jsonwire.Object) error {
	switch {
	case response.OK():
		return nil
	case response.Status == http.StatusNotFound && clientUnknown(response.Body):
		return notFound(id)
	case serializationFailure(response):
		return &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: "Hydra's database refused the write because of others at the same time, again and again.",
			Advice:  "Lower max_concurrent_requests in the http block, or raise max_retries.",
		}
	case response.Status == http.StatusConflict && response.OutcomeUnknown():
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Err: alreadyExists(body)}
	case response.Status == http.StatusConflict && method == http.MethodPost:
		return alreadyExists(body)
	}
	failed := response.Classify(secretOf(body))
	if errors.Is(failed.Kind, oauthclient.ErrInvalid) {
		failed.Field = fieldAtFault(string(response.Body))
	}
	return failed
}

func notFound(id string) error {
	return &oauthclient.Error{Kind: oauthclient.ErrNotFound, Message: fmt.Sprintf("Hydra has no client with the client_id %q.", id)}
}

// clientUnknown reports whether a 404 is Hydra's own word that there is no such client. For a route that it does not
// know, v2.3.0 answers with an object in "error" and v26.2.0 with plain text; a proxy answers in its own way.
func clientUnknown(body []byte) bool {
	var answer struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return false
	}
	said := strings.ToLower(answer.Error + " " + answer.Description)
	return answer.Error != "" && strings.Contains(said, "unable to locate the")
}

func alreadyExists(body jsonwire.Object) error {
	var id string
	_ = json.Unmarshal(body["client_id"], &id)
	return &oauthclient.Error{
		Kind: oauthclient.ErrAlreadyExists, Field: oauthclient.ClientID,
		Message: fmt.Sprintf("Hydra has a client with the client_id %q already.", id),
		Advice:  "Choose another client_id, or bring that client under management with: terraform import ADDRESS " + id,
	}
}

func secretOf(body jsonwire.Object) string {
	var secret string
	_ = json.Unmarshal(body["client_secret"], &secret)
	return secret
}

// fieldAtFault finds the field that a refusal is about. Hydra's error code is always the same, and the useful sentence
// comes last in a long text, so the longest name that the text mentions decides. Names that are plain words, such as
// "metadata" and "scope", stand in that text anyway.
func fieldAtFault(answer string) oauthclient.Field {
	var found oauthclient.Field
	for _, member := range configurable {
		name := member.Name
		telling := strings.Contains(name, "_") || name == "jwks"
		if telling && len(name) > len(found.Name()) && strings.Contains(answer, name) {
			found = member.Field
		}
	}
	return found
}
