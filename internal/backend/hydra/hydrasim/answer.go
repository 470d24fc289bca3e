package hydrasim

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// jsonAnswer encodes v as the server does: HTML characters escaped, a newline at the end.
func jsonAnswer(status int, v any) sim.Answer {
	answer := sim.JSON(status, v).
		With("Content-Type", "application/json; charset=utf-8").
		With("Cache-Control", "private, no-cache, no-store, must-revalidate")
	answer.Body = append(answer.Body, '\n')
	return answer
}

// An apiError is an error in the form the client API gives it: {"error": code, "error_description": description}.
type apiError struct {
	status            int
	code, description string
}

func (e *apiError) answer() sim.Answer {
	a := jsonAnswer(e.status, struct {
		Code        string `json:"error"`
		Description string `json:"error_description"`
	}{
		e.code,
		// fosite does this to every description (RFC6749Error.GetDescription).
		strings.ReplaceAll(e.description, `"`, "'"),
	})
	return a.With("Content-Type", "application/json")
}

func errNotFound() *apiError {
	return &apiError{status: http.StatusNotFound, code: "Unable to locate the resource"}
}

func errConflict() *apiError {
	return &apiError{
		status: http.StatusConflict,
		code:   "Unable to insert or update resource because a resource with that value exists already",
	}
}

func errBadRequest(format string, args ...any) *apiError {
	return &apiError{
		status:      http.StatusBadRequest,
		code:        "The request was malformed or contained invalid parameters",
		description: fmt.Sprintf(format, args...),
	}
}

// errMetadata returns the error for a value that breaks a rule. The hint is the sentence that helps, and comes last; empty
// when the server gives no reason.
func errMetadata(hint string, args ...any) *apiError {
	const fixed = "The value of one of the Client Metadata fields is invalid and the server has rejected this request. " +
		"Note that an Authorization Server MAY choose to substitute a valid value for any requested parameter of a Client's Metadata."
	return &apiError{
		status:      http.StatusBadRequest,
		code:        "invalid_client_metadata",
		description: strings.TrimSpace(fixed + " " + fmt.Sprintf(hint, args...)),
	}
}

func errRedirectURI(hint string, args ...any) *apiError {
	return &apiError{
		status:      http.StatusBadRequest,
		code:        "invalid_redirect_uri",
		description: "The value of one or more redirect_uris is invalid. " + fmt.Sprintf(hint, args...),
	}
}

// The texts of the server's 404 for a route it does not have.
const (
	noRoute     = "The requested route does not exist. Make sure you are using the right path, domain, and port."
	noRouteJSON = `{
  "error": {
    "code": 404,
    "message": "Not Found",
    "reason": "` + noRoute + `"
  }
}
`
	noRouteHTML = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>404 - Route not found</title></head><body><h1>Error 404</h1><p>" +
		noRoute + "</p></body></html>\n"
)

// noRouteAnswer is what the server says about a path it does not serve, in the form the caller prefers. The error member of
// the JSON is an object here, and not a string as in the errors of the client API. v26.2.0 has only plain text.
func (s *Simulator) noRouteAnswer(r *http.Request) sim.Answer {
	accept := r.Header.Get("Accept")
	switch {
	case s.opts.Release >= V262:
		return sim.Text(http.StatusNotFound, "text/plain; charset=utf-8", "404 page not found\n")
	case strings.Contains(accept, "text/plain"):
		return sim.Text(http.StatusNotFound, "text/plain; charset=utf-8", "Error 404 - "+noRoute)
	case strings.Contains(accept, "application/json"):
		return sim.Text(http.StatusNotFound, "application/json; charset=utf-8", noRouteJSON)
	default:
		return sim.Text(http.StatusNotFound, "text/html; charset=utf-8", noRouteHTML)
	}
}

// unauthorizedAnswer is what the gateway of Ory Network says without a valid key; its error is an object as well.
func unauthorizedAnswer() sim.Answer {
	return jsonAnswer(http.StatusUnauthorized, map[string]any{"error": map[string]any{
		"code":    http.StatusUnauthorized,
		"status":  http.StatusText(http.StatusUnauthorized),
		"message": "Access credentials are invalid",
	}})
}
