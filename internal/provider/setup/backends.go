package setup

import (
	"strings"
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

// A Backend is what the provider knows of one kind of server: its block in the configuration, and how to make a driver of
// it.
type Backend struct {
	// Block is the block of the provider's configuration, which is named like the backend.
	Block Block
	// Fields are those of the backend's own block in a resource, in the order of the documentation.
	Fields []oauthclient.Field
	// address are the settings that say where the server is. One of them chooses this backend.
	address []string
	// profile returns what is known of the server by the settings that are known.
	profile func(s *Settings) oauthclient.Profile
	// tokens returns where the server issues tokens, as far as the settings say it, and the setting that does. Nil means that
	// none does.
	tokens func(s *Settings) (at tokenendpoint.Location, setting string)
	// open makes the driver. It reports what is wrong with the settings through them, and returns nil then.
	open func(s *Settings, http httpapi.Config, judge *oauthclient.Judge) oauthclient.Driver
}

// Name returns the backend's name.
func (b Backend) Name() string { return b.Block.Name }

// Profile returns what is known of the backend's server when nothing is configured.
func (b Backend) Profile() oauthclient.Profile {
	return b.profile(configuration(nil).settingsOf(b.Name()))
}

// Judge returns what knows the backend's server when nothing is configured.
func (b Backend) Judge() *oauthclient.Judge { return judges()[b.Name()] }

// judges are those of every backend by its name. They are made once: every process that an engine starts needs them a thousand
// times for the texts of the schema.
var judges = sync.OnceValue(func() map[string]*oauthclient.Judge {
	all := map[string]*oauthclient.Judge{}
	for _, backend := range Backends() {
		all[backend.Name()] = oauthclient.NewJudge(backend.Profile())
	}
	return all
})

// Backends returns every backend. This is the one list of them. It is made once, since every process that the engine starts
// asks for it many times.
var Backends = sync.OnceValue(func() []Backend {
	return []Backend{hydraBackend(), nevismetaBackend(), oamBackend(), registrationBackend()}
})

// Fields returns every field of a client that has an attribute: the standard ones, and those of every backend. The caller
// must not change the slice.
var Fields = sync.OnceValue(func() []oauthclient.Field {
	fields := oauthclient.Standard()
	for _, backend := range Backends() {
		fields = append(fields, backend.Fields...)
	}
	return fields
})

func hydraBackend() Backend {
	return Backend{
		Block: Block{
			Name: hydra.Name,
			Doc:  "Manage the clients of an Ory Hydra server through its admin API, or those of an Ory Network project.",
			Settings: []Setting{
				{Name: "admin_url", Doc: "Base URL of the admin API, such as `http://127.0.0.1:4445`, or of the project on Ory Network, such as `https://SLUG.projects.oryapis.com`."},
				{Name: "public_url", Doc: "Base URL of the public API, such as `http://127.0.0.1:4444`; on Ory Network the same as `admin_url`. Only used to check a client secret that comes along with an import; left out, none is checked."},
				{Name: "bearer_token", Secret: true, Doc: "Token to send as `Authorization: Bearer`, such as the API key of an Ory Network project."},
				{Name: "username", Doc: "User for HTTP Basic authentication, by a proxy in front of the admin API."},
				{Name: "password", Secret: true, Doc: "Password for HTTP Basic authentication."},
			},
			Blocks: []Block{oauth2Block},
		},
		Fields:  hydra.Fields(),
		address: []string{"admin_url"},
		profile: func(*Settings) oauthclient.Profile { return hydra.Profile() },
		tokens: func(s *Settings) (at tokenendpoint.Location, setting string) {
			if url := strings.TrimRight(s.text("public_url"), "/"); url != "" {
				at.TokenURL = url + "/oauth2/token"
				if err := at.Check(); err != nil {
					s.problem("public_url", "%v", err)
				}
			}
			return at, "hydra.public_url"
		},
		open: openHydra,
	}
}

func openHydra(s *Settings, http httpapi.Config, judge *oauthclient.Judge) oauthclient.Driver {
	http.BaseURL = s.require("admin_url", "The URL of Hydra's admin API")
	http.Auth = credentials(s)
	return s.driver("admin_url", func() (oauthclient.Driver, error) { return hydra.New(http, judge) })
}

// How nevisMeta's jwks is written in requests.
const (
	jwksStandard = "standard"
	jwksBean     = "bean"
)

func nevismetaBackend() Backend {
	return Backend{
		Block: Block{
			Name: nevismeta.Name,
			Doc: "Manage the clients of Nevis nevisMeta through its REST API, version 2. A proxy that wants a header of its own, such as a SecToken, gets it by `http.headers`; " +
				"for mutual TLS see `http.client_cert_pem`.",
			Settings: []Setting{
				{Name: "url", Doc: "URL of nevisMeta, such as `https://meta.example.com:8996`. `/nevismeta/rest` is added unless the URL ends in `/nevismeta` or in `/rest`."},
				{Name: "setup_id", Doc: "Id of the setup that clients belong to which do not name one in `nevismeta.setup_id`. Changing it makes those clients anew in the other setup."},
				{Name: "module", Doc: "Module of clients that do not name one in `nevismeta.module`. Default `" + nevismeta.DefaultModule + "`. Changing it makes those clients anew."},
				{Name: "username", Doc: "User for HTTP Basic authentication, as nevisMeta takes it in development mode."},
				{Name: "password", Secret: true, Doc: "Password for HTTP Basic authentication."},
				{Name: "bearer_token", Secret: true, Doc: "Token to send as `Authorization: Bearer`, as the cloud takes it."},
				{Name: "cookie", Secret: true, Doc: "Cookies to send with every request, as in `name=value; name2=value2`, for nevisMeta in production mode."},
				{
					Name: "jwks_format", Values: []string{jwksStandard, jwksBean},
					Doc: "How `jwks` is written in requests: `" + jwksStandard + "`, the default, is a JWK Set (RFC 7517); `" + jwksBean +
						"` is the spelling of the published schema, a dump of Java beans. Answers are understood in both.",
				},
			},
		},
		Fields:  nevismeta.Fields(),
		address: []string{"url"},
		profile: func(s *Settings) oauthclient.Profile { return nevismeta.Profile(nevismetaDefaults(s)) },
		open:    openNevismeta,
	}
}

func nevismetaDefaults(s *Settings) nevismeta.Defaults {
	return nevismeta.Defaults{
		Setup: s.text("setup_id"), Module: s.text("module"), Caller: s.text("username"),
		Complete: s.isDecided("setup_id") && s.isDecided("module"),
	}
}

func openNevismeta(s *Settings, http httpapi.Config, judge *oauthclient.Judge) oauthclient.Driver {
	http.BaseURL = s.require("url", "The URL of nevisMeta")
	http.Auth = credentials(s)
	config := nevismeta.Config{
		HTTP: http, BeanJWKS: s.oneOf("jwks_format", jwksStandard, jwksBean) == jwksBean,
		Defaults: nevismetaDefaults(s),
	}
	for name, value := range map[string]string{"setup_id": config.Defaults.Setup, "module": config.Defaults.Module} {
		if err := httpapi.CheckPathElement(value); value != "" && err != nil {
			s.problem(name, "%v.", err)
		}
	}
	return s.driver("url", func() (oauthclient.Driver, error) { return nevismeta.New(config, judge) })
}

func oamBackend() Backend {
	return Backend{
		Block: Block{
			Name: oam.Name,
			Doc: "Manage the OAuth clients of Oracle Access Manager (OAM) 12.2.1.3 or newer through the administration API of its AdminServer. " +
				"The service \"OAuth and OpenIDConnect\" must be enabled. With several data centres, use the AdminServer of the master.",
			Settings: []Setting{
				{Name: "url", Doc: "URL of the AdminServer, such as `https://admin.example.com:7002`. `/oam/services/rest/...` at its end is understood."},
				{Name: "username", Doc: "An administrator of OAM, for HTTP Basic authentication."},
				{Name: "password", Secret: true, Doc: "Password for HTTP Basic authentication."},
				{
					Name: "identity_domain", Doc: "Identity domain of clients and resource servers that do not name one. Changing it makes those anew in the other domain. " +
						"Left out, each of them has to name its own.",
				},
				{
					Name: "read_after_write_timeout", Kind: Span, Doc: "How long to wait after a write until the server shows it, such as `2m`; reads of OAM can lag behind. Default `60s`. " +
						"What the server does not show by then is reported.",
				},
			},
		},
		Fields:  oam.Fields(),
		address: []string{"url"},
		profile: func(s *Settings) oauthclient.Profile {
			return oam.Profile(oamDefaults(s))
		},
		open: openOAM,
	}
}

func oamDefaults(s *Settings) oam.Defaults {
	return oam.Defaults{IdentityDomain: s.text("identity_domain"), Undecided: !s.isDecided("identity_domain")}
}

func openOAM(s *Settings, http httpapi.Config, judge *oauthclient.Judge) oauthclient.Driver {
	http.BaseURL = s.require("url", "The URL of OAM's AdminServer")
	http.Auth = credentials(s)
	config := oam.Config{
		HTTP: http, ReadAfterWriteTimeout: s.span("read_after_write_timeout"),
		Defaults: oamDefaults(s),
	}
	if domain := config.Defaults.IdentityDomain; domain != "" {
		if err := oam.CheckDomain(domain); err != nil {
			s.problem("identity_domain", "%v.", err)
		}
	}
	return s.driver("url", func() (oauthclient.Driver, error) { return oam.New(config, judge) })
}
