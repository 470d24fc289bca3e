package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// An identified is a resource that has an identity, with its provider configuration.
type identified struct {
	provider, typeName, name string
	// body is what the resource says, but for a value that changes, and change how that is said.
	body, change string
	// server is what its identity names the server.
	server string
	// beforeImport prepares an import of what is in the state; it may be nil.
	beforeImport func(w *workspace)
}

func identifiedResources() map[string]func(t *testing.T) identified {
	const described = "description = %q"
	return map[string]func(t *testing.T) identified{
		"hydra": func(t *testing.T) identified {
			t.Helper()
			s := newServer(t)
			return identified{
				provider: s.config(), typeName: "oauth_client", name: "a", server: s.adminURL, change: "client_name = %q",
				body: fmt.Sprintf("client_id = %q\nscopes = [\"a\"]", uniqueID("identified")),
			}
		},
		"nevismeta": func(t *testing.T) identified {
			t.Helper()
			s := newNevismeta(t, nevissim.Options{})
			return identified{
				provider: s.config(fmt.Sprintf("setup_id = %q", nevissim.SetupID)), typeName: "oauth_client", name: "a", server: s.url + "/nevismeta/rest",
				change: "client_name = %q", body: fmt.Sprintf("client_id = \"identified\"\nnevismeta {\n  owner = %q\n}", nevissim.Username),
			}
		},
		"oam": func(t *testing.T) identified {
			t.Helper()
			s := newOAM(t, oamsim.Options{})
			return identified{
				provider: s.config(oamDomain), typeName: "oauth_client", name: "a", server: s.url,
				change: "oam {\n  description = %q\n}", body: `client_name = "Shop"`,
			}
		},
		"oam identity domain": func(t *testing.T) identified {
			t.Helper()
			s := newOAM(t, oamsim.Options{})
			return identified{
				provider: s.config(oamDomain), typeName: "oauth_oam_identity_domain", name: "d", server: s.url, change: described, body: `name = "Shops"`,
			}
		},
		"oam resource server": func(t *testing.T) identified {
			t.Helper()
			s := newOAM(t, oamsim.Options{})
			return identified{
				provider: s.config(oamDomain), typeName: "oauth_oam_resource_server", name: "r", server: s.url, change: described, body: `name = "Orders"`,
			}
		},
		"registration": func(t *testing.T) identified {
			t.Helper()
			r := newRegistrar(t, registrationsim.Options{})
			return identified{
				provider: r.config(), typeName: "oauth_client", name: "a", server: r.issuer,
				change: "client_name = %q",
				// An import keeps what the server stamped on the client, since it could be somebody's choice.
				body: `redirect_uris = ["https://a.example/cb"]
grant_types = ["authorization_code"]
response_types = ["code"]
token_endpoint_auth_method = "client_secret_basic"`,
				beforeImport: func(w *workspace) {
					made := w.attributes("a")
					w.env = append(w.env, fmt.Sprintf("%s=%v %v", registration.TokensVariable, made["client_id"], made["registration_access_token"]))
				},
			}
		},
	}
}

// Every engine updates what has an identity. Those that know identities have it in their state, and import by it.
func TestAccIdentity(t *testing.T) {
	t.Parallel()
	bin := buildProvider(t)
	for name, subject := range identifiedResources() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, s := newWorkspace(t, bin), subject(t)
			config := func(value string) string {
				return s.provider + fmt.Sprintf("resource %q %q {\n%s\n"+s.change+"\n}\n", s.typeName, s.name, s.body, value)
			}
			w.apply(config("one"))
			w.apply(config("two"))
			if s.beforeImport != nil {
				s.beforeImport(w)
			}
			id := fmt.Sprint(w.attributes(s.name)["id"])
			t.Run("import", func(t *testing.T) {
				w.t = t
				w.needs("import by identity", 12, 12)
				if diff := cmp.Diff(map[string]any{"id": id, "server": s.server}, w.identity(s.name)); diff != "" {
					t.Errorf("identity in the state (-want +got):\n%s", diff)
				}
				w.importByIdentity(s, config("two"), id)
			})
			w.t = t
			if err := w.run(config("two"), "destroy", "-auto-approve"); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// importByIdentity forgets a resource and imports it by its identity.
func (w *workspace) importByIdentity(s identified, config, id string) {
	w.t.Helper()
	by := func(server string) string {
		return config + fmt.Sprintf("import {\n  to = %s.%s\n  identity = {\n    id = %q\n    server = %s\n  }\n}\n", s.typeName, s.name, id, server)
	}
	state := filepath.Join(w.dir, "terraform.tfstate")
	for _, server := range []string{"null", fmt.Sprintf("%q", s.server)} {
		if err := os.Remove(state); err != nil {
			w.t.Fatal(err)
		}
		err := w.run(by(`"https://elsewhere.example"`), "plan")
		if err == nil || !wrapped("names the server https://elsewhere.example, and the provider is configured for").MatchString(err.Error()) {
			w.t.Errorf("an import from another server: %v", err)
		}
		before := w.output.Len()
		w.apply(by(server))
		if said := w.output.String()[before:]; !strings.Contains(said, "1 to import, 0 to add, 0 to change, 0 to destroy") {
			w.t.Errorf("the import of %s at %s says %s", id, server, said)
		}
		if diff := cmp.Diff(map[string]any{"id": id, "server": s.server}, w.identity(s.name)); diff != "" {
			w.t.Errorf("identity after the import (-want +got):\n%s", diff)
		}
	}
}

// identity returns the identity of a resource in the state.
func (w *workspace) identity(name string) map[string]any {
	w.t.Helper()
	if instances := w.instances(name); len(instances) == 1 {
		return instances[0].Identity
	}
	return nil
}
