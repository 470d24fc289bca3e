package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// A secret in the environment comes along with an import when it is the client's, and stays.
func TestAccEstateSecret(t *testing.T) {
	for name, tc := range map[string]struct {
		method, grant string
	}{
		"basic":                            {"client_secret_basic", "client_credentials"},
		"post":                             {"client_secret_post", "client_credentials"},
		"without the client credentials":   {"client_secret_basic", "authorization_code"},
		"post, without client credentials": {"client_secret_post", "authorization_code"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			id := uniqueID("Import.ed")
			s.create(map[string]any{"client_id": id, "client_secret": "the secret of old", "grant_types": list(tc.grant), "token_endpoint_auth_method": tc.method})
			t.Setenv(variableOf(id), "the secret of old")
			body := fmt.Sprintf("client_id = %q\ngrant_types = [%q]\nscopes = [\"offline_access\", \"offline\", \"openid\"]", id, tc.grant)
			if tc.method != "client_secret_basic" {
				body += fmt.Sprintf("\ntoken_endpoint_auth_method = %q", tc.method)
			}
			config := fmt.Sprintf("provider \"oauth\" {\n  hydra {\n    admin_url  = %q\n    public_url = %q\n  }\n}\n", s.adminURL, s.publicURL) + client("a", body)
			hasSecret := inspect{addressA, func(attributes map[string]any) error {
				if attributes["client_secret"] != "the secret of old" {
					return fmt.Errorf("the secret did not come along")
				}
				return nil
			}}
			s.test(
				resource.TestStep{
					Config: config + fmt.Sprintf("import {\n  to = oauth_client.a\n  id = %q\n}\n", id), ConfigPlanChecks: importsOnly(1),
					ConfigStateChecks: []statecheck.StateCheck{hasSecret},
				},
				resource.TestStep{Config: config, ConfigPlanChecks: noChange(), ConfigStateChecks: []statecheck.StateCheck{hasSecret}},
			)
		})
	}
}

// variableOf returns the environment variable for the secret of a client.
func variableOf(id string) string {
	return "OAUTH_CLIENT_SECRET_" + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(id))
}

// A wrong secret is an error that does not tell it; one that cannot be checked, or is of no use, is a warning.
func TestEstateSecret_told(t *testing.T) {
	const secret = "never-to-be-seen"
	hydraSettings := func(s *server, publicURL string) map[string]any {
		return map[string]any{"hydra": object("admin_url", s.adminURL, "public_url", publicURL)}
	}
	for name, tc := range map[string]struct {
		members map[string]any
		// known says that the provider knows the token endpoint.
		known    bool
		says     string
		fails    bool
		imported string
	}{
		"right":         {object("client_secret", secret), true, "", false, secret},
		"wrong":         {object("client_secret", "another secret"), true, "ERROR client_secret", true, ""},
		"not checked":   {object("client_secret", "another secret"), false, "WARNING (none): Client secret not checked", false, secret},
		"public client": {object("token_endpoint_auth_method", "none"), true, "WARNING (none): Client secret not used", false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := serveSimulator(t, hydrasim.Options{})
			s.create(merged(tc.members, object("client_id", "a b-c.1é", "grant_types", list("client_credentials"))))
			t.Setenv("OAUTH_CLIENT_SECRET_A_B_C_1_", secret)
			publicURL := s.publicURL + "/"
			if !tc.known {
				publicURL = ""
			}
			l := newLifeOn(newSession(t), hydraSettings(s, publicURL))
			said := strings.Join(l.tryImport("a b-c.1é"), "\n")
			if tc.says == "" && said != "" || !strings.Contains(said, tc.says) || strings.Contains(said, secret) {
				t.Errorf("it said %q, want %q", said, tc.says)
			}
			if l.failed() != tc.fails || !tc.fails && l.text("client_secret") != tc.imported {
				t.Errorf("failed: %t", l.failed())
			}
		})
	}
}

// On a server with discovery nothing more is needed to check a secret.
func TestEstateSecret_registration(t *testing.T) { //nolint:paralleltest // It sets environment variables.
	for _, opts := range []registrationsim.Options{{}, {HashedSecretOnRead: true}, {SecretShown: registrationsim.ShownWhenNew}} {
		r := newRegistrar(t, opts)
		made := r.newLife()
		made.apply(object("redirect_uris", list("https://a.example/cb")))
		id, secret := made.text("client_id"), made.text("client_secret")
		for value, want := range map[string]bool{secret: true, "never-to-be-seen": false} {
			t.Setenv(variableOf(id), value)
			operatorHands(t, id, r.newToken(id))
			l := r.newLife()
			said := strings.Join(l.tryImport(made.text("id")), "\n")
			if l.failed() == want || strings.Contains(said, value) || want && l.text("client_secret") != secret {
				t.Errorf("failed: %t, said %q", l.failed(), said)
			}
		}
	}
}
