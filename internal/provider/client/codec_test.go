package client

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// objectType returns the type of the resource.
func objectType(t *testing.T) tftypes.Object {
	t.Helper()
	objectType, ok := resourceSchema().Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("the schema is no object")
	}
	return objectType
}

// object returns a value of the resource's type with the given attributes, null for the rest; a path of two steps is one
// in a block.
func objectOf(t *testing.T, attributes map[string]func(tftypes.Type) tftypes.Value) tftypes.Value {
	t.Helper()
	top := objectType(t)
	values := map[string]tftypes.Value{}
	for name, attributeType := range top.AttributeTypes {
		values[name] = tftypes.NewValue(attributeType, nil)
		if value, ok := attributes[name]; ok {
			values[name] = value(attributeType)
			continue
		}
		block, ok := attributeType.(tftypes.Object)
		if !ok {
			continue
		}
		inner := map[string]tftypes.Value{}
		set := false
		for innerName, innerType := range block.AttributeTypes {
			inner[innerName] = tftypes.NewValue(innerType, nil)
			if value, ok := attributes[name+"."+innerName]; ok {
				inner[innerName], set = value(innerType), true
			}
		}
		if set {
			values[name] = tftypes.NewValue(block, inner)
		}
	}
	return tftypes.NewValue(top, values)
}

func unknown(t tftypes.Type) tftypes.Value { return tftypes.NewValue(t, tftypes.UnknownValue) }

func text(value string) func(tftypes.Type) tftypes.Value {
	return func(t tftypes.Type) tftypes.Value { return tftypes.NewValue(t, value) }
}

func texts(elements ...any) func(tftypes.Type) tftypes.Value {
	return func(t tftypes.Type) tftypes.Value {
		values := []tftypes.Value{}
		for _, element := range elements {
			values = append(values, tftypes.NewValue(tftypes.String, element))
		}
		return tftypes.NewValue(t, values)
	}
}

// sampleOf returns a value of the field's kind, different for every field.
func sampleOf(f oauthclient.Field) any {
	switch f.Kind() {
	case oauthclient.Bool:
		return true
	case oauthclient.Int:
		return int64(len(f.String()))
	case oauthclient.Set, oauthclient.List:
		return []string{"a", f.String()}
	case oauthclient.Map:
		return map[string]string{"name": f.String()}
	case oauthclient.Objects:
		return []map[string]string{{f.Spec().Members[0].Name: f.String()}}
	default:
		return f.String()
	}
}

func TestCodecKeepsEveryField(t *testing.T) {
	t.Parallel()
	want := values{client: oauthclient.Client{}, unknown: oauthclient.FieldSet{}}
	for _, f := range resourceFields() {
		want.client[f] = sampleOf(f)
	}
	checkRoundTrip(t, want)
}

func TestCodecKeepsOneFieldAlone(t *testing.T) {
	t.Parallel()
	for _, f := range resourceFields() {
		t.Run(f.String(), func(t *testing.T) {
			t.Parallel()
			checkRoundTrip(t, values{client: oauthclient.Client{f: sampleOf(f)}, unknown: oauthclient.FieldSet{}})
			checkRoundTrip(t, values{client: oauthclient.Client{}, unknown: oauthclient.NewFieldSet(f)})
		})
	}
}

// An explicit empty value is not an absent one: the state holds what was configured.
func TestCodecKeepsEmptyValues(t *testing.T) {
	t.Parallel()
	want := values{client: oauthclient.Client{}, unknown: oauthclient.FieldSet{}}
	for _, f := range resourceFields() {
		switch f.Kind() {
		case oauthclient.Bool:
			want.client[f] = false
		case oauthclient.Int:
			want.client[f] = int64(0)
		case oauthclient.Set, oauthclient.List:
			want.client[f] = []string{}
		case oauthclient.Map:
			want.client[f] = map[string]string{}
		case oauthclient.Objects:
			want.client[f] = []map[string]string{}
		default:
			want.client[f] = ""
		}
	}
	checkRoundTrip(t, want)
}

func checkRoundTrip(t *testing.T, want values) {
	t.Helper()
	encoded, err := encode(want, tftypes.NewValue(objectType(t), nil))
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(encoded)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[oauthclient.Field]any(want.client), map[oauthclient.Field]any(got.client), compareFields); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.unknown, got.unknown, compareFields); diff != "" {
		t.Errorf("unknown (-want +got):\n%s", diff)
	}
}

// compareFields compares fields by identity, as maps do.
var compareFields = cmp.Comparer(func(a, b oauthclient.Field) bool { return a == b })

// What is unknown in whole or in part is not guessed at, and stays in the object as it was.
func TestCodecKeepsUnknownParts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name       string
		attributes map[string]func(tftypes.Type) tftypes.Value
		known      oauthclient.Client
		unknown    oauthclient.FieldSet
	}{
		{
			"set with an unknown element",
			map[string]func(tftypes.Type) tftypes.Value{"scopes": texts("a", tftypes.UnknownValue), "contacts": texts("a")},
			oauthclient.Client{oauthclient.Contacts: []string{"a"}},
			oauthclient.NewFieldSet(oauthclient.Scopes),
		},
		{
			"attribute in a block",
			map[string]func(tftypes.Type) tftypes.Value{"hydra.owner": unknown, "hydra.metadata": text("{}")},
			oauthclient.Client{hydra.Metadata: "{}"},
			oauthclient.NewFieldSet(hydra.Owner),
		},
		{
			"attributes of a product",
			map[string]func(tftypes.Type) tftypes.Value{"client_id": unknown, "id": unknown},
			oauthclient.Client{},
			oauthclient.NewFieldSet(oauthclient.ID, oauthclient.ClientID),
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			base := objectOf(t, tc.attributes)
			got, err := decode(base)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(map[oauthclient.Field]any(tc.known), map[oauthclient.Field]any(got.client), compareFields); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.unknown, got.unknown, compareFields); diff != "" {
				t.Errorf("unknown (-want +got):\n%s", diff)
			}
			encoded, err := encode(got, base)
			if err != nil {
				t.Fatal(err)
			}
			if !encoded.Equal(base) {
				t.Errorf("encoded %s, want %s", encoded, base)
			}
		})
	}
}

// A block that is not known at all has only unknown fields, and only such as the resource has.
func TestCodecOfUnknownBlock(t *testing.T) {
	t.Parallel()
	for block := range fields().blocks {
		t.Run(block, func(t *testing.T) {
			t.Parallel()
			base := objectOf(t, map[string]func(tftypes.Type) tftypes.Value{block: unknown})
			got, err := decode(base)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.client) > 0 || len(got.unknown) == 0 {
				t.Errorf("known %v, unknown %v", got.client.Fields().Sorted(), got.unknown.Sorted())
			}
			for f := range got.unknown {
				if f.Block() != block || slices.Contains(onlyObserved, f.String()) {
					t.Errorf("%s is unknown", f)
				}
			}
			encoded, err := encode(got, base)
			if err != nil {
				t.Fatal(err)
			}
			if !encoded.Equal(base) {
				t.Errorf("encoded %s, want %s", encoded, base)
			}
		})
	}
}

// A block that is there and empty is kept, and what is no field of a client too.
func TestCodecKeepsTheRestOfTheObject(t *testing.T) {
	t.Parallel()
	emptyBlock := func(t tftypes.Type) tftypes.Value {
		inner := map[string]tftypes.Value{}
		for name, innerType := range t.(tftypes.Object).AttributeTypes {
			inner[name] = tftypes.NewValue(innerType, nil)
		}
		return tftypes.NewValue(t, inner)
	}
	rotation := func(t tftypes.Type) tftypes.Value {
		return tftypes.NewValue(t, map[string]tftypes.Value{"when": tftypes.NewValue(tftypes.String, "now")})
	}
	base := objectOf(t, map[string]func(tftypes.Type) tftypes.Value{
		"ciba": emptyBlock, "hydra": emptyBlock, secretWriteOnlyVersion: text("1"), secretRotation: rotation,
	})
	decoded, err := decode(base)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := encode(decoded, base)
	if err != nil {
		t.Fatal(err)
	}
	if !encoded.Equal(base) {
		t.Errorf("encoded %s, want %s", encoded, base)
	}
}

func TestDecodeOfNothing(t *testing.T) {
	t.Parallel()
	got, err := decode(tftypes.NewValue(objectType(t), nil))
	if err != nil || len(got.client) > 0 || len(got.unknown) > 0 {
		t.Errorf("decoded %v, unknown %v, error %v", got.client, got.unknown, err)
	}
}

// Terraform refuses a set with an element twice.
func TestEncodeDropsRepetition(t *testing.T) {
	t.Parallel()
	got, err := encode(
		values{client: oauthclient.Client{oauthclient.Scopes: []string{"b", "a", "b"}}}, tftypes.NewValue(objectType(t), nil))
	if err != nil {
		t.Fatal(err)
	}
	want := objectOf(t, map[string]func(tftypes.Type) tftypes.Value{"scopes": texts("a", "b")})
	if !got.Equal(want) {
		t.Errorf("encoded %s, want %s", got, want)
	}
}

// TestWith makes another object, and leaves the one that it is given: As hands out the map of the value itself.
func TestWith(t *testing.T) {
	t.Parallel()
	text := func(v any) tftypes.Value { return tftypes.NewValue(tftypes.String, v) }
	object := tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"a": tftypes.String, "b": tftypes.String}},
		map[string]tftypes.Value{"a": text("1"), "b": text("2")})
	before := object.Copy()
	for name, got := range map[string]tftypes.Value{"with": with(object, "a", text("3")), "withNull": withNull(object, "b")} {
		if got.Equal(before) || !object.Equal(before) {
			t.Errorf("%s returned %s of %s, which was %s", name, got, object, before)
		}
	}
}
