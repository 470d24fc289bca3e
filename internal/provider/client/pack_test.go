package client

import (
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// filled returns a value of a type of which one in so many attributes is not null, and some are unknown, in whole or in part.
func filled(as tftypes.Type, seed *int, depth int) tftypes.Value {
	*seed++
	if depth > 0 && *seed%3 == 0 {
		return tftypes.NewValue(as, nil)
	}
	if *seed%7 == 0 {
		return tftypes.NewValue(as, tftypes.UnknownValue)
	}
	switch as := as.(type) {
	case tftypes.Object:
		attributes := map[string]tftypes.Value{}
		for name, attributeType := range as.AttributeTypes {
			attributes[name] = filled(attributeType, seed, depth+1)
		}
		return tftypes.NewValue(as, attributes)
	case tftypes.Map:
		return tftypes.NewValue(as, map[string]tftypes.Value{"a": filled(as.ElementType, seed, depth), "b": filled(as.ElementType, seed, depth)})
	case tftypes.Set:
		return tftypes.NewValue(as, elementsOf(as.ElementType, seed, depth))
	case tftypes.List:
		return tftypes.NewValue(as, elementsOf(as.ElementType, seed, depth))
	}
	switch {
	case as.Is(tftypes.Bool):
		return tftypes.NewValue(as, *seed%2 == 0)
	case as.Is(tftypes.Number):
		return tftypes.NewValue(as, big.NewFloat(float64(*seed)*1.25))
	}
	return tftypes.NewValue(as, strings.Repeat("x", *seed))
}

func elementsOf(as tftypes.Type, seed *int, depth int) []tftypes.Value {
	elements := []tftypes.Value{}
	for range *seed % 4 {
		elements = append(elements, filled(as, seed, depth+1))
	}
	return elements
}

// What is read without nulls and written again is what was there, by the protocol's own codec.
func TestPack(t *testing.T) {
	t.Parallel()
	for seed := range 200 {
		state := 7 * seed
		want := filled(resourceType(), &state, 0)
		if seed == 0 {
			want = tftypes.NewValue(resourceType(), nil)
		}
		dynamic, err := tfprotov6.NewDynamicValue(resourceType(), want)
		if err != nil {
			t.Fatal(err)
		}
		sparse, err := unpack(dynamic.MsgPack)
		if err != nil {
			t.Fatal(err)
		}
		packed, err := pack(sparse)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tfprotov6.DynamicValue{MsgPack: packed}.Unmarshal(resourceType())
		if err != nil {
			t.Fatal(err)
		}
		if !got.Equal(want) {
			diffs, _ := want.Diff(got)
			t.Fatalf("seed %d: %v", seed, diffs[0])
		}
	}
}

func TestUnpack_bad(t *testing.T) {
	t.Parallel()
	whole, err := pack(tftypes.NewValue(sparseType(), map[string]tftypes.Value{"client_name": tftypes.NewValue(tftypes.String, "n")}))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"nothing":                    {},
		"an object of no attributes": {0x80},
		"a text":                     {0xa1, 'x'},
		"cut off":                    whole[:len(whole)-1],
		"another attribute":          []byte(strings.Replace(string(whole), "client_name", "client_nome", 1)),
	} {
		if value, err := unpack(data); err == nil {
			t.Errorf("%s: no error, %s", name, value)
		}
	}
}

// A state as an engine stores it is read as the protocol's own codec reads it.
func TestReadStored(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":     `{}`,
		"of all sort": `{"client_name":"n","redirect_uris":["b","a"],"contacts":[],"default_max_age":3600,"require_auth_time":true,"hydra":{"audience":["a"],"owner":null},"ciba":null,"gone":1}`,
		"odd":         `{"client_name":5,"redirect_uris":["null",null],"default_max_age":"12","require_auth_time":"true","client_secret_rotation_triggers":{"a":"b"}}`,
		"no object":   `[]`,
		"null":        `null`,
		"not JSON":    `{"client_name"`,
		"a bad block": `{"hydra":"x"}`,
		"a bad set":   `{"redirect_uris":"x"}`,
		"a bad text":  `{"client_name":{}}`,
		"a bad bool":  `{"require_auth_time":"yes"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, wantErr := tfprotov6.RawState{JSON: []byte(text)}.UnmarshalWithOpts(resourceType(), tfprotov6.UnmarshalOpts{
				ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true},
			})
			sparse, err := readStored([]byte(text))
			if err != nil {
				if wantErr == nil && text != "null" { // a null state is left to the framework
					t.Fatalf("an error and none by the protocol's codec: %v", err)
				}
				return
			}
			if wantErr != nil {
				t.Fatalf("no error, and by the protocol's codec %v", wantErr)
			}
			packed, err := pack(sparse)
			if err != nil {
				t.Fatal(err)
			}
			got, err := tfprotov6.DynamicValue{MsgPack: packed}.Unmarshal(resourceType())
			if err != nil {
				t.Fatal(err)
			}
			if !got.Equal(want) {
				diffs, _ := want.Diff(got)
				t.Errorf("%v", diffs[0])
			}
		})
	}
}
