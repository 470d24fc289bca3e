package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// A registrar is a server with Dynamic Client Registration, seen through a proxy that can make requests fail.
type registrar struct {
	t    *testing.T
	name string
	// endpoint is the registration endpoint behind the proxy, and issuer what names the server for discovery; "" when its
	// metadata does not help.
	endpoint, issuer, initialAccessToken string
	proxy                                *backendtest.Proxy
	// sim is nil on a real server.
	sim *registrationsim.Simulator
	// newToken has the operator issue a token; nil where operators cannot do that.
	newToken func(clientID string) string
	// remove deletes a client behind its owner's back.
	remove func(clientID string)
}

// onRegistrars runs a test on a simulator, and on the real servers that the environment names.
func onRegistrars(t *testing.T, test func(t *testing.T, r *registrar)) {
	t.Helper()
	servers := map[string]func(t *testing.T) *registrar{
		"simulator": func(t *testing.T) *registrar {
			t.Helper()
			return newRegistrar(t, registrationsim.Options{
				Rotation: registrationsim.RotateOnPut, Unknown: registrationsim.UnknownKept,
				InitialAccessToken: registrationsim.InitialAccessToken,
			})
		},
		"like oidc-provider": func(t *testing.T) *registrar { t.Helper(); return newRegistrar(t, registrationsim.OIDCProvider()) },
		"like hydra":         func(t *testing.T) *registrar { t.Helper(); return newRegistrar(t, registrationsim.Hydra()) },
	}
	if os.Getenv(live.EnvOIDCIssuer) != "" {
		servers["oidc-provider"] = oidcRegistrar
	}
	if os.Getenv(live.EnvHydraPublicURL) != "" {
		servers["hydra"] = hydraRegistrar
	}
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			r.name = name
			test(t, r)
		})
	}
}

// newRegistrar returns a simulator.
func newRegistrar(t *testing.T, opts registrationsim.Options) *registrar {
	t.Helper()
	onlySimulated(t)
	sim := registrationsim.New(opts)
	proxy := backendtest.NewProxy(t, sim)
	path := opts.RegistrationPath
	if path == "" {
		path = "/register"
	}
	r := &registrar{
		t: t, endpoint: proxy.URL + path, issuer: proxy.URL, initialAccessToken: opts.InitialAccessToken, proxy: proxy, sim: sim,
		newToken: func(clientID string) string {
			token, err := sim.IssueToken(clientID)
			if err != nil {
				t.Fatal(err)
			}
			return token
		},
		remove: func(clientID string) {
			if err := sim.Delete(clientID); err != nil {
				t.Fatal(err)
			}
		},
	}
	if opts.HideEndpoint {
		r.issuer = ""
	}
	return r
}

// oidcRegistrar returns the node oidc-provider that runs for this test.
func oidcRegistrar(t *testing.T) *registrar {
	t.Helper()
	base, token := os.Getenv(live.EnvOIDCIssuer), os.Getenv(live.EnvOIDCInitialAccessToken)
	r := behindProxy(t, base, "/reg")
	r.initialAccessToken = token
	r.newToken = func(clientID string) string {
		answer := r.call(http.MethodPost, base+"/operator/clients/"+clientID+"/token", token, nil)
		return fmt.Sprint(answer["registration_access_token"])
	}
	r.remove = func(clientID string) { r.call(http.MethodDelete, base+"/operator/clients/"+clientID, token, nil) }
	return r
}

// hydraRegistrar returns the public registration endpoint of the Ory Hydra that runs for this test.
func hydraRegistrar(t *testing.T) *registrar {
	t.Helper()
	admin := os.Getenv(live.EnvHydraAdminURL)
	r := behindProxy(t, os.Getenv(live.EnvHydraPublicURL), "/oauth2/register")
	r.remove = func(clientID string) { r.call(http.MethodDelete, admin+"/admin/clients/"+clientID, "", nil) }
	return r
}

// behindProxy returns a real server as it looks from behind the proxy, whose address its answers name.
func behindProxy(t *testing.T, base, path string) *registrar {
	t.Helper()
	target, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	reverse := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	r := &registrar{t: t}
	r.proxy = backendtest.NewProxy(t, http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		var answer *httptest.ResponseRecorder
		for answer == nil || isBusy(answer.Body.Bytes()) {
			request.Body = io.NopCloser(bytes.NewReader(body))
			answer = httptest.NewRecorder()
			reverse.ServeHTTP(answer, request)
		}
		maps.Copy(w.Header(), answer.Header())
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		_, _ = io.WriteString(w, strings.ReplaceAll(answer.Body.String(), base, r.proxy.URL))
	}))
	r.endpoint = r.proxy.URL + path
	return r
}

// isBusy recognises a transaction that Hydra's SQLite rolled back.
func isBusy(answer []byte) bool { return bytes.Contains(answer, []byte("Unable to serialize access")) }

// call sends a request and wants a success.
func (r *registrar) call(method, address, token string, body any) map[string]any {
	r.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		r.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(r.t.Context(), method, address, bytes.NewReader(text))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token}}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	answer, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil || response.StatusCode/100 != 2 {
		r.t.Fatalf("%s %s: %s: %s, error %v", method, address, response.Status, answer, err)
	}
	var members map[string]any
	_ = json.Unmarshal(answer, &members) // a deletion has no body
	return members
}

// settings returns the provider's configuration.
func (r *registrar) settings() map[string]any {
	settings := map[string]any{"registration_endpoint": r.endpoint}
	if r.issuer != "" {
		settings = map[string]any{"issuer": r.issuer}
	}
	if r.initialAccessToken != "" {
		settings["initial_access_token"] = r.initialAccessToken
	}
	return map[string]any{"registration": settings}
}

// config returns the provider's configuration in HCL, followed by the resources.
func (r *registrar) config(resources ...string) string {
	var block strings.Builder
	for name, value := range r.settings()["registration"].(map[string]any) {
		fmt.Fprintf(&block, "    %s = %q\n", name, value)
	}
	return fmt.Sprintf("provider \"oauth\" {\n  registration {\n%s  }\n}\n", block.String()) + strings.Join(resources, "\n")
}

// has checks members of the client that a resource stands for, with the token in the state. That token works.
func (r *registrar) has(address string, want map[string]any) statecheck.StateCheck {
	return inspect{address, func(attributes map[string]any) error {
		got := r.call(http.MethodGet, fmt.Sprint(attributes["registration_client_uri"]), fmt.Sprint(attributes["registration_access_token"]), nil)
		for name, value := range want {
			if fmt.Sprint(got[name]) != fmt.Sprint(value) {
				return fmt.Errorf("the server has %v in %s, want %v", got[name], name, value)
			}
		}
		return nil
	}}
}

// operatorHands puts a token for a client into the environment, as somebody does to whom an operator gave it.
func operatorHands(t *testing.T, client, token string) {
	t.Helper()
	t.Setenv(registration.TokensVariable, "some-other-client another-token\n"+client+" "+token)
}

// newRegistered starts the life of a client on the server.
func (r *registrar) newLife() *life {
	r.t.Helper()
	s := newSession(r.t)
	if said := s.configure(r.t.Context(), r.settings()); len(said) > 0 {
		r.t.Fatal(said)
	}
	return s.newLife()
}

// again returns the life with a provider that was started anew, as every command of Terraform does.
func (r *registrar) again(l *life) *life {
	r.t.Helper()
	next := r.newLife()
	next.config, next.state, next.private = l.config, l.state, l.private
	return next
}
