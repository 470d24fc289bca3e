package backendtest

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// exchanged returns the address under which the answered client is found as the asked one is under u: every word of it that
// names one names the other.
func exchanged(u *url.URL, asked, answered oauthclient.Client) *url.URL {
	names := map[string]string{}
	for _, f := range []oauthclient.Field{oauthclient.ID, oauthclient.ClientID, oauthclient.ClientName} {
		from, to := words(asked.Text(f)), words(answered.Text(f))
		for i := range min(len(from), len(to)) {
			if from[i] != to[i] {
				names[from[i]] = to[i]
			}
		}
	}
	other := *u
	other.Path, other.RawPath = renamed(u.Path, names), ""
	query := u.Query()
	for key, values := range query {
		for i, value := range values {
			query[key][i] = renamed(value, names)
		}
	}
	other.RawQuery = query.Encode()
	return &other
}

func isSeparator(r rune) bool { return strings.ContainsRune("/?&=:#,; ", r) }

func words(text string) []string { return strings.FieldsFunc(text, isSeparator) }

// renamed replaces whole words.
func renamed(text string, names map[string]string) string {
	var b strings.Builder
	for text != "" {
		end := strings.IndexFunc(text, isSeparator)
		switch end {
		case 0:
			b.WriteByte(text[0]) // separators are of one byte
			text = text[1:]
			continue
		case -1:
			end = len(text)
		}
		word := text[:end]
		if other, ok := names[word]; ok {
			word = other
		}
		b.WriteString(word)
		text = text[end:]
	}
	return b.String()
}

// applied returns an answer in which the mask stands for the secret, and the members that are to be garbled have values that
// nobody can understand.
func (d Distortion) applied(got *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	body := got.Body.Bytes()
	if d.Secret != "" {
		body = bytes.ReplaceAll(body, []byte(d.Secret), []byte(d.Mask))
	}
	if len(d.Garbled) > 0 {
		body = garbled(body, d.Garbled)
	}
	distorted := *got
	distorted.Body = bytes.NewBuffer(body)
	distorted.Header().Del("Content-Length")
	return &distorted
}

// garbled returns a JSON text in which the members with some names have values of no use. Other texts stay as they are.
func garbled(body []byte, names []string) []byte {
	var v any
	if jsontext.Decode(body, &v) != nil {
		return body
	}
	garble(v, names)
	text, _ := json.Marshal(v) // it was decoded from JSON
	return text
}

func garble(v any, names []string) {
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			garble(element, names)
		}
	case map[string]any:
		for member := range v {
			if slices.Contains(names, member) {
				v[member] = map[string]any{"garbled": []any{map[string]any{}}}
				continue
			}
			garble(v[member], names)
		}
	}
}
