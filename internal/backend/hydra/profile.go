package hydra

import (
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Name is the name of the backend and of its block.
const Name = "hydra"

// Profile returns what is known of Ory Hydra, whichever server it is.
func Profile() oauthclient.Profile {
	return oauthclient.Profile{
		Name: Name, Title: "Ory Hydra",
		Properties:  table.Properties(),
		Filters:     []oauthclient.Field{oauthclient.ClientName, Owner},
		Can:         oauthclient.Capabilities{List: true, WholeClients: true, Find: true, RotateSecret: true, OverlapSecrets: true},
		NewClientID: uuid.NewString,
		IDOf:        func(desired oauthclient.Client) string { return desired.Text(oauthclient.ClientID) },
		Unique:      func(desired oauthclient.Client) bool { return desired.Has(oauthclient.ClientID) },
		Check:       check,
		Canonical:   canonical,
		Notices:     planNotices,
	}
}

// planNotices tells whoever writes scopes = [] that this makes no client without scopes: Hydra takes none for the default
// (seen on v2.3.0).
func planNotices(known, desired oauthclient.Client) []oauthclient.Notice {
	isEmpty := func(c oauthclient.Client) bool { return c[oauthclient.Scopes] != nil && !c.Has(oauthclient.Scopes) }
	if !isEmpty(desired) || isEmpty(known) {
		return nil
	}
	return []oauthclient.Notice{{
		Field: oauthclient.Scopes, Summary: "Unusual value",
		Detail: "Hydra has no clients without scopes: to one for which none is named it gives its default, which is " +
			"offline_access, offline and openid unless the server is set otherwise. To have less than that, name one scope.",
	}}
}

// signingAlgs are the algorithms with which Hydra verifies what a client has signed (client/validator.go line 58 and the
// switch over them in fosite at v2.3.0).
var signingAlgs = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}

// table maps the fields to the members of Hydra's oAuth2Client. The defaults are those that v2.3.0 and v26.2.0 were seen to
// fill in.
var table = slices.Concat(
	jsonwire.Table{
		{Field: oauthclient.ClientID, Behaviour: oauthclient.Stamped},
		{Field: oauthclient.ClientSecret, Behaviour: oauthclient.Stamped},
		{
			// The operator's setting oidc.dynamic_client_registration.default_scope, as it was at the last write.
			Field: oauthclient.Scopes, Name: "scope", Form: jsonwire.SpaceSeparated,
			Behaviour: oauthclient.Stamped, Default: []string{"offline_access", "offline", "openid"},
		},
		{
			// The documented ones. Hydra stores any other, with which no client can authenticate.
			Field:     oauthclient.TokenEndpointAuthMethod,
			Behaviour: oauthclient.Fixed, Default: "client_secret_basic",
			Values: []string{"client_secret_basic", "client_secret_post", "private_key_jwt", "none"},
		},
		{Field: oauthclient.TokenEndpointAuthSigningAlg, Values: signingAlgs},
		{Field: oauthclient.RequestObjectSigningAlg, Values: slices.Concat([]string{"none"}, signingAlgs)},
		{
			Field:     oauthclient.UserinfoSignedResponseAlg,
			Behaviour: oauthclient.Fixed, Default: "none", Values: []string{"none", "RS256"},
		},
		{Field: oauthclient.SubjectType, Behaviour: oauthclient.Fixed, Default: "public"},
	},
	jsonwire.Named(
		oauthclient.ClientName, oauthclient.RedirectURIs, oauthclient.GrantTypes, oauthclient.ResponseTypes,
		oauthclient.Contacts, oauthclient.ClientURI, oauthclient.LogoURI, oauthclient.PolicyURI, oauthclient.TosURI,
		oauthclient.JWKSet, oauthclient.JWKSURI, oauthclient.SectorIdentifierURI, oauthclient.RequestURIs,
		oauthclient.PostLogoutRedirectURIs, oauthclient.FrontchannelLogoutURI,
		oauthclient.FrontchannelLogoutSessionRequired, oauthclient.BackchannelLogoutURI,
		oauthclient.BackchannelLogoutSessionRequired,
		Owner, Audience, AllowedCORSOrigins, Metadata, SkipConsent, AccessTokenStrategy,
	),
	jsonwire.Table{{Field: SkipLogoutConsent, EmptyIsAStatement: true}},
	jsonwire.Named(Lifespans...),
	since("v25.4", jsonwire.Named(DeviceLifespans...)),
	issued,
)

// issued are the members that only the server sets. It ignores them in a request.
var issued = jsonwire.Table{
	{Field: oauthclient.ClientSecretExpiresAt, Behaviour: oauthclient.Issued},
	{Field: oauthclient.RegistrationClientURI, Behaviour: oauthclient.Issued},
	// Whoever has it can change the client, and nothing here needs it. An update makes it useless (seen on v2.3.0 and
	// v26.2.0).
	{Field: oauthclient.RegistrationAccessToken, Behaviour: oauthclient.Withheld},
	{Field: CreatedAt, Behaviour: oauthclient.Issued},
	{Field: UpdatedAt, Behaviour: oauthclient.Issued},
}

func since(version string, members jsonwire.Table) jsonwire.Table {
	for i := range members {
		members[i].Since = version
	}
	return members
}

// canonical writes CORS origins and the access token strategy as Hydra stores them: without a slash at the end and with
// the scheme in lower case, and all in lower case.
func canonical(f oauthclient.Field, v any) any {
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
