package registrationsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

// An answer is what one request gets.
type answer struct {
	status      int
	header      http.Header
	contentType string
	body        []byte
}

// write sends the answer.
func (a answer) write(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	if a.contentType != "" {
		w.Header().Set("Content-Type", a.contentType)
	}
	// RFC 7591 section 3.2.1 and RFC 7592 section 3 show both headers; answers carry secrets.
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
	w.WriteHeader(a.status)
	// A caller who has gone does not miss the rest.
	_, _ = w.Write(a.body)
}

// jsonAnswer returns an answer with a JSON body.
func jsonAnswer(status int, v any) answer {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic("registrationsim: " + err.Error()) // Everything that is encoded came from JSON or from a literal.
	}
	return answer{status: status, contentType: "application/json", body: body.Bytes()}
}

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
func (s *Simulator) refuse(r *refusal) answer {
	var a answer
	switch s.opts.Errors {
	case ErrorCode:
		a = jsonAnswer(r.status, map[string]string{"error": r.code})
	case ErrorSentence:
		code := r.code
		if !slices.Contains(rfc7591Codes, code) {
			code = "The request failed: " + http.StatusText(r.status)
		}
		a = jsonAnswer(r.status, map[string]string{"error": code, "error_description": r.description})
	case ErrorHTML:
		page := fmt.Sprintf("<html><body><h1>%d %s</h1></body></html>\n", r.status, http.StatusText(r.status))
		a = answer{status: r.status, contentType: "text/html", body: []byte(page)}
	case ErrorEmpty:
		a = answer{status: r.status}
	default:
		a = jsonAnswer(r.status, map[string]string{"error": r.code, "error_description": r.description})
	}
	if r.status == http.StatusUnauthorized {
		// RFC 6750 section 3 makes the header part of every 401.
		a.header = http.Header{
			"WWW-Authenticate": {fmt.Sprintf("Bearer error=%q, error_description=%q", r.code, r.description)},
		}
	}
	return a
}

// notAllowed returns the answer to a method that an endpoint does not have.
func (s *Simulator) notAllowed(allow string) answer {
	a := s.refuse(&refusal{http.StatusMethodNotAllowed, "invalid_request", "method not allowed"})
	a.header = http.Header{"Allow": {allow}}
	return a
}
