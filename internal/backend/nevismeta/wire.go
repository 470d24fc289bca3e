package nevismeta

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/beanjwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// keySetForm reads both spellings of a JWK Set as the one of RFC 7517. Private members are read too, so that somebody hears
// of them.
func keySetForm(bean bool) *jsonwire.Form {
	return &jsonwire.Form{
		Encode: func(value any) any {
			text, _ := value.(string)
			if written, err := beanjwk.Bean(text); err == nil && bean {
				text = written
			}
			return json.RawMessage(text)
		},
		Decode: func(raw json.RawMessage) (any, error) {
			text, err := beanjwk.Standard(unquoted(raw))
			if err != nil {
				return nil, err
			}
			set, err := jwk.Read(text)
			switch {
			case err != nil:
				return nil, err
			case set.HasPrivate():
				return text, nil
			}
			return set.Standard(), nil
		},
	}
}

// unquoted returns a JSON text that may stand in a string.
func unquoted(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return string(raw)
	}
	return text
}

// privateKeys tells of keys of which an answer says that they are private and does not show it. Those that it shows are
// found for every backend.
func privateKeys(members jsonwire.Object) []oauthclient.Notice {
	ids := beanjwk.Private(unquoted(members["jwks"]))
	if len(ids) == 0 {
		return nil
	}
	return []oauthclient.Notice{{
		Field: oauthclient.JWKSet, Summary: "nevisMeta says that jwks holds private keys",
		Detail: fmt.Sprintf("These keys of the client are private ones on the server: %q. It does not show their private members here, but others may see them: "+
			"make new keys, and configure only their public halves.", ids),
	}}
}

// metadataForm writes and reads only the documented members of an entry. An empty locale is none.
var metadataForm = &jsonwire.Form{
	Encode: func(value any) any {
		objects, _ := value.([]map[string]string)
		entries := make([]metadataEntry, len(objects))
		for i, object := range objects {
			entries[i] = metadataEntry{object["name"], object["value"], object["locale"]}
		}
		return entries
	},
	Decode: func(raw json.RawMessage) (any, error) {
		var entries []metadataEntry
		if err := json.Unmarshal(raw, &entries); err != nil {
			return nil, errors.New("an array of objects of strings was expected")
		}
		objects := make([]map[string]string, len(entries))
		for i, entry := range entries {
			objects[i] = map[string]string{"name": entry.Name, "value": entry.Value}
			if entry.Locale != "" {
				objects[i]["locale"] = entry.Locale
			}
		}
		return objects, nil
	},
}

// A metadataEntry is a text about the client.
type metadataEntry struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Locale string `json:"locale,omitempty"`
}
