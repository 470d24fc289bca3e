package nevismeta_test

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/beanjwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// seed returns the documented body with sensible values in its place-holders, less some members and less what a server
// derives of the jwks.
func seed(t *testing.T, less ...string) map[string]any {
	t.Helper()
	body := readJSON[map[string]any](t, "testdata/seed.json")
	for _, member := range less {
		delete(body, member)
	}
	if keys, ok := body["jwks"].(map[string]any); ok {
		withoutDerived(keys, "")
	}
	return body
}

// withoutDerived takes out the properties that [beanjwk.Properties] says are derived.
func withoutDerived(value any, path string) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			withoutDerived(element, path+"[]")
		}
	case map[string]any:
		for name, member := range value {
			at := name
			if path != "" {
				at = path + "." + name
			}
			for _, p := range beanjwk.Properties() {
				if p.Path == at && p.Fate == beanjwk.Derived {
					delete(value, name)
				}
			}
			withoutDerived(member, at)
		}
	}
}

func readJSON[T any](t *testing.T, path string) T {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// seedClient is what somebody configures to have the documented body sent.
func seedClient(t *testing.T) oauthclient.Client {
	t.Helper()
	keys, err := os.ReadFile("testdata/seed_jwks.json")
	if err != nil {
		t.Fatal(err)
	}
	return oauthclient.Client{
		oauthclient.ClientName:                         "billing-web",
		oauthclient.ClientID:                           "billing-web",
		oauthclient.ClientSecret:                       "0123456789abcdef0123456789abcdef",
		oauthclient.RedirectURIs:                       []string{"https://billing.example.org/a", "https://billing.example.org/b"},
		oauthclient.GrantTypes:                         []string{"authorization_code", "refresh_token"},
		oauthclient.ResponseTypes:                      []string{"code"},
		oauthclient.Scopes:                             []string{"billing.read", "openid"},
		oauthclient.Contacts:                           []string{"dev@example.org", "ops@example.org"},
		oauthclient.ClientURI:                          "https://billing.example.org/",
		oauthclient.LogoURI:                            "https://billing.example.org/logo.png",
		oauthclient.PolicyURI:                          "https://billing.example.org/policy",
		oauthclient.TosURI:                             "https://billing.example.org/terms",
		oauthclient.JWKSet:                             string(keys),
		oauthclient.JWKSURI:                            "https://billing.example.org/jwks.json",
		oauthclient.TokenEndpointAuthMethod:            "client_secret_basic",
		oauthclient.RequirePushedAuthorizationRequests: true,
		oauthclient.IDTokenSignedResponseAlg:           "RS256",
		oauthclient.IDTokenEncryptedResponseAlg:        "RSA1_5",
		oauthclient.IDTokenEncryptedResponseEnc:        "A128CBC-HS256",
		nevismeta.Owner:                                "platform-team",
		nevismeta.Comment:                              "Invoices on the web",
		nevismeta.Metadata: []map[string]string{
			{"name": "client_name", "locale": "de", "value": "Rechnungen"},
			{"name": "client_name", "locale": "en", "value": "Invoices"},
		},
		nevismeta.ValidFrom:             "2000-01-23T04:56:07.000+00:00",
		nevismeta.ConfidentialityType:   "confidential",
		nevismeta.PKCEMode:              "s256-required",
		nevismeta.ForceReauthentication: true,
		nevismeta.AccessTokenTTL:        int64(900),
		nevismeta.RefreshTokenTTL:       int64(2592000),
		nevismeta.IDTokenTTL:            int64(600),
		nevismeta.PersistedConsentTTL:   int64(86400),
		nevismeta.NotSentGrantType:      true,
	}
}

// The documented body cannot be sent whole, since jwks and jwks_uri exclude each other (RFC 7591 section 2).
func TestDocumentedBody(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		without oauthclient.Field
		member  string
	}{{oauthclient.JWKSURI, "jwks_uri"}, {oauthclient.JWKSet, "jwks"}} {
		t.Run("without "+tc.member, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(nevissim.Options{BeanJWKS: true})
			service := serve(t, sim, func(c *nevismeta.Config) { c.BeanJWKS = true })
			desired := seedClient(t).Without(tc.without)
			created := create(t, service, desired)
			if diff := cmp.Diff(seed(t, tc.member), sent(sim, http.MethodPost)[0]); diff != "" {
				t.Errorf("POST (-documented +sent):\n%s", diff)
			}

			changed := desired.Without(oauthclient.ClientSecret).With(nevismeta.Comment, "changed")
			if _, err := service.Update(t.Context(), created, changed); err != nil {
				t.Fatal(err)
			}
			want := seed(t, tc.member, "valid_from")
			want["comment"] = "changed"
			if diff := cmp.Diff(want, sent(sim, http.MethodPut)[0]); diff != "" {
				t.Errorf("PUT (-documented +sent):\n%s", diff)
			}
		})
	}
}

// The other spelling of jwks is the default, and members without a counterpart are in both.
func TestStandardKeys(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	create(t, serve(t, sim), seedClient(t).Without(oauthclient.JWKSURI))
	want := readJSON[any](t, "testdata/seed_jwks.json")
	if diff := cmp.Diff(want, sent(sim, http.MethodPost)[0]["jwks"]); diff != "" {
		t.Errorf("jwks (-configured +sent):\n%s", diff)
	}
}

// What the server has of a key beside what is configured survives an update that does not change the keys.
func TestUpdateKeepsMembersOfKeys(t *testing.T) {
	t.Parallel()
	const configured = `{"keys":[{"kty":"OKP","kid":"1","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`
	sim := newSimulator(nevissim.Options{})
	service := serve(t, sim)
	desired := oauthclient.Client{oauthclient.ClientName: "x", oauthclient.JWKSet: configured}
	created := create(t, service, desired)
	store := map[string]any{"type": "PKCS12"}
	if err := sim.Edit(internalID(created), func(body map[string]any) {
		key := body["jwks"].(map[string]any)["keys"].([]any)[0].(map[string]any)
		key["keyStore"] = store
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := service.Update(t.Context(), created, desired.With(nevismeta.Comment, "changed")); err != nil {
		t.Fatal(err)
	}
	key := sent(sim, http.MethodPut)[0]["jwks"].(map[string]any)["keys"].([]any)[0].(map[string]any)
	if diff := cmp.Diff(store, key["keyStore"]); diff != "" {
		t.Errorf("keyStore (-want +sent):\n%s", diff)
	}
}

// A change of the place that changes nothing is no edit: each edit adds a state to the client's history.
func TestUpdateOfPlaceAlone(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	service := serve(t, sim)
	desired := oauthclient.Client{oauthclient.ClientName: "x"}
	created := create(t, service, desired)
	known := service.Settle(desired, created, nil)
	if _, err := service.Update(t.Context(), known, desired.With(nevismeta.SetupID, nevissim.SetupID)); err != nil {
		t.Fatal(err)
	}
	if edits := len(sent(sim, http.MethodPut)); edits > 0 {
		t.Errorf("%d edits were sent", edits)
	}
}

// After an import the plan changes nothing with the configuration that the client was made from, on every server, but what
// somebody else may have decided.
func TestImport(t *testing.T) {
	t.Parallel()
	for _, opts := range nevissim.Combinations() {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(opts)
			service := serve(t, sim)
			full := seedClient(t).Without(oauthclient.JWKSURI, oauthclient.ClientSecret, nevismeta.ValidFrom, nevismeta.NotSentGrantType)
			for name, configured := range map[string]oauthclient.Client{
				"full":    full,
				"typical": full.Only(oauthclient.NewFieldSet(oauthclient.ClientName, oauthclient.GrantTypes, oauthclient.RedirectURIs, nevismeta.ConfidentialityType)),
				"to come": {oauthclient.ClientName: "later", oauthclient.GrantTypes: []string{"client_credentials"}, nevismeta.ValidFrom: "2099-01-01T00:00:00Z"},
			} {
				created := create(t, service, configured)
				read, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: created[oauthclient.ID]})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				for f := range service.Changed(service.Imported(read.Client), configured) {
					if p, _ := service.Property(f); configured.Has(f) || p.Behaviour != oauthclient.Stamped && p.Behaviour != oauthclient.Inherited {
						t.Errorf("%s: after the import the plan changes %s, which is nobody's choice", name, f)
					}
				}
				if err := service.Delete(t.Context(), created); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
