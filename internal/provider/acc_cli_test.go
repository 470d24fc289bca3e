package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// A workspace is a folder in which the engine runs as a user runs it, with the provider as a process of its own. That is
// what the logs of a user show, and two configurations of the provider do not share a process.
type workspace struct {
	t           *testing.T
	dir, engine string
	env         []string
	// output is all that the engine printed.
	output bytes.Buffer
}

// TestAccCLI builds the provider once for all tests of this kind.
func TestAccCLI(t *testing.T) {
	t.Parallel()
	bin := buildProvider(t)
	t.Run("no secret in logs and output", func(t *testing.T) {
		t.Parallel()
		testNoSecretShows(t, newWorkspace(t, bin))
	})
	for backend, start := range secretive {
		t.Run("no secret in logs and output: "+backend, func(t *testing.T) {
			t.Parallel()
			testNoSecretShowsOn(t, newWorkspace(t, bin), start)
		})
	}
	t.Run("aliases", func(t *testing.T) {
		t.Parallel()
		testAliases(t, newWorkspace(t, bin))
	})
	t.Run("for_each and count", func(t *testing.T) {
		t.Parallel()
		testRepetition(t, newWorkspace(t, bin))
	})
	t.Run("saved plan", func(t *testing.T) {
		t.Parallel()
		testSavedPlan(t, newWorkspace(t, bin))
	})
	t.Run("requests", func(t *testing.T) {
		t.Parallel()
		testRequests(t, newWorkspace(t, bin))
	})
	t.Run("module with nulls", func(t *testing.T) {
		t.Parallel()
		testModuleWithNulls(t, newWorkspace(t, bin))
	})
	t.Run("address known at apply", func(t *testing.T) {
		t.Parallel()
		testAddressKnownAtApply(t, newWorkspace(t, bin))
	})
	t.Run("generated configuration", func(t *testing.T) {
		t.Parallel()
		testGenerated(t, newWorkspace(t, bin))
	})
	t.Run("oam, two hundred clients", func(t *testing.T) {
		t.Parallel()
		testOAMBulk(t, newWorkspace(t, bin))
	})
	t.Run("oam, example", func(t *testing.T) {
		t.Parallel()
		testOAMExample(t, newWorkspace(t, bin))
	})
	t.Run("oam, imports", func(t *testing.T) {
		t.Parallel()
		testOAMImports(t, newWorkspace(t, bin))
	})
	t.Run("registration, client deleted by hand", func(t *testing.T) {
		t.Parallel()
		testGoneClient(t, newWorkspace(t, bin))
	})
	t.Run("blocks of the pages", func(t *testing.T) {
		t.Parallel()
		testPages(t, func() *workspace { return newWorkspace(t, bin) })
	})
	t.Run("README", func(t *testing.T) {
		t.Parallel()
		testReadme(t, bin, newWorkspace(t, bin))
	})
	t.Run("release smoke", func(t *testing.T) {
		t.Parallel()
		testReleaseSmoke(t, bin, newWorkspace(t, bin))
	})
	t.Run("mocks", func(t *testing.T) {
		t.Parallel()
		testMocks(t, newWorkspace(t, bin))
	})
	for _, backend := range setup.Backends() {
		t.Run("block of a simulator: "+backend.Name(), func(t *testing.T) {
			t.Parallel()
			testPrintedBlock(t, bin, backend.Name(), newWorkspace(t, bin))
		})
	}
	for name, e := range examples {
		if e.serve == nil {
			continue
		}
		t.Run("example: "+name, func(t *testing.T) {
			t.Parallel()
			testExample(t, e, newWorkspace(t, bin))
		})
	}
}

func newWorkspace(t *testing.T, bin string) *workspace {
	t.Helper()
	w := &workspace{t: t, dir: t.TempDir(), engine: os.Getenv("TF_ACC_TERRAFORM_PATH")}
	if w.engine == "" {
		w.engine = "terraform"
	}
	settings := filepath.Join(w.dir, "cli.tfrc")
	override := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n", provider.Address, bin)
	if err := os.WriteFile(settings, []byte(override), 0o600); err != nil {
		t.Fatal(err)
	}
	w.env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+settings, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0")
	return w
}

// required says where the provider is from, in every module.
const required = "terraform {\n  required_providers {\n    oauth = { source = \"" + provider.Address + "\" }\n  }\n}\n"

// run writes the configuration and runs the engine on it.
func (w *workspace) run(config string, args ...string) error {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, "main.tf"), []byte(required+config), 0o600); err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.CommandContext(w.t.Context(), w.engine, append(args, "-no-color")...)
	cmd.Dir, cmd.Env = w.dir, w.env
	out, err := cmd.CombinedOutput()
	w.output.Write(out)
	if err != nil {
		return fmt.Errorf("%v: %w\n%s", args, err, out)
	}
	return nil
}

func (w *workspace) apply(config string) {
	w.t.Helper()
	if err := w.run(config, "apply", "-auto-approve"); err != nil {
		w.t.Fatal(err)
	}
	if err := w.run(config, "plan", "-detailed-exitcode"); err != nil {
		w.t.Fatalf("the second plan is not empty: %v", err)
	}
}

// attributes returns the attributes of a resource in the state.
func (w *workspace) attributes(name string) map[string]any {
	w.t.Helper()
	return w.instance(name, nil)
}

// instance returns the attributes of one instance of a resource in the state.
func (w *workspace) instance(name string, key any) map[string]any {
	w.t.Helper()
	for _, instance := range w.instances(name) {
		if instance.Key == key {
			return instance.Attributes
		}
	}
	w.t.Fatalf("%s[%v] is not in the state", name, key)
	return nil
}

// An instance of a resource is what the state has of it.
type instance struct {
	Key                  any `json:"index_key"`
	Attributes, Identity map[string]any
}

// instances returns the instances of a resource in the state.
func (w *workspace) instances(name string) []instance {
	w.t.Helper()
	raw, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate"))
	if err != nil {
		w.t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Name      string
			Instances []instance
		}
	}
	if err := json.Unmarshal(raw, &state); err != nil {
		w.t.Fatal(err)
	}
	var instances []instance
	for _, resource := range state.Resources {
		if resource.Name == name {
			instances = append(instances, resource.Instances...)
		}
	}
	return instances
}

// All secrets of a life with every way to keep one, and of an apply that fails, against all that TRACE logs and the
// engine print.
func testNoSecretShows(t *testing.T, w *workspace) {
	const token, header, writeOnly, given = "bearer-token-4711", "header-secret-4711", "write-only-4711", "given-secret-4711"
	s := newSimulator(t, hydrasim.Options{BearerToken: token}, "asks for a token")
	log := filepath.Join(w.dir, "trace.log")
	w.env = append(w.env, "TF_LOG=TRACE", "TF_LOG_PATH="+log)
	config := func(name, rotation, version string) string {
		return fmt.Sprintf("provider \"oauth\" {\n  hydra {\n  admin_url = %q\n  bearer_token = %q\n}\n  http {\n  headers = { X-Key = %q }\n  max_retries = 1\n}\n}\n", s.adminURL, token, header) +
			client("generated", fmt.Sprintf("client_name = %q\nclient_secret_rotation_triggers = { a = %q }", name, rotation)) +
			client("given", fmt.Sprintf("client_name = %q\nclient_secret = %q", name, given+rotation)) +
			client("write_only", fmt.Sprintf("client_name = %q\nclient_secret_wo = %q\nclient_secret_wo_version = %q", name, writeOnly+version, version)) +
			client("plain", fmt.Sprintf("client_name = %q", name)) +
			"output \"secret\" {\n  value = oauth_client.generated.client_secret\n  sensitive = true\n}\n"
	}
	secrets := map[string]bool{token: true, header: true, writeOnly: true, given: true}
	note := func() {
		for _, name := range []string{"generated", "given", "plain"} {
			for _, attribute := range []string{"client_secret", "registration_access_token"} {
				if secret, ok := w.attributes(name)[attribute].(string); ok {
					secrets[secret] = true
				}
			}
		}
	}
	w.apply(config("one", "1", "1"))
	note()
	w.apply(config("two", "1", "1"))
	w.apply(config("two", "2", "2"))
	note()
	// A server that repeats what it was sent.
	s.sim.FailNext(hydrasim.Fault{Method: "PUT", Path: "/admin/clients/" + fmt.Sprint(w.attributes("given")["id"]), Status: 400, Body: fmt.Sprintf(`{"error":"invalid","error_description":"bad %s3 in %s"}`, given, token)})
	if err := w.run(config("two", "3", "2"), "apply", "-auto-approve", "-parallelism=1"); err == nil {
		t.Error("an apply passed that should fail")
	}
	note()
	w.apply(config("two", "3", "2"))
	note()
	if err := w.run(config("two", "3", "2"), "destroy", "-auto-approve"); err != nil {
		t.Error(err)
	}
	if len(secrets) < 10 {
		t.Errorf("only %d secrets were looked for", len(secrets))
	}
	logged, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	// A log that says nothing of the provider would hold no secrets either.
	for _, want := range []string{"HTTP request", "/admin/clients"} {
		if !bytes.Contains(logged, []byte(want)) {
			t.Errorf("the log does not hold %q", want)
		}
	}
	for secret := range secrets {
		reportSecret(t, "log", logged, secret)
		reportSecret(t, "output", w.output.Bytes(), secret)
	}
}

func reportSecret(t *testing.T, where string, text []byte, secret string) {
	t.Helper()
	for line := range bytes.Lines(text) {
		if bytes.Contains(line, []byte(secret)) {
			t.Errorf("the %s holds %q: %s", where, secret, line)
			return
		}
	}
}
