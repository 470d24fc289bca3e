package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
)

const (
	// requestTimeout is the provider's; the proxy holds answers back for longer.
	requestTimeout = 2 * time.Second
	// commandTimeout is how long a command of the engine may take.
	commandTimeout = 5 * time.Minute

	providerName = "terraform-provider-oauth"
)

// A workspace is a folder in which an engine runs, with the provider as a process of its own.
type workspace struct {
	dir, engine string
	env         []string
	// log gets all that the engine prints.
	log bytes.Buffer
	// tokens are those that an operator has issued, each behind the client_id.
	tokens []string
	// trace is the file that gets what engine and provider log at the level TRACE, empty when they do not.
	trace string
	// secrets are all that a state has had, or a configuration has.
	secrets map[string]bool

	mu sync.Mutex
	// running is the engine's process, nil between commands.
	running *os.Process
}

// newWorkspace makes a workspace that uses the provider in a folder.
func newWorkspace(dir, engine, providerDir string) (*workspace, error) {
	settings := filepath.Join(dir, "cli.tfrc")
	override := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"oauth-clients/oauth\" = %q\n  }\n  direct {}\n}\n", providerDir)
	if err := os.WriteFile(settings, []byte(override), 0o600); err != nil {
		return nil, err
	}
	env := append(os.Environ(), "TF_CLI_CONFIG_FILE="+settings, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0")
	return &workspace{dir: dir, engine: engine, env: env, secrets: map[string]bool{}}, nil
}

// logEverything has engine and provider log all they can.
func (w *workspace) logEverything() {
	w.trace = filepath.Join(w.dir, "trace.log")
	w.env = append(w.env, "TF_LOG=TRACE", "TF_LOG_PATH="+w.trace)
}

// told reports how many secrets stand in what the engine printed, or in the log.
func (w *workspace) told() (int, error) {
	said := w.log.Bytes()
	if w.trace != "" {
		logged, err := os.ReadFile(w.trace)
		if err != nil {
			return 0, err
		}
		said = append(slices.Clone(said), logged...)
	}
	found := 0
	for secret := range w.secrets {
		if secret != "" && bytes.Contains(said, []byte(secret)) {
			found++
		}
	}
	return found, nil
}

// noteSecrets remembers the secrets in the state.
func (w *workspace) noteSecrets() error {
	modules, err := w.modules()
	for _, instances := range modules {
		for _, i := range instances {
			w.secrets[i.Secret], w.secrets[i.Token] = true, true
		}
	}
	return err
}

// write writes the configuration.
func (w *workspace) write(configuration string) error {
	return os.WriteFile(filepath.Join(w.dir, "main.tf"), []byte(configuration), 0o600)
}

// run runs a command of the engine and returns its exit status, -1 when a signal ended it.
func (w *workspace) run(ctx context.Context, args ...string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, w.engine, append(args, "-no-color")...)
	command.Dir, command.Env = w.dir, slices.Concat(w.env, []string{registration.TokensVariable + "=" + strings.Join(w.tokens, "\n")})
	command.Stdout, command.Stderr = &w.log, &w.log
	inOwnGroup(command)
	command.Cancel = func() error { return killGroup(command) }
	command.WaitDelay = 10 * time.Second
	fmt.Fprintf(&w.log, "\n=== %v\n", args)
	if err := command.Start(); err != nil {
		return 0, err
	}
	w.setRunning(command.Process)
	err := command.Wait()
	w.setRunning(nil)
	_ = killGroup(command) // no provider outlives its engine
	if err := w.noteSecrets(); err != nil {
		return 0, err
	}
	switch exit, exited := errors.AsType[*exec.ExitError](err); {
	case ctx.Err() != nil:
		return 0, fmt.Errorf("%v: %w", args, ctx.Err())
	case exited:
		return exit.ExitCode(), nil
	}
	return 0, err
}

func (w *workspace) setRunning(p *os.Process) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running = p
}

// signal sends a signal to the engine.
func (w *workspace) signal(s os.Signal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running != nil {
		_ = w.running.Signal(s)
	}
}

// killProvider kills the provider's processes that the engine has started.
func (w *workspace) killProvider() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running == nil {
		return nil
	}
	children, err := childrenOf(w.running.Pid, providerName)
	if err != nil {
		return err
	}
	for _, child := range children {
		_ = child.Kill()
	}
	return nil
}

// An instance is a client in the state.
type instance struct {
	ID       string `json:"id"`
	ClientID string `json:"client_id"`
	Secret   string `json:"client_secret"`
	// URI and Token are where and with what the client is managed by RFC 7592, empty elsewhere.
	URI   string `json:"registration_client_uri"`
	Token string `json:"registration_access_token"`
}

// state returns the clients in the state, by address.
func (w *workspace) state() (map[string]instance, error) {
	modules, err := w.modules()
	return modules[""], err
}

// modules returns the clients in the state, by module and by address there; the root module is "".
func (w *workspace) modules() (map[string]map[string]instance, error) {
	content, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parseState(content)
}

func parseState(content []byte) (map[string]map[string]instance, error) {
	var state struct {
		Resources []struct {
			Module    string `json:"module"`
			Name      string `json:"name"`
			Instances []struct {
				Key        any      `json:"index_key"`
				Attributes instance `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(content, &state); err != nil {
		return nil, fmt.Errorf("the state: %w", err)
	}
	modules := map[string]map[string]instance{}
	for _, resource := range state.Resources {
		if modules[resource.Module] == nil {
			modules[resource.Module] = map[string]instance{}
		}
		for _, i := range resource.Instances {
			c := client{keeping: keeping(resource.Name), key: fmt.Sprint(i.Key)}
			modules[resource.Module][c.address()] = i.Attributes
		}
	}
	return modules, nil
}
