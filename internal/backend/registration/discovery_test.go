package registration_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestDiscovery(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		opts registrationsim.Options
		// issuer is the path of the configured issuer.
		issuer string
		// asked are the documents asked for, and failure what the error says; "" for success.
		asked   []string
		failure string
	}{
		{
			name:  "RFC 8414",
			asked: []string{"/.well-known/oauth-authorization-server"},
		},
		{
			name: "OpenID Connect Discovery", opts: registrationsim.Options{Discovery: registrationsim.DiscoveryOpenID},
			asked: []string{"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"},
		},
		{
			name: "path, inserted", issuer: "/tenant",
			opts:  registrationsim.Options{IssuerPath: "/tenant", Discovery: registrationsim.DiscoveryInserted},
			asked: []string{"/.well-known/oauth-authorization-server/tenant"},
		},
		{
			name: "path, OpenID inserted", issuer: "/tenant",
			opts: registrationsim.Options{IssuerPath: "/tenant", Discovery: registrationsim.DiscoveryOpenIDInserted},
			asked: []string{
				"/.well-known/oauth-authorization-server/tenant", "/tenant/.well-known/openid-configuration",
				"/tenant/.well-known/oauth-authorization-server", "/.well-known/openid-configuration/tenant",
			},
		},
		{
			name: "slash at the end that the issuer does not have", issuer: "/",
			asked: []string{"/.well-known/oauth-authorization-server"},
		},
		{
			name: "another issuer", opts: registrationsim.Options{DiscoveryIssuer: "https://other.example.com"},
			asked:   []string{"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"},
			failure: `another issuer, "https://other.example.com"`,
		},
		{
			name: "none", opts: registrationsim.Options{Discovery: registrationsim.DiscoveryOff},
			asked:   []string{"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"},
			failure: "set registration.registration_endpoint instead",
		},
		{
			name: "endpoint not named", opts: registrationsim.Options{HideEndpoint: true},
			asked:   []string{"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"},
			failure: "names no registration_endpoint",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, base := serve(t, tc.opts)
			backend := newBackend(t, base, registrationsim.Options{}, func(c *registration.Config) { c.Issuer = base + tc.issuer })
			_, err := backend.Create(t.Context(), minimal("a"))
			switch {
			case tc.failure == "" && err != nil:
				t.Error(err)
			case tc.failure != "" && (!errors.Is(err, oauthclient.ErrUnavailable) || !strings.Contains(err.Error(), tc.failure)):
				t.Errorf("error %v, want one that says %q", err, tc.failure)
			}
			var asked []string
			for _, request := range sim.Requests() {
				if strings.Contains(request.Path, "/.well-known/") {
					asked = append(asked, request.Path)
				}
			}
			if diff := cmp.Diff(tc.asked, asked); diff != "" {
				t.Errorf("documents asked for (-want +got):\n%s", diff)
			}
		})
	}
}

// Many clients are made at the same time: the server is asked once where, and one new client is read to see what that
// does to its token.
func TestCreateAsksOnce(t *testing.T) {
	t.Parallel()
	sim, base := serve(t, registrationsim.Options{})
	driver := newDriver(t, base, registrationsim.Options{}, nil)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := driver.Create(t.Context(), minimal("a")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	want := map[string]int{"GET metadata": 1, "GET client": 1, "POST": 10}
	if diff := cmp.Diff(want, count(sim)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// New sends nothing, and neither does anything that a configured endpoint makes needless.
func TestConfiguredEndpoint(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{RegistrationPath: "/connect/register"}
	sim, base := serve(t, opts)
	backend := newBackend(t, base, opts, func(c *registration.Config) {
		c.Issuer, c.RegistrationEndpoint = "", base+"/connect/register"
	})
	if n := len(sim.Requests()); n > 0 {
		t.Errorf("New sent %d requests", n)
	}
	if _, err := backend.Create(t.Context(), minimal("a")); err != nil {
		t.Fatal(err)
	}
	if problems, err := backend.Inspect(t.Context(), sample("a")); err != nil || len(problems) > 0 {
		t.Errorf("Inspect without issuer: %v, error %v", problems, err)
	}
	if n := count(sim)["GET metadata"]; n > 0 {
		t.Errorf("%d requests for metadata", n)
	}
}

// When the server is down, those who wait for the metadata share the failure instead of trying one after the other.
func TestDiscoveryFailureIsShared(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Discovery: registrationsim.DiscoveryOff}
	sim, base := serve(t, opts)
	backend := newBackend(t, base, opts, nil)
	for range 5 {
		if _, err := backend.Create(t.Context(), minimal("a")); err == nil {
			t.Error("Create without metadata succeeded")
		}
	}
	if n := count(sim)["GET metadata"]; n != 2 {
		t.Errorf("%d requests for metadata, want 2", n)
	}
}

func TestNew_errors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		config  registration.Config
		setting string
	}{
		{"no address", registration.Config{}, "issuer"},
		{"issuer is no URL", registration.Config{Issuer: "login.example.com"}, "issuer"},
		{"endpoint is no URL", registration.Config{RegistrationEndpoint: "/register"}, "registration_endpoint"},
		{"address of the metadata", registration.Config{Issuer: "https://a.example/.well-known/openid-configuration"}, "issuer"},
		{"token over http", registration.Config{Issuer: "http://a.example", InitialAccessToken: "x"}, "issuer"},
		{"token over http to the endpoint", registration.Config{RegistrationEndpoint: "http://a.example/register", InitialAccessTokenCommand: []string{"x"}}, "registration_endpoint"},
		{"certificate", registration.Config{Issuer: "https://a.example", HTTP: httpapi.Config{CACertPEM: "x"}}, "ca_cert_pem"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := registration.New(tc.config, judge)
			config, ok := errors.AsType[*httpapi.ConfigError](err)
			if !ok || config.Setting != tc.setting {
				t.Errorf("error %v, want one about %s", err, tc.setting)
			}
		})
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Supported: map[string][]string{
		"grant_types_supported":    {"authorization_code"},
		"response_types_supported": {"code id_token"},
		"scopes_supported":         {"openid"},
		"subject_types_supported":  nil,
		// Keycloak takes public clients and does not say so.
		"token_endpoint_auth_methods_supported": {"client_secret_basic"},
	}}
	_, base := serve(t, opts)
	backend := newBackend(t, base, opts, nil)
	problems, err := backend.Inspect(t.Context(), oauthclient.Client{
		oauthclient.GrantTypes:               []string{"authorization_code", "password"},
		oauthclient.ResponseTypes:            []string{"id_token code"},
		oauthclient.Scopes:                   []string{"openid", "hidden"},
		oauthclient.SubjectType:              "pairwise",
		oauthclient.IDTokenSignedResponseAlg: "XY256",
		oauthclient.TokenEndpointAuthMethod:  "none",
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]error{}
	for _, problem := range problems {
		got[problem.Field.String()] = problem.Kind
	}
	want := map[string]error{
		"grant_types": oauthclient.ErrUnusual, "id_token_signed_response_alg": oauthclient.ErrUnusual, "scopes": oauthclient.ErrUnusual,
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(errors.Is)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if text := problems[0].Error(); !strings.Contains(text, `"password"`) || !strings.Contains(text, "authorization_code") {
		t.Errorf("the problem does not name the value and those that are supported: %s", text)
	}
}

// That the metadata cannot be read is said once, not for every client of a plan.
func TestInspect_withoutMetadata(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Discovery: registrationsim.DiscoveryOff}
	_, base := serve(t, opts)
	backend := newBackend(t, base, opts, nil)
	client := oauthclient.Client{oauthclient.GrantTypes: []string{"password"}}
	if _, err := backend.Inspect(t.Context(), client); err == nil {
		t.Error("the first call does not say that the metadata cannot be read")
	}
	if problems, err := backend.Inspect(t.Context(), client); err != nil || len(problems) > 0 {
		t.Errorf("the second call: %v, error %v", problems, err)
	}
}

// count counts the requests that a simulator received.
func count(sim *registrationsim.Simulator) map[string]int {
	counts := map[string]int{}
	for _, request := range sim.Requests() {
		kind := request.Method
		switch {
		case strings.Contains(request.Path, "/.well-known/"):
			kind = "GET metadata"
		case request.Method == http.MethodGet:
			kind = "GET client"
		}
		counts[kind]++
	}
	return counts
}
