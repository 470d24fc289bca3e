package registration_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A managedClient is a client on a simulator, with the state that a caller keeps of it.
type managedClient struct {
	sim     *registrationsim.Simulator
	service *backend
	state   oauthclient.Client
	// operatorToken is what the operator has issued.
	operatorToken string
}

// register makes a client on a new simulator and forgets the requests for that.
func register(t *testing.T, opts registrationsim.Options) *managedClient {
	t.Helper()
	sim, base := serve(t, opts)
	m := &managedClient{sim: sim}
	m.service = newBackend(t, base, opts, func(c *registration.Config) {
		c.OperatorToken = func(client string) string {
			if client == m.state.Text(oauthclient.ClientID) {
				return m.operatorToken
			}
			return ""
		}
	})
	created, err := m.service.Create(t.Context(), minimal("a"))
	if err != nil {
		t.Fatal(err)
	}
	m.state = m.service.state(minimal("a"), created)
	return m
}

// issueToken has the operator issue a token.
func (m *managedClient) issueToken(t *testing.T) {
	t.Helper()
	token, err := m.sim.IssueToken(m.state.Text(oauthclient.ClientID))
	if err != nil {
		t.Fatal(err)
	}
	m.operatorToken = token
}

// since returns the methods of the requests since the first n.
func (m *managedClient) since(n int) []string {
	var methods []string
	for _, request := range m.sim.Requests()[n:] {
		methods = append(methods, request.Method)
	}
	return methods
}

func renamed() oauthclient.Client { return minimal("a").With(oauthclient.ClientName, "renamed") }

// An update reads what the server has, since others may have changed what nobody configures, and sends it back changed.
// After the answer with the new token there is no request that could fail, but for the first of a run.
func TestUpdateIsTwoRequests(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{Rotation: registrationsim.RotateOnPut})
	first, err := m.service.Update(t.Context(), m.state, minimal("b"))
	if err != nil {
		t.Fatal(err)
	}
	m.state = m.service.state(minimal("b"), first)
	before := len(m.sim.Requests())
	updated, err := m.service.Update(t.Context(), m.state, renamed())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"GET", "PUT"}, m.since(before)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	m.state = mustReplaceToken(t, m.state, updated)
	if _, err := m.service.Read(t.Context(), m.state); err != nil {
		t.Errorf("the new token is no good: %v", err)
	}
}

func mustReplaceToken(t *testing.T, before, after oauthclient.Client) oauthclient.Client {
	t.Helper()
	token := after.Text(oauthclient.RegistrationAccessToken)
	if token == "" || token == before.Text(oauthclient.RegistrationAccessToken) {
		t.Fatal("the result does not have the new token")
	}
	return after
}

// Whatever else is wrong with the answer to an update, the token in it is not lost.
func TestUpdateSavesTheTokenOfABrokenAnswer(t *testing.T) {
	t.Parallel()
	for name, breaks := range map[string]func(members map[string]any){
		"a member of another type": func(members map[string]any) { members["redirect_uris"] = map[string]any{"a": 1} },
		"other members that are missing": func(members map[string]any) {
			maps.DeleteFunc(members, func(name string, _ any) bool { return name != "registration_access_token" })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var fresh string
			opts := registrationsim.Options{Rotation: registrationsim.RotateOnPut}
			_, service := behind(t, opts, func(sim http.Handler, w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPut {
					sim.ServeHTTP(w, r)
					return
				}
				answer := httptest.NewRecorder()
				sim.ServeHTTP(answer, r)
				members, _ := parse(answer.Body.String()).(map[string]any)
				fresh, _ = members["registration_access_token"].(string)
				breaks(members)
				w.Header().Set("Content-Type", "application/json")
				_ = json.NewEncoder(w).Encode(members)
			})
			created, err := service.Create(t.Context(), minimal("a"))
			if err != nil {
				t.Fatal(err)
			}
			updated, err := service.Update(t.Context(), service.state(minimal("a"), created), renamed())
			if err != nil {
				t.Error(err)
			}
			if got := updated.Text(oauthclient.RegistrationAccessToken); got == "" || got != fresh {
				t.Errorf("the result has the token %q, not %q", got, fresh)
			}
			if got, want := updated.Text(oauthclient.ID), created.Text(oauthclient.ID); got != want {
				t.Errorf("the result has the id %q, not %q", got, want)
			}
		})
	}
}

// Nobody has the token of a PUT whose answer is lost. The error says so, the state stays, and a token from the operator
// makes the client manageable again.
func TestLostUpdateAndRecovery(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{Rotation: registrationsim.RotateOnPut})
	m.sim.FailNext(registrationsim.Fault{Method: "PUT", AfterProcessing: true, Drop: true})
	updated, err := m.service.Update(t.Context(), m.state, renamed())
	if !errors.Is(err, oauthclient.ErrOutcomeUnknown) || updated.Text(oauthclient.ClientName) != "a" {
		t.Fatalf("Update returned %v and the error %v, not ErrOutcomeUnknown and the client as it was", updated, err)
	}
	mustSay(t, err, "nobody has the new one", "stays in the state", registration.TokensVariable, m.state.Text(oauthclient.ClientID), "apply again")
	mustNotTell(t, err, m.state)

	// A plan says so, and goes on: it may be about other clients too. What is not known to be in doubt is an error.
	_, err = m.service.Read(t.Context(), m.state)
	mustBeDenied(t, err, m.state)
	m.state = updated
	unread, err := m.service.Read(t.Context(), m.state)
	if err != nil || unread.Text(oauthclient.ClientName) != "a" {
		t.Errorf("Read returned %v, %v", unread, err)
	}
	m.service.mustNotice(t, "not refreshed")
	_, err = m.service.Update(t.Context(), m.state, renamed())
	mustBeDenied(t, err, m.state)

	m.issueToken(t)
	read, err := m.service.Read(t.Context(), m.state)
	if err != nil {
		t.Fatalf("Read with the operator's token: %v", err)
	}
	m.service.mustNotice(t, "")
	stale := read.With(oauthclient.RegistrationAccessToken, "an-old-token")
	m.operatorToken, stale = "", stale.Without(oauthclient.ClientSecret)
	_, err = m.service.Read(t.Context(), stale)
	mustBeDenied(t, err, stale)
	m.operatorToken = read.Text(oauthclient.RegistrationAccessToken)
	if read.Text(oauthclient.RegistrationAccessToken) != m.operatorToken || read.Text(oauthclient.ClientName) != "renamed" {
		t.Errorf("Read returned %q with the operator's token: %t", read.Text(oauthclient.ClientName),
			read.Text(oauthclient.RegistrationAccessToken) == m.operatorToken)
	}
	// The token is in the state now; the operator's, which is still in the environment, is not needed any more.
	updated, err = m.service.Update(t.Context(), read, minimal("a").With(oauthclient.ClientName, "again"))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.service.Delete(t.Context(), mustReplaceToken(t, read, updated)); err != nil {
		t.Error(err)
	}
}

// A token that the server has not replaced makes it possible to find out what became of an update.
func TestLostUpdateThatCanBeCleared(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		rotation registrationsim.Rotation
		fault    registrationsim.Fault
		requests []string
	}{
		{"carried out, token stays", registrationsim.RotateNever, registrationsim.Fault{AfterProcessing: true, Drop: true}, []string{"GET", "PUT", "GET"}},
		{"carried out, answered by a gateway", registrationsim.RotateNever, registrationsim.Fault{AfterProcessing: true, Status: 504}, []string{"GET", "PUT", "GET"}},
		{"never arrived", registrationsim.RotateOnPut, registrationsim.Fault{Drop: true}, []string{"GET", "PUT", "GET", "PUT", "GET"}},
		{"answered with nothing", registrationsim.RotateNever, registrationsim.Fault{AfterProcessing: true, Status: 204}, []string{"GET", "PUT", "GET"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := register(t, registrationsim.Options{Rotation: tc.rotation})
			before := len(m.sim.Requests())
			tc.fault.Method = "PUT"
			m.sim.FailNext(tc.fault)
			updated, err := m.service.Update(t.Context(), m.state, renamed())
			if err != nil {
				t.Fatal(err)
			}
			if updated.Text(oauthclient.ClientName) != "renamed" {
				t.Errorf("Update returned %q", updated.Text(oauthclient.ClientName))
			}
			if diff := cmp.Diff(tc.requests, m.since(before)); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if _, err := m.service.Read(t.Context(), updated); err != nil {
				t.Errorf("the token in the result is no good: %v", err)
			}
		})
	}
}

// A refusal that is not the server's own may hide that a request was carried out, and may be gone a moment later.
func TestGatewayRefuses(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict} {
		for _, body := range []string{"", "<html><title>Blocked</title></html>"} {
			for _, after := range []bool{false, true} {
				t.Run(fmt.Sprintf("%d %q %t", status, body, after), func(t *testing.T) {
					t.Parallel()
					refusal := func(method string) registrationsim.Fault {
						return registrationsim.Fault{Method: method, AfterProcessing: after, Status: status, ContentType: "text/html", Body: body}
					}
					m := register(t, registrationsim.Options{})
					m.sim.FailNext(refusal("PUT"))
					updated, err := m.service.Update(t.Context(), m.state, renamed())
					if err != nil || updated.Text(oauthclient.ClientName) != "renamed" {
						t.Fatalf("Update returned %q, %v", updated.Text(oauthclient.ClientName), err)
					}
					m.sim.FailNext(refusal("DELETE"))
					err = m.service.Delete(t.Context(), updated)
					if gone := errors.Is(err, oauthclient.ErrNotFound); err != nil && !gone || gone != after || len(m.sim.Clients()) > 0 {
						t.Errorf("Delete left %d clients and returned %v", len(m.sim.Clients()), err)
					}

					m = register(t, registrationsim.Options{Rotation: registrationsim.RotateOnPut})
					m.sim.FailNext(refusal("PUT"))
					updated, err = m.service.Update(t.Context(), m.state, renamed())
					if !after {
						if err != nil {
							t.Errorf("Update returned %v", err)
						}
						return
					}
					if !errors.Is(err, oauthclient.ErrOutcomeUnknown) {
						t.Fatalf("Update returned %v, not ErrOutcomeUnknown", err)
					}
					if _, err := m.service.Read(t.Context(), updated); err != nil {
						t.Errorf("the next plan fails: %v", err)
					}
				})
			}
		}
	}
}

// A firewall that lets reads pass and stops an update has neither carried it out nor replaced the token.
func TestFirewallStopsUpdate(t *testing.T) {
	t.Parallel()
	for _, rotation := range []registrationsim.Rotation{registrationsim.RotateNever, registrationsim.RotateOnPut} {
		m := register(t, registrationsim.Options{Rotation: rotation})
		blocked := registrationsim.Fault{Method: "PUT", Status: http.StatusForbidden, ContentType: "text/html", Body: "<html><title>Blocked</title></html>"}
		m.sim.FailNext(blocked, blocked)
		updated, err := m.service.Update(t.Context(), m.state, renamed())
		if !errors.Is(err, oauthclient.ErrDenied) || errors.Is(err, oauthclient.ErrOutcomeUnknown) {
			t.Fatalf("Update returned %v, not ErrDenied", err)
		}
		mustSay(t, err, "403", "Blocked")
		if len(updated) > 0 {
			t.Errorf("Update returned %v", updated)
		}
		if _, err := m.service.Update(t.Context(), m.state, renamed()); err != nil {
			t.Error(err)
		}
	}
}

// An answer about another client, or about none, is not taken for one about this: not its token, nor its secret.
func TestUpdateAnsweredAboutAnotherClient(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"client_id":"another","registration_access_token":"its-token","client_secret":"its-own-secret","client_name":"its name"}`,
		`{"error":"temporarily_unavailable"}`,
	} {
		for _, after := range []bool{true, false} {
			m := register(t, registrationsim.Options{})
			m.sim.FailNext(registrationsim.Fault{
				Method: "PUT", AfterProcessing: after, Status: http.StatusOK, ContentType: "application/json", Body: body,
			})
			updated, err := m.service.Update(t.Context(), m.state, renamed())
			if err != nil {
				t.Fatal(err)
			}
			if clientID(updated) != clientID(m.state) || updated.Text(oauthclient.ClientName) != "renamed" ||
				updated.Text(oauthclient.RegistrationAccessToken) != m.state.Text(oauthclient.RegistrationAccessToken) ||
				updated.Text(oauthclient.ClientSecret) != m.state.Text(oauthclient.ClientSecret) {
				t.Errorf("Update returned %v", updated)
			}
			if name := m.sim.Clients()[clientID(m.state)]["client_name"]; name != "renamed" {
				t.Errorf("the server has the client_name %v", name)
			}
		}
	}
}

// A success that is not that of RFC 7592 section 2.3 may be made up.
func TestDeleteAnsweredWithSomethingElse(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{true, false} {
		m := register(t, registrationsim.Options{})
		m.sim.FailNext(registrationsim.Fault{Method: "DELETE", AfterProcessing: after, Status: http.StatusOK, ContentType: "application/json", Body: `{}`})
		if err := m.service.Delete(t.Context(), m.state); err != nil || len(m.sim.Clients()) > 0 {
			t.Errorf("after the deed %t: Delete returned %v and left %d clients", after, err, len(m.sim.Clients()))
		}
	}
}

// A client whose registration was not answered can be found by nobody, so nothing is sent again.
func TestLostRegistration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault registrationsim.Fault
	}{
		{"no answer", registrationsim.Fault{AfterProcessing: true, Drop: true}},
		{"a gateway's answer", registrationsim.Fault{AfterProcessing: true, Status: http.StatusGatewayTimeout}},
		{"a server's error", registrationsim.Fault{AfterProcessing: true, Status: http.StatusInternalServerError}},
		{"a page instead of an answer", registrationsim.Fault{
			AfterProcessing: true, Status: http.StatusServiceUnavailable, ContentType: "text/html", Body: "<html><title>Busy</title></html>",
		}},
		{"an answer without client", registrationsim.Fault{AfterProcessing: true, Status: http.StatusCreated, Body: "{}"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, base := serve(t, registrationsim.Options{})
			backend := newBackend(t, base, registrationsim.Options{}, nil)
			tc.fault.Method = "POST"
			sim.FailNext(tc.fault)
			created, err := backend.Create(t.Context(), minimal("shop"))
			if !errors.Is(err, oauthclient.ErrOutcomeUnknown) || created != nil {
				t.Fatalf("Create returned %v and the error %v, not ErrOutcomeUnknown alone", created, err)
			}
			mustSay(t, err, `"shop"`, "operator", "Applying again registers another one")
			if n := count(sim)["POST"]; n != 1 {
				t.Errorf("%d registrations were sent", n)
			}
		})
	}
}

func TestLostDelete(t *testing.T) {
	t.Parallel()
	t.Run("never arrived", func(t *testing.T) {
		t.Parallel()
		m := register(t, registrationsim.Options{})
		m.sim.FailNext(registrationsim.Fault{Method: "DELETE", Drop: true})
		if err := m.service.Delete(t.Context(), m.state); err != nil || len(m.sim.Clients()) > 0 {
			t.Errorf("Delete returned %v and left %d clients", err, len(m.sim.Clients()))
		}
	})
	t.Run("carried out", func(t *testing.T) {
		t.Parallel()
		m := register(t, registrationsim.Options{})
		m.sim.FailNext(registrationsim.Fault{Method: "DELETE", AfterProcessing: true, Drop: true})
		if err := m.service.Delete(t.Context(), m.state); err != nil {
			t.Errorf("Delete returned %v, and the token endpoint does not know the client any more", err)
		}
	})
	t.Run("carried out, and only the token tells", func(t *testing.T) {
		t.Parallel()
		m := register(t, registrationsim.Options{})
		m.sim.FailNext(registrationsim.Fault{Method: "DELETE", AfterProcessing: true, Drop: true}, registrationsim.Fault{Path: "/token", Status: 500})
		err := m.service.Delete(t.Context(), m.state)
		if !errors.Is(err, oauthclient.ErrNotFound) {
			t.Fatalf("Delete returned %v, not ErrNotFound", err)
		}
		mustSay(t, err, "does not take its registration access token any more")
	})
	t.Run("carried out, and nobody says so", func(t *testing.T) {
		t.Parallel()
		m := register(t, registrationsim.Options{})
		page := registrationsim.Fault{Method: "DELETE", Status: http.StatusUnauthorized, ContentType: "text/html", Body: "<html><title>Sign in</title></html>"}
		m.sim.FailNext(registrationsim.Fault{Method: "DELETE", AfterProcessing: true, Drop: true}, page, registrationsim.Fault{Path: "/token", Status: 500})
		err := m.service.Delete(t.Context(), m.state)
		if !errors.Is(err, oauthclient.ErrOutcomeUnknown) {
			t.Fatalf("Delete returned %v, not ErrOutcomeUnknown", err)
		}
		mustSay(t, err, "probably been deleted", "forget_on_denied")
	})
	t.Run("carried out, and the server says so", func(t *testing.T) {
		t.Parallel()
		m := register(t, registrationsim.Options{UnknownClientStatus: http.StatusNotFound})
		m.sim.FailNext(registrationsim.Fault{Method: "DELETE", AfterProcessing: true, Drop: true})
		if err := m.service.Delete(t.Context(), m.state); err != nil {
			t.Errorf("Delete returned %v", err)
		}
	})
}

// An update that is canceled while it is under way ends at once, and says that it may have been carried out.
func TestUpdateCanceled(t *testing.T) {
	t.Parallel()
	m := register(t, registrationsim.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.service.Update(ctx, m.state, renamed()); !errors.Is(err, context.Canceled) {
		t.Errorf("Update returned %v", err)
	}
}

// mustSay fails the test unless the text of an error has every part.
func mustSay(t *testing.T, err error, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not say %q: %v", part, err)
		}
	}
}

// mustNotTell fails the test when the text of an error has a secret of the client.
func mustNotTell(t *testing.T, err error, client oauthclient.Client) {
	t.Helper()
	for _, f := range []oauthclient.Field{oauthclient.ClientSecret, oauthclient.RegistrationAccessToken} {
		if secret := client.Text(f); secret != "" && strings.Contains(err.Error(), secret) {
			t.Errorf("the error tells %s", f)
		}
	}
}

// mustBeDenied fails the test unless an error is ErrDenied and says the three possible reasons and what to do for each.
func mustBeDenied(t *testing.T, err error, client oauthclient.Client) {
	t.Helper()
	if !errors.Is(err, oauthclient.ErrDenied) || errors.Is(err, oauthclient.ErrNotFound) {
		t.Fatalf("error %v, want ErrDenied", err)
	}
	mustSay(t, err,
		"1. The registration access token", registration.TokensVariable,
		"2. The client", "was deleted", "forget_on_denied", client.Text(oauthclient.ClientID),
		"3. The server, or a gateway", "provider configuration",
		"not removed from the state")
	mustNotTell(t, err, client)
}
