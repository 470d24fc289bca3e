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

	registration.IntrospectionEncryptedResponseAlg: {oauthclient.JWKSet},
	registration.IntrospectionEncryptedResponseEnc: {registration.IntrospectionEncryptedResponseAlg},
	registration.AuthorizationEncryptedResponseAlg: {oauthclient.JWKSet},
	registration.AuthorizationEncryptedResponseEnc: {registration.AuthorizationEncryptedResponseAlg},
	registration.NFVTokenEncryptedResponseEnc:      {registration.NFVTokenEncryptedResponseAlg},
	registration.BackchannelTokenDeliveryMode:      {registration.BackchannelClientNotificationEndpoint},

	registration.BackchannelAuthenticationRequestSigningAlg: {oauthclient.JWKSet},
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
	c := supportedOnly(backendtest.Sample(unique))
	maps.Copy(c, oauthclient.Client{
		oauthclient.RedirectURIs:                []string{site + "/callback?a=b&c=d", site + "/other"},
		oauthclient.GrantTypes:                  []string{"refresh_token", "authorization_code", "implicit"},
		oauthclient.ResponseTypes:               []string{"id_token code", "code"},
		oauthclient.Scopes:                      []string{"write", "openid"},
		oauthclient.TokenEndpointAuthMethod:     "private_key_jwt",
		oauthclient.TokenEndpointAuthSigningAlg: "ES256",
		oauthclient.DefaultACRValues:            []string{"urn:mace:incommon:iap:silver", "urn:mace:incommon:iap:bronze"},

		registration.SoftwareID:        "software of " + unique,
		registration.SoftwareVersion:   "1.0",
		registration.SoftwareStatement: "e30.e30.c2ln",
		registration.Localized: map[string]string{
			"client_name#ja-Jpan-JP": "クライアント名", "client_name#de": "Beispiel <&>", "tos_uri#fr": site + "/fr/tos",
		},
		registration.ExtraMetadata:              `{"` + extension + `": {"b": [1, 2.0], "a": "<&>"}, "nothing": null}`,
		registration.RequireSignedRequestObject: true,
		registration.AuthorizationDetailsTypes:  []string{"payment", "account"},
		registration.UseMTLSEndpointAliases:     true,
		registration.ClaimsRedirectURIs:         []string{site + "/claims"},

		registration.IntrospectionSignedResponseAlg:    "PS256",
		registration.IntrospectionEncryptedResponseAlg: "RSA-OAEP",
		registration.IntrospectionEncryptedResponseEnc: "A128GCM",
		registration.AuthorizationSignedResponseAlg:    "PS256",
		registration.AuthorizationEncryptedResponseAlg: "RSA-OAEP",
		registration.AuthorizationEncryptedResponseEnc: "A128GCM",

		registration.BackchannelTokenDeliveryMode:               "ping",
		registration.BackchannelClientNotificationEndpoint:      site + "/notify",
		registration.BackchannelAuthenticationRequestSigningAlg: "ES256",
		registration.BackchannelUserCodeParameter:               true,

		registration.NFVTokenSignedResponseAlg:    "ES256",
		registration.NFVTokenEncryptedResponseAlg: "RSA-OAEP",
		registration.NFVTokenEncryptedResponseEnc: "A128GCM",

		registration.VPFormatsSupported:                  `{"dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"]}}`,
		registration.EncryptedResponseEncValuesSupported: []string{"A256GCM", "A128GCM"},

		registration.ClientRegistrationTypes: []string{"automatic", "explicit"},
		registration.SignedJWKSURI:           site + "/signed.jwt",
		registration.OrganizationName:        "Example & Sons",
		registration.OrganizationURI:         site + "/about",
		registration.Description:             "What " + unique + " does",
		registration.Keywords:                []string{"shop", "example"},
		registration.InformationURI:          site + "/help",
	})
	return c
}

// variant has other values than sample.
func variant(unique string) oauthclient.Client {
	site := "https://" + unique + ".example.com"
	c := supportedOnly(backendtest.Variant(unique))
	maps.Copy(c, oauthclient.Client{
		oauthclient.GrantTypes:                  []string{"authorization_code", "implicit", "client_credentials"},
		oauthclient.ResponseTypes:               []string{"code", "id_token"},
		oauthclient.Scopes:                      []string{"read", "openid"},
		oauthclient.TokenEndpointAuthMethod:     "self_signed_tls_client_auth",
		oauthclient.TokenEndpointAuthSigningAlg: "PS256",
		oauthclient.DefaultACRValues:            []string{"urn:mace:incommon:iap:bronze"},

		registration.SoftwareID:                 "other software",
		registration.SoftwareVersion:            "2.0",
		registration.SoftwareStatement:          "e30.e30.b3RoZXI",
		registration.Localized:                  map[string]string{"client_name#de": "Anders"},
		registration.ExtraMetadata:              `{"` + extension + `": "other"}`,
		registration.RequireSignedRequestObject: false,
		registration.AuthorizationDetailsTypes:  []string{"payment"},
		registration.UseMTLSEndpointAliases:     false,
		registration.ClaimsRedirectURIs:         []string{site + "/other-claims"},

		registration.IntrospectionSignedResponseAlg:    "ES256",
		registration.IntrospectionEncryptedResponseAlg: "ECDH-ES",
		registration.IntrospectionEncryptedResponseEnc: "A256GCM",
		registration.AuthorizationSignedResponseAlg:    "ES256",
		registration.AuthorizationEncryptedResponseAlg: "ECDH-ES",
		registration.AuthorizationEncryptedResponseEnc: "A256GCM",

		registration.BackchannelTokenDeliveryMode:               "poll",
		registration.BackchannelClientNotificationEndpoint:      site + "/elsewhere",
		registration.BackchannelAuthenticationRequestSigningAlg: "PS256",
		registration.BackchannelUserCodeParameter:               false,

		registration.NFVTokenSignedResponseAlg:    "PS256",
		registration.NFVTokenEncryptedResponseAlg: "ECDH-ES",
		registration.NFVTokenEncryptedResponseEnc: "A256GCM",

		registration.VPFormatsSupported:                  `{"mso_mdoc": {}}`,
		registration.EncryptedResponseEncValuesSupported: []string{"A256GCM"},

		registration.ClientRegistrationTypes: []string{"explicit"},
		registration.SignedJWKSURI:           site + "/other.jwt",
		registration.OrganizationName:        "Other",
		registration.OrganizationURI:         site + "/contact",
		registration.Description:             "Something else",
		registration.Keywords:                []string{"example"},
		registration.InformationURI:          site + "/faq",
	})
	return c
}

func supportedOnly(c oauthclient.Client) oauthclient.Client {
	return c.Only((*registration.Backend)(nil).Supports())
}
