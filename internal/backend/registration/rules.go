package registration

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// check returns what no server would take.
func check(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	return slices.Concat(checkLocalized(c), checkExtra(c), checkDelivery(c, unknown))
}

// checkLocalized: RFC 7591 section 2.2, a name, "#" and a BCP 47 language tag.
func checkLocalized(c oauthclient.Client) []*oauthclient.Error {
	values, _ := c[Localized].(map[string]string)
	var problems []*oauthclient.Error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		base, tag, _ := strings.Cut(name, "#")
		wellFormed := base != "" && tag != "" && strings.IndexFunc(tag, func(r rune) bool {
			return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		}) < 0
		if !wellFormed {
			problems = append(problems, oauthclient.Invalid(Localized,
				"%q is not a name with a language tag: write the name, \"#\" and the tag, as in \"client_name#de\" (RFC 7591 section 2.2).", name))
		}
	}
	return problems
}

// checkExtra refuses members that would be sent twice, those that the server makes, and known ones of another form.
func checkExtra(c oauthclient.Client) []*oauthclient.Error {
	if !c.Has(ExtraMetadata) {
		return nil
	}
	members, err := extraOf(c)
	if err != nil {
		return []*oauthclient.Error{oauthclient.Invalid(ExtraMetadata, "The value is not a JSON object; jsonencode({...}) makes one.")}
	}
	var problems []*oauthclient.Error
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if problem := checkMember(c, name, members[name]); problem != "" {
			problems = append(problems, oauthclient.Invalid(ExtraMetadata, "%q %s", name, problem))
		}
	}
	return problems
}

func checkMember(c oauthclient.Client, name string, raw json.RawMessage) string {
	f, hasAttribute := names[name]
	switch {
	case hasAttribute && issued.Has(f):
		return "is made by the server and cannot be chosen (RFC 7591 section 3.2.1)."
	case hasAttribute && c.Has(f):
		return "stands in the attribute " + f.String() + " too: keep one of them. A value that the attribute does not take belongs here alone."
	case strings.Contains(name, "#"):
		return "has a language tag: put it into " + Localized.String() + "."
	case slices.Contains(metadataChoices, name) && !isTextArray(raw):
		return "is an array of strings (OpenID Connect RP Metadata Choices 1.0)."
	case name == "credential_offer_endpoint" && !isWebText(raw):
		return "is a URL that begins with https:// (OpenID for Verifiable Credential Issuance)."
	}
	return ""
}

// metadataChoices are the members of OpenID Connect RP Metadata Choices 1.0, which list what a client can do where the
// registered members without "_supported" name one value.
var metadataChoices = []string{
	"authorization_encryption_alg_values_supported", "authorization_encryption_enc_values_supported", "authorization_signing_alg_values_supported",
	"backchannel_authentication_request_signing_alg_values_supported", "code_challenge_methods_supported",
	"id_token_encryption_alg_values_supported", "id_token_encryption_enc_values_supported", "id_token_signing_alg_values_supported",
	"introspection_encryption_alg_values_supported", "introspection_encryption_enc_values_supported", "introspection_signing_alg_values_supported",
	"request_object_encryption_alg_values_supported", "request_object_encryption_enc_values_supported", "request_object_signing_alg_values_supported",
	"subject_types_supported", "token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported",
	"userinfo_encryption_alg_values_supported", "userinfo_encryption_enc_values_supported", "userinfo_signing_alg_values_supported",
}

func isTextArray(raw json.RawMessage) bool {
	var texts []string
	return json.Unmarshal(raw, &texts) == nil
}

func isWebText(raw json.RawMessage) bool {
	var text string
	return json.Unmarshal(raw, &text) == nil && oauthclient.CheckHTTPSURL(text) == nil
}

// checkDelivery: CIBA Core section 4, the notification endpoint is "REQUIRED if the token delivery mode is set to ping or
// push".
func checkDelivery(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	mode := c.Text(oauthclient.BackchannelTokenDeliveryMode)
	if mode == "" || mode == "poll" || c.Has(oauthclient.BackchannelClientNotificationEndpoint) || unknown.Has(oauthclient.BackchannelClientNotificationEndpoint) {
		return nil
	}
	return []*oauthclient.Error{oauthclient.Invalid(oauthclient.BackchannelTokenDeliveryMode,
		"The mode %q needs %s beside it (CIBA Core section 4).", mode, oauthclient.BackchannelClientNotificationEndpoint)}
}
