package registration

import (
	"maps"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Validate returns what no server would take.
func (*Backend) Validate(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	var problems []*oauthclient.Error
	problems = append(problems, checkLocalized(c)...)
	problems = append(problems, checkExtra(c)...)
	problems = append(problems, checkDelivery(c, unknown)...)
	return append(problems, checkEncryption(c, unknown)...)
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

// checkExtra refuses members that have an attribute, which would be sent twice, and those that the server makes.
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
		f, hasAttribute := properties[name]
		switch {
		case issued.Fields().Has(f):
			problems = append(problems, oauthclient.Invalid(ExtraMetadata, "%q is made by the server and cannot be chosen (RFC 7591 section 3.2.1).", name))
		case hasAttribute:
			problems = append(problems, oauthclient.Invalid(ExtraMetadata, "%q has an attribute of its own: use %s.", name, f))
		case strings.Contains(name, "#"):
			problems = append(problems, oauthclient.Invalid(ExtraMetadata, "%q has a language tag: put it into %s.", name, Localized))
		}
	}
	return problems
}

// checkDelivery: CIBA Core section 4, the notification endpoint is "REQUIRED if the token delivery mode is set to ping or
// push".
func checkDelivery(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	mode := c.Text(BackchannelTokenDeliveryMode)
	if mode == "" || mode == "poll" || c.Has(BackchannelClientNotificationEndpoint) || unknown.Has(BackchannelClientNotificationEndpoint) {
		return nil
	}
	return []*oauthclient.Error{oauthclient.Invalid(BackchannelTokenDeliveryMode,
		"The mode %q needs backchannel_client_notification_endpoint beside it (CIBA Core section 4).", mode)}
}

// checkEncryption is what [oauthclient.CheckMetadata] does for the pairs of OpenID Connect.
func checkEncryption(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	var problems []*oauthclient.Error
	for _, pair := range [][2]oauthclient.Field{
		{IntrospectionEncryptedResponseAlg, IntrospectionEncryptedResponseEnc},
		{AuthorizationEncryptedResponseAlg, AuthorizationEncryptedResponseEnc},
		{NFVTokenEncryptedResponseAlg, NFVTokenEncryptedResponseEnc},
	} {
		alg, enc := pair[0], pair[1]
		if c.Has(enc) && !c.Has(alg) && !unknown.Has(alg) {
			problems = append(problems, oauthclient.Invalid(enc, "%s needs %s beside it.", enc.Name(), alg.Name()))
		}
	}
	return problems
}
