package provider_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// unusual is let pass with a warning.
var unusual = []badInput{
	{"wildcard", object("redirect_uris", list("https://*.example.com/cb")), `WARNING redirect_uris: Unusual value: redirect_uris: .*RFC 9700`},
	{"http", object("redirect_uris", list("http://a.example/cb")), `WARNING redirect_uris: .*unencrypted`},
	{"grant", object("grant_types", list("device_code")), `WARNING grant_types: Unusual value: grant_types: "device_code" is not a known value.*Write "urn:ietf:params:oauth:grant-type:device_code"`},
	{"response type", object("response_types", list("code tokens")), `WARNING response_types: .*"code tokens".*Did you mean "code token"`},
	{"authentication method", object("token_endpoint_auth_method", "client_secret"), `WARNING token_endpoint_auth_method: .*"client_secret"`},
	{"password in a URI", object("redirect_uris", list("https://u:p@a.example/cb")), `WARNING redirect_uris: .*holds a user name or password`},
	{"native scheme on the web", object("redirect_uris", list("com.example:/cb"), "application_type", "web"), `WARNING application_type: .*set application_type = "native"`},
	{"pairwise on several hosts", object("subject_type", "pairwise", "redirect_uris", list("https://a.example/cb", "https://b.example/cb")), `WARNING sector_identifier_uri: .*need a sector_identifier_uri`},
	{"misspelt scheme", object("redirect_uris", list("htps://a.example/cb")), `WARNING redirect_uris: .*has the scheme "htps": did you mean "https"`},
	{"codes and nowhere to send them", object("grant_types", list("authorization_code")), `WARNING redirect_uris: .*authorization_code needs redirect_uris`},
	{"tokens and nowhere to send them", object("grant_types", list("implicit")), `WARNING redirect_uris: .*implicit needs redirect_uris`},
	{"several at once", object("grant_types", list("client_credential", "JWT_BEARER")), `WARNING grant_types: .*Did you mean "client_credentials"\?.*Write "urn:ietf:params:oauth:grant-type:jwt-bearer"`},
	{"misspelt grant", object("grant_types", list("client_credential")), `WARNING grant_types: .*Did you mean "client_credentials"\?`},
	{"misspelt algorithm", object("request_object_signing_alg", "RS2566"), `WARNING request_object_signing_alg: .*Did you mean "RS256"\?`},
	{"application type", object("application_type", "app"), `WARNING application_type: .*"app"`},
}

func TestUnusualInput(t *testing.T) {
	t.Parallel()
	for _, tc := range unusual {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			said := newSession(t).validate(tc.attributes)
			wantLine(t, tc.says, said)
			if len(said) > 1 {
				t.Errorf("more than one warning: %v", said)
			}
		})
	}
}

// A secret that a client has no use for is a warning on every backend that takes one, whichever attribute it is given by.
func TestUselessSecret(t *testing.T) {
	t.Parallel()
	method := func(method string, more ...any) map[string]any {
		return object(append([]any{"client_name", "x", "token_endpoint_auth_method", method}, more...)...)
	}
	for _, backend := range []string{"hydra", "nevismeta", "oam"} {
		s := newSession(t)
		if said := s.configure(t.Context(), leastSettings[backend]); len(said) > 0 {
			t.Fatal(said)
		}
		if backend != "oam" { // which has no clients without authentication
			wantLine(t, `WARNING client_secret: Unusual value: client_secret \(client "x"\): A public client has no use`, s.planCreate(method("none", "client_secret", "abcdefgh")))
		}
		wantLine(t, `WARNING \(none\): Unusual value: client_secret_wo \(client "x"\): client_secret_wo: `, s.planCreate(method("tls_client_auth", "client_secret_wo", "abcdefgh")))
	}
	for backend, public := range map[string]map[string]any{
		"nevismeta": object("nevismeta", object("confidentiality_type", "public")), "oam": object("oam", object("client_type", "PUBLIC_CLIENT")),
	} {
		s := newSession(t)
		if said := s.configure(t.Context(), leastSettings[backend]); len(said) > 0 {
			t.Fatal(said)
		}
		attributes := object("client_name", "x", "client_secret", "abcdefgh")
		maps.Copy(attributes, public)
		wantLine(t, `WARNING client_secret: Unusual value: client_secret \(client "x"\): A public client has no use`, s.planCreate(attributes))
	}
}

// An engine shows one of the warnings with the same summary, and counts the others. So a warning about one client has its name
// there, and two about the same attribute of it are one.
func TestWarningsAreNotFolded(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	seen := map[string]bool{}
	for _, client := range []map[string]any{
		object("client_id", "one"), object("client_id", "two", "client_name", "Shop"), object("client_name", "Shop"), object("client_name", unknownValue),
	} {
		attributes := maps.Clone(client)
		maps.Copy(attributes, object("grant_types", list("WRONG", "worse"), "redirect_uris", list("http://a.example/", "https://*.b.example/"), "client_uri", "https://me@a.example/"))
		said := s.validateAs("oauth_client", attributes)
		if len(said) != 3 {
			t.Errorf("%v has %d warnings, want 3: %v", client, len(said), lines(said))
		}
		for _, d := range said {
			if d.Severity != tfprotov6.DiagnosticSeverityWarning || seen[d.Summary] {
				t.Errorf("%v has no summary of its own: %s %q", client, d.Severity, d.Summary)
			}
			seen[d.Summary] = true
		}
	}
	wantLine(t, `WARNING grant_types: Unusual value: grant_types \(client "two"\): "WRONG" .*"worse" `, s.validate(object("client_id", "two", "grant_types", list("WRONG", "worse"))))
}

// A secret that has expired, or will within 30 days, is a warning in every plan of the client, with its name.
func TestWarningOfExpiry(t *testing.T) {
	t.Parallel()
	for lifetime, says := range map[time.Duration]string{
		0: "", 31 * 24 * time.Hour: "", 29 * 24 * time.Hour: "The client secret expires soon", -time.Hour: "The client secret has expired",
	} {
		t.Run(lifetime.String(), func(t *testing.T) {
			t.Parallel()
			// Of a secret that is known to be young nothing is said yet.
			l := newRegistrar(t, registrationsim.Options{SecretLifetime: lifetime, NoIssuedAt: true}).newLife()
			l.apply(registered(nil))
			l.plan()
			if says == "" {
				if len(l.said) > 0 {
					t.Errorf("the plan says %q", l.said)
				}
				return
			}
			wantLine(t, fmt.Sprintf(`^WARNING client_secret_expires_at: %s: client_secret_expires_at \(client "first"\): .*%q`, says, l.text("client_id")), l.said)
		})
	}
}
