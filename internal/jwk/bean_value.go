package jwk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

func writeSame(raw json.RawMessage) json.RawMessage {
	return raw
}

func readSame(raw json.RawMessage) (json.RawMessage, error) {
	return raw, nil
}

// writeWrapped writes a value as the only member of an object: a Java object with one getter.
func writeWrapped(member string) func(json.RawMessage) json.RawMessage {
	return func(raw json.RawMessage) json.RawMessage {
		return joinObject(map[string]json.RawMessage{member: raw})
	}
}

// requirements are the values of "requirement", which the Java classes derive from a key type or an algorithm.
var requirements = []string{"REQUIRED", "RECOMMENDED", "OPTIONAL"}

// readWrapped reads what writeWrapped wrote, or a bare value. A requirement beside it is checked and not kept.
func readWrapped(member string) func(json.RawMessage) (json.RawMessage, error) {
	return func(raw json.RawMessage) (json.RawMessage, error) {
		object, err := decodeObject(raw)
		if errors.Is(err, errNotObject) {
			return raw, nil
		}
		if err != nil {
			return nil, err
		}
		if requirement, says := object["requirement"]; says {
			if text, _ := decodeString(requirement); !slices.Contains(requirements, text) {
				return nil, fmt.Errorf("has an unknown requirement: allowed are %s", enumerate(requirements))
			}
		}
		return object[member], nil
	}
}

// beanTime is how the documentation writes a date-time.
const beanTime = "2006-01-02T15:04:05.000-07:00"

// writeTime writes a NumericDate (RFC 7519 section 2) in whole seconds as a date-time. After the year 9999 that is no
// RFC 3339 any more, which [translation.holds] finds out.
func writeTime(raw json.RawMessage) json.RawMessage {
	seconds, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil {
		return nil
	}
	return quote(time.Unix(seconds, 0).UTC().Format(beanTime))
}

// readTime reads a date-time as a NumericDate in whole seconds: the Java class drops the fraction, too, when it writes
// the RFC 7517 spelling.
func readTime(raw json.RawMessage) (json.RawMessage, error) {
	text, _ := decodeString(raw)
	instant, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, errors.New("must be a date-time (RFC 3339)")
	}
	return strconv.AppendInt(nil, instant.Unix(), 10), nil
}

// writeRevocation writes the "revoked" of OpenID Federation 1.0, {"revoked_at":946684800,"reason":"compromised"}, as
// a keyRevocation. What else is in it gets lost, so [translation.holds] must follow.
func writeRevocation(raw json.RawMessage) json.RawMessage {
	revoked, err := decodeObject(raw)
	if err != nil {
		return nil
	}
	revocation := map[string]json.RawMessage{}
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
	return joinObject(revocation)
}

func readRevocation(raw json.RawMessage) (json.RawMessage, error) {
	revocation, err := decodeObject(raw)
	if err != nil {
		return nil, err
	}
	revoked := map[string]json.RawMessage{}
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
	return joinObject(revoked), nil
}
