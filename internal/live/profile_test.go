package live

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The tests of the profiles check what internal/docs/registration-servers.md says of the servers. They need the servers
// running: go run ./internal/live/run.

// running returns the server of that name, or skips the test.
func running(t *testing.T, name string) RegistrationServer {
	t.Helper()
	for _, server := range RegistrationServers() {
		if server.Name == name {
			return server
		}
	}
	t.Skip(name + " is not running; internal/live/run starts it")
	return RegistrationServer{}
}

// An answer is what a server answered, less its status.
type answer struct {
	header http.Header
	text   string
	// members are those of the JSON object in the answer; nil for other answers.
	members map[string]any
}

// member returns a member that is text; empty for one of another type.
func (a answer) member(name string) string {
	text, _ := a.members[name].(string)
	return text
}

// has reports which of the members the answer has, as a set.
func (a answer) has(names ...string) map[string]bool {
	has := map[string]bool{}
	for _, name := range names {
		if _, ok := a.members[name]; ok {
			has[name] = true
		}
	}
	return has
}

// send sends a JSON body with a bearer token, each unless it is empty, and checks the status.
func send(t *testing.T, wantStatus int, method, url, token, body string) answer {
	t.Helper()
	authorization := ""
	if token != "" {
		authorization = "Bearer " + token
	}
	return sendAs(t, wantStatus, method, url, authorization, body)
}

// sendAs is send with a complete Authorization header.
func sendAs(t *testing.T, wantStatus int, method, url, authorization, body string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return receive(t, wantStatus, req)
}

// sendForm posts a form as the client with that id and secret.
func sendForm(t *testing.T, wantStatus int, url, id, secret, form string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(id, secret)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return receive(t, wantStatus, req)
}

func receive(t *testing.T, wantStatus int, req *http.Request) answer {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != wantStatus {
		t.Fatalf("%s %s: status %d, want %d, error %v: %s", req.Method, req.URL, resp.StatusCode, wantStatus, err, text)
	}
	a := answer{header: resp.Header, text: string(text)}
	if bytes.HasPrefix(text, []byte("{")) {
		if err := json.Unmarshal(text, &a.members); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// check compares what was got with what is wanted.
func check(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestLiveDiscoveryNamesTheEndpoint(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		OIDCProvider.Name:           "/.well-known/openid-configuration",
		OIDCProviderFixedToken.Name: "/.well-known/openid-configuration",
		Glewlwyd.Name:               "/.well-known/openid-configuration",
		MCPSDK.Name:                 "/.well-known/oauth-authorization-server",
		BetterAuth.Name:             "/.well-known/openid-configuration",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := running(t, name)
			metadata := send(t, 200, "GET", strings.TrimSuffix(server.Issuer, "/")+document, "", "")
			check(t, "issuer", metadata.member("issuer"), server.Issuer)
			check(t, "registration_endpoint", metadata.member("registration_endpoint"), server.Endpoint)
		})
	}
}

func TestLiveMCPSDKProfile(t *testing.T) {
	t.Parallel()
	server := running(t, MCPSDK.Name)

	minimal := send(t, 201, "POST", server.Endpoint, "", `{"redirect_uris":["https://a.example/"],"application_type":"web"}`)
	check(t, "members", minimal.has("registration_access_token", "registration_client_uri", "application_type",
		"grant_types", "response_types", "token_endpoint_auth_method", "client_secret", "client_id_issued_at"),
		map[string]bool{"client_secret": true, "client_id_issued_at": true})
	expires, _ := minimal.members["client_secret_expires_at"].(float64)
	left := time.Until(time.Unix(int64(expires), 0))
	if left < 29*24*time.Hour || left > 31*24*time.Hour {
		t.Errorf("the secret expires in %s, want about 30 days", left)
	}
	public := send(t, 201, "POST", server.Endpoint, "",
		`{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"none"}`)
	check(t, "members", public.has("client_secret", "client_secret_expires_at"), map[string]bool{})

	refused := send(t, 400, "POST", server.Endpoint, "", `{"redirect_uris":["https://a.example/"],"client_name":null}`)
	check(t, "error", refused.member("error"), "invalid_client_metadata")
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		refused := send(t, 405, method, server.Endpoint+"/"+minimal.member("client_id"), "", "")
		check(t, "Allow", refused.header.Get("Allow"), "POST")
	}
}

func TestLiveBetterAuthProfile(t *testing.T) {
	t.Parallel()
	server := running(t, BetterAuth.Name)
	register := func(wantStatus int, body string) answer {
		t.Helper()
		return send(t, wantStatus, "POST", server.Endpoint, server.InitialAccessToken, body)
	}

	client := register(201, `{"redirect_uris":["https://a.example/"],"scope":"profile","client_name#de":"a"}`)
	check(t, "scope", client.member("scope"), "openid profile email offline_access")
	check(t, "method", client.member("token_endpoint_auth_method"), "client_secret_basic")
	check(t, "client_secret_expires_at", client.members["client_secret_expires_at"], any(0.0))
	check(t, "members", client.has("registration_access_token", "registration_client_uri", "client_name#de", "disabled"),
		map[string]bool{"disabled": true})
	machine := register(201, `{"grant_types":["client_credentials"],"token_endpoint_auth_method":"client_secret_post"}`)
	check(t, "redirect_uris", machine.members["redirect_uris"], any([]any{}))
	check(t, "members", machine.has("response_types"), map[string]bool{})

	check(t, "error", register(400, `{"redirect_uris":["https://a.example/"],"client_name":null}`).member("error"),
		"invalid_client_metadata")
	check(t, "error", register(400, `{"redirect_uris":["https://a.example/"],"scope":"other"}`).member("error"), "invalid_scope")
	check(t, "error", send(t, 401, "POST", server.Endpoint, "wrong", `{}`).member("error"), "invalid_token")
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		send(t, 404, method, server.Endpoint+"/"+client.member("client_id"), server.InitialAccessToken, "")
	}
}
