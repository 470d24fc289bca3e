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
	text     = field("text", oauthclient.String)
	flag     = field("flag", oauthclient.Bool)
	number   = field("number", oauthclient.Int)
	set      = field("set", oauthclient.Set)
	list     = field("list", oauthclient.List)
	duration = field("duration", oauthclient.Duration)
	instant  = field("instant", oauthclient.Time)
	document = field("document", oauthclient.JSON)
	keys     = field("keys", oauthclient.JWKS)
	dict     = field("dict", oauthclient.Map)
	objects  = field("objects", oauthclient.Objects)
)

func field(name string, kind oauthclient.Kind) oauthclient.Field {
	return oauthclient.NewField(oauthclient.Spec{Path: "block." + name, Kind: kind})
}

var everyKind = jsonwire.Named(text, flag, number, set, list, duration, instant, document, keys, dict, objects)

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
		{"list", list, []string{"b", "a", "b"}, `["b","a","b"]`},
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
			problem, ok := errors.AsType[*oauthclient.Error](err)
			if !ok || !errors.Is(problem, oauthclient.ErrInvalid) || problem.Field != f || object != nil {
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
		{"an array of one text for text", text, `["a"]`, "a"}, // Glewlwyd 2.7.5
		{"an array with blanks for text", text, "[ \"a\" ]", "a"},
		{"an empty array for text", text, `[]`, ""},
		{"text with blanks", text, " \"a\"\n", "a"},
		{"a fraction for text", text, ` 1.50e2 `, "1.50e2"},
		{"duration", duration, `"1h30m0s"`, "1h30m0s"},
		{"instant", instant, `"2026-01-01T00:00:00Z"`, "2026-01-01T00:00:00Z"},

		{"flag", flag, `true`, true},
		{"flag off", flag, `false`, false},
		{"text for a flag", flag, `"true"`, true},
		{"text for a flag, off", flag, `"False"`, false},
		{"a number for a flag", flag, `1`, true},
		{"empty text for a flag", flag, `""`, false},
		{"an array of one text for a flag", flag, `["true"]`, true},
		{"an empty array for a flag", flag, `[]`, false},

		{"number", number, `5`, int64(5)},
		{"negative number", number, `-5`, int64(-5)},
		{"long number", number, `9223372036854775807`, int64(9223372036854775807)},
		{"text for a number", number, `"5"`, int64(5)},
		{"empty text for a number", number, `""`, nil},
		{"a number with zeros", number, `3600.0`, int64(3600)},
		{"a number with an exponent", number, `3.6e3`, int64(3600)},
		{"a number with a fraction", number, `1753920000.123`, int64(1753920000)},
		{"a negative number with a fraction", number, `-5.5`, int64(-5)},
		{"a time for a number", number, `"2025-07-31T00:00:00Z"`, int64(1753920000)},
		{"a time with a fraction and a zone for a number", number, `"2025-07-31T02:00:00.123+02:00"`, int64(1753920000)},
		{"false for a number", number, `false`, nil},
		{"an array of one text for a number", number, `["5"]`, int64(5)},
		{"an empty array for a number", number, `[]`, nil},

		{"set", set, `["b","a","b"]`, []string{"b", "a", "b"}},
		{"empty set", set, `[]`, []string{}},
		{"one text for a set", set, `"a b"`, []string{"a b"}},
		{"empty text for a set", set, `""`, []string{}},
		{"one number for a set", set, `5`, []string{"5"}},
		{"a set with other types", set, `["a",5,null,true]`, []string{"a", "5", "true"}},
		{"a set with an empty text", set, `[""]`, []string{""}},
		{"a set with arrays of one text", set, `[["a"]]`, []string{"a"}},
		{"list", list, `["b","a","b"]`, []string{"b", "a", "b"}},
		{"one text for a list", list, `"a"`, []string{"a"}},

		{"document", document, `{ "b": 1.0 }`, `{ "b": 1.0 }`},
		{"document that is a list", document, `[1]`, `[1]`},
		{"document that is text", document, `"a"`, `"a"`},
		{"keys", keys, keySet, keySet},
		{"keys in a text", keys, `"{\"keys\":[]}"`, `{"keys":[]}`},
		{"no keys", keys, `{}`, `{}`},

		{"dict", dict, `{"a":"1"}`, map[string]string{"a": "1"}},
		{"empty dict", dict, `{}`, map[string]string{}},
		{"a dict with other types", dict, `{"a":5,"b":null,"c":true}`, map[string]string{"a": "5", "c": "true"}},
		{"objects", objects, `[{"name":"a","value":5,"locale":null}]`, []map[string]string{{"name": "a", "value": "5"}}},
		{"no objects", objects, `[]`, []map[string]string{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client, notices := everyKind.Decode(jsonwire.Object{tc.field.Name(): json.RawMessage(tc.raw), "other": json.RawMessage(`{`)})
			if len(notices) > 0 {
				t.Errorf("Decode notices %v", notices)
			}
			want := map[oauthclient.Field]any{tc.field: tc.want}
			if tc.want == nil {
				want = map[oauthclient.Field]any{}
			}
			if diff := cmp.Diff(want, map[oauthclient.Field]any(client), byIdentity); diff != "" {
				t.Errorf("Decode (-want +got):\n%s", diff)
			}
		})
	}
}

// byIdentity compares fields by their declaration.
var byIdentity = cmp.Comparer(func(a, b oauthclient.Field) bool { return a == b })

// TestDecode_impossible passes over members that cannot be understood, and says so.
func TestDecode_impossible(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		field oauthclient.Field
		raw   string
		words string
	}{
		{"an object for text", text, `{"a":1}`, "a string was expected"},
		{"a list for text", text, `["a","b"]`, "a string was expected"},
		{"a list of numbers for text", text, `[5]`, "a string was expected"},
		{"a list of null for text", text, `[null]`, "a string was expected"},
		{"half a list", text, `["a"`, "another JSON type was expected"},
		{"half a word", text, `tru`, "another JSON type was expected"},
		{"half a text", text, `"a`, "another JSON type was expected"},
		{"a quote for text", text, `"`, "another JSON type was expected"},
		{"a word for a flag", flag, `"yes"`, "true or false was expected"},
		{"a number for a flag", flag, `2`, "true or false was expected"},
		{"an object for a flag", flag, `{}`, "true or false was expected"},
		{"a word for a number", number, `"five"`, "a whole number was expected"},
		{"true for a number", number, `true`, "a whole number was expected"},
		{"a huge number", number, `1e300`, "a whole number was expected"},
		{"infinity", number, `"Inf"`, "a whole number was expected"},
		{"not a number", number, `"NaN"`, "a whole number was expected"},
		{"a day for a number", number, `"2025-07-31"`, "a whole number was expected"},
		{"an object for a number", number, `{}`, "a whole number was expected"},
		{"an object for a set", set, `{}`, "an array of strings was expected"},
		{"a set of lists", set, `[["a","b"]]`, "an array of strings was expected"},
		{"a set of objects", set, `[{}]`, "an array of strings was expected"},
		{"an object for a list", list, `{}`, "an array of strings was expected"},
		{"a dict of objects", dict, `{"a":{}}`, `member "a": a string was expected`},
		{"a list for a dict", dict, `[]`, "an object was expected"},
		{"an object for objects", objects, `{}`, "an array of objects was expected"},
		{"objects of objects", objects, `[{"name":{}}]`, `member "name": a string was expected`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			other := flag
			if tc.field == flag {
				other = text
			}
			object := jsonwire.Object{tc.field.Name(): json.RawMessage(tc.raw), other.Name(): json.RawMessage(`true`)}
			client, notices := everyKind.Decode(object)
			if len(client) != 1 || client[other] == nil {
				t.Errorf("Decode returned %v, and not what can be understood", client)
			}
			want := `The server's answer has a member "` + tc.field.Name() + `" of another form than is known: ` + tc.words + "."
			if len(notices) != 1 || notices[0].Field != tc.field || notices[0].Summary == "" || !strings.HasPrefix(notices[0].Detail, want) {
				t.Errorf("the notices are %v, not %q", notices, want)
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
		client, notices := table.Decode(jsonwire.Object{"scope": json.RawMessage(raw)})
		if got := strings.Join(client.Strings(oauthclient.Scopes), "|"); len(notices) > 0 || got != want {
			t.Errorf("%s is decoded as %q with the notices %v", raw, got, notices)
		}
	}
	if client, notices := table.Decode(jsonwire.Object{"scope": json.RawMessage(`{}`)}); len(notices) != 1 || len(client) > 0 {
		t.Errorf("an object is understood as %v, with the notices %v", client, notices)
	}
}

// TestOverlay changes what is desired and removed, and leaves all else as the server wrote it.
func TestOverlay(t *testing.T) {
	t.Parallel()
	base := jsonwire.Object{
		"text": json.RawMessage(`"old"`), "flag": json.RawMessage(`true`), "set": json.RawMessage(`["kept",  "as it is"]`),
		"number": json.RawMessage(`{"not":"understood"}`), "created_at": json.RawMessage(`"x"`), "unknown": json.RawMessage(`{"a":1.0}`),
	}
	before := texts(base)
	change := oauthclient.Change{
		Known:   oauthclient.Client{text: "old", flag: true},
		Desired: oauthclient.Client{text: "new", document: `{"b": 1.0}`, oauthclient.ClientName: "not in the table"},
		Removed: oauthclient.NewFieldSet(flag, duration),
	}
	merged, err := everyKind.Overlay(base, change, "created_at", "absent")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"text": `"new"`, "document": `{"b": 1.0}`, "set": `["kept",  "as it is"]`, "number": `{"not":"understood"}`, "unknown": `{"a":1.0}`,
	}
	if diff := cmp.Diff(want, texts(merged)); diff != "" {
		t.Errorf("Overlay (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, texts(base)); diff != "" {
		t.Errorf("Overlay changed its base:\n%s", diff)
	}
	half := oauthclient.Change{Desired: oauthclient.Client{document: "{"}}
	if merged, err := everyKind.Overlay(base, half); !errors.Is(err, oauthclient.ErrInvalid) || merged != nil {
		t.Errorf("Overlay with half a document returned %v and the error %v", merged, err)
	}
	if merged, err := everyKind.Overlay(nil, change); err != nil || len(merged) != 2 {
		t.Errorf("Overlay of nothing returned %v and the error %v", texts(merged), err)
	}
}

// TestOverlay_forms leaves alone what is written as documents say, and mends what servers show in another form and may not
// take back.
func TestOverlay_forms(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, shown, want string }{
		{"text", `null`, ""},
		{"text", `""`, ""},
		{"text", `"a"`, `"a"`},
		{"text", `5`, `"5"`},
		{"flag", `null`, ""},
		{"flag", `false`, `false`},
		{"flag", `"true"`, `true`},
		{"number", `null`, ""},
		{"number", `3.6e3`, `3.6e3`},
		{"number", `-1`, `-1`},
		{"number", `"3600"`, `3600`},
		{"set", `null`, ""},
		{"set", `[]`, `[]`},
		{"set", `"code"`, `["code"]`},
		{"set", `""`, `[]`},
		{"set", `{"not":"understood"}`, `{"not":"understood"}`},
		{"document", `null`, `null`},
		{"document", `""`, `""`},
		{"keys", `null`, ""},
		{"keys", `{}`, `{}`},
		{"keys", `"{\"keys\":[]}"`, `{"keys":[]}`},
		{"dict", `null`, ""},
		{"objects", `null`, ""},
		{"nobody knows it", `null`, `null`},
	} {
		merged, err := everyKind.Overlay(jsonwire.Object{tc.name: json.RawMessage(tc.shown)}, oauthclient.Change{})
		if got := string(merged[tc.name]); err != nil || got != tc.want {
			t.Errorf("%s: %s is sent back as %q, want %q; the error is %v", tc.name, tc.shown, got, tc.want, err)
		}
	}
}

// inDays is a form of a number.
var inDays = &jsonwire.Form{
	Encode: func(value any) any { return value.(int64) / 86400 },
	Decode: func(raw json.RawMessage) (any, error) {
		var days int64
		if json.Unmarshal(raw, &days) != nil {
			return nil, errors.New("a number of days was expected")
		}
		if days < 0 {
			return nil, nil // for ever
		}
		return days * 86400, nil
	},
}

// composed has a field in a form of its own, and two that share one member, as "client#audience".
var composed = jsonwire.Table{
	{Field: number, Name: "days", Form: inDays},
	{Field: text, Name: "owner", Get: part(0), Set: setPart(0)},
	{Field: duration, Name: "owner", Get: part(1), Set: setPart(1)},
}

func parts(object jsonwire.Object) ([2]string, error) {
	var both [2]string
	if object["owner"] == nil {
		return both, nil
	}
	var whole string
	if json.Unmarshal(object["owner"], &whole) != nil {
		return both, errors.New("two parts were expected")
	}
	both[0], both[1], _ = strings.Cut(whole, "#")
	return both, nil
}

func part(i int) func(jsonwire.Object) (any, error) {
	return func(object jsonwire.Object) (any, error) {
		both, err := parts(object)
		if both[i] == "" {
			return nil, err
		}
		return both[i], err
	}
}

func setPart(i int) func(jsonwire.Object, any) error {
	return func(object jsonwire.Object, value any) error {
		both, _ := parts(object)
		both[i], _ = value.(string)
		if strings.Contains(both[i], "#") {
			return errors.New("it has a number sign")
		}
		object["owner"], _ = json.Marshal(both[0] + "#" + both[1])
		return nil
	}
}

func TestComposed(t *testing.T) {
	t.Parallel()
	client := oauthclient.Client{number: int64(172800), text: "client", duration: "audience"}
	object, err := composed.Encode(client)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"days": "2", "owner": `"client#audience"`}, texts(object)); diff != "" {
		t.Errorf("Encode (-want +got):\n%s", diff)
	}
	if again, notices := composed.Decode(object); len(notices) > 0 || !cmp.Equal(client, again, byIdentity) {
		t.Errorf("Decode returned %v with the notices %v", again, notices)
	}
	if none, notices := composed.Decode(jsonwire.Object{"days": json.RawMessage("-1")}); len(notices) > 0 || len(none) > 0 {
		t.Errorf("Decode of nothing returned %v with the notices %v", none, notices)
	}
	_, notices := composed.Decode(jsonwire.Object{"days": json.RawMessage(`"two"`), "owner": json.RawMessage("5")})
	if len(notices) != 3 || !strings.Contains(notices[0].Detail, "a number of days was expected") || !strings.Contains(notices[2].Detail, "two parts were expected") {
		t.Errorf("Decode of something else notices %v", notices)
	}
	merged, err := composed.Overlay(object, oauthclient.Change{Desired: oauthclient.Client{duration: "other"}, Removed: oauthclient.NewFieldSet(text, number)})
	if diff := cmp.Diff(map[string]string{"owner": `"#other"`}, texts(merged)); err != nil || diff != "" {
		t.Errorf("Overlay returned the error %v (-want +got):\n%s", err, diff)
	}
	if _, err := composed.Encode(oauthclient.Client{text: "a#b"}); !errors.Is(err, oauthclient.ErrInvalid) || !strings.Contains(err.Error(), "it has a number sign") {
		t.Errorf("Encode of what cannot be written returned %v", err)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	table := jsonwire.Table{{
		Field: text, Name: "theText", Default: "a", Behaviour: oauthclient.Fixed, Values: []string{"a", "b"}, Since: "2.0",
		EmptyIsAStatement: true, Replaced: true,
	}, {Field: flag}}
	want := []oauthclient.Property{{
		Field: text, Name: "theText", Default: "a", Behaviour: oauthclient.Fixed, Values: []string{"a", "b"}, Since: "2.0",
		EmptyIsAStatement: true, Replaced: true,
	}, {Field: flag, Name: "flag"}}
	if diff := cmp.Diff(want, table.Properties(), byIdentity); diff != "" {
		t.Errorf("Properties (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]oauthclient.Field{"theText": text, "flag": flag}, table.Names(), byIdentity); diff != "" {
		t.Errorf("Names (-want +got):\n%s", diff)
	}
}

// FuzzDecode decodes whatever a server may send: values of the right types, which can be sent back and read again without a
// change, and a notice for each member that is not understood.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"text":"a","flag":true,"number":5,"set":["a"],"list":["a"],"duration":"1h","instant":"2026-01-01T00:00:00Z","document":{"a":[1.0]},"keys":{"keys":[]},"dict":{"a":"1"},"objects":[{"a":"1"}]}`,
		`{"text":5,"flag":"true","number":"5","set":"a","document":[],"keys":"{}","dict":{},"objects":[]}`,
		`{"text":null,"flag":"","number":"","set":[null,1],"document":null,"keys":" ","objects":[{"a":null}]}`,
		`{"number":1e300,"flag":2}`, `{"text":"\ud800","keys":"\u0000"}`, `{"number":9223372036854775808}`,
		`{"text":["a"],"flag":[],"number":"2025-07-31T00:00:00.5Z","set":[["a"]],"dict":{"a":1}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var object jsonwire.Object
		if json.Unmarshal(body, &object) != nil {
			return
		}
		client, notices := everyKind.Decode(object)
		for _, notice := range notices {
			if notice.Field.IsZero() || client[notice.Field] != nil {
				t.Errorf("a notice about a field that is understood, or about none: %v", notice)
			}
		}
		if text, ok := client[keys].(string); ok && !json.Valid([]byte(text)) {
			delete(client, keys) // a server may write any text for its keys, and it is kept for the message
		}
		encoded, err := everyKind.Encode(client)
		if err != nil {
			t.Fatalf("what was decoded cannot be encoded: %v", err)
		}
		again, notices := everyKind.Decode(encoded)
		if len(notices) > 0 {
			t.Fatalf("what was encoded cannot be decoded: %v", notices)
		}
		for field, value := range client {
			if !oauthclient.Same(field, value, again[field]) {
				t.Errorf("%s was %#v and is %#v", field, value, again[field])
			}
		}
	})
}
