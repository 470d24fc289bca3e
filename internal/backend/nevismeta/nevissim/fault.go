package nevissim

import (
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/simfault"
)

// A Fault is something that goes wrong with one request. Its delay comes after the effect with AfterProcessing, before it
// otherwise. When ContentType and Body are both empty, the body has the shape of Options.Errors.
type Fault = simfault.Fault

// LoginPage returns the fault of a proxy whose session has ended: 200 with a login page in HTML.
func LoginPage() Fault {
	page := loginPage()
	return Fault{Status: page.status, ContentType: page.contentType, Body: string(page.body)}
}

// happen lets the fault happen, with an error body of the given shape unless it has one, and reports whether the request
// is over with that.
func happen(f Fault, w http.ResponseWriter, r *http.Request, shape ErrorShape) bool {
	if !simfault.Sleep(r.Context(), f.Delay) {
		return true
	}
	if f.Drop {
		// The documented way to have net/http close a connection without an answer and without a stack trace.
		panic(http.ErrAbortHandler)
	}
	if f.Status == 0 {
		return false
	}
	answer := shape.reply(f.Status, http.StatusText(f.Status))
	if f.ContentType != "" || f.Body != "" {
		answer = reply{status: f.Status, contentType: f.ContentType, body: []byte(f.Body)}
	}
	answer.header = f.Header
	answer.write(w)
	return true
}
