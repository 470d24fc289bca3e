package nevismeta

import (
	"encoding/json"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// FuzzDecode reads whatever a server says of a client, and edits it: what the edit does not mention is sent back as it was.
func FuzzDecode(f *testing.F) {
	for _, answer := range []string{
		`{}`, `{"name":5,"redirect_uris":"a","valid_from":1740816000000,"metadata":[{"name":"a","locale":null}]}`,
		`{"client_id":"c","client_secret":"********","jwks":{"keys":[{"keyID":"a","private":true}]},"access_token_ttl":"9e99"}`,
		`{"name":null,"jwks":"{}","valid_from":"tomorrow","id_token_encrypted_response_alg":[],"more":{"a":1e999},"clientId":"x"}`,
	} {
		f.Add(answer)
	}
	judge := oauthclient.NewJudge(Profile(testDefaults))
	driver, err := New(Config{HTTP: httpapi.Config{BaseURL: "http://127.0.0.1:1"}, Defaults: testDefaults}, judge)
	if err != nil {
		f.Fatal(err)
	}
	p := place{DefaultModule, "home", "c1"}
	f.Fuzz(func(t *testing.T, answer string) {
		var members jsonwire.Object
		if json.Unmarshal([]byte(answer), &members) != nil {
			return
		}
		h := &history{place: p, active: driver.decode(p, members)}
		described := h.describe(wish{})
		if secret := described.Client.Text(oauthclient.ClientSecret); secret != "" && !oauthclient.EvidentSecret(secret) {
			t.Errorf("%q is taken for a secret", secret)
		}
		body, err := driver.replacement(h.active, oauthclient.Change{
			Known: oauthclient.Client{}, Desired: oauthclient.Client{Comment: "edited"},
		}, wish{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(body); err != nil {
			t.Errorf("the edit cannot be sent: %v", err)
		}
		for name, raw := range members {
			_, changed := map[string]bool{
				"comment": true, "client_id": true, "client_secret": true, "redirect_uris": true,
				"id": true, "clientId": true, "setupId": true, "valid_from": true,
			}[name]
			// What is understood may be sent in its documented form.
			f, known := driver.names[name]
			same := string(body[name]) == string(raw) || known && judge.Equal(f, h.active.client[f], driver.decode(p, body).client[f])
			if !changed && !same {
				t.Errorf("%s was %s and is sent as %s", name, raw, body[name])
			}
		}
	})
}
