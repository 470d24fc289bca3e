package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func oamBlock() backendBlock {
	return backendBlock{
		driver: &oam.Backend{},
		fields: oam.Fields(),
		observed: map[oauthclient.Field]string{
			oam.UID: "UUID that the server made for the client. Null when the server answers in JSON, which does not show it.",
		},
		properties: oam.Properties(),
		schema:     oamSchema(),
		address:    []string{"url"},
		open:       openOAM,
		resources:  oamResources(),
	}
}

func oamSchema() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Manage the OAuth clients of Oracle Access Manager (OAM) 12.2.1.3 or newer through the administration API of its AdminServer. " +
			"The service \"OAuth and OpenIDConnect\" must be enabled. With several data centres, use the AdminServer of the master.",
		Attributes: map[string]schema.Attribute{
			"url": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "URL of the AdminServer, such as `https://admin.example.com:7002`. `/oam/services/rest/...` at its end is understood." + fromEnvironment(oam.Name, "url"),
			},
			"username": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "An administrator of OAM, for HTTP Basic authentication." + fromEnvironment(oam.Name, "username"),
			},
			"password": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Password for HTTP Basic authentication." + fromEnvironment(oam.Name, "password"),
			},
			"identity_domain": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Identity domain of clients and resource servers that do not name one. Changing it makes those anew in the other domain. " +
					"Left out, each of them has to name its own." + fromEnvironment(oam.Name, "identity_domain"),
			},
			"read_after_write_timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "How long to wait after a write until the server shows it, such as `2m`; reads of OAM can lag behind. Default `60s`. " +
					"What the server does not show by then is reported." + fromEnvironment(oam.Name, "read_after_write_timeout"),
			},
		},
	}
}

func openOAM(s *settings, http httpapi.Config) oauthclient.Backend {
	http.BaseURL = s.require("url", "The URL of OAM's AdminServer")
	http.Auth = credentials(s)
	config := oam.Config{
		HTTP: http, IdentityDomain: s.text("identity_domain"), ReadAfterWriteTimeout: s.duration("read_after_write_timeout"),
	}
	if config.IdentityDomain != "" {
		if err := oam.CheckDomain(config.IdentityDomain); err != nil {
			s.problem("identity_domain", "%v.", err)
		}
	}
	if s.unknown || s.diags.HasError() {
		return nil
	}
	backend, err := oam.New(config)
	if err != nil {
		s.failed(err, "url")
		return nil
	}
	return backend
}
