// Package entity is what the resources have in common, oauth_client and those beside it: how the calls of the framework are
// answered, how fields and their values are written in Terraform, and what is remembered beside the state.
package entity

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// IsNull reports whether a value is null, or not there at all.
func IsNull(value tftypes.Value) bool { return value.Type() == nil || value.IsNull() }

// Attributes returns the attributes of an object, or the elements of a map, by name: none of one that is null or unknown.
func Attributes(object tftypes.Value) (map[string]tftypes.Value, error) {
	if IsNull(object) || !object.IsKnown() {
		return nil, nil
	}
	var attributes map[string]tftypes.Value
	err := object.As(&attributes)
	return attributes, err
}

// Text returns the text of a string value, "" when it is null or unknown.
func Text(value tftypes.Value) (string, error) {
	if IsNull(value) || !value.IsKnown() {
		return "", nil
	}
	var text string
	err := value.As(&text)
	return text, err
}

// DecodeInto decodes a field into a client. A value that the field cannot hold is added to problems instead.
func DecodeInto(c oauthclient.Client, problems *[]*oauthclient.Error, f oauthclient.Field, attribute tftypes.Value) error {
	value, err := Decode(f, attribute)
	switch problem, isProblem := errors.AsType[*oauthclient.Error](err); {
	case isProblem:
		*problems = append(*problems, problem)
	case err != nil:
		return fmt.Errorf("%s: %w", f, err)
	default:
		c[f] = value
	}
	return nil
}

// Decode returns the value of a field as a client holds it. The attribute must be known and not null. A number that the field
// cannot hold is an [oauthclient.ErrInvalid].
func Decode(f oauthclient.Field, attribute tftypes.Value) (any, error) {
	switch f.Kind() {
	case oauthclient.Bool:
		var b bool
		err := attribute.As(&b)
		return b, err
	case oauthclient.Int:
		return decodeInt(f, attribute)
	case oauthclient.Set, oauthclient.List:
		return decodeElements(attribute, Text) // a null element is as wrong as an empty one
	case oauthclient.Map:
		return decodeTexts(attribute)
	case oauthclient.Objects:
		return decodeElements(attribute, decodeTexts)
	default:
		return Text(attribute)
	}
}

func decodeInt(f oauthclient.Field, attribute tftypes.Value) (any, error) {
	var number big.Float
	if err := attribute.As(&number); err != nil {
		return nil, err
	}
	n, accuracy := number.Int64()
	switch {
	case accuracy == big.Exact:
		return n, nil
	case number.IsInt():
		return nil, oauthclient.Invalid(f, "%s is too far from 0: a number is at most %d, and at least %d.", number.Text('g', 10), math.MaxInt64, math.MinInt64)
	}
	return nil, oauthclient.Invalid(f, "%s is not a whole number.", number.Text('g', 10))
}

func decodeElements[T any](attribute tftypes.Value, decode func(tftypes.Value) (T, error)) ([]T, error) {
	var elements []tftypes.Value
	if err := attribute.As(&elements); err != nil {
		return nil, err
	}
	decoded := make([]T, len(elements))
	for i, element := range elements {
		var err error
		if decoded[i], err = decode(element); err != nil {
			return nil, err
		}
	}
	return decoded, nil
}

// decodeTexts returns the members of a map or object, less those that are null.
func decodeTexts(object tftypes.Value) (map[string]string, error) {
	members, err := Attributes(object)
	if err != nil {
		return nil, err
	}
	texts := make(map[string]string, len(members))
	for name, member := range members {
		if member.IsNull() {
			continue
		}
		if texts[name], err = decodeMember(member); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// decodeMember returns a text, a number or a flag as text, which is how a client holds all members of objects.
func decodeMember(value tftypes.Value) (string, error) {
	switch {
	case value.Type().Is(tftypes.Number):
		var number big.Float
		err := value.As(&number)
		return number.Text('f', -1), err
	case value.Type().Is(tftypes.Bool):
		var flag bool
		err := value.As(&flag)
		return strconv.FormatBool(flag), err
	}
	return Text(value)
}

// EncodeField writes a field of a client as an attribute of old's type, unknown where it is among those. Of a value that is known
// only in part, old has the parts.
func EncodeField(f oauthclient.Field, c oauthclient.Client, unknown oauthclient.FieldSet, old tftypes.Value) tftypes.Value {
	switch {
	case unknown.Has(f) && !old.IsNull() && !old.IsFullyKnown():
		return old
	case unknown.Has(f):
		return tftypes.NewValue(old.Type(), tftypes.UnknownValue)
	}
	return Encode(f.Kind(), c[f], old.Type())
}

// Encode writes the value of a field as an attribute of a type; nil is null.
func Encode(kind oauthclient.Kind, value any, as tftypes.Type) tftypes.Value {
	switch value := value.(type) {
	case []string:
		if kind == oauthclient.Set {
			value = slices.Compact(slices.Sorted(slices.Values(value)))
		}
		elements := make([]tftypes.Value, len(value))
		for i, element := range value {
			elements[i] = tftypes.NewValue(tftypes.String, element)
		}
		return tftypes.NewValue(as, elements)
	case map[string]string:
		elements := make(map[string]tftypes.Value, len(value))
		for name, element := range value {
			elements[name] = tftypes.NewValue(tftypes.String, element)
		}
		return tftypes.NewValue(as, elements)
	case []map[string]string:
		return encodeObjects(value, as)
	default:
		return tftypes.NewValue(as, value)
	}
}

func encodeObjects(objects []map[string]string, as tftypes.Type) tftypes.Value {
	set, _ := as.(tftypes.Set)
	objectType, ok := set.ElementType.(tftypes.Object)
	if !ok {
		return tftypes.NewValue(as, nil)
	}
	var elements []tftypes.Value
	seen := map[string]bool{}
	for _, object := range objects {
		attributes := make(map[string]tftypes.Value, len(objectType.AttributeTypes))
		for name, memberType := range objectType.AttributeTypes {
			text, has := object[name]
			attributes[name] = encodeMember(text, has, memberType)
		}
		if key := fmt.Sprintf("%q", object); !seen[key] {
			seen[key] = true
			elements = append(elements, tftypes.NewValue(objectType, attributes))
		}
	}
	return tftypes.NewValue(as, elements)
}

// encodeMember is the opposite of decodeMember. A member that an object does not have is null.
func encodeMember(text string, has bool, as tftypes.Type) tftypes.Value {
	switch {
	case !has:
	case as.Is(tftypes.Bool):
		return tftypes.NewValue(as, text == "true")
	case as.Is(tftypes.Number):
		if number, ok := new(big.Float).SetString(text); ok {
			return tftypes.NewValue(as, number)
		}
	default:
		return tftypes.NewValue(as, text)
	}
	return tftypes.NewValue(as, nil)
}
