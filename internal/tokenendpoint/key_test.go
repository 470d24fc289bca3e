package tokenendpoint_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

var rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func newRSA(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsaKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newEC(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newEd25519(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// block returns a PEM block.
func block(t *testing.T, kind string, der []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func pkcs8(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return block(t, "PRIVATE KEY", der, err)
}

func privateJWK(t *testing.T, key jose.JSONWebKey) string {
	t.Helper()
	text, err := json.Marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func thumbprint(t *testing.T, key crypto.Signer) string {
	t.Helper()
	sum, err := (&jose.JSONWebKey{Key: key.Public()}).Thumbprint(crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// Each assertion is one that a server believes: signed by the key, about the client, for this server, and only once.
func TestKey_assertion(t *testing.T) {
	t.Parallel()
	p256, ed := newEC(t, elliptic.P256()), newEd25519(t)
	ecDER, ecErr := x509.MarshalECPrivateKey(p256)
	fromPEM := func(text, id, algorithm string) func() (*tokenendpoint.Key, error) {
		return func() (*tokenendpoint.Key, error) { return tokenendpoint.KeyFromPEM(text, id, algorithm) }
	}
	fromJWK := func(key jose.JSONWebKey, id, algorithm string) func() (*tokenendpoint.Key, error) {
		return func() (*tokenendpoint.Key, error) { return tokenendpoint.KeyFromJWK(privateJWK(t, key), id, algorithm) }
	}
	p384, p521 := newEC(t, elliptic.P384()), newEC(t, elliptic.P521())
	tests := []struct {
		name          string
		key           func() (*tokenendpoint.Key, error)
		public        crypto.Signer
		id, algorithm string
	}{
		{"RSA", fromPEM(pkcs8(t, newRSA(t)), "", ""), newRSA(t), thumbprint(t, newRSA(t)), "RS256"},
		{"RSA, PKCS #1", fromPEM(block(t, "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(newRSA(t)), nil), "k1", "PS256"), newRSA(t), "k1", "PS256"},
		{"P-256", fromPEM("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"+block(t, "EC PRIVATE KEY", ecDER, ecErr), "", ""), p256, thumbprint(t, p256), "ES256"},
		{"P-384", fromPEM(pkcs8(t, p384), "", ""), p384, thumbprint(t, p384), "ES384"},
		{"P-521", fromPEM(pkcs8(t, p521), "", "ES512"), p521, thumbprint(t, p521), "ES512"},
		{"Ed25519", fromPEM(pkcs8(t, ed), "", ""), ed, thumbprint(t, ed), "EdDSA"},
		{"JWK", fromJWK(jose.JSONWebKey{Key: newRSA(t), KeyID: "own", Algorithm: "PS512"}, "", ""), newRSA(t), "own", "PS512"},
		{"JWK with another id and algorithm", fromJWK(jose.JSONWebKey{Key: newRSA(t), KeyID: "own", Algorithm: "PS512"}, "mine", "RS384"), newRSA(t), "mine", "RS384"},
		{"JWK without an id", fromJWK(jose.JSONWebKey{Key: ed}, "", ""), ed, thumbprint(t, ed), "EdDSA"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			key, err := tc.key()
			if err != nil {
				t.Fatal(err)
			}
			var audience string
			seen := map[string]bool{}
			endpoint, address := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.FormValue("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" || r.FormValue("client_id") != "app" || r.Header.Get("Authorization") != "" {
					t.Errorf("%v with %v", r.Header, r.PostForm)
				}
				signed, err := jose.ParseSignedCompact(r.FormValue("client_assertion"), []jose.SignatureAlgorithm{jose.SignatureAlgorithm(tc.algorithm)})
				if err != nil {
					t.Error(err)
					return
				}
				if id := signed.Signatures[0].Header.KeyID; id != tc.id {
					t.Errorf("kid %q, want %q", id, tc.id)
				}
				payload, err := signed.Verify(tc.public.Public())
				if err != nil {
					t.Error(err)
				}
				var claims struct {
					Iss, Sub, Aud, Jti string
					Iat, Exp           int64
				}
				if err := json.Unmarshal(payload, &claims); err != nil {
					t.Error(err)
				}
				now := time.Now().Unix()
				if claims.Iss != "app" || claims.Sub != "app" || claims.Aud != audience || claims.Iat > now || claims.Exp <= now || claims.Exp > now+300 || seen[claims.Jti] {
					t.Errorf("claims %+v for %q", claims, audience)
				}
				seen[claims.Jti] = true
				_, _ = io.WriteString(w, issued)
			})
			for _, configured := range []string{"", "https://issuer.example"} {
				audience = configured
				if configured == "" {
					audience = address
				}
				who := tokenendpoint.Authentication{ClientID: "app", Key: key, Audience: configured}
				if _, err := endpoint.Token(t.Context(), who, tokenendpoint.Request{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// A client registered with what the function jwks makes is known by the kid of its assertions.
func TestKey_idOfFunctionJWKS(t *testing.T) {
	t.Parallel()
	der, err := x509.MarshalPKIXPublicKey(newRSA(t).Public())
	set, setErr := jwk.FromPEM(block(t, "PUBLIC KEY", der, err))
	if setErr != nil {
		t.Fatal(setErr)
	}
	if got := set.Keys[0].ID(); got != thumbprint(t, newRSA(t)) {
		t.Errorf("the function makes the kid %q", got)
	}
}

func TestKey_unusable(t *testing.T) {
	t.Parallel()
	p256 := newEC(t, elliptic.P256())
	p224, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, publicErr := x509.MarshalPKIXPublicKey(p256.Public())
	tests := []struct {
		name, pem, jwk, algorithm string
		setting, text             string
	}{
		{name: "nothing", pem: "x", setting: "private_key_pem", text: "holds no private key"},
		{name: "public", pem: block(t, "PUBLIC KEY", der, publicErr), setting: "private_key_pem", text: "holds no private key"},
		{name: "two", pem: pkcs8(t, p256) + pkcs8(t, newRSA(t)), setting: "private_key_pem", text: "more than one"},
		{name: "encrypted", pem: block(t, "ENCRYPTED PRIVATE KEY", []byte("x"), nil), setting: "private_key_pem", text: "is encrypted"},
		{name: "encrypted in the old way", pem: "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n", setting: "private_key_pem", text: "is encrypted"},
		{name: "of OpenSSH", pem: block(t, "OPENSSH PRIVATE KEY", []byte("x"), nil), setting: "private_key_pem", text: "OPENSSH PRIVATE KEY"},
		{name: "damaged", pem: block(t, "PRIVATE KEY", []byte("x"), nil), setting: "private_key_pem", text: "cannot be read"},
		{name: "P-224", pem: pkcs8(t, p224), setting: "private_key_pem", text: "cannot sign assertions"},
		{name: "algorithm", pem: pkcs8(t, p256), algorithm: "RS256", setting: "token_endpoint_auth_signing_alg", text: "With it go ES256"},
		{name: "symmetric algorithm", pem: pkcs8(t, newRSA(t)), algorithm: "HS256", setting: "token_endpoint_auth_signing_alg", text: "With it go RS256"},
		{name: "no JWK", jwk: "{}", setting: "private_key_jwk", text: "is not a private key"},
		{name: "public JWK", jwk: privateJWK(t, jose.JSONWebKey{Key: p256.Public()}), setting: "private_key_jwk", text: "is not a private key"},
		{name: "symmetric JWK", jwk: `{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}`, setting: "private_key_jwk", text: "is not a private key"},
		{name: "algorithm of a JWK", jwk: privateJWK(t, jose.JSONWebKey{Key: p256, Algorithm: "ES384"}), setting: "token_endpoint_auth_signing_alg", text: "With it go ES256"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var err error
			if tc.pem != "" {
				_, err = tokenendpoint.KeyFromPEM(tc.pem, "", tc.algorithm)
			} else {
				_, err = tokenendpoint.KeyFromJWK(tc.jwk, "", tc.algorithm)
			}
			wrong, ok := errors.AsType[*tokenendpoint.Error](err)
			if !ok || wrong.Setting != tc.setting || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("the error is %v, want one about %s with %q", err, tc.setting, tc.text)
			}
		})
	}
}

// An assertion that is not believed is explained by what the server has to know.
func TestKey_refused(t *testing.T) {
	t.Parallel()
	key, err := tokenendpoint.KeyFromPEM(pkcs8(t, newRSA(t)), "k1", "")
	if err != nil {
		t.Fatal(err)
	}
	var assertion string
	endpoint, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assertion = r.FormValue("client_assertion")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"error": "invalid_client", "error_description": "`+assertion+`"}`)
	})
	_, err = endpoint.Token(t.Context(), tokenendpoint.Authentication{ClientID: "app", Key: key}, tokenendpoint.Request{})
	wrong, ok := errors.AsType[*tokenendpoint.Error](err)
	if !ok || wrong.Setting != "private_key_pem" {
		t.Fatalf("the error is %v", err)
	}
	for _, text := range []string{`kid "k1"`, "RS256", "assertion_audience"} {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%q does not hold %q", err, text)
		}
	}
	if strings.Contains(err.Error(), assertion) {
		t.Errorf("%q holds the assertion", err)
	}
}
