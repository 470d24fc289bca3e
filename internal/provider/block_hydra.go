package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func hydraBlock() backendBlock {
	return backendBlock{
		driver: &hydra.Backend{},
		fields: hydra.Fields(),
		observed: map[oauthclient.Field]string{
			hydra.CreatedAt: "When the client was made.",
			hydra.UpdatedAt: "When the client was last changed.",
		},
		properties: hydra.Properties(),
		schema:     hydraSchema(),
		address:    []string{"admin_url"},
		open:       openHydra,
	}
}

func hydraSchema() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Manage the clients of an Ory Hydra server through its admin API, or those of an Ory Network project.",
		Attributes: map[string]schema.Attribute{
			"admin_url": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Base URL of the admin API, such as `http://127.0.0.1:4445`, or of the project on Ory Network, such as `https://SLUG.projects.oryapis.com`." + fromEnvironment(hydra.Name, "admin_url"),
			},
			"bearer_token": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Token to send as `Authorization: Bearer`, such as the API key of an Ory Network project." + fromEnvironment(hydra.Name, "bearer_token"),
			},
			"username": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "User for HTTP Basic authentication, by a proxy in front of the admin API." + fromEnvironment(hydra.Name, "username"),
			},
			"password": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Password for HTTP Basic authentication." + fromEnvironment(hydra.Name, "password"),
			},
			"oauth2": oauth2Block(),
		},
	}
}

// oauth2Block lets the provider get its own access token by the client credentials grant (RFC 6749 section 4.4).
func oauth2Block() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Get a token for the API by the client credentials grant (RFC 6749 section 4.4), and renew it when it expires.",
		Attributes: map[string]schema.Attribute{
			"token_url": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The token endpoint." + fromEnvironment(hydra.Name, "oauth2_token_url"),
			},
			"client_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The provider's own client_id at that server." + fromEnvironment(hydra.Name, "oauth2_client_id"),
			},
			"client_secret": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "The provider's own client secret." + fromEnvironment(hydra.Name, "oauth2_client_secret"),
			},
			"scopes": schema.SetAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Scopes to ask for." + fromEnvironment(hydra.Name, "oauth2_scopes") + " There, separated by blanks.",
			},
		},
	}
}

func openHydra(s *settings, http httpapi.Config) oauthclient.Backend {
	http.BaseURL = s.require("admin_url", "The URL of Hydra's admin API")
	http.Auth = credentials(s)
	if s.unknown || s.diags.HasError() {
		return nil
	}
	backend, err := hydra.New(http)
	if err != nil {
		s.failed(err, "admin_url")
		return nil
	}
	return backend
}
