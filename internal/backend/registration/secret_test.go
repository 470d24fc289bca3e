package registration_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A server may replace the secret at every read (RFC 7592 section 2.1). The one in the state is the one that works, and no
// plan kills it.
func TestReadsThatReplaceTheSecret(t *testing.T) {
	t.Parallel()
	for _, rotation := range []registrationsim.Rotation{registrationsim.RotateNever, registrationsim.RotateAlways} {
		opts := registrationsim.Options{SecretOnRead: true, Rotation: rotation}
		sim, base := serve(t, opts)
		service := newBackend(t, base, opts, nil)
		for _, name := range []string{"first", "second"} {
			created, err := service.Create(t.Context(), minimal(name))
			if err != nil {
				t.Fatal(err)
			}
			state := remembered(service, service.state(minimal(name), created))
			mustWork(t, sim, state, name+" client after its creation")
			if _, err := service.Read(t.Context(), state); err != nil {
				t.Fatal(err)
			}
			service.mustNotice(t, "not refreshed")
			mustWork(t, sim, state, name+" client after a plan")
			updated, err := service.Update(t.Context(), state, minimal(name).With(oauthclient.TosURI, "https://a.example.com/"))
			if err != nil {
				t.Fatal(err)
			}
			mustWork(t, sim, updated, name+" client after an update")
			if got := sim.Clients()[clientID(state)]["token_endpoint_auth_method"]; got != "client_secret_basic" {
				t.Errorf("an update has reset what nobody configured: %v", got)
			}
		}
	}
}

func mustWork(t *testing.T, sim *registrationsim.Simulator, c oauthclient.Client, when string) {
	t.Helper()
	if !sim.Authenticates(clientID(c), c.Text(oauthclient.ClientSecret)) {
		t.Errorf("%s: the secret does not work", when)
	}
}

// A client of which nothing is known is read, which is said, and has the secret of the last read.
func TestFirstReadThatReplacesTheSecret(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{SecretOnRead: true}
	m := register(t, opts)
	state := m.state.Without(m.service.Remembers().Sorted()...)
	read, err := m.service.Read(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	m.service.mustNotice(t, "secret replaced")
	mustWork(t, m.sim, read, "after the first read")
	if _, err := m.service.Read(t.Context(), remembered(m.service, read)); err != nil {
		t.Fatal(err)
	}
	m.service.mustNotice(t, "not refreshed")
	mustWork(t, m.sim, read, "after the second read")
}

func TestAlwaysRefresh_secrets(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{SecretOnRead: true}
	sim, base := serve(t, opts)
	service := newBackend(t, base, opts, func(c *registration.Config) { c.AlwaysRefresh = true })
	state, err := service.Create(t.Context(), minimal("a"))
	for range 2 {
		if err != nil {
			t.Fatal(err)
		}
		mustWork(t, sim, state, "after each read")
		state, err = service.Read(t.Context(), remembered(service, state))
		service.mustNotice(t, "")
	}
}

// A hash in the place of the secret is none, however much it looks like one.
func TestSecretThatIsShownAsAHash(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{HashedSecretOnRead: true}
	m := register(t, opts)
	mustWork(t, m.sim, m.state, "after the creation")
	for range 2 {
		read, err := m.service.Read(t.Context(), m.state)
		if err != nil {
			t.Fatal(err)
		}
		m.service.mustNotice(t, "")
		m.state = remembered(m.service, m.service.Settle(m.state, read, nil))
		mustWork(t, m.sim, m.state, "after a read")
	}
	updated, err := m.service.Update(t.Context(), m.state, renamed())
	if err != nil {
		t.Fatal(err)
	}
	mustWork(t, m.sim, updated, "after an update")
}

// A secret that somebody else has changed is the client's secret.
func TestSecretThatSomebodyChanged(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{})
	if err := m.sim.Edit(clientID(m.state), func(c map[string]any) { c["client_secret"] = "a-secret-of-the-operator" }); err != nil {
		t.Fatal(err)
	}
	read, err := m.service.Read(t.Context(), m.state)
	if err != nil {
		t.Fatal(err)
	}
	m.service.mustNotice(t, "")
	mustWork(t, m.sim, read, "after a read")
}

// Where every update makes a new secret, that is how it is rotated; where none does, that is said.
func TestRotateSecret(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{SecretOnUpdate: true})
	before := len(m.sim.Requests())
	rotated, err := m.service.RotateSecret(t.Context(), m.state)
	if err != nil {
		t.Fatal(err)
	}
	if rotated.Client.Text(oauthclient.ClientSecret) == m.state.Text(oauthclient.ClientSecret) {
		t.Error("the secret is the same")
	}
	mustWork(t, m.sim, rotated.Client, "after the rotation")
	if diff := cmp.Diff([]string{"GET", "PUT"}, m.since(before)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}

	m = register(t, registrationsim.Options{})
	_, err = m.service.RotateSecret(t.Context(), m.state)
	if !errors.Is(err, oauthclient.ErrUnsupported) {
		t.Fatalf("RotateSecret returned %v, not ErrUnsupported", err)
	}
	mustSay(t, err, "-replace=ADDRESS")
}

// When the answer to an update is lost that has the new secret, the update is repeated to learn one.
func TestLostUpdateWithANewSecret(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{SecretOnUpdate: true, SecretShown: registrationsim.ShownOnWrites})
	before := len(m.sim.Requests())
	m.sim.FailNext(registrationsim.Fault{Method: "PUT", AfterProcessing: true, Drop: true})
	updated, err := m.service.Update(t.Context(), m.state, renamed())
	if err != nil {
		t.Fatal(err)
	}
	mustWork(t, m.sim, updated, "after the update")
	if diff := cmp.Diff([]string{"GET", "PUT", "GET", "PUT"}, m.since(before)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// A client that authenticates by a key has no use for the secret that some servers give it.
func TestNoSecretForClientsWithKeys(t *testing.T) {
	t.Parallel()
	opts := registrationsim.MCPSDK()
	_, base := serve(t, opts)
	service := newBackend(t, base, opts, nil)
	created, err := service.Create(t.Context(), minimal("a").With(oauthclient.TokenEndpointAuthMethod, "private_key_jwt").
		With(oauthclient.JWKSURI, "https://a.example.com/jwks"))
	if err != nil {
		t.Fatal(err)
	}
	if created.Has(oauthclient.ClientSecret) || created.Has(oauthclient.ClientSecretExpiresAt) {
		t.Errorf("the client has a secret: %v", created)
	}
}

// A refusal that speaks of client_secret_basic and the like does not ask for the secret, which some servers refuse in turn.
func TestSecretNotAskedFor(t *testing.T) {
	t.Parallel()
	var sent []string
	_, service := behind(t, registrationsim.Options{}, func(sim http.Handler, w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut {
			sim.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		sent = append(sent, string(body))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":"invalid_client_metadata","error_description":"client_secret_post is not allowed here"}`)
	})
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = service.Update(t.Context(), created, minimal("a").With(oauthclient.TokenEndpointAuthMethod, "client_secret_post"))
	mustSay(t, err, "client_secret_post is not allowed here")
	for _, body := range sent {
		if strings.Contains(body, `"client_secret"`) {
			t.Errorf("the secret was sent: %s", body)
		}
	}
}
