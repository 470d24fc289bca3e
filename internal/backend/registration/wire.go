package registration

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Members that belong to the administration of a client, not to its metadata (RFC 7591 section 3.2.1, RFC 7592 section
// 3).
const (
	memberClientID = "client_id"
	memberSecret   = "client_secret"
	memberToken    = "registration_access_token"
	memberURI      = "registration_client_uri"
)

// issued maps what only the server sets to the members of its answers.
var issued = jsonwire.Named(
	oauthclient.ClientID, oauthclient.ClientSecret, oauthclient.ClientIDIssuedAt, oauthclient.ClientSecretExpiresAt,
	oauthclient.RegistrationAccessToken, oauthclient.RegistrationClientURI,
)

// configurable maps what a user can set to members, less Localized and ExtraMetadata, which hold members of any name.
var configurable = slices.Concat(
	jsonwire.Table{{Field: oauthclient.Scopes, Name: "scope", Form: jsonwire.SpaceSeparated}},
	jsonwire.Named(underTheirNames()...),
)

var (
	everything = slices.Concat(configurable, issued)
	properties = everything.Properties()
	supported  = supportedFields()
)

// underTheirNames returns the metadata that specifications define, less the scopes.
func underTheirNames() []oauthclient.Field {
	apart := issued.Fields()
	for _, f := range []oauthclient.Field{oauthclient.ID, oauthclient.Scopes, Localized, ExtraMetadata} {
		apart.Add(f)
	}
	return slices.DeleteFunc(append(oauthclient.Standard(), Fields()...), apart.Has)
}

func supportedFields() oauthclient.FieldSet {
	fields := configurable.Fields()
	fields.Add(Localized)
	fields.Add(ExtraMetadata)
	return fields
}

// Supports returns all metadata that is registered. Which of it a server knows, only the server can tell. The client_id
// and the client_secret are not among it: RFC 7591 section 3.2.1 lets the server make them.
func (*Backend) Supports() oauthclient.FieldSet { return supported }

// Fills returns what the server issues, and the defaults of the specifications. A server may have others; what it filled
// in after a write is tolerated too (see [oauthclient.Service.Baseline]).
func (*Backend) Fills() map[oauthclient.Field]oauthclient.Fill {
	const defaultEnc = "A128CBC-HS256"
	fills := map[oauthclient.Field]oauthclient.Fill{
		// RFC 7591 section 2. "scope": "If omitted, an authorization server MAY register a client with a default set".
		oauthclient.TokenEndpointAuthMethod: {Default: "client_secret_basic"},
		oauthclient.GrantTypes:              {Default: []string{"authorization_code"}},
		oauthclient.ResponseTypes:           {Default: []string{"code"}},
		oauthclient.Scopes:                  {},
		// OpenID Connect Dynamic Client Registration section 2. The default of subject_type is the server's, and in
		// practice always this one. "none" is how Ory Hydra spells an unsigned UserInfo answer (seen on v2.3.0).
		oauthclient.ApplicationType:              {Default: "web"},
		oauthclient.SubjectType:                  {Default: "public"},
		oauthclient.IDTokenSignedResponseAlg:     {Default: "RS256"},
		oauthclient.UserinfoSignedResponseAlg:    {Default: "none"},
		oauthclient.IDTokenEncryptedResponseEnc:  {Default: defaultEnc},
		oauthclient.UserinfoEncryptedResponseEnc: {Default: defaultEnc},
		oauthclient.RequestObjectEncryptionEnc:   {Default: defaultEnc},
		// RFC 9701 section 6 and JARM section 3.
		IntrospectionSignedResponseAlg:    {Default: "RS256"},
		IntrospectionEncryptedResponseEnc: {Default: defaultEnc},
		AuthorizationSignedResponseAlg:    {Default: "RS256"},
		AuthorizationEncryptedResponseEnc: {Default: defaultEnc},
	}
	for f := range issued.Fields() {
		fills[f] = oauthclient.Fill{}
	}
	return fills
}

// Reissues returns what the answer to an update may have a new value of (RFC 7592 section 3).
func (*Backend) Reissues() map[oauthclient.Field]oauthclient.Reissue {
	return map[oauthclient.Field]oauthclient.Reissue{
		oauthclient.RegistrationAccessToken: oauthclient.Replaced,
		oauthclient.RegistrationClientURI:   oauthclient.Replaced,
		oauthclient.ClientSecret:            oauthclient.Replaced,
		oauthclient.ClientSecretExpiresAt:   oauthclient.Replaced,
	}
}

// Properties returns the registered members of client metadata, each with the field that holds it.
func Properties() map[string]oauthclient.Field { return maps.Clone(properties) }

// Canonical sorts the words of a response type, whose order has no meaning (OAuth 2.0 Multiple Response Type Encoding
// Practices section 3), writes language tags in lower case (RFC 5646 section 2.1.1), and takes out of the extra metadata
// the members that say nothing.
func (*Backend) Canonical(f oauthclient.Field, v any) any {
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
	canonical := make([]string, len(types))
	for i, responseType := range types {
		canonical[i] = sortedWords(responseType)
	}
	return canonical
}

func sortedWords(text string) string {
	words := strings.Fields(text)
	slices.Sort(words)
	return strings.Join(words, " ")
}

func canonicalTags(values map[string]string) map[string]string {
	canonical := make(map[string]string, len(values))
	for name, value := range values {
		base, tag, _ := strings.Cut(name, "#")
		if value != "" {
			canonical[base+"#"+strings.ToLower(tag)] = value
		}
	}
	return canonical
}

func canonicalExtra(text string) string {
	members, err := parseObject(text)
	if err != nil {
		return text
	}
	maps.DeleteFunc(members, func(_ string, raw json.RawMessage) bool { return saysNothing(raw) })
	return printObject(members)
}

// encode returns the members that say what c is, without the administrative ones.
func encode(c oauthclient.Client) (jsonwire.Object, error) {
	object, err := configurable.Encode(c)
	if err != nil {
		return nil, err
	}
	extra, err := extraOf(c)
	if err != nil {
		return nil, oauthclient.Invalid(ExtraMetadata, "The value is not a JSON object: %v.", err)
	}
	for name, raw := range extra {
		if string(raw) != "null" { // some servers refuse it in a registration
			object[name] = raw
		}
	}
	localized, _ := c[Localized].(map[string]string)
	for name, value := range localized {
		raw, err := json.Marshal(value)
		if err != nil {
			return nil, oauthclient.Invalid(Localized, "The value of %q cannot be written as JSON.", name)
		}
		object[name] = raw
	}
	return object, nil
}

// decode returns the client that the members of an answer are. Of the members without attribute, those that known has in
// ExtraMetadata are returned there, and the rest in otherMembers.
func decode(members jsonwire.Object, known oauthclient.Client) (oauthclient.Client, error) {
	client, err := everything.Decode(members)
	if err != nil {
		return nil, err
	}
	configured, err := extraOf(known)
	if err != nil {
		configured = nil // Nothing of a broken text can be compared.
	}
	localized, extra, others := map[string]string{}, jsonwire.Object{}, jsonwire.Object{}
	for name, raw := range members {
		_, hasAttribute := properties[name]
		_, isExtra := configured[name]
		var text string
		switch {
		case hasAttribute || saysNothing(raw):
		case isExtra:
			extra[name] = raw
		case strings.Contains(name, "#") && json.Unmarshal(raw, &text) == nil:
			localized[name] = text
		default:
			others[name] = raw
		}
	}
	if len(localized) > 0 {
		client[Localized] = localized
	}
	if len(extra) > 0 {
		client[ExtraMetadata] = printObject(extra)
	}
	if len(others) > 0 {
		client[otherMembers] = printObject(others)
	}
	return client, nil
}

func extraOf(c oauthclient.Client) (jsonwire.Object, error) {
	return parseObject(c.Text(ExtraMetadata))
}

// parseObject returns the members of a JSON object. The empty text has none.
func parseObject(text string) (jsonwire.Object, error) {
	if text == "" {
		return jsonwire.Object{}, nil
	}
	var members jsonwire.Object
	err := json.Unmarshal([]byte(text), &members)
	return members, err
}

// printObject is the opposite of parseObject.
func printObject(members jsonwire.Object) string {
	text, err := json.Marshal(members)
	if err != nil {
		return "" // Raw messages that were parsed before can be written again.
	}
	return string(text)
}

// saysNothing reports whether a value means the same as an absent member (RFC 7592 section 2.2: "null or empty").
func saysNothing(raw json.RawMessage) bool {
	switch strings.Join(strings.Fields(string(raw)), "") {
	case "", "null", `""`, "[]", "{}":
		return true
	}
	return false
}
