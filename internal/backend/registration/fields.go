package registration

import "github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"

// Registered client metadata that only RFC 7591 servers take, each with its reference in the IANA registry "OAuth Dynamic
// Client Registration Metadata", and what this backend adds.
var (
	// SoftwareID identifies the software of the client, the same for all its instances (RFC 7591 section 2).
	SoftwareID = oauthclient.NewField("registration.software_id", oauthclient.String)
	// SoftwareVersion is the version of the software that SoftwareID names (RFC 7591 section 2).
	SoftwareVersion = oauthclient.NewField("registration.software_version", oauthclient.String)
	// SoftwareStatement is a signed JWT whose claims are metadata that somebody vouches for (RFC 7591 section 2.3).
	SoftwareStatement = oauthclient.NewField("registration.software_statement", oauthclient.String)
	// Localized maps names with a language tag, such as "client_name#de", to their values (RFC 7591 section 2.2).
	Localized = oauthclient.NewField("registration.localized", oauthclient.Map)
	// ExtraMetadata is a JSON object of members that have no attribute. Only its own members are read and compared.
	ExtraMetadata = oauthclient.NewField("registration.extra_metadata", oauthclient.JSON)

	// RequireSignedRequestObject makes signed request objects the only kind of authorization request (RFC 9101 section
	// 10.5).
	RequireSignedRequestObject = oauthclient.NewField("registration.require_signed_request_object", oauthclient.Bool)
	// AuthorizationDetailsTypes are the types of authorization details that the client uses (RFC 9396 section 10).
	AuthorizationDetailsTypes = oauthclient.NewField("registration.authorization_details_types", oauthclient.Set)
	// UseMTLSEndpointAliases makes the client use the server's mutual-TLS endpoint aliases (FAPI 2.0 Security Profile
	// section 5.2.2.1.1).
	UseMTLSEndpointAliases = oauthclient.NewField("registration.use_mtls_endpoint_aliases", oauthclient.Bool)
	// ClaimsRedirectURIs are the claims redirection endpoints (UMA 2.0 Grant section 2).
	ClaimsRedirectURIs = oauthclient.NewField("registration.claims_redirect_uris", oauthclient.Set)

	// IntrospectionSignedResponseAlg is the JWS algorithm of introspection responses (RFC 9701 section 6).
	IntrospectionSignedResponseAlg = oauthclient.NewField("registration.introspection_signed_response_alg", oauthclient.String)
	// IntrospectionEncryptedResponseAlg is the JWE key algorithm of introspection responses (RFC 9701 section 6).
	IntrospectionEncryptedResponseAlg = oauthclient.NewField("registration.introspection_encrypted_response_alg", oauthclient.String)
	// IntrospectionEncryptedResponseEnc is the JWE content algorithm of introspection responses (RFC 9701 section 6).
	IntrospectionEncryptedResponseEnc = oauthclient.NewField("registration.introspection_encrypted_response_enc", oauthclient.String)

	// AuthorizationSignedResponseAlg is the JWS algorithm of authorization responses (JARM section 3).
	AuthorizationSignedResponseAlg = oauthclient.NewField("registration.authorization_signed_response_alg", oauthclient.String)
	// AuthorizationEncryptedResponseAlg is the JWE key algorithm of authorization responses (JARM section 3).
	AuthorizationEncryptedResponseAlg = oauthclient.NewField("registration.authorization_encrypted_response_alg", oauthclient.String)
	// AuthorizationEncryptedResponseEnc is the JWE content algorithm of authorization responses (JARM section 3).
	AuthorizationEncryptedResponseEnc = oauthclient.NewField("registration.authorization_encrypted_response_enc", oauthclient.String)

	// BackchannelTokenDeliveryMode is "poll", "ping" or "push" (CIBA Core section 4).
	BackchannelTokenDeliveryMode = oauthclient.NewField("registration.backchannel_token_delivery_mode", oauthclient.String)
	// BackchannelClientNotificationEndpoint is where the server notifies the client (CIBA Core section 4).
	BackchannelClientNotificationEndpoint = oauthclient.NewField("registration.backchannel_client_notification_endpoint", oauthclient.String)
	// BackchannelAuthenticationRequestSigningAlg is the JWS algorithm of authentication requests (CIBA Core section 4).
	BackchannelAuthenticationRequestSigningAlg = oauthclient.NewField("registration.backchannel_authentication_request_signing_alg", oauthclient.String)
	// BackchannelUserCodeParameter says that the client supports user codes (CIBA Core section 4).
	BackchannelUserCodeParameter = oauthclient.NewField("registration.backchannel_user_code_parameter", oauthclient.Bool)

	// NFVTokenSignedResponseAlg is the JWS algorithm of NFV tokens (ETSI GS NFV-SEC 022).
	NFVTokenSignedResponseAlg = oauthclient.NewField("registration.nfv_token_signed_response_alg", oauthclient.String)
	// NFVTokenEncryptedResponseAlg is the JWE key algorithm of NFV tokens (ETSI GS NFV-SEC 022).
	NFVTokenEncryptedResponseAlg = oauthclient.NewField("registration.nfv_token_encrypted_response_alg", oauthclient.String)
	// NFVTokenEncryptedResponseEnc is the JWE content algorithm of NFV tokens (ETSI GS NFV-SEC 022).
	NFVTokenEncryptedResponseEnc = oauthclient.NewField("registration.nfv_token_encrypted_response_enc", oauthclient.String)

	// VPFormatsSupported are the credential formats that a verifier takes (OpenID for Verifiable Presentations section
	// 11.1).
	VPFormatsSupported = oauthclient.NewField("registration.vp_formats_supported", oauthclient.JSON)
	// EncryptedResponseEncValuesSupported are the JWE content algorithms that a verifier takes (OpenID for Verifiable
	// Presentations section 5.1).
	EncryptedResponseEncValuesSupported = oauthclient.NewField("registration.encrypted_response_enc_values_supported", oauthclient.Set)
)

// Client metadata that OpenID Federation 1.0 registers.
var (
	// ClientRegistrationTypes are the ways of registration that the client wants to use (section 5.1.2).
	ClientRegistrationTypes = oauthclient.NewField("federation.client_registration_types", oauthclient.Set)
	// SignedJWKSURI refers to a signed JWT with the client's keys (section 5.2.1).
	SignedJWKSURI = oauthclient.NewField("federation.signed_jwks_uri", oauthclient.String)
	// OrganizationName is the name of the organization that owns the client (section 5.2.2).
	OrganizationName = oauthclient.NewField("federation.organization_name", oauthclient.String)
	// OrganizationURI is a web page of that organization (section 5.2.2).
	OrganizationURI = oauthclient.NewField("federation.organization_uri", oauthclient.String)
	// Description describes the client to the end user (section 5.2.2).
	Description = oauthclient.NewField("federation.description", oauthclient.String)
	// Keywords are search keywords, tags, categories or labels (section 5.2.2).
	Keywords = oauthclient.NewField("federation.keywords", oauthclient.Set)
	// InformationURI is where the end user finds more about the client (section 5.2.2).
	InformationURI = oauthclient.NewField("federation.information_uri", oauthclient.String)
)

// Fields returns every field that is declared here.
func Fields() []oauthclient.Field {
	return []oauthclient.Field{
		SoftwareID, SoftwareVersion, SoftwareStatement, Localized, ExtraMetadata,
		RequireSignedRequestObject, AuthorizationDetailsTypes, UseMTLSEndpointAliases, ClaimsRedirectURIs,
		IntrospectionSignedResponseAlg, IntrospectionEncryptedResponseAlg, IntrospectionEncryptedResponseEnc,
		AuthorizationSignedResponseAlg, AuthorizationEncryptedResponseAlg, AuthorizationEncryptedResponseEnc,
		BackchannelTokenDeliveryMode, BackchannelClientNotificationEndpoint, BackchannelAuthenticationRequestSigningAlg,
		BackchannelUserCodeParameter,
		NFVTokenSignedResponseAlg, NFVTokenEncryptedResponseAlg, NFVTokenEncryptedResponseEnc,
		VPFormatsSupported, EncryptedResponseEncValuesSupported,
		ClientRegistrationTypes, SignedJWKSURI, OrganizationName, OrganizationURI, Description, Keywords, InformationURI,
	}
}
