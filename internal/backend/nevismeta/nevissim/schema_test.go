package nevissim_test

import (
	"maps"
	"net/http"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// TestSchemaIsComplete compares the simulator's schema with the documented body of createClient: every member of that
// body is known, and no other is.
func TestSchemaIsComplete(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/documented_body.json")
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Sorted(maps.Keys(decode(t, string(content))))
	sim, _ := newSimulator(nevissim.Options{Unset: nevissim.UnsetNull})
	id := addClient(t, sim, nil)
	got := slices.Sorted(maps.Keys(mustSend(t, sim, "GET", clientsPath+"/"+id, "", http.StatusOK)))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("properties (-want +got):\n%s", diff)
	}
}

// TestDocumentedBody checks that the documented body is accepted as it stands, place-holders and bean dump included,
// less two members that contradict others: jwks_uri, which excludes jwks, and empty, which is true beside two keys.
func TestDocumentedBody(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/documented_body.json")
	if err != nil {
		t.Fatal(err)
	}
	body := decode(t, string(content))
	delete(body, "jwks_uri")
	delete(body["jwks"].(map[string]any), "empty")
	sim, _ := newSimulator(nevissim.Options{BeanJWKS: true})
	id := mustSend(t, sim, "POST", clientsPath, encode(t, body), http.StatusCreated)["clientId"].(string)
	got := mustSend(t, sim, "GET", clientsPath+"/"+id, "", http.StatusOK)
	delete(body, "jwks")
	delete(got, "jwks")
	body["valid_from"] = "2000-01-23T04:56:07.000Z"
	if diff := cmp.Diff(body, got); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

// TestBodies sends bodies that the schema, or a switch, accepts or refuses.
func TestBodies(t *testing.T) {
	t.Parallel()
	const created, refused = http.StatusCreated, http.StatusBadRequest
	for _, tc := range []struct {
		name   string
		opts   nevissim.Options
		body   string
		status int
	}{
		{"string for number", nevissim.Options{}, `{"access_token_ttl":"900"}`, refused},
		{"fraction", nevissim.Options{}, `{"access_token_ttl":1.5}`, refused},
		{"negative", nevissim.Options{}, `{"access_token_ttl":-1}`, created},
		{"string for boolean", nevissim.Options{}, `{"force_reauthentication":"true"}`, refused},
		{"open enumeration", nevissim.Options{}, `{"pkce_mode":"S256_REQUIRED"}`, created},
		{"unknown signature", nevissim.Options{}, `{"id_token_signed_response_alg":"HS256"}`, refused},
		{"empty signature", nevissim.Options{}, `{"id_token_signed_response_alg":""}`, refused},
		{"known signature", nevissim.Options{}, `{"id_token_signed_response_alg":"ES256K"}`, created},
		{"unknown encryption", nevissim.Options{}, `{"id_token_encrypted_response_enc":"A128"}`, refused},
		{"alg without enc", nevissim.Options{}, `{"id_token_encrypted_response_alg":"ECDH-ES"}`, created},
		{"alg without enc, strictly", nevissim.Options{RequireEncryptionPair: true}, `{"id_token_encrypted_response_alg":"ECDH-ES"}`, refused},
		{
			"alg with enc none, strictly",
			nevissim.Options{RequireEncryptionPair: true},
			`{"id_token_encrypted_response_alg":"ECDH-ES","id_token_encrypted_response_enc":"none"}`, refused,
		},
		{
			"alg with enc, strictly",
			nevissim.Options{RequireEncryptionPair: true},
			`{"id_token_encrypted_response_alg":"ECDH-ES","id_token_encrypted_response_enc":"A128GCM"}`, created,
		},
		{"malformed URI", nevissim.Options{}, `{"logo_uri":"https://%zz"}`, refused},
		{"URI with blank", nevissim.Options{}, `{"redirect_uris":["https://a.example/b c"]}`, refused},
		{"free client_uri", nevissim.Options{}, `{"client_uri":"not a uri"}`, created},
		{"string for array", nevissim.Options{}, `{"scopes":"openid"}`, refused},
		{"string for array, leniently", nevissim.Options{StringsForArrays: true}, `{"scopes":"openid"}`, created},
		{"number in array", nevissim.Options{}, `{"scopes":[1]}`, refused},
		{"metadata", nevissim.Options{}, `{"metadata":[{"name":"a","value":"b","locale":null},{"name":"a","locale":"de"}]}`, created},
		{"metadata of numbers", nevissim.Options{}, `{"metadata":[{"name":"a","value":1}]}`, refused},
		{"metadata of strings", nevissim.Options{}, `{"metadata":["a"]}`, refused},
		{"date without offset", nevissim.Options{}, `{"valid_from":"2025-03-01T08:00:00"}`, refused},
		{"date with offset", nevissim.Options{}, `{"valid_from":"2025-03-01T08:00:00+01:00"}`, created},
		{"date without colon", nevissim.Options{}, `{"valid_from":"2025-03-01T08:00:00.000+0100"}`, created},
		{"no redirect URIs", nevissim.Options{}, `{}`, created},
		{"no redirect URIs, strictly", nevissim.Options{StrictRedirectURIs: true}, `{}`, refused},
		{"null for redirect URIs, strictly", nevissim.Options{StrictRedirectURIs: true}, `{"redirect_uris":null}`, refused},
		{"empty redirect URIs, strictly", nevissim.Options{StrictRedirectURIs: true}, `{"redirect_uris":[]}`, created},
		{"unknown member", nevissim.Options{RejectUnknown: true}, `{"client_name":"x"}`, refused},
		{"unknown member, both switches", nevissim.Options{RejectUnknown: true, UnknownMembers: true}, `{"client_name":"x"}`, refused},
		{"keys", nevissim.Options{}, `{"jwks":{"keys":[{"kty":"RSA","n":"AQ","e":"AQAB"}]}}`, created},
		{"keys that are none", nevissim.Options{}, `{"jwks":{"keys":["x"]}}`, refused},
		{"keys missing", nevissim.Options{}, `{"jwks":{}}`, refused},
		{"key without type", nevissim.Options{}, `{"jwks":{"keys":[{"n":"AQ","e":"AQAB"}]}}`, refused},
		{"dumped key", nevissim.Options{}, `{"jwks":{"keys":[{"keyType":{"value":"RSA"}}]}}`, refused},
		{"dumped key, bean", nevissim.Options{BeanJWKS: true}, `{"jwks":{"keys":[{"keyType":{"value":"RSA"}}]}}`, created},
		{"dumped key without type, bean", nevissim.Options{BeanJWKS: true}, `{"jwks":{"keys":[{"keyID":"a"}]}}`, refused},
		{"dumped key with a bad date, bean", nevissim.Options{BeanJWKS: true}, `{"jwks":{"keys":[{"keyType":{"value":"RSA"},"issueTime":"x"}]}}`, refused},
		{"keys and their URI", nevissim.Options{}, `{"jwks":{"keys":[]},"jwks_uri":"https://a.example"}`, refused},
		{"keys and an empty URI", nevissim.Options{}, `{"jwks":{"keys":[]},"jwks_uri":""}`, created},
		{"keys and their URI, leniently", nevissim.Options{AcceptJWKSWithURI: true}, `{"jwks":{"keys":[]},"jwks_uri":"https://a.example"}`, created},
		{"duplicate client_id", nevissim.Options{}, `{"client_id":"taken"}`, refused},
		{"duplicate client_id, conflict", nevissim.Options{DuplicateClientID: nevissim.DuplicateConflict}, `{"client_id":"taken"}`, http.StatusConflict},
		{"duplicate client_id, leniently", nevissim.Options{DuplicateClientID: nevissim.DuplicateAccepted}, `{"client_id":"taken"}`, created},
		{"duplicate name", nevissim.Options{}, `{"name":"taken"}`, created},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, _ := newSimulator(tc.opts)
			addClient(t, sim, map[string]any{"client_id": "taken", "name": "taken"})
			mustSend(t, sim, "POST", clientsPath, tc.body, tc.status)
			if got, want := len(sim.Clients()), 1; (got > want) != (tc.status == created) {
				t.Errorf("%d clients are stored after status %d", got, tc.status)
			}
		})
	}
}
