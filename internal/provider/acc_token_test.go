package provider_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"maps"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// withEcho are the factories with a provider that puts its configuration into the state, which is how a test sees an
// ephemeral value.
func withEcho() map[string]func() (tfprotov6.ProviderServer, error) {
	all := maps.Clone(factories)
	// In tests, all configurations of one provider share a process, and the last one counts.
	all["elsewhere"] = factories["oauth"]
	all["echo"] = echoprovider.NewProviderServer()
	return all
}

const echoed = "provider \"echo\" {\n  data = ephemeral.oauth_access_token.this\n}\nresource \"echo\" \"seen\" {}\n"

// A token for a client that is made in the same apply, and one for a client that is there already.
func TestAccToken(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := uniqueID("token")
	made := client("this", `client_id = "`+id+`"`, `grant_types = ["client_credentials"]`, `scopes = ["read", "write"]`)
	token := "ephemeral \"oauth_access_token\" \"this\" {\n" +
		"  token_url = \"" + s.publicURL + "/oauth2/token\"\n  client_id = oauth_client.this.client_id\n  client_secret = oauth_client.this.client_secret\n" +
		"  token_endpoint_auth_method = oauth_client.this.token_endpoint_auth_method\n  scopes = [\"read\"]\n}\n"
	seen := func(name string, is knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("echo.seen", tfjsonpath.New("data").AtMapKey(name), is)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: withEcho(),
		Steps: []resource.TestStep{
			{
				Config: s.config(made, token, echoed),
				ConfigStateChecks: []statecheck.StateCheck{
					seen("access_token", knownvalue.StringRegexp(regexp.MustCompile(`^.{20,}$`))),
					seen("token_type", knownvalue.StringExact("bearer")),
					seen("granted_scopes", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact("read")})),
					seen("expires_at", knownvalue.StringFunc(func(text string) error {
						_, err := time.Parse(time.RFC3339, text)
						return err
					})),
				},
			},
			{
				Config:      s.config(made, regexp.MustCompile(`client_secret = .*`).ReplaceAllString(token, `client_secret = "another-secret"`), echoed),
				ExpectError: regexp.MustCompile(`(?s)Unable to get an access token: client_secret.*invalid_client`),
			},
			{Config: s.config(made)}, // or else destroying would fail like that, too
		},
	})
}

// By the issuer, without a backend, and for a client of which nothing is in the configuration.
func TestAccToken_issuer(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t, registrationsim.OIDCProvider())
	registered := "provider \"oauth\" {\n  registration {\n    issuer = \"" + r.issuer + "\"\n    initial_access_token = \"" + r.initialAccessToken + "\"\n  }\n}\n"
	elsewhere := "provider \"elsewhere\" {\n  http {\n    max_retries = 1\n  }\n}\n"
	token := "ephemeral \"oauth_access_token\" \"this\" {\n  provider = elsewhere\n" +
		"  issuer = \"" + r.issuer + "\"\n  client_id = oauth_client.this.client_id\n  client_secret = oauth_client.this.client_secret\n}\n"
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: withEcho(),
		Steps: []resource.TestStep{{
			Config: registered + elsewhere + client("this", `redirect_uris = ["https://app.example.com/cb"]`, `grant_types = ["authorization_code", "client_credentials"]`) + token + echoed,
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("echo.seen", tfjsonpath.New("data").AtMapKey("access_token"), knownvalue.NotNull()),
				statecheck.ExpectKnownValue("echo.seen", tfjsonpath.New("data").AtMapKey("token_type"), knownvalue.StringExact("Bearer")),
			},
		}},
	})
}

// A client that signs its assertions, with the kid that the function jwks makes. Hydra looks only at keys with use "sig"
// ("Unable to find ECDSA public key with use='sig' for kid ...", v2.3.0).
func TestAccToken_privateKey(t *testing.T) {
	t.Parallel()
	if os.Getenv(envLiveAdminURL) == "" {
		t.Skip("the simulators take no assertions, only a real server does")
	}
	s := newServer(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	heredoc := func(text string) string { return "<<-END\n" + text + "END\n" }
	private := heredoc(encodePEM(t, "PRIVATE KEY", any(key), x509.MarshalPKCS8PrivateKey))
	public := heredoc(encodePEM(t, "PUBLIC KEY", key.Public(), x509.MarshalPKIXPublicKey))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: withEcho(),
		Steps: []resource.TestStep{{
			Config: "terraform {\n  required_providers {\n    oauth = {\n      source = \"hashicorp/oauth\"\n    }\n  }\n}\n" +
				s.config(client(
					"this", `grant_types = ["client_credentials"]`, `token_endpoint_auth_method = "private_key_jwt"`,
					`token_endpoint_auth_signing_alg = "ES256"`, "jwks = provider::oauth::jwks(local.public)",
				)) +
				"locals {\n  public = " + public + "}\n" +
				"ephemeral \"oauth_access_token\" \"this\" {\n  issuer = \"" + s.publicURL + "\"\n  client_id = oauth_client.this.client_id\n  private_key_pem = " + private + "}\n" + echoed,
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("echo.seen", tfjsonpath.New("data").AtMapKey("access_token"), knownvalue.NotNull()),
			},
		}},
	})
}
