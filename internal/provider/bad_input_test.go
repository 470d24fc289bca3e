package provider_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// A badInput is a client that cannot be, and what is said about it.
type badInput struct {
	name       string
	attributes map[string]any
	// says matches the diagnostics as lines writes them: severity, attribute path, summary and detail.
	says string
}

const privateKey = `{"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}]}`

const signingKey = `{"kty":"EC","crv":"P-256","kid":"k","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}`

var publicKey = `{"keys":[` + rsaKey + `]}`

// badAnywhere are refused at validate, whatever the backend.
var badAnywhere = []badInput{
	{"fragment", object("redirect_uris", list("https://a.example/#x")), `ERROR redirect_uris: Invalid value: redirect_uris: .*has a fragment`},
	{"relative URI", object("redirect_uris", list("/callback")), `ERROR redirect_uris: .*is relative`},
	{"blank in URI", object("redirect_uris", list("https://a.example/a b")), `ERROR redirect_uris: .*holds a blank`},
	{"script", object("redirect_uris", list("javascript:alert(1)")), `ERROR redirect_uris: .*"javascript"`},
	{"no host", object("redirect_uris", list("https:///cb")), `ERROR redirect_uris: .*has no host`},
	{"keys twice", object("jwks", publicKey, "jwks_uri", "https://a.example/jwks"), `ERROR jwks_uri: Invalid value: jwks_uri: .*exclude each other \(RFC 7591`},
	{"private key", object("jwks", privateKey), `ERROR jwks: Invalid value: jwks: .*private`},
	{"symmetric key", object("jwks", `{"keys":[{"kty":"oct","kid":"k","k":"c2VjcmV0"}]}`), `ERROR jwks: .*is a symmetric key`},
	{"no key set", object("jwks", `{"kty":"RSA"}`), `ERROR jwks: .*is a single JWK`},
	{"key set no JSON", object("jwks", `{"keys"`), `ERROR jwks: .*JSON`},
	{"mutual TLS without name", object("token_endpoint_auth_method", "tls_client_auth"), `ERROR token_endpoint_auth_method: .*set one of the tls_client_auth_`},
	{"two names", object("tls_client_auth_san_dns", "a.example", "tls_client_auth_san_ip", "192.0.2.1"), `ERROR tls_client_auth_san_ip: .*exclude each other`},
	{"content algorithm alone", object("id_token_encrypted_response_enc", "A128GCM"), `ERROR id_token_encrypted_response_enc: .*needs id_token_encrypted_response_alg`},
	{"subject type", object("subject_type", "private"), `ERROR subject_type: .*"private"`},
	{"sector over http", object("sector_identifier_uri", "http://a.example/"), `ERROR sector_identifier_uri: .*must begin with https://`},
	{"mail as page", object("client_uri", "mailto:a@example.com"), `ERROR client_uri: .*must begin with http:// or https://`},
	{"page without host", object("tos_uri", "https://"), `ERROR tos_uri: .*has no host`},
	{"days", object("hydra", object("implicit_grant_id_token_lifespan", "1d")), `ERROR hydra.implicit_grant_id_token_lifespan: Invalid value: .*"1d" is not a span of time.*24h`},
	{"number as duration", object("hydra", object("implicit_grant_id_token_lifespan", "3600")), `ERROR hydra.implicit_grant_id_token_lifespan: .*"3600" is not a span of time`},
	{"no time at all", object("hydra", object("implicit_grant_id_token_lifespan", "0")), `ERROR hydra.implicit_grant_id_token_lifespan: .*at least "1s"`},
	{"too long a time", object("hydra", object("implicit_grant_id_token_lifespan", "2562048h")), `ERROR hydra.implicit_grant_id_token_lifespan: .*"2562048h" is too long`},
	{"time before the beginning", object("hydra", object("implicit_grant_id_token_lifespan", "-5m")), `ERROR hydra.implicit_grant_id_token_lifespan: .*"-5m" is too short`},
	{"a billionth of a second", object("hydra", object("implicit_grant_id_token_lifespan", "1ns")), `ERROR hydra.implicit_grant_id_token_lifespan: .*"1ns" is too short`},
	{"part of a number", object("nevismeta", object("access_token_ttl", 1.5)), `ERROR nevismeta.access_token_ttl: .*1\.5 is not a whole number`},
	{"negative number", object("default_max_age", -1), `ERROR default_max_age: .*-1 is too small.*at least 0`},
	{"huge number", object("default_max_age", 1e300), `ERROR default_max_age: .*1e\+300 is too far from 0: a number is at most 9223372036854775807`},
	{"port", object("redirect_uris", list("https://a.example:99999/cb")), `ERROR redirect_uris: .*has the port 99999; a port is a number from 1 to 65535`},
	{"host and port", object("redirect_uris", list("localhost:8080/cb")), `ERROR redirect_uris: .*has no scheme: write "http://localhost:8080/cb"`},
	{"x5u without host", object("jwks", `{"keys":[{"kty":"RSA","kid":"a","x5u":"https:///x","n":"`+rsaModulus+`","e":"AQAB"}]}`), `ERROR jwks: .*x5u must be an absolute URI`},
	{"metadata no JSON", object("hydra", object("metadata", "team = x")), `ERROR hydra.metadata: .*not a JSON text.*jsonencode`},
	{"two JSON texts", object("hydra", object("metadata", "{} {}")), `ERROR hydra.metadata: .*after top-level value`},
	{"token strategy", object("hydra", object("access_token_strategy", "jws")), `ERROR hydra.access_token_strategy: .*"jws" is not a value.*jwt, opaque`},
	{"origin with a path", object("hydra", object("allowed_cors_origins", list("https://a.example/x"))), `ERROR hydra.allowed_cors_origins: .*"https://a.example/x" is not an origin`},
	{"origin of all", object("hydra", object("allowed_cors_origins", list("*"))), `ERROR hydra.allowed_cors_origins: .*"\*" is not an origin`},
	{"several scopes in one", object("scopes", list("openid profile")), `ERROR scopes: .*several elements`},
	{"empty scope", object("scopes", list("")), `ERROR scopes: .*empty`},
	{"null element", object("contacts", list("a@example.com", nil)), `ERROR contacts: .*empty`},
	{"empty client_id", object("client_id", ""), `ERROR client_id: Invalid value: client_id: .*empty`},
	{"empty secret", object("client_secret", ""), `ERROR client_secret: .*empty`},
	{"empty write-only secret", object("client_secret_wo", "", "client_secret_wo_version", "1"), `ERROR client_secret_wo: .*empty`},
	{"two secrets", object("client_secret", "abcdef", "client_secret_wo", "abcdef", "client_secret_wo_version", "1"), `ERROR client_secret_wo: Conflicting attributes: client_secret_wo: client_secret and`},
	{"secret and rotation", object("client_secret", "abcdef", "client_secret_rotation_triggers", object("a", "b")), `ERROR client_secret_rotation_triggers: .*client_secret says which`},
	{"write-only secret and rotation", object("client_secret_wo", "abcdef", "client_secret_wo_version", "1", "client_secret_rotation_triggers", object("a", "b")), `ERROR client_secret_rotation_triggers: .*client_secret_wo says which`},
	{"version alone", object("client_secret_wo_version", "1"), `ERROR client_secret_wo_version: .*client_secret_wo beside it`},
	{"timeout", object("timeouts", object("create", "soon")), `ERROR timeouts.create: Invalid value: timeouts.create: .*"soon" is not a span of time`},
	{"no timeout", object("timeouts", object("read", "0s")), `ERROR timeouts.read: .*"0s" is too short`},
}

// badOnHydra are refused when the backend is known, at plan.
var badOnHydra = []badInput{
	{"assertions without keys", object("token_endpoint_auth_method", "private_key_jwt"), `ERROR token_endpoint_auth_method: .*set jwks or jwks_uri`},
	{"slash in client_id", object("client_id", "a/b"), `ERROR client_id: Invalid value: client_id: .*"a/b" contains a "/", and Hydra cannot find`},
	{"dot", object("client_id", "."), `ERROR client_id: .*"\." cannot be part of a URL's path`},
	{"two dots", object("client_id", ".."), `ERROR client_id: .*"\.\." cannot be part of a URL's path`},
	{"short secret", object("client_secret", "abcde"), `ERROR client_secret: .*at least 6 characters; this one has 5`},
	{"short write-only secret", object("client_secret_wo", "abcde", "client_secret_wo_version", "1"), `ERROR client_secret_wo: .*at least 6 characters`},
	{"attribute of another backend", object("dpop_bound_access_tokens", true), `ERROR dpop_bound_access_tokens: Attribute not supported by the backend: dpop_bound_access_tokens: Ory Hydra has no place for dpop_bound_access_tokens\..*"registration"`},
	{"number of another backend", object("default_max_age", 60), `ERROR default_max_age: Attribute not supported by the backend`},
	{"attribute of a specification", object("uma", object("claims_redirect_uris", list("https://a.example/claims"))), `ERROR uma.claims_redirect_uris: Attribute not supported by the backend`},
	{"mutual TLS", object("tls_client_auth_san_dns", "a.example"), `ERROR tls_client_auth_san_dns: Attribute not supported by the backend`},
	{"assertion algorithm", object("token_endpoint_auth_method", "private_key_jwt", "jwks_uri", "https://a.example/", "token_endpoint_auth_signing_alg", "EdDSA"), `ERROR token_endpoint_auth_signing_alg: .*"EdDSA" is not a value`},
	{"userinfo algorithm", object("userinfo_signed_response_alg", "ES256"), `ERROR userinfo_signed_response_alg: .*"ES256" is not a value.*Ory Hydra takes none, RS256`},
	{"userinfo algorithm of others", object("userinfo_signed_response_alg", "HS256"), `ERROR userinfo_signed_response_alg: .*"HS256" is not a value of userinfo_signed_response_alg\. Ory Hydra takes none, RS256`},
	{"pairwise JWT", object("subject_type", "pairwise", "hydra", object("access_token_strategy", "JWT")), `ERROR hydra.access_token_strategy: .*pairwise`},
	{"logout elsewhere", object("redirect_uris", list("https://a.example/cb"), "post_logout_redirect_uris", list("https://b.example/")), `ERROR post_logout_redirect_uris: .*"https://b.example/" has not the scheme, host and port`},
	{"logout without redirects", object("post_logout_redirect_uris", list("https://b.example/")), `ERROR post_logout_redirect_uris: .*has not the scheme`},
}

// good is what a check could wrongly find fault with.
var good = []badInput{
	{name: "nothing", attributes: object()},
	{name: "native redirect", attributes: object("redirect_uris", list("com.example.app:/cb", "http://127.0.0.1/cb", "http://[::1]:8080/cb", "http://localhost/cb"))},
	{name: "device grant", attributes: object("grant_types", list("urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange"))},
	{name: "empty sets", attributes: object("redirect_uris", list(), "contacts", list(), "hydra", object("audience", list()))},
	{name: "unsupported and empty", attributes: object("default_acr_values", list(), "dpop_bound_access_tokens", false)},
	{name: "odd durations", attributes: object("hydra", object("implicit_grant_id_token_lifespan", "1.5h", "implicit_grant_access_token_lifespan", "1m0.5s"))},
	{name: "empty values", attributes: object("logo_uri", "", "jwks", "", "hydra", object("metadata", "", "implicit_grant_id_token_lifespan", "", "owner", ""))},
	{name: "secret with everything", attributes: object("client_secret", `$ä "\ %+`)},
	{name: "unknown keys", attributes: object("token_endpoint_auth_method", "private_key_jwt", "jwks", unknownValue)},
	{name: "unknown method", attributes: object("token_endpoint_auth_method", unknownValue)},
	{name: "unknown redirects", attributes: object("redirect_uris", unknownValue, "post_logout_redirect_uris", list("https://b.example/"))},
	{name: "partly unknown redirects", attributes: object("redirect_uris", list(unknownValue), "post_logout_redirect_uris", list("https://b.example/"))},
	{name: "unknown block", attributes: object("ciba", unknownValue)},
	{name: "unknown block of the product", attributes: object("hydra", unknownValue)},
	{name: "unknown encryption", attributes: object("client_secret_wo", unknownValue, "client_secret_wo_version", "1")},
}

func TestBadInputAnywhere(t *testing.T) {
	t.Parallel()
	for _, tc := range badAnywhere {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			wantLine(t, tc.says, newSession(t).validate(tc.attributes))
		})
	}
}

func TestBadInputOnHydra(t *testing.T) {
	t.Parallel()
	for _, tc := range badOnHydra {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			wantLine(t, tc.says, configuredSession(t).planCreate(tc.attributes))
		})
	}
}

func TestGoodInput(t *testing.T) {
	t.Parallel()
	for _, tc := range good {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := configuredSession(t)
			if said := append(s.validate(tc.attributes), s.planCreate(tc.attributes)...); len(said) > 0 {
				t.Errorf("diagnostics: %v", said)
			}
		})
	}
}

// configuredSession returns a session for a server that is never asked.
func configuredSession(t *testing.T) *session {
	t.Helper()
	s := newSession(t)
	if said := s.configure(t.Context(), object("hydra", object("admin_url", "http://127.0.0.1:1"))); len(said) > 0 {
		t.Fatalf("configure: %v", said)
	}
	return s
}

func wantLine(t *testing.T, says string, lines []string) {
	t.Helper()
	pattern := regexp.MustCompile(says)
	for _, line := range lines {
		if pattern.MatchString(line) {
			return
		}
	}
	t.Errorf("diagnostics\n%s\nwant one that matches %s", strings.Join(lines, "\n"), says)
}

func TestBadProviderConfiguration(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		settings map[string]any
		says     string
	}{
		{"only http", object("http", object("max_retries", 101)), `ERROR http.max_retries: .*100`},
		{"two backends", object("hydra", object("admin_url", "http://h"), "registration", object("issuer", "https://h")), `ERROR registration: More than one backend configured: .*"hydra", "registration"`},
		{"two empty backends", object("hydra", object(), "nevismeta", object()), `ERROR nevismeta: More than one backend configured`},
		{"no URL", object("hydra", object()), `ERROR hydra.admin_url: .*OAUTH_HYDRA_ADMIN_URL`},
		{"too many retries", object("hydra", object("admin_url", "http://h"), "http", object("max_retries", 101)), `ERROR http.max_retries: .*100`},
		{"no concurrency", object("hydra", object("admin_url", "http://h"), "http", object("max_concurrent_requests", 0)), `ERROR http.max_concurrent_requests: .*1`},
		{"algorithm without a key", object("registration", object("issuer", "https://h", "signing", object("algorithm", "PS256"))), `ERROR registration.signing.key: .*key is missing`},
		{"algorithm of another key", object("registration", object("issuer", "https://h", "signing", object("key", signingKey, "algorithm", "PS256"))), `ERROR registration.signing.algorithm: Invalid provider configuration: registration.signing.algorithm: .*not an algorithm for this key`},
		{"time span", object("hydra", object("admin_url", "http://h"), "http", object("request_timeout", "30")), `ERROR http.request_timeout: Invalid provider configuration: http.request_timeout: .*span of time`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			wantLine(t, tc.says, newSession(t).configure(t.Context(), tc.settings))
		})
	}
}

// Terraform shows the same: all that is wrong at once, first what validate finds, then what the plan finds.
func TestBadInputInTerraform(t *testing.T) {
	t.Parallel()
	needEngine(t)
	for name, inputs := range map[string][]badInput{"validate": badAnywhere, "plan": badOnHydra} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := "provider \"oauth\" {\n  hydra { admin_url = \"http://127.0.0.1:1\" }\n}\n"
			for i, tc := range inputs {
				config += client(fmt.Sprintf("c%d", i), hclOf(t, tc.attributes))
			}
			expectErrors(t, config, inputs)
		})
	}
	t.Run("no block", func(t *testing.T) {
		t.Parallel()
		resource.Test(t, resource.TestCase{IsUnitTest: true, ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{{
			Config: client("a"), ExpectError: regexp.MustCompile(`No backend configured`),
		}}})
	})
}

// blocks are the names of the blocks of oauth_client that the inputs have.
var blocks = []string{"hydra", "nevismeta", "uma", "timeouts"}

// hclOf writes attributes as the body of a resource.
func hclOf(t *testing.T, attributes map[string]any) string {
	t.Helper()
	var body strings.Builder
	for name, value := range attributes {
		if members, ok := value.(map[string]any); ok && slices.Contains(blocks, name) {
			fmt.Fprintf(&body, "  %s {\n%s  }\n", name, hclOf(t, members))
			continue
		}
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&body, "  %s = %s\n", name, text)
	}
	return body.String()
}

// expectErrors checks that Terraform refuses the configuration with a message for each input. Terraform does not print
// paths, so only what follows the last of them is looked for.
func expectErrors(t *testing.T, config string, inputs []badInput) {
	t.Helper()
	refused := false
	resource.Test(t, resource.TestCase{
		IsUnitTest: true, ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{Config: config, PlanOnly: true}},
		ErrorCheck: func(err error) error {
			refused = true
			output := strings.Join(strings.Fields(err.Error()), " ")
			for _, tc := range inputs {
				says := tc.says[strings.LastIndex(tc.says, ": ")+2:]
				if !regexp.MustCompile(says).MatchString(output) {
					t.Errorf("%s: the output does not match %q", tc.name, says)
				}
			}
			return nil
		},
	})
	if !refused {
		t.Error("Terraform did not refuse the configuration")
	}
}

// needEngine skips a test when there is no Terraform or OpenTofu; the test framework would try to download one.
func needEngine(t *testing.T) {
	t.Helper()
	if os.Getenv("TF_ACC_TERRAFORM_PATH") != "" {
		return
	}
	if _, err := exec.LookPath("terraform"); err != nil {
		t.Skip("no terraform on PATH, and TF_ACC_TERRAFORM_PATH is not set")
	}
}
