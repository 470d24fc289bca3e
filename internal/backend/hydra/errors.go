package hydra

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// explain says what an answer that is no success means on Hydra. Err is what it means on any API.
func explain(response *httpapi.Response, request httpapi.Request, id string, body any, err error) error {
	failed, ok := errors.AsType[*oauthclient.Error](err)
	if !ok {
		return err
	}
	var said struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	_ = json.Unmarshal(response.Body, &said) // what has another form was not said by the API of clients
	switch {
	case response.Status == http.StatusNotFound && clientUnknown(said.Error, said.Description):
		failed.Kind, failed.Advice = oauthclient.ErrNotFound, ""
		failed.Message = fmt.Sprintf("Hydra has no client with the client_id %q.", id)
	case isNoRoute(failed):
		failed.Advice = "Check hydra.admin_url: it is the base URL of Hydra's admin API, at port 4445 by default. The public API, at port 4444 by default, has no clients to manage."
	case serializationFailure(response):
		failed.Kind = oauthclient.ErrUnavailable
		failed.Message = "Hydra's database refused the request because of others at the same time, again and again."
		failed.Advice = "Lower max_concurrent_requests in the http block, or raise max_retries."
	case response.Status == http.StatusConflict && request.Method == http.MethodPost:
		failed.Field = oauthclient.ClientID
		failed.Message = fmt.Sprintf("Hydra has a client with the client_id %q already.", id)
		failed.Advice = fmt.Sprintf("Choose another client_id, or import that client with the id %q.", id)
	case errors.Is(failed.Kind, oauthclient.ErrInvalid):
		members, _ := body.(jsonwire.Object)
		refine(failed, said.Description, members)
	}
	return failed
}

// clientUnknown reports whether a 404 is Hydra's own word that there is no such client. For a route that it does not
// know, v2.3.0 answers with an object in "error" and v26.2.0 with plain text; a proxy answers in its own way.
func clientUnknown(said, description string) bool {
	return said != "" && strings.Contains(strings.ToLower(said+" "+description), "unable to locate the")
}

// isNoRoute reports whether the server does not know a path, or not with that method.
func isNoRoute(failed *oauthclient.Error) bool {
	return errors.Is(failed.Kind, oauthclient.ErrUnavailable) &&
		(failed.Status == http.StatusNotFound || failed.Status == http.StatusMethodNotAllowed)
}

// boilerplate is what a refusal begins with, whatever its reason, which comes last.
const boilerplate = "The value of one of the Client Metadata fields is invalid and the server has rejected this request. " +
	"Note that an Authorization Server MAY choose to substitute a valid value for any requested parameter of a Client's Metadata."

// refine says of a refusal only the reason, and the field that it is about. For a sector_identifier_uri that it cannot
// use Hydra gives no reason (seen on v2.3.0 and v26.2.0).
func refine(failed *oauthclient.Error, description string, sent jsonwire.Object) {
	reason, fixed := strings.CutPrefix(description, boilerplate)
	failed.Field = fieldIn(reason)
	failed.Message = strings.NewReplacer(boilerplate+" ", "", boilerplate, "").Replace(failed.Message)
	switch {
	case !fixed || strings.TrimSpace(reason) != "":
	case text(sent["sector_identifier_uri"]) != "":
		failed.Field = oauthclient.SectorIdentifierURI
		failed.Message += "no reason is given, which is how Hydra refuses a sector_identifier_uri."
		failed.Advice = "With every write Hydra fetches the document there, over https: it must be reachable for the server, and be a JSON array that lists all of redirect_uris."
	default:
		failed.Message += "no reason is given."
	}
}

// fieldIn returns the field that a refusal is about, the zero Field when it does not say. Some members it calls by other names.
func fieldIn(reason string) oauthclient.Field {
	names := table.Names()
	maps.Copy(names, map[string]oauthclient.Field{
		"Subject type": oauthclient.SubjectType, "access token strategy": AccessTokenStrategy,
		"post_logout_redirect_uri": oauthclient.PostLogoutRedirectURIs,
	})
	return jsonwire.FieldAtFault(reason, names)
}
