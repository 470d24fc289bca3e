package setup

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// blockOf returns a block of the provider configuration with some settings, null for the rest.
func blockOf(block schema.SingleNestedAttribute, settings map[string]attr.Value) types.Object {
	attributeTypes := block.GetType().(types.ObjectType).AttrTypes
	values := map[string]attr.Value{}
	for name, attribute := range block.Attributes {
		values[name] = settings[name]
		if values[name] != nil {
			continue
		}
		switch attribute := attribute.(type) {
		case schema.SingleNestedAttribute:
			values[name] = types.ObjectNull(attribute.GetType().(types.ObjectType).AttrTypes)
		case schema.SetAttribute:
			values[name] = types.SetNull(attribute.ElementType)
		case schema.MapAttribute:
			values[name] = types.MapNull(attribute.ElementType)
		case schema.BoolAttribute:
			values[name] = types.BoolNull()
		case schema.Int64Attribute:
			values[name] = types.Int64Null()
		default:
			values[name] = types.StringNull()
		}
	}
	return types.ObjectValueMust(attributeTypes, values)
}

func stringsOf(elements ...string) []attr.Value {
	var values []attr.Value
	for _, element := range elements {
		values = append(values, types.StringValue(element))
	}
	return values
}

// settingsIn returns the settings of a block, as they are read for a provider configuration.
func settingsIn(name string, object types.Object) *settings {
	return configuration{blocks: map[string]attr.Value{name: object}}.settingsOf(name)
}

// Every setting of the block http reaches the HTTP client, from the configuration and from the environment. A setting
// that is taken from the wrong place would show here.
func TestHTTPSettings(t *testing.T) {
	cases := map[string]struct {
		configured attr.Value
		text       string
		want       httpapi.Config
	}{
		"headers": {
			types.MapValueMust(types.StringType, map[string]attr.Value{"X-A": types.StringValue("1"), "X-B": types.StringValue("b: 2")}),
			"X-A: 1\n\nX-B:b: 2\n",
			httpapi.Config{Headers: map[string]string{"X-A": "1", "X-B": "b: 2"}},
		},
		"ca_cert_pem":             {types.StringValue("ca"), "ca", httpapi.Config{CACertPEM: "ca"}},
		"client_cert_pem":         {types.StringValue("cert"), "cert", httpapi.Config{ClientCertPEM: "cert"}},
		"client_key_pem":          {types.StringValue("key"), "key", httpapi.Config{ClientKeyPEM: "key"}},
		"insecure_skip_verify":    {types.BoolValue(true), "true", httpapi.Config{InsecureSkipVerify: true}},
		"request_timeout":         {types.StringValue("1m30s"), "90s", httpapi.Config{RequestTimeout: 90 * time.Second}},
		"max_retries":             {types.Int64Value(7), "7", httpapi.Config{MaxRetries: 7}},
		"max_concurrent_requests": {types.Int64Value(3), "3", httpapi.Config{MaxConcurrentRequests: 3}},
	}
	checkComplete(t, httpBlock(), slices.Collect(maps.Keys(cases)))
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
		check := func(t *testing.T, object types.Object) {
			t.Helper()
			s := settingsIn(httpBlockName, object)
			got := httpSettings(s, httpapi.Config{})
			if diff := cmp.Diff(tc.want, got); diff != "" || s.diags.HasError() || s.unknown {
				t.Errorf("config (-want +got):\n%s\nproblems %v, unknown %t", diff, s.diags, s.unknown)
			}
		}
		t.Run(name+" configured", func(t *testing.T) {
			t.Setenv(environmentName(httpBlockName, name), "overruled by the configuration")
			check(t, blockOf(httpBlock(), map[string]attr.Value{name: tc.configured}))
		})
		t.Run(name+" in the environment", func(t *testing.T) {
			t.Setenv(environmentName(httpBlockName, name), tc.text)
			check(t, blockOf(httpBlock(), nil))
			check(t, nullBlock(httpBlockName))
		})
	}
}

func TestHTTPSettingsDefaults(t *testing.T) {
	t.Parallel()
	base := httpapi.Config{BaseURL: "https://kept.example", UserAgent: "kept"}
	got := httpSettings(settingsIn(httpBlockName, nullBlock(httpBlockName)), base)
	want := httpapi.Config{BaseURL: "https://kept.example", UserAgent: "kept", Headers: map[string]string{}, MaxRetries: 4, MaxConcurrentRequests: 10}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
	never := blockOf(httpBlock(), map[string]attr.Value{"max_retries": types.Int64Value(0)})
	if got := httpSettings(settingsIn(httpBlockName, never), base).MaxRetries; got >= 0 {
		t.Errorf("max_retries = 0 became %d, which retries", got)
	}
}

// checkComplete fails when a table of settings forgets one of a block.
func checkComplete(t *testing.T, block schema.SingleNestedAttribute, tested []string) {
	t.Helper()
	var all []string
	for name, attribute := range block.Attributes {
		nested, ok := attribute.(schema.SingleNestedAttribute)
		if !ok {
			all = append(all, name)
			continue
		}
		for inner := range nested.Attributes {
			all = append(all, name+"."+inner)
		}
	}
	slices.Sort(all)
	slices.Sort(tested)
	if diff := cmp.Diff(all, tested); diff != "" {
		t.Fatalf("settings (-schema +tested):\n%s", diff)
	}
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
	tested := map[string]bool{}
	for _, settings := range hydraSettings {
		for name := range settings {
			tested[name] = true
		}
	}
	checkComplete(t, hydraSchema(), slices.Collect(maps.Keys(tested)))

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
			checkRequests(t, want[name], blockOf(hydraSchema(), hydraValues(settings, url)), requests)
		})
		t.Run(name+" in the environment", func(t *testing.T) {
			url, requests := recordRequests(t)
			for setting, value := range settings {
				t.Setenv(environmentName("hydra", strings.ReplaceAll(setting, ".", "_")), strings.ReplaceAll(value, "{url}", url))
			}
			checkRequests(t, want[name], nullBlock("hydra"), requests)
		})
	}
}

// hydraValues makes the values of the block of settings whose names may have a dot.
func hydraValues(settings map[string]string, url string) map[string]attr.Value {
	values, oauth2 := map[string]attr.Value{}, map[string]attr.Value{}
	for name, text := range settings {
		text = strings.ReplaceAll(text, "{url}", url)
		inner, nested := strings.CutPrefix(name, "oauth2.")
		switch {
		case inner == "scopes":
			oauth2[inner] = types.SetValueMust(types.StringType, stringsOf(strings.Fields(text)...))
		case nested:
			oauth2[inner] = types.StringValue(text)
		default:
			values[name] = types.StringValue(text)
		}
	}
	if len(oauth2) > 0 {
		values["oauth2"] = blockOf(oauth2Block(), oauth2)
	}
	return values
}

// recordRequests serves a token endpoint and an API that knows no client, and tells what it was asked.
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
	return server.URL, func() []string { return seen }
}

func checkRequests(t *testing.T, want []string, object types.Object, requests func() []string) {
	t.Helper()
	s := settingsIn("hydra", object)
	backend := openHydra(s, httpapi.Config{})
	if backend == nil {
		t.Fatalf("no backend; problems %v, unknown %t", s.diags, s.unknown)
	}
	if _, err := backend.Read(t.Context(), oauthclient.Client{oauthclient.ID: "a"}); err == nil {
		t.Error("a 404 that is not the API's own was no error")
	}
	if diff := cmp.Diff(want, requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}
