// Package simulate serves the simulators of the backends, for demonstrations and for the tests of other programs.
package simulate

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// A backend is a server that can be simulated.
type backend struct {
	new func() sim.Simulator
	// settings are the lines of its provider block, %s standing for the address.
	settings []string
}

var backends = map[string]backend{
	"hydra": {
		func() sim.Simulator { return hydrasim.New(hydrasim.Options{}) },
		[]string{`admin_url = "%s"`},
	},
	"nevismeta": {
		func() sim.Simulator { return nevissim.New(nevissim.Options{}) },
		[]string{
			`url      = "%s"`, `setup_id = "` + nevissim.SetupID + `"`,
			`username = "` + nevissim.Username + `"`, `password = "` + nevissim.Password + `"`,
		},
	},
	"oam": {
		func() sim.Simulator {
			simulator := oamsim.New(oamsim.Options{})
			simulator.AddDomain(oamDomain)
			return simulator
		},
		[]string{
			`url             = "%s"`, `identity_domain = "` + oamDomain + `"`,
			`username        = "` + oamsim.DefaultUsername + `"`, `password        = "` + oamsim.DefaultPassword + `"`,
		},
	},
	"registration": {
		func() sim.Simulator {
			return registrationsim.New(registrationsim.Options{
				Rotation: registrationsim.RotateOnPut, Unknown: registrationsim.UnknownKept,
			})
		},
		[]string{`issuer = "%s"`},
	},
}

// oamDomain is an identity domain to begin with: Oracle Access Manager has no clients outside of one.
const oamDomain = "Demo"

const toy = `
This is a toy, and other machines can reach it: it has no TLS, and no credentials but those below. Everybody who reaches it
can read and change everything.
`

const usage = `Usage: terraform-provider-oauth simulate [options]

Serves a simulator of a server, to try configurations on, until it is interrupted.

`

// Run serves a simulator until the process is told to stop. It prints the address, and the provider block for it.
func Run(args []string, out io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, args, out)
}

func run(ctx context.Context, args []string, out io.Writer) error {
	names := strings.Join(slices.Sorted(maps.Keys(backends)), ", ")
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	name := flags.String("backend", "hydra", "the server to simulate: "+names)
	listen := flags.String("listen", "127.0.0.1:0", "address and port to listen on; port 0 chooses a free one")
	data := flags.String("data", "", "file that keeps what the server stores, secrets included, for the next start; it is made if it is missing")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(out)
		_, err := io.WriteString(out, usage)
		flags.PrintDefaults()
		return err
	case err != nil:
		return err
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	backend, ok := backends[*name]
	if !ok {
		return fmt.Errorf("there is no simulator of %q; there are: %s", *name, names)
	}
	simulator := backend.new()
	if *data != "" {
		if err := keep(simulator, *name, *data); err != nil {
			return err
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *listen)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: simulator, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if _, err := io.WriteString(out, backend.greeting(*name, listener.Addr())); err != nil {
		return err
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// greeting says where the simulator is and how to use it. Its first line is read by programs.
func (b backend) greeting(name string, address net.Addr) string {
	var text strings.Builder
	fmt.Fprintf(&text, "listening on http://%s\n", address)
	tcp, ok := address.(*net.TCPAddr)
	if ok && !tcp.IP.IsLoopback() {
		text.WriteString(toy)
	}
	host := address.String()
	if ok && tcp.IP.IsUnspecified() {
		host = fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	fmt.Fprintf(&text, "\nprovider \"oauth\" {\n  %s {\n", name)
	for _, line := range b.settings {
		fmt.Fprintf(&text, "    %s\n", strings.Replace(line, "%s", "http://"+host, 1))
	}
	text.WriteString("  }\n}\n")
	return text.String()
}
