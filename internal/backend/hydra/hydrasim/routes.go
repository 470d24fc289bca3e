package hydrasim

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

func (s *Simulator) newRoutes() sim.Routes {
	routes := sim.Routes{
		"/admin/clients": {
			http.MethodGet:  s.listClients,
			http.MethodPost: s.createClient,
		},
		"/admin/clients/{}": {
			http.MethodGet:    s.getClient,
			http.MethodPut:    s.setClient,
			http.MethodDelete: s.deleteClient,
		},
		"/oauth2/token": {http.MethodPost: s.issueToken},
		"/health/alive": {http.MethodGet: s.health},
		"/health/ready": {http.MethodGet: s.health},
		"/version":      {http.MethodGet: s.version},
	}
	if s.opts.Release >= Master {
		routes["/admin/clients/{}/secrets/rotate"] = sim.Methods{
			http.MethodPost:   s.rotateSecret,
			http.MethodDelete: s.retireSecrets,
		}
	}
	return routes
}

// process finds the route and lets it answer.
func (s *Simulator) process(call *sim.Call) sim.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opts.BearerToken != "" && strings.HasPrefix(call.URL.Path, "/admin/") &&
		call.Header.Get("Authorization") != "Bearer "+s.opts.BearerToken {
		return unauthorizedAnswer()
	}
	if target := s.redirectTarget(call.URL); target != "" {
		return s.redirectAnswer(call.Method, target)
	}
	methods, segments := s.find(call.URL)
	if methods == nil {
		return s.noRouteAnswer(call.Request)
	}
	handle, ok := methods[call.Method]
	if !ok {
		return sim.Text(http.StatusMethodNotAllowed, "text/plain; charset=utf-8", "Method Not Allowed\n").
			With("Allow", methods.Allow(http.MethodOptions))
	}
	call.Segments = segments
	return handle(call)
}

// find returns the methods of a path, and the client_id in it.
//
// v2.3.0 decodes the path before it splits it, so that a client_id with a slash is never found: "a%2Fb" is two segments.
// v26.2.0 decodes the segments.
func (s *Simulator) find(u *url.URL) (sim.Methods, []string) {
	if s.opts.Release == V230 {
		return s.routes.Find(strings.Split(u.Path, "/"))
	}
	segments := strings.Split(u.EscapedPath(), "/")
	for i, segment := range segments {
		if decoded, err := url.PathUnescape(segment); err == nil {
			segments[i] = decoded
		}
	}
	return s.routes.Find(segments)
}

// redirectTarget returns where the server sends the caller instead of answering, empty when it answers.
//
// The router of v2.3.0 does so for a path that is served in its clean form only, as with a slash at the end; its ids may
// be "." and "..". That of v26.2.0 cleans every path, and these ids with it.
func (s *Simulator) redirectTarget(u *url.URL) string {
	clean := path.Clean(u.Path)
	if s.opts.Release >= V262 {
		if last := path.Base(u.Path); last == "." || last == ".." {
			return clean
		}
		return ""
	}
	if methods, _ := s.find(u); methods != nil || clean == u.Path {
		return ""
	}
	if methods, _ := s.find(&url.URL{Path: clean}); methods == nil {
		return ""
	}
	return clean
}

func (s *Simulator) redirectAnswer(method, target string) sim.Answer {
	if method != http.MethodGet {
		return sim.Answer{Status: http.StatusTemporaryRedirect}.With("Location", target)
	}
	status := http.StatusMovedPermanently
	if s.opts.Release >= V262 {
		status = http.StatusTemporaryRedirect
	}
	body := fmt.Sprintf("<a href=%q>%s</a>.\n\n", target, http.StatusText(status))
	return sim.Text(status, "text/html; charset=utf-8", body).With("Location", target)
}

func (s *Simulator) health(*sim.Call) sim.Answer {
	return jsonAnswer(http.StatusOK, map[string]string{"status": "ok"})
}

// version answers as a release does; a server built from source says "master".
func (s *Simulator) version(*sim.Call) sim.Answer {
	version := map[Release]string{V230: "v2.3.0", V262: "v26.2.0", Master: "master"}[s.opts.Release]
	return jsonAnswer(http.StatusOK, map[string]string{"version": version})
}
