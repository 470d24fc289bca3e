package nevismeta

import (
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
)

// The spellings of an instant. The documents have both with milliseconds, with "Z" and with an offset, and do not say
// which one a server writes.
const (
	documentedInstant = "2006-01-02T15:04:05.000Z07:00"
	zuluInstant       = "2006-01-02T15:04:05.000Z"
	// oldInstant is what older versions of the server's JSON library write.
	oldInstant = "2006-01-02T15:04:05.999999999-0700"
)

// instantForm writes an instant that is spelled as in the documents as it is, and any other in UTC. It reads RFC 3339,
// offsets without a colon, and milliseconds since 1970.
var instantForm = &jsonwire.Form{
	Encode: func(value any) any {
		text, _ := value.(string)
		t, err := parseInstant(text)
		if _, spelled := time.Parse(documentedInstant, text); err != nil || spelled == nil {
			return text
		}
		return writeInstant(t)
	},
	Decode: func(raw json.RawMessage) (any, error) {
		var millis json.Number
		if json.Unmarshal(raw, &millis) == nil && millis != "" {
			if n, err := strconv.ParseFloat(millis.String(), 64); err == nil {
				return writeInstant(time.UnixMilli(int64(n))), nil
			}
		}
		var text string
		if json.Unmarshal(raw, &text) == nil && text == "" {
			return nil, nil
		}
		t, err := parseInstant(text)
		if err != nil {
			return nil, errors.New("a date and time was expected")
		}
		return writeInstant(t), nil
	},
}

// parseInstant reads an instant in the precision of the server, which keeps no more than milliseconds.
func parseInstant(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t, err = time.Parse(oldInstant, text)
	}
	return t.UTC().Truncate(time.Millisecond), err
}

// instantOf is parseInstant with the zero time for what is no instant.
func instantOf(text string) time.Time {
	t, err := parseInstant(text)
	if err != nil {
		return time.Time{}
	}
	return t
}

func writeInstant(t time.Time) string { return t.UTC().Format(zuluInstant) }
