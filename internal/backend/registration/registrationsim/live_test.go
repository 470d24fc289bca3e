package registrationsim_test

import (
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
)

// A life is what is sent for one client: a registration, and the update that follows when it succeeds.
type life struct{ name, create, put string }

// TestAgainstOIDCProvider makes the same requests to a real node oidc-provider (internal/live/oidc-provider) and to the
// simulator with the options of OIDCProvider, and compares what they answer. Error descriptions may differ.
func TestAgainstOIDCProvider(t *testing.T) {
	t.Parallel()
	issuer := os.Getenv(live.EnvOIDCIssuer)
	if issuer == "" {
		t.Skip(live.EnvOIDCIssuer + " is not set")
	}
	token := os.Getenv(live.EnvOIDCInitialAccessToken)
	lives := []life{
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
	for _, l := range lives {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, registrationsim.OIDCProvider())
			want := l.live(t, issuer+"/reg", token)
			got := l.live(t, base+"/reg", registrationsim.InitialAccessToken)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-oidc-provider +simulator):\n%s", diff)
			}
		})
	}
}

// TestAgainstHydra does the same with the public registration endpoint of a real Ory Hydra. The members that only Hydra
// has, and its codes for errors, are not compared.
func TestAgainstHydra(t *testing.T) {
	t.Parallel()
	public := os.Getenv(live.EnvHydraPublicURL)
	if public == "" {
		t.Skip(live.EnvHydraPublicURL + " is not set")
	}
	lives := []life{
		{name: "RFC 7591 section 3.1", create: fixture(t, "rfc7591-3.1-request.json"), put: minimal},
		{
			name: "order, duplicates and defaults", put: `{}`,
			create: `{"redirect_uris":["https://b.example/","https://a.example/","https://b.example/"],"scope":"b  a b",
			"grant_types":["client_credentials","any"],"response_types":["token id_token code"]}`,
		},
		{
			name: "dropped members", put: minimal, create: `{"redirect_uris":["https://a.example/"],"colour":"red",
			"client_name#de":"Name","software_id":"s","application_type":"web","default_max_age":3}`,
		},
		{name: "public", create: `{"token_endpoint_auth_method":"none"}`, put: `{"token_endpoint_auth_method":"none"}`},
		{name: "becomes confidential", create: `{"token_endpoint_auth_method":"none"}`, put: minimal},
		{name: "null and empty", create: `{"client_name":null,"scope":"","logo_uri":""}`, put: `{"contacts":null}`},
		{
			name: "read-only in update", create: minimal,
			put: `{"client_secret_expires_at":0,"registration_access_token":"x"}`,
		},
		{name: "other client_id in update", create: minimal, put: `{"client_id":"other"}`},
		{name: "secret in update", create: minimal, put: `{"client_secret":"not-a-secret"}`},
		{name: "chosen id", create: `{"client_id":"mine"}`, put: minimal},
		{name: "fragment", create: `{"redirect_uris":["https://a.example/#f"]}`},
		{name: "subject type", create: `{"subject_type":"pairwise"}`},
		{name: "both keys", create: `{"jwks":{"keys":[]},"jwks_uri":"https://a.example/j"}`},
		{name: "no keys", create: `{"token_endpoint_auth_method":"private_key_jwt"}`},
		{name: "wrong type", create: `{"redirect_uris":"https://a.example/"}`},
	}
	onlyHydra := func(name string, _ any) bool {
		return name == "error" || name == "metadata" || name == "audience" || name == "allowed_cors_origins" ||
			name == "created_at" || name == "updated_at" || strings.HasSuffix(name, "_lifespan")
	}
	for _, l := range lives {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			_, base := start(t, registrationsim.Hydra())
			want := l.live(t, public+"/oauth2/register", "")
			got := l.live(t, base+"/oauth2/register", "")
			for _, o := range append(slices.Clone(want), got...) {
				maps.DeleteFunc(o.Metadata, onlyHydra)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-hydra +simulator):\n%s", diff)
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

// live sends the registration, and when that succeeds everything else that can be done to a client.
func (l life) live(t *testing.T, endpoint, initialAccessToken string) []observation {
	t.Helper()
	var observed []observation
	observe := func(step, method, url, token, body string) response {
		t.Helper()
		r := send(t, method, url, token, body)
		// Hydra on SQLite refuses what comes at the same moment as another write. It has not done anything then.
		for range 50 {
			if !strings.Contains(r.text, "Unable to serialize access") {
				break
			}
			r = send(t, method, url, token, body)
		}
		observed = append(observed, observation{step, r.status, stable(r)})
		return r
	}
	if initialAccessToken != "" {
		observe("create without token", http.MethodPost, endpoint, "", l.create)
	}
	created := observe("create", http.MethodPost, endpoint, initialAccessToken, l.create)
	if created.status != http.StatusCreated {
		return observed
	}
	uri, first := created.string("registration_client_uri"), created.string("registration_access_token")
	observe("read", http.MethodGet, uri, first, "")
	token := newest(observe("update without client_id", http.MethodPut, uri, first, minimal), first)
	token = newest(observe("update", http.MethodPut, uri, token, withID(created, l.put)), token)
	observe("read with first token", http.MethodGet, uri, first, "")
	observe("read without token", http.MethodGet, uri, "", "")
	observe("read again", http.MethodGet, uri, token, "")
	observe("delete", http.MethodDelete, uri, token, "")
	observe("read after delete", http.MethodGet, uri, token, "")
	other := observe("create another", http.MethodPost, endpoint, initialAccessToken, l.create)
	otherURI, otherToken := other.string("registration_client_uri"), other.string("registration_access_token")
	observe("read what is unknown", http.MethodGet, otherURI+"x", otherToken, "")
	observe("read after misuse", http.MethodGet, otherURI, otherToken, "")
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
