// Terraform-provider-oauth manages OAuth 2.0 clients on the authorization server you run.
//
// Terraform and OpenTofu start it as a provider. Run by hand it has one command, simulate, which serves a simulator of
// a backend for demonstrations and tests.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
	"github.com/oauth-clients/terraform-provider-oauth/internal/simulate"
)

// version is set by the release build.
var version = "dev"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "terraform-provider-oauth:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) > 0 && args[0] == "simulate" {
		return simulate.Run(args[1:], os.Stdout)
	}
	flags := flag.NewFlagSet("terraform-provider-oauth", flag.ContinueOnError)
	debug := flags.Bool("debug", false, "serve for a debugger, and print what to set in TF_REATTACH_PROVIDERS")
	if err := flags.Parse(args); err != nil {
		return err
	}
	return providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: provider.Address,
		Debug:   *debug,
	})
}
