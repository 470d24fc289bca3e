package setup

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

// What is wrong with a setting is said at the setting.
func TestBadSettings(t *testing.T) {
	const url = "http://127.0.0.1:4445"
	for _, tc := range []struct {
		name        string
		hydra, http map[string]string
		at          path.Path
		says        string
	}{
		{"no URL", nil, nil, path.Root("hydra").AtName("admin_url"), "OAUTH_HYDRA_ADMIN_URL"},
		{"relative URL", map[string]string{"admin_url": "hydra:4445"}, nil, path.Root("hydra").AtName("admin_url"), "http://"},
		{"password in the URL", map[string]string{"admin_url": "http://u:p@h"}, nil, path.Root("hydra").AtName("admin_url"), "user name or password"},
		{"query in the URL", map[string]string{"admin_url": "http://h?a=b"}, nil, path.Root("hydra").AtName("admin_url"), "query"},
		{"user without password", map[string]string{"admin_url": url, "username": "u"}, nil, path.Root("hydra").AtName("password"), "without password"},
		{"password without user", map[string]string{"admin_url": url, "password": "p"}, nil, path.Root("hydra").AtName("username"), "without username"},
		{"two ways", map[string]string{"admin_url": url, "bearer_token": "t", "username": "u", "password": "p"}, nil, path.Root("hydra").AtName("username"), "two ways"},
		{"line break in the token", map[string]string{"admin_url": url, "bearer_token": "t\n"}, nil, path.Root("hydra").AtName("bearer_token"), "line break"},
		{"half of oauth2", map[string]string{"admin_url": url, "oauth2_client_id": "c"}, nil, path.Root("hydra").AtName("oauth2").AtName("token_url"), "missing"},
		{"oauth2 URL", map[string]string{"admin_url": url, "oauth2_token_url": "x", "oauth2_client_id": "c", "oauth2_client_secret": "s"}, nil, path.Root("hydra").AtName("oauth2").AtName("token_url"), "http"},
		{"no number", map[string]string{"admin_url": url}, map[string]string{"max_retries": "many"}, path.Root("http").AtName("max_retries"), `"many" is not a whole number`},
		{"too many", map[string]string{"admin_url": url}, map[string]string{"max_retries": "101"}, path.Root("http").AtName("max_retries"), "100"},
		{"no flag", map[string]string{"admin_url": url}, map[string]string{"insecure_skip_verify": "perhaps"}, path.Root("http").AtName("insecure_skip_verify"), "neither true nor false"},
		{"no time span", map[string]string{"admin_url": url}, map[string]string{"request_timeout": "30"}, path.Root("http").AtName("request_timeout"), "time span"},
		{"negative time span", map[string]string{"admin_url": url}, map[string]string{"request_timeout": "-1s"}, path.Root("http").AtName("request_timeout"), "time span"},
		{"no certificate", map[string]string{"admin_url": url}, map[string]string{"ca_cert_pem": "ca.pem"}, path.Root("http").AtName("ca_cert_pem"), "no certificate"},
		{"certificate without key", map[string]string{"admin_url": url}, map[string]string{"client_cert_pem": "x"}, path.Root("http").AtName("client_key_pem"), "needed"},
		{"no header", map[string]string{"admin_url": url}, map[string]string{"headers": "X-No-Colon"}, path.Root("http").AtName("headers"), "X-No-Colon"},
		{"header name", map[string]string{"admin_url": url}, map[string]string{"headers": "X Y: z"}, path.Root("http").AtName("headers"), "name"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for setting, value := range tc.hydra {
				t.Setenv(environmentName("hydra", setting), value)
			}
			for setting, value := range tc.http {
				t.Setenv(environmentName("http", setting), value)
			}
			config := configuration{blocks: map[string]attr.Value{"http": nullBlock("http"), "hydra": nullBlock("hydra")}}
			block := hydraBlock()
			_, diags := config.open(&block, httpapi.Config{})
			for _, d := range diags {
				withPath, ok := d.(interface{ Path() path.Path })
				if ok && withPath.Path().Equal(tc.at) && strings.Contains(d.Detail(), tc.says) {
					return
				}
			}
			t.Errorf("diagnostics %v, want one at %s that says %q", diags, tc.at, tc.says)
		})
	}
}

// A variable that is set to nothing, as CI systems do with what is not defined, is not set.
func TestEmptyEnvironmentIsNotSet(t *testing.T) {
	for _, name := range []string{
		"OAUTH_HYDRA_BEARER_TOKEN", "OAUTH_HYDRA_USERNAME", "OAUTH_HYDRA_OAUTH2_TOKEN_URL", "OAUTH_HTTP_MAX_RETRIES",
		"OAUTH_HTTP_REQUEST_TIMEOUT", "OAUTH_HTTP_HEADERS", "OAUTH_HTTP_INSECURE_SKIP_VERIFY",
	} {
		t.Setenv(name, "")
	}
	t.Setenv("OAUTH_HYDRA_ADMIN_URL", "http://127.0.0.1:4445")
	config := configuration{blocks: map[string]attr.Value{"http": nullBlock("http"), "hydra": nullBlock("hydra")}}
	block := hydraBlock()
	backend, diags := config.open(&block, httpapi.Config{})
	if backend == nil || len(diags) > 0 {
		t.Errorf("backend %v, diagnostics %v", backend, diags)
	}
}

// A way to authenticate in the configuration overrules another one in the environment: the configuration may be for
// another server than most.
func TestConfiguredCredentialsOverruleTheEnvironment(t *testing.T) {
	t.Setenv("OAUTH_HYDRA_BEARER_TOKEN", "of-another-server")
	url, requests := recordRequests(t)
	object := blockOf(hydraSchema(), hydraValues(hydraSettings["basic"], url))
	checkRequests(t, []string{"GET /admin/clients/a [Basic dXNlcjpwYXNz]"}, object, requests)
}

func TestUnknownSettingsAreNotGuessedAt(t *testing.T) {
	t.Parallel()
	for name, object := range map[string]types.Object{
		"URL":   blockOf(hydraSchema(), map[string]attr.Value{"admin_url": types.StringUnknown()}),
		"token": blockOf(hydraSchema(), map[string]attr.Value{"admin_url": types.StringValue("http://h"), "bearer_token": types.StringUnknown()}),
		"scope": blockOf(hydraSchema(), map[string]attr.Value{"admin_url": types.StringValue("http://h"), "oauth2": blockOf(oauth2Block(), map[string]attr.Value{
			"token_url": types.StringValue("http://h"), "client_id": types.StringValue("c"), "client_secret": types.StringValue("s"),
			"scopes": types.SetValueMust(types.StringType, []attr.Value{types.StringUnknown()}),
		})}),
		"block":        types.ObjectUnknown(nullBlock("hydra").AttributeTypes(t.Context())),
		"nested block": blockOf(hydraSchema(), map[string]attr.Value{"admin_url": types.StringValue("http://h"), "oauth2": types.ObjectUnknown(blockOf(oauth2Block(), nil).AttributeTypes(t.Context()))}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := configuration{blocks: map[string]attr.Value{"http": nullBlock("http"), "hydra": object}}
			block := hydraBlock()
			if backend, diags := config.open(&block, httpapi.Config{}); backend != nil || len(diags) > 0 {
				t.Errorf("backend %v, diagnostics %v", backend, diags)
			}
		})
	}
}
