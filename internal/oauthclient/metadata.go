package oauthclient

// Identity of a client: made by the server or chosen at creation, and never changed afterwards.
var (
	// ID names the client completely within its backend, and is what an import takes. Its form is the backend's own.
	ID = NewField(Spec{
		Path: "id", Kind: String, Issued: true,
		Doc: "Names the client completely; an import takes it. Ory Hydra: the `client_id`. nevisMeta: `<setup_id>/<internal id>`, behind `<module>/` when the module is not `oauthv2`. " +
			"Oracle Access Manager: `<identity domain>/<client_name>`. Registration: the `registration_client_uri`, or the `client_id` where the server has none.",
	})
	// ClientID is the OAuth client identifier. Absent in a request: the server, or its driver, chooses one.
	ClientID = NewField(Spec{
		Path: "client_id", Kind: String, Ref: "RFC 6749 section 2.2",
		Doc:     "The OAuth client identifier.",
		Writing: "Left out, one is made at creation. Changing it makes a new client.",
	})
	// ClientSecret is the OAuth client secret. In a Client that is read it is present only when the server disclosed it. In
	// one that is written it is present only when it is to be set.
	ClientSecret = NewField(Spec{
		Path: "client_secret", Kind: String, Ref: "RFC 6749 section 2.3.1", Secret: true,
		Doc: "The client secret.",
		Writing: "Held in the state. Left out, one is made at creation when `token_endpoint_auth_method` needs one, and is known after apply. " +
			"A server that does not show it again leaves it null after an import, until you set or rotate it.",
	})
	// ClientIDIssuedAt is the time of registration in seconds since 1970.
	ClientIDIssuedAt = NewField(Spec{
		Path: "client_id_issued_at", Kind: Int, Ref: "RFC 7591 section 3.2.1", Issued: true,
		Doc: "When the client was registered, in seconds since 1970.",
	})
	// ClientSecretExpiresAt is when the secret expires in seconds since 1970, 0 for never.
	ClientSecretExpiresAt = NewField(Spec{
		Path: "client_secret_expires_at", Kind: Int, Ref: "RFC 7591 section 3.2.1", Issued: true,
		Doc: "When the secret expires, in seconds since 1970; `0` for never.",
	})
	// RegistrationAccessToken is the token for the client configuration endpoint.
	RegistrationAccessToken = NewField(Spec{
		Path: "registration_access_token", Kind: String, Ref: "RFC 7592 section 3", Issued: true, Secret: true,
		Doc: "Token for the client's own configuration endpoint. Whoever has it can read, change and delete the client. " +
			"A server may replace it with every answer, and the newest is here. Null on Ory Hydra, where nothing needs it.",
	})
	// RegistrationClientURI is the client configuration endpoint.
	RegistrationClientURI = NewField(Spec{
		Path: "registration_client_uri", Kind: String, Ref: "RFC 7592 section 3", Issued: true,
		Doc: "The client's own configuration endpoint.",
	})
)

// Client metadata of RFC 7591.
var (
	// ClientName is the name shown to the end user.
	ClientName = NewField(Spec{
		Path: "client_name", Kind: String, Ref: "RFC 7591 section 2",
		Doc: "Name to show to the end user.",
	})
	// RedirectURIs are the redirection URIs of flows with redirects.
	RedirectURIs = NewField(Spec{
		Path: "redirect_uris", Kind: Set, Ref: "RFC 7591 section 2", Check: CheckRedirectURI, Doubt: DoubtRedirectURI,
		Doc: "Where the authorization endpoint may send the user back to: absolute URIs without a fragment (RFC 6749 section 3.1.2), which servers compare letter by letter.",
	})
	// GrantTypes are the grants the client may use at the token endpoint, by their RFC names on every backend.
	GrantTypes = NewField(Spec{
		Path: "grant_types", Kind: Set, Ref: "RFC 7591 section 2", Values: grantTypes, Known: isExtensionGrant,
		Doc: "Grants that the client may use at the token endpoint, by their registered names on every backend. Other extension grants have a URI for a name.",
	})
	// ResponseTypes are the response types the client may use at the authorization endpoint. One element may hold several
	// words ("code id_token").
	ResponseTypes = NewField(Spec{
		Path: "response_types", Kind: Set, Ref: "RFC 7591 section 2", Values: responseTypes, Known: isResponseType,
		Doc: "Response types that the client may use at the authorization endpoint. One of several words, in any order, is one element: `code id_token`.",
	})
	// Scopes are the scope values the client may ask for: the registered, space-separated "scope" as a set.
	Scopes = NewField(Spec{
		Path: "scopes", Kind: Set, Ref: "RFC 7591 section 2", Check: checkScope,
		Doc: "Scopes that the client may ask for: the registered, space-separated `scope` as a set.",
	})
	// Contacts are ways to reach the people responsible for the client.
	Contacts = NewField(Spec{
		Path: "contacts", Kind: Set, Ref: "RFC 7591 section 2",
		Doc: "Ways to reach the people responsible for the client, usually mail addresses.",
	})
	// ClientURI is a web page about the client.
	ClientURI = NewField(Spec{
		Path: "client_uri", Kind: String, Ref: "RFC 7591 section 2", Check: CheckWebURL, Doubt: DoubtURI,
		Doc: "Web page about the client.",
	})
	// LogoURI is the client's logo.
	LogoURI = NewField(Spec{
		Path: "logo_uri", Kind: String, Ref: "RFC 7591 section 2", Check: CheckWebURL, Doubt: DoubtURI,
		Doc: "Logo to show to the end user.",
	})
	// PolicyURI is a page about how the client uses personal data.
	PolicyURI = NewField(Spec{
		Path: "policy_uri", Kind: String, Ref: "RFC 7591 section 2", Check: CheckWebURL, Doubt: DoubtURI,
		Doc: "Page on how the client uses personal data.",
	})
	// TosURI is the page with the terms of service.
	TosURI = NewField(Spec{
		Path: "tos_uri", Kind: String, Ref: "RFC 7591 section 2", Check: CheckWebURL, Doubt: DoubtURI,
		Doc: "Page with the terms of service.",
	})
	// JWKSet holds the client's public keys by value; it excludes JWKSURI.
	JWKSet = NewField(Spec{
		Path: "jwks", Kind: JWKS, Ref: "RFC 7591 section 2",
		Doc:     "The client's public keys as a JWK Set (RFC 7517 section 5) in JSON. Excludes `jwks_uri`.",
		Writing: "The function `jwks` makes it of PEM. Private keys are refused, since they would end up in the state.",
	})
	// JWKSURI refers to the client's public keys; it excludes JWKSet.
	JWKSURI = NewField(Spec{
		Path: "jwks_uri", Kind: String, Ref: "RFC 7591 section 2", Check: CheckWebURL, Doubt: DoubtURI,
		Doc: "Where the client's public keys are. Excludes `jwks`.",
	})
	// TokenEndpointAuthMethod is how the client authenticates at the token endpoint.
	TokenEndpointAuthMethod = NewField(Spec{
		Path: "token_endpoint_auth_method", Kind: String, Ref: "RFC 7591 section 2", Values: authMethods,
		Doc:     "How the client authenticates at the token endpoint.",
		Writing: "Going from a method without a secret to one with a secret makes a new secret.",
	})
	// SoftwareID identifies the software of the client, the same for all its instances.
	SoftwareID = NewField(Spec{
		Path: "software_id", Kind: String, Ref: "RFC 7591 section 2",
		Doc: "Identifies the software of the client, the same for all its instances.",
	})
	// SoftwareVersion is the version of the software that SoftwareID names.
	SoftwareVersion = NewField(Spec{
		Path: "software_version", Kind: String, Ref: "RFC 7591 section 2",
		Doc: "Version of the software that `software_id` names.",
	})
	// SoftwareStatement is a signed JWT whose claims are metadata that somebody vouches for.
	SoftwareStatement = NewField(Spec{
		Path: "software_statement", Kind: String, Ref: "RFC 7591 section 2.3",
		Doc:     "Signed JWT whose claims are client metadata that somebody vouches for. Claims win over the properties beside it.",
		Writing: "It is sent at creation and with every update.",
	})
)

// Client metadata of OpenID Connect Dynamic Client Registration 1.0 section 2.
var (
	// ApplicationType is "web" or "native".
	ApplicationType = NewField(Spec{
		Path: "application_type", Kind: String, Ref: refOIDC,
		Values: []Value{{"web", "runs on a web server"}, {"native", "runs on the user's device"}},
		Doc:    "Kind of the application.",
	})
	// SubjectType is "public" or "pairwise".
	SubjectType = NewField(Spec{
		Path: "subject_type", Kind: String, Ref: refOIDC, Closed: true,
		Values: []Value{{"public", "all clients see the same"}, {"pairwise", "each sector sees another one"}},
		Doc:    "Which subject identifier of a user the client sees.",
	})
	// SectorIdentifierURI is an https URL of a JSON array of redirect URIs that share one pairwise subject.
	SectorIdentifierURI = NewField(Spec{
		Path: "sector_identifier_uri", Kind: String, Ref: refOIDC, Check: CheckHTTPSURL, Doubt: DoubtURI,
		Doc:     "https URL of a JSON array with the redirect URIs that share a pairwise subject.",
		Writing: "Servers fetch it at once, and refuse a client whose redirect URIs are not in it.",
	})
	// IDTokenSignedResponseAlg is the JWS algorithm of ID tokens.
	IDTokenSignedResponseAlg = signing("id_token_signed_response_alg", "ID tokens")
	// IDTokenEncryptedResponseAlg is the JWE key management algorithm of ID tokens.
	IDTokenEncryptedResponseAlg = keyManagement("id_token_encrypted_response_alg", "ID tokens")
	// IDTokenEncryptedResponseEnc is the JWE content encryption algorithm of ID tokens.
	IDTokenEncryptedResponseEnc = contentEncryption("id_token_encrypted_response_enc", "ID tokens")
	// UserinfoSignedResponseAlg is the JWS algorithm of UserInfo answers.
	UserinfoSignedResponseAlg = signing("userinfo_signed_response_alg", "UserInfo answers")
	// UserinfoEncryptedResponseAlg is the JWE key management algorithm of UserInfo answers.
	UserinfoEncryptedResponseAlg = keyManagement("userinfo_encrypted_response_alg", "UserInfo answers")
	// UserinfoEncryptedResponseEnc is the JWE content encryption algorithm of UserInfo answers.
	UserinfoEncryptedResponseEnc = contentEncryption("userinfo_encrypted_response_enc", "UserInfo answers")
	// RequestObjectSigningAlg is the JWS algorithm the client's request objects must have.
	RequestObjectSigningAlg = signing("request_object_signing_alg", "the client's request objects")
	// RequestObjectEncryptionAlg is the JWE key management algorithm the client may use for request objects.
	RequestObjectEncryptionAlg = keyManagement("request_object_encryption_alg", "the client's request objects")
	// RequestObjectEncryptionEnc is the JWE content encryption algorithm the client may use for request objects.
	RequestObjectEncryptionEnc = contentEncryption("request_object_encryption_enc", "the client's request objects")
	// TokenEndpointAuthSigningAlg is the JWS algorithm of client assertions at the token endpoint.
	TokenEndpointAuthSigningAlg = signing("token_endpoint_auth_signing_alg", "the client's assertions at the token endpoint")
	// DefaultMaxAge is the age of an authentication, in seconds, after which the end user must log in again.
	DefaultMaxAge = NewField(Spec{
		Path: "default_max_age", Kind: Int, Ref: refOIDC,
		Doc: "Age of a login in seconds after which the user must log in again.",
	})
	// RequireAuthTime asks for the auth_time claim in every ID token.
	RequireAuthTime = NewField(Spec{
		Path: "require_auth_time", Kind: Bool, Ref: refOIDC,
		Doc: "Whether every ID token has the claim `auth_time`.",
	})
	// DefaultACRValues are the authentication context classes asked for when a request names none, in order of preference.
	DefaultACRValues = NewField(Spec{
		Path: "default_acr_values", Kind: List, Ref: refOIDC,
		Doc: "Authentication context classes to ask for when a request names none, in order of preference.",
	})
	// InitiateLoginURI is an https URL at which others can start a login at the client.
	InitiateLoginURI = NewField(Spec{
		Path: "initiate_login_uri", Kind: String, Ref: refOIDC, Check: CheckHTTPSURL, Doubt: DoubtURI,
		Doc: "https URL at which others can start a login at the client.",
	})
	// RequestURIs are the request_uri values the server may fetch ahead.
	RequestURIs = NewField(Spec{
		Path: "request_uris", Kind: Set, Ref: refOIDC, Check: CheckURI, Doubt: DoubtURI,
		Doc: "Values of `request_uri` that the server may fetch ahead.",
	})
)

// Client metadata of OpenID Connect RP-Initiated, Front-Channel and Back-Channel Logout 1.0.
var (
	// PostLogoutRedirectURIs are where the end user may be sent after a logout.
	PostLogoutRedirectURIs = NewField(Spec{
		Path: "post_logout_redirect_uris", Kind: Set, Ref: "OpenID Connect RP-Initiated Logout section 3.1", Check: CheckRedirectURI, Doubt: DoubtRedirectURI,
		Doc: "Where the user may be sent after a logout.",
	})
	// FrontchannelLogoutURI is rendered in an iframe at logout.
	FrontchannelLogoutURI = NewField(Spec{
		Path: "frontchannel_logout_uri", Kind: String, Ref: "OpenID Connect Front-Channel Logout section 2", Check: CheckLogoutURL, Doubt: DoubtURI,
		Doc: "Page that is rendered in an iframe at logout.",
	})
	// FrontchannelLogoutSessionRequired asks for iss and sid at the front-channel URI.
	FrontchannelLogoutSessionRequired = NewField(Spec{
		Path: "frontchannel_logout_session_required", Kind: Bool, Ref: "OpenID Connect Front-Channel Logout section 2",
		Doc: "Whether `iss` and `sid` are added to the front-channel URI.",
	})
	// BackchannelLogoutURI is sent a logout token at logout.
	BackchannelLogoutURI = NewField(Spec{
		Path: "backchannel_logout_uri", Kind: String, Ref: "OpenID Connect Back-Channel Logout section 2.2", Check: CheckLogoutURL, Doubt: DoubtURI,
		Doc: "Where a logout token is sent at logout.",
	})
	// BackchannelLogoutSessionRequired asks for sid in the logout token.
	BackchannelLogoutSessionRequired = NewField(Spec{
		Path: "backchannel_logout_session_required", Kind: Bool, Ref: "OpenID Connect Back-Channel Logout section 2.2",
		Doc: "Whether the logout token has `sid`.",
	})
)

// Client metadata of RFC 8705 (mutual TLS). A client has exactly one of the tls_client_auth fields when its
// authentication method is tls_client_auth (RFC 8705 section 2.1.2).
var (
	// TLSClientAuthSubjectDN is the subject the certificate must have.
	TLSClientAuthSubjectDN = certificate("tls_client_auth_subject_dn", "Subject", nil)
	// TLSClientAuthSANDNS is the dNSName the certificate must have.
	TLSClientAuthSANDNS = certificate("tls_client_auth_san_dns", "dNSName", nil)
	// TLSClientAuthSANURI is the uniformResourceIdentifier the certificate must have.
	TLSClientAuthSANURI = certificate("tls_client_auth_san_uri", "uniformResourceIdentifier", CheckURI)
	// TLSClientAuthSANIP is the iPAddress the certificate must have.
	TLSClientAuthSANIP = certificate("tls_client_auth_san_ip", "iPAddress", checkIP)
	// TLSClientAuthSANEmail is the rfc822Name the certificate must have.
	TLSClientAuthSANEmail = certificate("tls_client_auth_san_email", "rfc822Name", nil)
	// TLSClientCertificateBoundAccessTokens binds access tokens to the client's certificate.
	TLSClientCertificateBoundAccessTokens = NewField(Spec{
		Path: "tls_client_certificate_bound_access_tokens", Kind: Bool, Ref: "RFC 8705 section 3.4",
		Doc: "Whether access tokens are bound to the client's certificate.",
	})
)

// Client metadata that other RFCs register at the same level.
var (
	// RequireSignedRequestObject makes signed request objects the only kind of authorization request.
	RequireSignedRequestObject = NewField(Spec{
		Path: "require_signed_request_object", Kind: Bool, Ref: "RFC 9101 section 10.5",
		Doc: "Whether authorization requests of this client must be signed request objects.",
	})
	// RequirePushedAuthorizationRequests makes pushed authorization requests the only kind.
	RequirePushedAuthorizationRequests = NewField(Spec{
		Path: "require_pushed_authorization_requests", Kind: Bool, Ref: "RFC 9126 section 6",
		Doc: "Whether authorization requests of this client must be pushed ones.",
	})
	// AuthorizationDetailsTypes are the types of authorization details that the client uses.
	AuthorizationDetailsTypes = NewField(Spec{
		Path: "authorization_details_types", Kind: Set, Ref: "RFC 9396 section 10",
		Doc: "Types of authorization details that the client uses.",
	})
	// DPoPBoundAccessTokens makes the client use DPoP for every token request.
	DPoPBoundAccessTokens = NewField(Spec{
		Path: "dpop_bound_access_tokens", Kind: Bool, Ref: "RFC 9449 section 5.2",
		Doc: "Whether the client always uses DPoP for token requests.",
	})
)

const refOIDC = "OpenID Connect Registration section 2"

// signing declares a field for a JWS algorithm. Servers may have more than are usual.
func signing(path, of string) Field { return signingBy(refOIDC, path, of) }

func signingBy(ref, path, of string) Field {
	return NewField(Spec{Path: path, Kind: String, Ref: ref, Values: jwsAlgorithms, Doc: "JWS algorithm of " + of + "."})
}

func keyManagement(path, of string) Field { return keyManagementBy(refOIDC, path, of) }

func keyManagementBy(ref, path, of string) Field {
	return NewField(Spec{Path: path, Kind: String, Ref: ref, Values: jweAlgorithms, Known: isNone, Doc: "JWE key management algorithm of " + of + "."})
}

func contentEncryption(path, of string) Field { return contentEncryptionBy(refOIDC, path, of) }

func contentEncryptionBy(ref, path, of string) Field {
	return NewField(Spec{Path: path, Kind: String, Ref: ref, Values: jweEncodings, Known: isNone, Doc: "JWE content encryption algorithm of " + of + "."})
}

// isNone knows the word that some servers have for no encryption.
func isNone(text string) bool { return text == "none" }

// certificate declares one of the properties by which a client is known with tls_client_auth.
func certificate(path, part string, check func(string) error) Field {
	return NewField(Spec{
		Path: path, Kind: String, Ref: "RFC 8705 section 2.1.2", Check: check,
		Doc: part + " of the certificate by which the client is known with the method `tls_client_auth`. Excludes the other `tls_client_auth_...` properties.",
	})
}

// Registered returns the fields that stand at the top level under their registered names, and ID, in the order of the
// declarations above.
func Registered() []Field {
	return []Field{
		ID, ClientID, ClientSecret, ClientIDIssuedAt, ClientSecretExpiresAt, RegistrationAccessToken, RegistrationClientURI,
		ClientName, RedirectURIs, GrantTypes, ResponseTypes, Scopes, Contacts, ClientURI, LogoURI, PolicyURI, TosURI,
		JWKSet, JWKSURI, TokenEndpointAuthMethod, SoftwareID, SoftwareVersion, SoftwareStatement,
		ApplicationType, SubjectType, SectorIdentifierURI, IDTokenSignedResponseAlg, IDTokenEncryptedResponseAlg,
		IDTokenEncryptedResponseEnc, UserinfoSignedResponseAlg, UserinfoEncryptedResponseAlg, UserinfoEncryptedResponseEnc,
		RequestObjectSigningAlg, RequestObjectEncryptionAlg, RequestObjectEncryptionEnc, TokenEndpointAuthSigningAlg,
		DefaultMaxAge, RequireAuthTime, DefaultACRValues, InitiateLoginURI, RequestURIs,
		PostLogoutRedirectURIs, FrontchannelLogoutURI, FrontchannelLogoutSessionRequired, BackchannelLogoutURI,
		BackchannelLogoutSessionRequired,
		TLSClientAuthSubjectDN, TLSClientAuthSANDNS, TLSClientAuthSANURI, TLSClientAuthSANIP, TLSClientAuthSANEmail,
		TLSClientCertificateBoundAccessTokens,
		RequireSignedRequestObject, RequirePushedAuthorizationRequests, AuthorizationDetailsTypes, DPoPBoundAccessTokens,
	}
}

// Standard returns every field that is not a product's own: the registered ones at the top level, and those in the block
// of a specification.
func Standard() []Field { return append(Registered(), inBlocks()...) }
