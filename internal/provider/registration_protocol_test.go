package provider_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

func registered(changes map[string]any) map[string]any {
	attributes := map[string]any{"redirect_uris": []any{"https://a.example.com/cb"}, "client_name": "first"}
	for name, value := range changes {
		attributes[name] = value
	}
	return attributes
}

// A PUT is answered, and every request after it fails: the new token is in the state.
func TestRegistration_newTokenIsSaved(t *testing.T) {
	t.Parallel()
	onRegistrars(t, func(t *testing.T, r *registrar) {
		t.Parallel()
		l := r.newLife()
		l.apply(registered(nil))
		before := l.text("registration_access_token")
		requests := r.proxy.Requests()
		l.apply(registered(map[string]any{"client_name": "second"}))
		// The client is read first, so that the PUT does not take away what is not managed here, and then with the first new token.
		if sent := r.proxy.Requests() - requests; sent != 3 {
			t.Errorf("%d requests were sent for an update", sent)
		}
		r.proxy.Fail(backendtest.Forbidden)
		l.tryRefresh()
		l.mustFail("403")
		r.proxy.Fail(backendtest.NoFault)
		if after := l.text("registration_access_token"); after == before {
			t.Error("the state has the old token")
		}
		r.again(l).mustBeSettled("with the new token")
		l.destroy()
		l.mustSucceed("destroy")
	})
}

// A PUT whose answer is lost: the error, and the recovery that it describes.
func TestRegistration_lostUpdateAndRecovery(t *testing.T) { //nolint:paralleltest // It sets an environment variable.
	onRegistrars(t, func(t *testing.T, r *registrar) {
		if r.newToken == nil {
			t.Skip("the operator of this server cannot issue tokens")
		}
		l := r.newLife()
		l.apply(registered(nil))
		clientID := l.text("client_id")
		r.proxy.Fail(backendtest.LostAnswer)
		l.tryApply(registered(map[string]any{"client_name": "second"}))
		l.mustFail("got no answer", "nobody has the new one", "stays in the state", registration.TokensVariable, clientID, "apply again")
		if l.text("client_id") != clientID {
			t.Error("the state has another client")
		}
		// Plans of a module with such a client go on.
		l = r.again(l)
		l.tryRefresh()
		l.mustOnlyWarn("OAuth client not refreshed", registration.TokensVariable)
		l.config = registered(map[string]any{"client_name": "second"})
		l.plan()
		l.mustSucceed("plan")

		operatorHands(t, clientID, r.newToken(clientID))
		l = r.again(l)
		l.refresh()
		l.apply(registered(map[string]any{"client_name": "third"}))
		// The token of the operator is used up and still in the environment; the one in the state is good.
		l = r.again(l)
		l.mustBeSettled("after the recovery")
		l.destroy()
		l.mustSucceed("destroy")
	})
}

// A deletion whose answer is lost, and for which nothing else can be found out either: the next plan is no error, and the next
// destruction takes the server's denial for what it is.
func TestRegistration_lostDelete(t *testing.T) {
	t.Parallel()
	onRegistrars(t, func(t *testing.T, r *registrar) {
		t.Parallel()
		l := r.newLife()
		l.apply(registered(nil))
		r.proxy.Fail(backendtest.LostAnswers)
		l.destroy()
		l.mustFail("may have been carried out")
		r.proxy.Fail(backendtest.NoFault)
		l = r.again(l)
		l.tryRefresh()
		l.mustOnlyWarn("OAuth client not refreshed", "delete")
		l.destroy()
		l.mustSucceed("destroy")
		l.mustOnlyWarn("OAuth client taken for gone")
		if !l.state.IsNull() {
			t.Error("the client is still in the state")
		}
	})
}

// A client that was deleted on the server looks like one whose token is no good. A read or an update never takes it out of the
// state, and a destruction does only on evidence.
func TestRegistration_denied(t *testing.T) {
	t.Parallel()
	onRegistrars(t, func(t *testing.T, r *registrar) {
		t.Parallel()
		l := r.newLife()
		l.apply(registered(nil))
		r.remove(l.text("client_id"))
		reasons := []string{"1. The registration access token", "2. The client", "terraform destroy -refresh=false -target", "3. The server, or a gateway"}
		l.tryRefresh()
		l.mustFail(reasons...)
		l.tryApply(registered(map[string]any{"client_name": "second"}))
		l.mustFail(reasons...)
		l.destroy()
		if r.issuer == "" {
			l.mustFail(reasons...)
			return
		}
		// The token endpoint knows no such client either.
		l.mustSucceed("destroy")
		if text := strings.Join(l.said, "\n"); !strings.HasPrefix(text, "WARNING (none): OAuth client taken for gone (client \"") || !strings.Contains(text, "invalid_client") {
			t.Errorf("the destruction says %q", text)
		}
	})
}

// Where every read replaces the token, plans that are not applied do no harm.
func TestRegistration_readsThatReplaceTheToken(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t, registrationsim.Options{Rotation: registrationsim.RotateAlways})
	l := r.newLife()
	l.apply(registered(nil))
	for range 2 {
		thrownAway := r.again(l)
		thrownAway.mustBeSettled("in a plan that is not applied")
	}
	l = r.again(l)
	l.refresh()
	if text := strings.Join(l.said, "\n"); !strings.Contains(text, "WARNING") || !strings.Contains(text, "not refreshed") {
		t.Errorf("nothing says that the client was not read: %s", text)
	}
	l.apply(registered(map[string]any{"client_name": "second"}))
	l = r.again(l)
	l.mustBeSettled("after the update")
	l.destroy()
	l.mustSucceed("destroy")
}

// Members that no attribute holds survive an update, although the client is not read for it.
func TestRegistration_otherMembersSurvive(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t, registrationsim.Options{Unknown: registrationsim.UnknownKept, Rotation: registrationsim.RotateOnPut})
	l := r.newLife()
	l.apply(registered(nil))
	clientID := l.text("client_id")
	if err := r.sim.Edit(clientID, func(client map[string]any) { client["tenant"] = "seven" }); err != nil {
		t.Fatal(err)
	}
	l = r.again(l)
	l.refresh()
	l = r.again(l)
	l.apply(registered(map[string]any{"client_name": "second"}))
	if got := r.sim.Clients()[clientID]["tenant"]; got != "seven" {
		t.Errorf("the member is %v after the update", got)
	}
}

// A server that makes new secrets with every update, and one that shows them only once.
func TestRegistration_secretOfTheServer(t *testing.T) {
	t.Parallel()
	for _, opts := range []registrationsim.Options{
		{Name: "replaced", SecretOnUpdate: true},
		{Name: "shown once", SecretShown: registrationsim.ShownOnPost},
	} {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			r := newRegistrar(t, opts)
			l := r.newLife()
			for _, name := range []string{"first", "second"} {
				l.apply(registered(map[string]any{"client_name": name}))
				l.mustBeSettled("after " + name)
				if got, want := l.text("client_secret"), r.sim.Clients()[l.text("client_id")]["client_secret"]; got != want {
					t.Errorf("the state has another secret than the server after %s", name)
				}
			}
		})
	}
}

// What an edit takes out stays out when the same apply has the server make a new secret, also where the last answer stands for a
// read that would replace the token.
func TestRegistration_editedAndRotated(t *testing.T) {
	t.Parallel()
	for _, rotation := range []registrationsim.Rotation{registrationsim.RotateNever, registrationsim.RotateAlways} {
		r := newRegistrar(t, registrationsim.Options{SecretOnUpdate: true, Rotation: rotation})
		l := r.newLife()
		triggered := func(by string) map[string]any {
			return map[string]any{"client_secret_rotation_triggers": map[string]any{"a": by}}
		}
		config := registered(triggered("1"))
		config["contacts"] = []any{"a@example.com"}
		l.apply(config)
		l.apply(registered(triggered("2")))
		has := r.sim.Clients()[l.text("client_id")]
		if has["contacts"] != nil || has["client_secret"] != l.text("client_secret") {
			t.Errorf("rotation %d: the server has the contacts %v, and its secret is the one of the state: %t", rotation, has["contacts"], has["client_secret"] == l.text("client_secret"))
		}
	}
}

// A server that keeps the secret has carried the update out all the same, and its new token is in the state.
func TestRegistration_notRotated(t *testing.T) {
	t.Parallel()
	for _, rotation := range []registrationsim.Rotation{registrationsim.RotateOnPut, registrationsim.RotateAlways} {
		for _, edited := range []map[string]any{{}, {"client_name": "second"}} {
			l := newRegistrar(t, registrationsim.Options{Rotation: rotation}).newLife()
			triggered := func(by string) map[string]any {
				return registered(map[string]any{"client_secret_rotation_triggers": map[string]any{"a": by}})
			}
			l.apply(triggered("1"))
			config := triggered("2")
			maps.Copy(config, edited)
			l.tryApply(config)
			l.mustFail("The server makes no new secret for a client that it has")
			l.tryRefresh()
			l.mustSucceed("refresh")
			if _, changes, _ := l.plan(); !changes {
				t.Error("the next plan does not ask for a new secret again")
			}
			l.destroy()
			l.mustSucceed("destroy")
		}
	}
}

// What the metadata of the server does not list is a warning at plan time, and what the server makes by itself an error.
func TestRegistration_plan(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t, registrationsim.Options{Supported: map[string][]string{"grant_types_supported": {"authorization_code"}}})
	tests := []struct {
		name       string
		attributes map[string]any
		want       string
	}{
		{"grant", map[string]any{"grant_types": []any{"authorization_code", "client_credentials"}}, `WARNING grant_types: Value not listed by the server: grant_types (client "first"): "client_credentials"`},
		{"algorithm", map[string]any{"id_token_signed_response_alg": "XY256"}, `WARNING id_token_signed_response_alg: Value not listed by the server: id_token_signed_response_alg (client "first"): "XY256"`},
		{"client_id", map[string]any{"client_id": "mine"}, "ERROR client_id: Attribute not supported by the backend"},
		{"client_secret", map[string]any{"client_secret": "mine"}, "ERROR client_secret: Attribute not supported by the backend"},
		{"overlap", map[string]any{"client_secret_retirement_triggers": map[string]any{"a": "1"}}, "ERROR client_secret_retirement_triggers: Attribute not supported by the backend"},
		{"block of another backend", map[string]any{"hydra": map[string]any{"owner": "me"}}, "ERROR hydra.owner: Attribute not supported by the backend"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			said := strings.Join(r.newLife().planCreate(registered(tc.attributes)), "\n")
			if !strings.Contains(said, tc.want) {
				t.Errorf("the plan says %q, want %q", said, tc.want)
			}
		})
	}
}

// Configuration that an engine generates for an import has the client_id, since it can be configured on other backends. That of
// another client is an error all the same.
func TestRegistration_clientIDOfTheClient(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t, registrationsim.Options{})
	l := r.newLife()
	l.apply(registered(nil))
	id := l.text("client_id")
	l.apply(registered(map[string]any{"client_id": id}))
	l.mustBeSettled("with the client_id that it has")
	l.apply(registered(map[string]any{"client_id": id, "client_name": "second"}))
	l.mustBeSettled("after an update")
	if got := r.sim.Clients()[id]["client_name"]; got != "second" || l.text("client_id") != id {
		t.Errorf("the client %q is called %v", l.text("client_id"), got)
	}
	l.config = registered(map[string]any{"client_id": "other"})
	l.plan()
	if text := strings.Join(l.said, "\n"); !strings.Contains(text, "ERROR client_id: Attribute not supported by the backend") {
		t.Errorf("a plan with another client_id says %q", text)
	}
}

// A plan is made also when the server cannot be asked which values it takes.
func TestRegistration_planWithoutMetadata(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t, registrationsim.Options{Discovery: registrationsim.DiscoveryOff})
	said := r.newLife().planCreate(registered(map[string]any{"grant_types": []any{"authorization_code"}}))
	if text := strings.Join(said, "\n"); !strings.HasPrefix(text, "WARNING (none): Values not checked with the server") || strings.Contains(text, "ERROR") {
		t.Errorf("the plan says %q", text)
	}
}

func TestRegistration_settings(t *testing.T) {
	tests := []struct {
		name     string
		settings map[string]any
		tokens   string
		want     string
	}{
		{"no address", map[string]any{}, "", "set issuer or registration_endpoint"},
		{"issuer is no URL", map[string]any{"issuer": "login.example.com"}, "", "ERROR registration.issuer"},
		{"endpoint is no URL", map[string]any{"registration_endpoint": "/register"}, "", "ERROR registration.registration_endpoint"},
		{"token without client", map[string]any{"issuer": "https://login.example.com"}, "lonely-token", "line 1 does not say which client"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Setenv(registration.TokensVariable, tc.tokens)
			said := strings.Join(newSession(t).configure(t.Context(), map[string]any{"registration": tc.settings}), "\n")
			if !strings.Contains(said, tc.want) || tc.tokens != "" && strings.Contains(said, tc.tokens) {
				t.Errorf("the provider says %q, want %q", said, tc.want)
			}
		})
	}
}

// A plan that changes nothing sends one request for each client, and none for the metadata.
func TestRegistration_requestsOfAPlan(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t, registrationsim.Options{})
	l := r.newLife()
	l.apply(registered(map[string]any{"grant_types": []any{"authorization_code", "refresh_token"}}))
	l = r.again(l)
	before := len(r.sim.Requests())
	l.mustBeSettled("after the apply")
	requests := r.sim.Requests()[before:]
	if len(requests) != 1 || requests[0].Method != http.MethodGet || strings.Contains(requests[0].Path, "well-known") {
		t.Errorf("%d requests, the first %s %s", len(requests), requests[0].Method, requests[0].Path)
	}
}
