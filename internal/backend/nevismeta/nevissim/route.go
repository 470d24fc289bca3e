package nevissim

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// newRoutes returns the paths of the API: module, setup, client and snapshot stand in for the segments, in this order.
func (s *Simulator) newRoutes() sim.Routes {
	const clients = BasePath + "/v2/modules/{}/setups/{}/clients"
	return sim.Routes{
		clients: {
			http.MethodGet:  s.operation(s.listClients),
			http.MethodPost: s.operation(s.createClient),
		},
		clients + "/{}": {
			http.MethodGet:    s.operation(s.readClient),
			http.MethodPut:    s.operation(s.editClient),
			http.MethodDelete: s.operation(s.deleteClient),
		},
		clients + "/{}/snapshots": {
			http.MethodGet: s.operation(s.listSnapshots),
		},
		clients + "/{}/snapshots/{}": {
			http.MethodGet:    s.operation(s.readSnapshot),
			http.MethodDelete: s.operation(s.deleteSnapshot),
		},
	}
}

// process carries out a request and returns the answer. One slash at the end of a path makes no difference, as in the
// documented examples.
func (s *Simulator) process(request *sim.Call) sim.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opts.Production && request.URL.Path == loginPath {
		return loginPage()
	}
	if _, ok := s.caller(request.Request); !ok {
		return s.unauthenticated()
	}
	segments := strings.Split(strings.TrimSuffix(request.URL.EscapedPath(), "/"), "/")
	for i, segment := range segments {
		if decoded, err := url.PathUnescape(segment); err == nil {
			segments[i] = decoded
		}
	}
	methods, segments := s.routes.Find(segments)
	perform, allowed := methods[request.Method]
	switch {
	case methods == nil:
		return errorPage(http.StatusNotFound, "The requested resource is not available.")
	case !allowed:
		return s.opts.Errors.answer(http.StatusMethodNotAllowed, "method "+request.Method+" is not allowed").
			With("Allow", methods.Allow())
	}
	request.Segments = segments
	return perform(request)
}

// A call is a request to one of the operations, authenticated and taken apart.
type call struct {
	setup      *setup
	clientID   string // the internal id in the path; empty for the collection
	snapshotID string // empty unless the path names a snapshot
	query      url.Values
	body       []byte
	caller     string
}

// operation makes a handler of a function that carries out a call. The function's error is a *refusal, or a defect of the
// simulator, which is answered with 500.
func (s *Simulator) operation(perform func(*call) (sim.Answer, error)) sim.Handler {
	return func(request *sim.Call) sim.Answer {
		ids := slices.Concat(request.Segments, []string{"", ""})
		c := &call{clientID: ids[2], snapshotID: ids[3], query: request.URL.Query(), body: request.Content}
		c.setup = s.setup(ids[0], ids[1])
		c.caller, _ = s.caller(request.Request)
		switch {
		case c.setup == nil:
			return s.opts.Errors.answer(http.StatusNotFound, "setup "+ids[1]+" not found")
		case hasBody(request.Method) && !isJSON(request.Header.Get("Content-Type")):
			return s.opts.Errors.answer(http.StatusUnsupportedMediaType, "Content-Type must be application/json")
		}
		answer, err := perform(c)
		if err != nil {
			return s.refused(err, c.body)
		}
		if s.opts.CacheControl && request.Method == http.MethodGet {
			return answer.With("Cache-Control", "max-age=300")
		}
		return answer
	}
}

// refused returns the answer to a call that failed.
func (s *Simulator) refused(err error, body []byte) sim.Answer {
	status := http.StatusInternalServerError
	if r, ok := errors.AsType[*refusal](err); ok {
		status = r.status
	}
	message := err.Error()
	if s.opts.EchoRequestInErrors {
		message += ": " + string(body)
	}
	return s.opts.Errors.answer(status, message)
}

// hasBody reports whether requests with this method carry a client.
func hasBody(method string) bool { return method == http.MethodPost || method == http.MethodPut }

// isJSON reports whether a Content-Type is that of JSON.
func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == "application/json"
}
