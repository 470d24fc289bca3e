// Package live builds real authorization servers, starts them, and runs a command against them. It is for tests: what
// passes on a simulator has to pass unchanged on the product the simulator stands for.
//
// The command in internal/live/run is the way in:
//
//	go run ./internal/live/run -server hydra -- go test ./...
//
// Every server is built from what a folder of this package pins, or taken from Debian's packages, kept in the user's cache
// folder, started on free ports of the loopback interface with its data in memory or in a temporary folder, and stopped
// when the command has ended, however it ended. The command finds what it needs in its environment, see [Server.Env]:
//
//   - hydra: [EnvHydraAdminURL], [EnvHydraPublicURL].
//   - Servers that register clients have a prefix, OAUTH_LIVE_OIDC, OAUTH_LIVE_OIDC_FIXED_TOKEN, OAUTH_LIVE_GLEWLWYD,
//     OAUTH_LIVE_MCP_SDK or OAUTH_LIVE_BETTER_AUTH, before _ISSUER, _REGISTRATION_ENDPOINT and, if the server asks for a
//     token, _INITIAL_ACCESS_TOKEN. [RegistrationServers] reads them.
//   - glewlwyd: [EnvGlewlwydAdminURL] and its neighbours too.
//
// What the registration servers do in other ways than the specifications say is in internal/docs/registration-servers.md.
package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// readyTimeout bounds the time from start to the first answer. The slowest, oidc-provider, needs 2 s on an idle machine and
// was seen to need more than a minute on two cores with twenty processes that wanted them.
const readyTimeout = 4 * time.Minute

// commandGrace is how long the command may take to end after it was asked to, before it is killed.
const commandGrace = 10 * time.Second

// Options say where [Run] writes to. The zero value runs the command without output.
type Options struct {
	// Stdin is what the command reads; nil is an empty input.
	Stdin io.Reader
	// Stdout receives the command's output, Stderr its error output and the messages of Run; nil discards.
	Stdout, Stderr io.Writer
}

// Run starts the servers, runs the command with their addresses in its environment and stops the servers again. It
// returns the command's exit status. An optional server that is not available is left out, with the reason on
// opts.Stderr and none of its variables set. The error is about everything else: a server that cannot be built or started, a
// command that cannot be run, a cancelled context; it is nil when the command ran and failed.
//
// When ctx is cancelled, the command is sent SIGTERM and has ten seconds to end.
func Run(ctx context.Context, servers []Server, command []string, opts Options) (status int, err error) {
	if len(command) == 0 {
		return 0, errors.New("no command to run")
	}
	stderr := opts.Stderr
	if stderr == nil {
		stderr = io.Discard
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	env := os.Environ()
	for _, server := range servers {
		running, launchErr := launch(ctx, server, stderr)
		if server.Optional && errors.Is(launchErr, ErrUnavailable) {
			fmt.Fprintf(stderr, "%s: %v\n", server.Name, launchErr)
			continue
		}
		if launchErr != nil {
			return 0, fmt.Errorf("%s: %w", server.Name, launchErr)
		}
		defer func() {
			running.stop()
			if err != nil || status != 0 {
				fmt.Fprintf(stderr, "the log of %s is in %s\n", server.Name, running.logPath)
				return
			}
			_ = os.Remove(running.logPath)
		}()
		env = append(env, running.env...)
	}
	return runCommand(ctx, command, env, opts)
}

func runCommand(ctx context.Context, command, env []string, opts Options) (int, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = opts.Stdin, opts.Stdout, opts.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = commandGrace
	err := cmd.Run()
	if ctx.Err() != nil {
		return 0, fmt.Errorf("%s: %w", command[0], context.Cause(ctx))
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exitStatus(exit), nil
	}
	return 0, err
}

// exitStatus follows the shell's custom for a command that was ended by a signal: 128 and the number of the signal.
func exitStatus(exit *exec.ExitError) int {
	if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	return exit.ExitCode()
}
