package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
)

// factories serve the provider in the process of the test.
var factories = map[string]func() (tfprotov6.ProviderServer, error){
	"oauth": func() (tfprotov6.ProviderServer, error) { return newTestServer(), nil },
}

// newTestServer returns a server whose answers beside the framework are compared with those of the framework.
func newTestServer() tfprotov6.ProviderServer { return provider.NewShadow() }

// A server is the Ory Hydra that a test runs on. Its methods speak to it behind Terraform's back.
type server struct {
	t                   *testing.T
	adminURL, publicURL string
	// sim is nil on a real server.
	sim *hydrasim.Simulator
	// failFrom is the method of the request after which the simulator answers nothing but 500; empty for none.
	failFrom atomic.Value
}

// newServer returns the real server that the environment names (see package live), else a simulator.
func newServer(t *testing.T) *server {
	t.Helper()
	if admin := os.Getenv(live.EnvHydraAdminURL); admin != "" {
		return &server{t: t, adminURL: admin, publicURL: os.Getenv(live.EnvHydraPublicURL)}
	}
	return serveSimulator(t, hydrasim.Options{})
}

// newSimulator returns a simulator. The test is skipped on a real server, for the reason given.
func newSimulator(t *testing.T, opts hydrasim.Options, reason string) *server {
	t.Helper()
	if os.Getenv(live.EnvHydraAdminURL) != "" {
		t.Skip("only the simulator " + reason)
	}
	return serveSimulator(t, opts)
}

// onlySimulated skips a test that has no use of the real servers when it is run for these.
func onlySimulated(t *testing.T) {
	t.Helper()
	if os.Getenv(live.EnvHydraAdminURL) != "" {
		t.Skip("runs on a simulator, and so without real servers")
	}
}

func serveSimulator(t *testing.T, opts hydrasim.Options) *server {
	t.Helper()
	s := &server{t: t, sim: hydrasim.New(opts)}
	listener := httptest.NewServer(s)
	t.Cleanup(listener.Close)
	s.adminURL, s.publicURL = listener.URL, listener.URL
	return s
}

// broken is the method that stands for a simulator that has begun to fail.
const broken = "BROKEN"

// breakAfter lets the simulator answer one request of a method and fail with every later one; with "" it works again.
func (s *server) breakAfter(method string) func() {
	return func() { s.failFrom.Store(method) }
}

// ServeHTTP hands requests to the simulator, see breakAfter.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.failFrom.Load() == broken {
		http.Error(w, "broken", http.StatusInternalServerError)
		return
	}
	// A dropped connection is a panic.
	defer s.failFrom.CompareAndSwap(r.Method, broken)
	s.sim.ServeHTTP(w, r)
}

// uniqueID returns a client_id that no other test uses.
func uniqueID(name string) string { return name + "-" + uuid.NewString() }

// config returns a configuration for this server.
func (s *server) config(resources ...string) string {
	return fmt.Sprintf("provider \"oauth\" {\n  hydra { admin_url = %q }\n}\n", s.adminURL) + strings.Join(resources, "\n")
}

// client returns a resource oauth_client with the given name and body.
func client(name string, body ...string) string {
	return fmt.Sprintf("resource \"oauth_client\" %q {\n%s\n}\n", name, strings.Join(body, "\n"))
}

// send sends a request, again while the server's database is busy, and returns status and body.
func (s *server) send(method, target string, header http.Header, body []byte) (int, []byte) {
	s.t.Helper()
	for {
		request, err := http.NewRequestWithContext(s.t.Context(), method, target, bytes.NewReader(body))
		if err != nil {
			s.t.Fatal(err)
		}
		request.Header = header.Clone()
		request.Close = true // a server may end a connection that lay idle, and nobody repeats a POST
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			s.t.Fatal(err)
		}
		answer, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil {
			s.t.Fatal(err)
		}
		if !bytes.Contains(answer, []byte("Unable to serialize access")) {
			return response.StatusCode, answer
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (s *server) admin(method, id string, members map[string]any) (int, []byte) {
	s.t.Helper()
	var body []byte
	if members != nil {
		var err error
		if body, err = json.Marshal(members); err != nil {
			s.t.Fatal(err)
		}
	}
	target := s.adminURL + "/admin/clients"
	if id != "" {
		target += "/" + url.PathEscape(id)
	}
	return s.send(method, target, http.Header{"Content-Type": {"application/json"}}, body)
}

// create makes a client with a plain POST.
func (s *server) create(members map[string]any) {
	s.t.Helper()
	if status, body := s.admin(http.MethodPost, "", members); status != http.StatusCreated {
		s.t.Fatalf("POST %v: %d %s", members, status, body)
	}
}

// get returns a client as the server has it, nil when it has none.
func (s *server) get(id string) map[string]any {
	s.t.Helper()
	status, body := s.admin(http.MethodGet, id, nil)
	switch status {
	case http.StatusOK:
		return s.decode(body)
	case http.StatusNotFound:
		return nil
	}
	s.t.Fatalf("GET %s: %d %s", id, status, body)
	return nil
}

// edit changes a client out of band. It sends back what a GET shows, less the empty JWK Set, which v2.3.0 does not take
// back beside a jwks_uri.
func (s *server) edit(id string, change func(members map[string]any)) {
	s.t.Helper()
	members := s.get(id)
	if keys, ok := members["jwks"].(map[string]any); ok && len(keys) == 0 {
		delete(members, "jwks")
	}
	change(members)
	if status, body := s.admin(http.MethodPut, id, members); status != http.StatusOK {
		s.t.Fatalf("PUT %v: %d %s", members, status, body)
	}
}

// set changes one member of a client out of band; nil takes it out.
func (s *server) set(id, member string, value any) {
	s.t.Helper()
	s.edit(id, func(members map[string]any) {
		members[member] = value
		if value == nil {
			delete(members, member)
		}
	})
}

// remove deletes a client out of band.
func (s *server) remove(id string) {
	s.t.Helper()
	if status, body := s.admin(http.MethodDelete, id, nil); status != http.StatusNoContent {
		s.t.Fatalf("DELETE %s: %d %s", id, status, body)
	}
}

// authenticates reports whether a client gets a token by the client credentials grant with this secret.
func (s *server) authenticates(id, secret string) bool {
	s.t.Helper()
	request := http.Request{Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
	request.SetBasicAuth(url.QueryEscape(id), url.QueryEscape(secret))
	status, body := s.send(http.MethodPost, s.publicURL+"/oauth2/token", request.Header, []byte("grant_type=client_credentials"))
	if status != http.StatusOK && status != http.StatusUnauthorized {
		s.t.Fatalf("token request of %s: %d %s", id, status, body)
	}
	return status == http.StatusOK
}

func (s *server) decode(body []byte) map[string]any {
	s.t.Helper()
	var members map[string]any
	if err := json.Unmarshal(body, &members); err != nil {
		s.t.Fatalf("%v: %s", err, body)
	}
	return members
}
