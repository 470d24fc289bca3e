package setup

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/journal"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

// A Connection is what a provider configuration comes to.
type Connection struct {
	// Judge knows the configured kind of server. It is nil when none is configured, and while it is not known which.
	Judge *oauthclient.Judge
	// Service is the configured backend. It is nil while a setting of the provider is not known, which can be so during a
	// plan; what the backend supports, and its rules, are known then all the same.
	Service *oauthclient.Service
	// Defaults are values for all clients.
	Defaults Defaults
	// Driver is the driver behind Service, for resources that only one kind of backend has. Nil when Service is.
	Driver oauthclient.Driver
	// elsewhere are the settings for requests that do not go to the backend's server. Nil while one of them is not known.
	elsewhere *httpapi.Config
	// none says that no backend is configured.
	none bool
	// tokens is where the server issues tokens, the zero Location when that is not known. Where says how to make it known.
	tokens tokenendpoint.Location
	where  string
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

// Undecided reports whether it is not known yet which kind of server is configured.
func (c *Connection) Undecided() bool { return c.Judge == nil && !c.none }

// Connected returns the backend when its server can be reached, or reports why not.
func (c *Connection) Connected(diags *diag.Diagnostics) *oauthclient.Service {
	switch {
	case c != nil && c.Service != nil:
		return c.Service
	case c != nil && c.none:
		diags.AddError("No backend configured",
			"The provider needs to know the authorization server: add exactly one of the blocks "+namesOf(Backends())+
				" to the provider configuration, or set the environment variables of one, such as "+
				EnvironmentName(Backends()[0].Name(), Backends()[0].address[0])+"."+misspelt())
	default:
		reportUnknown(diags, "the server cannot be asked")
	}
	return nil
}

// Elsewhere returns the settings for requests that do not go to the backend's server, for which no backend need be
// configured, or reports why there are none.
func (c *Connection) Elsewhere(diags *diag.Diagnostics) (settings httpapi.Config, ok bool) {
	if c == nil || c.elsewhere == nil {
		reportUnknown(diags, "no request can be sent")
		return httpapi.Config{}, false
	}
	return *c.elsewhere, true
}

// TokenEndpoint returns where the backend's server issues tokens, and the settings for requests to it, or why that is not
// known.
func (c *Connection) TokenEndpoint() (tokenendpoint.Location, httpapi.Config, error) {
	if c.tokens == (tokenendpoint.Location{}) || c.elsewhere == nil {
		text := "the token endpoint of the server is not known"
		if c.where != "" {
			text += "; " + c.where + " in the provider configuration would tell it"
		}
		return c.tokens, httpapi.Config{}, errors.New(text)
	}
	return c.tokens, *c.elsewhere, nil
}

func reportUnknown(diags *diag.Diagnostics, so string) {
	diags.AddError("Provider configuration not known",
		"The provider configuration depends on values that are not known yet, so "+so+". "+
			"Apply what makes those values first, for instance with -target, and then the rest.")
}

// Connect makes a connection of the provider's configuration, an object of the type of [Schema], and the environment. A null
// configuration leaves all to the environment. That no backend is configured is no error here: what needs one reports it.
func Connect(config tftypes.Value, http httpapi.Config) (*Connection, diag.Diagnostics) {
	c := readConfiguration(config)
	connection := &Connection{}
	common := c.settingsOf(httpBlock.Name)
	http = httpSettings(common, http)
	http.OnWait = func(_ context.Context, reason string) { connection.waits.Store(&reason) }
	if common.usable() {
		// The headers are for the backend's server alone.
		elsewhere := http
		elsewhere.Headers = nil
		connection.elsewhere = &elsewhere
	}
	diags := common.diags
	switch chosen, undecided := c.choose(); {
	case len(chosen) > 1:
		diags.Append(c.tooMany(chosen)...)
	case len(chosen) == 1:
		diags.Append(connection.open(chosen[0], c.settingsOf(chosen[0].Name()), http)...)
	default:
		connection.none = !undecided
	}
	defaults := c.settingsOf(defaultsBlock.Name)
	connection.Defaults = readDefaults(defaults, connection.Judge)
	diags.Append(defaults.diags...)
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

// choose returns the backends that the configuration, or without a block the environment, asks for: one, unless it is wrong.
// Those that say where their server is come first, then one of which that is not known yet, then those that leave it to the
// environment. Undecided says that it is not known yet which one is meant.
func (c configuration) choose() (chosen []Backend, undecided bool) {
	var addressed, unknownAddress, present, environment []Backend
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
			unknownAddress = append(unknownAddress, backend)
		case s.present:
			present = append(present, backend)
		case inEnvironment:
			environment = append(environment, backend)
		}
	}
	switch {
	case len(addressed) > 0:
		return addressed, false
	case len(unknownAddress) > 1:
		return nil, true
	case len(unknownAddress) > 0:
		return unknownAddress, false
	case len(present) > 0:
		return present, false
	}
	return environment, false
}

// tooMany reports backends of which only one can be meant, and the environment variables that they come from.
func (c configuration) tooMany(chosen []Backend) diag.Diagnostics {
	text := "One provider configuration talks to one authorization server, but " + namesOf(chosen) +
		" are configured. Keep one; for a second server write a second provider block with an alias."
	var variables []string
	for _, backend := range chosen {
		if !c.settingsOf(backend.Name()).present {
			variables = append(variables, backend.variables()...)
		}
	}
	if len(variables) > 0 {
		text += " They come from the environment: " + strings.Join(variables, ", ") + "."
	}
	var diags diag.Diagnostics
	for _, backend := range chosen[1:] {
		diags.AddAttributeError(path.Root(backend.Name()), "More than one backend configured: "+backend.Name(), text)
	}
	return diags
}

// variables names the environment variables that say where the backend's server is.
func (b Backend) variables() []string {
	var names []string
	for _, setting := range b.address {
		if name := EnvironmentName(b.Name(), setting); os.Getenv(name) != "" {
			names = append(names, name)
		}
	}
	return names
}

func namesOf(backends []Backend) string {
	names := make([]string, len(backends))
	for i, backend := range backends {
		names[i] = "\"" + backend.Name() + "\""
	}
	return strings.Join(names, ", ")
}

// open makes the connection that the settings of a backend ask for.
func (c *Connection) open(backend Backend, own *Settings, http httpapi.Config) diag.Diagnostics {
	c.Judge = oauthclient.NewJudge(backend.profile(own))
	driver := backend.open(own, http, c.Judge)
	if c.elsewhere != nil && own.usable() && driver != nil {
		c.Driver, c.Service = driver, oauthclient.NewService(c.Judge, driver)
		if folder, err := os.Getwd(); err == nil {
			if journal, err := journal.Open(folder); err == nil {
				c.Service.Keep(journal)
			}
		}
	}
	if backend.tokens != nil {
		c.tokens, c.where = backend.tokens(own)
	}
	return own.diags
}
