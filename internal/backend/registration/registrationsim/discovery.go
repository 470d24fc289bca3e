package registrationsim

import (
	"net/http"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// Where metadata documents lie: RFC 8414 section 3 and OpenID Connect Discovery section 4.
const (
	wellKnownOAuth  = "/.well-known/oauth-authorization-server"
	wellKnownOpenID = "/.well-known/openid-configuration"
)

// servesDiscovery reports whether a metadata document lies at path.
func (s *Simulator) servesDiscovery(path string) bool {
	issuerPath := strings.TrimSuffix(s.opts.IssuerPath, "/")
	forms := map[Discovery]string{
		DiscoveryInserted:       wellKnownOAuth + issuerPath,
		DiscoveryAppended:       issuerPath + wellKnownOAuth,
		DiscoveryOpenID:         issuerPath + wellKnownOpenID,
		DiscoveryOpenIDInserted: wellKnownOpenID + issuerPath,
	}
	if s.opts.Discovery != DiscoveryEverywhere {
		return path == forms[s.opts.Discovery]
	}
	for _, form := range forms {
		if path == form {
			return true
		}
	}
	return false
}

// discovery answers with the metadata document.
func (s *Simulator) discovery(r *http.Request) sim.Answer {
	if r.Method != http.MethodGet {
		return s.notAllowed("GET")
	}
	base := s.BaseURL(r)
	issuer := base + s.opts.IssuerPath
	endpoints := strings.TrimSuffix(issuer, "/")
	document := map[string]any{
		"issuer":                 issuer,
		"authorization_endpoint": endpoints + "/authorize",
		"token_endpoint":         endpoints + "/token",
		"jwks_uri":               endpoints + "/jwks",
		"registration_endpoint":  base + s.registrationPath(),
	}
	if s.opts.DiscoveryIssuer != "" {
		document["issuer"] = s.opts.DiscoveryIssuer
	}
	if s.opts.HideEndpoint {
		delete(document, "registration_endpoint")
	}
	for name, values := range s.supported() {
		document[name] = values
	}
	return sim.JSON(http.StatusOK, document)
}

// The algorithms of RFC 7518 that are in use, and EdDSA (RFC 8037).
var (
	signingAlgs = []string{
		"HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
	}
	keyManagementAlgs = []string{
		"RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "A128KW", "A256KW", "dir",
	}
	contentEncryptionAlgs = []string{"A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"}
)

// supported returns the lists of the metadata document.
func (s *Simulator) supported() map[string][]string {
	lists := map[string][]string{
		"grant_types_supported": {
			"authorization_code", "implicit", "refresh_token", "client_credentials",
			"urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer",
			"urn:openid:params:grant-type:ciba",
		},
		"response_types_supported": {
			"code", "token", "id_token", "code id_token", "code token", "id_token token", "code id_token token", "none",
		},
		"token_endpoint_auth_methods_supported": {
			"none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "tls_client_auth",
			"self_signed_tls_client_auth",
		},
		"token_endpoint_auth_signing_alg_values_supported": signingAlgs,
		"subject_types_supported":                          {"public", "pairwise"},
	}
	for _, use := range []string{"id_token", "userinfo", "request_object", "introspection", "authorization"} {
		lists[use+"_signing_alg_values_supported"] = append(slices.Clone(signingAlgs), "none")
		lists[use+"_encryption_alg_values_supported"] = keyManagementAlgs
		lists[use+"_encryption_enc_values_supported"] = contentEncryptionAlgs
	}
	for name, values := range s.opts.Supported {
		if values == nil {
			delete(lists, name)
			continue
		}
		lists[name] = values
	}
	return lists
}

// choices gives, for a member of client metadata, the list of the metadata document that holds its possible values.
var choices = map[string]string{
	"grant_types":                          "grant_types_supported",
	"response_types":                       "response_types_supported",
	"scope":                                "scopes_supported",
	"default_acr_values":                   "acr_values_supported",
	"subject_type":                         "subject_types_supported",
	"token_endpoint_auth_method":           "token_endpoint_auth_methods_supported",
	"token_endpoint_auth_signing_alg":      "token_endpoint_auth_signing_alg_values_supported",
	"id_token_signed_response_alg":         "id_token_signing_alg_values_supported",
	"id_token_encrypted_response_alg":      "id_token_encryption_alg_values_supported",
	"id_token_encrypted_response_enc":      "id_token_encryption_enc_values_supported",
	"userinfo_signed_response_alg":         "userinfo_signing_alg_values_supported",
	"userinfo_encrypted_response_alg":      "userinfo_encryption_alg_values_supported",
	"userinfo_encrypted_response_enc":      "userinfo_encryption_enc_values_supported",
	"request_object_signing_alg":           "request_object_signing_alg_values_supported",
	"request_object_encryption_alg":        "request_object_encryption_alg_values_supported",
	"request_object_encryption_enc":        "request_object_encryption_enc_values_supported",
	"introspection_signed_response_alg":    "introspection_signing_alg_values_supported",
	"introspection_encrypted_response_alg": "introspection_encryption_alg_values_supported",
	"introspection_encrypted_response_enc": "introspection_encryption_enc_values_supported",
	"authorization_signed_response_alg":    "authorization_signing_alg_values_supported",
	"authorization_encrypted_response_alg": "authorization_encryption_alg_values_supported",
	"authorization_encrypted_response_enc": "authorization_encryption_enc_values_supported",
}
