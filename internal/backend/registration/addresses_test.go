package registration_test

import (
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// life takes a client through creation, refresh, update and deletion, and returns its address after each.
func life(t *testing.T, service *backend) []string {
	t.Helper()
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	state := service.state(minimal("a"), created)
	read, err := service.Read(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	updated, err := service.Update(t.Context(), service.Settle(state, read, nil), renamed())
	if err != nil {
		t.Fatal(err)
	}
	if err := service.Delete(t.Context(), updated); err != nil {
		t.Error(err)
	}
	return []string{address(created), address(read), address(updated)}
}

// The address that works is kept, whatever the answers say.
func TestAddressesThatLeadNowhere(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		opts registrationsim.Options
	}{
		{"a host that only the server knows", registrationsim.Options{ClientURIHostname: "server.invalid"}},
		{"the client_id twice after an update", registrationsim.Options{DoubledURIOnPut: true}},
		{"a relative one", registrationsim.Options{ClientURI: registrationsim.ClientURIRelative}},
		{"a client_id with a slash", registrationsim.Options{SlashedIDs: true}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := serve(t, tc.opts)
			service := newBackend(t, base, tc.opts, nil)
			for range 2 {
				addresses := life(t, service)
				for _, got := range addresses {
					if got != addresses[0] || !strings.HasPrefix(got, base+"/register/") {
						t.Errorf("the addresses are %q", addresses)
						break
					}
				}
			}
		})
	}
}

// An address that could not be tried at the creation, which was interrupted, is tried by the next refresh.
func TestAddressThatWasNotTried(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{ClientURIHostname: "server.invalid"}
	_, base := serve(t, opts)
	service := newBackend(t, base, opts, nil)
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	given := strings.Replace(address(created), "127.0.0.1", "server.invalid", 1)
	read, err := service.Read(t.Context(), created.With(oauthclient.RegistrationClientURI, given).With(oauthclient.ID, given))
	if err != nil || address(read) != address(created) {
		t.Errorf("Read returned the address %q and the error %v", address(read), err)
	}
	elsewhere := strings.Replace(address(created), "127.0.0.1", "elsewhere.invalid", 1)
	if _, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: strings.Replace(elsewhere, clientID(created), "x", 1)}); err == nil {
		t.Error("an import from a host that does not exist succeeded")
	}
}

// An address that was only tried for a client_id, with a token of the operator, is not kept when the client is not there.
func TestAddressThatWasGuessed(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{NoManagement: true}
	_, base := serve(t, opts)
	token := ""
	service := newBackend(t, base, opts, func(c *registration.Config) { c.OperatorToken = func(string) string { return token } })
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	token = "a-token-of-the-operator"
	state := service.state(minimal("a"), created)
	updated, err := service.Update(t.Context(), state, renamed())
	if err == nil || updated != nil {
		t.Errorf("Update returned %v and the error %v", updated, err)
	}
	read, err := service.Read(t.Context(), state)
	if err != nil || read.Text(oauthclient.ID) != clientID(created) {
		t.Errorf("Read returned %v and the error %v", read, err)
	}
}

func TestClientURITemplate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		template string
		opts     registrationsim.Options
	}{
		{"/register/{client_id}", registrationsim.Options{ClientURIHostname: "server.invalid", DoubledURIOnPut: true}},
		{"/register/{client_id}", registrationsim.Options{SlashedIDs: true, ClientURIHostname: "server.invalid"}},
		{"/register?client_id={client_id}", registrationsim.Options{ClientURI: registrationsim.ClientURIQuery, ClientURIHostname: "server.invalid"}},
	} {
		sim, base := serve(t, tc.opts)
		service := newBackend(t, base, tc.opts, func(c *registration.Config) { c.ClientURITemplate = base + tc.template })
		addresses := life(t, service)
		if addresses[0] != addresses[1] || addresses[0] != addresses[2] || !strings.HasPrefix(addresses[0], base) {
			t.Errorf("the addresses are %q", addresses)
		}
		// A state with the bad address, from before the template was set.
		created, err := service.Create(t.Context(), minimal("b"))
		if err != nil {
			t.Fatal(err)
		}
		bad := created.With(oauthclient.RegistrationClientURI, "http://server.invalid/x").With(oauthclient.ID, "http://server.invalid/x")
		if read, err := service.Read(t.Context(), bad); err != nil || !strings.HasPrefix(read.Text(oauthclient.ID), base) {
			t.Errorf("Read returned %v and the error %v", read, err)
		}
		if len(sim.Clients()) != 1 {
			t.Errorf("%d clients", len(sim.Clients()))
		}
	}
}

// serveWithoutManagement serves a simulator whose answers have addresses that nothing serves: they are answered with the status
// that is returned by managing, or by the simulator for 0.
func serveWithoutManagement(t *testing.T, opts registrationsim.Options, managing func(r *http.Request) int) (*registrationsim.Simulator, string) {
	t.Helper()
	sim := registrationsim.New(opts)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := 0
		if strings.HasPrefix(r.URL.Path, "/register/") {
			status = managing(r)
		}
		switch status {
		case 0:
			sim.ServeHTTP(w, r)
		case http.StatusFound:
			http.Redirect(w, r, "/login", status)
		default:
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<html><title>Sign in</title></html>")
		}
	}))
	t.Cleanup(server.Close)
	return sim, server.URL
}

// statusesOfNobody are what a server answers at an address that it gave and does not serve.
var statusesOfNobody = []int{
	http.StatusOK, http.StatusFound, http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
}

// A client that cannot be reached where the server said is in the state, and the way out is said: now, and by every refresh. It
// neither ends plans nor stays in the state for ever.
func TestAddressThatIsNowhere(t *testing.T) {
	t.Parallel()
	for _, opts := range []registrationsim.Options{{}, {ClientURIHostname: "server.invalid"}} {
		for _, status := range statusesOfNobody {
			if status == http.StatusMethodNotAllowed {
				continue // that is said in another way: see TestNoRead and its like
			}
			_, base := serveWithoutManagement(t, opts, func(*http.Request) int { return status })
			service := newBackend(t, base, opts, nil)
			created, err := service.Create(t.Context(), minimal("a"))
			if err != nil {
				t.Fatal(err)
			}
			service.mustNotice(t, "leads nowhere")
			if !strings.Contains(service.notices[0].Detail, "client_uri_template") || !created.Has(oauthclient.RegistrationAccessToken) {
				t.Errorf("%d: Create returned %v with the notices %v", status, created, service.notices)
			}
			if opts.ClientURIHostname != "" {
				continue // a host that does not answer may do so elsewhere
			}
			state := service.state(minimal("a"), created)
			read, err := service.Read(t.Context(), state)
			if err != nil {
				t.Fatalf("%d: Read: %v", status, err)
			}
			service.mustNotice(t, "leads nowhere")
			state = service.state(minimal("a"), read)
			if fields := service.Replaces(state, renamed(), nil); len(fields) == 0 {
				t.Errorf("%d: a change needs no new client", status)
			}
			err = service.Delete(t.Context(), state)
			if !errors.Is(err, oauthclient.ErrUnsupported) {
				t.Fatalf("%d: Delete returned %v, not ErrUnsupported", status, err)
			}
			mustSay(t, err, clientID(state), "Ask the server's operator to remove it")
		}
	}
}

// An address that was not served at first is used as soon as it is.
func TestAddressThatIsServedLater(t *testing.T) {
	t.Parallel()
	var later atomic.Bool
	sim, base := serveWithoutManagement(t, registrationsim.Options{}, func(*http.Request) int {
		if later.Load() {
			return 0
		}
		return http.StatusNotFound
	})
	service := newBackend(t, base, registrationsim.Options{}, nil)
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	state, err := service.Read(t.Context(), service.state(minimal("a"), created))
	if err != nil {
		t.Fatal(err)
	}
	later.Store(true)
	if state, err = service.Read(t.Context(), state); err != nil {
		t.Fatal(err)
	}
	if fields := service.Replaces(state, renamed(), nil); len(fields) > 0 {
		t.Errorf("the client is replaced because of %v", fields)
	}
	if state, err = service.Update(t.Context(), state, renamed()); err != nil {
		t.Fatal(err)
	}
	if err := service.Delete(t.Context(), state); err != nil || len(sim.Clients()) > 0 {
		t.Errorf("Delete returned %v", err)
	}
}

// An endpoint that wants a slash at its end says so by 307 or 308, for reads and writes alike.
func TestRedirects(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		sim := registrationsim.New(registrationsim.Options{})
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if path, missing := strings.CutPrefix(r.URL.Path, "/v1"); missing {
				http.Redirect(w, r, path, status)
				return
			}
			sim.ServeHTTP(w, r)
		}))
		t.Cleanup(server.Close)
		life(t, newBackend(t, server.URL, registrationsim.Options{}, func(c *registration.Config) {
			c.RegistrationEndpoint, c.ClientURITemplate = server.URL+"/v1/register", server.URL+"/v1/register/{client_id}"
		}))
	}
}

// From an https server nothing secret goes to plain http, although the server names such an address.
func TestAddressWithoutTLS(t *testing.T) {
	t.Parallel()
	sim := registrationsim.New(registrationsim.Options{})
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		sim.ServeHTTP(answer, r)
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		w.WriteHeader(answer.Code)
		body := answer.Body.String()
		if strings.HasPrefix(r.URL.Path, "/register") {
			body = strings.ReplaceAll(body, "https://"+r.Host, "http://login.example.com")
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	certificate := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	for _, allow := range []bool{false, true} {
		service := newBackend(t, server.URL, registrationsim.Options{}, func(c *registration.Config) {
			c.HTTP.CACertPEM, c.HTTP.AllowInsecureHTTP = certificate, allow
		})
		for _, got := range life(t, service) {
			if !strings.HasPrefix(got, server.URL+"/register/") {
				t.Errorf("the address is %q", got)
			}
		}
	}
}

// An https issuer whose metadata name a registration endpoint without TLS gets no registration.
func TestEndpointWithoutTLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"issuer":"https://` + r.Host + `","registration_endpoint":"http://login.example.com/register"}`))
	}))
	t.Cleanup(server.Close)
	service := newBackend(t, server.URL, registrationsim.Options{}, func(c *registration.Config) {
		c.HTTP.CACertPEM = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
		c.HTTP.AllowInsecureHTTP, c.InitialAccessToken = true, "an-initial-token"
	})
	_, err := service.Create(t.Context(), minimal("a"))
	if !errors.Is(err, oauthclient.ErrDenied) {
		t.Fatalf("Create returned %v, not ErrDenied", err)
	}
	mustSay(t, err, "was not sent", "login.example.com")
}

// Where a client is read is one client and nothing else on the server.
func TestIDsThatLeadElsewhere(t *testing.T) {
	t.Parallel()
	sim, base := serve(t, registrationsim.Options{})
	service := newBackend(t, base, registrationsim.Options{}, func(c *registration.Config) {
		c.OperatorToken = func(string) string { return "a-token-of-the-operator" }
	})
	for _, id := range []string{
		"..", "../../health/ready", "a/../b", "%2e%2e", "a\x00b", "",
		base + "/register/..", base + "/register/../health", base + "/register/%2e%2e/health", base + "/register/a%00",
		"https://user@login.example.com/register/a", base + "/register/a#b",
	} {
		before := len(sim.Requests())
		if _, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: id}); !errors.Is(err, oauthclient.ErrInvalid) {
			t.Errorf("Read of %q returned %v, not ErrInvalid", id, err)
		}
		for _, request := range sim.Requests()[before:] {
			if !strings.Contains(request.Path, "/.well-known/") {
				t.Errorf("Read of %q asked for %s", id, request.Path)
			}
		}
	}
}

// What a registration shows goes to the registration endpoint's host, and to none that an id names.
func TestInitialAccessTokenStaysAtHome(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{InitialAccessToken: registrationsim.InitialAccessToken, NoTokens: true}
	sim, base := serve(t, opts)
	var shown []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shown = append(shown, r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(elsewhere.Close)
	service := newBackend(t, base, opts, nil)
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: elsewhere.URL + "/register/" + clientID(created)}); !errors.Is(err, oauthclient.ErrDenied) {
		t.Errorf("Read returned %v, not ErrDenied", err)
	}
	if diff := cmp.Diff([]string{""}, shown); diff != "" {
		t.Errorf("what the other host was shown (-want +got):\n%s", diff)
	}
	if read, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: clientID(created)}); err != nil || clientID(read) != clientID(created) {
		t.Errorf("Read of the client at home returned %v", err)
	}
	if len(sim.Clients()) != 1 {
		t.Errorf("%d clients", len(sim.Clients()))
	}
}

// Nor does it go to the host of an address that the answer to a registration gives.
func TestInitialAccessTokenStaysAtHome_givenAddress(t *testing.T) {
	t.Parallel()
	var shown []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shown = append(shown, r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(elsewhere.Close)
	opts := registrationsim.Options{InitialAccessToken: registrationsim.InitialAccessToken, NoTokens: true}
	sim := registrationsim.New(opts)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		sim.ServeHTTP(answer, r)
		body := answer.Body.String()
		if r.Method == http.MethodPost {
			body = strings.ReplaceAll(body, "http://"+r.Host+"/register/", elsewhere.URL+"/register/")
		}
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		w.WriteHeader(answer.Code)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	created, err := newBackend(t, server.URL, opts, nil).Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{""}, shown); diff != "" {
		t.Errorf("what the other host was shown (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(address(created), server.URL) {
		t.Errorf("the client was not found at home, but has the address %q", address(created))
	}
}

func TestNew_template(t *testing.T) {
	t.Parallel()
	for template, fine := range map[string]bool{
		"https://a.example/register/{client_id}": true, "https://a.example/r?id={client_id}": true,
		"https://a.example/register": false, "/register/{client_id}": false, "https://{client_id}.example/": false, "https://{client_id}": false,
	} {
		_, err := registration.New(registration.Config{Issuer: "https://a.example", ClientURITemplate: template}, judge)
		var problem *httpapi.ConfigError
		if fine != (err == nil) || !fine && (!errors.As(err, &problem) || problem.Setting != "client_uri_template") {
			t.Errorf("%s: error %v", template, err)
		}
	}
}
