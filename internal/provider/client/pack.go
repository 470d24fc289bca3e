package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
)

// Most attributes of most clients are null. The protocol's own codec makes a path and a value for each of them, which is
// most of what a plan costs, so the calls that are answered beside the framework read objects without their nulls: with all
// attributes optional in their type, and none that is null among their values. Blocks are whole.

var (
	resourceType = sync.OnceValue(func() tftypes.Type {
		return resourceSchema().Type().TerraformType(context.Background())
	})
	// sparseType is the type of the resource with all attributes optional.
	sparseType = sync.OnceValue(func() tftypes.Object {
		full, _ := resourceType().(tftypes.Object)
		sparse := tftypes.Object{AttributeTypes: full.AttributeTypes, OptionalAttributes: map[string]struct{}{}}
		for name := range full.AttributeTypes {
			sparse.OptionalAttributes[name] = struct{}{}
		}
		return sparse
	})
	// attributeNames are those of the resource in the order in which they are written.
	attributeNames = sync.OnceValue(func() []string {
		return slices.Sorted(maps.Keys(sparseType().AttributeTypes))
	})
)

// isSparse reports whether objects of a type leave out what is null.
func isSparse(object tftypes.Object) bool { return len(object.OptionalAttributes) > 0 }

var errNotSchema = errors.New("not a value of the schema")

// unpack reads an object of the resource's type.
func unpack(data []byte) (tftypes.Value, error) {
	decoder := msgpack.NewDecoder(bytes.NewReader(data))
	value, err := unpackValue(decoder, sparseType())
	if value.Type() == nil {
		return tftypes.NewValue(sparseType(), nil), err
	}
	return value, err
}

// unpackValue reads a value, the zero Value for null.
func unpackValue(decoder *msgpack.Decoder, as tftypes.Type) (tftypes.Value, error) {
	code, err := decoder.PeekCode()
	switch {
	case err != nil:
		return tftypes.Value{}, err
	case code == msgpcode.Nil:
		return tftypes.Value{}, decoder.Skip()
	case msgpcode.IsExt(code):
		return tftypes.NewValue(as, tftypes.UnknownValue), decoder.Skip()
	}
	switch as := as.(type) {
	case tftypes.Object:
		return unpackObject(decoder, as)
	case tftypes.Set:
		return unpackElements(decoder, as, as.ElementType)
	case tftypes.List:
		return unpackElements(decoder, as, as.ElementType)
	default:
		if as.Is(tftypes.String) {
			text, err := decoder.DecodeString()
			return tftypes.NewValue(as, text), err
		}
	}
	raw, err := decoder.DecodeRaw()
	if err != nil {
		return tftypes.Value{}, err
	}
	return tfprotov6.DynamicValue{MsgPack: raw}.Unmarshal(as)
}

func unpackObject(decoder *msgpack.Decoder, as tftypes.Object) (tftypes.Value, error) {
	length, err := decoder.DecodeMapLen()
	if err != nil {
		return tftypes.Value{}, err
	}
	if length != len(as.AttributeTypes) {
		return tftypes.Value{}, errNotSchema
	}
	attributes := map[string]tftypes.Value{}
	for range length {
		name, err := decoder.DecodeString()
		if err != nil {
			return tftypes.Value{}, err
		}
		attributeType, ok := as.AttributeTypes[name]
		if !ok {
			return tftypes.Value{}, errNotSchema
		}
		value, err := unpackValue(decoder, attributeType)
		switch {
		case err != nil:
			return tftypes.Value{}, err
		case value.Type() != nil:
			attributes[name] = value
		case !isSparse(as):
			attributes[name] = tftypes.NewValue(attributeType, nil)
		}
	}
	return tftypes.NewValue(as, attributes), nil
}

func unpackElements(decoder *msgpack.Decoder, as, elementType tftypes.Type) (tftypes.Value, error) {
	length, err := decoder.DecodeArrayLen()
	if err != nil {
		return tftypes.Value{}, err
	}
	elements := []tftypes.Value{}
	for range length {
		element, err := unpackValue(decoder, elementType)
		if err != nil {
			return tftypes.Value{}, err
		}
		if element.Type() == nil {
			element = tftypes.NewValue(elementType, nil)
		}
		elements = append(elements, element)
	}
	return tftypes.NewValue(as, elements), nil
}

// readStored reads an object of the resource's type as an engine stores it. What the type lacks is passed over.
func readStored(text []byte) (tftypes.Value, error) { return readStoredObject(text, sparseType()) }

func readStoredObject(text []byte, as tftypes.Object) (tftypes.Value, error) {
	var stored map[string]json.RawMessage
	if err := json.Unmarshal(text, &stored); err != nil || stored == nil {
		return tftypes.Value{}, errNotSchema
	}
	attributes := map[string]tftypes.Value{}
	for name, attributeType := range as.AttributeTypes {
		raw, ok := stored[name]
		if !ok || string(raw) == "null" {
			if !isSparse(as) {
				attributes[name] = tftypes.NewValue(attributeType, nil)
			}
			continue
		}
		var err error
		if attributes[name], err = readStoredValue(raw, attributeType); err != nil {
			return tftypes.Value{}, err
		}
	}
	return tftypes.NewValue(as, attributes), nil
}

func readStoredValue(raw json.RawMessage, as tftypes.Type) (tftypes.Value, error) {
	if object, ok := as.(tftypes.Object); ok {
		return readStoredObject(raw, object)
	}
	if raw[0] == '"' && as.Is(tftypes.String) {
		var text string
		err := json.Unmarshal(raw, &text)
		return tftypes.NewValue(as, text), err
	}
	if elements, ok := readStoredStrings(raw, as); ok {
		return tftypes.NewValue(as, elements), nil
	}
	return tfprotov6.RawState{JSON: raw}.UnmarshalWithOpts(as, tfprotov6.UnmarshalOpts{
		ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true},
	})
}

// readStoredStrings reads the elements of a set or list of strings.
func readStoredStrings(raw json.RawMessage, as tftypes.Type) ([]tftypes.Value, bool) {
	var elementType tftypes.Type = tftypes.DynamicPseudoType
	switch as := as.(type) {
	case tftypes.Set:
		elementType = as.ElementType
	case tftypes.List:
		elementType = as.ElementType
	}
	var texts []string
	if !elementType.Is(tftypes.String) || bytes.Contains(raw, []byte("null")) || json.Unmarshal(raw, &texts) != nil {
		return nil, false
	}
	elements := make([]tftypes.Value, len(texts))
	for i, text := range texts {
		elements[i] = tftypes.NewValue(tftypes.String, text)
	}
	return elements, true
}

// pack writes an object of the resource's type.
func pack(value tftypes.Value) ([]byte, error) {
	switch {
	case entity.IsNull(value):
		return []byte{msgpcode.Nil}, nil
	case !value.IsKnown():
		return nil, errNotSchema // a resource is never unknown as a whole
	}
	w := packer{}
	w.encoder = msgpack.NewEncoder(&w.buffer)
	err := w.object(value, sparseType().AttributeTypes, attributeNames())
	return w.buffer.Bytes(), err
}

// A packer writes values.
type packer struct {
	buffer  bytes.Buffer
	encoder *msgpack.Encoder
}

func (w *packer) object(value tftypes.Value, types map[string]tftypes.Type, names []string) error {
	attributes, err := entity.Attributes(value)
	if err != nil {
		return err
	}
	if err := w.encoder.EncodeMapLen(len(names)); err != nil {
		return err
	}
	for _, name := range names {
		if err := w.encoder.EncodeString(name); err != nil {
			return err
		}
		if err := w.value(attributes[name], types[name]); err != nil {
			return err
		}
	}
	return nil
}

// value writes a value; a zero one is null.
func (w *packer) value(value tftypes.Value, as tftypes.Type) error {
	if entity.IsNull(value) {
		return w.encoder.EncodeNil()
	}
	if value.IsKnown() {
		switch as := as.(type) {
		case tftypes.Object:
			return w.object(value, as.AttributeTypes, slices.Sorted(maps.Keys(as.AttributeTypes)))
		case tftypes.Set:
			return w.elements(value, as.ElementType)
		case tftypes.List:
			return w.elements(value, as.ElementType)
		}
		if as.Is(tftypes.String) {
			text, err := entity.Text(value)
			if err != nil {
				return err
			}
			return w.encoder.EncodeString(text)
		}
	}
	packed, err := tfprotov6.NewDynamicValue(as, value)
	if err != nil {
		return err
	}
	_, err = w.buffer.Write(packed.MsgPack)
	return err
}

func (w *packer) elements(value tftypes.Value, as tftypes.Type) error {
	var elements []tftypes.Value
	if err := value.As(&elements); err != nil {
		return err
	}
	if err := w.encoder.EncodeArrayLen(len(elements)); err != nil {
		return err
	}
	for _, element := range elements {
		if err := w.value(element, as); err != nil {
			return err
		}
	}
	return nil
}
