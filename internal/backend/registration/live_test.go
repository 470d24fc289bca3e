package registration_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// The tests here run on real servers:
//
//	go run ./internal/live/run -server hydra -server oidc-provider -- go test ./internal/backend/registration/...

func TestLive_oidcProvider(t *testing.T) {
	t.Parallel()
	for _, name := range []string{live.OIDCProvider.Name, live.OIDCProviderFixedToken.Name} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := oidcProvider(t, name)
			backendtest.Run(t, func(t *testing.T) backendtest.Harness {
				h := server.harness(t)
				limits(&h, registrationsim.OIDCProvider())
				h.RefusesPrivateKeys = true
				h.CannotSet[oauthclient.TokenEndpointAuthSigningAlg] = "the server does not take it beside every method that the samples have"
				return h
			})
		})
	}
}

func TestLive_hydra(t *testing.T) {
	t.Parallel()
	server := hydraServer(t)
	backendtest.Run(t, func(t *testing.T) backendtest.Harness {
		h := server.harness(t)
		limits(&h, registrationsim.Hydra())
		h.Variants = withUnsignedUserinfo(h.Variants)
		h.CannotSet[oauthclient.SectorIdentifierURI] = "the server fetches the document, over https"
		return h
	})
}

// A realServer is a server to test on, with ways around its registration API.
type realServer struct {
	// base is where it listens, path its registration endpoint there, and tokenPath its token endpoint.
	base, path, tokenPath string
	initialAccessToken    string
	// turn is held by the request under way: Hydra's SQLite rolls back when there are several, and Hydra may answer 401.
	turn sync.Mutex
	// edit and remove change and delete a client behind its owner's back. Without edit, somebody does it who has the token.
	edit   func(ctx context.Context, clientID string, members map[string]any) error
	remove func(ctx context.Context, clientID string) error
	// amend makes of a client as the server shows it one that it takes. May be nil.
	amend func(client map[string]any)
}

// running returns the server of that name, or skips the test.
func running(t *testing.T, name string) live.RegistrationServer {
	t.Helper()
	for _, server := range live.RegistrationServers() {
		if server.Name == name {
			return server
		}
	}
	t.Skip(name + " is not running; internal/live/run starts it")
	return live.RegistrationServer{}
}

// oidcProvider returns a node oidc-provider that runs for this test.
func oidcProvider(t *testing.T, name string) *realServer {
	t.Helper()
	server := running(t, name)
	operate := func(ctx context.Context, method, clientID string, body any) error {
		return call(ctx, method, server.Issuer+"/operator/clients/"+url.PathEscape(clientID), server.InitialAccessToken, body)
	}
	return &realServer{
		base: server.Issuer, path: "/reg", tokenPath: "/token", initialAccessToken: server.InitialAccessToken,
		edit: func(ctx context.Context, clientID string, members map[string]any) error {
			return operate(ctx, http.MethodPatch, clientID, valid(members))
		},
		remove: func(ctx context.Context, clientID string) error {
			return operate(ctx, http.MethodDelete, clientID, nil)
		},
	}
}

// hydraServer returns the public registration endpoint of the Ory Hydra that runs for this test.
func hydraServer(t *testing.T) *realServer {
	t.Helper()
	public, admin := os.Getenv(live.EnvHydraPublicURL), os.Getenv(live.EnvHydraAdminURL)
	if public == "" || admin == "" {
		t.Skipf("%s and %s are not set", live.EnvHydraPublicURL, live.EnvHydraAdminURL)
	}
	return &realServer{
		base: public, path: "/oauth2/register", tokenPath: "/oauth2/token",
		remove: func(ctx context.Context, clientID string) error {
			return call(ctx, http.MethodDelete, admin+"/admin/clients/"+url.PathEscape(clientID), "", nil)
		},
	}
}

// editAsOwner changes a client by RFC 7592. The server may replace the token then.
func (s *realServer) editAsOwner(ctx context.Context, uri, token string, members map[string]any) error {
	answer, err := answerTo(ctx, http.MethodGet, uri, token, nil)
	if err != nil {
		return err
	}
	var client map[string]any
	if err := json.Unmarshal(answer, &client); err != nil {
		return err
	}
	// Hydra v2.3.0 refuses its own answer when the client has a jwks_uri (ory/hydra#3935).
	if keys, ok := client["jwks"].(map[string]any); ok && len(keys) == 0 {
		delete(client, "jwks")
	}
	maps.Copy(client, members)
	if s.amend != nil {
		s.amend(client)
	}
	return call(ctx, http.MethodPut, uri, token, client)
}

// call sends a request and wants a success.
func call(ctx context.Context, method, address, token string, body any) error {
	_, err := answerTo(ctx, method, address, token, body)
	return err
}

// answerTo sends a request, again while Hydra's database is busy, and returns the body of the answer.
func answerTo(ctx context.Context, method, address, token string, body any) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	for {
		request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token)
		request.Close = true // a server may end a connection that lay idle, and nobody repeats a POST
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, err
		}
		answer, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		switch {
		case err != nil:
			return nil, err
		case isBusy(answer):
		case response.StatusCode/100 != 2:
			return nil, fmt.Errorf("%s %s: %s: %s", method, address, response.Status, answer)
		default:
			return answer, nil
		}
	}
}

// isBusy recognises a transaction that Hydra's SQLite rolled back. Nothing was done then.
func isBusy(answer []byte) bool { return bytes.Contains(answer, []byte("Unable to serialize access")) }

// harness returns a harness whose backend reaches the server through a proxy.
func (s *realServer) harness(t *testing.T) backendtest.Harness {
	t.Helper()
	var proxy *backendtest.Proxy
	seen := newWitness(s.behind(t, func() string { return proxy.URL }))
	proxy = backendtest.NewProxy(t, seen)
	driver, err := registration.New(registration.Config{
		HTTP: fast, RegistrationEndpoint: proxy.URL + s.path, InitialAccessToken: s.initialAccessToken,
		OperatorToken: seen.tokenFor,
	}, judge)
	if err != nil {
		t.Fatal(err)
	}
	h := newHarness(t, driver, proxy)
	h.GoneIsDenied = true
	h.Edit = func(ctx context.Context, known, changes oauthclient.Client) error {
		clientID, members := known.Text(oauthclient.ClientID), changedMembers(changes)
		if s.edit != nil {
			return s.edit(ctx, clientID, members)
		}
		return s.editAsOwner(ctx, known.Text(oauthclient.RegistrationClientURI), seen.tokenOf(clientID), members)
	}
	h.Remove = func(ctx context.Context, known oauthclient.Client) error {
		return s.remove(ctx, known.Text(oauthclient.ClientID))
	}
	h.HasSecret = s.hasSecret
	return h
}

// behind returns the server as it looks from behind a proxy with the given address, which its answers name too.
func (s *realServer) behind(t *testing.T, proxyURL func() string) http.Handler {
	t.Helper()
	target, err := url.Parse(s.base)
	if err != nil {
		t.Fatal(err)
	}
	reverse := &httputil.ReverseProxy{
		Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorLog: log.New(io.Discard, "", 0), // requests that the suite cancels
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		answer := httptest.NewRecorder()
		for {
			r.Body = io.NopCloser(bytes.NewReader(body))
			*answer = *httptest.NewRecorder()
			s.turn.Lock()
			reverse.ServeHTTP(answer, r)
			s.turn.Unlock()
			if !isBusy(answer.Body.Bytes()) {
				break
			}
		}
		maps.Copy(w.Header(), answer.Header())
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		_, _ = io.WriteString(w, strings.ReplaceAll(answer.Body.String(), s.base+s.path, proxyURL()+s.path))
	})
}

// changedMembers returns the members that changes are about, with null for what is to go.
func changedMembers(changes oauthclient.Client) map[string]any {
	members := map[string]any{}
	for f, value := range changes {
		switch f {
		case registration.ExtraMetadata:
			text, _ := value.(string)
			object, _ := parse(text).(map[string]any)
			members[extension] = object[extension]
		case oauthclient.Scopes:
			members["scope"] = nil
			if scopes, ok := value.([]string); ok {
				members["scope"] = strings.Join(scopes, " ")
			}
		default:
			members[f.Name()] = wireValue(f, value)
		}
	}
	return members
}

// valid adds what else must change lest oidc-provider refuse to load the client.
func valid(members map[string]any) map[string]any {
	changed := maps.Clone(members)
	for name, value := range members {
		if prefix, ok := strings.CutSuffix(name, "_alg"); ok && value == nil && strings.Contains(name, "encr") {
			changed[prefix+"_enc"] = nil
		}
		switch {
		case name == "token_endpoint_auth_method" && value == nil:
			changed["client_secret"] = "a-secret-that-the-operator-made-up-for-this-test"
		case name == "grant_types" && value != nil:
			changed["response_types"] = []string{"code id_token", "code"}
		}
	}
	return changed
}

// hasSecret tries the secret with a token request that cannot succeed.
func (s *realServer) hasSecret(ctx context.Context, known oauthclient.Client, secret string) (bool, error) {
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"none"}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+s.tokenPath, strings.NewReader(form.Encode()))
	if err != nil {
		return false, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(url.QueryEscape(known.Text(oauthclient.ClientID)), url.QueryEscape(secret))
	request.Close = true // a server may end a connection that lay idle, and nobody repeats a POST
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false, err
	}
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode != http.StatusUnauthorized, nil
}
