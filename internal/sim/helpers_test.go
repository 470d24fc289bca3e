package sim_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// ok is the answer of the servers here to a request that is carried out.
func ok(*sim.Call) sim.Answer { return sim.Text(http.StatusOK, "text/plain", "done") }

// send has a server answer a request; status 0 says that the connection was closed.
func send(t *testing.T, server http.Handler, method, target, body string) (w *httptest.ResponseRecorder) {
	t.Helper()
	w = httptest.NewRecorder()
	defer func() {
		switch r := recover(); r {
		case nil:
		case http.ErrAbortHandler:
			w.Code = 0
		default:
			panic(r)
		}
	}()
	server.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body)))
	return w
}
