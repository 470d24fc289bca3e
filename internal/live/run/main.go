// Command run starts real authorization servers, runs a command against them and stops them again:
//
//	go run ./internal/live/run -server hydra -- go test ./...
//
// A server that cannot be had on this machine ends the run, if it was asked for with -server; with -optional, the reason is
// printed and the command runs without it. The exit status is the command's; 2 for wrong arguments; 1 when a server could not be built or started, and 130 when
// the run was interrupted.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/oauth-clients/terraform-provider-oauth/internal/live"
)

func main() { os.Exit(run()) }

func run() int {
	var servers []live.Server
	add := func(optional bool) func(string) error {
		return func(name string) error {
			server, ok := live.Find(name)
			if !ok {
				return fmt.Errorf("unknown server %q", name)
			}
			server.Optional = optional
			servers = append(servers, server)
			return nil
		}
	}
	flag.Func("server", "start this server; may be repeated", add(false))
	flag.Func("optional", "start this server if it can be had on this machine; may be repeated", add(true))
	flag.Usage = usage
	flag.Parse()
	if len(servers) == 0 || flag.NArg() == 0 {
		usage()
		return 2
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	status, err := live.Run(ctx, servers, flag.Args(), live.Options{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr})
	switch {
	case ctx.Err() != nil:
		return 130
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1
	default:
		return status
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: run {-server name | -optional name}... -- command [argument ...]")
	fmt.Fprint(os.Stderr, "servers:")
	for _, server := range live.Servers {
		fmt.Fprint(os.Stderr, " ", server.Name)
	}
	fmt.Fprintln(os.Stderr)
}
