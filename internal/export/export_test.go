package export_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/export"
)

// A run is what became of a run of the command.
type run struct {
	out, told string
	err       error
}

func runExport(input string, args ...string) run {
	var out, told bytes.Buffer
	err := export.Program{
		Source: "registry.terraform.io/oauth-clients/oauth", Version: "1.2.3", In: strings.NewReader(input), Out: &out, Err: &told,
	}.Run(args)
	return run{out.String(), told.String(), err}
}

// variable is the environment variable that names the server.
const variable = "OAUTH_HYDRA_ADMIN_URL"

// serve starts a simulator with clients, and returns its address.
func serve(t *testing.T, clients ...string) string {
	t.Helper()
	server := httptest.NewServer(hydrasim.New(hydrasim.Options{}))
	t.Cleanup(server.Close)
	for _, body := range clients {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/admin/clients", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusCreated {
			t.Fatalf("%s: %s", body, response.Status)
		}
	}
	return server.URL
}

const (
	shop = `{
		"client_id": "shop", "client_name": "The shop", "client_secret": "never-to-be-seen", "redirect_uris": ["https://shop.example/${cb}"],
		"contacts": [], "logo_uri": "", "jwks": {}, "owner": "sales", "metadata": {"team": {"for": 1}}, "token_endpoint_auth_method": "client_secret_post",
		"authorization_code_grant_access_token_lifespan": "90m", "skip_logout_consent": false
	}`
	machine = `{"client_id": "m-1", "scope": "", "token_endpoint_auth_method": "client_secret_basic", "subject_type": "public"}`
	refused = `{"client_id": "odd", "token_endpoint_auth_method": "magic"}`
)

const shopWritten = `import {
  to = oauth_client.the_shop
  id = "shop"
}

resource "oauth_client" "the_shop" {
  client_id                  = "shop"
  client_name                = "The shop"
  redirect_uris              = ["https://shop.example/$${cb}"]
  scopes                     = ["offline_access", "offline", "openid"]
  token_endpoint_auth_method = "client_secret_post"

  hydra {
    owner                                          = "sales"
    metadata                                       = jsonencode({ team = { "for" = 1 } })
    skip_logout_consent                            = false
    authorization_code_grant_access_token_lifespan = "1h30m0s"
  }
}
`

const machineWritten = `import {
  to = oauth_client.m_1
  id = "m-1"
}

resource "oauth_client" "m_1" {
  client_id = "m-1"
  scopes    = ["offline_access", "offline", "openid"]
}
`

const refusedWritten = `# The provider would refuse this client:
# token_endpoint_auth_method: "magic" is not a value of token_endpoint_auth_method. Ory Hydra takes client_secret_basic, client_secret_post, private_key_jwt, none.
# import {
#   to = oauth_client.odd
#   id = "odd"
# }
#
# resource "oauth_client" "odd" {
#   client_id                  = "odd"
#   scopes                     = ["offline_access", "offline", "openid"]
#   token_endpoint_auth_method = "magic"
# }
`

func providerWritten(url string) string {
	return `terraform {
  required_providers {
    oauth = {
      source  = "oauth-clients/oauth"
      version = ">= 1.2.3"
    }
  }
}

provider "oauth" {
  hydra {
    admin_url = "` + url + `"
    username  = "me"
  }
  http {
    requests_per_second = 2000
  }
}
`
}

func TestRun(t *testing.T) {
	url := serve(t, shop, machine)
	for _, tc := range []struct {
		name, args, input, want string
	}{
		{"all", "", "", machineWritten + "\n" + shopWritten},
		{"filter", "--filter hydra.owner=sales", "", shopWritten},
		{"filter by the name", "--filter client_name=nobody", "", ""},
		{"not in a state", "--not-in -", `{"version":4,"resources":[{"mode":"managed","type":"oauth_client","instances":[{"attributes":{"id":"shop"}}]}]}`, machineWritten},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Setenv(variable, url)
			got := runExport(tc.input, strings.Fields(tc.args)...)
			if got.err != nil {
				t.Fatal(got.err)
			}
			if diff := cmp.Diff(tc.want, got.out); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
			if !strings.Contains(got.told, url) {
				t.Errorf("it told %q, and not which server was asked", got.told)
			}
		})
	}
}

// Not a single secret is in what is written, neither of the clients nor of the provider.
func TestRun_provider(t *testing.T) {
	url := serve(t, shop)
	t.Setenv(variable, url)
	t.Setenv("OAUTH_HYDRA_USERNAME", "me")
	t.Setenv("OAUTH_HYDRA_PASSWORD", "never-to-be-seen")
	t.Setenv("OAUTH_HTTP_HEADERS", "X-Key: never-to-be-seen")
	t.Setenv("OAUTH_HTTP_REQUESTS_PER_SECOND", "2000")
	got := runExport("", "--provider")
	if got.err != nil {
		t.Fatal(got.err)
	}
	if diff := cmp.Diff(providerWritten(url)+"\n"+shopWritten, got.out); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	if formatted := string(hclwrite.Format([]byte(got.out))); formatted != got.out {
		t.Errorf("it is not formatted:\n%s", cmp.Diff(formatted, got.out))
	}
	if strings.Contains(got.out+got.told, "never-to-be-seen") {
		t.Error("there is a secret in the output")
	}
}

func TestRun_files(t *testing.T) {
	t.Setenv(variable, serve(t, shop, machine))
	folder := filepath.Join(t.TempDir(), "new")
	if got := runExport("", "--out", folder); got.err != nil || got.out != "" {
		t.Fatalf("error %v, output %q", got.err, got.out)
	}
	checkFiles(t, folder, map[string]string{"client_the_shop.tf": shopWritten, "client_m_1.tf": machineWritten})

	name := filepath.Join(folder, "all.tf")
	if got := runExport("", "--single-file", name, "--filter", "hydra.owner=sales"); got.err != nil {
		t.Fatal(got.err)
	}
	checkFiles(t, folder, map[string]string{"client_the_shop.tf": shopWritten, "client_m_1.tf": machineWritten, "all.tf": shopWritten})

	if err := os.Remove(filepath.Join(folder, "client_m_1.tf")); err != nil {
		t.Fatal(err)
	}
	if got := runExport("", "--out", folder); got.err == nil || !strings.Contains(got.err.Error(), "client_the_shop.tf is there already") {
		t.Errorf("error %v for a file that is there", got.err)
	}
	if got := runExport("", "--single-file", name); !errors.Is(got.err, os.ErrExist) {
		t.Errorf("error %v for a file that is there", got.err)
	}
	checkFiles(t, folder, map[string]string{"client_the_shop.tf": shopWritten, "all.tf": shopWritten})
}

func checkFiles(t *testing.T, folder string, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[entry.Name()] = string(text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// What the provider would refuse is a comment, so that the rest can be planned, and the exit code tells.
func TestRun_refused(t *testing.T) {
	t.Setenv(variable, serve(t, refused, machine))
	got := runExport("")
	if !errors.Is(got.err, export.ErrIncomplete) {
		t.Errorf("error %v", got.err)
	}
	if diff := cmp.Diff(machineWritten+"\n"+refusedWritten, got.out); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
}

func TestRun_arguments(t *testing.T) {
	t.Setenv(variable, serve(t))
	for args, want := range map[string]string{
		"--colour":                       "-colour",
		"more":                           `unexpected argument "more"`,
		"--out a --single-file b":        "exclude each other",
		"--filter client_name":           "attribute=value",
		"--filter name=x":                `no attribute "name"`,
		"--filter client_secret=x":       "no attribute",
		"--filter oam.identity_domain=x": "Ory Hydra has no place for oam.identity_domain",
		"--filter scopes=x":              "neither a text nor a flag",
		"--filter hydra.skip_consent=x":  "true or false",
	} {
		got := runExport("", strings.Fields(args)...)
		if !errors.Is(got.err, export.ErrUsage) || !strings.Contains(got.err.Error(), want) || got.out != "" {
			t.Errorf("%s: error %v, output %q", args, got.err, got.out)
		}
	}
	if got := runExport("", "--help"); got.err != nil || !strings.Contains(got.out, "-not-in") || !strings.Contains(got.out, "Exit codes") {
		t.Errorf("--help: error %v, output %q", got.err, got.out)
	}
}

func TestRun_servers(t *testing.T) {
	t.Run("none", func(t *testing.T) {
		t.Setenv(variable, "")
		if got := runExport(""); got.err == nil || errors.Is(got.err, export.ErrUsage) || !strings.Contains(got.err.Error(), "OAUTH_HYDRA_ADMIN_URL") {
			t.Errorf("error %v", got.err)
		}
	})
	t.Run("one that cannot list clients", func(t *testing.T) {
		t.Setenv("OAUTH_REGISTRATION_ISSUER", "http://127.0.0.1:1")
		if got := runExport(""); got.err == nil || !strings.Contains(got.err.Error(), "cannot list its clients") {
			t.Errorf("error %v", got.err)
		}
	})
	t.Run("one that is not there", func(t *testing.T) {
		t.Setenv(variable, "http://127.0.0.1:1")
		t.Setenv("OAUTH_HTTP_MAX_RETRIES", "0")
		if got := runExport(""); got.err == nil || got.out != "" {
			t.Errorf("error %v, output %q", got.err, got.out)
		}
	})
}
