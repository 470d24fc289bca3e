package registrationsim

import (
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// metadata is a client as a JSON object. Numbers are json.Number, so that none loses digits.
type metadata map[string]any

// Members that belong to the administration of a client and not to its metadata (RFC 7591 section 3.2.1, RFC 7592
// section 3). Those in readOnly must not be in a PUT (RFC 7592 section 2.2).
const (
	memberClientID        = "client_id"
	memberSecret          = "client_secret"
	memberIssuedAt        = "client_id_issued_at"
	memberSecretExpiresAt = "client_secret_expires_at"
	memberToken           = "registration_access_token"
	memberURI             = "registration_client_uri"
)

var (
	readOnly       = []string{memberToken, memberURI, memberSecretExpiresAt, memberIssuedAt}
	administrative = append([]string{memberClientID, memberSecret}, readOnly...)
)

// A kind is the JSON type of a member.
type kind int

const (
	kindString kind = iota + 1
	kindStrings
	kindBool
	kindNumber
	kindObject
)

// registered holds the members of the IANA registry "OAuth Dynamic Client Registration Metadata", less the
// administrative ones.
var registered = byName(map[kind][]string{
	kindString: {
		// RFC 7591 section 2.
		"client_name", "client_uri", "jwks_uri", "logo_uri", "policy_uri", "scope", "software_id", "software_statement",
		"software_version", "token_endpoint_auth_method", "tos_uri",
		// OpenID Connect Dynamic Client Registration 1.0 section 2.
		"application_type", "id_token_encrypted_response_alg", "id_token_encrypted_response_enc",
		"id_token_signed_response_alg", "initiate_login_uri", "request_object_encryption_alg",
		"request_object_encryption_enc", "request_object_signing_alg", "sector_identifier_uri", "subject_type",
		"token_endpoint_auth_signing_alg", "userinfo_encrypted_response_alg", "userinfo_encrypted_response_enc",
		"userinfo_signed_response_alg",
		// Front-channel and back-channel logout, CIBA.
		"backchannel_authentication_request_signing_alg", "backchannel_client_notification_endpoint",
		"backchannel_logout_uri", "backchannel_token_delivery_mode", "frontchannel_logout_uri",
		// RFC 8705 section 2.1.2, RFC 9701 section 6, JARM section 3, ETSI NFV-SEC 022.
		"tls_client_auth_san_dns", "tls_client_auth_san_email", "tls_client_auth_san_ip", "tls_client_auth_san_uri",
		"tls_client_auth_subject_dn", "introspection_encrypted_response_alg", "introspection_encrypted_response_enc",
		"introspection_signed_response_alg", "authorization_encrypted_response_alg",
		"authorization_encrypted_response_enc", "authorization_signed_response_alg", "nfv_token_encrypted_response_alg",
		"nfv_token_encrypted_response_enc", "nfv_token_signed_response_alg",
		// OpenID Federation 1.0 sections 5.2.1 and 5.2.2.
		"description", "information_uri", "organization_name", "organization_uri", "signed_jwks_uri",
		// OpenID for Verifiable Credential Issuance 1.0 section 12.1.
		"credential_offer_endpoint",
	},
	kindStrings: append([]string{
		"authorization_details_types", "claims_redirect_uris", "client_registration_types", "contacts", "default_acr_values",
		"encrypted_response_enc_values_supported", "grant_types", "keywords", "post_logout_redirect_uris", "redirect_uris", "request_uris", "response_modes", "response_types",
	}, metadataChoices...),
	kindBool: {
		"backchannel_logout_session_required", "backchannel_user_code_parameter", "dpop_bound_access_tokens",
		"frontchannel_logout_session_required", "require_auth_time", "require_pushed_authorization_requests",
		"require_signed_request_object", "tls_client_certificate_bound_access_tokens", "use_mtls_endpoint_aliases",
	},
	kindNumber: {"default_max_age"},
	kindObject: {"jwks", "vp_formats_supported"},
})

// metadataChoices are the members of OpenID Connect RP Metadata Choices 1.0 section 2, which are arrays of strings.
var metadataChoices = []string{
	"subject_types_supported", "token_endpoint_auth_methods_supported",
	"token_endpoint_auth_signing_alg_values_supported", "id_token_signing_alg_values_supported",
	"id_token_encryption_alg_values_supported", "id_token_encryption_enc_values_supported",
	"userinfo_signing_alg_values_supported", "userinfo_encryption_alg_values_supported",
	"userinfo_encryption_enc_values_supported", "request_object_signing_alg_values_supported",
	"request_object_encryption_alg_values_supported", "request_object_encryption_enc_values_supported",
	"introspection_signing_alg_values_supported", "introspection_encryption_alg_values_supported",
	"introspection_encryption_enc_values_supported", "authorization_signing_alg_values_supported",
	"authorization_encryption_alg_values_supported", "authorization_encryption_enc_values_supported",
	"backchannel_authentication_request_signing_alg_values_supported",
}

// localizable are the members that may carry a language tag (RFC 7591 section 2.2).
var localizable = []string{"client_name", "client_uri", "logo_uri", "policy_uri", "tos_uri"}

// byName turns the lists around.
func byName(lists map[kind][]string) map[string]kind {
	kinds := map[string]kind{}
	for k, names := range lists {
		for _, name := range names {
			kinds[name] = k
		}
	}
	return kinds
}

// understands reports whether the server knows the member.
func (o *Options) understands(name string) bool {
	_, known := registered[name]
	if o.Known != nil {
		known = slices.Contains(o.Known, name)
	}
	if known || slices.Contains(o.Extra, name) {
		return true
	}
	base, tag, tagged := strings.Cut(name, "#")
	return tagged && tag != "" && !o.NoLanguageTags && slices.Contains(localizable, base)
}

// kindOf returns the kind a member must have, 0 when it may have any.
func kindOf(name string) kind {
	base, _, _ := strings.Cut(name, "#")
	return registered[base]
}

// isPreference reports whether a list is in order of preference: that of the authentication context classes, and those of
// OpenID Connect RP Metadata Choices, of which some servers take the first value that they can.
func isPreference(name string) bool {
	return name == "default_acr_values" || strings.HasSuffix(name, "_supported")
}

// has reports whether v is of the kind.
func (k kind) has(v any) bool {
	switch v := v.(type) {
	case string:
		return k == kindString
	case bool:
		return k == kindBool
	case json.Number:
		return k == kindNumber
	case map[string]any:
		return k == kindObject
	case []any:
		return k == kindStrings && !slices.ContainsFunc(v, func(e any) bool { return !kindString.has(e) })
	default:
		return false
	}
}

// String names the kind in an error.
func (k kind) String() string {
	return [...]string{"anything", "a string", "an array of strings", "a boolean", "a number", "an object"}[k]
}

// strings returns the elements of an array of strings, nil when the member is absent.
func (m metadata) strings(name string) []string {
	elements, _ := m[name].([]any)
	var values []string
	for _, e := range elements {
		if s, ok := e.(string); ok {
			values = append(values, s)
		}
	}
	return values
}

// setStrings stores an array of strings.
func (m metadata) setStrings(name string, values []string) {
	elements := make([]any, len(values))
	for i, v := range values {
		elements[i] = v
	}
	m[name] = elements
}

// string returns a member that is a string, "" when it is absent.
func (m metadata) string(name string) string {
	s, _ := m[name].(string)
	return s
}

// clone returns a deep copy.
func (m metadata) clone() metadata {
	copied, _ := sim.Copy(map[string]any(m)).(map[string]any)
	return copied
}

// recoded returns the members as they look after a trip through JSON.
func (m metadata) recoded() metadata {
	copied, refused := decodeObject(sim.Encode(m))
	if refused != nil {
		panic("registrationsim: " + refused.description)
	}
	return copied
}

// asJSON returns the values as they look after a trip through JSON; nil stays nil.
func asJSON(values map[string]any) map[string]any {
	if values == nil {
		return nil
	}
	return metadata(values).recoded()
}

// decodeRequest returns the JSON object in the body of a request.
func decodeRequest(r *http.Request, body []byte) (metadata, *refusal) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return nil, invalidRequest("the body must be application/json")
	}
	return decodeObject(body)
}

// decodeObject returns the JSON object that text is.
func decodeObject(text []byte) (metadata, *refusal) {
	var m metadata
	if err := jsontext.Decode(text, &m); err != nil || m == nil {
		return nil, invalidRequest("the body must be one JSON object")
	}
	return m, nil
}
