package registration_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// 401 may mean that the client is gone, that the token is no good, or something else. Each operation says so, and none
// takes the client for gone.
func TestDenied(t *testing.T) {
	t.Parallel()
	causes := []struct {
		name string
		opts registrationsim.Options
		deny func(t *testing.T, m *managedClient)
		// finding is what the error says beside the three reasons.
		finding string
		// goneAtDelete says that a deletion takes the client for gone: it may ask the token endpoint.
		goneAtDelete bool
	}{
		{"client deleted", registrationsim.Options{}, func(t *testing.T, m *managedClient) {
			t.Helper()
			if err := m.sim.Delete(m.state.Text(oauthclient.ClientID)); err != nil {
				t.Fatal(err)
			}
		}, "The answer has the form of the API's own.", true},
		{"token no good", registrationsim.Options{}, func(_ *testing.T, m *managedClient) {
			m.state = m.state.With(oauthclient.RegistrationAccessToken, "an-old-token")
		}, "The answer has the form of the API's own.", false},
		{"operator's token no good either", registrationsim.Options{}, func(_ *testing.T, m *managedClient) {
			m.state = m.state.With(oauthclient.RegistrationAccessToken, "an-old-token")
			m.operatorToken = "another-old-token"
		}, "Neither the registration access token in the state nor the one in " + registration.TokensVariable, false},
		{"no token", registrationsim.Options{}, func(_ *testing.T, m *managedClient) {
			m.state = m.state.Without(oauthclient.RegistrationAccessToken)
		}, "No registration access token of this client is known", false},
		{"gateway", registrationsim.Options{Errors: registrationsim.ErrorHTML}, func(_ *testing.T, m *managedClient) {
			for range 4 { // a deletion is tried twice
				m.sim.FailNext(registrationsim.Fault{
					Path: "/register/", Status: http.StatusUnauthorized, ContentType: "text/html", Body: "<html><title>Sign in</title></html>",
				})
			}
		}, "a gateway may have given it", false},
	}
	for _, tc := range causes {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := register(t, tc.opts)
			tc.deny(t, m)
			_, err := m.service.Read(t.Context(), m.state)
			mustBeDenied(t, err, m.state)
			mustSay(t, err, tc.finding)
			updated, err := m.service.Update(t.Context(), m.state, renamed())
			mustBeDenied(t, err, m.state)
			if updated != nil {
				t.Errorf("Update returned %v", updated)
			}
			if err := m.service.Delete(t.Context(), m.state); tc.goneAtDelete {
				mustBeGone(t, err, m.state)
			} else {
				mustBeDenied(t, err, m.state)
			}
		})
	}
}

// Only the API's own word makes a client gone.
func TestNotFound(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, contentType, body string
		found                   bool
	}{
		{"an OAuth error that says so", "application/json", `{"error":"not_found","error_description":"no such client"}`, false},
		{"invalid_client", "application/json", `{"error":"invalid_client"}`, false},
		{"Okta's code", "application/json", `{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: x (PublicClientApp)"}`, false},
		{"oidc-provider without the route", "application/json", `{"error":"invalid_request","error_description":"unrecognized route"}`, true},
		{"a Spring application", "application/json", `{"timestamp":1,"status":404,"error":"Not Found","path":"/register/a"}`, true},
		{"an API gateway", "application/json", `{"message":"no Route matched with those values"}`, true},
		{"a web server", "text/html", `<html><title>404 Not Found</title></html>`, true},
		{"nothing", "", "", true},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := register(t, registrationsim.Options{})
			fault := registrationsim.Fault{Status: http.StatusNotFound, ContentType: tc.contentType, Body: tc.body}
			m.sim.FailNext(fault, fault)
			_, err := m.service.Read(t.Context(), m.state)
			if found := !errors.Is(err, oauthclient.ErrNotFound); err == nil || found != tc.found {
				t.Errorf("Read returned %v", err)
			}
			if err := m.service.Delete(t.Context(), m.state); errors.Is(err, oauthclient.ErrNotFound) == tc.found {
				t.Errorf("Delete returned %v", err)
			}
		})
	}
}

// The server's refusal is reported at the field that it is about.
func TestRefusal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		field      oauthclient.Field
		says       string
	}{
		{"invalid_redirect_uri", `{"error":"invalid_redirect_uri"}`, oauthclient.RedirectURIs, "invalid_redirect_uri"},
		{"software statement", `{"error":"unapproved_software_statement","error_description":"untrusted"}`, oauthclient.SoftwareStatement, "untrusted"},
		{"the longest name", `{"error":"invalid_client_metadata","error_description":"id_token_encrypted_response_enc needs id_token_encrypted_response_alg; jwks is missing"}`, oauthclient.IDTokenEncryptedResponseEnc, "jwks is missing"},
		{"no name", `{"error":"invalid_client_metadata","error_description":"the description is bad"}`, oauthclient.Field{}, "the description is bad"},
		{"no JSON", `no`, oauthclient.Field{}, "400 Bad Request"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, base := serve(t, registrationsim.Options{})
			backend := newBackend(t, base, registrationsim.Options{}, nil)
			sim.FailNext(registrationsim.Fault{Method: "POST", Status: http.StatusBadRequest, ContentType: "application/json", Body: tc.body})
			_, err := backend.Create(t.Context(), minimal("a"))
			problem, ok := errors.AsType[*oauthclient.Error](err)
			if !ok || !errors.Is(problem, oauthclient.ErrInvalid) {
				t.Fatalf("Create returned %v, not ErrInvalid", err)
			}
			if problem.Field != tc.field {
				t.Errorf("the error is about %q, want %q", problem.Field, tc.field)
			}
			mustSay(t, err, tc.says)
		})
	}
}

// A machine client needs response_types = [] on servers with a default for it.
func TestRefusal_machineClient(t *testing.T) {
	t.Parallel()
	opts := registrationsim.OIDCProvider()
	_, base := serve(t, opts)
	machine := oauthclient.Client{oauthclient.GrantTypes: []string{"client_credentials"}}
	_, err := newBackend(t, base, opts, nil).Create(t.Context(), machine)
	if !errors.Is(err, oauthclient.ErrInvalid) {
		t.Fatalf("Create returned %v, not ErrInvalid", err)
	}
	mustSay(t, err, "response_types = []")
	if _, err := newBackend(t, base, opts, nil).Create(t.Context(), machine.With(oauthclient.ResponseTypes, []string{})); err != nil {
		t.Error(err)
	}
}

// A registration that is denied is about the initial access token.
func TestRegistrationDenied(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{InitialAccessToken: registrationsim.InitialAccessToken}
	tests := []struct{ name, token, says string }{
		{"none", "", "set registration.initial_access_token"},
		{"wrong", "wrong-initial-access-token", "Check the initial access token"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := serve(t, opts)
			backend := newBackend(t, base, opts, func(c *registration.Config) { c.InitialAccessToken = tc.token })
			created, err := backend.Create(t.Context(), minimal("a"))
			if !errors.Is(err, oauthclient.ErrDenied) || created != nil {
				t.Fatalf("Create returned %v and the error %v", created, err)
			}
			mustSay(t, err, tc.says)
			if tc.token != "" && strings.Contains(err.Error(), tc.token) {
				t.Error("the error tells the token")
			}
		})
	}
}

// A server that issues no registration access tokens, and manages its clients with the caller's own credential.
func TestManagementWithInitialAccessToken(t *testing.T) {
	t.Parallel()
	const token = "token-of-the-administrator"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		switch r.Method + " " + r.URL.Path {
		case "POST /clients":
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, `{"client_id":"a b","client_secret":"s","client_name":"a","redirect_uris":["https://a.example.com/callback"]}`)
		case "GET /clients/a b", "PUT /clients/a b":
			_, _ = io.WriteString(w, `{"client_id":"a b","client_name":"renamed","redirect_uris":["https://a.example.com/callback"]}`)
		case "DELETE /clients/a b":
			w.WriteHeader(http.StatusNoContent)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	service := newBackend(t, server.URL, registrationsim.Options{}, func(c *registration.Config) {
		c.Issuer, c.RegistrationEndpoint, c.InitialAccessToken = "", server.URL+"/clients", token
	})
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := created.Text(oauthclient.ID), server.URL+"/clients/a%20b"; got != want {
		t.Errorf("the id is %q, want %q", got, want)
	}
	if created.Has(oauthclient.RegistrationAccessToken) {
		t.Error("the initial access token went into the client")
	}
	updated, err := service.Update(t.Context(), created, renamed())
	if err != nil {
		t.Fatal(err)
	}
	if updated.Text(oauthclient.ClientSecret) != "s" {
		t.Error("the secret that the answer does not repeat is lost")
	}
	if err := service.Delete(t.Context(), updated); err != nil {
		t.Error(err)
	}
}

// mustBeGone fails the test unless an error says that the client is gone, and why that is known.
func mustBeGone(t *testing.T, err error, client oauthclient.Client) {
	t.Helper()
	if !errors.Is(err, oauthclient.ErrNotFound) || errors.Is(err, oauthclient.ErrDenied) {
		t.Fatalf("error %v, want ErrNotFound", err)
	}
	mustSay(t, err, client.Text(oauthclient.ClientID), "gives no access")
	mustNotTell(t, err, client)
}

// An answer of success that is about no client is no client without metadata.
func TestReadAnsweredWithAnError(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{})
	m.sim.FailNext(registrationsim.Fault{
		Method: "GET", Status: http.StatusOK, ContentType: "application/json", Body: `{"error":"temporarily_unavailable"}`,
	})
	if read, err := m.service.Read(t.Context(), m.state); !errors.Is(err, oauthclient.ErrUnavailable) {
		t.Errorf("Read returned %v and the error %v, not ErrUnavailable", read, err)
	}
}
