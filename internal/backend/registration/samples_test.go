package registration_test

import (
	"maps"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// extension is a member without attribute, the one of RFC 7591 section 3.1.
const extension = "example_extension_parameter"

// alternatives are fields of which a client may have only one.
var alternatives = [][]oauthclient.Field{
	{oauthclient.JWKSet, oauthclient.JWKSURI},
	{
		oauthclient.TLSClientAuthSubjectDN, oauthclient.TLSClientAuthSANDNS, oauthclient.TLSClientAuthSANURI,
		oauthclient.TLSClientAuthSANIP, oauthclient.TLSClientAuthSANEmail,
	},
	// oidc-provider: "only one proof of possession mechanism can be made required at a time".
	{oauthclient.DPoPBoundAccessTokens, oauthclient.TLSClientCertificateBoundAccessTokens},
}

// certificateNames are fields that some servers keep only beside the authentication method tls_client_auth.
var certificateNames = alternatives[1]

// companions are the fields without which others make no sense to some server.
var companions = map[oauthclient.Field][]oauthclient.Field{
	oauthclient.GrantTypes:                   {oauthclient.ResponseTypes},
	oauthclient.ResponseTypes:                {oauthclient.GrantTypes},
	oauthclient.TokenEndpointAuthMethod:      {oauthclient.JWKSet},
	oauthclient.TokenEndpointAuthSigningAlg:  {oauthclient.TokenEndpointAuthMethod},
	oauthclient.IDTokenEncryptedResponseAlg:  {oauthclient.JWKSet},
	oauthclient.IDTokenEncryptedResponseEnc:  {oauthclient.IDTokenEncryptedResponseAlg},
	oauthclient.UserinfoEncryptedResponseAlg: {oauthclient.JWKSet, oauthclient.UserinfoSignedResponseAlg},
	oauthclient.UserinfoEncryptedResponseEnc: {oauthclient.UserinfoEncryptedResponseAlg},
	oauthclient.RequestObjectSigningAlg:      {oauthclient.JWKSet},
	oauthclient.RequestObjectEncryptionEnc:   {oauthclient.RequestObjectEncryptionAlg},

	oauthclient.IntrospectionEncryptedResponseAlg: {oauthclient.JWKSet},
	oauthclient.IntrospectionEncryptedResponseEnc: {oauthclient.IntrospectionEncryptedResponseAlg},
	oauthclient.AuthorizationEncryptedResponseAlg: {oauthclient.JWKSet},
	oauthclient.AuthorizationEncryptedResponseEnc: {oauthclient.AuthorizationEncryptedResponseAlg},
	oauthclient.NFVTokenEncryptedResponseEnc:      {oauthclient.NFVTokenEncryptedResponseAlg},
	oauthclient.BackchannelTokenDeliveryMode:      {oauthclient.BackchannelClientNotificationEndpoint},

	oauthclient.BackchannelAuthenticationRequestSigningAlg: {oauthclient.JWKSet},
}

// minimal is the least that every server takes.
func minimal(unique string) oauthclient.Client {
	return oauthclient.Client{
		oauthclient.ClientName:   unique,
		oauthclient.RedirectURIs: []string{"https://" + unique + ".example.com/callback"},
	}
}

// sample has every field, with values that node oidc-provider takes as internal/live/oidc-provider configures it.
func sample(unique string) oauthclient.Client {
	site := "https://" + unique + ".example.com"
	c := backendtest.Sample(unique, judge.Supported())
	maps.Copy(c, oauthclient.Client{
		oauthclient.RedirectURIs:                []string{site + "/callback?a=b&c=d", site + "/other"},
		oauthclient.PostLogoutRedirectURIs:      []string{site + "/bye", site + "/gone"},
		oauthclient.GrantTypes:                  []string{"refresh_token", "authorization_code", "implicit"},
		oauthclient.ResponseTypes:               []string{"id_token code", "code"},
		oauthclient.Scopes:                      []string{"write", "openid"},
		oauthclient.TokenEndpointAuthMethod:     "private_key_jwt",
		oauthclient.TokenEndpointAuthSigningAlg: "ES256",
		oauthclient.DefaultACRValues:            []string{"urn:mace:incommon:iap:silver", "urn:mace:incommon:iap:bronze"},

		oauthclient.SoftwareID:        "software of " + unique,
		oauthclient.SoftwareVersion:   "1.0",
		oauthclient.SoftwareStatement: "e30.e30.c2ln",
		registration.Localized: map[string]string{
			"client_name#ja-Jpan-JP": "クライアント名", "client_name#de": "Beispiel <&>", "tos_uri#fr": site + "/fr/tos",
		},
		registration.ExtraMetadata:             `{"` + extension + `": {"b": [1, 2.0], "a": "<&>"}, "nothing": null}`,
		oauthclient.RequireSignedRequestObject: true,
		oauthclient.AuthorizationDetailsTypes:  []string{"payment", "account"},
		oauthclient.UseMTLSEndpointAliases:     true,
		oauthclient.ClaimsRedirectURIs:         []string{site + "/claims"},

		oauthclient.IntrospectionSignedResponseAlg:    "PS256",
		oauthclient.IntrospectionEncryptedResponseAlg: "RSA-OAEP",
		oauthclient.IntrospectionEncryptedResponseEnc: "A128GCM",
		oauthclient.AuthorizationSignedResponseAlg:    "PS256",
		oauthclient.AuthorizationEncryptedResponseAlg: "RSA-OAEP",
		oauthclient.AuthorizationEncryptedResponseEnc: "A128GCM",

		oauthclient.BackchannelTokenDeliveryMode:               "ping",
		oauthclient.BackchannelClientNotificationEndpoint:      site + "/notify",
		oauthclient.BackchannelAuthenticationRequestSigningAlg: "ES256",
		oauthclient.BackchannelUserCodeParameter:               true,

		oauthclient.NFVTokenSignedResponseAlg:    "ES256",
		oauthclient.NFVTokenEncryptedResponseAlg: "RSA-OAEP",
		oauthclient.NFVTokenEncryptedResponseEnc: "A128GCM",

		oauthclient.VPFormatsSupported:                  `{"dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"]}}`,
		oauthclient.EncryptedResponseEncValuesSupported: []string{"A256GCM", "A128GCM"},

		oauthclient.ClientRegistrationTypes: []string{"automatic", "explicit"},
		oauthclient.SignedJWKSURI:           site + "/signed.jwt",
		oauthclient.OrganizationName:        "Example & Sons",
		oauthclient.OrganizationURI:         site + "/about",
		oauthclient.FederationDescription:   "What " + unique + " does",
		oauthclient.Keywords:                []string{"shop", "example"},
		oauthclient.InformationURI:          site + "/help",
	})
	return c
}

// variant has other values than sample.
func variant(unique string) oauthclient.Client {
	site := "https://" + unique + ".example.com"
	c := backendtest.Variant(unique, judge.Supported())
	maps.Copy(c, oauthclient.Client{
		oauthclient.PostLogoutRedirectURIs:      []string{site + "/elsewhere"},
		oauthclient.GrantTypes:                  []string{"authorization_code", "implicit", "client_credentials"},
		oauthclient.ResponseTypes:               []string{"code", "id_token"},
		oauthclient.Scopes:                      []string{"read", "openid"},
		oauthclient.TokenEndpointAuthMethod:     "self_signed_tls_client_auth",
		oauthclient.TokenEndpointAuthSigningAlg: "PS256",
		oauthclient.DefaultACRValues:            []string{"urn:mace:incommon:iap:bronze"},

		oauthclient.SoftwareID:                 "other software",
		oauthclient.SoftwareVersion:            "2.0",
		oauthclient.SoftwareStatement:          "e30.e30.b3RoZXI",
		registration.Localized:                 map[string]string{"client_name#de": "Anders"},
		registration.ExtraMetadata:             `{"` + extension + `": "other"}`,
		oauthclient.RequireSignedRequestObject: false,
		oauthclient.AuthorizationDetailsTypes:  []string{"payment"},
		oauthclient.UseMTLSEndpointAliases:     false,
		oauthclient.ClaimsRedirectURIs:         []string{site + "/other-claims"},

		oauthclient.IntrospectionSignedResponseAlg:    "ES256",
		oauthclient.IntrospectionEncryptedResponseAlg: "ECDH-ES",
		oauthclient.IntrospectionEncryptedResponseEnc: "A256GCM",
		oauthclient.AuthorizationSignedResponseAlg:    "ES256",
		oauthclient.AuthorizationEncryptedResponseAlg: "ECDH-ES",
		oauthclient.AuthorizationEncryptedResponseEnc: "A256GCM",

		oauthclient.BackchannelTokenDeliveryMode:               "poll",
		oauthclient.BackchannelClientNotificationEndpoint:      site + "/elsewhere",
		oauthclient.BackchannelAuthenticationRequestSigningAlg: "PS256",
		oauthclient.BackchannelUserCodeParameter:               false,

		oauthclient.NFVTokenSignedResponseAlg:    "PS256",
		oauthclient.NFVTokenEncryptedResponseAlg: "ECDH-ES",
		oauthclient.NFVTokenEncryptedResponseEnc: "A256GCM",

		oauthclient.VPFormatsSupported:                  `{"mso_mdoc": {}}`,
		oauthclient.EncryptedResponseEncValuesSupported: []string{"A256GCM"},

		oauthclient.ClientRegistrationTypes: []string{"explicit"},
		oauthclient.SignedJWKSURI:           site + "/other.jwt",
		oauthclient.OrganizationName:        "Other",
		oauthclient.OrganizationURI:         site + "/contact",
		oauthclient.FederationDescription:   "Something else",
		oauthclient.Keywords:                []string{"example"},
		oauthclient.InformationURI:          site + "/faq",
	})
	return c
}

var judge = oauthclient.NewJudge(registration.Profile())
