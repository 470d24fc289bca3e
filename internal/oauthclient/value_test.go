package oauthclient_test

import (
	"fmt"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const (
	ecKey = `{"kty":"EC","kid":"ec","use":"sig","crv":"P-256",` +
		`"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}`
	ecKeyOtherOrder = `{ "use":"sig", "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",` +
		`"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "crv":"P-256", "kid":"ec", "kty":"EC" }`
	edKey = `{"kty":"OKP","kid":"ed","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	// ecKeyWithOps has a member that servers are known to drop.
	ecKeyWithOps = `{"kty":"EC","kid":"ec","use":"sig","crv":"P-256","key_ops":["verify"],` +
		`"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}`
)

type (
	set     = []string
	objects = []map[string]string
)

// meanings has values of each kind. Those in one row mean the same, those in different rows do not. The first row of
// each kind has the empty values.
var meanings = map[oauthclient.Kind][][]any{
	oauthclient.String: {
		{nil, ""},
		{"a"},
		{"A"},
		{" a"},
		{"a "},
		{"null"},
		{"{}"},
	},
	oauthclient.Bool: {
		{nil, false},
		{true},
	},
	oauthclient.Int: {
		{nil},
		{int64(0)},
		{int64(1)},
		{int64(-1)},
	},
	oauthclient.Set: {
		{nil, set{}, set(nil)},
		{set{""}},
		{set{"a"}, set{"a", "a"}},
		{set{"a", "b"}, set{"b", "a"}, set{"a", "b", "a"}},
		{set{"A"}},
		{set{"a b"}},
		{set{"a", "b", "c"}},
	},
	oauthclient.List: {
		{nil, set{}, set(nil)},
		{set{""}},
		{set{"a"}},
		{set{"a", "a"}},
		{set{"a", "b"}},
		{set{"b", "a"}},
		{set{"a", "b", "a"}},
	},
	oauthclient.Duration: {
		{nil, ""},
		{"0s", "0", "0h", "-0s"},
		{"90m", "1h30m", "1h30m0s", "5400s", "1.5h", "+90m"},
		{"-90m"},
		{"90s"},
		{"1d"},
		{"1d0h"},
		{"90"}, // no durations
	},
	oauthclient.Time: {
		{nil, ""},
		{"2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00.000Z", "2025-12-31T22:30:00-01:30"},
		{"2026-01-01T00:00:00.001Z", "2026-01-01T00:00:00.001000Z"},
		{"2026-01-01"},
		{"2026-01-01 00:00:00Z"},
		{"now"}, // no timestamps
	},
	oauthclient.JSON: {
		{nil, "", "{}", "null", " { } ", "\n null\t"},
		{`[]`, ` [ ] `},
		{`""`},
		{`0`, `-0`, `0.0`, `0e5`},
		{`false`},
		{`{"a":null}`},
		{`[null]`},
		{`" "`},
		{`"{}"`},
		{`{"a":1,"b":[1,2]}`, `{ "b": [1.0, 2e0], "a": 10e-1 }`, `{"a":5,"a":1,"b":[1,2]}`},
		{`{"a":1,"b":[2,1]}`},
		{`{"a":1,"b":[1,2],"c":null}`},
		{`"<é/"`, `"\u003c\u00e9\/"`},
		{`"<E/"`},
		{`9007199254740993`},
		{`9007199254740992`},
		{`"9007199254740993"`},
		{`{"a":9007199254740993}`},
		{`{"a":"9007199254740993"}`},
		{`1e400`, `10E+399`, `0.01e402`},
		{`-1e400`},
		{`1e21`, `1000000000000000000000`, `1.0e+21`, `1000000000000000000000.0`},
		{`1000000000000000000001`},
		{`12345678901234567890.5`, `123456789012345678905e-1`},
		{`1e99999999999999999999`, `10e99999999999999999998`},
		{`{`},
		{`{"a":1,"b":[1,2]}x`},
		{`{"a":1,"b":[1,2]}{}`},
		{`{'a':1}`}, // no JSON
	},
	oauthclient.JWKS: {
		{nil, "", "{}", `{"keys":[]}`, ` { "keys" : [ ] } `},
		{`{"keys":[` + ecKey + `]}`, `{"keys": [` + ecKeyOtherOrder + `]}`},
		{`{"keys":[` + edKey + `]}`},
		{`{"keys":[` + edKey + `,` + ecKey + `]}`, `{"keys":[` + ecKey + `,` + edKey + `]}`},
		{`{"keys":[`},
		{`x`}, // no JWK Sets
	},
	oauthclient.Map: {
		{nil, map[string]string{}, map[string]string(nil)},
		{map[string]string{"a": "1"}},
		{map[string]string{"a": ""}},
		{map[string]string{"A": "1"}},
		{map[string]string{"a": "1", "b": "2"}, map[string]string{"b": "2", "a": "1"}},
	},
	oauthclient.Objects: {
		{nil, objects{}, objects(nil)},
		{objects{{"n": "a", "v": "1"}}, objects{{"v": "1", "n": "a"}}, objects{{"n": "a", "v": "1", "locale": ""}}, objects{{"n": "a", "v": "1"}, {"n": "a", "v": "1"}}},
		{objects{{"n": "a", "v": "2"}}},
		{objects{{"n": "a"}}},
		{objects{{"n": "1", "v": "a"}}},
		{objects{{"n": "a\" v=\"1"}}},
		{objects{{"n": "a", "v": "1"}, {"n": "b", "v": "1"}}, objects{{"n": "b", "v": "1"}, {"n": "a", "v": "1"}}},
	},
}

func TestEqual(t *testing.T) {
	t.Parallel()
	for kind, rows := range meanings {
		f := stubField("field", kind)
		for i, row := range rows {
			for j, other := range rows {
				for _, a := range row {
					for _, b := range other {
						if oauthclient.Equal(f, a, b) != (i == j) {
							t.Errorf("kind %d: Equal(%#v, %#v) is %t", kind, a, b, i != j)
						}
						if oauthclient.Same(f, a, b) != (i == j) {
							t.Errorf("kind %d: Same(%#v, %#v) is %t", kind, a, b, i != j)
						}
					}
				}
			}
		}
	}
}

// TestEqual_keys is the one case in which it matters who says what: a server may drop members, and a configuration that
// loses one has changed.
func TestEqual_keys(t *testing.T) {
	t.Parallel()
	full, plain := `{"keys":[`+ecKeyWithOps+`]}`, `{"keys":[`+ecKey+`]}`
	for _, tc := range []struct {
		name               string
		configured, server string
		equal, same        bool
	}{
		{"the server keeps all", full, full, true, true},
		{"the server dropped key_ops", full, plain, true, false},
		{"somebody limited the key", plain, full, false, false},
		{"another key", `{"keys":[` + edKey + `]}`, plain, false, false},
	} {
		if got := oauthclient.Equal(oauthclient.JWKSet, tc.configured, tc.server); got != tc.equal {
			t.Errorf("%s: Equal is %t", tc.name, got)
		}
		if got := oauthclient.Same(oauthclient.JWKSet, tc.configured, tc.server); got != tc.same {
			t.Errorf("%s: Same is %t", tc.name, got)
		}
	}
}

// TestEqual_wrongType is about values of a Go type that is not the kind's.
func TestEqual_wrongType(t *testing.T) {
	t.Parallel()
	for kind := range meanings {
		f := stubField("field", kind)
		for _, wrong := range []any{1, 1.5, []any{"a"}, map[string]any{"a": 1}, []int{1}, struct{}{}} {
			if oauthclient.Equal(f, wrong, meanings[kind][1][0]) {
				t.Errorf("kind %d: %#v is equal to %#v", kind, wrong, meanings[kind][1][0])
			}
		}
	}
}

func TestIsEmpty(t *testing.T) {
	t.Parallel()
	for kind, rows := range meanings {
		f := stubField("field", kind)
		for i, row := range rows {
			for _, v := range row {
				if oauthclient.IsEmpty(f, v) != (i == 0) {
					t.Errorf("kind %d: IsEmpty(%#v) is %t", kind, v, i != 0)
				}
			}
		}
	}
}

// TestEqual_leavesAlone checks that comparing sorts copies.
func TestEqual_leavesAlone(t *testing.T) {
	t.Parallel()
	a, b := set{"b", "a", "b"}, objects{{"n": "b"}, {"n": "a"}}
	oauthclient.Equal(oauthclient.Scopes, a, set{"a", "b"})
	oauthclient.Equal(stubField("f", oauthclient.Objects), b, objects{{"n": "a"}, {"n": "b"}})
	if got := fmt.Sprint(a, b); got != "[b a b] [map[n:b] map[n:a]]" {
		t.Errorf("the values are now %s", got)
	}
}
