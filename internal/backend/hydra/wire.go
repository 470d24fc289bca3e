package hydra

import (
	"net/url"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// configurable maps what a user can set to the members of Hydra's oAuth2Client.
var configurable = slices.Concat(
	jsonwire.Table{{Field: oauthclient.Scopes, Name: "scope", Form: jsonwire.SpaceSeparated}},
	jsonwire.Named(
		oauthclient.ClientID, oauthclient.ClientSecret, oauthclient.ClientName, oauthclient.RedirectURIs,
		oauthclient.GrantTypes, oauthclient.ResponseTypes, oauthclient.Contacts, oauthclient.ClientURI,
		oauthclient.LogoURI, oauthclient.PolicyURI, oauthclient.TosURI, oauthclient.JWKSet, oauthclient.JWKSURI,
		oauthclient.TokenEndpointAuthMethod,
		oauthclient.SubjectType, oauthclient.SectorIdentifierURI, oauthclient.UserinfoSignedResponseAlg,
		oauthclient.RequestObjectSigningAlg, oauthclient.TokenEndpointAuthSigningAlg, oauthclient.RequestURIs,
		oauthclient.PostLogoutRedirectURIs, oauthclient.FrontchannelLogoutURI,
		oauthclient.FrontchannelLogoutSessionRequired, oauthclient.BackchannelLogoutURI,
		oauthclient.BackchannelLogoutSessionRequired,
		Owner, Audience, AllowedCORSOrigins, Metadata, SkipConsent, SkipLogoutConsent, AccessTokenStrategy,
	),
	jsonwire.Named(Lifespans...),
)

// issued maps what only the server sets to the members of Hydra's oAuth2Client.
var issued = jsonwire.Named(
	oauthclient.ClientSecretExpiresAt, oauthclient.RegistrationAccessToken, oauthclient.RegistrationClientURI,
	CreatedAt, UpdatedAt,
)

var (
	everything = slices.Concat(configurable, issued)
	supported  = configurable.Fields()
)

// Supports returns what Hydra's documented body has, and the properties that newer servers added.
func (*Backend) Supports() oauthclient.FieldSet { return supported }

// Fills returns Hydra's defaults, as v2.3.0 and v26.2.0 were seen to fill them in.
func (*Backend) Fills() map[oauthclient.Field]oauthclient.Fill {
	fills := map[oauthclient.Field]oauthclient.Fill{
		oauthclient.ClientID:     {},
		oauthclient.ClientSecret: {},
		// The operator's setting oidc.dynamic_client_registration.default_scope.
		oauthclient.Scopes:                    {Default: []string{"offline_access", "offline", "openid"}, Varies: true},
		oauthclient.TokenEndpointAuthMethod:   {Default: "client_secret_basic"},
		oauthclient.SubjectType:               {Default: "public"},
		oauthclient.UserinfoSignedResponseAlg: {Default: "none"},
		// Null is the operator's setting.
		SkipLogoutConsent: {KeepsFalse: true},
	}
	for f := range issued.Fields() {
		fills[f] = oauthclient.Fill{}
	}
	return fills
}

// Reissues returns the registration access token: an update through the admin API makes it useless (seen on v2.3.0 and
// v26.2.0).
func (*Backend) Reissues() map[oauthclient.Field]oauthclient.Reissue {
	return map[oauthclient.Field]oauthclient.Reissue{oauthclient.RegistrationAccessToken: oauthclient.Revoked}
}

// Canonical writes CORS origins and the access token strategy as Hydra stores them: without a slash at the end and
// with the scheme in lower case, and all in lower case.
func (*Backend) Canonical(f oauthclient.Field, v any) any {
	switch v := v.(type) {
	case string:
		if f == AccessTokenStrategy {
			return strings.ToLower(v)
		}
	case []string:
		if f == AllowedCORSOrigins {
			origins := make([]string, len(v))
			for i, origin := range v {
				origins[i] = canonicalOrigin(origin)
			}
			return origins
		}
	}
	return v
}

func canonicalOrigin(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return origin
	}
	return strings.TrimRight(u.String(), "/")
}

// Properties returns the documented properties of Hydra's oAuth2Client, each with the field that holds it.
func Properties() map[string]oauthclient.Field { return everything.Properties() }
