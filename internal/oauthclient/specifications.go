package oauthclient

// A Block is a specification that few servers know. Its properties stand in a block that is named after it, under their
// registered names.
type Block struct {
	// Name is the block's name, and Title that of the specification.
	Name, Title string
	// Fields are the block's fields.
	Fields []Field
}

// Blocks returns the specifications that have a block of their own, in the order of their names.
func Blocks() []Block {
	return []Block{
		{"ciba", "OpenID Connect Client-Initiated Backchannel Authentication (CIBA) Core 1.0", []Field{
			BackchannelTokenDeliveryMode, BackchannelClientNotificationEndpoint, BackchannelAuthenticationRequestSigningAlg,
			BackchannelUserCodeParameter,
		}},
		{"fapi", "FAPI 2.0 Security Profile", []Field{UseMTLSEndpointAliases}},
		{"federation", "OpenID Federation 1.0", []Field{
			ClientRegistrationTypes, SignedJWKSURI, OrganizationName, OrganizationURI, FederationDescription, Keywords, InformationURI,
		}},
		{"introspection", "JWT Response for OAuth Token Introspection (RFC 9701)", []Field{
			IntrospectionSignedResponseAlg, IntrospectionEncryptedResponseAlg, IntrospectionEncryptedResponseEnc,
		}},
		{"jarm", "JWT Secured Authorization Response Mode (JARM)", []Field{
			AuthorizationSignedResponseAlg, AuthorizationEncryptedResponseAlg, AuthorizationEncryptedResponseEnc,
		}},
		{"nfv", "ETSI GS NFV-SEC 022", []Field{NFVTokenSignedResponseAlg, NFVTokenEncryptedResponseAlg, NFVTokenEncryptedResponseEnc}},
		{"openid4vci", "OpenID for Verifiable Credential Issuance 1.0", []Field{CredentialOfferEndpoint}},
		{"openid4vp", "OpenID for Verifiable Presentations 1.0", []Field{VPFormatsSupported, EncryptedResponseEncValuesSupported}},
		{"rp_metadata_choices", "OpenID Connect Relying Party Metadata Choices 1.0", rpMetadataChoices},
		{"uma", "User-Managed Access (UMA) 2.0 Grant", []Field{ClaimsRedirectURIs}},
	}
}

func inBlocks() []Field {
	var fields []Field
	for _, block := range Blocks() {
		fields = append(fields, block.Fields...)
	}
	return fields
}

const (
	refCIBA          = "OpenID Connect CIBA Core section 4"
	refFederation    = "OpenID Federation 1.0 section 5.2.2"
	refIntrospection = "RFC 9701 section 6"
	refJARM          = "JARM section 3"
	refNFV           = "ETSI GS NFV-SEC 022"
)

// OpenID Connect Client-Initiated Backchannel Authentication Core 1.0.
var (
	// BackchannelTokenDeliveryMode is "poll", "ping" or "push".
	BackchannelTokenDeliveryMode = NewField(Spec{
		Path: "ciba.backchannel_token_delivery_mode", Kind: String, Ref: refCIBA, Closed: true,
		Values: []Value{{"poll", "the client asks for them"}, {"ping", "the server notifies the client, which then asks"}, {"push", "the server sends them to the client"}},
		Doc:    "How tokens of the CIBA grant reach the client.",
	})
	// BackchannelClientNotificationEndpoint is where the server notifies the client.
	BackchannelClientNotificationEndpoint = NewField(Spec{
		Path: "ciba.backchannel_client_notification_endpoint", Kind: String, Ref: refCIBA, Check: CheckHTTPSURL, Doubt: DoubtURI,
		Doc: "Where the server notifies the client in the modes `ping` and `push`.",
	})
	// BackchannelAuthenticationRequestSigningAlg is the JWS algorithm of authentication requests.
	BackchannelAuthenticationRequestSigningAlg = signingBy(refCIBA, "ciba.backchannel_authentication_request_signing_alg", "signed authentication requests")
	// BackchannelUserCodeParameter says that the client supports user codes.
	BackchannelUserCodeParameter = NewField(Spec{
		Path: "ciba.backchannel_user_code_parameter", Kind: Bool, Ref: refCIBA,
		Doc: "Whether the client supports user codes.",
	})
)

// UseMTLSEndpointAliases makes the client use the server's mutual-TLS endpoint aliases.
var UseMTLSEndpointAliases = NewField(Spec{
	Path: "fapi.use_mtls_endpoint_aliases", Kind: Bool, Ref: "FAPI 2.0 Security Profile section 5.2.2.1.1",
	Doc: "Whether the client uses the server's mutual-TLS endpoint aliases.",
})

// OpenID Federation 1.0.
var (
	// ClientRegistrationTypes are the ways of registration that the client wants to use.
	ClientRegistrationTypes = NewField(Spec{
		Path: "federation.client_registration_types", Kind: Set, Ref: "OpenID Federation 1.0 section 5.1.2",
		Values: []Value{{"automatic", ""}, {"explicit", ""}},
		Doc:    "Ways of registration that the client wants to use.",
	})
	// SignedJWKSURI refers to a signed JWT with the client's keys.
	SignedJWKSURI = NewField(Spec{
		Path: "federation.signed_jwks_uri", Kind: String, Ref: "OpenID Federation 1.0 section 5.2.1", Check: CheckHTTPSURL, Doubt: DoubtURI,
		Doc: "Where a signed JWT with the client's keys is.",
	})
	// OrganizationName is the name of the organization that owns the client.
	OrganizationName = NewField(Spec{
		Path: "federation.organization_name", Kind: String, Ref: refFederation,
		Doc: "Name of the organization that owns the client.",
	})
	// OrganizationURI is a web page of that organization.
	OrganizationURI = NewField(Spec{
		Path: "federation.organization_uri", Kind: String, Ref: refFederation, Check: CheckWebURL, Doubt: DoubtURI,
		Doc: "Web page of that organization.",
	})
	// FederationDescription describes the client to the end user.
	FederationDescription = NewField(Spec{
		Path: "federation.description", Kind: String, Ref: refFederation,
		Doc: "Brief description of the client for the end user.",
	})
	// Keywords are search keywords, tags, categories or labels.
	Keywords = NewField(Spec{
		Path: "federation.keywords", Kind: Set, Ref: refFederation,
		Doc: "Search keywords, tags, categories or labels.",
	})
	// InformationURI is where the end user finds more about the client.
	InformationURI = NewField(Spec{
		Path: "federation.information_uri", Kind: String, Ref: refFederation, Check: CheckWebURL, Doubt: DoubtURI,
		Doc: "Where the end user finds more about the client.",
	})
)

// JWT Response for OAuth Token Introspection.
var (
	// IntrospectionSignedResponseAlg is the JWS algorithm of introspection responses.
	IntrospectionSignedResponseAlg = signingBy(refIntrospection, "introspection.introspection_signed_response_alg", "introspection responses")
	// IntrospectionEncryptedResponseAlg is the JWE key management algorithm of introspection responses.
	IntrospectionEncryptedResponseAlg = keyManagementBy(refIntrospection, "introspection.introspection_encrypted_response_alg", "introspection responses")
	// IntrospectionEncryptedResponseEnc is the JWE content encryption algorithm of introspection responses.
	IntrospectionEncryptedResponseEnc = contentEncryptionBy(refIntrospection, "introspection.introspection_encrypted_response_enc", "introspection responses")
)

// JWT Secured Authorization Response Mode.
var (
	// AuthorizationSignedResponseAlg is the JWS algorithm of authorization responses.
	AuthorizationSignedResponseAlg = signingBy(refJARM, "jarm.authorization_signed_response_alg", "authorization responses")
	// AuthorizationEncryptedResponseAlg is the JWE key management algorithm of authorization responses.
	AuthorizationEncryptedResponseAlg = keyManagementBy(refJARM, "jarm.authorization_encrypted_response_alg", "authorization responses")
	// AuthorizationEncryptedResponseEnc is the JWE content encryption algorithm of authorization responses.
	AuthorizationEncryptedResponseEnc = contentEncryptionBy(refJARM, "jarm.authorization_encrypted_response_enc", "authorization responses")
)

// ETSI GS NFV-SEC 022.
var (
	// NFVTokenSignedResponseAlg is the JWS algorithm of NFV tokens.
	NFVTokenSignedResponseAlg = signingBy(refNFV, "nfv.nfv_token_signed_response_alg", "NFV tokens")
	// NFVTokenEncryptedResponseAlg is the JWE key management algorithm of NFV tokens.
	NFVTokenEncryptedResponseAlg = keyManagementBy(refNFV, "nfv.nfv_token_encrypted_response_alg", "NFV tokens")
	// NFVTokenEncryptedResponseEnc is the JWE content encryption algorithm of NFV tokens.
	NFVTokenEncryptedResponseEnc = contentEncryptionBy(refNFV, "nfv.nfv_token_encrypted_response_enc", "NFV tokens")
)

// OpenID for Verifiable Presentations 1.0.
var (
	// VPFormatsSupported are the credential formats that a verifier takes.
	VPFormatsSupported = NewField(Spec{
		Path: "openid4vp.vp_formats_supported", Kind: JSON, Ref: "OpenID for Verifiable Presentations 1.0 section 11.1",
		Doc: "Credential formats that the client takes as a verifier, as a JSON object; `jsonencode({...})` makes it.",
	})
	// EncryptedResponseEncValuesSupported are the JWE content encryption algorithms that a verifier takes.
	EncryptedResponseEncValuesSupported = NewField(Spec{
		Path: "openid4vp.encrypted_response_enc_values_supported", Kind: Set, Ref: "OpenID for Verifiable Presentations 1.0 section 5.1",
		Values: jweEncodings,
		Doc:    "JWE content encryption algorithms that the client takes as a verifier.",
	})
)

// ClaimsRedirectURIs are the claims redirection endpoints.
var ClaimsRedirectURIs = NewField(Spec{
	Path: "uma.claims_redirect_uris", Kind: Set, Ref: "UMA 2.0 Grant section 2", Check: CheckRedirectURI, Doubt: DoubtRedirectURI,
	Doc: "Claims redirection endpoints.",
})

// CredentialOfferEndpoint is where a wallet takes credential offers. It may have a scheme of its own.
var CredentialOfferEndpoint = NewField(Spec{
	Path: "openid4vci.credential_offer_endpoint", Kind: String, Ref: "OpenID for Verifiable Credential Issuance 1.0 section 12.1", Check: CheckURI, Doubt: DoubtURI,
	Doc: "Where the client takes credential offers as a wallet.",
})

// rpMetadataChoices are the fields of OpenID Connect Relying Party Metadata Choices 1.0. The specification gives the order of
// values no meaning, and there are servers that take the first value that they can, so the order that was written is kept.
var rpMetadataChoices = []Field{
	choice("rp_metadata_choices.subject_types_supported", SubjectType.Spec().Values, "Subject types"),
	TokenEndpointAuthMethodsSupported,
	choice("rp_metadata_choices.token_endpoint_auth_signing_alg_values_supported", jwsAlgorithms, "JWS algorithms of the client's assertions at the token endpoint"),
	choice("rp_metadata_choices.id_token_signing_alg_values_supported", jwsAlgorithms, "JWS algorithms of ID tokens"),
	choice("rp_metadata_choices.id_token_encryption_alg_values_supported", jweAlgorithms, "JWE key management algorithms of ID tokens"),
	choice("rp_metadata_choices.id_token_encryption_enc_values_supported", jweEncodings, "JWE content encryption algorithms of ID tokens"),
	choice("rp_metadata_choices.userinfo_signing_alg_values_supported", jwsAlgorithms, "JWS algorithms of UserInfo responses"),
	choice("rp_metadata_choices.userinfo_encryption_alg_values_supported", jweAlgorithms, "JWE key management algorithms of UserInfo responses"),
	choice("rp_metadata_choices.userinfo_encryption_enc_values_supported", jweEncodings, "JWE content encryption algorithms of UserInfo responses"),
	choice("rp_metadata_choices.request_object_signing_alg_values_supported", jwsAlgorithms, "JWS algorithms of the client's request objects"),
	choice("rp_metadata_choices.request_object_encryption_alg_values_supported", jweAlgorithms, "JWE key management algorithms of the client's request objects"),
	choice("rp_metadata_choices.request_object_encryption_enc_values_supported", jweEncodings, "JWE content encryption algorithms of the client's request objects"),
	choice("rp_metadata_choices.introspection_signing_alg_values_supported", jwsAlgorithms, "JWS algorithms of introspection responses"),
	choice("rp_metadata_choices.introspection_encryption_alg_values_supported", jweAlgorithms, "JWE key management algorithms of introspection responses"),
	choice("rp_metadata_choices.introspection_encryption_enc_values_supported", jweEncodings, "JWE content encryption algorithms of introspection responses"),
	choice("rp_metadata_choices.authorization_signing_alg_values_supported", jwsAlgorithms, "JWS algorithms of authorization responses"),
	choice("rp_metadata_choices.authorization_encryption_alg_values_supported", jweAlgorithms, "JWE key management algorithms of authorization responses"),
	choice("rp_metadata_choices.authorization_encryption_enc_values_supported", jweEncodings, "JWE content encryption algorithms of authorization responses"),
	choice("rp_metadata_choices.backchannel_authentication_request_signing_alg_values_supported", jwsAlgorithms, "JWS algorithms of signed authentication requests of CIBA"),
}

// TokenEndpointAuthMethodsSupported are the methods of authentication at the token endpoint that the client can work with.
var TokenEndpointAuthMethodsSupported = choice("rp_metadata_choices.token_endpoint_auth_methods_supported", authMethods, "Ways of authentication at the token endpoint")

// choice declares a list of values of which the server takes one.
func choice(path string, values []Value, of string) Field {
	return NewField(Spec{
		Path: path, Kind: List, Ref: "OpenID Connect RP Metadata Choices 1.0 section 2", Values: values,
		Doc: of + " that the client can work with, the best first. The server takes one.",
	})
}
