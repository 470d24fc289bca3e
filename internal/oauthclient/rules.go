package oauthclient

import (
	"net/url"
	"slices"
	"strings"
)

// UsesSecret reports whether a client with this token_endpoint_auth_method authenticates with its secret. The empty
// method is client_secret_basic (RFC 7591 section 2), and a server's own is taken for one with a secret.
func UsesSecret(method string) bool {
	return !slices.Contains([]string{"none", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"}, method)
}

// CheckMetadata returns what is wrong with the values of c, and between them, by the specifications themselves, whatever
// the backend. Fields in unknown will have a value later; nothing is guessed about them.
func CheckMetadata(c Client, unknown FieldSet) []*Error {
	var problems []*Error
	for _, f := range c.Fields().Sorted() {
		problems = append(problems, CheckValue(f, c[f])...)
	}
	for _, rule := range []func(Client, FieldSet) []*Error{
		checkKeys, checkTLSClientAuth, checkEncryption, checkRedirects, checkApplicationType, checkSector,
	} {
		problems = append(problems, rule(c, unknown)...)
	}
	return problems
}

// CheckRules returns what c breaks of some rules, each of which returns nil for nothing. It is what a [Profile] checks by.
func CheckRules(c Client, unknown FieldSet, rules ...func(c Client, unknown FieldSet) *Error) []*Error {
	var problems []*Error
	for _, rule := range rules {
		if problem := rule(c, unknown); problem != nil {
			problems = append(problems, problem)
		}
	}
	return problems
}

// checkKeys: RFC 7591 section 2, "The jwks_uri and jwks parameters MUST NOT both be present".
func checkKeys(c Client, _ FieldSet) []*Error {
	if c.Has(JWKSet) && c.Has(JWKSURI) {
		return []*Error{Invalid(JWKSURI, "jwks and jwks_uri exclude each other (RFC 7591 section 2): keep one of them.")}
	}
	return nil
}

// checkAssertionKeys: a client that signs its assertions is known by its keys (OpenID Connect Core section 9). It is a
// rule only for backends that have a place for them; elsewhere a server gets them in another way.
func checkAssertionKeys(c Client, unknown FieldSet) []*Error {
	if c.Text(TokenEndpointAuthMethod) != "private_key_jwt" || c.Has(JWKSet) || c.Has(JWKSURI) ||
		unknown.Has(JWKSet) || unknown.Has(JWKSURI) {
		return nil
	}
	return []*Error{Invalid(TokenEndpointAuthMethod, "private_key_jwt needs the client's public keys: set jwks or jwks_uri.")}
}

// checkTLSClientAuth: RFC 8705 section 2.1.2, "A client using the tls_client_auth authentication method MUST use
// exactly one of the below metadata parameters".
func checkTLSClientAuth(c Client, unknown FieldSet) []*Error {
	names := []Field{TLSClientAuthSubjectDN, TLSClientAuthSANDNS, TLSClientAuthSANURI, TLSClientAuthSANIP, TLSClientAuthSANEmail}
	if slices.ContainsFunc(names, unknown.Has) {
		return nil
	}
	present := slices.DeleteFunc(slices.Clone(names), func(f Field) bool { return !c.Has(f) })
	switch {
	case len(present) > 1:
		return []*Error{Invalid(present[1], "%s and %s exclude each other: a client is known by exactly one property of its certificate (RFC 8705 section 2.1.2).",
			present[0], present[1])}
	case len(present) == 0 && c.Text(TokenEndpointAuthMethod) == "tls_client_auth":
		return []*Error{Invalid(TokenEndpointAuthMethod, "tls_client_auth needs the property of the certificate by which the client is known: "+
			"set one of the tls_client_auth_... attributes (RFC 8705 section 2.1.2).")}
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
		{IntrospectionEncryptedResponseAlg, IntrospectionEncryptedResponseEnc},
		{AuthorizationEncryptedResponseAlg, AuthorizationEncryptedResponseEnc},
		{NFVTokenEncryptedResponseAlg, NFVTokenEncryptedResponseEnc},
	} {
		alg, enc := pair[0], pair[1]
		if c.Has(enc) && !c.Has(alg) && !unknown.Has(alg) {
			problems = append(problems, Invalid(enc, "%s needs %s beside it.", enc, alg))
		}
	}
	return problems
}

// checkRedirects doubts a grant that sends the user back to a client that says nowhere (RFC 6749 section 3.1.2.2).
func checkRedirects(c Client, unknown FieldSet) []*Error {
	if c.Has(RedirectURIs) || unknown.Has(RedirectURIs) {
		return nil
	}
	for _, grant := range []string{"authorization_code", "implicit"} {
		if slices.Contains(c.Strings(GrantTypes), grant) {
			return []*Error{Unusual(RedirectURIs, "The grant %s needs redirect_uris: no user can be sent back to this client without (RFC 6749 section 3.1.2.2).", grant)}
		}
	}
	return nil
}

// checkApplicationType: OpenID Connect Dynamic Client Registration section 2, web clients must use https and native ones
// custom schemes or the loopback.
func checkApplicationType(c Client, _ FieldSet) []*Error {
	if c.Text(ApplicationType) != "web" {
		return nil
	}
	for _, text := range c.Strings(RedirectURIs) {
		if u, err := url.Parse(text); err == nil && u.Scheme != "" && !isWebScheme(u.Scheme) {
			return []*Error{Unusual(ApplicationType, "%q has a scheme of its own, which only native applications may have (OpenID Connect Registration section 2): set application_type = \"native\".", text)}
		}
	}
	return nil
}

// checkSector: OpenID Connect Core section 8.1, a client with redirect URIs of several hosts needs a
// sector_identifier_uri to have pairwise subjects.
func checkSector(c Client, unknown FieldSet) []*Error {
	if c.Text(SubjectType) != "pairwise" || c.Has(SectorIdentifierURI) || unknown.Has(SectorIdentifierURI) {
		return nil
	}
	var hosts []string
	for _, text := range c.Strings(RedirectURIs) {
		if u, err := url.Parse(text); err == nil {
			hosts = append(hosts, strings.ToLower(u.Host))
		}
	}
	slices.Sort(hosts)
	if len(slices.Compact(hosts)) < 2 {
		return nil
	}
	return []*Error{Unusual(SectorIdentifierURI, "Pairwise subjects of a client with redirect_uris of several hosts need a sector_identifier_uri (OpenID Connect Core section 8.1).")}
}
