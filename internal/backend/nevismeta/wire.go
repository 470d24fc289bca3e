package nevismeta

import (
	"encoding/json"
	"errors"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

// keySetForm reads both spellings of a JWK Set as the one of RFC 7517. Private members are read too, so that somebody hears
// of them.
func keySetForm(bean bool) *jsonwire.Form {
	return &jsonwire.Form{
		Encode: func(value any) any {
			text, _ := value.(string)
			set, err := jwk.Read(text)
			if err == nil && bean {
				text = set.Bean()
			}
			return json.RawMessage(text)
		},
		Decode: func(raw json.RawMessage) (any, error) {
			text := string(raw)
			if quoted := ""; json.Unmarshal(raw, &quoted) == nil {
				text = quoted
			}
			set, err := jwk.Read(text)
			switch {
			case err != nil || !mayBeKeySet(text):
				return nil, errors.New("a JWK Set was expected")
			case set.HasPrivate():
				return text, nil
			}
			return set.Standard(), nil
		},
	}
}

// mayBeKeySet reports whether an object has keys, or nothing at all, as servers write no keys.
func mayBeKeySet(text string) bool {
	var members map[string]json.RawMessage
	_ = json.Unmarshal([]byte(text), &members) // what is no object has none
	_, has := members["keys"]
	return has || len(members) == 0
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
