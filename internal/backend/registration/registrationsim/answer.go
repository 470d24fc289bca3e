package registrationsim

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// rfc7591Codes are the error codes of RFC 7591 section 3.2.2.
var rfc7591Codes = []string{
	"invalid_redirect_uri", "invalid_client_metadata", "invalid_software_statement", "unapproved_software_statement",
}

// A refusal says why the server does not do what it was asked to.
type refusal struct {
	status int
	// code is the value of "error": one of RFC 7591 section 3.2.2 or RFC 6750 section 3.1, or "invalid_request".
	code        string
	description string
}

// invalidMetadata returns the refusal invalid_client_metadata.
func invalidMetadata(format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, "invalid_client_metadata", fmt.Sprintf(format, args...)}
}

// invalidRedirectURI returns the refusal invalid_redirect_uri.
func invalidRedirectURI(format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, "invalid_redirect_uri", fmt.Sprintf(format, args...)}
}

// invalidRequest returns the refusal of a request that is wrong as a whole.
func invalidRequest(format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, "invalid_request", fmt.Sprintf(format, args...)}
}

// refuse returns the answer that tells a refusal, in the shape that the options ask for.
func (s *Simulator) refuse(r *refusal) sim.Answer {
	var a sim.Answer
	switch s.opts.Errors {
	case ErrorCode:
		a = sim.JSON(r.status, map[string]string{"error": r.code})
	case ErrorSentence:
		code := r.code
		if !slices.Contains(rfc7591Codes, code) {
			code = "The request failed: " + http.StatusText(r.status)
		}
		a = sim.JSON(r.status, map[string]string{"error": code, "error_description": r.description})
	case ErrorHTML:
		page := fmt.Sprintf("<html><body><h1>%d %s</h1></body></html>\n", r.status, http.StatusText(r.status))
		a = sim.Text(r.status, "text/html", page)
	case ErrorEmpty:
		a = sim.Answer{Status: r.status}
	default:
		a = sim.JSON(r.status, map[string]string{"error": r.code, "error_description": r.description})
	}
	if r.status == http.StatusUnauthorized {
		// RFC 6750 section 3 makes the header part of every 401.
		a = a.With("WWW-Authenticate", fmt.Sprintf("Bearer error=%q, error_description=%q", r.code, r.description))
	}
	return a
}

// notAllowed returns the answer to a method that an endpoint does not have.
func (s *Simulator) notAllowed(allow string) sim.Answer {
	return s.refuse(&refusal{http.StatusMethodNotAllowed, "invalid_request", "method not allowed"}).With("Allow", allow)
}
