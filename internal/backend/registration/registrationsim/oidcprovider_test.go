package registrationsim_test

import (
	"maps"
	"net/http"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
)

// TestAgainstOIDCProvider makes the same requests to a real node oidc-provider (internal/live/oidc-provider) and to the
// simulator with the options of OIDCProvider, and compares what they answer. Error descriptions may differ.
func TestAgainstOIDCProvider(t *testing.T) {
	t.Parallel()
	issuer := os.Getenv(live.EnvOIDCIssuer)
	if issuer == "" {
		t.Skip(live.EnvOIDCIssuer + " is not set")
	}
	tests := []struct{ name, create, put string }{
		{name: "RFC 7591 section 3.1", create: fixture(t, "rfc7591-3.1-request.json"), put: minimal},
		{
			name: "tidied", create: `{"redirect_uris":["https://b.example/","https://a.example/","https://b.example/"],
			"grant_types":["client_credentials"],"response_types":["token id_token code"],"scope":"write read write"}`,
			put: `{"redirect_uris":["https://b.example/"],"response_types":["id_token code"]}`,
		},
		{name: "full", create: fixture(t, "full.json"), put: fixture(t, "full.json")},
		{
			name: "no redirects", create: `{"grant_types":["client_credentials"],"response_types":[],"redirect_uris":[]}`,
			put: `{"grant_types":["refresh_token"],"response_types":[]}`,
		},
		{name: "dropped members", put: minimal, create: `{"redirect_uris":["https://a.example/"],"colour":"red",
			"client_name#de":"Name","request_uris":["https://a.example/r"],"frontchannel_logout_uri":"https://a.example/f"}`},
		{
			name: "public", put: minimal,
			create: `{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"none"}`,
		},
		{
			name: "becomes public", create: minimal,
			put: `{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"none"}`,
		},
		{name: "certificate", put: minimal, create: `{"redirect_uris":["https://a.example/"],
			"token_endpoint_auth_method":"tls_client_auth","tls_client_auth_san_dns":"a.example",
			"tls_client_certificate_bound_access_tokens":true}`},
		{
			name: "certificate name without certificate", create: minimal,
			put: `{"redirect_uris":["https://a.example/"],"tls_client_auth_san_dns":"a.example"}`,
		},
		{
			name: "enc filled in", put: minimal,
			create: `{"redirect_uris":["https://a.example/"],"jwks_uri":"https://a.example/j",
			"id_token_encrypted_response_alg":"RSA-OAEP"}`,
		},
		{name: "enc without alg", create: `{"redirect_uris":["https://a.example/"],"id_token_encrypted_response_enc":"A128GCM"}`},
		{
			name: "chosen id", put: minimal,
			create: `{"redirect_uris":["https://a.example/"],"client_id":"mine","client_secret":"mine"}`,
		},
		{
			name: "null in update", create: minimal,
			put: `{"redirect_uris":["https://a.example/"],"client_name":null,"logo_uri":""}`,
		},
		{name: "read-only in update", create: minimal, put: `{"redirect_uris":["https://a.example/"],"client_id_issued_at":1}`},
		{name: "wrong secret in update", create: minimal, put: `{"redirect_uris":["https://a.example/"],"client_secret":"x"}`},
		{name: "null", create: `{"redirect_uris":["https://a.example/"],"client_name":null}`},
		{name: "empty string", create: `{"redirect_uris":["https://a.example/"],"client_name":""}`},
		{name: "empty object", create: `{}`},
		{name: "no object", create: `[]`},
		{name: "fragment", create: `{"redirect_uris":["https://a.example/#f"]}`},
		{name: "relative", create: `{"redirect_uris":["/cb"]}`},
		{name: "unsupported grant", create: `{"redirect_uris":["https://a.example/"],"grant_types":["password"]}`},
		{name: "unsupported scope", create: `{"redirect_uris":["https://a.example/"],"scope":"nope"}`},
		{name: "both keys", create: `{"redirect_uris":["https://a.example/"],"jwks":{"keys":[]},"jwks_uri":"https://a.example/j"}`},
		{name: "no keys", create: `{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"private_key_jwt"}`},
		{name: "no certificate name", create: `{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"tls_client_auth"}`},
		{name: "wrong type", create: `{"redirect_uris":["https://a.example/"],"contacts":"me"}`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, registrationsim.OIDCProvider())
			real := lifeOf(t, issuer, os.Getenv(live.EnvOIDCInitialAccessToken), tc.create, tc.put)
			simulated := lifeOf(t, base, registrationsim.InitialAccessToken, tc.create, tc.put)
			if diff := cmp.Diff(real, simulated); diff != "" {
				t.Errorf("(-oidc-provider +simulator):\n%s", diff)
			}
		})
	}
}

// An observation is what one answer says, less what is different for every client.
type observation struct {
	Step     string
	Status   int
	Metadata object
}

// lifeOf sends a registration, and when that succeeds everything else that can be done to a client.
func lifeOf(t *testing.T, issuer, initialAccessToken, create, put string) []observation {
	t.Helper()
	var observed []observation
	observe := func(step string, r response) response {
		observed = append(observed, observation{step, r.status, stable(r)})
		return r
	}
	observe("create without token", send(t, http.MethodPost, issuer+"/reg", "", create))
	created := observe("create", send(t, http.MethodPost, issuer+"/reg", initialAccessToken, create))
	if created.status != http.StatusCreated {
		return observed
	}
	uri, token := created.string("registration_client_uri"), created.string("registration_access_token")
	observe("read", send(t, http.MethodGet, uri, token, ""))
	observe("update without client_id", send(t, http.MethodPut, uri, token, minimal))
	updated := observe("update", send(t, http.MethodPut, uri, token, withID(created, put)))
	if updated.status == http.StatusOK {
		observe("read with old token", send(t, http.MethodGet, uri, token, ""))
		token = updated.string("registration_access_token")
	}
	observe("read again", send(t, http.MethodGet, uri, token, ""))
	observe("read another", send(t, http.MethodGet, uri+"x", token, ""))
	observe("read after misuse", send(t, http.MethodGet, uri, token, ""))
	return observed
}

// stable returns the members of an answer with those replaced that no two clients share.
func stable(r response) object {
	o := maps.Clone(r.body)
	for _, name := range slices.Collect(maps.Keys(o)) {
		switch name {
		case "client_id", "client_secret", "client_id_issued_at", "registration_access_token", "registration_client_uri":
			o[name] = "present"
		case "error_description":
			delete(o, name)
		}
	}
	return o
}
