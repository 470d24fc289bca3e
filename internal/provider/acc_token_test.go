package provider_test

import (
	"fmt"
	"maps"
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

// A token for a client that is made in the same apply, with each way to send a secret. A client_id and a secret with letters that
// mean something in a request are none the worse for it.
func TestAccToken(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"client_secret_basic", "client_secret_post"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			made := client(
				"this", fmt.Sprintf("client_id = %q", uniqueID("token +&=é")), `client_secret = "a %3A:+&=é secret"`, `grant_types = ["client_credentials"]`,
				`scopes = ["read", "write"]`, fmt.Sprintf("token_endpoint_auth_method = %q", method),
			)
			token := "ephemeral \"oauth_access_token\" \"this\" {\n" +
				"  token_url = \"" + s.publicURL + "/oauth2/token\"\n  client_id = oauth_client.this.id != null ? oauth_client.this.client_id : null\n  client_secret = oauth_client.this.client_secret\n" +
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
						ExpectError: regexp.MustCompile(`(?s)Unable to get an access token: client_secret.*invalid_client.*Make\s+client_id\s+wait`),
					},
					{Config: s.config(made)}, // or else destroying would fail like that, too
				},
			})
		})
	}
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
