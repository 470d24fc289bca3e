package hydrasim

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// A request is a request on its way to the function that answers it.
type request struct {
	*http.Request
	body []byte
	// id is the client_id in the path, empty when the route has none.
	id string
}

type handler func(s *Simulator, r *request) answer

// routes are the paths that are served, {id} standing for a client_id.
var routes = map[string]map[string]handler{
	"/admin/clients": {
		http.MethodGet:  (*Simulator).listClients,
		http.MethodPost: (*Simulator).createClient,
	},
	"/admin/clients/{id}": {
		http.MethodGet:    (*Simulator).getClient,
		http.MethodPut:    (*Simulator).setClient,
		http.MethodPatch:  (*Simulator).patchClient,
		http.MethodDelete: (*Simulator).deleteClient,
	},
	"/admin/clients/{id}/lifespans": {http.MethodPut: (*Simulator).setLifespans},
	"/oauth2/register":              {http.MethodPost: (*Simulator).register},
	"/oauth2/register/{id}": {
		http.MethodGet:    (*Simulator).getRegistered,
		http.MethodPut:    (*Simulator).setRegistered,
		http.MethodDelete: (*Simulator).deleteRegistered,
	},
	"/oauth2/token": {http.MethodPost: (*Simulator).issueToken},
	"/health/alive": {http.MethodGet: (*Simulator).health},
	"/health/ready": {http.MethodGet: (*Simulator).health},
	"/version":      {http.MethodGet: (*Simulator).version},
}

// process finds the route and lets it answer.
func (s *Simulator) process(r *request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opts.BearerToken != "" && strings.HasPrefix(r.URL.Path, "/admin/") &&
		r.Header.Get("Authorization") != "Bearer "+s.opts.BearerToken {
		return unauthorizedAnswer()
	}
	if target := s.redirectTarget(r.URL); target != "" {
		return s.redirectAnswer(r.Method, target)
	}
	pattern, id := s.match(r.URL)
	methods, ok := routes[pattern]
	if !ok {
		return s.noRouteAnswer(r.Request)
	}
	handle, ok := methods[r.Method]
	if !ok {
		allowed := append(slices.Collect(maps.Keys(methods)), http.MethodOptions)
		slices.Sort(allowed)
		return textAnswer(http.StatusMethodNotAllowed, "text/plain; charset=utf-8", "Method Not Allowed\n").
			with("Allow", strings.Join(allowed, ", "))
	}
	r.id = id
	return handle(s, r)
}

// match splits a URL into the pattern of a route and the client_id in it.
//
// v2.3.0 decodes the path before it splits it, so that a client_id with a slash is never found: "a%2Fb" is two segments.
// v26.2.0 decodes the segments.
func (s *Simulator) match(u *url.URL) (pattern, id string) {
	segments := strings.Split(u.Path, "/")
	if s.opts.Manner == V262 {
		segments = strings.Split(u.EscapedPath(), "/")
		for i, segment := range segments {
			if decoded, err := url.PathUnescape(segment); err == nil {
				segments[i] = decoded
			}
		}
	}
	if len(segments) > 3 && segments[3] != "" && (isPath(segments, "admin", "clients") || isPath(segments, "oauth2", "register")) {
		id, segments[3] = segments[3], "{id}"
	}
	return strings.Join(segments, "/"), id
}

func isPath(segments []string, first, second string) bool {
	return segments[1] == first && segments[2] == second
}

// redirectTarget returns where the server sends the caller instead of answering, empty when it answers.
//
// The router of v2.3.0 does so for a path that is served in its clean form only, as with a slash at the end; its ids may
// be "." and "..". That of v26.2.0 cleans every path, and these ids with it.
func (s *Simulator) redirectTarget(u *url.URL) string {
	clean := path.Clean(u.Path)
	if s.opts.Manner == V262 {
		if last := path.Base(u.Path); last == "." || last == ".." {
			return clean
		}
		return ""
	}
	if pattern, _ := s.match(u); routes[pattern] != nil || clean == u.Path {
		return ""
	}
	if pattern, _ := s.match(&url.URL{Path: clean}); routes[pattern] == nil {
		return ""
	}
	return clean
}

func (s *Simulator) redirectAnswer(method, target string) answer {
	if method != http.MethodGet {
		return answer{status: http.StatusTemporaryRedirect, header: http.Header{"Location": {target}}}
	}
	status := http.StatusMovedPermanently
	if s.opts.Manner == V262 {
		status = http.StatusTemporaryRedirect
	}
	body := fmt.Sprintf("<a href=%q>%s</a>.\n\n", target, http.StatusText(status))
	return textAnswer(status, "text/html; charset=utf-8", body).with("Location", target)
}

func (s *Simulator) health(*request) answer {
	return jsonAnswer(http.StatusOK, map[string]string{"status": "ok"})
}

// version answers as a release does; a server built as a Go module says "master".
func (s *Simulator) version(*request) answer {
	version := "v2.3.0"
	if s.opts.Manner == V262 {
		version = "v26.2.0"
	}
	return jsonAnswer(http.StatusOK, map[string]string{"version": version})
}
