package provider

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// values is what a configuration, plan or state says of a client.
type values struct {
	// client holds the known values; null ones are absent, and explicit empties are present.
	client oauthclient.Client
	// unknown holds the fields whose value Terraform will know only later, in whole or in part.
	unknown oauthclient.FieldSet
}

// decodeClient reads an object of the schema of oauth_client. Attributes that are no fields of a client are passed over.
//
// It works on the raw value, not on structs: the framework's reflection costs more for one client than all the rest
// of a plan (see "The cost of a plan" in internal/docs/design.md).
func decodeClient(raw tftypes.Value) (values, error) {
	v := values{client: oauthclient.Client{}, unknown: oauthclient.FieldSet{}}
	attributes, err := members(raw)
	if err != nil {
		return v, err
	}
	for name, attribute := range attributes {
		if f, ok := fieldsByPath[name]; ok {
			err = v.take(f, attribute)
		} else if room := fieldsByRoom[name]; room != nil {
			err = v.takeRoom(room, attribute)
		}
		if err != nil {
			return v, err
		}
	}
	return v, nil
}

func members(object tftypes.Value) (map[string]tftypes.Value, error) {
	var attributes map[string]tftypes.Value
	if object.IsNull() || !object.IsKnown() {
		return nil, nil
	}
	err := object.As(&attributes)
	return attributes, err
}

func (v *values) takeRoom(room []oauthclient.Field, object tftypes.Value) error {
	if !object.IsKnown() {
		objectType, _ := object.Type().(tftypes.Object)
		for _, f := range room {
			if _, ok := objectType.AttributeTypes[f.Name()]; ok {
				v.unknown.Add(f)
			}
		}
		return nil
	}
	attributes, err := members(object)
	if err != nil {
		return err
	}
	for _, f := range room {
		if attribute, ok := attributes[f.Name()]; ok {
			if err := v.take(f, attribute); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *values) take(f oauthclient.Field, attribute tftypes.Value) error {
	switch {
	case attribute.IsNull():
		return nil
	case !attribute.IsFullyKnown():
		v.unknown.Add(f)
		return nil
	}
	value, err := decodeValue(f.Kind(), attribute)
	if err != nil {
		return fmt.Errorf("%s: %w", f, err)
	}
	v.client[f] = value
	return nil
}

func decodeValue(kind oauthclient.Kind, attribute tftypes.Value) (any, error) {
	switch kind {
	case oauthclient.Bool:
		var b bool
		err := attribute.As(&b)
		return b, err
	case oauthclient.Int:
		var number big.Float
		if err := attribute.As(&number); err != nil {
			return nil, err
		}
		n, _ := number.Int64()
		return n, nil
	case oauthclient.Set:
		return decodeStrings(attribute)
	case oauthclient.Map:
		return decodeStringMap(attribute)
	case oauthclient.Objects:
		return decodeObjects(attribute)
	default:
		var text string
		err := attribute.As(&text)
		return text, err
	}
}

func decodeStrings(attribute tftypes.Value) ([]string, error) {
	var elements []tftypes.Value
	if err := attribute.As(&elements); err != nil {
		return nil, err
	}
	texts := make([]string, 0, len(elements))
	for _, element := range elements {
		if element.IsNull() {
			continue
		}
		var text string
		if err := element.As(&text); err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

func decodeStringMap(attribute tftypes.Value) (map[string]string, error) {
	elements, err := members(attribute)
	if err != nil {
		return nil, err
	}
	texts := make(map[string]string, len(elements))
	for name, element := range elements {
		if element.IsNull() {
			continue
		}
		var text string
		if err := element.As(&text); err != nil {
			return nil, err
		}
		texts[name] = text
	}
	return texts, nil
}

func decodeObjects(attribute tftypes.Value) ([]map[string]string, error) {
	var elements []tftypes.Value
	if err := attribute.As(&elements); err != nil {
		return nil, err
	}
	objects := make([]map[string]string, 0, len(elements))
	for _, element := range elements {
		object, err := decodeStringMap(element)
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
}

// encodeClient writes values as an object of base's type. Attributes that are no fields of a client are taken from
// base; so is a room that base has although nothing in it is set ("openid = {}"), and the value of a field that is
// known only in part.
func encodeClient(v values, base tftypes.Value) (tftypes.Value, error) {
	objectType, ok := base.Type().(tftypes.Object)
	if !ok {
		return base, fmt.Errorf("%s is not an object", base.Type())
	}
	attributes, err := members(base)
	if err != nil {
		return base, err
	}
	encoded := make(map[string]tftypes.Value, len(objectType.AttributeTypes))
	for name, attributeType := range objectType.AttributeTypes {
		old, ok := attributes[name]
		if !ok {
			old = tftypes.NewValue(attributeType, nil)
		}
		f, isField := fieldsByPath[name]
		switch {
		case isField:
			encoded[name] = v.encodeField(f, old)
		case fieldsByRoom[name] != nil:
			if encoded[name], err = v.encodeRoom(name, old); err != nil {
				return base, err
			}
		default:
			encoded[name] = old
		}
	}
	return tftypes.NewValue(objectType, encoded), nil
}

func (v values) encodeRoom(name string, old tftypes.Value) (tftypes.Value, error) {
	if !old.IsKnown() {
		return old, nil
	}
	objectType, ok := old.Type().(tftypes.Object)
	if !ok {
		return old, fmt.Errorf("%s is not an object", name)
	}
	oldAttributes, err := members(old)
	if err != nil {
		return old, err
	}
	attributes := make(map[string]tftypes.Value, len(objectType.AttributeTypes))
	empty := true
	for attribute, attributeType := range objectType.AttributeTypes {
		oldAttribute, ok := oldAttributes[attribute]
		if !ok {
			oldAttribute = tftypes.NewValue(attributeType, nil)
		}
		f := fieldsByPath[name+"."+attribute]
		attributes[attribute] = v.encodeField(f, oldAttribute)
		empty = empty && attributes[attribute].IsNull()
	}
	if empty && old.IsNull() {
		return old, nil
	}
	return tftypes.NewValue(objectType, attributes), nil
}

func (v values) encodeField(f oauthclient.Field, old tftypes.Value) tftypes.Value {
	if v.unknown.Has(f) {
		if !old.IsNull() && !old.IsFullyKnown() {
			return old
		}
		return tftypes.NewValue(old.Type(), tftypes.UnknownValue)
	}
	value, ok := v.client[f]
	if !ok {
		return tftypes.NewValue(old.Type(), nil)
	}
	return encodeValue(value, old.Type())
}

func encodeValue(value any, as tftypes.Type) tftypes.Value {
	switch value := value.(type) {
	case []string:
		distinct := slices.Compact(slices.Sorted(slices.Values(value)))
		elements := make([]tftypes.Value, len(distinct))
		for i, element := range distinct {
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
	set, ok := as.(tftypes.Set)
	if !ok {
		return tftypes.NewValue(as, nil)
	}
	objectType, ok := set.ElementType.(tftypes.Object)
	if !ok {
		return tftypes.NewValue(as, nil)
	}
	var elements []tftypes.Value
	seen := map[string]bool{}
	for _, object := range objects {
		attributes := make(map[string]tftypes.Value, len(objectType.AttributeTypes))
		for name := range objectType.AttributeTypes {
			attributes[name] = tftypes.NewValue(tftypes.String, nil)
			if text := object[name]; text != "" {
				attributes[name] = tftypes.NewValue(tftypes.String, text)
			}
		}
		if key := fmt.Sprintf("%q", object); !seen[key] {
			seen[key] = true
			elements = append(elements, tftypes.NewValue(objectType, attributes))
		}
	}
	return tftypes.NewValue(as, elements)
}
