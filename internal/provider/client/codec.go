package client

import (
	"errors"
	"fmt"
	"math"
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
	// partly holds the elements that are known of sets and lists which are unknown only in part.
	partly oauthclient.Client
	// others are the attributes and blocks that are no fields of a client, by name.
	others map[string]tftypes.Value
	// problems are values that no field can hold.
	problems []*oauthclient.Error
}

// decode reads an object of the schema of the resource or the data source; a null one has no values.
//
// It works on the raw value, not on structs: the framework's reflection costs more for one client than all the rest of a
// plan (see internal/docs/performance.md).
func decode(raw tftypes.Value) (values, error) {
	v := values{client: oauthclient.Client{}, unknown: oauthclient.FieldSet{}, others: map[string]tftypes.Value{}}
	attributes, err := members(raw)
	if err != nil {
		return v, err
	}
	x := fields()
	for name, attribute := range attributes {
		f, isField := x.byName[name]
		switch block := x.blocks[name]; {
		case isField:
			err = v.take(f, attribute)
		case block != nil:
			err = v.takeBlock(block, attribute)
		default:
			v.others[name] = attribute
		}
		if err != nil {
			return v, err
		}
	}
	return v, nil
}

func members(object tftypes.Value) (map[string]tftypes.Value, error) {
	var attributes map[string]tftypes.Value
	if object.Type() == nil || object.IsNull() || !object.IsKnown() {
		return nil, nil
	}
	err := object.As(&attributes)
	return attributes, err
}

// member returns an attribute of an object, the zero Value when it has none.
func member(object tftypes.Value, name string) tftypes.Value {
	attributes, _ := members(object)
	return attributes[name]
}

// textOf returns the text of a string value, "" when it is null or unknown.
func textOf(value tftypes.Value) (string, error) {
	if isNull(value) || !value.IsKnown() {
		return "", nil
	}
	var text string
	err := value.As(&text)
	return text, err
}

// isNull reports whether a value is null, or not there at all.
func isNull(value tftypes.Value) bool { return value.Type() == nil || value.IsNull() }

func (v *values) takeBlock(block map[string]oauthclient.Field, object tftypes.Value) error {
	if !object.IsKnown() {
		objectType, _ := object.Type().(tftypes.Object)
		for name, f := range block {
			if _, ok := objectType.AttributeTypes[name]; ok {
				v.unknown.Add(f)
			}
		}
		return nil
	}
	attributes, err := members(object)
	if err != nil {
		return err
	}
	for name, attribute := range attributes {
		if err := v.take(block[name], attribute); err != nil {
			return err
		}
	}
	return nil
}

func (v *values) take(f oauthclient.Field, attribute tftypes.Value) error {
	if attribute.IsNull() {
		return nil
	}
	if !attribute.IsFullyKnown() {
		v.unknown.Add(f)
		return v.takePartly(f, attribute)
	}
	value, err := decodeValue(f.Kind(), attribute)
	if errors.Is(err, errNotWhole) || errors.Is(err, errTooFar) {
		v.problems = append(v.problems, oauthclient.Invalid(f, "%v.", err))
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f, err)
	}
	v.client[f] = value
	return nil
}

// takePartly takes what is known of a set or list.
func (v *values) takePartly(f oauthclient.Field, attribute tftypes.Value) error {
	if !attribute.IsKnown() || f.Kind() != oauthclient.Set && f.Kind() != oauthclient.List {
		return nil
	}
	var elements []tftypes.Value
	if err := attribute.As(&elements); err != nil {
		return err
	}
	var known []string
	for _, element := range elements {
		if !element.IsKnown() {
			continue
		}
		text, err := elementOf(element)
		if err != nil {
			return err
		}
		known = append(known, text)
	}
	if v.partly == nil {
		v.partly = oauthclient.Client{}
	}
	v.partly[f] = known
	return nil
}

// Why a number cannot be the value of an Int field.
var (
	errNotWhole = errors.New("is not a whole number")
	errTooFar   = fmt.Errorf("is too far from 0: a number is at most %d, and at least %d", math.MaxInt64, math.MinInt64)
)

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
		n, accuracy := number.Int64()
		switch {
		case accuracy != big.Exact && number.IsInt():
			return nil, fmt.Errorf("%s %w", number.Text('g', 10), errTooFar)
		case accuracy != big.Exact:
			return nil, fmt.Errorf("%s %w", number.Text('g', 10), errNotWhole)
		}
		return n, nil
	case oauthclient.Set, oauthclient.List:
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
	texts := make([]string, len(elements))
	for i, element := range elements {
		var err error
		if texts[i], err = elementOf(element); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// elementOf returns an element of a set or list. A null one is as wrong as an empty one.
func elementOf(element tftypes.Value) (string, error) {
	if element.IsNull() {
		return "", nil
	}
	var text string
	err := element.As(&text)
	return text, err
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

// encode writes values as an object of base's type. Attributes that are no fields of a client are taken from base; so is a
// block that base has although nothing in it is set ("ciba {}"), and the value of a field that is known only in part.
func encode(v values, base tftypes.Value) (tftypes.Value, error) {
	objectType, ok := base.Type().(tftypes.Object)
	if !ok {
		return base, fmt.Errorf("%s is not an object", base.Type())
	}
	attributes, err := members(base)
	if err != nil {
		return base, err
	}
	x := fields()
	encoded := make(map[string]tftypes.Value, len(objectType.AttributeTypes))
	for name, attributeType := range objectType.AttributeTypes {
		old, ok := attributes[name]
		if !ok {
			old = tftypes.NewValue(attributeType, nil)
		}
		f, isField := x.byName[name]
		value := old
		switch block := x.blocks[name]; {
		case isField:
			value = v.encodeField(f, old)
		case block != nil:
			if value, err = v.encodeBlock(block, old); err != nil {
				return base, err
			}
		}
		if !value.IsNull() || !isSparse(objectType) {
			encoded[name] = value
		}
	}
	return tftypes.NewValue(objectType, encoded), nil
}

func (v values) encodeBlock(block map[string]oauthclient.Field, old tftypes.Value) (tftypes.Value, error) {
	if !old.IsKnown() {
		return old, nil
	}
	if old.IsNull() && !v.hasAny(block) {
		return old, nil
	}
	objectType, ok := old.Type().(tftypes.Object)
	if !ok {
		return old, fmt.Errorf("%s is not an object", old.Type())
	}
	oldAttributes, err := members(old)
	if err != nil {
		return old, err
	}
	attributes := make(map[string]tftypes.Value, len(objectType.AttributeTypes))
	empty := true
	for name, attributeType := range objectType.AttributeTypes {
		oldAttribute, ok := oldAttributes[name]
		if !ok {
			oldAttribute = tftypes.NewValue(attributeType, nil)
		}
		attributes[name] = v.encodeField(block[name], oldAttribute)
		empty = empty && attributes[name].IsNull()
	}
	if empty && old.IsNull() {
		return old, nil
	}
	return tftypes.NewValue(objectType, attributes), nil
}

// hasAny reports whether any field of a block has a value, which most blocks of most clients have not.
func (v values) hasAny(block map[string]oauthclient.Field) bool {
	for _, f := range block {
		if _, ok := v.client[f]; ok || v.unknown.Has(f) {
			return true
		}
	}
	return false
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
	return encodeValue(f.Kind(), value, old.Type())
}

func encodeValue(kind oauthclient.Kind, value any, as tftypes.Type) tftypes.Value {
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
			if text, ok := object[name]; ok {
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
