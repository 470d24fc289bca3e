package registrationsim

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
			"claims_redirect_uris", "authorization_details_types",
			"nfv_token_signed_response_alg", "nfv_token_encrypted_response_alg", "nfv_token_encrypted_response_enc",
			"client_registration_types", "signed_jwks_uri", "organization_name", "organization_uri", "description", "keywords",
			"information_uri", "vp_formats_supported", "encrypted_response_enc_values_supported",
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
