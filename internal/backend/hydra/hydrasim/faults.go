package hydrasim

import (
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// A Fault is something that goes wrong with one request. Its Path is the whole path.
type Fault = sim.Fault

// A Request is a request the simulator got.
type Request = sim.Request

// ConcurrentUpdate is the answer of a server on SQLite or PostgreSQL that could not serialize two transactions. Nothing
// was changed, and the request may be repeated.
func ConcurrentUpdate() Fault {
	err := &apiError{status: http.StatusBadRequest, code: "Unable to serialize access due to a concurrent update in another session"}
	answer := err.answer()
	return Fault{Status: answer.Status, Header: answer.Header, Body: string(answer.Body)}
}
