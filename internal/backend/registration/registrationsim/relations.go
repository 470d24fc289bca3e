package registrationsim

import "slices"

// certificateNames are the members of which tls_client_auth takes exactly one (RFC 8705 section 2.1.2).
var certificateNames = []string{
	"tls_client_auth_subject_dn", "tls_client_auth_san_dns", "tls_client_auth_san_uri", "tls_client_auth_san_ip",
	"tls_client_auth_san_email",
}

// encryptions are the prefixes of the pairs "..._alg" and "..._enc" (OpenID Connect Dynamic Client Registration
// section 2, RFC 9701 section 6, JARM section 3).
var encryptions = []string{
	"id_token_encrypted_response", "userinfo_encrypted_response", "request_object_encryption",
	"introspection_encrypted_response", "authorization_encrypted_response",
}

// checkRelations refuses metadata whose members contradict each other.
func checkRelations(m metadata) *refusal {
	present := func(name string) bool { _, ok := m[name]; return ok }
	method := m.string("token_endpoint_auth_method")
	if present("jwks") && present("jwks_uri") {
		return invalidMetadata("jwks and jwks_uri must not be used at the same time")
	}
	needsKeys := method == "private_key_jwt" || method == "self_signed_tls_client_auth"
	if needsKeys && !present("jwks") && !present("jwks_uri") {
		return invalidMetadata("%s needs jwks or jwks_uri", method)
	}
	names := slices.DeleteFunc(slices.Clone(certificateNames), func(name string) bool { return !present(name) })
	if method == "tls_client_auth" && len(names) != 1 {
		return invalidMetadata("tls_client_auth needs exactly one name of the certificate")
	}
	for _, prefix := range encryptions {
		if present(prefix+"_enc") && !present(prefix+"_alg") {
			return invalidMetadata("%s_enc needs %s_alg", prefix, prefix)
		}
	}
	return nil
}

// needsSecret reports whether the client gets a secret.
func (s *Simulator) needsSecret(m metadata) bool {
	switch m.string("token_endpoint_auth_method") {
	case "":
		return !s.opts.PublicByDefault // RFC 7591 section 2 makes it client_secret_basic
	case "client_secret_basic", "client_secret_post", "client_secret_jwt":
		return true
	case "none":
		return false
	default:
		return s.opts.SecretUnlessNone
	}
}
