package setup

import (
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// unknownValue stands for a value that is not known yet.
const unknownValue = "\x00unknown"

// configOf returns a provider configuration with some settings, null for the rest. A setting is named with its blocks before
// it ("hydra.oauth2.scopes"); a block that is named itself is there and empty.
func configOf(settings map[string]any) tftypes.Value {
	top := Schema().Type().TerraformType(nil).(tftypes.Object) //nolint:staticcheck // A schema is an object and needs no context.
	return valueAt(top, "", settings)
}

// valueAt returns the value of what stands at a path.
func valueAt(as tftypes.Type, at string, settings map[string]any) tftypes.Value {
	object, isBlock := as.(tftypes.Object)
	if value, ok := settings[at]; ok && (!isBlock || value == unknownValue) {
		return valueOf(as, value)
	}
	inside := func(name string) bool { return at == "" || name == at || strings.HasPrefix(name, at+".") }
	if !isBlock || !slices.ContainsFunc(keys(settings), inside) && at != "" {
		return tftypes.NewValue(as, nil)
	}
	members := map[string]tftypes.Value{}
	for name, memberType := range object.AttributeTypes {
		members[name] = valueAt(memberType, strings.TrimPrefix(at+"."+name, "."), settings)
	}
	return tftypes.NewValue(as, members)
}

func keys(settings map[string]any) []string {
	names := make([]string, 0, len(settings))
	for name := range settings {
		names = append(names, name)
	}
	return names
}

func valueOf(as tftypes.Type, value any) tftypes.Value {
	switch value := value.(type) {
	case string:
		if value == unknownValue {
			return tftypes.NewValue(as, tftypes.UnknownValue)
		}
	case []string:
		elements := []tftypes.Value{}
		for _, element := range value {
			elements = append(elements, valueOf(tftypes.String, element))
		}
		return tftypes.NewValue(as, elements)
	case map[string]string:
		elements := map[string]tftypes.Value{}
		for name, element := range value {
			elements[name] = valueOf(tftypes.String, element)
		}
		return tftypes.NewValue(as, elements)
	case float64:
		return tftypes.NewValue(as, big.NewFloat(value))
	}
	return tftypes.NewValue(as, value)
}

// settingsIn returns the settings of a block, as they are read for a provider configuration.
func settingsIn(block string, settings map[string]any) *Settings {
	return readConfiguration(configOf(settings)).settingsOf(block)
}

// Every setting of the block http reaches the HTTP client, from the configuration and from the environment. A setting
// that is taken from the wrong place would show here.
func TestHTTPSettings(t *testing.T) {
	cases := map[string]struct {
		configured any
		text       string
		want       httpapi.Config
	}{
		"headers": {
			map[string]string{"X-A": "1", "X-B": "b: 2"},
			"X-A: 1\n\nX-B:b: 2\n",
			httpapi.Config{Headers: map[string]string{"X-A": "1", "X-B": "b: 2"}},
		},
		"ca_cert_pem":             {"ca", "ca", httpapi.Config{CACertPEM: "ca"}},
		"client_cert_pem":         {"cert", "cert", httpapi.Config{ClientCertPEM: "cert"}},
		"client_key_pem":          {"key", "key", httpapi.Config{ClientKeyPEM: "key"}},
		"insecure_skip_verify":    {true, "true", httpapi.Config{InsecureSkipVerify: true}},
		"allow_insecure_http":     {true, "1", httpapi.Config{AllowInsecureHTTP: true}},
		"request_timeout":         {"1m30s", "90s", httpapi.Config{RequestTimeout: 90 * time.Second}},
		"max_retries":             {7.0, "7", httpapi.Config{MaxRetries: 7}},
		"max_concurrent_requests": {3.0, "3", httpapi.Config{MaxConcurrentRequests: 3}},
		"requests_per_second":     {2.5, "2.5", httpapi.Config{RequestsPerSecond: 2.5}},
	}
	checkComplete(t, httpBlock, keysOf(cases))
	for name, tc := range cases {
		if tc.want.Headers == nil {
			tc.want.Headers = map[string]string{}
		}
		if tc.want.MaxRetries == 0 {
			tc.want.MaxRetries = defaultRetries
		}
		if tc.want.MaxConcurrentRequests == 0 {
			tc.want.MaxConcurrentRequests = defaultConcurrency
		}
		check := func(t *testing.T, settings map[string]any) {
			t.Helper()
			s := settingsIn("http", settings)
			got := httpSettings(s, httpapi.Config{})
			if diff := cmp.Diff(tc.want, got); diff != "" || s.diags.HasError() || s.unknown {
				t.Errorf("config (-want +got):\n%s\nproblems %v, unknown %t", diff, s.diags, s.unknown)
			}
		}
		t.Run(name+" configured", func(t *testing.T) {
			t.Setenv(EnvironmentName("http", name), "overruled by the configuration")
			check(t, map[string]any{"http." + name: tc.configured})
		})
		t.Run(name+" in the environment", func(t *testing.T) {
			t.Setenv(EnvironmentName("http", name), tc.text)
			check(t, map[string]any{"http": nil})
			check(t, nil)
		})
	}
}

func keysOf[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	return names
}

func TestHTTPSettingsDefaults(t *testing.T) {
	t.Parallel()
	base := httpapi.Config{BaseURL: "https://kept.example", UserAgent: "kept"}
	got := httpSettings(settingsIn("http", nil), base)
	want := httpapi.Config{BaseURL: "https://kept.example", UserAgent: "kept", Headers: map[string]string{}, MaxRetries: 4, MaxConcurrentRequests: 10}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
	if got := httpSettings(settingsIn("http", map[string]any{"http.max_retries": 0.0}), base).MaxRetries; got >= 0 {
		t.Errorf("max_retries = 0 became %d, which retries", got)
	}
}

// checkComplete fails when a table of settings forgets one of a block, or of one inside.
func checkComplete(t *testing.T, block Block, tested []string) {
	t.Helper()
	all := namesIn(block, "")
	slices.Sort(all)
	slices.Sort(tested)
	if diff := cmp.Diff(all, slices.Compact(tested)); diff != "" {
		t.Fatalf("settings (-block +tested):\n%s", diff)
	}
}

func namesIn(block Block, at string) []string {
	var all []string
	for _, s := range block.Settings {
		all = append(all, at+s.Name)
	}
	for _, inner := range block.Blocks {
		all = append(all, namesIn(inner, at+inner.Name+".")...)
	}
	return all
}

// hydraSettings are complete configurations of the block hydra, by what they show; {url} stands for the server.
var hydraSettings = map[string]map[string]string{
	"admin_url":    {"admin_url": "{url}/prefix"},
	"bearer_token": {"admin_url": "{url}", "bearer_token": "the-token"},
	"basic":        {"admin_url": "{url}", "username": "user", "password": "pass"},
	"oauth2": {
		"admin_url": "{url}", "oauth2.token_url": "{url}/oauth2/token", "oauth2.client_id": "me", "oauth2.client_secret": "mine",
		"oauth2.scopes": "a b",
	},
}

// Every setting of the block hydra reaches the wire.
func TestHydraSettings(t *testing.T) {
	tested := []string{"public_url"} // see TestConnectionTokenEndpoint
	for _, settings := range hydraSettings {
		tested = append(tested, keysOf(settings)...)
	}
	checkComplete(t, hydraBackend().Block, tested)

	want := map[string][]string{
		"admin_url":    {"GET /prefix/admin/clients/a []"},
		"bearer_token": {"GET /admin/clients/a [Bearer the-token]"},
		"basic":        {"GET /admin/clients/a [Basic dXNlcjpwYXNz]"},
		"oauth2": {
			"POST /oauth2/token [Basic bWU6bWluZQ==] grant_type=client_credentials&scope=a+b",
			"GET /admin/clients/a [Bearer issued]",
		},
	}
	for name, settings := range hydraSettings {
		t.Run(name+" configured", func(t *testing.T) {
			t.Setenv("OAUTH_HYDRA_ADMIN_URL", "http://overruled.invalid")
			url, requests := recordRequests(t)
			checkRequests(t, want[name], hydraValues(settings, url), requests)
		})
		t.Run(name+" in the environment", func(t *testing.T) {
			url, requests := recordRequests(t)
			for setting, value := range settings {
				t.Setenv(EnvironmentName("hydra", strings.ReplaceAll(setting, ".", "_")), strings.ReplaceAll(value, "{url}", url))
			}
			checkRequests(t, want[name], nil, requests)
			checkRequests(t, want[name], map[string]any{"hydra": nil, "hydra.oauth2": nil}, requests)
		})
	}
}

// hydraValues makes a configuration of settings of the block hydra.
func hydraValues(settings map[string]string, url string) map[string]any {
	values := map[string]any{}
	for name, text := range settings {
		values["hydra."+name] = strings.ReplaceAll(text, "{url}", url)
		if name == "oauth2.scopes" {
			values["hydra."+name] = strings.Fields(text)
		}
	}
	return values
}

// recordRequests serves a token endpoint and an API that knows no client, and tells what it was asked since the last time.
func recordRequests(t *testing.T) (url string, requests func() []string) {
	t.Helper()
	var seen []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line := r.Method + " " + r.URL.Path + " [" + r.Header.Get("Authorization") + "]"
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost {
			_ = r.ParseForm()
			line += " " + r.PostForm.Encode()
			_, _ = w.Write([]byte(`{"access_token":"issued","token_type":"Bearer","expires_in":60}`))
		} else {
			w.WriteHeader(http.StatusNotFound)
		}
		seen = append(seen, line)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() []string {
		since := seen
		seen = nil
		return since
	}
}

func checkRequests(t *testing.T, want []string, settings map[string]any, requests func() []string) {
	t.Helper()
	connection, diags := Connect(configOf(settings), httpapi.Config{})
	if connection == nil || connection.Service == nil || len(diags) > 0 {
		t.Fatalf("no backend; problems %v", diags)
	}
	if _, err := connection.Service.Read(t.Context(), oauthclient.Client{oauthclient.ID: "a"}); err == nil {
		t.Error("a 404 that is not the API's own was no error")
	}
	if diff := cmp.Diff(want, requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// pathOf returns the path of a setting that is named with its blocks.
func pathOf(dotted string) path.Path {
	steps := strings.Split(dotted, ".")
	at := path.Root(steps[0])
	for _, step := range steps[1:] {
		at = at.AtName(step)
	}
	return at
}
