package registrationsim

import (
	"net/http"
	"time"
)

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
		Dropped: append([]string{
			"software_statement", "request_uris", "frontchannel_logout_uri", "frontchannel_logout_session_required",
			"claims_redirect_uris", "authorization_details_types",
			"nfv_token_signed_response_alg", "nfv_token_encrypted_response_alg", "nfv_token_encrypted_response_enc",
			"client_registration_types", "signed_jwks_uri", "organization_name", "organization_uri", "description", "keywords",
			"information_uri", "vp_formats_supported", "encrypted_response_enc_values_supported",
			"credential_offer_endpoint",
		}, metadataChoices...),
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

// Hydra returns a server like the public registration endpoint of Ory Hydra v2.3.0, which follows RFC 7592 loosely. Its
// metadata document does not name the endpoint unless the operator configured that. The test TestAgainstHydra compares
// the two.
func Hydra() Options {
	defaults := map[string]any{
		"token_endpoint_auth_method":   "client_secret_basic",
		"subject_type":                 "public",
		"userinfo_signed_response_alg": "none",
		"scope":                        "offline_access offline openid",
		"jwks":                         map[string]any{},
		"skip_consent":                 false,
		"skip_logout_consent":          nil,
		"client_secret_expires_at":     0,
	}
	for _, name := range []string{"client_name", "client_uri", "logo_uri", "policy_uri", "tos_uri", "owner"} {
		defaults[name] = ""
	}
	for _, name := range []string{"redirect_uris", "grant_types", "response_types", "contacts"} {
		defaults[name] = []string{}
	}
	return Options{
		Name:             "like hydra",
		RegistrationPath: "/oauth2/register",
		Discovery:        DiscoveryOpenID,
		HideEndpoint:     true,
		Rotation:         RotateOnPut,
		OmitHandle:       true,
		NoIssuedAt:       true,
		LaxPut:           true,
		NoLanguageTags:   true,
		NullListsOnWrite: true,
		Known: []string{
			"client_name", "redirect_uris", "grant_types", "response_types", "scope", "policy_uri", "tos_uri", "client_uri",
			"logo_uri", "contacts", "sector_identifier_uri", "jwks_uri", "jwks", "token_endpoint_auth_method",
			"token_endpoint_auth_signing_alg", "request_uris", "request_object_signing_alg", "userinfo_signed_response_alg",
			"subject_type", "post_logout_redirect_uris", "frontchannel_logout_uri", "frontchannel_logout_session_required",
			"backchannel_logout_uri", "backchannel_logout_session_required",
		},
		Defaults: defaults,
		Supported: map[string][]string{
			"grant_types_supported":                            nil,
			"response_types_supported":                         nil,
			"token_endpoint_auth_methods_supported":            nil,
			"token_endpoint_auth_signing_alg_values_supported": nil,
			"request_object_signing_alg_values_supported":      nil,
			"subject_types_supported":                          {"public"},
			"userinfo_signing_alg_values_supported":            {"none", "RS256"},
		},
		SecretShown: ShownOnPost,
		SentSecret:  SentSecretRefused,
		Errors:      ErrorSentence,
	}
}

// Glewlwyd returns a server like Glewlwyd 2.7.5, which answers writes with what it was sent; see
// internal/docs/registration-servers.md.
func Glewlwyd() Options {
	return Options{
		Name:               "like glewlwyd",
		Discovery:          DiscoveryOpenID,
		InitialAccessToken: InitialAccessToken,
		CreateStatus:       http.StatusOK,
		DeleteStatus:       http.StatusOK,
		OmitHandle:         true,
		RevokeOnMisuse:     true,
		Echo:               true,
		HiddenOnRead: []string{
			"application_type", "client_uri", "logo_uri", "contacts", "tos_uri", "policy_uri", "scope", "software_id", "software_version",
			"subject_type", "id_token_signed_response_alg", "default_max_age", "require_auth_time", "post_logout_redirect_uris",
			"initiate_login_uri", "default_acr_values", "client_id_issued_at", "client_secret_expires_at",
		},
		TextsAsArrays: []string{"token_endpoint_auth_method"},
		Defaults: map[string]any{
			"application_type": "web", "grant_types": []string{"authorization_code"}, "response_types": []string{"code"},
		},
		PublicByDefault: true,
		NoEmptyLists:    true,
		RefuseNull:      true,
		RefuseNullOnPut: true,
		KeptOnPut:       []string{"client_name"},
		LaxPut:          true,
		SecretOnUpdate:  true,
		Supported: map[string][]string{
			// It has lists, and takes more.
			"grant_types_supported": nil, "token_endpoint_auth_methods_supported": nil,
		},
	}
}

// MCPSDK returns a server like the authorization router of @modelcontextprotocol/sdk 1.32.2: RFC 7591 only.
func MCPSDK() Options {
	return Options{
		Name:           "like the MCP SDK",
		Discovery:      DiscoveryInserted,
		NoManagement:   true,
		Defaults:       map[string]any{},
		Known:          rfc7591Members,
		NoLanguageTags: true,
		RefuseNull:     true,
		SecretLifetime: 30 * 24 * time.Hour,
		// With private_key_jwt too.
		SecretUnlessNone: true,
		Supported: map[string][]string{
			"grant_types_supported": nil, "response_types_supported": nil, "token_endpoint_auth_methods_supported": nil,
		},
	}
}

// BetterAuth returns a server like better-auth 1.7.5: RFC 7591 only, with its own list of scopes for every client.
func BetterAuth() Options {
	return Options{
		Name:               "like better-auth",
		IssuerPath:         "/api/auth",
		RegistrationPath:   "/oauth2/register",
		InitialAccessToken: InitialAccessToken,
		NoManagement:       true,
		NoLanguageTags:     true,
		RefuseNull:         true,
		Replaced:           map[string]any{"scope": "openid profile email offline_access"},
		Defaults: map[string]any{
			"token_endpoint_auth_method": "client_secret_basic", "grant_types": []string{"authorization_code"},
			"response_types": []string{"code"}, "application_type": "web", "dpop_bound_access_tokens": false, "disabled": false,
		},
	}
}

// rfc7591Members are the members of RFC 7591 section 2.
var rfc7591Members = []string{
	"redirect_uris", "token_endpoint_auth_method", "grant_types", "response_types", "client_name", "client_uri", "logo_uri", "scope",
	"contacts", "tos_uri", "policy_uri", "jwks_uri", "jwks", "software_id", "software_version", "software_statement",
}
