// Terraform-provider-oauth manages OAuth 2.0 clients on the authorization server you run.
//
// Terraform and OpenTofu start it as a provider. Run by hand it has two commands: simulate, which serves a simulator of a
// backend for demonstrations and tests, and export, which writes the clients of a server as configuration.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/oauth-clients/terraform-provider-oauth/internal/export"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
	"github.com/oauth-clients/terraform-provider-oauth/internal/simulate"
)

// version is set by the release build.
var version = "dev"

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "terraform-provider-oauth:", err)
		os.Exit(exitCode(err))
	}
}

func exitCode(err error) int {
	switch {
	case errors.Is(err, export.ErrUsage):
		return 2
	case errors.Is(err, export.ErrIncomplete):
		return 3
	}
	return 1
}

const usage = `Terraform and OpenTofu start this program by themselves. By hand:

  terraform-provider-oauth export --help     writes the clients of a server as configuration, with import blocks
  terraform-provider-oauth simulate --help   serves a simulator of a server, to try configurations on
  terraform-provider-oauth [options]

`

func run(args []string, out io.Writer) error {
	if len(args) > 0 && args[0] == "simulate" {
		return simulate.Run(args[1:], out)
	}
	if len(args) > 0 && args[0] == "export" {
		return export.Program{Source: provider.Address, Version: version, In: os.Stdin, Out: out, Err: os.Stderr}.Run(args[1:])
	}
	flags := flag.NewFlagSet("terraform-provider-oauth", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	debugger := flags.Bool("debug", false, "serve for a debugger, and print what to set in TF_REATTACH_PROVIDERS")
	showVersion := flags.Bool("version", false, "print the version")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(out)
		_, err := io.WriteString(out, usage)
		flags.PrintDefaults()
		return err
	case err != nil:
		return err
	case flags.NArg() > 0:
		return fmt.Errorf("there is no command %q; --help shows those that there are", flags.Arg(0))
	case *showVersion:
		_, err := fmt.Fprintln(out, "terraform-provider-oauth", version)
		return err
	}
	saveTime()
	var options []tf6server.ServeOpt
	if *debugger {
		options = append(options, tf6server.WithManagedDebug())
	} else {
		leaveStoppingToEngine()
	}
	return tf6server.Serve(provider.Address, provider.NewServer(version), options...)
}

// leaveStoppingToEngine has SIGTERM end the provider no sooner than its engine. Who ends a job ends its process group, and an
// engine takes SIGTERM for a request to stop: a provider that is gone by then leaves clients that are in no state. SIGINT is
// ignored by go-plugin for the same reason.
func leaveStoppingToEngine() {
	engine := os.Getppid()
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM)
	go func() {
		<-terminated
		for os.Getppid() == engine {
			time.Sleep(time.Second)
		}
		os.Exit(1)
	}()
}

// saveTime saves CPU time of plans with many clients (see internal/docs/performance.md). The framework writes a trace of every
// attribute that it looks at, for the engine to throw away: it is asked not to, unless somebody wants a log. The garbage of a
// plan is short-lived, and so is the process: collecting it half as often costs little memory.
func saveTime() {
	wantsLog := slices.ContainsFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "TF_LOG") })
	if !wantsLog {
		_ = os.Setenv("TF_LOG_SDK", "off")
		_ = os.Setenv("TF_LOG_SDK_FRAMEWORK", "off")
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
}
