package registration_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A deletion may take the token endpoint's word that a client is gone, and nothing else ever asks for it.
func TestGone(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"client_secret_basic", "client_secret_post", "none"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			sim, base := serve(t, registrationsim.Options{})
			service := newBackend(t, base, registrationsim.Options{}, nil)
			client, err := service.Create(t.Context(), minimal("a").With(oauthclient.TokenEndpointAuthMethod, method))
			if err != nil {
				t.Fatal(err)
			}
			lost := client.With(oauthclient.RegistrationAccessToken, "an-old-token")
			mustBeDenied(t, service.Delete(t.Context(), lost), lost)
			if err := sim.Delete(clientID(client)); err != nil {
				t.Fatal(err)
			}
			asked := requestsTo(sim, "/token")
			_, err = service.Read(t.Context(), client)
			mustBeDenied(t, err, client)
			_, err = service.Update(t.Context(), client, renamed())
			mustBeDenied(t, err, client)
			if n := requestsTo(sim, "/token") - asked; n > 0 {
				t.Errorf("a read and an update tried the client's secret %d times", n)
			}
			mustBeGone(t, service.Delete(t.Context(), client), client)
		})
	}
}

func requestsTo(sim *registrationsim.Simulator, path string) int {
	n := 0
	for _, request := range sim.Requests() {
		if request.Path == path {
			n++
		}
	}
	return n
}

// A secret that has expired is no evidence, and a server without metadata has no token endpoint to ask.
func TestGone_noEvidence(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*registration.Config)
		known  func(oauthclient.Client) oauthclient.Client
	}{
		{"expired secret", nil, func(c oauthclient.Client) oauthclient.Client {
			return c.With(oauthclient.ClientSecretExpiresAt, time.Now().Add(-time.Hour).Unix())
		}},
		{"no secret", nil, func(c oauthclient.Client) oauthclient.Client { return c.Without(oauthclient.ClientSecret) }},
		{"no issuer", func(c *registration.Config) { c.RegistrationEndpoint, c.Issuer = c.Issuer+"/register", "" }, oauthclient.Client.Clone},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, base := serve(t, registrationsim.Options{})
			service := newBackend(t, base, registrationsim.Options{}, tc.change)
			client, err := service.Create(t.Context(), minimal("a"))
			if err != nil {
				t.Fatal(err)
			}
			if err := sim.Delete(clientID(client)); err != nil {
				t.Fatal(err)
			}
			mustBeDenied(t, service.Delete(t.Context(), tc.known(client)), client)
			if n := requestsTo(sim, "/token"); n > 0 {
				t.Errorf("the token endpoint was asked %d times", n)
			}
		})
	}
}

func TestForgetOnDenied(t *testing.T) {
	t.Parallel()
	_, base := serve(t, registrationsim.Options{})
	service := newBackend(t, base, registrationsim.Options{}, func(c *registration.Config) { c.ForgetOnDenied = true })
	client, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	lost := client.With(oauthclient.RegistrationAccessToken, "an-old-token")
	// A plan comes before the deletion.
	read, err := service.Read(t.Context(), lost)
	if err != nil || read.Text(oauthclient.RegistrationAccessToken) != "an-old-token" {
		t.Errorf("Read returned %v and the error %v", read, err)
	}
	service.mustNotice(t, "not refreshed")
	err = service.Delete(t.Context(), lost)
	mustBeGone(t, err, client)
	mustSay(t, err, "forget_on_denied", "If the server still has the client")
}

// Not every 404 says that there is no such client. A deletion takes the word of the token endpoint, or of forget_on_denied.
func TestGone_noPage(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*registration.Config){
		"token endpoint":   nil,
		"forget_on_denied": func(c *registration.Config) { c.ForgetOnDenied = true },
		"neither":          func(c *registration.Config) { c.RegistrationEndpoint, c.Issuer = c.Issuer+"/register", "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := registrationsim.Options{UnknownClientStatus: http.StatusNotFound, Errors: registrationsim.ErrorHTML}
			sim, base := serve(t, opts)
			service := newBackend(t, base, opts, change)
			client, err := service.Create(t.Context(), minimal("a"))
			if err != nil {
				t.Fatal(err)
			}
			if err := sim.Delete(clientID(client)); err != nil {
				t.Fatal(err)
			}
			read, err := service.Read(t.Context(), client)
			if name == "forget_on_denied" { // a plan comes before the deletion
				if err != nil || clientID(read) != clientID(client) {
					t.Errorf("Read returned %v and the error %v", read, err)
				}
			} else {
				mustSay(t, err, "-refresh=false", "forget_on_denied")
			}
			err = service.Delete(t.Context(), client)
			if name != "neither" {
				mustBeGone(t, err, client)
			} else if err == nil || errors.Is(err, oauthclient.ErrNotFound) {
				t.Errorf("Delete returned %v", err)
			}
		})
	}
}

// The same holds of a deletion of which the first answer was lost.
func TestGone_noPageAfterLostAnswer(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{UnknownClientStatus: http.StatusNotFound, Errors: registrationsim.ErrorHTML})
	m.sim.FailNext(registrationsim.Fault{Method: "DELETE", AfterProcessing: true, Drop: true})
	if err := m.service.Delete(t.Context(), m.state); err != nil {
		t.Errorf("Delete returned %v", err)
	}
}
