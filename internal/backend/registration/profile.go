package registration

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Name is the name of the backend and of its block.
const Name = "registration"

// Profile returns what is known of every server that registers clients by RFC 7591. All registered metadata can be
// configured; which of it a server knows, only the server can tell.
func Profile() oauthclient.Profile {
	return oauthclient.Profile{
		Name:       Name,
		Title:      "Dynamic Client Registration",
		Properties: properties(),
		Remembers:  []oauthclient.Field{traits, lastAnswer},
		Can:        oauthclient.Capabilities{RotateSecret: true},
		Adjusts:    true,
		DeniesGone: true,
		Check:      check,
		Canonical:  canonical,
		Replaces:   replaces,
		Notices:    planNotices,
		Standing:   standingNotices,
	}
}

// replaces returns what differs from a client that its server does not let be changed.
func replaces(known, desired oauthclient.Client, unknown oauthclient.FieldSet) []oauthclient.Field {
	if !hasTrait(known, cannotChange) {
		return nil
	}
	return changed(known, desired, unknown)
}

func changed(known, desired oauthclient.Client, unknown oauthclient.FieldSet) []oauthclient.Field {
	fields := judge.Changed(known, desired)
	for f := range unknown {
		if judge.Configures(f) {
			fields.Add(f)
		}
	}
	return fields.Sorted()
}

// judge compares clients for the profile itself.
var judge = oauthclient.NewJudge(oauthclient.Profile{Properties: properties(), Canonical: canonical})

// defaultEnc is what OpenID Connect Dynamic Client Registration section 2, RFC 9701 section 6 and JARM section 3 make the
// default of an "..._enc" beside its "..._alg".
const defaultEnc = "A128CBC-HS256"

// configurable maps what a user can set to members, less Localized and ExtraMetadata, which hold members of any name.
var configurable = slices.Concat(filled, stored())

// filled are the members that servers fill in when they are left out.
//
// RFC 7591 section 2 has defaults for grant_types, response_types and token_endpoint_auth_method, and every server its own:
// a client without the method is public on Glewlwyd 2.7.5, and the MCP SDK 1.32.2 fills in nothing. So they are what an
// operator has set, like scope, of which the RFC says so. Empty is a statement of its own for the three lists: without
// response_types = [] no machine client exists on oidc-provider 9.13.3.
var filled = jsonwire.Table{
	{Field: oauthclient.Scopes, Name: "scope", Form: jsonwire.SpaceSeparated, Behaviour: oauthclient.Stamped, EmptyIsAStatement: true},
	{Field: oauthclient.GrantTypes, Behaviour: oauthclient.Stamped, EmptyIsAStatement: true},
	{Field: oauthclient.ResponseTypes, Behaviour: oauthclient.Stamped, EmptyIsAStatement: true},
	{Field: oauthclient.TokenEndpointAuthMethod, Behaviour: oauthclient.Stamped},
	// The default of subject_type is the server's.
	{Field: oauthclient.SubjectType, Behaviour: oauthclient.Stamped},
	// OpenID Connect Dynamic Client Registration section 2. "none" is how Ory Hydra spells an unsigned UserInfo answer
	// (seen on v2.3.0).
	fixed(oauthclient.ApplicationType, "web"),
	fixed(oauthclient.IDTokenSignedResponseAlg, "RS256"),
	fixed(oauthclient.UserinfoSignedResponseAlg, "none"),
	fixed(oauthclient.IDTokenEncryptedResponseEnc, defaultEnc),
	fixed(oauthclient.UserinfoEncryptedResponseEnc, defaultEnc),
	fixed(oauthclient.RequestObjectEncryptionEnc, defaultEnc),
	// RFC 9701 section 6 and JARM section 3.
	fixed(oauthclient.IntrospectionSignedResponseAlg, "RS256"),
	fixed(oauthclient.IntrospectionEncryptedResponseEnc, defaultEnc),
	fixed(oauthclient.AuthorizationSignedResponseAlg, "RS256"),
	fixed(oauthclient.AuthorizationEncryptedResponseEnc, defaultEnc),
}

func fixed(f oauthclient.Field, value any) jsonwire.Member {
	return jsonwire.Member{Field: f, Behaviour: oauthclient.Fixed, Default: value}
}

// stored returns the members that are absent when they are left out.
func stored() jsonwire.Table {
	apart := fieldsOf(filled, administrative)
	apart.Add(oauthclient.ID)
	return jsonwire.Named(slices.DeleteFunc(oauthclient.Standard(), apart.Has)...)
}

// administrative maps what only the server sets to the members of its answers. RFC 7592 section 3 lets it replace all but
// the client_id and the time of registration.
var administrative = jsonwire.Table{
	{Field: oauthclient.ClientID, Behaviour: oauthclient.Issued},
	{Field: oauthclient.ClientSecret, Behaviour: oauthclient.Issued, Replaced: true},
	{Field: oauthclient.ClientIDIssuedAt, Behaviour: oauthclient.Issued},
	{Field: oauthclient.ClientSecretExpiresAt, Behaviour: oauthclient.Issued, Replaced: true},
	{Field: oauthclient.RegistrationAccessToken, Behaviour: oauthclient.Issued, Replaced: true},
	{Field: oauthclient.RegistrationClientURI, Behaviour: oauthclient.Issued, Replaced: true},
}

var (
	// issued and supported are the fields that servers set, and those that can be configured.
	issued    = fieldsOf(administrative)
	supported = withOwn(fieldsOf(configurable))
	// names are the members with an attribute.
	names = slices.Concat(configurable, administrative).Names()
	// propertyOf is the profile's table by field.
	propertyOf = byField(properties())
)

func properties() []oauthclient.Property {
	return slices.Concat(configurable.Properties(), administrative.Properties(), []oauthclient.Property{{Field: Localized}, {Field: ExtraMetadata}})
}

func fieldsOf(tables ...jsonwire.Table) oauthclient.FieldSet {
	fields := oauthclient.FieldSet{}
	for _, member := range slices.Concat(tables...) {
		fields.Add(member.Field)
	}
	return fields
}

func withOwn(fields oauthclient.FieldSet) oauthclient.FieldSet {
	for _, f := range Fields() {
		fields.Add(f)
	}
	return fields
}

func byField(table []oauthclient.Property) map[oauthclient.Field]oauthclient.Property {
	properties := make(map[oauthclient.Field]oauthclient.Property, len(table))
	for _, p := range table {
		properties[p.Field] = p
	}
	return properties
}

// canonical sorts the words of a response type, whose order has no meaning (OAuth 2.0 Multiple Response Type Encoding
// Practices section 3), writes language tags in lower case (RFC 5646 section 2.1.1), and takes out of the extra metadata
// the members that say nothing.
func canonical(f oauthclient.Field, v any) any {
	switch v := v.(type) {
	case []string:
		if f == oauthclient.ResponseTypes {
			return canonicalResponseTypes(v)
		}
	case map[string]string:
		if f == Localized {
			return canonicalTags(v)
		}
	case string:
		if f == ExtraMetadata {
			return canonicalExtra(v)
		}
	}
	return v
}

func canonicalResponseTypes(types []string) []string {
	sorted := make([]string, len(types))
	for i, responseType := range types {
		sorted[i] = sortedWords(responseType)
	}
	return sorted
}

func sortedWords(text string) string {
	words := strings.Fields(text)
	slices.Sort(words)
	return strings.Join(words, " ")
}

func canonicalTags(values map[string]string) map[string]string {
	lower := make(map[string]string, len(values))
	for name, value := range values {
		base, tag, _ := strings.Cut(name, "#")
		if value != "" {
			lower[base+"#"+strings.ToLower(tag)] = value
		}
	}
	return lower
}

func canonicalExtra(text string) string {
	members, err := parseObject(text)
	if err != nil {
		return text
	}
	maps.DeleteFunc(members, func(_ string, raw json.RawMessage) bool { return saysNothing(raw) })
	return printObject(members)
}
