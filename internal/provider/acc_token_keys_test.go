package provider_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
)

// keyOfClient makes a key for an algorithm, and returns the private one in PEM, in the form that tools write, and the public one.
func keyOfClient(t *testing.T, algorithm string) (private, public string) {
	t.Helper()
	pkcs8 := func(key any) string { return encodePEM(t, "PRIVATE KEY", key, x509.MarshalPKCS8PrivateKey) }
	var key crypto.Signer
	var err error
	switch algorithm {
	case "RS256", "PS256":
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	case "ES256":
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "ES384":
		key, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case "EdDSA":
		_, key, err = ed25519.GenerateKey(rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	private = pkcs8(key)
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if algorithm == "RS256" {
			private = encodePEM(t, "RSA PRIVATE KEY", key, func(any) ([]byte, error) { return x509.MarshalPKCS1PrivateKey(key), nil })
		}
	case *ecdsa.PrivateKey:
		if algorithm == "ES256" {
			private = encodePEM(t, "EC PRIVATE KEY", key, func(any) ([]byte, error) { return x509.MarshalECPrivateKey(key) })
		}
	}
	return private, encodePEM(t, "PUBLIC KEY", key.Public(), x509.MarshalPKIXPublicKey)
}

// A client that signs its assertions, with the kid that the function jwks makes, on real servers. Hydra looks only at keys
// with use "sig" ("Unable to find ECDSA public key with use='sig' for kid ...", v2.3.0).
func TestAccToken_privateKey(t *testing.T) {
	t.Parallel()
	heredoc := func(text string) string { return "<<-END\n" + text + "END\n" }
	// A function needs the provider's name in the requirements.
	const requirement = "terraform {\n  required_providers {\n    oauth = {\n      source = \"hashicorp/oauth\"\n    }\n  }\n}\n"
	for algorithm, byDefault := range map[string]bool{"RS256": true, "PS256": false, "ES256": true, "ES384": true, "EdDSA": true} {
		test := func(t *testing.T, issuer, provider, more string) {
			t.Helper()
			private, public := keyOfClient(t, algorithm)
			signing := ""
			if !byDefault {
				signing = fmt.Sprintf("  token_endpoint_auth_signing_alg = %q\n", algorithm)
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: withEcho(),
				Steps: []resource.TestStep{{
					Config: requirement + provider + client(
						"this", `grant_types = ["client_credentials"]`, `token_endpoint_auth_method = "private_key_jwt"`, more,
						fmt.Sprintf(`token_endpoint_auth_signing_alg = %q`, algorithm),
						"jwks = provider::oauth::jwks(local.public)",
					) + "locals {\n  public = " + heredoc(public) + "}\n" +
						"ephemeral \"oauth_access_token\" \"this\" {\n  issuer = \"" + issuer + "\"\n  client_id = oauth_client.this.client_id\n" + signing +
						"  private_key_pem = " + heredoc(private) + "}\n" + echoed,
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue("echo.seen", tfjsonpath.New("data").AtMapKey("access_token"), knownvalue.NotNull()),
					},
				}},
			})
		}
		t.Run("hydra, "+algorithm, func(t *testing.T) {
			t.Parallel()
			if os.Getenv(live.EnvHydraAdminURL) == "" {
				t.Skip("the simulators take no assertions, only a real server does")
			}
			if algorithm == "EdDSA" {
				t.Skip("Hydra takes no EdDSA; the plan says so (TestValidate of the backend)")
			}
			s := newServer(t)
			test(t, s.publicURL, s.config(), "")
		})
		t.Run("oidc-provider, "+algorithm, func(t *testing.T) {
			t.Parallel()
			if os.Getenv(live.EnvOIDCIssuer) == "" {
				t.Skip("the simulators take no assertions, only a real server does")
			}
			issuer := os.Getenv(live.EnvOIDCIssuer)
			provider := fmt.Sprintf("provider \"oauth\" {\n  registration {\n    issuer = %q\n    initial_access_token = %q\n  }\n}\n", issuer, os.Getenv(live.EnvOIDCInitialAccessToken))
			test(t, issuer, provider, "redirect_uris = []\nresponse_types = []")
		})
	}
}
