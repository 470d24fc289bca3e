package setup

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A Connection is what a provider configuration comes to.
type Connection struct {
	// Judge knows the configured kind of server.
	Judge *oauthclient.Judge
	// Service is the configured backend. It is nil while a setting of the provider is not known, which can be so during a
	// plan; what the backend supports, and its rules, are known then all the same.
	Service *oauthclient.Service
	// Driver is the driver behind Service, for resources that only one kind of backend has. Nil when Service is.
	Driver oauthclient.Driver
	// waits has why requests wait for a limit, until somebody was told.
	waits atomic.Pointer[string]
}

// JudgeOrNil returns what knows the configured kind of server, nil when no backend is known yet.
func (c *Connection) JudgeOrNil() *oauthclient.Judge {
	if c == nil {
		return nil
	}
	return c.Judge
}

// TellWait adds a warning when requests have begun to wait for a limit of the configuration or of the server, once a run.
func (c *Connection) TellWait(diags *diag.Diagnostics) {
	if c == nil {
		return
	}
	if reason := c.waits.Swap(nil); reason != nil {
		diags.AddWarning("Requests wait for a limit", *reason)
	}
}

// Connected returns the backend when its server can be reached, or reports why not.
func (c *Connection) Connected(diags *diag.Diagnostics) *oauthclient.Service {
	if c == nil || c.Service == nil {
		diags.AddError("Provider configuration not known",
			"The provider configuration depends on values that are not known yet, so the server cannot be asked. "+
				"Apply what makes those values first, for instance with -target, and then the rest.")
		return nil
	}
	return c.Service
}

// Connect makes a connection of the provider's configuration, an object of the type of [Schema], and the environment. A null
// configuration leaves all to the environment. The connection is nil when no backend can be told, or none is known yet; an
// error says so in the first case.
func Connect(config tftypes.Value, http httpapi.Config) (*Connection, diag.Diagnostics) {
	c := readConfiguration(config)
	backend, diags := c.choose()
	if backend == nil {
		return nil, diags
	}
	connection, problems := c.open(backend, http)
	diags.Append(problems...)
	return connection, diags
}

// Check reports all that is wrong with a configuration as far as it is known, without contacting a server.
func Check(config tftypes.Value) diag.Diagnostics {
	_, diags := Connect(config, httpapi.Config{})
	return diags
}

// A configuration is what the provider's configuration says, block by block.
type configuration map[string]tftypes.Value

func readConfiguration(config tftypes.Value) configuration {
	blocks := configuration{}
	if config.Type() != nil && config.IsKnown() && !config.IsNull() {
		_ = config.As((*map[string]tftypes.Value)(&blocks)) // The schema says that it is an object.
	}
	return blocks
}

// settingsOf returns the settings of a block, which may be null when they all come from the environment.
func (c configuration) settingsOf(block string) *Settings {
	return newSettings(path.Root(block), []string{block}, c[block])
}

// choose returns the backend that the configuration, or without a block the environment, asks for. A block that says where
// its server is comes first, then one of which that is not known yet, then one that leaves it to the environment. Nil
// without an error means that it is not known yet.
func (c configuration) choose() (*Backend, diag.Diagnostics) {
	var addressed, undecided, present, environment []Backend
	for _, backend := range Backends() {
		s := c.settingsOf(backend.Name())
		has := func(want state) bool {
			return slices.ContainsFunc(backend.address, func(name string) bool { return s.stateOf(name) == want })
		}
		inEnvironment := s.inEnvironment(backend.address...)
		switch {
		case has(known):
			addressed = append(addressed, backend)
		case has(unknown), s.unknown:
			undecided = append(undecided, backend)
		case s.present:
			present = append(present, backend)
		case inEnvironment:
			environment = append(environment, backend)
		}
	}
	switch {
	case len(addressed) > 0:
		return onlyOne(addressed)
	case len(undecided) > 1:
		return nil, nil
	case len(undecided) > 0:
		return onlyOne(undecided)
	case len(present) > 0:
		return onlyOne(present)
	case len(environment) > 0:
		return onlyOne(environment)
	}
	return nil, diag.Diagnostics{diag.NewErrorDiagnostic("No backend configured",
		"The provider needs to know the authorization server: add exactly one of the blocks "+namesOf(Backends())+
			" to the provider configuration, or set the environment variables of one, such as "+
			EnvironmentName(Backends()[0].Name(), Backends()[0].address[0])+".")}
}

func onlyOne(chosen []Backend) (*Backend, diag.Diagnostics) {
	if len(chosen) > 1 {
		return nil, tooMany(chosen)
	}
	return &chosen[0], nil
}

func tooMany(chosen []Backend) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, backend := range chosen[1:] {
		text := "One provider configuration talks to one authorization server, but " + namesOf(chosen) +
			" are configured. Keep one; for a second server write a second provider block with an alias."
		if variables := backend.variables(); variables != "" {
			text += " In the environment: " + variables + "."
		}
		diags.AddAttributeError(path.Root(backend.Name()), "More than one backend configured", text)
	}
	return diags
}

// variables names the environment variables that say where the backend's server is.
func (b Backend) variables() string {
	var names []string
	for _, setting := range b.address {
		if name := EnvironmentName(b.Name(), setting); os.Getenv(name) != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

func namesOf(backends []Backend) string {
	names := make([]string, len(backends))
	for i, backend := range backends {
		names[i] = "\"" + backend.Name() + "\""
	}
	return strings.Join(names, ", ")
}

// open makes the connection that the configuration asks for.
func (c configuration) open(backend *Backend, http httpapi.Config) (*Connection, diag.Diagnostics) {
	common, own := c.settingsOf(httpBlock.Name), c.settingsOf(backend.Name())
	connection := &Connection{Judge: oauthclient.NewJudge(backend.profile(own))}
	http = httpSettings(common, http)
	http.OnWait = func(_ context.Context, reason string) { connection.waits.Store(&reason) }
	driver := backend.open(own, http, connection.Judge)
	diags := slices.Concat(common.diags, own.diags)
	if common.usable() && own.usable() && driver != nil {
		connection.Driver, connection.Service = driver, oauthclient.NewService(connection.Judge, driver)
	}
	return connection, diags
}
