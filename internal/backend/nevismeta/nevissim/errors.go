package nevissim

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
)

// A reply is a complete answer to a request.
type reply struct {
	status      int
	contentType string
	header      http.Header
	body        []byte
}

// write sends the reply.
func (p reply) write(w http.ResponseWriter) {
	for name, values := range p.header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	if p.contentType != "" {
		w.Header().Set("Content-Type", p.contentType)
	}
	w.WriteHeader(p.status)
	// A failed write means that the caller went away; there is nobody left to tell.
	_, _ = w.Write(p.body)
}

// A refusal is the reason why the API does not do what it was asked to.
type refusal struct {
	status  int
	message string
}

// Error returns the reason.
func (r *refusal) Error() string { return r.message }

// refuse returns a refusal with the given status.
func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status: status, message: fmt.Sprintf(format, args...)}
}

// invalid returns the refusal of a request's content.
func invalid(format string, args ...any) *refusal {
	return refuse(http.StatusBadRequest, format, args...)
}

// errorCodes are the values of "error" in the shape of RFC 6749. Statuses that are not listed are server_error.
var errorCodes = map[int]string{
	http.StatusBadRequest:           "invalid_request",
	http.StatusUnauthorized:         "unauthorized",
	http.StatusForbidden:            "access_denied",
	http.StatusNotFound:             "not_found",
	http.StatusMethodNotAllowed:     "method_not_allowed",
	http.StatusConflict:             "conflict",
	http.StatusUnsupportedMediaType: "unsupported_media_type",
	http.StatusTooManyRequests:      "too_many_requests",
	http.StatusServiceUnavailable:   "temporarily_unavailable",
}

// reply returns an error answer of this shape.
func (shape ErrorShape) reply(status int, message string) reply {
	switch shape {
	case ErrorMessage:
		return jsonReply(status, map[string]any{"message": message})
	case ErrorEmpty:
		return reply{status: status}
	case ErrorText:
		return reply{status: status, contentType: "text/plain;charset=utf-8", body: []byte(message)}
	case ErrorHTML:
		return errorPage(status, message)
	default:
		code, known := errorCodes[status]
		if !known {
			code = "server_error"
		}
		return jsonReply(status, map[string]any{"error": code, "error_description": message})
	}
}

// errorPage is what a servlet container answers on its own.
func errorPage(status int, message string) reply {
	title := fmt.Sprintf("HTTP Status %d - %s", status, http.StatusText(status))
	page := "<!doctype html><html><head><title>" + title + "</title></head><body><h1>" + title + "</h1><p>" +
		html.EscapeString(message) + "</p></body></html>"
	return reply{status: status, contentType: "text/html;charset=utf-8", body: []byte(page)}
}

// loginPage is what nevisProxy shows to whoever is not logged in.
func loginPage() reply {
	const page = `<!doctype html><html><head><title>Login</title></head><body><form method="post">` +
		`<input name="isiwebuserid"><input name="isiwebpasswd" type="password"></form></body></html>`
	return reply{status: http.StatusOK, contentType: "text/html;charset=utf-8", body: []byte(page)}
}

// jsonReply returns an answer with a JSON body.
func jsonReply(status int, body any) reply {
	text, err := json.Marshal(body)
	if err != nil {
		// Everything stored came through a JSON decoder, so this is a defect of the simulator.
		panic(fmt.Sprintf("nevissim: answer is not JSON: %v", err))
	}
	return reply{status: status, contentType: "application/json", body: text}
}
