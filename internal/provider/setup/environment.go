package setup

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
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

// misspelt returns a sentence on the environment variables that begin as those of settings do and are none, after a blank, ""
// when there are none. Values are not in it.
func misspelt() string {
	known := map[string]bool{registration.TokensVariable: true}
	var prefixes, strange []string
	for _, block := range allBlocks() {
		prefixes = append(prefixes, EnvironmentName(block.Name)+"_")
		block.eachVariable(nil, func(name string) { known[name] = true })
	}
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		isLike := slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
		if isLike && !known[name] {
			strange = append(strange, name)
		}
	}
	if len(strange) == 0 {
		return ""
	}
	slices.Sort(strange)
	return " No setting has the name of the environment variable " + strings.Join(strange, ", ") + "."
}

// eachVariable calls f with the environment variable of each setting in the block.
func (b Block) eachVariable(outer []string, f func(name string)) {
	names := slices.Concat(outer, []string{b.Name})
	for _, setting := range b.Settings {
		f(EnvironmentName(append(slices.Clone(names), setting.Name)...))
	}
	for _, inner := range b.Blocks {
		inner.eachVariable(names, f)
	}
}
