package registration_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// remembered returns the client as the provider keeps it: attributes in the state, the rest beside it.
func remembered(service *backend, c oauthclient.Client) oauthclient.Client {
	known := c.Clone()
	for f := range c {
		if !service.Supports(f) && !service.Issues(f) && !service.Remembers().Has(f) {
			delete(known, f)
		}
	}
	return known
}

// On a server that replaces the token at every read, a client is read once at its creation, when the new token is saved,
// and never for a plan, which saves nothing.
func TestReadsThatReplaceTheToken(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Rotation: registrationsim.RotateAlways}
	sim, base := serve(t, opts)
	service := newBackend(t, base, opts, nil)
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	state := remembered(service, created)
	before := len(sim.Requests())
	for range 2 {
		// What is read for a plan is thrown away.
		if _, err := service.Read(t.Context(), state); err != nil {
			t.Fatal(err)
		}
		service.mustNotice(t, "not refreshed")
	}
	if n := len(sim.Requests()) - before; n > 0 {
		t.Errorf("%d requests were sent", n)
	}
	updated, err := service.Update(t.Context(), state, renamed())
	if err != nil {
		t.Fatal(err)
	}
	if err := service.Delete(t.Context(), remembered(service, updated)); err != nil {
		t.Error(err)
	}
}

// A client of which nothing is known yet, such as one made by somebody else, is read, and that is said.
func TestFirstReadThatReplacesTheToken(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Rotation: registrationsim.RotateAlways}
	m := register(t, opts)
	state := m.state.Without(m.service.Remembers().Sorted()...)
	read, err := m.service.Read(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	mustReplaceToken(t, state, read)
	m.service.mustNotice(t, "secret replaced")
	if _, err := m.service.Read(t.Context(), remembered(m.service, read)); err != nil {
		t.Fatal(err)
	}
	m.service.mustNotice(t, "not refreshed")
}

func TestAlwaysRefresh(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Rotation: registrationsim.RotateAlways}
	_, base := serve(t, opts)
	service := newBackend(t, base, opts, func(c *registration.Config) { c.AlwaysRefresh = true })
	state, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		read, err := service.Read(t.Context(), state)
		if err != nil {
			t.Fatal(err)
		}
		service.mustNotice(t, "")
		state = remembered(service, mustReplaceToken(t, state, read))
	}
}

// Where reads leave the token alone, they are made.
func TestReadsThatLeaveTheToken(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{Rotation: registrationsim.RotateOnPut})
	before := len(m.sim.Requests())
	if _, err := m.service.Read(t.Context(), remembered(m.service, m.state)); err != nil {
		t.Fatal(err)
	}
	m.service.mustNotice(t, "")
	if diff := cmp.Diff([]string{"GET"}, m.since(before)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// A new client is read to see what that does to its token. When that fails, the client is there all the same.
func TestCreateWhenTheReadAfterItFails(t *testing.T) {
	t.Parallel()
	sim, base := serve(t, registrationsim.Options{Rotation: registrationsim.RotateOnPut})
	service := newBackend(t, base, registrationsim.Options{}, nil)
	sim.FailNext(registrationsim.Fault{Method: "GET", Path: "/register/", Status: 500})
	created, err := service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := service.Read(t.Context(), created); err != nil {
		t.Errorf("the token of the new client is no good: %v", err)
	}
}

// Import: by the address or by the client_id, with a token from the operator. The token is shown for no other client.
func TestImport(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		opts registrationsim.Options
		// id returns what is imported, and bound what the token is bound to.
		id, bound func(c oauthclient.Client) string
	}{
		{"address, bound to the client_id", registrationsim.Options{}, address, clientID},
		{"address, bound to the address", registrationsim.Options{}, address, address},
		{"client_id", registrationsim.Options{}, clientID, clientID},
		{"client_id, bound to the address", registrationsim.Options{}, clientID, address},
		{"address with a query", registrationsim.Options{ClientURI: registrationsim.ClientURIQuery}, address, clientID},
		{"client_id, address with a query", registrationsim.Options{ClientURI: registrationsim.ClientURIQuery}, clientID, clientID},
		{"token not repeated", registrationsim.Options{OmitHandle: true}, address, clientID},
		{"token that works once", registrationsim.Options{Rotation: registrationsim.RotateAlways}, clientID, clientID},
		{"token destroyed by misuse", registrationsim.Options{RevokeOnMisuse: true}, clientID, clientID},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, base := serve(t, tc.opts)
			maker := newBackend(t, base, tc.opts, nil)
			mine, err := maker.Create(t.Context(), minimal("mine"))
			if err != nil {
				t.Fatal(err)
			}
			other, err := maker.Create(t.Context(), minimal("other"))
			if err != nil {
				t.Fatal(err)
			}
			token, err := sim.IssueToken(clientID(mine))
			if err != nil {
				t.Fatal(err)
			}
			tokens, err := registration.ParseOperatorTokens(tc.bound(mine) + " " + token + "\n")
			if err != nil {
				t.Fatal(err)
			}
			service := newBackend(t, base, tc.opts, func(c *registration.Config) {
				c.OperatorToken = func(client string) string { return tokens[client] }
			})
			_, err = service.Read(t.Context(), oauthclient.Client{oauthclient.ID: tc.id(other)})
			if !errors.Is(err, oauthclient.ErrDenied) {
				t.Fatalf("error %v, want ErrDenied", err)
			}
			mustSay(t, err, "No registration access token of this client is known.", clientID(other), registration.TokensVariable)
			mustNotTell(t, err, other)

			read, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: tc.id(mine)})
			if err != nil {
				t.Fatal(err)
			}
			if clientID(read) != clientID(mine) || read.Text(oauthclient.ID) != address(mine) {
				t.Errorf("Read returned the client %q at %q", clientID(read), read.Text(oauthclient.ID))
			}
			for _, request := range sim.Requests() {
				if strings.Contains(request.Header.Get("Authorization"), token) && !strings.Contains(request.Path+"?"+request.Query, clientID(mine)) {
					t.Errorf("the token was shown at %s?%s", request.Path, request.Query)
				}
			}
			known := remembered(service, service.Imported(read))
			if _, err := service.Update(t.Context(), known, minimal("mine").With(oauthclient.TosURI, "https://mine.example.com/")); err != nil {
				t.Errorf("Update of the imported client: %v", err)
			}
		})
	}
}

func address(c oauthclient.Client) string  { return c.Text(oauthclient.RegistrationClientURI) }
func clientID(c oauthclient.Client) string { return c.Text(oauthclient.ClientID) }

func TestParseOperatorTokens(t *testing.T) {
	t.Parallel()
	text := "\n  s6BhdRkqt3\tT1 \r\nhttps://login.example.com/reg/a?b=c T2\nan id with blanks T3\n"
	got, err := registration.ParseOperatorTokens(text)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"s6BhdRkqt3": "T1", "https://login.example.com/reg/a?b=c": "T2", "an id with blanks": "T3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
	if got, err := registration.ParseOperatorTokens(""); err != nil || len(got) > 0 {
		t.Errorf("no text: %v, error %v", got, err)
	}
	_, err = registration.ParseOperatorTokens("a T1\nlonely-token-without-client\n")
	if err == nil || !strings.Contains(err.Error(), "line 2") || strings.Contains(err.Error(), "lonely") {
		t.Errorf("a line without client: error %v", err)
	}
}
