package beanjwk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// text returns a JSON string's text, "" for anything else.
func text(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

func writeSame(raw json.RawMessage) json.RawMessage {
	return raw
}

func readSame(raw json.RawMessage) (json.RawMessage, error) {
	return raw, nil
}

// writeWrapped writes a value as the only member of an object: a Java object with one getter.
func writeWrapped(member string) func(json.RawMessage) json.RawMessage {
	return func(raw json.RawMessage) json.RawMessage {
		return encode(members{member: raw})
	}
}

// requirements are the values of "requirement", which the Java classes derive from a key type or an algorithm.
var requirements = []string{"REQUIRED", "RECOMMENDED", "OPTIONAL"}

// readWrapped reads what writeWrapped wrote, or a bare value. A requirement beside it is checked and not kept.
func readWrapped(member string) func(json.RawMessage) (json.RawMessage, error) {
	return func(raw json.RawMessage) (json.RawMessage, error) {
		wrapped, err := object(raw)
		if err != nil {
			return raw, nil //nolint:nilerr // A value that is no object is a bare one.
		}
		if requirement, says := wrapped["requirement"]; says {
			if text := text(requirement); !slices.Contains(requirements, text) {
				return nil, fmt.Errorf("has an unknown requirement: allowed are %s", strings.Join(requirements, ", "))
			}
		}
		return wrapped[member], nil
	}
}

// beanTime is how the documentation writes a date-time.
const beanTime = "2006-01-02T15:04:05.000-07:00"

// writeTime writes a NumericDate (RFC 7519 section 2) in whole seconds as a date-time; -0 would come back as 0. After the year
// 9999 that is no RFC 3339 any more, which [translation.holds] finds out.
func writeTime(raw json.RawMessage) json.RawMessage {
	seconds, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || string(raw) == "-0" {
		return nil
	}
	return encode(time.Unix(seconds, 0).UTC().Format(beanTime))
}

// readTime reads a date-time as a NumericDate in whole seconds: the Java class drops the fraction, too, when it writes
// the RFC 7517 spelling.
func readTime(raw json.RawMessage) (json.RawMessage, error) {
	instant, err := time.Parse(time.RFC3339, text(raw))
	if err != nil {
		return nil, errors.New("must be a date-time (RFC 3339)")
	}
	return strconv.AppendInt(nil, instant.Unix(), 10), nil
}

// writeRevocation writes the "revoked" of OpenID Federation 1.0, {"revoked_at":946684800,"reason":"compromised"}, as
// a keyRevocation. What else is in it gets lost, so [translation.holds] must follow.
func writeRevocation(raw json.RawMessage) json.RawMessage {
	revoked, err := object(raw)
	if err != nil {
		return nil
	}
	revocation := members{}
	if instant, has := revoked["revoked_at"]; has {
		revocationTime := writeTime(instant)
		if revocationTime == nil {
			return nil
		}
		revocation["revocationTime"] = revocationTime
	}
	if reason, has := revoked["reason"]; has {
		revocation["reason"] = writeWrapped("value")(reason)
	}
	return encode(revocation)
}

func readRevocation(raw json.RawMessage) (json.RawMessage, error) {
	revocation, err := object(raw)
	if err != nil {
		return nil, err
	}
	revoked := members{}
	if instant, has := revocation["revocationTime"]; has {
		if revoked["revoked_at"], err = readTime(instant); err != nil {
			return nil, fmt.Errorf("has a revocationTime that %w", err)
		}
	}
	if reason, has := revocation["reason"]; has {
		value, err := readWrapped("value")(reason)
		if err != nil {
			return nil, fmt.Errorf("has a reason that %w", err)
		}
		if value != nil {
			revoked["reason"] = value
		}
	}
	return encode(revoked), nil
}
