package oam

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// values is what a configuration, plan or state says.
type values struct {
	// known holds the known values; null ones are absent.
	known oauthclient.Client
	// unknown holds the fields whose value Terraform will know only later, in whole or in part.
	unknown oauthclient.FieldSet
	// problems are values that no field can hold.
	problems []*oauthclient.Error
}

// decode reads an object of the schema; a null one has no values.
func (k *kind) decode(raw tftypes.Value) (values, error) {
	v := values{known: oauthclient.Client{}, unknown: oauthclient.FieldSet{}}
	attributes, err := attributesOf(raw)
	if err != nil {
		return v, err
	}
	for _, f := range k.Fields {
		attribute := attributes[f.Name()]
		switch {
		case attribute.Type() == nil || attribute.IsNull():
		case !attribute.IsFullyKnown():
			v.unknown.Add(f)
		default:
			value, err := decodeValue(f.Kind(), attribute)
			if problem, ok := err.(*notInt); ok { //nolint:errorlint // It is never wrapped.
				v.problems = append(v.problems, oauthclient.Invalid(f, "%s.", problem))
				continue
			}
			if err != nil {
				return v, fmt.Errorf("%s: %w", f, err)
			}
			v.known[f] = value
		}
	}
	return v, nil
}

func attributesOf(object tftypes.Value) (map[string]tftypes.Value, error) {
	if object.Type() == nil || object.IsNull() || !object.IsKnown() {
		return nil, nil
	}
	var attributes map[string]tftypes.Value
	err := object.As(&attributes)
	return attributes, err
}

// notInt is a number that cannot be the value of an Int field.
type notInt big.Float

// Error says which number it is, and why not.
func (n *notInt) Error() string {
	number := (*big.Float)(n)
	if number.IsInt() {
		return number.Text('g', 10) + " is too far from 0"
	}
	return number.Text('g', 10) + " is not a whole number"
}

func decodeValue(kind oauthclient.Kind, attribute tftypes.Value) (any, error) {
	switch kind {
	case oauthclient.Int:
		var number big.Float
		if err := attribute.As(&number); err != nil {
			return nil, err
		}
		n, accuracy := number.Int64()
		if accuracy != big.Exact {
			return nil, (*notInt)(&number)
		}
		return n, nil
	case oauthclient.Set:
		return elementsOf(attribute, decodeText)
	case oauthclient.Objects:
		return elementsOf(attribute, decodeObject)
	default:
		return decodeText(attribute)
	}
}

func elementsOf[T any](attribute tftypes.Value, decode func(tftypes.Value) (T, error)) ([]T, error) {
	var elements []tftypes.Value
	if err := attribute.As(&elements); err != nil {
		return nil, err
	}
	decoded := make([]T, 0, len(elements))
	for _, element := range elements {
		one, err := decode(element)
		if err != nil {
			return nil, err
		}
		decoded = append(decoded, one)
	}
	return decoded, nil
}

// decodeText returns a text, number or flag as a text, "" for null.
func decodeText(value tftypes.Value) (string, error) {
	switch {
	case value.IsNull():
		return "", nil
	case value.Type().Is(tftypes.Number):
		var number big.Float
		err := value.As(&number)
		return number.Text('f', -1), err
	case value.Type().Is(tftypes.Bool):
		var flag bool
		err := value.As(&flag)
		return strconv.FormatBool(flag), err
	}
	var text string
	err := value.As(&text)
	return text, err
}

func decodeObject(value tftypes.Value) (map[string]string, error) {
	attributes, err := attributesOf(value)
	if err != nil {
		return nil, err
	}
	object := make(map[string]string, len(attributes))
	for name, attribute := range attributes {
		if attribute.IsNull() {
			continue
		}
		if object[name], err = decodeText(attribute); err != nil {
			return nil, err
		}
	}
	return object, nil
}

// encode writes values as an object of base's type. Attributes that are no fields are taken from base.
func (k *kind) encode(v values, base tftypes.Value) (tftypes.Value, error) {
	objectType, ok := base.Type().(tftypes.Object)
	if !ok {
		return base, fmt.Errorf("%s is not an object", base.Type())
	}
	attributes, err := attributesOf(base)
	if err != nil {
		return base, err
	}
	encoded := make(map[string]tftypes.Value, len(objectType.AttributeTypes))
	for name, attributeType := range objectType.AttributeTypes {
		old, has := attributes[name]
		i := slices.IndexFunc(k.Fields, func(f oauthclient.Field) bool { return f.Name() == name })
		switch {
		case i < 0 && has:
			encoded[name] = old
		case i < 0:
			encoded[name] = tftypes.NewValue(attributeType, nil)
		case v.unknown.Has(k.Fields[i]) && has && !old.IsNull() && !old.IsFullyKnown():
			encoded[name] = old // known in part
		case v.unknown.Has(k.Fields[i]):
			encoded[name] = tftypes.NewValue(attributeType, tftypes.UnknownValue)
		default:
			encoded[name] = encodeValue(v.known[k.Fields[i]], attributeType)
		}
	}
	return tftypes.NewValue(objectType, encoded), nil
}

func encodeValue(value any, as tftypes.Type) tftypes.Value {
	set, _ := as.(tftypes.Set)
	var elements []tftypes.Value
	switch value := value.(type) {
	case []string:
		for _, text := range slices.Compact(slices.Sorted(slices.Values(value))) {
			elements = append(elements, tftypes.NewValue(tftypes.String, text))
		}
	case []map[string]string:
		objectType, _ := set.ElementType.(tftypes.Object)
		for _, object := range value {
			element := encodeObject(object, objectType)
			if !slices.ContainsFunc(elements, element.Equal) {
				elements = append(elements, element)
			}
		}
	default:
		return tftypes.NewValue(as, value)
	}
	return tftypes.NewValue(as, elements)
}

func encodeObject(object map[string]string, as tftypes.Object) tftypes.Value {
	attributes := make(map[string]tftypes.Value, len(as.AttributeTypes))
	for name, attributeType := range as.AttributeTypes {
		attributes[name] = encodeMember(object[name], attributeType)
	}
	return tftypes.NewValue(as, attributes)
}

// encodeMember returns a member of an object; null for "", which says no more.
func encodeMember(text string, as tftypes.Type) tftypes.Value {
	switch {
	case text == "":
		return tftypes.NewValue(as, nil)
	case as.Is(tftypes.Bool):
		return tftypes.NewValue(as, text == "true")
	case as.Is(tftypes.Number):
		number, ok := new(big.Float).SetString(text)
		if !ok {
			return tftypes.NewValue(as, nil)
		}
		return tftypes.NewValue(as, number)
	}
	return tftypes.NewValue(as, text)
}
