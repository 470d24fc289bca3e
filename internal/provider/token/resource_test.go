package token

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// later stands for a value that is not known yet.
const later = "\x00later"

// configOf makes a configuration; what a map lacks is null.
func configOf(t *testing.T, attributes map[string]any) tfsdk.Config {
	t.Helper()
	object, ok := resourceSchema.Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("the schema is no object")
	}
	values := map[string]tftypes.Value{}
	for name, as := range object.AttributeTypes {
		values[name] = valueOf(as, attributes[name])
	}
	return tfsdk.Config{Schema: resourceSchema, Raw: tftypes.NewValue(object, values)}
}

func valueOf(as tftypes.Type, value any) tftypes.Value {
	switch value := value.(type) {
	case []string:
		elements := make([]tftypes.Value, len(value))
		for i, element := range value {
			elements[i] = tftypes.NewValue(tftypes.String, element)
		}
		return tftypes.NewValue(as, elements)
	case map[string]string:
		elements := map[string]tftypes.Value{}
		for name, element := range value {
			elements[name] = tftypes.NewValue(tftypes.String, element)
		}
		return tftypes.NewValue(as, elements)
	case string:
		if value == later {
			return tftypes.NewValue(as, tftypes.UnknownValue)
		}
	}
	return tftypes.NewValue(as, value)
}

// lines writes diagnostics as "Error path: summary: detail", without line breaks.
func lines(diags diag.Diagnostics) string {
	var texts []string
	for _, d := range diags {
		at := "(none)"
		if withPath, ok := d.(diag.DiagnosticWithPath); ok {
			at = withPath.Path().String()
		}
		texts = append(texts, strings.Join(strings.Fields(fmt.Sprintf("%v %s: %s: %s", d.Severity(), at, d.Summary(), d.Detail())), " "))
	}
	return strings.Join(texts, "\n")
}

func keyPEM(t *testing.T) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func TestValidateConfig(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	right := func(with object) object {
		all := object{"token_url": "https://h.example/token", "client_id": "app", "client_secret": "s3cret"}
		for name, value := range with {
			all[name] = value
		}
		return all
	}
	tests := []struct {
		name       string
		attributes object
		want       string // "" for nothing wrong
	}{
		{"right", right(object{"scopes": []string{"a", "b"}, "resource": []string{"https://r.example"}, "extra_parameters": map[string]string{"organization": "x"}}), ""},
		{"with a key", object{"issuer": "https://h.example", "client_id": "app", "private_key_pem": keyPEM(t)}, ""},
		{"of a client to be made", object{"issuer": "https://h.example", "client_id": later, "client_secret": later}, ""},
		{"nothing known", object{"issuer": later, "token_url": later, "client_id": later, "client_secret": later, "private_key_pem": later, "scopes": later, "resource": later, "extra_parameters": later}, ""},
		{"the other may be null", right(object{"issuer": later, "private_key_jwk": later}), ""},
		{"nowhere", right(object{"token_url": nil}), "Error token_url: Invalid value: token_url: Where the token endpoint is must be known"},
		{"two places", right(object{"issuer": "https://h.example"}), "Error issuer: Invalid value: issuer: token_url and issuer are two ways"},
		{"no URL", right(object{"token_url": "h.example/token"}), `Error token_url: Invalid value: token_url: token_url is not the URL of a server`},
		{"no secret", right(object{"client_secret": nil}), "Error client_secret: Invalid value: client_secret: client_secret is missing"},
		{"two keys", object{"issuer": "https://h.example", "client_id": "app", "private_key_pem": keyPEM(t), "private_key_jwk": "{}"}, "Error private_key_jwk: Conflicting attributes: private_key_jwk"},
		{"key and secret", right(object{"private_key_pem": keyPEM(t)}), "Error client_secret: Conflicting attributes: client_secret"},
		{"key and secret, method said", right(object{"private_key_pem": keyPEM(t), "token_endpoint_auth_method": "client_secret_post"}), ""},
		{"method", right(object{"token_endpoint_auth_method": "none"}), `Error token_endpoint_auth_method: Invalid value: token_endpoint_auth_method: token_endpoint_auth_method: The method "none" cannot be used here`},
		{"algorithm", object{"issuer": "https://h.example", "client_id": "app", "private_key_pem": keyPEM(t), "token_endpoint_auth_signing_alg": "RS256"}, "Error token_endpoint_auth_signing_alg: Invalid value"},
		{"no key", right(object{"client_secret": nil, "private_key_pem": "x"}), "Error private_key_pem: Invalid value: private_key_pem: private_key_pem holds no private key"},
		{"scope", right(object{"scopes": []string{"a b"}}), `Error scopes: Invalid value: scopes: scopes: "a b" is not one scope`},
		{"resource", right(object{"resource": []string{"r.example"}}), `Error resource: Invalid value: resource: resource: "r.example" has no scheme`},
		{"fragment", right(object{"resource": []string{"https://r.example#x"}}), `Error resource: Invalid value: resource: resource: "https://r.example#x" has a fragment`},
		{"parameter", right(object{"extra_parameters": map[string]string{"scope": "x"}}), "Error extra_parameters: Invalid value: extra_parameters: extra_parameters: must not hold scope: use scopes."},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var resp ephemeral.ValidateConfigResponse
			(&accessToken{}).ValidateConfig(t.Context(), ephemeral.ValidateConfigRequest{Config: configOf(t, tc.attributes)}, &resp)
			got := lines(resp.Diagnostics)
			if tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
				t.Errorf("got\n%s\nwant %q", got, tc.want)
			}
			if strings.Contains(got, "s3cret") {
				t.Errorf("the secret is in %q", got)
			}
		})
	}
}

// open opens the resource with a provider configuration that has nothing.
func open(t *testing.T, attributes map[string]any) (map[string]tftypes.Value, diag.Diagnostics) {
	t.Helper()
	connection, diags := setup.Connect(tftypes.Value{}, httpapi.Config{RetryWaitMin: time.Millisecond, RetryWaitMax: time.Millisecond})
	if diags.HasError() {
		t.Fatal(diags)
	}
	r := &accessToken{}
	r.Configure(t.Context(), ephemeral.ConfigureRequest{ProviderData: connection}, &ephemeral.ConfigureResponse{})
	config := configOf(t, attributes)
	resp := ephemeral.OpenResponse{Result: tfsdk.EphemeralResultData{Schema: resourceSchema, Raw: config.Raw}}
	r.Open(t.Context(), ephemeral.OpenRequest{Config: config}, &resp)
	var result map[string]tftypes.Value
	if err := resp.Result.Raw.As(&result); err != nil {
		t.Fatal(err)
	}
	return result, resp.Diagnostics
}

func TestOpen(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id, secret, _ := r.BasicAuth(); id != "app" || secret != "s3cret" || r.FormValue("scope") != "a b" || r.FormValue("organization") != "x" {
			t.Errorf("%v with %v", r.Header, r.PostForm)
		}
		_, _ = io.WriteString(w, `{"access_token": "t0ken", "token_type": "bearer", "expires_in": 60, "scope": "a"}`)
	}))
	t.Cleanup(server.Close)
	result, diags := open(t, map[string]any{
		"token_url": server.URL, "client_id": "app", "client_secret": "s3cret", "scopes": []string{"b", "a"}, "extra_parameters": map[string]string{"organization": "x"},
	})
	if got, want := lines(diags), `Warning scopes: Scopes not granted: scopes: The token endpoint issued a token without some of the scopes that were asked for: b. Check the scopes that the client is registered with.`; got != want {
		t.Errorf("diagnostics %q, want %q", got, want)
	}
	var expires string
	if err := result["expires_at"].As(&expires); err != nil {
		t.Fatal(err)
	}
	if at, err := time.Parse(time.RFC3339, expires); err != nil || time.Until(at) > time.Minute || time.Until(at) < 30*time.Second {
		t.Errorf("expires_at is %q", expires)
	}
	for name, want := range map[string]tftypes.Value{
		"access_token": tftypes.NewValue(tftypes.String, "t0ken"), "token_type": tftypes.NewValue(tftypes.String, "bearer"),
		"granted_scopes": valueOf(tftypes.Set{ElementType: tftypes.String}, []string{"a"}),
		"scopes":         valueOf(tftypes.Set{ElementType: tftypes.String}, []string{"b", "a"}),
	} {
		if !result[name].Equal(want) {
			t.Errorf("%s is %s, want %s", name, result[name], want)
		}
	}
}

func TestOpen_refused(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"error": "invalid_client", "error_description": "no client with `+r.FormValue("client_secret")+`"}`)
	}))
	t.Cleanup(server.Close)
	result, diags := open(t, map[string]any{
		"token_url": server.URL, "client_id": "app", "client_secret": "s3cret-word", "token_endpoint_auth_method": "client_secret_post",
	})
	got := lines(diags)
	for _, text := range []string{"Error client_secret: Unable to get an access token: client_secret", "invalid_client", "no client with", "token_endpoint_auth_method"} {
		if !strings.Contains(got, text) {
			t.Errorf("%q does not hold %q", got, text)
		}
	}
	if strings.Contains(got, "s3cret") || !result["access_token"].IsNull() {
		t.Errorf("%q with %s", got, result["access_token"])
	}
}

// A provider configuration with a setting for HTTP that is not known yet can send nothing.
func TestOpen_unknownSettings(t *testing.T) {
	t.Parallel()
	object, ok := setup.Schema().Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("the schema is no object")
	}
	config := map[string]tftypes.Value{}
	for name, as := range object.AttributeTypes {
		config[name] = tftypes.NewValue(as, nil)
		if name == "http" {
			config[name] = tftypes.NewValue(as, tftypes.UnknownValue)
		}
	}
	connection, diags := setup.Connect(tftypes.NewValue(object, config), httpapi.Config{})
	if diags.HasError() {
		t.Fatal(diags)
	}
	var resp ephemeral.OpenResponse
	(&accessToken{connection}).Open(t.Context(), ephemeral.OpenRequest{Config: configOf(t, map[string]any{"token_url": "https://h.invalid", "client_id": "a", "client_secret": "b"})}, &resp)
	if diff := cmp.Diff("Provider configuration not known", resp.Diagnostics.Errors()[0].Summary()); diff != "" {
		t.Error(diff)
	}
}
