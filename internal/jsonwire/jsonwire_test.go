package jsonwire_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jsonwire"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A field of each kind.
var (
	text     = oauthclient.NewField("room.text", oauthclient.String)
	flag     = oauthclient.NewField("room.flag", oauthclient.Bool)
	number   = oauthclient.NewField("room.number", oauthclient.Int)
	set      = oauthclient.NewField("room.set", oauthclient.Set)
	duration = oauthclient.NewField("room.duration", oauthclient.Duration)
	instant  = oauthclient.NewField("room.instant", oauthclient.Time)
	document = oauthclient.NewField("room.document", oauthclient.JSON)
	keys     = oauthclient.NewField("room.keys", oauthclient.JWKS)
	dict     = oauthclient.NewField("room.dict", oauthclient.Map)
	objects  = oauthclient.NewField("room.objects", oauthclient.Objects)
)

var everyKind = jsonwire.Named(text, flag, number, set, duration, instant, document, keys, dict, objects)

const keySet = `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`

func TestEncode(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		field oauthclient.Field
		value any
		want  string
	}{
		{"text", text, `a "b" <&>`, `"a \"b\" \u003c\u0026\u003e"`},
		{"empty text", text, "", `""`},
		{"flag", flag, true, `true`},
		{"flag off", flag, false, `false`},
		{"number", number, int64(9007199254740993), `9007199254740993`},
		{"set", set, []string{"b", "a", "b"}, `["b","a","b"]`},
		{"empty set", set, []string{}, `[]`},
		{"duration", duration, "90m", `"90m"`},
		{"instant", instant, "2026-01-01T00:00:00Z", `"2026-01-01T00:00:00Z"`},
		{"document", document, `{"b":1.0,"a":[12345678901234567890]}`, `{"b":1.0,"a":[12345678901234567890]}`},
		{"document that is text", document, `"a"`, `"a"`},
		{"keys", keys, keySet, keySet},
		{"dict", dict, map[string]string{"b": "2", "a": "1"}, `{"a":"1","b":"2"}`},
		{"objects", objects, []map[string]string{{"name": "b"}, {"name": "a"}}, `[{"name":"b"},{"name":"a"}]`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			object, err := everyKind.Encode(oauthclient.Client{tc.field: tc.value, oauthclient.ClientName: "not in the table"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(map[string]string{tc.field.Name(): tc.want}, texts(object)); diff != "" {
				t.Errorf("Encode (-want +got):\n%s", diff)
			}
			if _, err := json.Marshal(object); err != nil {
				t.Errorf("the object cannot be marshaled: %v", err)
			}
		})
	}
}

func TestEncode_impossible(t *testing.T) {
	t.Parallel()
	for _, f := range []oauthclient.Field{document, keys} {
		for _, value := range []any{"", "{", `{"a":1}x`, 5} {
			object, err := everyKind.Encode(oauthclient.Client{f: value})
			var problem *oauthclient.Error
			if !errors.As(err, &problem) || !errors.Is(problem, oauthclient.ErrInvalid) || problem.Field != f || object != nil {
				t.Errorf("Encode of %v as %s returned %v and the error %v", value, f, object, err)
			}
		}
	}
}

func texts(object jsonwire.Object) map[string]string {
	texts := make(map[string]string, len(object))
	for name, raw := range object {
		texts[name] = string(raw)
	}
	return texts
}

// TestDecode has a nil value where the field must be absent.
func TestDecode(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		field oauthclient.Field
		raw   string
		want  any
	}{
		{"null", text, `null`, nil},
		{"null with blanks", set, " null\n", nil},
		{"null flag", flag, `null`, nil},
		{"null document", document, `null`, nil},
		{"null keys", keys, `null`, nil},

		{"text", text, `"a \"b\" \u003c\u0026\u003e"`, `a "b" <&>`},
		{"empty text", text, `""`, ""},
		{"a number for text", text, `12345678901234567890`, "12345678901234567890"},
		{"a flag for text", text, `true`, "true"},
		{"duration", duration, `"1h30m0s"`, "1h30m0s"},
		{"instant", instant, `"2026-01-01T00:00:00Z"`, "2026-01-01T00:00:00Z"},

		{"flag", flag, `true`, true},
		{"flag off", flag, `false`, false},
		{"text for a flag", flag, `"true"`, true},
		{"text for a flag, off", flag, `"False"`, false},
		{"a number for a flag", flag, `1`, true},
		{"empty text for a flag", flag, `""`, false},

		{"number", number, `5`, int64(5)},
		{"negative number", number, `-5`, int64(-5)},
		{"long number", number, `9223372036854775807`, int64(9223372036854775807)},
		{"text for a number", number, `"5"`, int64(5)},
		{"empty text for a number", number, `""`, nil},
		{"a number with zeros", number, `3600.0`, int64(3600)},
		{"a number with an exponent", number, `3.6e3`, int64(3600)},

		{"set", set, `["b","a","b"]`, []string{"b", "a", "b"}},
		{"empty set", set, `[]`, []string{}},
		{"one text for a set", set, `"a b"`, []string{"a b"}},
		{"empty text for a set", set, `""`, []string{}},
		{"one number for a set", set, `5`, []string{"5"}},
		{"a set with other types", set, `["a",5,null,true]`, []string{"a", "5", "true"}},
		{"a set with an empty text", set, `[""]`, []string{""}},

		{"document", document, `{ "b": 1.0 }`, `{ "b": 1.0 }`},
		{"document that is a list", document, `[1]`, `[1]`},
		{"document that is text", document, `"a"`, `"a"`},
		{"keys", keys, keySet, keySet},
		{"keys in a text", keys, `"{\"keys\":[]}"`, `{"keys":[]}`},
		{"no keys", keys, `{}`, `{}`},

		{"dict", dict, `{"a":"1"}`, map[string]string{"a": "1"}},
		{"empty dict", dict, `{}`, map[string]string{}},
		{"objects", objects, `[{"name":"a","value":5,"locale":null}]`, []map[string]string{{"name": "a", "value": "5"}}},
		{"no objects", objects, `[]`, []map[string]string{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client, err := everyKind.Decode(jsonwire.Object{tc.field.Name(): json.RawMessage(tc.raw), "other": json.RawMessage(`{`)})
			if err != nil {
				t.Fatal(err)
			}
			want := map[oauthclient.Field]any{tc.field: tc.want}
			if tc.want == nil {
				want = map[oauthclient.Field]any{}
			}
			if diff := cmp.Diff(want, map[oauthclient.Field]any(client), cmp.AllowUnexported(oauthclient.Field{})); diff != "" {
				t.Errorf("Decode (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecode_impossible(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		field oauthclient.Field
		raw   string
		words string
	}{
		{"an object for text", text, `{"a":1}`, "a string was expected"},
		{"a list for text", text, `["a"]`, "a string was expected"},
		{"a word for a flag", flag, `"yes"`, "true or false was expected"},
		{"a number for a flag", flag, `2`, "true or false was expected"},
		{"a list for a flag", flag, `[]`, "true or false was expected"},
		{"a word for a number", number, `"five"`, "a whole number was expected"},
		{"half a number", number, `5.5`, "a whole number was expected"},
		{"a huge number", number, `1e300`, "a whole number was expected"},
		{"infinity", number, `"Inf"`, "a whole number was expected"},
		{"not a number", number, `"NaN"`, "a whole number was expected"},
		{"a list for a number", number, `[5]`, "a whole number was expected"},
		{"an object for a set", set, `{}`, "an array of strings was expected"},
		{"a set of lists", set, `[["a"]]`, "an array of strings was expected"},
		{"a dict of lists", dict, `{"a":[]}`, "another JSON type was expected"},
		{"a list for a dict", dict, `[]`, "another JSON type was expected"},
		{"an object for objects", objects, `{}`, "an array of objects was expected"},
		{"objects of lists", objects, `[{"name":[]}]`, `member "name": a string was expected`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client, err := everyKind.Decode(jsonwire.Object{tc.field.Name(): json.RawMessage(tc.raw)})
			var problem *oauthclient.Error
			if !errors.As(err, &problem) || !errors.Is(problem, oauthclient.ErrUnavailable) || problem.Field != tc.field || client != nil {
				t.Fatalf("Decode returned %v and the error %v", client, err)
			}
			want := `The server's answer has a member "` + tc.field.Name() + `" that cannot be understood: ` + tc.words + "."
			if problem.Message != want {
				t.Errorf("the message is %q, not %q", problem.Message, want)
			}
		})
	}
}

// TestSpaceSeparated is about the registered "scope" (RFC 7591 section 2).
func TestSpaceSeparated(t *testing.T) {
	t.Parallel()
	table := jsonwire.Table{{Field: oauthclient.Scopes, Name: "scope", Form: jsonwire.SpaceSeparated}}
	object, err := table.Encode(oauthclient.Client{oauthclient.Scopes: []string{"b", "a"}})
	if err != nil || string(object["scope"]) != `"b a"` {
		t.Errorf("Encode returned %s and the error %v", object["scope"], err)
	}
	for raw, want := range map[string]string{
		`"b a"`: "b|a", `" a \t b  "`: "a|b", `""`: "", `["a","b"]`: "a|b", `[]`: "",
	} {
		client, err := table.Decode(jsonwire.Object{"scope": json.RawMessage(raw)})
		if got := strings.Join(client.Strings(oauthclient.Scopes), "|"); err != nil || got != want {
			t.Errorf("%s is decoded as %q with the error %v", raw, got, err)
		}
	}
	if _, err := table.Decode(jsonwire.Object{"scope": json.RawMessage(`{}`)}); !errors.Is(err, oauthclient.ErrUnavailable) {
		t.Errorf("an object is understood: %v", err)
	}
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	base := jsonwire.Object{
		"text": json.RawMessage(`"old"`), "flag": json.RawMessage(`true`), "created_at": json.RawMessage(`"x"`),
		"unknown": json.RawMessage(`{"a":1.0}`),
	}
	before := texts(base)
	merged, err := everyKind.Overlay(base, oauthclient.Client{text: "new", number: int64(5)}, "created_at", "absent")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"text": `"new"`, "number": `5`, "unknown": `{"a":1.0}`}
	if diff := cmp.Diff(want, texts(merged)); diff != "" {
		t.Errorf("Overlay (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, texts(base)); diff != "" {
		t.Errorf("Overlay changed its base:\n%s", diff)
	}
	if _, err := everyKind.Overlay(base, oauthclient.Client{document: "{"}); !errors.Is(err, oauthclient.ErrInvalid) {
		t.Errorf("Overlay with half a document returned %v", err)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	if fields := everyKind.Fields(); len(fields) != len(everyKind) || !fields.Has(text) {
		t.Errorf("Fields are %v", fields.Sorted())
	}
	if properties := everyKind.Properties(); len(properties) != len(everyKind) || properties["text"] != text {
		t.Errorf("Properties are %v", properties)
	}
}

// FuzzDecode decodes whatever a server may send: an error or values of the right types, which can be sent back and read
// again without a change.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"text":"a","flag":true,"number":5,"set":["a"],"duration":"1h","instant":"2026-01-01T00:00:00Z","document":{"a":[1.0]},"keys":{"keys":[]},"dict":{"a":"1"},"objects":[{"a":"1"}]}`,
		`{"text":5,"flag":"true","number":"5","set":"a","document":[],"keys":"{}","dict":{},"objects":[]}`,
		`{"text":null,"flag":"","number":"","set":[null,1],"document":null,"keys":" ","objects":[{"a":null}]}`,
		`{"number":1e300,"flag":2}`, `{"text":"\ud800","keys":"\u0000"}`, `{"number":9223372036854775808}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var object jsonwire.Object
		if json.Unmarshal(body, &object) != nil {
			return
		}
		client, err := everyKind.Decode(object)
		if err != nil {
			var problem *oauthclient.Error
			if !errors.As(err, &problem) || problem.Field.IsZero() {
				t.Errorf("an error without a field: %v", err)
			}
			return
		}
		if text, ok := client[keys].(string); ok && !json.Valid([]byte(text)) {
			delete(client, keys) // a server may write any text for its keys, and it is kept for the message
		}
		encoded, err := everyKind.Encode(client)
		if err != nil {
			t.Fatalf("what was decoded cannot be encoded: %v", err)
		}
		again, err := everyKind.Decode(encoded)
		if err != nil {
			t.Fatalf("what was encoded cannot be decoded: %v", err)
		}
		for field, value := range client {
			if !oauthclient.Same(field, value, again[field]) {
				t.Errorf("%s was %#v and is %#v", field, value, again[field])
			}
		}
	})
}
