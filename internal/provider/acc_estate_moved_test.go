package provider_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
)

// A foreign client is one that another provider manages.
type foreign struct {
	// typeName and provider are those of the resource.
	typeName, provider string
	// schema are the attributes of the resource by its published schema, as that provider writes those that are not set.
	schema map[string]any
	// set are the attributes of the client that are set.
	set map[string]any
	// members are what the client is on the server, beside its client_id and its secret, and body is what it is here.
	members map[string]any
	body    string
}

// nothing returns attributes that all have the same value.
func nothing(value any, names ...string) map[string]any {
	attributes := map[string]any{}
	for _, name := range names {
		attributes[name] = value
	}
	return attributes
}

func merged(objects ...map[string]any) map[string]any {
	all := map[string]any{}
	for _, o := range objects {
		maps.Copy(all, o)
	}
	return all
}

var (
	lifespanNames = []string{
		"authorization_code_grant_access_token_lifespan", "authorization_code_grant_id_token_lifespan", "authorization_code_grant_refresh_token_lifespan",
		"client_credentials_grant_access_token_lifespan", "implicit_grant_access_token_lifespan", "implicit_grant_id_token_lifespan",
		"jwt_bearer_grant_access_token_lifespan", "refresh_token_grant_access_token_lifespan", "refresh_token_grant_id_token_lifespan",
		"refresh_token_grant_refresh_token_lifespan",
	}
	listNames = []string{
		"allowed_cors_origins", "audience", "contacts", "grant_types", "post_logout_redirect_uris", "redirect_uris", "response_types",
	}
	defaultScopes = list("offline_access", "offline", "openid")

	// The schemas, each as of the newest release that was published when this was written.
	svrakitinSchema = merged(
		nothing(list(), listNames...), nothing(list(), "request_uris", "jwk"), nothing("", lifespanNames...),
		nothing(false, "backchannel_logout_session_required", "frontchannel_logout_session_required", "skip_consent"),
		nothing("", "access_token_strategy", "backchannel_logout_uri", "client_name", "client_uri", "frontchannel_logout_uri", "jwks_uri", "logo_uri",
			"owner", "policy_uri", "request_object_signing_alg", "sector_identifier_uri", "token_endpoint_auth_signing_alg", "tos_uri"),
		object("client_secret_expires_at", 0, "metadata", object(), "metadata_json", "{}", "scopes", defaultScopes,
			"subject_type", "public", "token_endpoint_auth_method", "client_secret_basic", "userinfo_signed_response_alg", "none"),
	)
	orySchema = merged(
		nothing(nil, listNames...), nothing(nil, lifespanNames...),
		nothing(nil, "device_authorization_grant_access_token_lifespan", "device_authorization_grant_id_token_lifespan", "device_authorization_grant_refresh_token_lifespan"),
		nothing(false, "backchannel_logout_session_required", "frontchannel_logout_session_required", "skip_consent"),
		nothing(nil, "access_token_strategy", "backchannel_logout_uri", "client_uri", "frontchannel_logout_uri", "jwks", "jwks_uri", "logo_uri", "metadata",
			"policy_uri", "project_api_key", "project_slug", "request_object_signing_alg", "skip_logout_consent", "tos_uri", "userinfo_signed_response_alg"),
		object("scope", "offline_access offline openid", "subject_type", "public", "token_endpoint_auth_method", "client_secret_basic"),
	)
	hypnoglowSchema = merged(
		nothing(list(), listNames...), nothing("", "client_name", "client_uri", "logo_uri", "owner", "policy_uri", "tos_uri"),
		nothing(false, "backchannel_logout_session_required", "frontchannel_logout_session_required"), nothing("", "backchannel_logout_uri", "frontchannel_logout_uri"),
		object("client_metadata", object(), "scopes", defaultScopes, "subject_type", "public", "token_endpoint_auth_method", "client_secret_basic"),
	)
)

var foreigns = map[string]foreign{
	"svrakitin, minimal": {
		typeName: "hydra_oauth2_client", provider: "svrakitin/hydra", schema: svrakitinSchema, set: object("client_name", "A"),
		members: object("client_name", "A"), body: `client_name = "A"`,
	},
	// What a state has before the first refresh after the creation (seen of v0.5.4).
	"svrakitin, new": {
		typeName: "hydra_oauth2_client", provider: "svrakitin/hydra", schema: svrakitinSchema,
		set: merged(nothing(nil, listNames...), object(
			"request_uris", nil, "metadata", nil, "metadata_json", "", "client_name", "A", "audience", list("x"), "grant_types", list("client_credentials"),
		)),
		members: object("client_name", "A", "audience", list("x"), "grant_types", list("client_credentials")),
		body:    "client_name = \"A\"\ngrant_types = [\"client_credentials\"]\nhydra {\n  audience = [\"x\"]\n}",
	},
	"svrakitin, full": {
		typeName: "hydra_oauth2_client", provider: "svrakitin/hydra", schema: svrakitinSchema,
		set: object(
			"client_name", "A", "redirect_uris", list("https://b.example/cb", "https://a.example/cb"), "grant_types", list("refresh_token", "authorization_code"),
			"response_types", list("code"), "scopes", list("openid", "a"), "token_endpoint_auth_method", "private_key_jwt", "token_endpoint_auth_signing_alg", "ES256",
			"jwk", list(object(
				"kty", "EC", "kid", "ec-1", "use", "sig", "alg", "ES256", "crv", "P-256", "x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
				"d", "", "dp", "", "dq", "", "e", "", "k", "", "n", "", "p", "", "q", "", "qi", "", "x5c", list(),
			)),
			"metadata", object("team", "a"), "metadata_json", "", "owner", "me", "skip_consent", true, "client_credentials_grant_access_token_lifespan", "1h30m0s",
		),
		members: object(
			"client_name", "A", "redirect_uris", list("https://b.example/cb", "https://a.example/cb"), "grant_types", list("refresh_token", "authorization_code"),
			"response_types", list("code"), "scope", "openid a", "token_endpoint_auth_method", "private_key_jwt", "token_endpoint_auth_signing_alg", "ES256",
			"jwks", object("keys", list(object(
				"kty", "EC", "kid", "ec-1", "use", "sig", "alg", "ES256", "crv", "P-256", "x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
			))),
			"metadata", object("team", "a"), "owner", "me", "skip_consent", true, "client_credentials_grant_access_token_lifespan", "1h30m",
		),
		body: `
  client_name = "A"
  redirect_uris = ["https://a.example/cb", "https://b.example/cb"]
  grant_types = ["authorization_code", "refresh_token"]
  response_types = ["code"]
  scopes = ["a", "openid"]
  token_endpoint_auth_method = "private_key_jwt"
  token_endpoint_auth_signing_alg = "ES256"
  jwks = jsonencode({ keys = [{ kty = "EC", kid = "ec-1", use = "sig", alg = "ES256", crv = "P-256", x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" }] })
  hydra {
    metadata = jsonencode({ team = "a" })
    owner = "me"
    skip_consent = true
    client_credentials_grant_access_token_lifespan = "90m"
  }`,
	},
	"svrakitin, nested metadata and no scope": {
		typeName: "hydra_oauth2_client", provider: "svrakitin/hydra", schema: svrakitinSchema,
		set:     object("metadata_json", `{"a":{"b":[1,true]}}`, "metadata", nil, "scopes", list("")),
		members: object("metadata", object("a", object("b", list(1, true)))), body: `hydra { metadata = jsonencode({ a = { b = [1, true] } }) }`,
	},
	"ory, minimal": {
		typeName: "ory_oauth2_client", provider: "ory/ory", schema: orySchema, set: object("client_name", "A"),
		members: object("client_name", "A"), body: `client_name = "A"`,
	},
	// That provider asks for client_secret_post where the configuration says nothing (seen in February 2026).
	"ory, new": {
		typeName: "ory_oauth2_client", provider: "ory/ory", schema: orySchema,
		set:     object("client_name", "A", "token_endpoint_auth_method", "client_secret_post", "skip_logout_consent", false),
		members: object("client_name", "A", "token_endpoint_auth_method", "client_secret_post"),
		body:    "client_name = \"A\"\ntoken_endpoint_auth_method = \"client_secret_post\"",
	},
	"ory, full": {
		typeName: "ory_oauth2_client", provider: "ory/ory", schema: orySchema,
		set: object(
			"client_name", "A", "scope", "read write", "grant_types", list("client_credentials"), "token_endpoint_auth_method", "client_secret_post",
			"audience", list("https://api.example"), "jwks", `{"keys":[`+rsaKey+`]}`, "metadata", `{"tier":"internal","n":1}`, "skip_logout_consent", true,
			"access_token_strategy", "jwt", "contacts", list("b", "a"), "project_slug", "slug", "project_api_key", "never-to-be-seen",
			"refresh_token_grant_refresh_token_lifespan", "720h",
		),
		members: object(
			"client_name", "A", "scope", "read write", "grant_types", list("client_credentials"), "token_endpoint_auth_method", "client_secret_post",
			"audience", list("https://api.example"), "jwks", object("keys", list(jsonObject(rsaKey))), "metadata", object("tier", "internal", "n", 1),
			"skip_logout_consent", true, "access_token_strategy", "jwt", "contacts", list("b", "a"), "refresh_token_grant_refresh_token_lifespan", "720h",
		),
		body: `
  client_name = "A"
  scopes = ["read", "write"]
  grant_types = ["client_credentials"]
  token_endpoint_auth_method = "client_secret_post"
  contacts = ["a", "b"]
  jwks = jsonencode({ keys = [` + rsaKey + `] })
  hydra {
    audience = ["https://api.example"]
    metadata = jsonencode({ n = 1, tier = "internal" })
    skip_logout_consent = true
    access_token_strategy = "jwt"
    refresh_token_grant_refresh_token_lifespan = "720h"
  }`,
	},
	"ory, public": {
		typeName: "ory_oauth2_client", provider: "ory/ory", schema: orySchema,
		set:     object("client_name", "A", "token_endpoint_auth_method", "none", "redirect_uris", list("http://localhost:3000/cb"), "client_secret", nil),
		members: object("client_name", "A", "token_endpoint_auth_method", "none", "redirect_uris", list("http://localhost:3000/cb")),
		body:    "client_name = \"A\"\ntoken_endpoint_auth_method = \"none\"\nredirect_uris = [\"http://localhost:3000/cb\"]",
	},
	"hypnoglow, minimal": {
		typeName: "oryhydra_oauth2_client", provider: "hypnoglow/oryhydra", schema: hypnoglowSchema, set: object(), members: object(), body: ``,
	},
	// What a state has before the first refresh after the creation (seen of v0.6.0).
	"hypnoglow, new": {
		typeName: "oryhydra_oauth2_client", provider: "hypnoglow/oryhydra", schema: hypnoglowSchema,
		set:     merged(nothing(nil, listNames...), object("client_metadata", nil, "client_name", "A")),
		members: object("client_name", "A"), body: `client_name = "A"`,
	},
	"hypnoglow, full": {
		typeName: "oryhydra_oauth2_client", provider: "hypnoglow/oryhydra", schema: hypnoglowSchema,
		set: object(
			"client_name", "A", "client_metadata", object("Foo", "Bar"), "scopes", list("offline", "openid"), "grant_types", list("refresh_token", "authorization_code"),
			"response_types", list("code"), "audience", list("http://localhost:8080"), "redirect_uris", list("http://localhost:8080/redirect.html"), "owner", "me",
			"allowed_cors_origins", list("http://localhost:8080"),
		),
		members: object(
			"client_name", "A", "metadata", object("Foo", "Bar"), "scope", "offline openid", "grant_types", list("refresh_token", "authorization_code"),
			"response_types", list("code"), "audience", list("http://localhost:8080"), "redirect_uris", list("http://localhost:8080/redirect.html"), "owner", "me",
			"allowed_cors_origins", list("http://localhost:8080"),
		),
		body: `
  client_name = "A"
  scopes = ["openid", "offline"]
  grant_types = ["authorization_code", "refresh_token"]
  response_types = ["code"]
  redirect_uris = ["http://localhost:8080/redirect.html"]
  hydra {
    audience = ["http://localhost:8080"]
    allowed_cors_origins = ["http://localhost:8080"]
    owner = "me"
    metadata = jsonencode({ Foo = "Bar" })
  }`,
	},
}

const foreignSecret = "a-secret-of-another-provider"

// attributes are what the state of the other provider has of the client.
func (f foreign) attributes(id string) map[string]any {
	return merged(f.schema, object("client_secret", foreignSecret), f.set, object("id", id, "client_id", id))
}

// make makes the client on the server.
func (f foreign) make(s *server, id string) {
	s.create(merged(f.members, object("client_id", id, "client_secret", foreignSecret)))
}

// stateFile is the state that the other provider left, with a client a.
func (f foreign) stateFile(t *testing.T, host, id string) []byte {
	t.Helper()
	state, err := json.Marshal(object(
		"version", 4, "terraform_version", "1.11.4", "serial", 7, "lineage", "0b3ce5e3-4a0e-5b8e-9d6e-2f4b5f5c0b6a", "outputs", object(), "check_results", nil,
		"resources", list(object(
			"mode", "managed", "type", f.typeName, "name", "a", "provider", fmt.Sprintf("provider[%q]", host+"/"+f.provider),
			"instances", list(object("schema_version", 0, "attributes", f.attributes(id), "sensitive_attributes", list(), "private", "bnVsbA==")),
		)),
	))
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// A moved block takes a client over from another provider with its secret, and nothing else happens.
func TestAccEstateMoved(t *testing.T) {
	t.Parallel()
	bin := buildProvider(t)
	// An engine wants every provider that a state names to be installed, and asks those whose resources have moved nothing
	// but their schemas. So any program does that serves one.
	for _, f := range foreigns {
		name := filepath.Join(bin, "terraform-provider-"+filepath.Base(f.provider))
		if err := os.Symlink("terraform-provider-oauth", name); err != nil && !errors.Is(err, os.ErrExist) {
			t.Fatal(err)
		}
	}
	host := os.Getenv("TF_ACC_PROVIDER_HOST")
	if host == "" {
		host = "registry.terraform.io"
	}
	for name, f := range foreigns {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testMoved(t, f, newWorkspace(t, bin), bin, host)
		})
	}
}

func testMoved(t *testing.T, f foreign, w *workspace, bin, host string) {
	t.Helper()
	s := newServer(t)
	id := uniqueID("moved")
	f.make(s, id)
	before := s.get(id)
	settings := filepath.Join(w.dir, "moved.tfrc")
	overrides := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n    %q = %q\n  }\n  direct {}\n}\n", provider.Address, bin, host+"/"+f.provider, bin)
	for file, text := range map[string][]byte{settings: []byte(overrides), filepath.Join(w.dir, "terraform.tfstate"): f.stateFile(t, host, id)} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.env = append(w.env, "TF_CLI_CONFIG_FILE="+settings)
	config := s.config(client("a", f.body), fmt.Sprintf("moved {\n  from = %s.a\n  to   = oauth_client.a\n}\n", f.typeName))
	plan := filepath.Join(w.dir, "plan.out")
	if err := w.run(config, "plan", "-out="+plan); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{f.typeName + ".a has moved to oauth_client.a", "0 to add, 0 to change, 0 to destroy"} {
		if !strings.Contains(w.output.String(), want) {
			t.Fatalf("the plan does not say %q:\n%s", want, w.output.String())
		}
	}
	if err := w.run(config, "apply", plan); err != nil {
		t.Fatal(err)
	}
	if err := w.run(config, "plan", "-detailed-exitcode"); err != nil {
		t.Fatalf("the second plan is not empty: %v", err)
	}
	moved := w.attributes("a")
	secret := any(foreignSecret)
	if method := f.set["token_endpoint_auth_method"]; method == "none" || method == "private_key_jwt" {
		secret = nil
	}
	if moved["id"] != id || moved["client_secret"] != secret {
		t.Errorf("the state has the id %v and the secret %v", moved["id"], moved["client_secret"])
	}
	if err := s.compare(id, before); err != nil {
		t.Errorf("the client was changed: %v", err)
	}
	if err := w.run(config, "destroy", "-auto-approve"); err != nil {
		t.Fatal(err)
	}
}

// What is moved is known also without a refresh, and no other provider's resource is moved by mistake.
func TestEstateMoved_state(t *testing.T) {
	t.Parallel()
	for name, f := range foreigns {
		for _, host := range []string{"registry.terraform.io/", "registry.opentofu.org/", "mirror.example.com/"} {
			t.Run(name+" from "+host, func(t *testing.T) {
				t.Parallel()
				s := newServer(t)
				id := uniqueID("moved")
				f.make(s, id)
				l := s.life()
				l.move(f, host+f.provider, id)
				l.mustSucceed("move")
				if got := l.text("client_name"); f.set["client_name"] != nil && got != f.set["client_name"] {
					t.Errorf("the name is %q", got)
				}
				if l.text("id") != id || l.text("client_id") != id {
					t.Errorf("the id is %q", l.text("id"))
				}
				l.refresh()
				s.remove(id)
			})
		}
	}
	l := serveSimulator(t, hydrasim.Options{}).life()
	for _, from := range []string{"registry.terraform.io/somebody/hydra", "registry.terraform.io/hydra", "", "xsvrakitin/hydra"} {
		if l.move(foreigns["svrakitin, minimal"], from, "a"); !l.failed() {
			t.Errorf("a client of %q was moved", from)
		}
	}
}

// A client that is not there is not made anew without a word: the provider may point at another server than the other one did.
func TestEstateMoved_elsewhere(t *testing.T) {
	t.Parallel()
	f := foreigns["svrakitin, minimal"]
	l := newServer(t).life()
	l.move(f, "registry.terraform.io/"+f.provider, uniqueID("moved"))
	l.mustSucceed("move")
	l.tryRefresh()
	if said := strings.Join(l.said, "\n"); !l.failed() || !strings.Contains(said, "was moved here from a resource hydra_oauth2_client") {
		t.Errorf("the refresh said %q", said)
	}
	l.destroy()
	if !l.failed() {
		t.Error("it could be destroyed")
	}
}

// move begins the life of a client with the state of another provider.
func (l *life) move(f foreign, from, id string) {
	l.t.Helper()
	state, err := json.Marshal(f.attributes(id))
	if err != nil {
		l.t.Fatal(err)
	}
	moved, err := l.server.MoveResourceState(l.t.Context(), &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: from, SourceTypeName: f.typeName, SourceState: &tfprotov6.RawState{JSON: state}, TargetTypeName: "oauth_client",
	})
	if err != nil {
		l.t.Fatal(err)
	}
	if l.said = lines(moved.Diagnostics); !l.failed() {
		l.state, l.private = l.value(moved.TargetState), moved.TargetPrivate
	}
}
