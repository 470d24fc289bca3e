package registrationsim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// TestCombinations takes a client through its life on every combination, the way a careful client does: it discovers the
// endpoint, and uses what the last answer gave it.
func TestCombinations(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, opts := range registrationsim.Combinations() {
		if opts.Name == "" || names[opts.Name] {
			t.Errorf("name %q is empty or used twice", opts.Name)
		}
		names[opts.Name] = true
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			sim, base := start(t, opts)
			endpoint := discover(t, base, opts.IssuerPath)
			if opts.HideEndpoint {
				endpoint = base + opts.RegistrationPath
			}
			created := send(t, http.MethodPost, endpoint, opts.InitialAccessToken, minimal)
			if created.status/100 != 2 || len(sim.Clients()) != 1 {
				t.Fatalf("status %d, clients %v: %s", created.status, sim.Clients(), created.text)
			}
			if opts.NoManagement {
				return
			}
			uri := resolve(base, created.string("registration_client_uri"))

			token := newest(created, opts.InitialAccessToken)
			read := mustSend(t, http.StatusOK, http.MethodGet, uri, token, "")
			token = newest(read, token)

			put := `{"redirect_uris":["https://client.example.org/new"]}`
			if opts.SentSecret == registrationsim.SentSecretDemanded {
				put = `{"redirect_uris":["https://client.example.org/new"],"client_secret":"` + created.string("client_secret") + `"}`
			}
			updated := mustSend(t, http.StatusOK, http.MethodPut, uri, token, withID(created, put))
			token = newest(updated, token)
			want := []any{"https://client.example.org/new"}
			if diff := cmp.Diff(want, sim.Clients()[created.string("client_id")]["redirect_uris"]); diff != "" {
				t.Errorf("redirect_uris (-want +got):\n%s", diff)
			}

			if r := send(t, http.MethodDelete, uri, token, ""); r.status/100 != 2 || len(sim.Clients()) != 0 {
				t.Errorf("delete: status %d, clients %v", r.status, sim.Clients())
			}
			if r := send(t, http.MethodGet, uri, token, ""); r.status < 401 || r.status > 404 {
				t.Errorf("read after delete: status %d", r.status)
			}
		})
	}
}

// discover returns the registration endpoint that one of the metadata documents names.
func discover(t *testing.T, base, issuerPath string) string {
	t.Helper()
	path := strings.TrimSuffix(issuerPath, "/")
	for _, address := range []string{
		"/.well-known/oauth-authorization-server" + path, path + "/.well-known/openid-configuration",
		path + "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration" + path,
	} {
		if r := send(t, http.MethodGet, base+address, "", ""); r.status == http.StatusOK {
			return r.string("registration_endpoint")
		}
	}
	t.Fatal("no metadata document")
	return ""
}

// resolve makes a registration_client_uri one that can be reached: absolute, and on the address that is listened on.
func resolve(base, uri string) string {
	if strings.HasPrefix(uri, "/") {
		return base + uri
	}
	return strings.NewReplacer("localhost", "127.0.0.1", "server.invalid", "127.0.0.1").Replace(uri)
}

// newest returns the registration access token of an answer, or the one that was current before when it has none.
func newest(r response, before string) string {
	if token := r.string("registration_access_token"); token != "" {
		return token
	}
	return before
}
