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
	{"token not repeated", func(o *Options) { o.OmitTokenOnRead = true }},
	{"token rotated on put, not repeated", func(o *Options) { o.Rotation, o.OmitTokenOnRead = RotateOnPut, true }},
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
	{"nulls", func(o *Options) { o.Nulls = true }},
	{"nulls, many defaults, tidy", func(o *Options) { o.Nulls, o.Tidy, o.Defaults = true, true, openIDDefaults() }},

	// Secrets.
	{"secret expires", func(o *Options) { o.SecretLifetime = 90 * 24 * time.Hour }},
	{"secret rotated on put", func(o *Options) { o.SecretOnUpdate = true }},
	{"secret rotated on put, shown when new", func(o *Options) { o.SecretOnUpdate, o.SecretShown = true, ShownWhenNew }},
	{"secret shown on writes", func(o *Options) { o.SecretShown = ShownOnWrites }},
	{"secret shown when new", func(o *Options) { o.SecretShown = ShownWhenNew }},
	{"secret demanded", func(o *Options) { o.SentSecret = SentSecretDemanded }},
	{"secret refused", func(o *Options) { o.SentSecret = SentSecretRefused }},
	{"secret of public client kept", func(o *Options) { o.KeepSecretOfPublic = true }},

	// Updates and errors.
	{"read-only members ignored", func(o *Options) { o.IgnoreReadOnly = true }},
	{"put merges", func(o *Options) { o.PutMerges = true }},
	{"errors without description", func(o *Options) { o.Errors = ErrorCode }},
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

// OIDCProvider returns a server like node oidc-provider 9.13.3 as internal/live/oidc-provider configures it. The test
// TestAgainstOIDCProvider compares the two.
func OIDCProvider() Options {
	defaults := openIDDefaults()
	for name, value := range map[string]any{
		"introspection_signed_response_alg": "RS256",
		"authorization_signed_response_alg": "RS256",
		"require_signed_request_object":     false,
		"backchannel_user_code_parameter":   false,
		"redirect_uris":                     []string{},
	} {
		defaults[name] = value
	}
	return Options{
		Name:               "like oidc-provider",
		RegistrationPath:   "/reg",
		InitialAccessToken: InitialAccessToken,
		Rotation:           RotateOnPut,
		RevokeOnMisuse:     true,
		Extra:              []string{"client_name#ja-Jpan-JP", "example_extension_parameter"},
		NoLanguageTags:     true,
		Dropped: []string{
			"software_statement", "request_uris", "frontchannel_logout_uri", "frontchannel_logout_session_required",
			"claims_redirect_uris", "use_mtls_endpoint_aliases", "authorization_details_types",
			"nfv_token_signed_response_alg", "nfv_token_encrypted_response_alg", "nfv_token_encrypted_response_enc",
		},
		Defaults: defaults,
		Supported: map[string][]string{
			"scopes_supported":     {"openid", "offline_access", "profile", "email", "address", "phone", "read", "write"},
			"acr_values_supported": {"urn:mace:incommon:iap:silver", "urn:mace:incommon:iap:bronze"},
		},
		Tidy:                 true,
		DeriveGrantTypes:     true,
		FillEnc:              true,
		DropCertificateNames: true,
		RefuseNull:           true,
		KeepSecretOfPublic:   true,
	}
}

// Hydra returns a server like the public registration endpoint of Ory Hydra v2.3.0.
func Hydra() Options {
	return Options{
		Name:             "like hydra",
		RegistrationPath: "/oauth2/register",
		Discovery:        DiscoveryOpenID,
		Rotation:         RotateOnPut,
		OmitTokenOnRead:  true,
		Defaults: map[string]any{
			"token_endpoint_auth_method":   "client_secret_basic",
			"subject_type":                 "public",
			"userinfo_signed_response_alg": "none",
			"scope":                        "offline_access offline openid",
			"client_name":                  "",
			"client_uri":                   "",
			"logo_uri":                     "",
			"policy_uri":                   "",
			"tos_uri":                      "",
			"redirect_uris":                []string{},
			"grant_types":                  []string{},
			"response_types":               []string{},
			"contacts":                     []string{},
			"jwks":                         map[string]any{},
		},
		Supported: map[string][]string{
			"grant_types_supported":                            nil,
			"response_types_supported":                         nil,
			"token_endpoint_auth_methods_supported":            nil,
			"token_endpoint_auth_signing_alg_values_supported": nil,
			"request_object_signing_alg_values_supported":      nil,
			"subject_types_supported":                          {"public"},
			"userinfo_signing_alg_values_supported":            {"none", "RS256"},
		},
		SecretShown: ShownWhenNew,
		SentSecret:  SentSecretRefused,
	}
}
