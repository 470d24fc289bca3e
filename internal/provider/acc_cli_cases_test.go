package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// Two provider blocks for two servers, each with credentials of its own.
func testAliases(t *testing.T, w *workspace) {
	one := newSimulator(t, hydrasim.Options{BearerToken: "key-of-one"}, "runs twice")
	two := newSimulator(t, hydrasim.Options{BearerToken: "key-of-two"}, "runs twice")
	config := func(name string) string {
		return fmt.Sprintf(`
provider "oauth" {
  hydra {
    admin_url = %q
    bearer_token = "key-of-one"
  }
}
provider "oauth" {
  alias = "two"
  hydra {
    admin_url = %q
    bearer_token = "key-of-two"
  }
}
`, one.adminURL, two.adminURL+"/") + client("a", `client_id = "same"`, fmt.Sprintf("client_name = \"%s one\"", name)) +
			client("b", `provider = oauth.two`, `client_id = "same"`, fmt.Sprintf("client_name = \"%s two\"", name))
	}
	for _, name := range []string{"first", "second"} {
		w.apply(config(name))
		for server, want := range map[*server]string{one: name + " one", two: name + " two"} {
			clients := server.sim.Clients()
			if got := clients["same"]["client_name"]; got != want || len(clients) != 1 {
				t.Errorf("the server has %v, want one client named %s", clients, want)
			}
		}
	}
}

// The server's address is made in the same apply, and so it is again when something else changes with it.
func testAddressKnownAtApply(t *testing.T, w *workspace) {
	s := newServer(t)
	config := func(version, id, name string) string {
		return fmt.Sprintf(`
resource "terraform_data" "server" {
  input = { url = %q, version = %q }
}
provider "oauth" {
  hydra { admin_url = terraform_data.server.output.url }
}
`, s.adminURL, version) + client("a", fmt.Sprintf("client_id = %q\nclient_name = %q", id, name))
	}
	first, second := uniqueID("first"), uniqueID("second")
	for i, step := range []struct{ id, name string }{{first, "one"}, {first, "one"}, {first, "two"}, {second, "three"}} {
		w.apply(config(fmt.Sprint(i), step.id, step.name))
		if err := s.compare(step.id, map[string]any{"client_name": step.name}); err != nil {
			t.Error(err)
		}
	}
	if s.get(first) != nil {
		t.Error("the replaced client is still there")
	}
	if err := w.run(config("3", second, "three"), "destroy", "-auto-approve"); err != nil {
		t.Error(err)
	}
}

// What an engine generates for an import from a registration server plans without a change.
func testGenerated(t *testing.T, w *workspace) {
	r := newRegistrar(t, registrationsim.Options{})
	registered := r.call(http.MethodPost, r.endpoint, "", map[string]any{
		"client_name": "Shop", "redirect_uris": []any{"https://shop.example.com/cb"}, "grant_types": []any{"authorization_code"},
	})
	id := fmt.Sprint(registered["client_id"])
	w.env = append(w.env, registration.TokensVariable+"="+id+" "+fmt.Sprint(registered["registration_access_token"]))
	config := r.config(fmt.Sprintf("import {\n  to = oauth_client.shop\n  id = %q\n}\n", registered["registration_client_uri"]))
	if err := w.run(config, "plan", "-generate-config-out=generated.tf"); err != nil {
		t.Fatal(err)
	}
	before := r.sim.Clients()[id]
	w.apply(config)
	if diff := cmp.Diff(before, r.sim.Clients()[id]); diff != "" {
		t.Errorf("the import changed the client:\n%s", diff)
	}
	if got := w.attributes("shop")["client_id"]; got != id {
		t.Errorf("the state has the client %v, want %s", got, id)
	}
}

// Clients from a map and by count, with lists where sets are wanted, and sensitive outputs. The test framework cannot
// read a state with for_each.
func testRepetition(t *testing.T, w *workspace) {
	s := newServer(t)
	config := func(apps, count string) string {
		return fmt.Sprintf(`
provider "oauth" {
  hydra { admin_url = %q }
}
locals {
  apps = %s
}
resource "oauth_client" "each" {
  for_each = local.apps
  client_name = each.key
  redirect_uris = [for path in each.value.paths : "https://${each.key}.example.com/${path}"]
  scopes = tolist(["openid", "profile"])
  grant_types = concat(["authorization_code"], each.value.paths == [] ? [] : ["refresh_token"])
  hydra {
    metadata = jsonencode({ app = each.key, paths = each.value.paths })
    audience = toset(["https://api.example.com"])
  }
}
resource "oauth_client" "count" {
  count = %s
  client_name = "worker-${count.index}"
  grant_types = ["client_credentials"]
  timeouts {
    create = "1m"
    delete = "1m30s"
  }
}
output "secrets" {
  value     = { for name, app in oauth_client.each : name => app.client_secret }
  sensitive = true
}
output "ids" {
  value = oauth_client.count[*].client_id
}
`, s.adminURL, apps, count)
	}
	w.apply(config(`{ shop = { paths = ["cb", "silent"] }, blog = { paths = ["cb"] } }`, "2"))
	shop, worker := w.instance("each", "shop"), w.instance("count", float64(1))
	for _, err := range []error{
		s.compare(fmt.Sprint(shop["id"]), map[string]any{
			"client_name": "shop", "scope": "openid profile", "grant_types": list("authorization_code", "refresh_token"),
			"redirect_uris": list("https://shop.example.com/cb", "https://shop.example.com/silent"),
			"metadata":      object("app", "shop", "paths", list("cb", "silent")), "audience": list("https://api.example.com"),
		}),
		s.compare(fmt.Sprint(worker["id"]), map[string]any{"client_name": "worker-1"}),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	w.apply(config(`{ shop = { paths = ["cb", "silent"] }, wiki = { paths = [] } }`, "1"))
	if again := w.instance("each", "shop"); !cmp.Equal(shop, again) {
		t.Errorf("the client that stays changed (-before +after):\n%s", cmp.Diff(shop, again))
	}
	if s.get(fmt.Sprint(worker["id"])) != nil {
		t.Error("the client that is not counted any more is still there")
	}
	if err := w.run(config("{}", "0"), "destroy", "-auto-approve"); err != nil {
		t.Error(err)
	}
}

// testSavedPlan applies a plan after somebody has changed what it says nothing of: that stays, and the next plan shows it.
func testSavedPlan(t *testing.T, w *workspace) {
	s := newServer(t)
	id := uniqueID("saved")
	config := func(name string) string {
		return s.config(client("a", fmt.Sprintf("client_id = %q", id), fmt.Sprintf("client_name = %q", name)))
	}
	w.apply(config("before"))
	if err := w.run(config("after"), "plan", "-out=saved"); err != nil {
		t.Fatal(err)
	}
	s.set(id, "redirect_uris", list("https://somebody.example.com/cb"))
	if err := w.run(config("after"), "apply", "saved"); err != nil {
		t.Fatal(err)
	}
	if err := s.compare(id, map[string]any{"client_name": "after", "redirect_uris": list("https://somebody.example.com/cb")}); err != nil {
		t.Errorf("the saved plan did more or less than it says: %v", err)
	}
	if err := w.run(config("after"), "plan", "-detailed-exitcode"); err == nil {
		t.Error("what somebody changed between the plan and its apply does not show in the next plan")
	}
	w.apply(config("after"))
	if err := s.compare(id, map[string]any{"client_name": "after", "redirect_uris": []any{}}); err != nil {
		t.Error(err)
	}
	if err := w.run(config("after"), "destroy", "-auto-approve"); err != nil {
		t.Error(err)
	}
}

// A module hands through variables that nobody sets, and so does the provider block.
func testModuleWithNulls(t *testing.T, w *workspace) {
	s := newServer(t)
	module, err := os.ReadFile("testdata/module/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(w.dir, "module"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.dir, "module", "main.tf"), append([]byte(required), module...), 0o600); err != nil {
		t.Fatal(err)
	}
	config := func(variables string) string {
		return fmt.Sprintf(`
provider "oauth" {
  hydra {
    admin_url = %q
    bearer_token = null
    username = null
    oauth2 {
      token_url = null
    }
  }
  http {
    headers = null
    max_retries = null
  }
}
module "client" {
  source = "./module"
  %s
}
`, s.adminURL, variables)
	}
	if err := w.run(config("name = null"), "get"); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ variables, name string }{
		{"name = null", ""}, {"name = \"named\"\nsecret = \"the module's secret\"\nhydra = { owner = \"me\" }", "named"}, {"name = null\nhydra = {}", ""}, {"name = null", ""},
	} {
		w.apply(config(step.variables))
		attributes := w.attributes("this")
		if err := s.compare(fmt.Sprint(attributes["id"]), map[string]any{"client_name": step.name, "subject_type": "public"}); err != nil {
			t.Error(err)
		}
	}
	if secret := w.attributes("this")["client_secret"]; secret != "the module's secret" {
		t.Errorf("the client did not keep its secret, but has %v", secret)
	}
	if err := w.run(config("name = null"), "destroy", "-auto-approve"); err != nil {
		t.Error(err)
	}
}

// How many requests each command makes.
func testRequests(t *testing.T, w *workspace) {
	s := newSimulator(t, hydrasim.Options{}, "counts requests")
	named := func(name string) string { return s.config(client("a", fmt.Sprintf("client_name = %q", name))) }
	seen := 0
	for _, step := range []struct {
		what, config string
		args         []string
		want         map[string]int
	}{
		{"create", named("one"), []string{"apply", "-auto-approve"}, map[string]int{"POST": 1}},
		{"refresh", named("one"), []string{"plan"}, map[string]int{"GET": 1}},
		{"no change", named("one"), []string{"apply", "-auto-approve"}, map[string]int{"GET": 1}},
		{"update", named("two"), []string{"apply", "-auto-approve", "-refresh=false"}, map[string]int{"GET": 1, "PUT": 1}},
		{"destroy", named("two"), []string{"destroy", "-auto-approve", "-refresh=false"}, map[string]int{"DELETE": 1}},
	} {
		if err := w.run(step.config, step.args...); err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		requests := s.sim.Requests()
		for _, request := range requests[seen:] {
			got[request.Method]++
		}
		seen = len(requests)
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("%s: requests (-want +got):\n%s", step.what, diff)
		}
	}
}

// A client that somebody deleted on the server is forgotten by the commands that the error names, and without them where a denial
// is said to be enough.
func testGoneClient(t *testing.T, w *workspace) {
	r := newRegistrar(t, registrationsim.Options{})
	config := r.config(client("a", `redirect_uris = ["https://a.example.com/callback"]`))
	remove := func() { r.remove(fmt.Sprint(w.attributes("a")["client_id"])) }
	for _, way := range []string{"apply -replace", "destroy -target"} {
		w.apply(config)
		remove()
		command, option, _ := strings.Cut(way, " ")
		err := w.run(config, command, "-auto-approve", option+"=oauth_client.a")
		if says := fmt.Sprintf("terraform %s -refresh=false %s=ADDRESS", command, option); err == nil || !strings.Contains(strings.Join(strings.Fields(err.Error()), " "), says) {
			t.Fatalf("%s returned %v, which does not say %q", way, err, says)
		}
		if err := w.run(config, command, "-auto-approve", "-refresh=false", option+"=oauth_client.a"); err != nil {
			t.Fatal(err)
		}
	}
	w.apply(config)
	remove()
	forgetful := strings.Replace(config, "registration {", "registration {\n    forget_on_denied = true", 1)
	if err := w.run(forgetful, "destroy", "-auto-approve"); err != nil {
		t.Fatal(err)
	}
	if n := len(r.sim.Clients()); n > 0 {
		t.Errorf("the server has %d clients", n)
	}
}
