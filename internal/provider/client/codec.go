package client

import (
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
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
	attributes, err := entity.Attributes(raw)
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

// member returns an attribute of an object, the zero Value when it has none.
func member(object tftypes.Value, name string) tftypes.Value {
	attributes, _ := entity.Attributes(object)
	return attributes[name]
}

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
	attributes, err := entity.Attributes(object)
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
	return entity.DecodeInto(v.client, &v.problems, f, attribute)
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
		text, err := entity.Text(element)
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

// encode writes values as an object of base's type. Attributes that are no fields of a client are taken from base; so is a
// block that base has although nothing in it is set ("ciba {}"), and the value of a field that is known only in part.
func encode(v values, base tftypes.Value) (tftypes.Value, error) {
	objectType, ok := base.Type().(tftypes.Object)
	if !ok {
		return base, fmt.Errorf("%s is not an object", base.Type())
	}
	attributes, err := entity.Attributes(base)
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
			value = entity.EncodeField(f, v.client, v.unknown, old)
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
	oldAttributes, err := entity.Attributes(old)
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
		attributes[name] = entity.EncodeField(block[name], v.client, v.unknown, oldAttribute)
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

// with returns an object in which an attribute has another value.
func with(object tftypes.Value, name string, value tftypes.Value) tftypes.Value {
	attributes, err := entity.Attributes(object)
	objectType, _ := object.Type().(tftypes.Object)
	attributeType, ok := objectType.AttributeTypes[name]
	if err != nil || attributes == nil || !ok {
		return object
	}
	attributes = maps.Clone(attributes)
	attributes[name] = value
	if entity.IsNull(value) {
		attributes[name] = tftypes.NewValue(attributeType, nil)
		if isSparse(objectType) {
			delete(attributes, name)
		}
	}
	return tftypes.NewValue(objectType, attributes)
}

// withNull returns an object in which an attribute is null.
func withNull(object tftypes.Value, name string) tftypes.Value {
	return with(object, name, tftypes.Value{})
}
