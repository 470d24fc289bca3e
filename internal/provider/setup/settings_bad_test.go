package setup

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"

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
		{"half of oauth2", map[string]string{"admin_url": url, "oauth2_client_id": "c", "oauth2_client_secret": "s"}, nil, path.Root("hydra").AtName("oauth2").AtName("token_url"), "missing"},
		{"oauth2 URL", map[string]string{"admin_url": url, "oauth2_token_url": "x", "oauth2_client_id": "c", "oauth2_client_secret": "s"}, nil, path.Root("hydra").AtName("oauth2").AtName("token_url"), "http"},
		{"no number", map[string]string{"admin_url": url}, map[string]string{"max_retries": "many"}, path.Root("http").AtName("max_retries"), "no number"},
		{"not whole", map[string]string{"admin_url": url}, map[string]string{"max_retries": "1.5"}, path.Root("http").AtName("max_retries"), "whole"},
		{"not a number", map[string]string{"admin_url": url}, map[string]string{"requests_per_second": "NaN"}, path.Root("http").AtName("requests_per_second"), "no number"},
		{"huge", map[string]string{"admin_url": url}, map[string]string{"max_concurrent_requests": "1e300"}, path.Root("http").AtName("max_concurrent_requests"), "1000"},
		{"too many", map[string]string{"admin_url": url}, map[string]string{"max_retries": "101"}, path.Root("http").AtName("max_retries"), "100"},
		{"no flag", map[string]string{"admin_url": url}, map[string]string{"insecure_skip_verify": "perhaps"}, path.Root("http").AtName("insecure_skip_verify"), "neither true nor false"},
		{"no time span", map[string]string{"admin_url": url}, map[string]string{"request_timeout": "35"}, path.Root("http").AtName("request_timeout"), "span of time"},
		{"negative time span", map[string]string{"admin_url": url}, map[string]string{"request_timeout": "-1s"}, path.Root("http").AtName("request_timeout"), "span of time"},
		{"no certificate", map[string]string{"admin_url": url}, map[string]string{"ca_cert_pem": "ca.pem"}, path.Root("http").AtName("ca_cert_pem"), "no certificate"},
		{"certificate without key", map[string]string{"admin_url": url}, map[string]string{"client_cert_pem": "x"}, path.Root("http").AtName("client_key_pem"), "needed"},
		{"no header", map[string]string{"admin_url": url}, map[string]string{"headers": "X-A: b\nX-No-Colon"}, path.Root("http").AtName("headers"), "Line 2"},
		{"header name", map[string]string{"admin_url": url}, map[string]string{"headers": "X Y: z"}, path.Root("http").AtName("headers"), "name"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for setting, value := range tc.hydra {
				t.Setenv(EnvironmentName("hydra", setting), value)
			}
			for setting, value := range tc.http {
				t.Setenv(EnvironmentName("http", setting), value)
			}
			_, diags := Connect(configOf(map[string]any{"hydra": nil}), httpapi.Config{})
			if len(diags) != 1 {
				t.Errorf("%d diagnostics: %v", len(diags), diags)
			}
			for _, d := range diags {
				for _, value := range tc.http {
					if strings.Contains(d.Summary()+d.Detail(), value) {
						t.Errorf("the value stands in %s: %s", d.Summary(), d.Detail())
					}
				}
				withPath, ok := d.(interface{ Path() path.Path })
				if ok && withPath.Path().Equal(tc.at) && strings.Contains(d.Detail(), tc.says) && strings.Contains(d.Summary(), tc.at.String()) {
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
	connection, diags := Connect(configOf(nil), httpapi.Config{})
	if connection.Service == nil || len(diags) > 0 {
		t.Errorf("service %v, diagnostics %v", connection.Service, diags)
	}
}

// A way to authenticate in the configuration overrules another one in the environment: the configuration may be for
// another server than most.
func TestConfiguredCredentialsOverruleTheEnvironment(t *testing.T) {
	t.Setenv("OAUTH_HYDRA_BEARER_TOKEN", "of-another-server")
	url, requests := recordRequests(t)
	checkRequests(t, []string{"GET /admin/clients/a [Basic dXNlcjpwYXNz]"}, hydraValues(hydraSettings["basic"], url), requests)
}

func TestUnknownSettingsAreNotGuessedAt(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]any{
		"URL":   {"hydra.admin_url": unknownValue},
		"token": {"hydra.admin_url": "http://h", "hydra.bearer_token": unknownValue},
		"scope": {
			"hydra.admin_url": "http://h", "hydra.oauth2.token_url": "http://h", "hydra.oauth2.client_id": "c",
			"hydra.oauth2.client_secret": "s", "hydra.oauth2.scopes": []string{"a", unknownValue},
		},
		"block":        {"hydra": unknownValue},
		"nested block": {"hydra.admin_url": "http://h", "hydra.oauth2": unknownValue},
		"header":       {"hydra.admin_url": "http://h", "http.headers": map[string]string{"X": unknownValue}},
		"HTTP":         {"hydra.admin_url": "http://h", "http": unknownValue},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connection, diags := Connect(configOf(settings), httpapi.Config{})
			if connection.Service != nil || len(diags) > 0 {
				t.Errorf("service %v, diagnostics %v", connection.Service, diags)
			}
			if connection.Judge == nil || connection.Judge.Name() != "hydra" {
				t.Error("it is not known that the server is a Hydra")
			}
		})
	}
}

// What is accepted and gives credentials away is told at the setting.
func TestDangerousSettings(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"insecure_skip_verify", "allow_insecure_http"} {
		for value, want := range map[bool]int{true: 1, false: 0} {
			connection, diags := Connect(configOf(map[string]any{"hydra.admin_url": "http://127.0.0.1:4445", "http." + name: value}), httpapi.Config{})
			if connection == nil || connection.Service == nil || len(diags) != want || len(diags.Warnings()) != want {
				t.Fatalf("%s = %t: %v", name, value, diags)
			}
			at := path.Root("http").AtName(name)
			for _, d := range diags {
				withPath, ok := d.(interface{ Path() path.Path })
				if !ok || !withPath.Path().Equal(at) || !strings.Contains(d.Summary(), at.String()) || !strings.Contains(d.Detail(), "can read the credentials") {
					t.Errorf("%s = %t: %v", name, value, d)
				}
			}
		}
	}
}
