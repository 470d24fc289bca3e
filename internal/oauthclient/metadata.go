package oauthclient

// Identity of a client: made by the server or chosen at creation, and never changed afterwards.
var (
	// ID names the client completely within its backend, and is what an import takes. Its form is the backend's own.
	ID = NewField("id", String)
	// ClientID is the OAuth client identifier (RFC 6749 section 2.2). Absent in a request: the server, or its driver,
	// chooses one.
	ClientID = NewField("client_id", String)
	// ClientSecret is the OAuth client secret (RFC 6749 section 2.3.1). In a Client that is read it is present only
	// when the server disclosed it. In one that is written it is present only when it is to be set.
	ClientSecret = NewField("client_secret", String)
	// ClientIDIssuedAt is the time of registration in seconds since 1970 (RFC 7591 section 3.2.1).
	ClientIDIssuedAt = NewField("client_id_issued_at", Int)
	// ClientSecretExpiresAt is when the secret expires in seconds since 1970, 0 for never (RFC 7591 section 3.2.1).
	ClientSecretExpiresAt = NewField("client_secret_expires_at", Int)
	// RegistrationAccessToken is the token for the client configuration endpoint (RFC 7592 section 3).
	RegistrationAccessToken = NewField("registration_access_token", String)
	// RegistrationClientURI is the client configuration endpoint (RFC 7592 section 3).
	RegistrationClientURI = NewField("registration_client_uri", String)
)

// Client metadata of RFC 7591 section 2, and of the RFCs that add to it at the same level.
var (
	// ClientName is the name shown to the end user.
	ClientName = NewField("client_name", String)
	// RedirectURIs are the redirection URIs of flows with redirects.
	RedirectURIs = NewField("redirect_uris", Set)
	// GrantTypes are the grants the client may use at the token endpoint, by their RFC names on every backend.
	GrantTypes = NewField("grant_types", Set)
	// ResponseTypes are the response types the client may use at the authorization endpoint. One element may hold
	// several words ("code id_token").
	ResponseTypes = NewField("response_types", Set)
	// Scopes are the scope values the client may ask for: the registered, space-separated "scope" as a set.
	Scopes = NewField("scopes", Set)
	// Contacts are ways to reach the people responsible for the client, usually mail addresses.
	Contacts = NewField("contacts", Set)
	// ClientURI is a web page about the client.
	ClientURI = NewField("client_uri", String)
	// LogoURI is the client's logo.
	LogoURI = NewField("logo_uri", String)
	// PolicyURI is a page about how the client uses personal data.
	PolicyURI = NewField("policy_uri", String)
	// TosURI is the page with the terms of service.
	TosURI = NewField("tos_uri", String)
	// JWKSet holds the client's public keys by value; it excludes JWKSURI.
	JWKSet = NewField("jwks", JWKS)
	// JWKSURI refers to the client's public keys; it excludes JWKSet.
	JWKSURI = NewField("jwks_uri", String)
	// TokenEndpointAuthMethod is how the client authenticates at the token endpoint.
	TokenEndpointAuthMethod = NewField("token_endpoint_auth_method", String)
	// RequirePushedAuthorizationRequests makes pushed authorization requests the only kind (RFC 9126 section 6).
	RequirePushedAuthorizationRequests = NewField("require_pushed_authorization_requests", Bool)
	// DPoPBoundAccessTokens makes the client use DPoP for every token request (RFC 9449 section 5.2).
	DPoPBoundAccessTokens = NewField("dpop_bound_access_tokens", Bool)
)

// Client metadata of OpenID Connect Dynamic Client Registration 1.0 section 2.
var (
	// ApplicationType is "web" or "native".
	ApplicationType = NewField("openid.application_type", String)
	// SubjectType is "public" or "pairwise".
	SubjectType = NewField("openid.subject_type", String)
	// SectorIdentifierURI is an https URL of a JSON array of redirect URIs that share one pairwise subject.
	SectorIdentifierURI = NewField("openid.sector_identifier_uri", String)
	// IDTokenSignedResponseAlg is the JWS algorithm of ID tokens.
	IDTokenSignedResponseAlg = NewField("openid.id_token_signed_response_alg", String)
	// IDTokenEncryptedResponseAlg is the JWE key management algorithm of ID tokens.
	IDTokenEncryptedResponseAlg = NewField("openid.id_token_encrypted_response_alg", String)
	// IDTokenEncryptedResponseEnc is the JWE content encryption algorithm of ID tokens.
	IDTokenEncryptedResponseEnc = NewField("openid.id_token_encrypted_response_enc", String)
	// UserinfoSignedResponseAlg is the JWS algorithm of UserInfo answers.
	UserinfoSignedResponseAlg = NewField("openid.userinfo_signed_response_alg", String)
	// UserinfoEncryptedResponseAlg is the JWE key management algorithm of UserInfo answers.
	UserinfoEncryptedResponseAlg = NewField("openid.userinfo_encrypted_response_alg", String)
	// UserinfoEncryptedResponseEnc is the JWE content encryption algorithm of UserInfo answers.
	UserinfoEncryptedResponseEnc = NewField("openid.userinfo_encrypted_response_enc", String)
	// RequestObjectSigningAlg is the JWS algorithm the client's request objects must have.
	RequestObjectSigningAlg = NewField("openid.request_object_signing_alg", String)
	// RequestObjectEncryptionAlg is the JWE key management algorithm the client may use for request objects.
	RequestObjectEncryptionAlg = NewField("openid.request_object_encryption_alg", String)
	// RequestObjectEncryptionEnc is the JWE content encryption algorithm the client may use for request objects.
	RequestObjectEncryptionEnc = NewField("openid.request_object_encryption_enc", String)
	// TokenEndpointAuthSigningAlg is the JWS algorithm of client assertions at the token endpoint.
	TokenEndpointAuthSigningAlg = NewField("openid.token_endpoint_auth_signing_alg", String)
	// DefaultMaxAge is the age of an authentication, in seconds, after which the end user must log in again.
	DefaultMaxAge = NewField("openid.default_max_age", Int)
	// RequireAuthTime asks for the auth_time claim in every ID token.
	RequireAuthTime = NewField("openid.require_auth_time", Bool)
	// DefaultACRValues are the authentication context classes asked for when a request names none.
	DefaultACRValues = NewField("openid.default_acr_values", Set)
	// InitiateLoginURI is an https URL at which others can start a login at the client.
	InitiateLoginURI = NewField("openid.initiate_login_uri", String)
	// RequestURIs are the request_uri values the server may fetch ahead.
	RequestURIs = NewField("openid.request_uris", Set)
)

// Client metadata of OpenID Connect RP-Initiated, Front-Channel and Back-Channel Logout 1.0.
var (
	// PostLogoutRedirectURIs are where the end user may be sent after a logout (RP-Initiated Logout section 3.1).
	PostLogoutRedirectURIs = NewField("logout.post_logout_redirect_uris", Set)
	// FrontchannelLogoutURI is rendered in an iframe at logout (Front-Channel Logout section 2).
	FrontchannelLogoutURI = NewField("logout.frontchannel_logout_uri", String)
	// FrontchannelLogoutSessionRequired asks for iss and sid at the front-channel URI (Front-Channel Logout section 2).
	FrontchannelLogoutSessionRequired = NewField("logout.frontchannel_logout_session_required", Bool)
	// BackchannelLogoutURI is sent a logout token at logout (Back-Channel Logout section 2.2).
	BackchannelLogoutURI = NewField("logout.backchannel_logout_uri", String)
	// BackchannelLogoutSessionRequired asks for sid in the logout token (Back-Channel Logout section 2.2).
	BackchannelLogoutSessionRequired = NewField("logout.backchannel_logout_session_required", Bool)
)

// Client metadata of RFC 8705 (mutual TLS). A client has exactly one of the tls_client_auth fields when its
// authentication method is tls_client_auth (RFC 8705 section 2.1.2).
var (
	// TLSClientAuthSubjectDN is the subject the certificate must have.
	TLSClientAuthSubjectDN = NewField("mtls.tls_client_auth_subject_dn", String)
	// TLSClientAuthSANDNS is the dNSName the certificate must have.
	TLSClientAuthSANDNS = NewField("mtls.tls_client_auth_san_dns", String)
	// TLSClientAuthSANURI is the uniformResourceIdentifier the certificate must have.
	TLSClientAuthSANURI = NewField("mtls.tls_client_auth_san_uri", String)
	// TLSClientAuthSANIP is the iPAddress the certificate must have.
	TLSClientAuthSANIP = NewField("mtls.tls_client_auth_san_ip", String)
	// TLSClientAuthSANEmail is the rfc822Name the certificate must have.
	TLSClientAuthSANEmail = NewField("mtls.tls_client_auth_san_email", String)
	// TLSClientCertificateBoundAccessTokens binds access tokens to the client's certificate (RFC 8705 section 3.4).
	TLSClientCertificateBoundAccessTokens = NewField("mtls.tls_client_certificate_bound_access_tokens", Bool)
)

// Standard returns every field this package declares, in the order of the declarations above.
func Standard() []Field {
	return []Field{
		ID, ClientID, ClientSecret, ClientIDIssuedAt, ClientSecretExpiresAt, RegistrationAccessToken, RegistrationClientURI,
		ClientName, RedirectURIs, GrantTypes, ResponseTypes, Scopes, Contacts, ClientURI, LogoURI, PolicyURI, TosURI,
		JWKSet, JWKSURI, TokenEndpointAuthMethod, RequirePushedAuthorizationRequests, DPoPBoundAccessTokens,
		ApplicationType, SubjectType, SectorIdentifierURI, IDTokenSignedResponseAlg, IDTokenEncryptedResponseAlg,
		IDTokenEncryptedResponseEnc, UserinfoSignedResponseAlg, UserinfoEncryptedResponseAlg, UserinfoEncryptedResponseEnc,
		RequestObjectSigningAlg, RequestObjectEncryptionAlg, RequestObjectEncryptionEnc, TokenEndpointAuthSigningAlg,
		DefaultMaxAge, RequireAuthTime, DefaultACRValues, InitiateLoginURI, RequestURIs,
		PostLogoutRedirectURIs, FrontchannelLogoutURI, FrontchannelLogoutSessionRequired, BackchannelLogoutURI,
		BackchannelLogoutSessionRequired,
		TLSClientAuthSubjectDN, TLSClientAuthSANDNS, TLSClientAuthSANURI, TLSClientAuthSANIP, TLSClientAuthSANEmail,
		TLSClientCertificateBoundAccessTokens,
	}
}

// IsSensitive reports whether values of f are secrets that no log, error or plan may show.
func IsSensitive(f Field) bool {
	return f == ClientSecret || f == RegistrationAccessToken
}
