// Bench measures what a plan without changes costs for clients on the simulator of Hydra, beside the same for a
// resource of two attributes that does nothing. It counts the CPU time of the engine and of the provider together,
// which is steadier than time on the clock; the simulator runs in this process and is not counted.
//
//	go run ./internal/bench -n 200 -runs 5
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
)

func main() {
	instances := flag.Int("n", 200, "instances of each resource")
	runs := flag.Int("runs", 5, "measured plans of each, in turn")
	flag.Parse()
	if err := run(context.Background(), *instances, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A subject is a provider and a configuration to plan.
type subject struct {
	name     string
	provider string // package to build, and name of the provider
	pkg      string
	config   string
}

func subjects(n int, adminURL string) []subject {
	return []subject{
		{
			"floor: 2 attributes, does nothing", "noop", "./internal/bench/noop",
			fmt.Sprintf("resource \"noop_thing\" \"b\" {\n  count = %d\n  name = \"n\"\n}\n", n),
		},
		{
			"oauth_client: minimal", "oauth", ".",
			fmt.Sprintf("provider \"oauth\" {\n  hydra { admin_url = %q }\n}\nresource \"oauth_client\" \"b\" {\n  count = %d\n  client_name = \"n\"\n}\n", adminURL, n),
		},
		{"oauth_client: 13 attributes", "oauth", ".", fmt.Sprintf(typical, adminURL, n)},
	}
}

const typical = `provider "oauth" {
  hydra { admin_url = %q }
}
resource "oauth_client" "b" {
  count          = %d
  client_name    = "n"
  redirect_uris  = ["https://app.example.com/a", "https://app.example.com/b"]
  grant_types    = ["authorization_code", "refresh_token"]
  response_types = ["code"]
  scopes         = ["openid", "offline"]
  contacts       = ["a@example.com"]
  client_uri     = "https://app.example.com"
  policy_uri     = "https://app.example.com/p"
  subject_type = "public"
  post_logout_redirect_uris = ["https://app.example.com/c"]
  hydra {
    metadata                                       = jsonencode({ a = 1 })
    authorization_code_grant_access_token_lifespan = "90m"
    audience                                       = ["https://api.example.com"]
  }
}
`

func run(ctx context.Context, n, runs int) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: hydrasim.New(hydrasim.Options{}), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	defer func() { _ = server.Close() }()

	var benches []*bench
	for _, s := range subjects(n, "http://"+listener.Addr().String()) {
		b := &bench{subject: s, dir: filepath.Join(dir, fmt.Sprint(len(benches)))}
		if err := b.prepare(ctx); err != nil {
			return err
		}
		benches = append(benches, b)
	}
	for range runs {
		for _, b := range benches {
			cpu, err := b.engine(ctx, "plan", "-detailed-exitcode")
			if err != nil {
				return err
			}
			b.plans = append(b.plans, cpu)
		}
	}
	floor := benches[0].median()
	for _, b := range benches {
		fmt.Printf("%-36s %6.2f ms CPU an instance, %.2f of the floor\n", b.name,
			float64(b.median().Microseconds())/1000/float64(n), float64(b.median())/float64(floor))
	}
	return nil
}

// A bench is a subject in a directory of its own.
type bench struct {
	subject
	dir   string
	plans []time.Duration
}

func (b *bench) median() time.Duration {
	sorted := slices.Sorted(slices.Values(b.plans))
	return sorted[len(sorted)/2]
}

// prepare builds the provider and applies the configuration.
func (b *bench) prepare(ctx context.Context) error {
	if err := os.MkdirAll(b.dir, 0o750); err != nil {
		return err
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(b.dir, "terraform-provider-"+b.provider), b.pkg)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	required := fmt.Sprintf("terraform {\n  required_providers {\n    %s = { source = \"oauth-clients/%[1]s\" }\n  }\n}\n", b.provider)
	overrides := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"oauth-clients/%s\" = %q\n  }\n  direct {}\n}\n", b.provider, b.dir)
	for name, text := range map[string]string{"main.tf": required + b.config, "cli.tfrc": overrides} {
		if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	_, err := b.engine(ctx, "apply", "-auto-approve")
	return err
}

// engine runs the engine and returns the CPU time that it and the provider took.
func (b *bench) engine(ctx context.Context, args ...string) (time.Duration, error) {
	command := exec.CommandContext(ctx, enginePath(), append([]string{"-chdir=" + b.dir}, args...)...)
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(b.dir, "cli.tfrc"), "CHECKPOINT_DISABLE=1")
	if out, err := command.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	return command.ProcessState.UserTime() + command.ProcessState.SystemTime(), nil
}

func enginePath() string {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	return "terraform"
}
