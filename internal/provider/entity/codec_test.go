package entity_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
)

// TestMembers decodes and encodes objects whose members have other types than text. "" is not null.
func TestMembers(t *testing.T) {
	t.Parallel()
	objects := oauthclient.NewField(oauthclient.Spec{Path: "objects", Kind: oauthclient.Objects})
	objectType := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"name": tftypes.String, "note": tftypes.String, "seconds": tftypes.Number, "on": tftypes.Bool,
	}}
	setType := tftypes.Set{ElementType: objectType}
	object := func(name, note, seconds, on any) tftypes.Value {
		return tftypes.NewValue(objectType, map[string]tftypes.Value{
			"name": tftypes.NewValue(tftypes.String, name), "note": tftypes.NewValue(tftypes.String, note),
			"seconds": tftypes.NewValue(tftypes.Number, seconds), "on": tftypes.NewValue(tftypes.Bool, on),
		})
	}
	value := tftypes.NewValue(setType, []tftypes.Value{object("a", "", 3600, true), object("b", nil, nil, nil), object("c", "d", big.NewFloat(1.5), false)})
	want := []map[string]string{
		{"name": "a", "note": "", "seconds": "3600", "on": "true"}, {"name": "b"}, {"name": "c", "note": "d", "seconds": "1.5", "on": "false"},
	}
	got, err := entity.Decode(objects, value)
	if diff := cmp.Diff(any(want), got); err != nil || diff != "" {
		t.Errorf("decoded, %v (-want +got):\n%s", err, diff)
	}
	if again := entity.Encode(oauthclient.Objects, append(want, want[0]), setType); !again.Equal(value) {
		t.Errorf("encoded %s, want %s", again, value)
	}
}

// TestDecode_numbers reads numbers that an Int field can hold, and others.
func TestDecode_numbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		"0": int64(0), "-5": int64(-5), "9223372036854775807": int64(1<<63 - 1),
		"1.5": "1.5 is not a whole number.", "9223372036854775808": "9.223372037e+18 is too far from 0: a number is at most 9223372036854775807, and at least -9223372036854775808.",
	} {
		number, _, err := big.ParseFloat(text, 10, 200, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		got, err := entity.Decode(oauthclient.DefaultMaxAge, tftypes.NewValue(tftypes.Number, number))
		if problem, ok := errors.AsType[*oauthclient.Error](err); ok {
			got = problem.Message
		}
		if got != want {
			t.Errorf("%s is decoded to %v, %v, want %v", text, got, err, want)
		}
	}
}
