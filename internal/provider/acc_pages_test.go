package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// Every block of configuration in what people read is planned, but for those behind a comment that says why not.
var (
	pageBlock = regexp.MustCompile("(?s)(?:<!-- not planned: ([^\n]*?) -->\n)?```(?:terraform|hcl)\n(.*?)```")
	// pageAddress is where a server is, in the block of its backend.
	pageAddress   = regexp.MustCompile(`(?s)(\n *(hydra|nevismeta|oam|registration) \{[^}]*?\b(?:admin_url|url|issuer|registration_endpoint) *= *)(?:"[^"]*"|var\.\w+)`)
	pageVariable  = regexp.MustCompile(`(?s)variable "(\w+)" \{(.*?)\n\}`)
	ownSecret     = regexp.MustCompile(`(?m)^ *client_secret *=`)
	ownProvider   = regexp.MustCompile(`(?m)^provider "oauth"`)
	ownTerraform  = regexp.MustCompile(`(?m)^terraform \{`)
	ownImport     = regexp.MustCompile(`(?m)^import \{`)
	managedThings = regexp.MustCompile(`(?m)^(resource|data|ephemeral|output) `)
)

// pages are the texts with configuration that no example holds.
func pages(t *testing.T) []string {
	t.Helper()
	files := []string{"../../README.md", "../../templates/index.md.tmpl"}
	guides, err := filepath.Glob("../../templates/guides/*.md")
	if err != nil || len(guides) == 0 {
		t.Fatalf("no guides: %v", err)
	}
	return append(files, guides...)
}

// A pageServers has one simulator of each kind.
type pageServers map[string]string

func servePages(t *testing.T) pageServers {
	t.Helper()
	hydra := serveSimulator(t, hydrasim.Options{})
	hydra.create(map[string]any{"client_id": "shop"})
	return pageServers{
		"hydra":     hydra.adminURL,
		"nevismeta": newNevismeta(t, nevissim.Options{}).url,
		"oam":       newOAM(t, oamsim.Options{}).url,
		"registration": newRegistrar(t, registrationsim.Options{
			Rotation: registrationsim.RotateOnPut, Unknown: registrationsim.UnknownKept,
		}).issuer,
	}
}

// adapt returns a block of a page as a module of its own: on the simulators, and complete.
func (s pageServers) adapt(block string) string {
	block = pageAddress.ReplaceAllStringFunc(block, func(match string) string {
		parts := pageAddress.FindStringSubmatch(match)
		return fmt.Sprintf("%s%q", parts[1], s[parts[2]])
	})
	if !ownSecret.MatchString(block) { // It comes from the environment, which is common to all blocks here.
		block = strings.ReplaceAll(block, "    oauth2 {\n", "    oauth2 {\n      client_secret = \"a-secret\"\n")
	}
	if !ownProvider.MatchString(block) {
		block = s.provider(block) + block
	}
	if !managedThings.MatchString(block) { // Without a resource, no provider would be configured.
		block += "\nresource \"oauth_client\" \"any\" {\n  client_name   = \"any\"\n  redirect_uris = [\"https://any.example.com/callback\"]\n}\n"
	}
	if !ownTerraform.MatchString(block) {
		block = required + block
	}
	return block
}

// provider returns the configuration of the backend that a block is about.
func (s pageServers) provider(block string) string {
	switch {
	case strings.Contains(block, "\n  nevismeta {"):
		return fmt.Sprintf("provider \"oauth\" {\n  nevismeta {\n    url      = %q\n    setup_id = %q\n  }\n}\n", s["nevismeta"], nevissim.SetupID)
	case strings.Contains(block, "\n  oam {"), strings.Contains(block, "oauth_oam_"):
		return fmt.Sprintf("provider \"oauth\" {\n  oam {\n    url             = %q\n    identity_domain = \"Shops\"\n  }\n}\n", s["oam"])
	case strings.Contains(block, "\n  registration {"):
		return fmt.Sprintf("provider \"oauth\" {\n  registration {\n    issuer = %q\n  }\n}\n", s["registration"])
	}
	return fmt.Sprintf("provider \"oauth\" {\n  hydra {\n    admin_url = %q\n  }\n}\n", s["hydra"])
}

// testPages plans all blocks of all pages in one go, each as a module. Imports are for the root module only, and get a plan
// each.
func testPages(t *testing.T, newWorkspace func() *workspace) {
	servers := servePages(t)
	var calls strings.Builder
	modules := newWorkspace()
	for _, file := range pages(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".tmpl"), ".md")
		for i, match := range pageBlock.FindAllStringSubmatch(string(text), -1) {
			if match[1] != "" {
				continue
			}
			module, block := fmt.Sprintf("%s-%d", strings.ToLower(name), i+1), servers.adapt(match[2])
			if ownImport.MatchString(block) {
				w := newWorkspace()
				w.addPageEnv()
				if err := w.run(strings.Replace(block, required, "", 1), "plan"); err != nil {
					t.Errorf("%s, block %d: %v", file, i+1, err)
				}
				continue
			}
			dir := filepath.Join(modules.dir, module)
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(block), 0o600); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&calls, "module %q {\n  source = \"./%s\"\n%s}\n", module, module, argumentsOf(block))
		}
	}
	modules.addPageEnv()
	if err := modules.run(calls.String(), "get"); err != nil {
		t.Fatal(err)
	}
	if err := modules.run(calls.String(), "plan"); err != nil {
		t.Errorf("the folder of a module is named like the page and the number of the block: %v", err)
	}
}

func (w *workspace) addPageEnv() {
	w.env = append(w.env,
		"OAUTH_NEVISMETA_USERNAME="+nevissim.Username, "OAUTH_NEVISMETA_PASSWORD="+nevissim.Password,
		"OAUTH_OAM_USERNAME="+oamsim.DefaultUsername, "OAUTH_OAM_PASSWORD="+oamsim.DefaultPassword)
}

// argumentsOf gives a value to every variable of a block that has none.
func argumentsOf(block string) string {
	var arguments strings.Builder
	for _, variable := range pageVariable.FindAllStringSubmatch(block, -1) {
		if !strings.Contains(variable[2], "default") {
			fmt.Fprintf(&arguments, "  %s = \"a-value-for-a-variable\"\n", variable[1])
		}
	}
	return arguments.String()
}

// TestPageBlocks keeps blocks from being left out without a reason, and a page from being read as if it had none.
func TestPageBlocks(t *testing.T) {
	t.Parallel()
	fences := regexp.MustCompile("(?m)^```(terraform|hcl)$")
	planned := 0
	for _, file := range pages(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		blocks := pageBlock.FindAllStringSubmatch(string(text), -1)
		if found := len(fences.FindAllString(string(text), -1)); found != len(blocks) {
			t.Errorf("%s has %d blocks, of which %d are understood", file, found, len(blocks))
		}
		planned += len(slices.DeleteFunc(blocks, func(match []string) bool { return match[1] != "" }))
	}
	if planned < 20 {
		t.Errorf("only %d blocks are planned", planned)
	}
}
