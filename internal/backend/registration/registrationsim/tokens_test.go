package registrationsim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// TestRotation follows the registration access token through GET and PUT.
func TestRotation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		opts         registrationsim.Options
		onGet, onPut bool
		oldToken     int // status of the token that a PUT replaced, before the new one was used
	}{
		{name: "never", oldToken: 200},
		{name: "on put", opts: registrationsim.Options{Rotation: registrationsim.RotateOnPut}, onPut: true, oldToken: 401},
		{
			name: "always", opts: registrationsim.Options{Rotation: registrationsim.RotateAlways},
			onGet: true, onPut: true, oldToken: 401,
		},
		{name: "on put, old one kept", opts: registrationsim.Options{
			Rotation: registrationsim.RotateOnPut, KeepOldToken: true,
		}, onPut: true, oldToken: 200},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, tc.opts)
			created := create(t, base)
			uri := created.string("registration_client_uri")
			read := mustSend(t, http.StatusOK, http.MethodGet, uri, created.string("registration_access_token"), "")
			if rotated := read.string("registration_access_token") != created.string("registration_access_token"); rotated != tc.onGet {
				t.Errorf("rotated by GET: %v, want %v", rotated, tc.onGet)
			}
			old := read.string("registration_access_token")
			mustSend(t, http.StatusBadRequest, http.MethodPut, uri, old, withID(created, `{"redirect_uris":[]}`))
			updated := mustSend(t, http.StatusOK, http.MethodPut, uri, old, withID(created, minimal))
			current := updated.string("registration_access_token")
			if rotated := current != old; rotated != tc.onPut {
				t.Errorf("rotated by PUT: %v, want %v", rotated, tc.onPut)
			}
			mustSend(t, tc.oldToken, http.MethodGet, uri, old, "")
			mustSend(t, http.StatusOK, http.MethodGet, uri, current, "")
			if tc.onPut {
				mustSend(t, http.StatusUnauthorized, http.MethodGet, uri, old, "")
			}
		})
	}
}

func TestOmitHandle(t *testing.T) {
	t.Parallel()
	_, base := start(t, registrationsim.Options{OmitHandle: true, Rotation: registrationsim.RotateOnPut})
	created := create(t, base)
	uri, token := created.string("registration_client_uri"), created.string("registration_access_token")
	read := mustSend(t, http.StatusOK, http.MethodGet, uri, token, "")
	check(t, read.body, `{"registration_access_token":null,"registration_client_uri":null}`)
	updated := mustSend(t, http.StatusOK, http.MethodPut, uri, token, withID(created, minimal))
	if updated.string("registration_access_token") == "" {
		t.Error("a new token is not in the answer that made it")
	}
}

// TestUnauthorized tells apart, as far as the server does, why a request for a client is refused.
func TestUnauthorized(t *testing.T) {
	t.Parallel()
	refusals := func(unknown, badToken int) registrationsim.Options {
		return registrationsim.Options{UnknownClientStatus: unknown, BadTokenStatus: badToken}
	}
	tests := []struct {
		name              string
		opts              registrationsim.Options
		unknown, badToken int
		code              string
	}{
		{"as the RFC has it", refusals(0, 0), 401, 401, "invalid_token"},
		{"404 for unknown", refusals(404, 0), 404, 401, "not_found"},
		{"403 for both", refusals(403, 403), 403, 403, "access_denied"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, base := start(t, tc.opts)
			gone, kept := create(t, base), create(t, base)
			if err := sim.Delete(gone.string("client_id")); err != nil {
				t.Fatal(err)
			}
			for _, uri := range []string{gone.string("registration_client_uri"), base + "/register/nobody"} {
				r := mustSend(t, tc.unknown, http.MethodGet, uri, gone.string("registration_access_token"), "")
				check(t, r.body, `{"error":"`+tc.code+`"}`)
			}
			uri := kept.string("registration_client_uri")
			mustSend(t, tc.badToken, http.MethodGet, uri, "wrong", "")
			r := mustSend(t, http.StatusUnauthorized, http.MethodGet, uri, "", "")
			if challenge := r.header.Get("WWW-Authenticate"); !strings.HasPrefix(challenge, "Bearer ") {
				t.Errorf("WWW-Authenticate: %q", challenge)
			}
			mustSend(t, http.StatusOK, http.MethodGet, uri, kept.string("registration_access_token"), "")
		})
	}
}

func TestRevokeOnMisuse(t *testing.T) {
	t.Parallel()
	for revokes, status := range map[bool]int{false: http.StatusOK, true: http.StatusUnauthorized} {
		_, base := start(t, registrationsim.Options{RevokeOnMisuse: revokes})
		one, other := create(t, base), create(t, base)
		token := one.string("registration_access_token")
		mustSend(t, http.StatusUnauthorized, http.MethodGet, other.string("registration_client_uri"), token, "")
		mustSend(t, status, http.MethodGet, one.string("registration_client_uri"), token, "")
	}
}

func TestClientURI(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		opts registrationsim.Options
		// want is the URI, with BASE for the server's address, OTHER for it under another hostname, ID for the client_id.
		want string
	}{
		{"path", registrationsim.Options{}, "BASE/register/ID"},
		{"below the issuer", registrationsim.Options{IssuerPath: "/tenant", RegistrationPath: "/reg"}, "BASE/tenant/reg/ID"},
		{"query", registrationsim.Options{ClientURI: registrationsim.ClientURIQuery}, "BASE/register?client_id=ID"},
		{"relative", registrationsim.Options{ClientURI: registrationsim.ClientURIRelative}, "/register/ID"},
		{"other host", registrationsim.Options{ClientURIHostname: "localhost"}, "OTHER/register/ID"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, tc.opts)
			path := tc.opts.RegistrationPath
			if path == "" {
				path = "/register"
			}
			created := mustSend(t, http.StatusCreated, http.MethodPost, base+tc.opts.IssuerPath+path, "", minimal)
			uri := created.string("registration_client_uri")
			want := strings.NewReplacer("BASE", base, "OTHER", strings.Replace(base, "127.0.0.1", "localhost", 1),
				"ID", created.string("client_id")).Replace(tc.want)
			if uri != want {
				t.Errorf("registration_client_uri is %q, want %q", uri, want)
			}
			if strings.HasPrefix(uri, "/") {
				uri = base + uri
			}
			uri = strings.Replace(uri, "localhost", "127.0.0.1", 1)
			mustSend(t, http.StatusOK, http.MethodGet, uri, created.string("registration_access_token"), "")
		})
	}
}
