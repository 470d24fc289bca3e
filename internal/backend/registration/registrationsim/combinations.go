package registrationsim

import (
	"net/http"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// InitialAccessToken is the initial access token of those [Combinations] that demand one.
const InitialAccessToken = "initial-access-token-of-the-simulator"

// Combinations returns the servers worth a test: the plain one, those that are also tested for real, one for every switch that
// a client can notice, and some pairs that could hide each other's defects. Switches that say where something is, or how the
// server speaks, stand beside those that say what it does, one of each.
func Combinations() []Options {
	combinations := []Options{{Name: "plain"}, OIDCProvider(), Hydra(), Glewlwyd(), MCPSDK(), BetterAuth()}
	for _, d := range discoveries {
		combinations = append(combinations, named(d))
	}
	for i, b := range behaviours {
		if i < len(manners) {
			combinations = append(combinations, named(b, manners[i]))
		} else {
			combinations = append(combinations, named(b))
		}
	}
	return combinations
}

func named(settings ...sim.Setting[Options]) Options {
	opts, name := sim.Apply(Options{}, settings...)
	opts.Name = name
	return opts
}

// discoveries are settings of where the metadata of a server are.
var discoveries = []sim.Setting[Options]{
	sim.On("discovery inserted", func(o *Options) { o.IssuerPath, o.Discovery = "/tenant", DiscoveryInserted }),
	sim.On("discovery appended", func(o *Options) { o.IssuerPath, o.Discovery = "/tenant", DiscoveryAppended }),
	sim.On("discovery openid", func(o *Options) { o.IssuerPath, o.Discovery = "/tenant", DiscoveryOpenID }),
	sim.On("discovery openid inserted", func(o *Options) { o.IssuerPath, o.Discovery = "/tenant", DiscoveryOpenIDInserted }),
}

// manners are settings of where something is, and of how the server speaks.
var manners = []sim.Setting[Options]{
	sim.On("issuer with path", func(o *Options) { o.IssuerPath = "/tenant" }),
	sim.On("issuer with trailing slash", func(o *Options) { o.IssuerPath = "/" }),
	sim.On("initial access token", func(o *Options) { o.InitialAccessToken = InitialAccessToken }),
	sim.On("200 for created", func(o *Options) { o.CreateStatus = http.StatusOK }),
	sim.On("200 for deleted", func(o *Options) { o.DeleteStatus = http.StatusOK }),
	sim.On("404 for unknown", func(o *Options) { o.UnknownClientStatus = http.StatusNotFound }),
	sim.On("403 for unknown and bad token", func(o *Options) {
		o.UnknownClientStatus, o.BadTokenStatus = http.StatusForbidden, http.StatusForbidden
	}),
	sim.On("client uri with query", func(o *Options) { o.ClientURI = ClientURIQuery }),
	sim.On("client uri relative", func(o *Options) { o.ClientURI = ClientURIRelative }),
	sim.On("client_ids with a slash", func(o *Options) { o.SlashedIDs = true }),
	sim.On("client uri on another host", func(o *Options) { o.ClientURIHostname = "localhost" }),
	sim.On("errors without description", func(o *Options) { o.Errors = ErrorCode }),
	sim.On("errors with sentences", func(o *Options) { o.Errors = ErrorSentence }),
	sim.On("errors html", func(o *Options) { o.Errors = ErrorHTML }),
	sim.On("errors empty", func(o *Options) { o.Errors = ErrorEmpty }),
}

// behaviours are settings of what the server does with clients, of one or more switches. The first ones, which say what
// becomes of metadata, stand beside manners.
var behaviours = []sim.Setting[Options]{
	// Metadata.
	sim.On("unknown kept", func(o *Options) { o.Unknown = UnknownKept }),
	sim.On("unknown refused", func(o *Options) { o.Unknown = UnknownRefused }),
	sim.On("language tags dropped", func(o *Options) { o.NoLanguageTags = true }),
	sim.On("members dropped", func(o *Options) { o.Dropped = []string{"software_id", "logo_uri", "contacts"} }),
	sim.On("values replaced", func(o *Options) { o.Replaced = map[string]any{"grant_types": []string{"authorization_code"}} }),
	sim.On("no defaults", func(o *Options) { o.Defaults = map[string]any{} }),
	sim.On("many defaults", func(o *Options) { o.Defaults = openIDDefaults() }),
	sim.On("unsupported replaced", func(o *Options) { o.ReplaceUnsupported = true }),
	sim.On("tidy", func(o *Options) { o.Tidy = true }),
	sim.On("enc filled in", func(o *Options) { o.FillEnc = true }),
	sim.On("certificate names dropped", func(o *Options) { o.DropCertificateNames = true }),
	sim.On("reordered", func(o *Options) { o.Reorder = true }),
	sim.On("grant types derived", func(o *Options) { o.DeriveGrantTypes = true }),
	sim.On("null refused", func(o *Options) { o.RefuseNull = true }),
	sim.On("empty omitted", func(o *Options) { o.OmitEmpty = true }),
	sim.On("null lists on write", func(o *Options) { o.NullListsOnWrite, o.Defaults = true, openIDDefaults() }),
	sim.On("nulls", func(o *Options) { o.Nulls = true }),
	sim.On("nulls, many defaults, tidy", func(o *Options) { o.Nulls, o.Tidy, o.Defaults = true, true, openIDDefaults() }),

	sim.On("null refused on put, some members kept", func(o *Options) {
		o.RefuseNullOnPut, o.KeptOnPut = true, []string{"logo_uri", "contacts"}
	}),
	sim.On("answers echo, members hidden on read", func(o *Options) {
		o.Echo, o.HiddenOnRead = true, []string{"software_id", "logo_uri", "contacts"}
	}),
	sim.On("sloppy answers", func(o *Options) {
		o.Sloppy, o.NumericIDs, o.TextsAsArrays = true, true, []string{"token_endpoint_auth_method", "client_name"}
	}),
	sim.On("empty lists are left out", func(o *Options) { o.NoEmptyLists = true }),

	// Registration and tokens.
	sim.On("chosen id refused", func(o *Options) { o.RefuseChosen = true }),
	sim.On("token rotated on put", func(o *Options) { o.Rotation = RotateOnPut }),
	sim.On("token rotated always", func(o *Options) { o.Rotation = RotateAlways }),
	sim.On("token rotated always, old one kept", func(o *Options) { o.Rotation, o.KeepOldToken = RotateAlways, true }),
	sim.On("token not repeated", func(o *Options) { o.OmitHandle = true }),
	sim.On("token rotated on put, not repeated", func(o *Options) { o.Rotation, o.OmitHandle = RotateOnPut, true }),
	sim.On("client uri doubled on put", func(o *Options) { o.DoubledURIOnPut = true }),

	// Secrets.
	sim.On("secret hashed on get", func(o *Options) { o.HashedSecretOnRead = true }),
	sim.On("secret unless none", func(o *Options) { o.SecretUnlessNone = true }),
	sim.On("secret expires", func(o *Options) { o.SecretLifetime = 90 * 24 * time.Hour }),
	sim.On("secret rotated on put", func(o *Options) { o.SecretOnUpdate = true }),
	sim.On("secret rotated on put, shown when new", func(o *Options) { o.SecretOnUpdate, o.SecretShown = true, ShownWhenNew }),
	sim.On("secret shown on writes", func(o *Options) { o.SecretShown = ShownOnWrites }),
	sim.On("secret shown when new", func(o *Options) { o.SecretShown = ShownWhenNew }),
	sim.On("secret shown on post", func(o *Options) { o.SecretShown = ShownOnPost }),
	sim.On("secret demanded", func(o *Options) { o.SentSecret = SentSecretDemanded }),
	sim.On("secret refused", func(o *Options) { o.SentSecret = SentSecretRefused }),
	sim.On("secret of public client kept", func(o *Options) { o.KeepSecretOfPublic = true }),

	// Updates and errors.
	sim.On("clients opened by the initial access token", func(o *Options) { o.NoTokens, o.InitialAccessToken = true, InitialAccessToken }),
	sim.On("lax put", func(o *Options) { o.LaxPut = true }),
	sim.On("put merges", func(o *Options) { o.PutMerges = true }),
}

// openIDDefaults returns the defaults of RFC 7591 and those that OpenID Connect Dynamic Client Registration section 2,
// RFC 8705, RFC 9126 and RFC 9449 add.
func openIDDefaults() map[string]any {
	return map[string]any{
		"token_endpoint_auth_method":                 "client_secret_basic",
		"grant_types":                                []string{"authorization_code"},
		"response_types":                             []string{"code"},
		"application_type":                           "web",
		"subject_type":                               "public",
		"id_token_signed_response_alg":               "RS256",
		"require_auth_time":                          false,
		"post_logout_redirect_uris":                  []string{},
		"backchannel_logout_session_required":        false,
		"tls_client_certificate_bound_access_tokens": false,
		"require_pushed_authorization_requests":      false,
		"dpop_bound_access_tokens":                   false,
	}
}
