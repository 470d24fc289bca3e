package registration

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Members that are read and written here one by one.
const (
	memberClientID = "client_id"
	memberSecret   = "client_secret"
	memberToken    = "registration_access_token"
	memberKeys     = "jwks"
)

// hasAttribute reports whether a member has an attribute of its own, which all have but those of Localized and ExtraMetadata.
func hasAttribute(name string) bool {
	_, ok := names[name]
	return ok
}

// issuedOf returns what an answer has of the members that only the server sets.
func issuedOf(members jsonwire.Object) oauthclient.Client {
	client, _ := administrative.Decode(members)
	return client
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

// decode returns the client that the members of an answer are, less what the driver keeps beside it. Those that known has in
// ExtraMetadata are returned there. What cannot be understood is absent, and a notice says so.
func decode(members jsonwire.Object, known oauthclient.Client) (oauthclient.Client, []oauthclient.Notice) {
	extra, err := extraOf(known)
	if err != nil {
		extra = nil // Nothing of a broken text can be compared.
	}
	plain, ours := jsonwire.Object{}, jsonwire.Object{}
	for name, raw := range members {
		switch _, isExtra := extra[name]; {
		case !isExtra:
			plain[name] = raw
		case !saysNothing(raw):
			ours[name] = raw
		}
	}
	client, notices := configurable.Decode(plain)
	localized := map[string]string{}
	for name, raw := range plain {
		var text string
		if !hasAttribute(name) && strings.Contains(name, "#") && json.Unmarshal(raw, &text) == nil && text != "" {
			localized[name] = text
		}
	}
	if len(localized) > 0 {
		client[Localized] = localized
	}
	if len(ours) > 0 {
		client[ExtraMetadata] = printObject(ours)
	}
	return client, notices
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

// withoutSecrets returns the members of an answer that can be kept: the secret and the token are elsewhere, and private
// keys nowhere.
func withoutSecrets(members jsonwire.Object) jsonwire.Object {
	kept := jsonwire.Object{}
	for name, raw := range members {
		switch name {
		case memberSecret, memberToken:
		case memberKeys:
			keys, _ := jwk.Public(string(raw))
			if json.Valid([]byte(keys)) {
				kept[name] = json.RawMessage(keys)
			}
		default:
			kept[name] = raw
		}
	}
	return kept
}

// saysNothing reports whether a value means the same as an absent member (RFC 7592 section 2.2: "null or empty").
func saysNothing(raw json.RawMessage) bool {
	switch string(bytes.Join(bytes.Fields(raw), nil)) {
	case "", "null", `""`, "[]", "{}":
		return true
	}
	return false
}
