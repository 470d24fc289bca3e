package live

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"slices"
)

// A Server is an authorization server that can be built and run here.
type Server struct {
	// Name is the server's name on the command line.
	Name string
	// Ports is the number of TCP ports the server listens on.
	Ports int
	// Build makes the server from the module at moduleRoot and returns the path of what is to be started. It is called
	// before every start and has to be quick when there is nothing to do; when there is, it says so on messages.
	Build func(ctx context.Context, moduleRoot string, messages io.Writer) (path string, err error)
	// Command returns the command that runs what Build made, listening on those ports of 127.0.0.1. The folder dir is empty
	// and the server's own; it is removed when the server has been stopped.
	Command func(path, dir string, ports []int) (*exec.Cmd, error)
	// Ready returns the URLs that all answer 200 once the server can be used.
	Ready func(ports []int) []string
	// Env returns the variables ("NAME=value") that tell the tests where the server is.
	Env func(ports []int) []string
	// Setup configures the server once it is ready, and returns what Env cannot know. What it starts ends with ctx, which
	// is done when the servers are stopped. It may be nil.
	Setup func(ctx context.Context, ports []int) (env []string, err error)
	// Optional lets [Run] go on without the server where it is not available.
	Optional bool
}

// ErrUnavailable is wrapped by the errors of [Server.Build] which mean that a server cannot be had on this machine, and
// that nothing is wrong with the server.
var ErrUnavailable = errors.New("not available here")

// Servers are the servers known here.
var Servers = []Server{Hydra, OIDCProvider, OIDCProviderFixedToken, Glewlwyd, MCPSDK, BetterAuth}

// Find returns the server of that name; ok is false when there is none.
func Find(name string) (server Server, ok bool) {
	i := slices.IndexFunc(Servers, func(s Server) bool { return s.Name == name })
	if i < 0 {
		return Server{}, false
	}
	return Servers[i], true
}
