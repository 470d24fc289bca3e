package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Attributes of oauth_client that are no fields of a client.
const (
	secretWriteOnly        = "client_secret_wo"
	secretWriteOnlyVersion = "client_secret_wo_version"
	secretRotation         = "client_secret_rotation_triggers"
	timeoutsName           = "timeouts"
)

// clientSchema returns the schema of the resource oauth_client: RFC 7591 at the top, and a room for each other
// specification and each product. No level may become wide; see "The cost of a plan" in internal/docs/design.md.
func clientSchema(ctx context.Context) schema.Schema {
	rooms := attributes{
		"openid":       openidAttributes().room("Metadata of OpenID Connect Dynamic Client Registration 1.0."),
		"logout":       logoutAttributes().room("Metadata of OpenID Connect RP-Initiated, Front-Channel and Back-Channel Logout 1.0."),
		"mtls":         mtlsAttributes().room("Metadata of RFC 8705, mutual TLS."),
		"hydra":        hydraAttributes().room("What only Ory Hydra knows."),
		"nevismeta":    nevismetaAttributes().room("What only Nevis nevisMeta knows."),
		"oam":          oamAttributes().room("What only Oracle Access Manager knows."),
		"registration": registrationAttributes().room("What only servers with Dynamic Client Registration know (RFC 7591, and what other specifications add to it)."),
		"federation":   federationAttributes().room("Metadata of OpenID Federation 1.0."),
		timeoutsName:   timeoutsAttribute(ctx),
	}
	return schema.Schema{
		MarkdownDescription: "An OAuth 2.0 or OpenID Connect client of the authorization server that the provider is configured for.\n\n" +
			"What you leave out stays out: the server's default applies, the state holds null, and the data source shows what the server has. " +
			"What you take out again goes back to the server's default, apart from `client_id` and `client_secret`, which a client keeps.",
		Attributes: merge(identityAttributes(), secretAttributes(), metadataAttributes(), rooms),
	}
}

func timeoutsAttribute(ctx context.Context) schema.Attribute {
	const allowance = " may take, retries included, such as `90s`. Default `5m`."
	attribute := timeouts.Attributes(ctx, timeouts.Opts{
		Create: true, Read: true, Update: true, Delete: true,
		CreateDescription: "How long creating" + allowance,
		ReadDescription:   "How long reading" + allowance,
		UpdateDescription: "How long updating" + allowance,
		DeleteDescription: "How long deleting" + allowance,
	})
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "How long each operation may take."
		return nested
	}
	return attribute
}

func identityAttributes() attributes {
	a := attributes{}
	a.issuedText(oauthclient.ID, "Names the client completely; `terraform import` takes it. Hydra: the `client_id`. nevisMeta: `<setup_id>/<internal id>`, behind `<module>/` when the module is not `oauthv2`. "+
		"Oracle Access Manager: `<identity domain>/<client_name>`; an import also takes `<identity domain>/id=<client_id>`. "+
		"Registration: the `registration_client_uri`; an import also takes the `client_id`.")
	a["client_id"] = schema.StringAttribute{
		Optional: true, Computed: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		MarkdownDescription: describe(oauthclient.ClientID,
			"The OAuth client identifier (RFC 6749 section 2.2). Left out, one is made at creation. Changing it makes a new client."),
	}
	a.issuedNumber(oauthclient.ClientIDIssuedAt, "When the client was registered, in seconds since 1970 (RFC 7591 section 3.2.1).")
	a.issuedNumber(oauthclient.ClientSecretExpiresAt, "When the secret expires, in seconds since 1970; `0` for never (RFC 7591 section 3.2.1).")
	a.issuedText(oauthclient.RegistrationAccessToken, "Token for the client's own configuration endpoint (RFC 7592 section 3). "+
		"Hydra issues one at creation and revokes it with any update, after which this is null. "+
		"Registration: whoever has it can read, change and delete the client; the server may replace it with every answer, and the newest is here.")
	a.issuedText(oauthclient.RegistrationClientURI, "The client's own configuration endpoint (RFC 7592 section 3).")
	return a
}

func secretAttributes() attributes {
	return attributes{
		"client_secret": schema.StringAttribute{
			Optional: true, Computed: true, Sensitive: true,
			Validators: []validator.String{
				stringvalidator.LengthAtLeast(1),
				stringvalidator.ConflictsWith(path.MatchRoot(secretWriteOnly), path.MatchRoot(secretRotation)),
			},
			MarkdownDescription: describe(oauthclient.ClientSecret,
				"The client secret (RFC 6749 section 2.3.1), held in the state. Left out, one is made at creation, unless `token_endpoint_auth_method` is `none`; it is then known after apply. "+
					"It is sent to the server only when it changes. A server that does not show it again, such as Hydra, leaves it null after an import until you set or rotate it."),
		},
		secretWriteOnly: schema.StringAttribute{
			Optional: true, Sensitive: true, WriteOnly: true,
			Validators: []validator.String{
				stringvalidator.LengthAtLeast(1),
				stringvalidator.AlsoRequires(path.MatchRoot(secretWriteOnlyVersion)),
				stringvalidator.ConflictsWith(path.MatchRoot(secretRotation)),
			},
			MarkdownDescription: "The client secret, never held in a plan or the state. It is sent at creation, and again when `client_secret_wo_version` changes. Needs Terraform 1.11 or OpenTofu 1.11.",
		},
		secretWriteOnlyVersion: schema.StringAttribute{
			Optional:            true,
			Validators:          []validator.String{stringvalidator.AlsoRequires(path.MatchRoot(secretWriteOnly))},
			MarkdownDescription: "Any text that you change to have `client_secret_wo` sent again, such as a number or a date.",
		},
		secretRotation: schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Any values: when one of them changes, or they are added to an existing client, the client gets a new secret in place, known after apply. The old one stops working at once. Taking them out changes nothing.",
		},
	}
}

func metadataAttributes() attributes {
	a := attributes{}
	a.text(oauthclient.ClientName, "Name to show to the end user (RFC 7591 section 2).")
	a.set(oauthclient.RedirectURIs, "Where the authorization endpoint may send the user back to (RFC 6749 section 3.1.2): absolute URIs without fragment. Compared letter by letter by servers.", redirectURI)
	a.set(oauthclient.GrantTypes, "Grants that the client may use at the token endpoint, by their RFC names (RFC 7591 section 2), such as `authorization_code`, `refresh_token`, `client_credentials`, `urn:ietf:params:oauth:grant-type:device_code`.", grantType)
	a.set(oauthclient.ResponseTypes, "Response types that the client may use at the authorization endpoint (RFC 7591 section 2), such as `code` or `code id_token`.", responseType)
	a.set(oauthclient.Scopes, "Scopes that the client may ask for: the registered, space-separated `scope` (RFC 7591 section 2) as a set.", oneScope)
	a.set(oauthclient.Contacts, "Ways to reach the people responsible for the client, usually mail addresses (RFC 7591 section 2).")
	a.text(oauthclient.ClientURI, "Web page about the client (RFC 7591 section 2).", webURL)
	a.text(oauthclient.LogoURI, "Logo to show to the end user (RFC 7591 section 2).", webURL)
	a.text(oauthclient.PolicyURI, "Page on how the client uses personal data (RFC 7591 section 2).", webURL)
	a.text(oauthclient.TosURI, "Page with the terms of service (RFC 7591 section 2).", webURL)
	a.text(oauthclient.JWKSet, "The client's public keys as a JWK Set (RFC 7517 section 5) in JSON. Private keys are refused, since they would end up in the state. Excludes `jwks_uri`.", keySet)
	a.text(oauthclient.JWKSURI, "Where the client's public keys are (RFC 7591 section 2). Excludes `jwks`.", webURL)
	a.text(oauthclient.TokenEndpointAuthMethod, "How the client authenticates at the token endpoint (RFC 7591 section 2): `client_secret_basic`, `client_secret_post`, `client_secret_jwt`, `private_key_jwt`, `tls_client_auth`, `self_signed_tls_client_auth` or `none`, as far as the server has it. Leaving `none` makes a new secret.",
		authMethod)
	a.flag(oauthclient.RequirePushedAuthorizationRequests, "Take authorization requests of this client only as pushed ones (RFC 9126 section 6).")
	a.flag(oauthclient.DPoPBoundAccessTokens, "The client always uses DPoP for token requests (RFC 9449 section 5.2).")
	return a
}
