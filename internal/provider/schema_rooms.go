package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Where the attributes of the rooms openid and logout come from.
const (
	oidcRegistration = " (OpenID Connect Registration section 2)."
	rpInitiated      = " (RP-Initiated Logout section 3.1)."
	frontChannel     = " (Front-Channel Logout section 2)."
	backChannel      = " (Back-Channel Logout section 2.2)."
)

func openidAttributes() attributes {
	a := attributes{}
	a.text(oauthclient.ApplicationType, "`web` or `native`"+oidcRegistration, oneOf("web", "native"))
	a.text(oauthclient.SubjectType, "Whether the client sees the same subject as others: `public` or `pairwise`"+oidcRegistration, oneOf("public", "pairwise"))
	a.text(oauthclient.SectorIdentifierURI, "https URL of a JSON array with the redirect URIs that share a pairwise subject"+oidcRegistration+" Servers fetch it at once.", httpsURL)
	a.algorithm(oauthclient.IDTokenSignedResponseAlg, "JWS algorithm of ID tokens")
	a.algorithm(oauthclient.IDTokenEncryptedResponseAlg, "JWE key algorithm of ID tokens")
	a.algorithm(oauthclient.IDTokenEncryptedResponseEnc, "JWE content algorithm of ID tokens")
	a.algorithm(oauthclient.UserinfoSignedResponseAlg, "JWS algorithm of UserInfo answers")
	a.algorithm(oauthclient.UserinfoEncryptedResponseAlg, "JWE key algorithm of UserInfo answers")
	a.algorithm(oauthclient.UserinfoEncryptedResponseEnc, "JWE content algorithm of UserInfo answers")
	a.algorithm(oauthclient.RequestObjectSigningAlg, "JWS algorithm of the client's request objects")
	a.algorithm(oauthclient.RequestObjectEncryptionAlg, "JWE key algorithm of the client's request objects")
	a.algorithm(oauthclient.RequestObjectEncryptionEnc, "JWE content algorithm of the client's request objects")
	a.algorithm(oauthclient.TokenEndpointAuthSigningAlg, "JWS algorithm of the client's assertions at the token endpoint")
	a.number(oauthclient.DefaultMaxAge, "Age of a login in seconds after which the user must log in again"+oidcRegistration, int64validator.AtLeast(0))
	a.flag(oauthclient.RequireAuthTime, "Put `auth_time` into every ID token"+oidcRegistration)
	a.set(oauthclient.DefaultACRValues, "Authentication context classes to ask for when a request names none"+oidcRegistration)
	a.text(oauthclient.InitiateLoginURI, "https URL at which others can start a login at the client"+oidcRegistration, httpsURL)
	a.set(oauthclient.RequestURIs, "Values of `request_uri` that the server may fetch ahead"+oidcRegistration, anyURI)
	return a
}

// algorithm adds an attribute for a JOSE algorithm. Which ones there are is the server's business and changes, so only
// the backends whose documents have a closed list check the value.
func (a attributes) algorithm(f oauthclient.Field, what string) {
	a.text(f, what+oidcRegistration, stringvalidator.LengthAtLeast(1))
}

func logoutAttributes() attributes {
	a := attributes{}
	a.set(oauthclient.PostLogoutRedirectURIs, "Where the user may be sent after a logout"+rpInitiated+" On Hydra, each needs a redirect URI of the same scheme, host and port.", redirectURI)
	a.text(oauthclient.FrontchannelLogoutURI, "Page to render in an iframe at logout"+frontChannel, webURL)
	a.flag(oauthclient.FrontchannelLogoutSessionRequired, "Add `iss` and `sid` to the front-channel URI"+frontChannel)
	a.text(oauthclient.BackchannelLogoutURI, "Where to send a logout token at logout"+backChannel, webURL)
	a.flag(oauthclient.BackchannelLogoutSessionRequired, "Put `sid` into the logout token"+backChannel)
	return a
}

func mtlsAttributes() attributes {
	const known = " by which the client is known with `tls_client_auth` (RFC 8705 section 2.1.2). Excludes the other `tls_client_auth_...` attributes."
	a := attributes{}
	a.text(oauthclient.TLSClientAuthSubjectDN, "Subject of the certificate"+known)
	a.text(oauthclient.TLSClientAuthSANDNS, "dNSName of the certificate"+known)
	a.text(oauthclient.TLSClientAuthSANURI, "uniformResourceIdentifier of the certificate"+known, anyURI)
	a.text(oauthclient.TLSClientAuthSANIP, "iPAddress of the certificate"+known)
	a.text(oauthclient.TLSClientAuthSANEmail, "rfc822Name of the certificate"+known)
	a.flag(oauthclient.TLSClientCertificateBoundAccessTokens, "Bind access tokens to the client's certificate (RFC 8705 section 3.4).")
	return a
}
