package nevissim

import (
	"slices"
	"strings"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
)

// A draft is a client as a request describes it.
type draft struct {
	body      map[string]any // without valid_from and without nulls
	nulls     []string
	validFrom time.Time // zero when the request has none
}

// accept reads the body of a create or an edit. It returns a refusal when the schema or a switch forbids it.
func (o Options) accept(content []byte) (draft, error) {
	body, err := decodeObject(content)
	if err != nil {
		return draft{}, invalid("malformed JSON: %v", err)
	}
	nulls := dropNulls(body)
	if err := o.dropUnknown(body); err != nil {
		return draft{}, err
	}
	if err := o.normalise(body); err != nil {
		return draft{}, err
	}
	for _, p := range properties {
		if value, set := body[p.name]; set {
			if err := p.check(value); err != nil {
				return draft{}, err
			}
		}
	}
	d := draft{body: body, nulls: nulls}
	if value, set := body["valid_from"]; set {
		// The check of the property has parsed it before.
		d.validFrom, _ = parseInstant(value)
		delete(body, "valid_from")
	}
	return d, nil
}

// dropUnknown removes the members outside the schema, or refuses them, or leaves them in, as the switches say.
func (o Options) dropUnknown(body map[string]any) error {
	if o.UnknownMembers && !o.RejectUnknown {
		return nil
	}
	for name := range body {
		if slices.ContainsFunc(properties, func(p property) bool { return p.name == name }) {
			continue
		}
		if o.RejectUnknown {
			return invalid("unrecognized property %q", name)
		}
		delete(body, name)
	}
	return nil
}

// normalise turns the spellings that a switch permits into those of the schema.
func (o Options) normalise(body map[string]any) error {
	if o.StringsForArrays {
		for _, p := range properties {
			if s, ok := body[p.name].(string); ok && p.isList() {
				body[p.name] = []any{s}
			}
		}
	}
	if set, ok := body["jwks"].(map[string]any); ok && o.BeanJWKS {
		keys, err := jwksFromBean(set)
		if err != nil {
			return err
		}
		body["jwks"] = keys
	}
	return nil
}

// checkTogether checks what depends on more than one property, and what must be there.
func (o Options) checkTogether(body map[string]any) error {
	if body["redirect_uris"] == nil && o.StrictRedirectURIs {
		return invalid("redirect_uris: is required")
	}
	if body["jwks"] != nil && isSet(body, "jwks_uri") && !o.AcceptJWKSWithURI {
		return invalid("jwks and jwks_uri must not both be present")
	}
	if o.RequireEncryptionPair && (encrypts(body, encryptionAlg) != encrypts(body, encryptionEnc)) {
		return invalid("%s and %s must be set together", encryptionAlg, encryptionEnc)
	}
	return nil
}

// encrypts reports whether a property that chooses an encryption has a value other than "none".
func encrypts(body map[string]any, name string) bool {
	return isSet(body, name) && body[name] != noEncryption
}

// isSet reports whether a text has a value; "" is none.
func isSet(body map[string]any, name string) bool {
	s, _ := body[name].(string)
	return s != ""
}

// complete fills in what the server chooses when a body leaves it out. previous is the body that is edited, nil on
// create.
func (s *Simulator) complete(body, previous map[string]any, caller string) {
	if !isSet(body, "owner") {
		body["owner"] = caller
	}
	if !isSet(body, "client_id") {
		body["client_id"] = newID()
		if isSet(previous, "client_id") && !s.opts.RegenerateClientIDOnPUT {
			body["client_id"] = previous["client_id"]
		}
	}
	if isSet(body, "client_secret") {
		return
	}
	delete(body, "client_secret")
	confidentiality, _ := body["confidentiality_type"].(string)
	isPublic := strings.EqualFold(confidentiality, "public")
	switch {
	case (previous == nil || s.opts.SecretOnPUT == SecretRegenerated) && !isPublic:
		body["client_secret"] = newID()
	case s.opts.SecretOnPUT == SecretKept && isSet(previous, "client_secret"):
		body["client_secret"] = previous["client_secret"]
	}
}

// decodeObject reads a text that is one JSON object.
func decodeObject(content []byte) (map[string]any, error) {
	var object map[string]any
	if err := jsontext.Decode(content, &object); err != nil {
		return nil, err
	}
	if object == nil {
		return nil, invalid("null is not an object")
	}
	return object, nil
}

// dropNulls removes the members that are null, which mean the same as absent ones, and returns their names.
func dropNulls(body map[string]any) []string {
	var nulls []string
	for name, value := range body {
		if value == nil {
			delete(body, name)
			nulls = append(nulls, name)
		}
	}
	return nulls
}

// merge adds to an edit what the client has and the edit leaves out, as the switch says.
func (o Options) merge(d draft, previous map[string]any) {
	for name, value := range previous {
		_, sent := d.body[name]
		takenOut := o.Merge == MergeUntilNull && slices.Contains(d.nulls, name)
		if o.Merge != MergeNever && !sent && !takenOut {
			d.body[name] = value
		}
	}
}
