package oam

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
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
	attributes, err := entity.Attributes(raw)
	if err != nil {
		return v, err
	}
	for _, f := range k.Fields {
		attribute := attributes[f.Name()]
		switch {
		case entity.IsNull(attribute):
		case !attribute.IsFullyKnown():
			v.unknown.Add(f)
		default:
			if err := entity.DecodeInto(v.known, &v.problems, f, attribute); err != nil {
				return v, err
			}
		}
	}
	return v, nil
}

// encode writes values as an object of base's type. Attributes that are no fields are taken from base.
func (k *kind) encode(v values, base tftypes.Value) (tftypes.Value, error) {
	objectType, ok := base.Type().(tftypes.Object)
	if !ok {
		return base, fmt.Errorf("%s is not an object", base.Type())
	}
	attributes, err := entity.Attributes(base)
	if err != nil {
		return base, err
	}
	encoded := make(map[string]tftypes.Value, len(objectType.AttributeTypes))
	for name, attributeType := range objectType.AttributeTypes {
		value, has := attributes[name]
		if !has {
			value = tftypes.NewValue(attributeType, nil)
		}
		if i := slices.IndexFunc(k.Fields, func(f oauthclient.Field) bool { return f.Name() == name }); i >= 0 {
			value = entity.EncodeField(k.Fields[i], v.known, v.unknown, value)
		}
		encoded[name] = value
	}
	return tftypes.NewValue(objectType, encoded), nil
}
