package provider_test

import (
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// needsProvider makes the functions of the provider known to a configuration.
const needsProvider = "terraform {\n  required_providers {\n    oauth = {\n      source = \"hashicorp/oauth\"\n    }\n  }\n}\n"

func documentOf(members ...string) string {
	return "provider::oauth::client_id_metadata_document({\n" + strings.Join(members, "\n") + "\n})"
}

func output(value string) string {
	return needsProvider + "output \"document\" {\n  value = " + value + "\n}\n"
}

func TestAccDocumentFunction(t *testing.T) {
	t.Parallel()
	id, redirects, public := `client_id = "https://app.example.com/c.json"`, `redirect_uris = ["https://app.example.com/cb"]`, `token_endpoint_auth_method = "none"`
	is := func(want string) []statecheck.StateCheck {
		return []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("document", knownvalue.StringExact(want))}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config:            output(documentOf(id, redirects, public)),
				ConfigStateChecks: is(`{"client_id":"https://app.example.com/c.json","redirect_uris":["https://app.example.com/cb"],"token_endpoint_auth_method":"none"}`),
			},
			{
				Config: output(documentOf(
					id, `redirect_uris = toset(["https://b.example", "https://a.example"])`, `client_name = "Shop"`, `"client_name#de" = "Laden"`, "logo_uri = null", `tos_uri = ""`,
					`scopes = tolist(["b", "a"])`, "default_max_age = 3600", "require_auth_time = false", `ciba = { backchannel_token_delivery_mode = "poll" }`,
					`jwks = provider::oauth::jwks()`, `extra_metadata = { big = 12345678901234567890, part = 0.25 }`,
					`rp_metadata_choices = { token_endpoint_auth_methods_supported = ["none"] }`,
				)),
				ConfigStateChecks: is(`{"backchannel_token_delivery_mode":"poll","big":12345678901234567890,"client_id":"https://app.example.com/c.json","client_name":"Shop","client_name#de":"Laden",` +
					`"default_max_age":3600,"jwks":{"keys":[]},"part":0.25,"redirect_uris":["https://a.example","https://b.example"],"require_auth_time":false,"scope":"a b",` +
					`"token_endpoint_auth_methods_supported":["none"]}`),
			},
			{
				// What is not known yet makes the document so.
				Config:            output(documentOf(id, redirects, public, "client_name = terraform_data.name.output")) + "resource \"terraform_data\" \"name\" {\n  input = \"Shop\"\n}\n",
				ConfigPlanChecks:  resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectUnknownOutputValue("document")}},
				ConfigStateChecks: is(`{"client_id":"https://app.example.com/c.json","client_name":"Shop","redirect_uris":["https://app.example.com/cb"],"token_endpoint_auth_method":"none"}`),
			},
			{Config: output(documentOf(id, redirects)), ExpectError: regexp.MustCompile(`token_endpoint_auth_method:\s+It\s+is\s+not\s+said\s+how`)},
			{Config: output(documentOf(id, redirects, public, `client_secret = "s3cret"`)), ExpectError: regexp.MustCompile(`client_secret\s+must\s+not\s+be\s+in\s+a\s+document`)},
			{Config: output(documentOf(`client_id = "https://app.example.com"`, redirects, public)), ExpectError: regexp.MustCompile(`must\s+have\s+a\s+path`)},
			{Config: output(documentOf(id, public, "redirect_uri = []", `redirect_url = "x"`)), ExpectError: regexp.MustCompile(`Did\s+you\s+mean\s+"redirect_uris"`)},
			{Config: output(`provider::oauth::client_id_metadata_document(["a"])`), ExpectError: regexp.MustCompile(`must\s+be\s+an\s+object`)},
			{Config: output(`"nothing that could fail when all is destroyed"`)},
		},
	})
}

// A document that the function made, served and checked.
func TestAccDocumentDataSource(t *testing.T) {
	t.Parallel()
	var body string
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved.json" {
			http.Redirect(w, r, "/c.json", http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	ca := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	configured := fmt.Sprintf("provider \"oauth\" {\n  http {\n    ca_cert_pem = %s\n    max_retries = 0\n  }\n}\n", strconv.Quote(ca))
	data := func(path string) string {
		return fmt.Sprintf("data \"oauth_client_id_metadata_document\" \"served\" {\n  url = %q\n}\n", server.URL+path)
	}
	made := documentOf(
		fmt.Sprintf("client_id = %q", server.URL+"/c.json"), `client_name = "Shop & more"`, `redirect_uris = ["https://b.example/cb", "https://a.example/cb"]`,
		`token_endpoint_auth_method = "none"`, `scopes = ["write", "read"]`,
	)
	body = fmt.Sprintf(`{"client_id":%q,"client_name":"Shop & more","redirect_uris":["https://a.example/cb","https://b.example/cb"],"scope":"read write","token_endpoint_auth_method":"none"}`, server.URL+"/c.json")
	right := body
	const address = "data.oauth_client_id_metadata_document.served"
	value := func(name string, is knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(address, tfjsonpath.New(name), is)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config: needsProvider + configured + data("/c.json") + "output \"same\" {\n  value = " + address + ".document == " + made + "\n}\n",
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("same", knownvalue.Bool(true)),
					value("client_name", knownvalue.StringExact("Shop & more")),
					value("token_endpoint_auth_method", knownvalue.StringExact("none")),
					value("redirect_uris", knownvalue.SetSizeExact(2)),
					value("scopes", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact("read"), knownvalue.StringExact("write")})),
					value("jwks", knownvalue.Null()),
					value("contacts", knownvalue.Null()),
				},
			},
			{
				PreConfig:   func() { body = strings.ReplaceAll(right, "c.json", "d.json") },
				Config:      needsProvider + configured + data("/c.json"),
				ExpectError: regexp.MustCompile(`Invalid\s+client\s+ID\s+metadata\s+document:\s+client_id`),
			},
			{
				PreConfig:   func() { body = strings.Replace(right, "{", `{"client_secret":"s3cret",`, 1) },
				Config:      needsProvider + configured + data("/c.json"),
				ExpectError: regexp.MustCompile(`Invalid\s+client\s+ID\s+metadata\s+document:\s+client_secret`),
			},
			{Config: needsProvider + configured + data("/moved.json"), ExpectError: regexp.MustCompile(`(?s)302\s+Found.*do\s+not\s+follow\s+redirects`)},
			{Config: needsProvider + configured + data(""), ExpectError: regexp.MustCompile(`Invalid\s+value:\s+url`)},
			{Config: needsProvider + data("/c.json"), ExpectError: regexp.MustCompile(`ca_cert_pem`)},
		},
	})
}

// noServer is for examples that need none.
func noServer(*testing.T, *workspace) string { return "" }

// documentServer serves a document for any host, behind a proxy that leads there.
func documentServer(t *testing.T, w *workspace) string {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"client_id": "https://%s%s", "client_name": "App", "redirect_uris": ["https://app.example.com/cb"], "token_endpoint_auth_method": "none"}`, r.Host, r.URL.Path)
	}))
	t.Cleanup(server.Close)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		there, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", server.Listener.Addr().String())
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusOK)
		here, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
		_, _ = io.Copy(here, there)
		_ = here.Close()
	}))
	t.Cleanup(proxy.Close)
	w.env = append(w.env, "HTTPS_PROXY="+proxy.URL, "OAUTH_HTTP_CA_CERT_PEM="+string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	return ""
}
