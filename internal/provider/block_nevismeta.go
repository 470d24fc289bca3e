package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// The spellings of jwks in requests to nevisMeta.
const (
	jwksStandard = "standard"
	jwksBean     = "bean"
)

func nevismetaBlock() backendBlock {
	return backendBlock{
		driver: &nevismeta.Backend{},
		fields: nevismeta.Fields(),
		observed: map[oauthclient.Field]string{
			nevismeta.ActiveSince: "When the state of the client that is in force began. Null before the first one does.",
		},
		properties: nevismeta.Properties(),
		schema:     nevismetaSchema(),
		address:    []string{"url"},
		open:       openNevismeta,
	}
}

func nevismetaSchema() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Manage the clients of Nevis nevisMeta through its REST API, version 2. A proxy that wants a header of its own, such as a SecToken, gets it by `http.headers`; for mutual TLS see `http.client_cert_pem`.",
		Attributes: map[string]schema.Attribute{
			"url": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "URL of nevisMeta, such as `https://meta.example.com:8996`. `/nevismeta/rest` is added unless the URL ends in `/nevismeta` or in `/rest`." + fromEnvironment(nevismeta.Name, "url"),
			},
			"setup_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Id of the setup that clients belong to which do not name one in `nevismeta.setup_id`. Changing it makes those clients anew in the other setup." + fromEnvironment(nevismeta.Name, "setup_id"),
			},
			"module": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Module of clients that do not name one in `nevismeta.module`. Default `" + nevismeta.DefaultModule + "`. Changing it makes those clients anew." + fromEnvironment(nevismeta.Name, "module"),
			},
			"username": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "User for HTTP Basic authentication, as nevisMeta takes it in development mode." + fromEnvironment(nevismeta.Name, "username"),
			},
			"password": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Password for HTTP Basic authentication." + fromEnvironment(nevismeta.Name, "password"),
			},
			"bearer_token": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Token to send as `Authorization: Bearer`, as the cloud takes it." + fromEnvironment(nevismeta.Name, "bearer_token"),
			},
			"cookie": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Cookies to send with every request, as in `name=value; name2=value2`, for nevisMeta in production mode." + fromEnvironment(nevismeta.Name, "cookie"),
			},
			"jwks_format": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "How `jwks` is written in requests: `" + jwksStandard + "`, the default, is a JWK Set (RFC 7517); `" + jwksBean +
					"` is the spelling of the published schema, a dump of Java beans. Answers are understood in both." + fromEnvironment(nevismeta.Name, "jwks_format"),
			},
		},
	}
}

func openNevismeta(s *settings, http httpapi.Config) oauthclient.Backend {
	http.BaseURL = s.require("url", "The URL of nevisMeta")
	http.Auth = credentials(s)
	config := nevismeta.Config{
		HTTP: http, Setup: s.text("setup_id"), Module: s.text("module"), Caller: s.text("username"),
	}
	switch format := s.text("jwks_format"); format {
	case "", jwksStandard:
	case jwksBean:
		config.BeanJWKS = true
	default:
		s.problem("jwks_format", "%q is neither %q nor %q.", format, jwksStandard, jwksBean)
	}
	if s.unknown || s.diags.HasError() {
		return nil
	}
	backend, err := nevismeta.New(config)
	if err != nil {
		s.failed(err, "url")
		return nil
	}
	return backend
}
