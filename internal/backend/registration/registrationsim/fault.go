package registrationsim

import (
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/simfault"
)

// A Fault is something that goes wrong with one request. Its delay comes after the effect with AfterProcessing, before it
// otherwise.
type Fault = simfault.Fault

// happen lets the fault happen and returns the answer. The function process is what the server does without it.
func happen(f Fault, r *http.Request, process func() answer) answer {
	var a answer
	if f.AfterProcessing {
		a = process()
	}
	if !simfault.Sleep(r.Context(), f.Delay) {
		panic(http.ErrAbortHandler)
	}
	switch {
	case f.Drop:
		// The documented way to have net/http close a connection without an answer and without a stack trace.
		panic(http.ErrAbortHandler)
	case f.Status != 0:
		return answer{status: f.Status, header: f.Header, contentType: f.ContentType, body: []byte(f.Body)}
	case f.AfterProcessing:
		return a
	default:
		return process()
	}
}
