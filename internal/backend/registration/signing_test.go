package registration_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// signingKey returns a private key as a JWK, and its public half.
func signingKey(t *testing.T) (private string, public jose.JSONWebKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	jwk := jose.JSONWebKey{Key: key, KeyID: "key-1"}
	text, err := jwk.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text), jwk.Public()
}

// verifying takes signed requests only, and hands their claims to a simulator.
func verifying(t *testing.T, sim *registrationsim.Simulator, key jose.JSONWebKey, seen *[]map[string]any) http.Handler {
	t.Helper()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost && r.Method != http.MethodPut {
			sim.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		signed, err := jose.ParseSignedCompact(string(body), []jose.SignatureAlgorithm{jose.ES256})
		if r.Header.Get("Content-Type") != "application/jwt" || err != nil {
			t.Errorf("a request of type %q that is not signed: %v", r.Header.Get("Content-Type"), err)
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		payload, err := signed.Verify(key)
		if err != nil || signed.Signatures[0].Header.KeyID != "key-1" {
			t.Errorf("the signature of %v: %v", signed.Signatures[0].Header, err)
		}
		var claims map[string]any
		if err := json.Unmarshal(payload, &claims); err != nil {
			t.Error(err)
		}
		*seen = append(*seen, claims)
		r.Header.Set("Content-Type", "application/json")
		r.Body = io.NopCloser(bytes.NewReader(payload))
		sim.ServeHTTP(w, r)
	})
}

func TestSignedRegistration(t *testing.T) {
	t.Parallel()
	private, public := signingKey(t)
	sim := registrationsim.New(registrationsim.Options{})
	var seen []map[string]any
	server := httptest.NewServer(verifying(t, sim, public, &seen))
	t.Cleanup(server.Close)
	service := newBackend(t, server.URL, registrationsim.Options{}, func(c *registration.Config) { c.Signing.Key = private })
	desired := minimal("a").With(oauthclient.SoftwareID, "software-1")
	created, err := service.Create(t.Context(), desired)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := service.Update(t.Context(), service.state(desired, created), desired.With(oauthclient.ClientName, "b")); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 {
		t.Fatalf("%d signed requests", len(seen))
	}
	for _, claims := range seen {
		got := map[string]any{"iss": claims["iss"], "aud": claims["aud"], "software_id": claims["software_id"]}
		want := map[string]any{"iss": "software-1", "aud": server.URL, "software_id": "software-1"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("claims (-want +got):\n%s", diff)
		}
		issued, _ := claims["iat"].(float64)
		expires, _ := claims["exp"].(float64)
		if jti, _ := claims["jti"].(string); jti == "" || expires <= issued || time.Since(time.Unix(int64(issued), 0)) > time.Minute {
			t.Errorf("claims %v", claims)
		}
	}
	if seen[0]["jti"] == seen[1]["jti"] {
		t.Error("two requests have the same jti")
	}
}

func TestSignedRegistration_issuer(t *testing.T) {
	t.Parallel()
	private, public := signingKey(t)
	sim := registrationsim.New(registrationsim.Options{})
	var seen []map[string]any
	server := httptest.NewServer(verifying(t, sim, public, &seen))
	t.Cleanup(server.Close)
	change := func(signing registration.Signing) func(*registration.Config) {
		return func(c *registration.Config) { c.Signing = signing }
	}
	_, err := newBackend(t, server.URL, registrationsim.Options{}, change(registration.Signing{Key: private})).Create(t.Context(), minimal("a"))
	problem, ok := errors.AsType[*oauthclient.Error](err)
	if !ok || problem.Field != oauthclient.SoftwareID || !errors.Is(err, oauthclient.ErrInvalid) {
		t.Errorf("Create without software_id returned %v", err)
	}
	configured := registration.Signing{Key: private, Issuer: "org-1", Audience: "bank-1"}
	if _, err := newBackend(t, server.URL, registrationsim.Options{}, change(configured)).Create(t.Context(), minimal("a")); err != nil {
		t.Fatal(err)
	}
	if seen[0]["iss"] != "org-1" || seen[0]["aud"] != "bank-1" {
		t.Errorf("claims %v", seen[0])
	}
}

func TestNew_signing(t *testing.T) {
	t.Parallel()
	private, public := signingKey(t)
	publicText, err := public.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		signing registration.Signing
		setting string
	}{
		"fine":              {registration.Signing{Key: private}, ""},
		"named":             {registration.Signing{Key: private, Algorithm: "ES256"}, ""},
		"no JSON":           {registration.Signing{Key: "-----BEGIN"}, "signing.key"},
		"a public key":      {registration.Signing{Key: string(publicText)}, "signing.key"},
		"another algorithm": {registration.Signing{Key: private, Algorithm: "PS256"}, "signing.algorithm"},
		"no algorithm":      {registration.Signing{Key: private, Algorithm: "none"}, "signing.algorithm"},
		"a shared secret":   {registration.Signing{Key: `{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}`, Algorithm: "HS256"}, "signing.key"},
	} {
		_, err := registration.New(registration.Config{Issuer: "https://a.example", Signing: tc.signing}, judge)
		var problem *httpapi.ConfigError
		if (tc.setting == "") != (err == nil) || err != nil && (!errors.As(err, &problem) || problem.Setting != tc.setting) {
			t.Errorf("%s: error %v, want one about %q", name, err, tc.setting)
		}
	}
}
