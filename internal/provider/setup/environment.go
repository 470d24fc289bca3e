package setup

import (
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
)

// FromEnvironment makes a connection of the environment alone, for programs that Terraform does not start. The error says
// all that is wrong with it.
func FromEnvironment(http httpapi.Config) (*Connection, error) {
	connection, diags := Connect(tftypes.Value{}, http)
	if !diags.HasError() {
		connection.Connected(&diags)
	}
	var problems []error
	for _, problem := range diags.Errors() {
		problems = append(problems, errors.New(textOf(problem)))
	}
	return connection, errors.Join(problems...)
}

func textOf(problem diag.Diagnostic) string {
	if problem.Detail() == "" {
		return problem.Summary()
	}
	return problem.Detail()
}

// Blocks returns the blocks of the provider's configuration that matter for a backend: its own, and those for all backends.
func Blocks(backend string) []Block {
	blocks := []Block{}
	if i := slices.IndexFunc(Backends(), func(b Backend) bool { return b.Name() == backend }); i >= 0 {
		blocks = append(blocks, Backends()[i].Block)
	}
	return append(blocks, httpBlock, defaultsBlock)
}
