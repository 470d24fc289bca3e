package backendtest

import (
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Public keys from RFC 7517 appendix A.1 and RFC 8037 appendix A.2, with a key ID each.
const (
	keySet = `{"keys":[{"kty":"EC","kid":"ec-1","use":"sig","alg":"ES256","crv":"P-256",` +
		`"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}`
	otherKeySet = `{"keys":[{"kty":"OKP","kid":"ed-1","use":"sig","alg":"EdDSA","crv":"Ed25519",` +
		`"x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`
)

// Sample returns a value for every field of package oauthclient that a client can be configured with, none of them
// empty or a usual default. Some exclude each other; see [Alternatives].
func Sample(unique string) oauthclient.Client {
	site := "https://" + unique + ".example.com"
	return oauthclient.Client{
		oauthclient.ClientID:                           unique,
		oauthclient.ClientSecret:                       `sample "secret" <&> of ` + unique,
		oauthclient.ClientName:                         `Sample "client" <&> 日本 ` + unique,
		oauthclient.RedirectURIs:                       []string{site + "/callback?a=b&c=d", site + "/other"},
		oauthclient.GrantTypes:                         []string{"refresh_token", "authorization_code"},
		oauthclient.ResponseTypes:                      []string{"code id_token", "code"},
		oauthclient.Scopes:                             []string{"orders.write", "orders.read"},
		oauthclient.Contacts:                           []string{"ops@example.com", "dev@example.com"},
		oauthclient.ClientURI:                          site + "/",
		oauthclient.LogoURI:                            site + "/logo.png",
		oauthclient.PolicyURI:                          site + "/policy",
		oauthclient.TosURI:                             site + "/tos",
		oauthclient.JWKSet:                             keySet,
		oauthclient.JWKSURI:                            site + "/jwks.json",
		oauthclient.TokenEndpointAuthMethod:            "client_secret_post",
		oauthclient.RequirePushedAuthorizationRequests: true,
		oauthclient.DPoPBoundAccessTokens:              true,

		oauthclient.ApplicationType:              "native",
		oauthclient.SubjectType:                  "pairwise",
		oauthclient.SectorIdentifierURI:          site + "/sector.json",
		oauthclient.IDTokenSignedResponseAlg:     "ES256",
		oauthclient.IDTokenEncryptedResponseAlg:  "RSA-OAEP",
		oauthclient.IDTokenEncryptedResponseEnc:  "A256GCM",
		oauthclient.UserinfoSignedResponseAlg:    "RS256",
		oauthclient.UserinfoEncryptedResponseAlg: "RSA-OAEP",
		oauthclient.UserinfoEncryptedResponseEnc: "A256GCM",
		oauthclient.RequestObjectSigningAlg:      "ES256",
		oauthclient.RequestObjectEncryptionAlg:   "RSA-OAEP",
		oauthclient.RequestObjectEncryptionEnc:   "A256GCM",
		oauthclient.TokenEndpointAuthSigningAlg:  "ES256",
		oauthclient.DefaultMaxAge:                int64(3600),
		oauthclient.RequireAuthTime:              true,
		oauthclient.DefaultACRValues:             []string{"urn:acr:silver", "urn:acr:gold"},
		oauthclient.InitiateLoginURI:             site + "/login",
		oauthclient.RequestURIs:                  []string{site + "/request.jwt", site + "/request2.jwt"},

		oauthclient.PostLogoutRedirectURIs:            []string{site + "/bye", site + "/goodbye"},
		oauthclient.FrontchannelLogoutURI:             site + "/frontchannel",
		oauthclient.FrontchannelLogoutSessionRequired: true,
		oauthclient.BackchannelLogoutURI:              site + "/backchannel",
		oauthclient.BackchannelLogoutSessionRequired:  true,

		oauthclient.TLSClientAuthSubjectDN:                "CN=" + unique + ",O=Example",
		oauthclient.TLSClientAuthSANDNS:                   unique + ".example.com",
		oauthclient.TLSClientAuthSANURI:                   "spiffe://example.com/" + unique,
		oauthclient.TLSClientAuthSANIP:                    "192.0.2.1",
		oauthclient.TLSClientAuthSANEmail:                 unique + "@example.com",
		oauthclient.TLSClientCertificateBoundAccessTokens: true,
	}
}

// Variant returns what [Sample] returns with another value in each field but client_id. Flags are off.
func Variant(unique string) oauthclient.Client {
	site := "https://" + unique + ".example.com"
	return oauthclient.Client{
		oauthclient.ClientID:                           unique,
		oauthclient.ClientSecret:                       `variant of \secret % of ` + unique,
		oauthclient.ClientName:                         "Variant of " + unique,
		oauthclient.RedirectURIs:                       []string{site + "/callback", site + "/third"},
		oauthclient.GrantTypes:                         []string{"client_credentials"},
		oauthclient.ResponseTypes:                      []string{"code"},
		oauthclient.Scopes:                             []string{"orders.read", "openid"},
		oauthclient.Contacts:                           []string{"dev@example.com"},
		oauthclient.ClientURI:                          site + "/home",
		oauthclient.LogoURI:                            site + "/logo.svg",
		oauthclient.PolicyURI:                          site + "/privacy",
		oauthclient.TosURI:                             site + "/terms",
		oauthclient.JWKSet:                             otherKeySet,
		oauthclient.JWKSURI:                            site + "/keys.json",
		oauthclient.TokenEndpointAuthMethod:            "client_secret_jwt",
		oauthclient.RequirePushedAuthorizationRequests: false,
		oauthclient.DPoPBoundAccessTokens:              false,

		oauthclient.ApplicationType:              "web",
		oauthclient.SubjectType:                  "public",
		oauthclient.SectorIdentifierURI:          site + "/other-sector.json",
		oauthclient.IDTokenSignedResponseAlg:     "PS256",
		oauthclient.IDTokenEncryptedResponseAlg:  "ECDH-ES",
		oauthclient.IDTokenEncryptedResponseEnc:  "A128GCM",
		oauthclient.UserinfoSignedResponseAlg:    "PS256",
		oauthclient.UserinfoEncryptedResponseAlg: "ECDH-ES",
		oauthclient.UserinfoEncryptedResponseEnc: "A128GCM",
		oauthclient.RequestObjectSigningAlg:      "PS256",
		oauthclient.RequestObjectEncryptionAlg:   "ECDH-ES",
		oauthclient.RequestObjectEncryptionEnc:   "A128GCM",
		oauthclient.TokenEndpointAuthSigningAlg:  "PS256",
		oauthclient.DefaultMaxAge:                int64(0),
		oauthclient.RequireAuthTime:              false,
		oauthclient.DefaultACRValues:             []string{"urn:acr:bronze"},
		oauthclient.InitiateLoginURI:             site + "/sign-in",
		oauthclient.RequestURIs:                  []string{site + "/other-request.jwt"},

		oauthclient.PostLogoutRedirectURIs:            []string{site + "/end"},
		oauthclient.FrontchannelLogoutURI:             site + "/front",
		oauthclient.FrontchannelLogoutSessionRequired: false,
		oauthclient.BackchannelLogoutURI:              site + "/back",
		oauthclient.BackchannelLogoutSessionRequired:  false,

		oauthclient.TLSClientAuthSubjectDN:                "CN=" + unique + ",O=Other",
		oauthclient.TLSClientAuthSANDNS:                   "other." + unique + ".example.com",
		oauthclient.TLSClientAuthSANURI:                   "spiffe://example.com/other/" + unique,
		oauthclient.TLSClientAuthSANIP:                    "2001:db8::1",
		oauthclient.TLSClientAuthSANEmail:                 "other." + unique + "@example.com",
		oauthclient.TLSClientCertificateBoundAccessTokens: false,
	}
}

// Alternatives splits a client whose fields exclude each other into several that together have them all. Of each group
// the first client has the first field, the second the second, and so on; where a group has no more, its last. All
// other fields are in every client.
func Alternatives(c oauthclient.Client, groups ...[]oauthclient.Field) []oauthclient.Client {
	n := 1
	for _, group := range groups {
		n = max(n, len(group))
	}
	clients := make([]oauthclient.Client, n)
	for i := range clients {
		clients[i] = c.Clone()
		for _, group := range groups {
			kept := group[min(i, len(group)-1)]
			clients[i] = clients[i].Without(slices.DeleteFunc(slices.Clone(group), func(f oauthclient.Field) bool { return f == kept })...)
		}
	}
	return clients
}
