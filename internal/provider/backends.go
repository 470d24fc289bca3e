package provider

import (
	"context"
	"os"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A backendBlock is what the provider knows of one backend: its block in the provider configuration, and how to make
// a driver of it.
type backendBlock struct {
	// driver answers what needs no server: its name, what it supports and its rules.
	driver oauthclient.Backend
	// fields are the fields that only this backend knows; they make up the room named like it.
	fields []oauthclient.Field
	// observed are those of them that only the data source shows, with their descriptions. Their values are strings in Go.
	observed map[oauthclient.Field]string
	// properties are the documented properties of the product's client, each with the field that holds it.
	properties map[string]oauthclient.Field
	// schema is the block in the provider configuration.
	schema schema.SingleNestedAttribute
	// address names the settings that say where the server is. One of them in the environment chooses this backend
	// when the configuration has no block.
	address []string
	// open makes the driver from the block's settings and what is common to all HTTP. It reports what is wrong with
	// the settings through them.
	open func(s *settings, http httpapi.Config) oauthclient.Backend
	// resources are those beside oauth_client that only this backend has. Nil when there are none.
	resources []func() resource.Resource
}

// backendBlocks returns every backend. This is the one list of them. It is made once, since the schema of every process
// that the engine starts asks for it more than a hundred times.
var backendBlocks = sync.OnceValue(func() []backendBlock {
	return []backendBlock{hydraBlock(), nevismetaBlock(), oamBlock(), registrationBlock()}
})

func (b backendBlock) name() string { return b.driver.Name() }

func (b backendBlock) inEnvironment() bool {
	for _, setting := range b.address {
		if os.Getenv(environmentName(b.name(), setting)) != "" {
			return true
		}
	}
	return false
}

func environmentName(parts ...string) string {
	return "OAUTH_" + strings.ToUpper(strings.Join(parts, "_"))
}

// A configuration is what the provider's configuration says, block by block.
type configuration struct {
	blocks map[string]attr.Value
}

// readConfiguration takes the blocks out of a provider configuration.
func readConfiguration(ctx context.Context, get func(context.Context, path.Path, any) diag.Diagnostics) (configuration, diag.Diagnostics) {
	c := configuration{blocks: map[string]attr.Value{}}
	var diags diag.Diagnostics
	names := []string{httpBlockName}
	for _, block := range backendBlocks() {
		names = append(names, block.name())
	}
	for _, name := range names {
		object := nullBlock(name)
		diags.Append(get(ctx, path.Root(name), &object)...)
		c.blocks[name] = object
	}
	return c, diags
}

// choose returns the backend that the configuration, or without a block the environment, asks for. Nil comes with an
// error that says what is wrong.
func (c configuration) choose() (*backendBlock, diag.Diagnostics) {
	var diags diag.Diagnostics
	var chosen []backendBlock
	for _, block := range backendBlocks() {
		if !c.blocks[block.name()].IsNull() {
			chosen = append(chosen, block)
		}
	}
	if len(chosen) == 0 {
		for _, block := range backendBlocks() {
			if block.inEnvironment() {
				chosen = append(chosen, block)
			}
		}
	}
	switch len(chosen) {
	case 1:
		return &chosen[0], diags
	case 0:
		diags.AddError("No backend configured",
			"The provider needs to know the authorization server: add exactly one of the blocks "+blockNames(backendBlocks())+
				" to the provider configuration, or set the environment variables of one, such as "+
				environmentName(backendBlocks()[0].name(), backendBlocks()[0].address[0])+".")
	default:
		for _, block := range chosen[1:] {
			diags.AddAttributeError(path.Root(block.name()), "More than one backend configured",
				"One provider configuration talks to one authorization server, but "+blockNames(chosen)+
					" are configured. Keep one; for a second server write a second provider block with an alias.")
		}
	}
	return nil, diags
}

func blockNames(blocks []backendBlock) string {
	names := make([]string, len(blocks))
	for i, block := range blocks {
		names[i] = "\"" + block.name() + "\""
	}
	return strings.Join(names, ", ")
}

// settingsOf returns the settings of a block, which may be null when they all come from the environment.
func (c configuration) settingsOf(block string) *settings {
	return newSettings(path.Root(block), environmentName(block), c.blocks[block])
}

// open makes the driver that the configuration asks for. It returns nil, and no error, when a setting is not known yet.
func (c configuration) open(block *backendBlock, http httpapi.Config) (oauthclient.Backend, diag.Diagnostics) {
	common := c.settingsOf(httpBlockName)
	httpConfig := httpSettings(common, http)
	own := c.settingsOf(block.name())
	backend := block.open(own, httpConfig)
	diags := common.diags
	diags.Append(own.diags...)
	if common.unknown || own.unknown || diags.HasError() {
		return nil, diags
	}
	return backend, diags
}
