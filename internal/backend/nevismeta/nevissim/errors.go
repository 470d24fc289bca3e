package nevissim

import (
	"fmt"
	"html"
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

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

// answer returns an error answer of this shape.
func (shape ErrorShape) answer(status int, message string) sim.Answer {
	switch shape {
	case ErrorMessage:
		return sim.JSON(status, map[string]any{"message": message})
	case ErrorEmpty:
		return sim.Answer{Status: status}
	case ErrorText:
		return sim.Text(status, "text/plain;charset=utf-8", message)
	case ErrorHTML:
		return errorPage(status, message)
	default:
		code, known := errorCodes[status]
		if !known {
			code = "server_error"
		}
		return sim.JSON(status, map[string]any{"error": code, "error_description": message})
	}
}

// errorPage is what a servlet container answers on its own.
func errorPage(status int, message string) sim.Answer {
	title := fmt.Sprintf("HTTP Status %d - %s", status, http.StatusText(status))
	page := "<!doctype html><html><head><title>" + title + "</title></head><body><h1>" + title + "</h1><p>" +
		html.EscapeString(message) + "</p></body></html>"
	return sim.Text(status, "text/html;charset=utf-8", page)
}

// loginPage is what nevisProxy shows to whoever is not logged in.
func loginPage() sim.Answer {
	const page = `<!doctype html><html><head><title>Login</title></head><body><form method="post">` +
		`<input name="isiwebuserid"><input name="isiwebpasswd" type="password"></form></body></html>`
	return sim.Text(http.StatusOK, "text/html;charset=utf-8", page)
}
