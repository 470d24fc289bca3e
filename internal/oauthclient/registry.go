package oauthclient

import (
	"fmt"
	"slices"
	"strings"
)

// Values of the IANA registries "OAuth Token Endpoint Authentication Methods" and "OAuth Authorization Endpoint
// Response Types", and the grant types of RFC 7591 section 2 that are no URIs.
var (
	authMethods = []string{
		"none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt",
		"tls_client_auth", "self_signed_tls_client_auth",
	}
	responseWords = []string{"code", "token", "id_token", "none"}
	grantTypes    = []string{"authorization_code", "implicit", "password", "client_credentials", "refresh_token"}
)

// DoubtAuthMethod returns what is unusual about a token_endpoint_auth_method. Servers may have methods of their own, so
// an unusual one is not wrong.
func DoubtAuthMethod(text string) error { return doubt(text, authMethods) }

// DoubtGrantType returns what is unusual about a grant type. An extension grant is named by a URI (RFC 6749 section
// 4.5).
func DoubtGrantType(text string) error {
	if strings.Contains(text, ":") {
		return nil
	}
	return doubt(text, grantTypes)
}

// DoubtResponseType returns what is unusual about a response type, whose words may stand in any order (RFC 6749 section
// 3.1.1).
func DoubtResponseType(text string) error {
	for word := range strings.FieldsSeq(text) {
		if err := doubt(word, responseWords); err != nil {
			return err
		}
	}
	return nil
}

func doubt(text string, usual []string) error {
	if slices.Contains(usual, text) {
		return nil
	}
	return fmt.Errorf("%q is not a registered value (those are %s); a server that does not know it may accept it and never use it",
		text, strings.Join(usual, ", "))
}
