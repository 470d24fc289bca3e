// Package token is the ephemeral resource oauth_access_token.
package token

import (
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/tokenendpoint"
)

// The attributes that package tokenendpoint has no name for.
const (
	attributeKeyID             = "key_id"
	attributeAssertionAudience = "assertion_audience"
)

// resourceSchema has no validators: all checks are in validate.go, by the rules of package tokenendpoint.
var resourceSchema = schema.Schema{
	MarkdownDescription: "An access token by the client credentials grant (RFC 6749 section 4.4), for another provider or for a check, and in no plan and no state. " +
		"The client may be one that is made in the same apply: the token is then got once the client is there. " +
		"An engine asks for it as soon as all settings are known, though, and with a configured `client_id` and secret that is in the plan. Make the `client_id` wait for the client then: " +
		"`client_id = oauth_client.deployer.id != null ? oauth_client.deployer.client_id : null`.\n\n" +
		"The requests use the block `http` of the provider configuration, but for its headers. No backend need be configured.\n\n" +
		"A token is got anew in every plan and apply that needs it, and is not renewed in between: Terraform has no way to hand a renewed value to those who use it. " +
		"Let the client's tokens live as long as an apply may take.\n\n" +
		"Needs Terraform 1.10 or OpenTofu 1.11.",
	Attributes: map[string]schema.Attribute{
		tokenendpoint.SettingTokenURL: schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "URL of the token endpoint. Set this or `issuer`.",
		},
		tokenendpoint.SettingIssuer: schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Issuer identifier of the authorization server, such as `https://login.example.com`, whose metadata (OpenID Connect Discovery, RFC 8414) names the token endpoint. " +
				"Set this or `token_url`.",
		},
		tokenendpoint.SettingClientID: schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "The client's identifier.",
		},
		tokenendpoint.SettingClientSecret: schema.StringAttribute{
			Optional: true, Sensitive: true,
			MarkdownDescription: "The client's secret, for the methods `client_secret_basic` and `client_secret_post`.",
		},
		tokenendpoint.SettingMethod: schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "How the client authenticates: `client_secret_basic` (secret in the Authorization header), `client_secret_post` (secret in the body) or " +
				"`private_key_jwt` (signed assertion, RFC 7523). Left out: `private_key_jwt` with a private key, else `client_secret_basic`. " +
				"It must be the method that the client is registered with.",
		},
		tokenendpoint.SettingPrivateKeyPEM: schema.StringAttribute{
			Optional: true, Sensitive: true,
			MarkdownDescription: "The client's private key in PEM (`PRIVATE KEY`, `RSA PRIVATE KEY` or `EC PRIVATE KEY`, not encrypted), for the method `private_key_jwt`. Set this or `private_key_jwk`.",
		},
		tokenendpoint.SettingPrivateKeyJWK: schema.StringAttribute{
			Optional: true, Sensitive: true,
			MarkdownDescription: "The client's private key as a JWK in JSON (RFC 7517), for the method `private_key_jwt`. Set this or `private_key_pem`.",
		},
		attributeKeyID: schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "`kid` of the assertion. Left out: the one of the JWK, or else the thumbprint of the key (RFC 7638), which is the `kid` that the function `jwks` makes. " +
				"Ory Hydra looks only at public keys whose `use` is `sig`.",
		},
		tokenendpoint.SettingAlgorithm: schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "JWS algorithm of the assertion. Left out: the `alg` of the JWK, or else `RS256` for an RSA key, `ES256`, `ES384` or `ES512` for an EC key, `EdDSA` for Ed25519.",
		},
		attributeAssertionAudience: schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Claim `aud` of the assertion. Left out: the URL of the token endpoint (RFC 7523 section 3). Servers that follow FAPI 2.0 want the issuer identifier.",
		},
		tokenendpoint.SettingScopes: schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Scopes to ask for. Left out: the server decides.",
		},
		tokenendpoint.SettingAudience: schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Values of the parameter `audience`, by which Ory Hydra, Auth0 and others want to know whom the token is for.",
		},
		tokenendpoint.SettingResource: schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "URIs of the services that the token is for (RFC 8707).",
		},
		tokenendpoint.SettingExtra: schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Further parameters of the request that this server wants.",
		},
		"access_token": schema.StringAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "The access token.",
		},
		"token_type": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "How the token is used, as the server says it, such as `Bearer` (RFC 6749 section 7.1).",
		},
		"expires_at": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "When the token expires (RFC 3339). Null when the server does not say.",
		},
		"granted_scopes": schema.SetAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "Scopes of the token: those that the server says it granted, or else those that were asked for.",
		},
	},
}
