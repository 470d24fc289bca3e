package nevissim

import (
	"errors"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A call is a request to one of the operations, authenticated and taken apart.
type call struct {
	setup      *setup
	clientID   string // the internal id in the path; empty for the collection
	snapshotID string // empty unless the path names a snapshot
	query      url.Values
	body       []byte
	caller     string
}

// An operation carries out a call. Its error is a *refusal, or a defect of the simulator, which is answered with 500.
type operation func(*Simulator, *call) (reply, error)

// The operations on each kind of resource, by HTTP method.
var (
	clientsOperations = map[string]operation{
		http.MethodGet:  (*Simulator).listClients,
		http.MethodPost: (*Simulator).createClient,
	}
	clientOperations = map[string]operation{
		http.MethodGet:    (*Simulator).readClient,
		http.MethodPut:    (*Simulator).editClient,
		http.MethodDelete: (*Simulator).deleteClient,
	}
	snapshotsOperations = map[string]operation{
		http.MethodGet: (*Simulator).listSnapshots,
	}
	snapshotOperations = map[string]operation{
		http.MethodGet:    (*Simulator).readSnapshot,
		http.MethodDelete: (*Simulator).deleteSnapshot,
	}
)

// process carries out a request and returns the answer.
func (s *Simulator) process(r *http.Request, body []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opts.Production && r.URL.Path == loginPath {
		return loginPage()
	}
	caller, ok := s.caller(r)
	if !ok {
		return s.unauthenticated()
	}
	module, setupID, rest, ok := splitPath(r.URL)
	if !ok {
		return errorPage(http.StatusNotFound, "The requested resource is not available.")
	}
	c := &call{query: r.URL.Query(), body: body, caller: caller, setup: s.setup(module, setupID)}
	operations := c.operations(rest)
	perform, allowed := operations[r.Method]
	switch {
	case operations == nil:
		return errorPage(http.StatusNotFound, "The requested resource is not available.")
	case !allowed:
		answer := s.opts.Errors.reply(http.StatusMethodNotAllowed, "method "+r.Method+" is not allowed")
		answer.header = http.Header{"Allow": {strings.Join(slices.Sorted(maps.Keys(operations)), ", ")}}
		return answer
	case c.setup == nil:
		return s.opts.Errors.reply(http.StatusNotFound, "setup "+setupID+" not found")
	case hasBody(r.Method) && !isJSON(r.Header.Get("Content-Type")):
		return s.opts.Errors.reply(http.StatusUnsupportedMediaType, "Content-Type must be application/json")
	}
	answer, err := perform(s, c)
	if err != nil {
		return s.refused(err, body)
	}
	if s.opts.CacheControl && r.Method == http.MethodGet {
		answer.header = http.Header{"Cache-Control": {"max-age=300"}}
	}
	return answer
}

// refused returns the answer to a call that failed.
func (s *Simulator) refused(err error, body []byte) reply {
	status := http.StatusInternalServerError
	var r *refusal
	if errors.As(err, &r) {
		status = r.status
	}
	message := err.Error()
	if s.opts.EchoRequestInErrors {
		message += ": " + string(body)
	}
	return s.opts.Errors.reply(status, message)
}

// splitPath takes a path apart into module, setup id and what follows /clients. It reports whether the path belongs to
// the API. One trailing slash makes no difference, as in the documented examples.
func splitPath(u *url.URL) (module, setupID string, rest []string, ok bool) {
	path, ok := strings.CutPrefix(u.EscapedPath(), BasePath+"/v2/modules/")
	if !ok {
		return "", "", nil, false
	}
	segments := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for i, segment := range segments {
		decoded, err := url.PathUnescape(segment)
		if err != nil {
			return "", "", nil, false
		}
		segments[i] = decoded
	}
	if len(segments) < 4 || segments[1] != "setups" || segments[3] != "clients" {
		return "", "", nil, false
	}
	return segments[0], segments[2], segments[4:], true
}

// operations notes the ids in the rest of a path and returns the operations it has, nil when there is no such resource.
func (c *call) operations(rest []string) map[string]operation {
	switch {
	case len(rest) == 0:
		return clientsOperations
	case len(rest) == 1:
		c.clientID = rest[0]
		return clientOperations
	case len(rest) == 2 && rest[1] == "snapshots":
		c.clientID = rest[0]
		return snapshotsOperations
	case len(rest) == 3 && rest[1] == "snapshots":
		c.clientID, c.snapshotID = rest[0], rest[2]
		return snapshotOperations
	default:
		return nil
	}
}

// hasBody reports whether requests with this method carry a client.
func hasBody(method string) bool { return method == http.MethodPost || method == http.MethodPut }

// isJSON reports whether a Content-Type is that of JSON.
func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == "application/json"
}
