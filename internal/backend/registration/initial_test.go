package registration_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// issuer serves a token endpoint, and counts the tokens that it issued.
func issuer(t *testing.T, token func() string) (address string, issued *atomic.Int32) {
	t.Helper()
	issued = &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		issued.Add(1)
		id, secret, _ := r.BasicAuth()
		w.Header().Set("Content-Type", "application/json")
		if id != "provider" || secret != "a-secret-of-the-provider" {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"error":"invalid_client"}`))
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": token(), "token_type": "bearer", "expires_in": 3600})
	}))
	t.Cleanup(server.Close)
	return server.URL, issued
}

// createMany makes ten clients at the same time.
func createMany(t *testing.T, driver *registration.Driver) (failed int) {
	t.Helper()
	var failures atomic.Int32
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := driver.Create(t.Context(), minimal("a")); err != nil {
				failures.Add(1)
				if strings.Contains(err.Error(), "a-secret-of-the-provider") || strings.Contains(err.Error(), "initial-") {
					t.Errorf("the error tells a secret: %v", err)
				}
			}
		})
	}
	wg.Wait()
	return int(failures.Load())
}

// An initial access token of the client credentials grant is fetched once, and again when it is not taken any more.
func TestInitialAccessTokenByGrant(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{InitialAccessToken: registrationsim.InitialAccessToken}
	sim, base := serve(t, opts)
	tokenURL, issued := issuer(t, func() string { return registrationsim.InitialAccessToken })
	driver := newDriver(t, base, registrationsim.Options{}, func(c *registration.Config) {
		c.InitialAccessTokenGrant = httpapi.ClientCredentials(tokenURL, "provider", "a-secret-of-the-provider", nil)
	})
	if failed := createMany(t, driver); failed > 0 || len(sim.Clients()) != 10 || issued.Load() != 1 {
		t.Errorf("%d creations failed, %d clients, %d tokens", failed, len(sim.Clients()), issued.Load())
	}
}

// Where a token registers one client, each gets one of its own.
func TestFreshInitialAccessTokens(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{SingleUseTokens: true}
	sim, base := serve(t, opts)
	tokenURL, issued := issuer(t, sim.IssueInitialAccessToken)
	driver := newDriver(t, base, opts, func(c *registration.Config) {
		c.InitialAccessTokenGrant = httpapi.ClientCredentials(tokenURL, "provider", "a-secret-of-the-provider", nil)
		c.FreshInitialAccessTokens = true
	})
	if failed := createMany(t, driver); failed > 0 || len(sim.Clients()) != 10 || issued.Load() != 10 {
		t.Errorf("%d creations failed, %d clients, %d tokens", failed, len(sim.Clients()), issued.Load())
	}
}

// Wrong credentials are tried once and not for every client.
func TestInitialAccessIsRefusedOnce(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{InitialAccessToken: registrationsim.InitialAccessToken}
	sim, base := serve(t, opts)
	tokenURL, issued := issuer(t, func() string { return "never" })
	driver := newDriver(t, base, registrationsim.Options{}, func(c *registration.Config) {
		c.InitialAccessTokenGrant = httpapi.ClientCredentials(tokenURL, "provider", "wrong", nil)
	})
	if failed := createMany(t, driver); failed != 10 || len(sim.Clients()) > 0 {
		t.Errorf("%d creations failed, %d clients", failed, len(sim.Clients()))
	}
	if n := issued.Load(); n > 2 { // in the header, and in the body
		t.Errorf("the wrong secret was tried %d times", n)
	}
	sim.Forget()
	driver = newDriver(t, base, registrationsim.Options{}, func(c *registration.Config) { c.InitialAccessToken = "a-wrong-token" })
	if failed := createMany(t, driver); failed != 10 {
		t.Errorf("%d creations failed", failed)
	}
	if n := requestsTo(sim, "/register"); n != 1 {
		t.Errorf("the wrong token was tried %d times", n)
	}
}

// script returns a command that prints text to its output, and words to its error output.
func script(t *testing.T, body string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "token.sh")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return []string{"/bin/sh", path, "an argument with $HOME"}
}

func TestInitialAccessTokenCommand(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{SingleUseTokens: true}
	sim, base := serve(t, opts)
	dir := t.TempDir()
	for _, name := range []string{"1", "2"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(sim.IssueInitialAccessToken()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := script(t, `[ "$1" = 'an argument with $HOME' ] || exit 1
for f in `+dir+`/*; do cat "$f"; rm "$f"; exit; done`)
	service := newBackend(t, base, opts, func(c *registration.Config) { c.InitialAccessTokenCommand = command })
	for range 2 {
		if _, err := service.Create(t.Context(), minimal("a")); err != nil {
			t.Fatal(err)
		}
	}
	if len(sim.Clients()) != 2 {
		t.Errorf("%d clients", len(sim.Clients()))
	}
}

func TestInitialAccessTokenCommand_failures(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"status":     "echo initial-not-yet; exit 3",
		"nothing":    "true",
		"two words":  "echo initial-a initial-b",
		"a sentence": "echo 'initial-a is the token'",
	} {
		sim, base := serve(t, registrationsim.Options{SingleUseTokens: true})
		service := newBackend(t, base, registrationsim.Options{}, func(c *registration.Config) { c.InitialAccessTokenCommand = script(t, body) })
		_, err := service.Create(t.Context(), minimal("a"))
		if !errors.Is(err, oauthclient.ErrDenied) || strings.Contains(err.Error(), "initial-") || requestsTo(sim, "/register") > 0 {
			t.Errorf("%s: Create returned %v after %d requests", name, err, requestsTo(sim, "/register"))
		}
		mustSay(t, err, "initial_access_token_command", "/bin/sh")
	}
}

// The command's tokens register clients and open none.
func TestInitialAccessTokenCommand_isForRegistrationsOnly(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{NoTokens: true, InitialAccessToken: registrationsim.InitialAccessToken}
	sim, base := serve(t, opts)
	service := newBackend(t, base, registrationsim.Options{}, func(c *registration.Config) {
		c.InitialAccessTokenCommand = script(t, "echo "+registrationsim.InitialAccessToken)
	})
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	service.mustNotice(t, "cannot show, change or delete")
	if _, err := service.Read(t.Context(), created); !errors.Is(err, oauthclient.ErrUnsupported) {
		t.Errorf("Read returned %v", err)
	}
	for _, request := range sim.Requests() {
		if request.Method != http.MethodPost && request.Header.Get("Authorization") != "" {
			t.Errorf("the token was shown at %s %s", request.Method, request.Path)
		}
	}
}

func TestNew_initialAccess(t *testing.T) {
	t.Parallel()
	grant := httpapi.ClientCredentials("https://a.example/token", "id", "secret", nil)
	for name, tc := range map[string]struct {
		config  registration.Config
		setting string
	}{
		"two sources":    {registration.Config{InitialAccessToken: "abc", InitialAccessTokenCommand: []string{"x"}}, "initial_access_token"},
		"two others":     {registration.Config{InitialAccessTokenGrant: grant, InitialAccessTokenCommand: []string{"x"}}, "initial_access_token"},
		"a line break":   {registration.Config{InitialAccessToken: "abc\n"}, "initial_access_token"},
		"no client_id":   {registration.Config{InitialAccessTokenGrant: httpapi.ClientCredentials("https://a.example/token", "", "s", nil)}, "oauth2.client_id"},
		"no address":     {registration.Config{InitialAccessTokenGrant: httpapi.ClientCredentials("a.example", "id", "s", nil)}, "oauth2.token_url"},
		"fresh ones":     {registration.Config{InitialAccessTokenGrant: grant, FreshInitialAccessTokens: true}, ""},
		"the usual case": {registration.Config{InitialAccessToken: "abc"}, ""},
	} {
		tc.config.Issuer = "https://a.example"
		_, err := registration.New(tc.config, judge)
		var problem *httpapi.ConfigError
		if (tc.setting == "") != (err == nil) || err != nil && (!errors.As(err, &problem) || problem.Setting != tc.setting) {
			t.Errorf("%s: error %v, want one about %q", name, err, tc.setting)
		}
	}
}
