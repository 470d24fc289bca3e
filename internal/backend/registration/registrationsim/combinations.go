package registrationsim

import (
	"net/http"
	"time"
)

// InitialAccessToken is the initial access token of those [Combinations] that demand one.
const InitialAccessToken = "initial-access-token-of-the-simulator"

// Combinations returns the servers worth a test: the plain one, one for every switch that a client can notice, some
// pairs that could hide each other's defects, and the two that are also tested for real.
func Combinations() []Options {
	combinations := []Options{{Name: "plain"}, OIDCProvider(), Hydra()}
	for _, v := range variants {
		opts := Options{Name: v.name}
		v.set(&opts)
		combinations = append(combinations, opts)
	}
	return combinations
}

// A variant is a setting of one or more switches.
type variant struct {
	name string
	set  func(*Options)
}

var variants = []variant{
	// Discovery.
	{"issuer with path", func(o *Options) { o.IssuerPath = "/tenant" }},
	{"issuer with trailing slash", func(o *Options) { o.IssuerPath = "/" }},
	{"discovery inserted", func(o *Options) { o.IssuerPath, o.Discovery = "/tenant", DiscoveryInserted }},
	{"discovery appended", func(o *Options) { o.IssuerPath, o.Discovery = "/tenant", DiscoveryAppended }},
	{"discovery openid", func(o *Options) { o.IssuerPath, o.Discovery = "/tenant", DiscoveryOpenID }},
	{"discovery openid inserted", func(o *Options) { o.IssuerPath, o.Discovery = "/tenant", DiscoveryOpenIDInserted }},

	// Registration and tokens.
	{"initial access token", func(o *Options) { o.InitialAccessToken = InitialAccessToken }},
	{"200 for created", func(o *Options) { o.CreateStatus = http.StatusOK }},
	{"200 for deleted", func(o *Options) { o.DeleteStatus = http.StatusOK }},
	{"chosen id refused", func(o *Options) { o.RefuseChosen = true }},
	{"token rotated on put", func(o *Options) { o.Rotation = RotateOnPut }},
	{"token rotated always", func(o *Options) { o.Rotation = RotateAlways }},
	{"token rotated always, old one kept", func(o *Options) { o.Rotation, o.KeepOldToken = RotateAlways, true }},
	{"token not repeated", func(o *Options) { o.OmitHandle = true }},
	{"token rotated on put, not repeated", func(o *Options) { o.Rotation, o.OmitHandle = RotateOnPut, true }},
	{"404 for unknown", func(o *Options) { o.UnknownClientStatus = http.StatusNotFound }},
	{"403 for unknown and bad token", func(o *Options) {
		o.UnknownClientStatus, o.BadTokenStatus = http.StatusForbidden, http.StatusForbidden
	}},
	{"client uri with query", func(o *Options) { o.ClientURI = ClientURIQuery }},
	{"client uri relative", func(o *Options) { o.ClientURI = ClientURIRelative }},
	{"client uri on another host", func(o *Options) { o.ClientURIHostname = "localhost" }},

	// Metadata.
	{"unknown kept", func(o *Options) { o.Unknown = UnknownKept }},
	{"unknown refused", func(o *Options) { o.Unknown = UnknownRefused }},
	{"language tags dropped", func(o *Options) { o.NoLanguageTags = true }},
	{"members dropped", func(o *Options) { o.Dropped = []string{"software_id", "logo_uri", "contacts"} }},
	{"values replaced", func(o *Options) { o.Replaced = map[string]any{"grant_types": []string{"authorization_code"}} }},
	{"no defaults", func(o *Options) { o.Defaults = map[string]any{} }},
	{"many defaults", func(o *Options) { o.Defaults = openIDDefaults() }},
	{"unsupported replaced", func(o *Options) { o.ReplaceUnsupported = true }},
	{"tidy", func(o *Options) { o.Tidy = true }},
	{"enc filled in", func(o *Options) { o.FillEnc = true }},
	{"certificate names dropped", func(o *Options) { o.DropCertificateNames = true }},
	{"reordered", func(o *Options) { o.Reorder = true }},
	{"grant types derived", func(o *Options) { o.DeriveGrantTypes = true }},
	{"null refused", func(o *Options) { o.RefuseNull = true }},
	{"empty omitted", func(o *Options) { o.OmitEmpty = true }},
	{"null lists on write", func(o *Options) { o.NullListsOnWrite, o.Defaults = true, openIDDefaults() }},
	{"nulls", func(o *Options) { o.Nulls = true }},
	{"nulls, many defaults, tidy", func(o *Options) { o.Nulls, o.Tidy, o.Defaults = true, true, openIDDefaults() }},

	// Secrets.
	{"secret expires", func(o *Options) { o.SecretLifetime = 90 * 24 * time.Hour }},
	{"secret rotated on put", func(o *Options) { o.SecretOnUpdate = true }},
	{"secret rotated on put, shown when new", func(o *Options) { o.SecretOnUpdate, o.SecretShown = true, ShownWhenNew }},
	{"secret shown on writes", func(o *Options) { o.SecretShown = ShownOnWrites }},
	{"secret shown when new", func(o *Options) { o.SecretShown = ShownWhenNew }},
	{"secret shown on post", func(o *Options) { o.SecretShown = ShownOnPost }},
	{"secret demanded", func(o *Options) { o.SentSecret = SentSecretDemanded }},
	{"secret refused", func(o *Options) { o.SentSecret = SentSecretRefused }},
	{"secret of public client kept", func(o *Options) { o.KeepSecretOfPublic = true }},

	// Updates and errors.
	{"lax put", func(o *Options) { o.LaxPut = true }},
	{"put merges", func(o *Options) { o.PutMerges = true }},
	{"errors without description", func(o *Options) { o.Errors = ErrorCode }},
	{"errors with sentences", func(o *Options) { o.Errors = ErrorSentence }},
	{"errors html", func(o *Options) { o.Errors = ErrorHTML }},
	{"errors empty", func(o *Options) { o.Errors = ErrorEmpty }},
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
