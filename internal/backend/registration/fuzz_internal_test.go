package registration

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// FuzzAnswer reads whatever a server may answer, and makes an update of it: nothing of the server's own is sent back, and
// nothing that is kept holds the secret or the token.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"client_id":"a","client_secret":"a-secret-of-the-client","registration_access_token":"a-token-of-the-client","scope":"a b","client_name#de":"x"}`,
		`{"client_id":5,"token_endpoint_auth_method":["none"],"client_id_issued_at":"2026-01-01T00:00:00.5Z","client_secret_expires_at":false}`,
		`{"jwks":{"keys":[{"kty":"oct","k":"c2VjcmV0"}]},"grant_types":null,"response_types":[],"scope":"","contacts":[null],"x":{"y":[]}}`,
		`{"redirect_uris":{"a":1},"default_max_age":"soon","jwks":"{\"keys\":[]}","registration_client_uri":"/x"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		var members jsonwire.Object
		if json.Unmarshal([]byte(answer), &members) != nil {
			return
		}
		client, _ := decode(members, oauthclient.Client{ExtraMetadata: `{"x":1}`})
		if _, err := encode(telling(client)); err != nil {
			t.Errorf("what was read cannot be sent: %v", err)
		}
		body := sendable(members)
		for name := range body {
			if issued.Has(names[name]) {
				t.Errorf("%s is the server's own", name)
			}
		}
		if _, err := json.Marshal(body); err != nil {
			t.Errorf("the body of an update: %v", err)
		}
		kept := withoutSecrets(members)
		if kept[memberSecret] != nil || kept[memberToken] != nil {
			t.Error("a secret is kept")
		}
	})
}

// FuzzAddress looks for an id that leads out of the registration endpoint.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"a", "a/b", "..", "%2e%2e/x", "a?b", "a#b", "https://a.example/x", "a\\..\\b", "//x", "\x00", "a;b/..;c"} {
		f.Add(seed)
	}
	const endpoint = "https://login.example.com/register"
	f.Fuzz(func(t *testing.T, id string) {
		d := &Driver{issuer: "https://login.example.com", endpointURL: endpoint, initial: &initialAccess{}, operatorToken: func(string) string { return "" }}
		s, err := d.open(t.Context(), oauthclient.Client{oauthclient.ClientID: id, oauthclient.ID: id})
		if err != nil {
			return
		}
		for _, address := range append(s.guesses, s.uri) {
			u, err := url.Parse(address)
			if err != nil || u.Host != "login.example.com" || !strings.HasPrefix(u.EscapedPath(), "/register") {
				t.Errorf("the id %q leads to %s: %v", id, address, err)
			}
			if rest := strings.TrimPrefix(u.EscapedPath(), "/register"); strings.Count(rest, "/") > 1 {
				t.Errorf("the id %q is more than one element of a path: %s", id, address)
			}
		}
	})
}
