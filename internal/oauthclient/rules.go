package oauthclient

import (
	"slices"
)

// UsesSecret reports whether a client with this token_endpoint_auth_method authenticates with its secret. The empty
// method is client_secret_basic (RFC 7591 section 2).
func UsesSecret(method string) bool {
	return slices.Contains([]string{"", "client_secret_basic", "client_secret_post", "client_secret_jwt"}, method)
}

// CheckMetadata returns what is wrong between the fields of c by the specifications themselves, whatever the backend.
// Fields in unknown will have a value later; nothing is guessed about them.
func CheckMetadata(c Client, unknown FieldSet) []*Error {
	var problems []*Error
	for _, rule := range []func(Client, FieldSet) *Error{checkKeys, checkTLSClientAuth} {
		if problem := rule(c, unknown); problem != nil {
			problems = append(problems, problem)
		}
	}
	return append(problems, checkEncryption(c, unknown)...)
}

// checkKeys: RFC 7591 section 2, "The jwks_uri and jwks parameters MUST NOT both be present".
func checkKeys(c Client, _ FieldSet) *Error {
	if c.Has(JWKSet) && c.Has(JWKSURI) {
		return Invalid(JWKSURI, "jwks and jwks_uri exclude each other (RFC 7591 section 2): keep one of them.")
	}
	return nil
}

// checkAssertionKeys: a client that signs its assertions is known by its keys (OpenID Connect Core section 9). It is a
// rule only for backends that have a place for them; elsewhere a server gets them in another way.
func checkAssertionKeys(c Client, unknown FieldSet) *Error {
	if c.Text(TokenEndpointAuthMethod) != "private_key_jwt" || c.Has(JWKSet) || c.Has(JWKSURI) ||
		unknown.Has(JWKSet) || unknown.Has(JWKSURI) {
		return nil
	}
	return Invalid(TokenEndpointAuthMethod, "private_key_jwt needs the client's public keys: set jwks or jwks_uri.")
}

// checkTLSClientAuth: RFC 8705 section 2.1.2, "A client using the tls_client_auth authentication method MUST use
// exactly one of the below metadata parameters".
func checkTLSClientAuth(c Client, unknown FieldSet) *Error {
	names := []Field{TLSClientAuthSubjectDN, TLSClientAuthSANDNS, TLSClientAuthSANURI, TLSClientAuthSANIP, TLSClientAuthSANEmail}
	if slices.ContainsFunc(names, unknown.Has) {
		return nil
	}
	present := slices.DeleteFunc(slices.Clone(names), func(f Field) bool { return !c.Has(f) })
	switch {
	case len(present) > 1:
		return Invalid(present[1], "%s and %s exclude each other: a client is known by exactly one property of its certificate (RFC 8705 section 2.1.2).",
			present[0].Name(), present[1].Name())
	case len(present) == 0 && c.Text(TokenEndpointAuthMethod) == "tls_client_auth":
		return Invalid(TokenEndpointAuthMethod, "tls_client_auth needs the property of the certificate by which the client is known: "+
			"set one of the tls_client_auth_... attributes of mtls (RFC 8705 section 2.1.2).")
	}
	return nil
}

// checkEncryption: an algorithm for the key and one for the content belong together. A lone alg is legal, since enc
// has a default (OpenID Connect Dynamic Client Registration section 2); a lone enc is not.
func checkEncryption(c Client, unknown FieldSet) []*Error {
	var problems []*Error
	for _, pair := range [][2]Field{
		{IDTokenEncryptedResponseAlg, IDTokenEncryptedResponseEnc},
		{UserinfoEncryptedResponseAlg, UserinfoEncryptedResponseEnc},
		{RequestObjectEncryptionAlg, RequestObjectEncryptionEnc},
	} {
		alg, enc := pair[0], pair[1]
		if c.Has(enc) && !c.Has(alg) && !unknown.Has(alg) {
			problems = append(problems, Invalid(enc, "%s needs %s beside it.", enc.Name(), alg.Name()))
		}
	}
	return problems
}
