package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Where the attributes of the rooms registration and federation come from.
const (
	rfc7591       = " (RFC 7591 section 2)."
	rfc9701       = " (RFC 9701 section 6)."
	jarm          = " (JARM section 3)."
	ciba          = " (CIBA Core section 4)."
	nfv           = " (ETSI GS NFV-SEC 022)."
	federationRef = " (OpenID Federation 1.0 section "
)

// registrationAttributes are the registered client metadata that no other room has, each with its reference in the IANA
// registry "OAuth Dynamic Client Registration Metadata".
func registrationAttributes() attributes {
	a := attributes{}
	a.text(registration.SoftwareID, "Identifies the software of the client, the same for all its instances"+rfc7591)
	a.text(registration.SoftwareVersion, "Version of the software that `software_id` names"+rfc7591)
	a.text(registration.SoftwareStatement, "Signed JWT whose claims are metadata that somebody vouches for (RFC 7591 section 2.3). It is sent at creation and with every update. Claims win over attributes beside it.")
	a.stringMap(registration.Localized, "Values in several languages: names with a language tag, such as `client_name#de`, and their texts (RFC 7591 section 2.2).")
	a.text(registration.ExtraMetadata, "JSON object of members that have no attribute, such as those that only one server has; `jsonencode({...})` makes it. Only the members that stand in it are compared with the server's.", document)
	a.flag(registration.RequireSignedRequestObject, "Take authorization requests of this client only as signed request objects (RFC 9101 section 10.5).")
	a.set(registration.AuthorizationDetailsTypes, "Types of authorization details that the client uses (RFC 9396 section 10).")
	a.flag(registration.UseMTLSEndpointAliases, "The client uses the server's mutual-TLS endpoint aliases (FAPI 2.0 Security Profile section 5.2.2.1.1).")
	a.set(registration.ClaimsRedirectURIs, "Claims redirection endpoints (UMA 2.0 Grant section 2).", redirectURI)
	a.ownAlgorithm(registration.IntrospectionSignedResponseAlg, "JWS algorithm of introspection responses"+rfc9701)
	a.ownAlgorithm(registration.IntrospectionEncryptedResponseAlg, "JWE key algorithm of introspection responses"+rfc9701)
	a.ownAlgorithm(registration.IntrospectionEncryptedResponseEnc, "JWE content algorithm of introspection responses"+rfc9701)
	a.ownAlgorithm(registration.AuthorizationSignedResponseAlg, "JWS algorithm of authorization responses"+jarm)
	a.ownAlgorithm(registration.AuthorizationEncryptedResponseAlg, "JWE key algorithm of authorization responses"+jarm)
	a.ownAlgorithm(registration.AuthorizationEncryptedResponseEnc, "JWE content algorithm of authorization responses"+jarm)
	a.text(registration.BackchannelTokenDeliveryMode, "How tokens of the CIBA grant reach the client: `poll`, `ping` or `push`"+ciba, oneOf("poll", "ping", "push"))
	a.text(registration.BackchannelClientNotificationEndpoint, "Where the server notifies the client in the modes `ping` and `push`"+ciba, httpsURL)
	a.ownAlgorithm(registration.BackchannelAuthenticationRequestSigningAlg, "JWS algorithm of signed authentication requests"+ciba)
	a.flag(registration.BackchannelUserCodeParameter, "The client supports user codes"+ciba)
	a.ownAlgorithm(registration.NFVTokenSignedResponseAlg, "JWS algorithm of NFV tokens"+nfv)
	a.ownAlgorithm(registration.NFVTokenEncryptedResponseAlg, "JWE key algorithm of NFV tokens"+nfv)
	a.ownAlgorithm(registration.NFVTokenEncryptedResponseEnc, "JWE content algorithm of NFV tokens"+nfv)
	a.text(registration.VPFormatsSupported, "Credential formats that the client takes as a verifier, as a JSON object (OpenID for Verifiable Presentations 1.0 section 11.1).", document)
	a.set(registration.EncryptedResponseEncValuesSupported, "JWE content algorithms that the client takes as a verifier (OpenID for Verifiable Presentations 1.0 section 5.1).")
	return a
}

func federationAttributes() attributes {
	a := attributes{}
	a.set(registration.ClientRegistrationTypes, "Ways of registration that the client wants to use: `automatic`, `explicit`"+federationRef+"5.1.2).")
	a.text(registration.SignedJWKSURI, "Where a signed JWT with the client's keys is"+federationRef+"5.2.1).", httpsURL)
	a.text(registration.OrganizationName, "Name of the organization that owns the client"+federationRef+"5.2.2).")
	a.text(registration.OrganizationURI, "Web page of that organization"+federationRef+"5.2.2).", webURL)
	a.text(registration.Description, "Brief description of the client for the end user"+federationRef+"5.2.2).")
	a.set(registration.Keywords, "Search keywords, tags, categories or labels"+federationRef+"5.2.2).")
	a.text(registration.InformationURI, "Where the end user finds more about the client"+federationRef+"5.2.2).", webURL)
	return a
}

// ownAlgorithm adds an attribute for a JOSE algorithm with a reference of its own. Which ones there are, the server says.
func (a attributes) ownAlgorithm(f oauthclient.Field, description string) {
	a.text(f, description, stringvalidator.LengthAtLeast(1))
}
