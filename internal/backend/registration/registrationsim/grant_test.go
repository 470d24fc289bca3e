package registrationsim_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// askForToken sends a request to a token endpoint, with the credentials in the header if there is a user.
func askForToken(t *testing.T, endpoint, user, password string, form url.Values) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if user != "" {
		request.SetBasicAuth(user, password)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, readAll(t, answer)
}

func TestToken(t *testing.T) {
	t.Parallel()
	machine := func(more string) string { return `{"grant_types":["client_credentials"],"scope":"a b"` + more + `}` }
	post := machine(`,"token_endpoint_auth_method":"client_secret_post"`)
	grant := url.Values{"grant_type": {"client_credentials"}}
	for _, tc := range []struct {
		name, client string
		inHeader     bool
		password     string // empty: the client's
		form         url.Values
		status       int
		want         string
	}{
		{"basic", machine(""), true, "", grant, 200, `"token_type":"Bearer"`},
		{"post", post, false, "", grant, 200, `"token_type":"Bearer"`},
		{"scope", machine(""), true, "", url.Values{"grant_type": {"client_credentials"}, "scope": {"b"}}, 200, `"scope":"b"`},
		{"wrong secret", machine(""), true, "x", grant, 401, `"invalid_client"`},
		{"wrong method", machine(""), false, "", grant, 401, `"invalid_client"`},
		{"public", machine(`,"token_endpoint_auth_method":"none"`), false, "", grant, 401, `"invalid_client"`},
		{"foreign scope", machine(""), true, "", url.Values{"grant_type": {"client_credentials"}, "scope": {"c"}}, 400, `"invalid_scope"`},
		{"not for this client", minimal, true, "", grant, 400, `"unauthorized_client"`},
		{"another grant", machine(""), true, "", url.Values{"grant_type": {"password"}}, 400, `"unsupported_grant_type"`},
		{"no grant", machine(""), true, "", nil, 400, `"invalid_request"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, registrationsim.Options{IssuerPath: "/tenant"})
			created := mustSend(t, http.StatusCreated, http.MethodPost, base+"/tenant/register", "", tc.client)
			discovery := mustSend(t, http.StatusOK, http.MethodGet, base+"/tenant/.well-known/openid-configuration", "", "")
			id, secret, user := created.string("client_id"), created.string("client_secret"), ""
			if tc.password != "" {
				secret = tc.password
			}
			form := url.Values{}
			for name, values := range tc.form {
				form[name] = values
			}
			if tc.inHeader {
				user = id
			} else {
				form.Set("client_id", id)
				form.Set("client_secret", secret)
			}
			status, body := askForToken(t, discovery.string("token_endpoint"), user, secret, form)
			if status != tc.status || !strings.Contains(body, tc.want) {
				t.Errorf("%d %s, want %d with %s", status, body, tc.status, tc.want)
			}
		})
	}
	_, base := start(t, registrationsim.Options{})
	mustSend(t, http.StatusMethodNotAllowed, http.MethodGet, base+"/token", "", "")
}

// TestSecretExpires waits until a secret has expired.
func TestSecretExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := registrationsim.New(registrationsim.Options{SecretLifetime: time.Hour})
		id, secret := register(t, server, minimal)
		if !server.Authenticates(id, secret) || server.Authenticates(id, "x") || server.Authenticates("x", secret) || server.Authenticates("x", "") {
			t.Error("not the secret alone authenticates")
		}
		time.Sleep(time.Hour)
		if server.Authenticates(id, secret) {
			t.Error("an expired secret authenticates")
		}
	})
}

// TestSnapshot moves the clients and their tokens to another simulator.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	opts := registrationsim.Options{Rotation: registrationsim.RotateAlways, KeepOldToken: true, SecretLifetime: time.Hour}
	first, base := start(t, opts)
	created := mustSend(t, http.StatusCreated, http.MethodPost, base+"/register", "", `{"client_name":"A","redirect_uris":["https://a.example"],"default_max_age":12345678901234567}`)
	id, uri, token := created.string("client_id"), created.string("registration_client_uri"), created.string("registration_access_token")
	read := mustSend(t, http.StatusOK, http.MethodGet, uri, token, "")

	second, base2 := start(t, opts)
	if err := second.Restore(first.Snapshot()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.Clients(), second.Clients()); diff != "" {
		t.Errorf("clients (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff([]sim.Client{{ClientID: id, Name: "A"}}, second.List()); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if !second.Authenticates(id, created.string("client_secret")) {
		t.Error("the secret is lost")
	}
	uri = strings.Replace(uri, base, base2, 1)
	mustSend(t, http.StatusOK, http.MethodGet, uri, read.string("registration_access_token"), "")
	mustSend(t, http.StatusUnauthorized, http.MethodGet, uri, token, "")

	for _, bad := range []string{"", "[]", `{"Clients":{"a":{"client_id":"b"}}}`, `{"Clients":{"a":1}}`, `{"Tokens":{"a":1}}`} {
		if second.Restore([]byte(bad)) == nil {
			t.Errorf("no error for %s", bad)
		}
	}
	if len(second.List()) != 1 {
		t.Error("a bad snapshot was restored")
	}
}

// TestPublicURL serves a simulator behind a proxy with a path.
func TestPublicURL(t *testing.T) {
	t.Parallel()
	server, base := start(t, registrationsim.Options{})
	const public = "https://op.example/oauth"
	server.SetPublicURL(public + "/")
	discovery := mustSend(t, http.StatusOK, http.MethodGet, base+"/.well-known/openid-configuration", "", "")
	created := create(t, base)
	check(t, discovery.body, `{"issuer":"`+public+`","registration_endpoint":"`+public+`/register"}`)
	check(t, created.body, `{"registration_client_uri":"`+public+`/register/`+created.string("client_id")+`"}`)
}
