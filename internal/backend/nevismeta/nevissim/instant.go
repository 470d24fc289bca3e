package nevissim

import (
	"encoding/json"
	"time"
)

// The layouts of an instant with milliseconds.
const (
	layoutZulu               = "2006-01-02T15:04:05.000Z07:00"
	layoutOffset             = "2006-01-02T15:04:05.000-07:00"
	layoutOffsetWithoutColon = "2006-01-02T15:04:05.000-0700"
)

// toMillis cuts an instant to the precision of valid_from.
func toMillis(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// write returns an instant in this spelling.
func (f TimeFormat) write(t time.Time) any {
	switch f {
	case TimeOffset:
		return t.UTC().Format(layoutOffset)
	case TimeOffsetWithoutColon:
		return t.UTC().Format(layoutOffsetWithoutColon)
	case TimeEpochMillis:
		return t.UnixMilli()
	default:
		return t.UTC().Format(layoutZulu)
	}
}

// parseInstant reads an instant in any of the spellings the simulator writes, with or without fractions of a second.
func parseInstant(value any) (time.Time, error) {
	switch v := value.(type) {
	case string:
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05-0700"} {
			if t, err := time.Parse(layout, v); err == nil {
				return toMillis(t), nil
			}
		}
	case json.Number:
		if millis, err := v.Int64(); err == nil {
			return time.UnixMilli(millis).UTC(), nil
		}
	}
	return time.Time{}, invalid("%v is not a date and time with an offset", value)
}
