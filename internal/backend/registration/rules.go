package registration

import (
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

// checkExtra refuses members that would be sent twice, and those that the server makes.
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
		if problem := checkMember(c, name); problem != "" {
			problems = append(problems, oauthclient.Invalid(ExtraMetadata, "%q %s", name, problem))
		}
	}
	return problems
}

func checkMember(c oauthclient.Client, name string) string {
	f, hasAttribute := names[name]
	switch {
	case hasAttribute && issued.Has(f):
		return "is made by the server and cannot be chosen (RFC 7591 section 3.2.1)."
	case hasAttribute && c.Has(f):
		return "stands in the attribute " + f.String() + " too: keep one of them. A value that the attribute does not take belongs here alone."
	case strings.Contains(name, "#"):
		return "has a language tag: put it into " + Localized.String() + "."
	}
	return ""
}

// checkDelivery: CIBA Core section 4, the notification endpoint is "REQUIRED if the token delivery mode is set to ping or
// push".
func checkDelivery(c oauthclient.Client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	mode := c.Text(oauthclient.BackchannelTokenDeliveryMode)
	if mode != "ping" && mode != "push" || c.Has(oauthclient.BackchannelClientNotificationEndpoint) || unknown.Has(oauthclient.BackchannelClientNotificationEndpoint) {
		return nil
	}
	return []*oauthclient.Error{oauthclient.Invalid(oauthclient.BackchannelTokenDeliveryMode,
		"The mode %q needs %s beside it (CIBA Core section 4).", mode, oauthclient.BackchannelClientNotificationEndpoint)}
}
