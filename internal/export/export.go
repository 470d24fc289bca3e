// Package export writes the clients of a server as configuration, with import blocks, for every engine: for those that have
// no list resources, and for files that are shorter than what an engine generates.
package export

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

var (
	// ErrUsage says that the arguments are wrong.
	ErrUsage = errors.New("see terraform-provider-oauth export --help")
	// ErrIncomplete says that everything was written, and some of it only as comments.
	ErrIncomplete = errors.New("clients that the provider would refuse were written as comments")
)

const usage = `Usage: terraform-provider-oauth export [options]

Writes the OAuth clients of a server as configuration: for each an import block and a resource, without their secrets and
without what the server fills in by itself. A plan of it has clients to import and nothing to change.

The server is told by the environment variables that also stand for the settings of the provider, such as
OAUTH_HYDRA_ADMIN_URL.

Options:

`

const usageEnd = `
Examples:

  terraform-provider-oauth export --provider > clients.tf
  terraform-provider-oauth export --out clients/ --filter hydra.owner=payments
  terraform state pull | terraform-provider-oauth export --not-in -

Exit codes: 0 done, 1 failed and nothing written, 2 wrong arguments, 3 done, with clients that the provider would refuse
written as comments.
`

// A Program is what a run of the command belongs to.
type Program struct {
	// Source is the address of the provider, and Version its version, "dev" for a build from source.
	Source, Version string
	In              io.Reader
	Out, Err        io.Writer
}

// options are what the arguments say.
type options struct {
	directory, file string
	filters, states []string
	provider        bool
}

// Run carries out the command.
func (p Program) Run(args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	opts, err := p.parse(args)
	if err != nil || opts == nil {
		return err
	}
	connection, err := setup.FromEnvironment(httpapi.Config{UserAgent: httpapi.UserAgent(p.Version, "")})
	if err != nil {
		return err
	}
	return p.export(ctx, connection.Service, opts)
}

// parse returns nil without an error when only help was asked for.
func (p Program) parse(args []string) (*options, error) {
	var opts options
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&opts.directory, "out", "", "folder to write one file for each client into; it is made if it is missing, and no file in it is overwritten")
	flags.StringVar(&opts.file, "single-file", "", "file to write all clients into; it must not be there yet. Without --out and --single-file all goes to the standard output")
	addTo := func(texts *[]string) func(string) error {
		return func(text string) error {
			*texts = append(*texts, text)
			return nil
		}
	}
	flags.Func("filter", "only clients with this value of an attribute, as in client_name=shop or hydra.owner=payments; may be repeated", addTo(&opts.filters))
	flags.Func("not-in", "only clients that are not in this state: a state file, or - for the output of terraform state pull; may be repeated", addTo(&opts.states))
	flags.BoolVar(&opts.provider, "provider", false, "write the provider's block and its requirement too, without secrets, which stay in the environment")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(p.Out)
		_, _ = io.WriteString(p.Out, usage)
		flags.PrintDefaults()
		_, err := io.WriteString(p.Out, usageEnd)
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w; %w", err, ErrUsage)
	case flags.NArg() > 0:
		return nil, fmt.Errorf("unexpected argument %q; %w", flags.Arg(0), ErrUsage)
	case opts.directory != "" && opts.file != "":
		return nil, fmt.Errorf("--out and --single-file exclude each other; %w", ErrUsage)
	}
	return &opts, nil
}

// export lists the clients and writes them.
func (p Program) export(ctx context.Context, service *oauthclient.Service, opts *options) error {
	filter, err := parseFilters(service.Judge, opts.filters)
	if err != nil {
		return fmt.Errorf("%w; %w", err, ErrUsage)
	}
	managed, err := p.readStates(opts.states)
	if err != nil {
		return err
	}
	found, err := collect(ctx, service, filter, managed)
	if err != nil {
		return err
	}
	giveNames(found)
	slices.SortFunc(found, func(a, b *client) int { return strings.Compare(a.name, b.name) })
	var out output
	if opts.provider {
		out.add("provider.tf", p.providerBlocks(service.Name()))
	}
	refused := 0
	for _, c := range found {
		out.add(fileName(c.name), c.write())
		if len(c.problems) > 0 {
			refused++
		}
		p.warn(c)
	}
	if err := out.write(opts, p.Out); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(p.Err, "%d clients of %s\n", len(found), service.Server())
	if refused > 0 {
		return fmt.Errorf("%w: %d", ErrIncomplete, refused)
	}
	return nil
}

// warn tells what to know of a client.
func (p Program) warn(c *client) {
	for _, problem := range c.problems {
		_, _ = fmt.Fprintf(p.Err, "%s: %v\n", c.address(), problem)
	}
	for _, notice := range c.notices {
		_, _ = fmt.Fprintf(p.Err, "%s: %s. %s\n", c.address(), notice.Summary, notice.Detail)
	}
}
