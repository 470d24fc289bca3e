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
)

// simulators makes the simulator of each backend.
var simulators = map[string]func() http.Handler{
	"hydra":     func() http.Handler { return hydrasim.New(hydrasim.Options{}) },
	"nevismeta": func() http.Handler { return nevissim.New(nevissim.Options{}) },
	"oam":       func() http.Handler { return oamsim.New(oamsim.Options{}) },
	"registration": func() http.Handler {
		return registrationsim.New(registrationsim.Options{
			Rotation: registrationsim.RotateOnPut, Unknown: registrationsim.UnknownKept,
		})
	},
}

// Run serves a simulator until the process is told to stop. Its only output is a line with the address.
func Run(args []string, out io.Writer) error {
	names := strings.Join(slices.Sorted(maps.Keys(simulators)), ", ")
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	backend := flags.String("backend", "hydra", "the server to simulate: "+names)
	listen := flags.String("listen", "127.0.0.1:0", "address and port to listen on; port 0 chooses a free one")
	if err := flags.Parse(args); err != nil {
		return err
	}
	newSimulator, ok := simulators[*backend]
	if !ok {
		return fmt.Errorf("there is no simulator of %q; there are: %s", *backend, names)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *listen)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: newSimulator(), ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if _, err := fmt.Fprintf(out, "listening on http://%s\n", listener.Addr()); err != nil {
		return err
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
