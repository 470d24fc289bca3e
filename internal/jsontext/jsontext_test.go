package jsontext_test

import (
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsontext"
)

// TestCanonical has texts that say the same in one row, and others in different rows.
func TestCanonical(t *testing.T) {
	t.Parallel()
	rows := [][]string{
		{`{"a":1,"b":[true,null]}`, ` { "b" : [ true , null ] , "a" : 1.0 } `},
		{`{"a":"1"}`, `{"\u0061":"\u0031"}`},
		{`"<&>"`, `"\u003c\u0026\u003e"`},
		{`0`, `-0`, `0.0e7`},
		{`1000`, `1e3`, `1000.0`, `1E+3`},
		{`0.1`, `1e-1`},
		{`9007199254740993`, `9007199254740993.0`},
		{`9007199254740992`},
		{`1e21`, `1000000000000000000000`},
		{`-1e21`},
		{`1e999999999`},
		{`1e999999998`},
		{`1e9999999999999999999999`},
		{`null`},
		{``},
		{`{}`},
		{`{} {}`},
		{`{'a':1}`},
	}
	for i, row := range rows {
		for j, other := range rows {
			for _, a := range row {
				for _, b := range other {
					if same := jsontext.Canonical([]byte(a)) == jsontext.Canonical([]byte(b)); same != (i == j) {
						t.Errorf("%s and %s are the same: %t", a, b, same)
					}
				}
			}
		}
	}
}

func TestDecode_one(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{`{}`: true, ` 5 `: true, ``: false, `{`: false, `{} {}`: false, `{}x`: false} {
		var value any
		if err := jsontext.Decode([]byte(text), &value); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
