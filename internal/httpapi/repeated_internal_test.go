package httpapi

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestContradictsItself(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]bool{
		`{"client_id":"a","client_id":"b"}`:                       true,
		`{"client_id":"a","x":{"y":[1,{"z":"}"}]},"client_id":1}`: true,
		"{\"a\" : 1 ,\n\"b\":2, \"a\": 2}":                        true,
		`{"client_id":"a","client\u005fid":"b"}`:                  true,
		`{"a":true,"a":false}`:                                    true,
		`{"a":[1],"b":"\"","a":[2]}`:                              true,
		`[{"client_id":"a"},{"client_id":"b","client_id":"c"}]`:   true,
		`{"client_id":"a","client_id":"a"}`:                       false, // as some serializers write one member from two fields
		`{"client_id":"a","client_name":"a"}`:                     false,
		`{"a":{"b":1,"b":2}}`:                                     false, // which is no member of a client
		`[{"client_id":"a"},{"client_id":"b"}]`:                   false,
		`["a","a"]`:                                               false,
		`[]`:                                                      false,
		`{}`:                                                      false,
		``:                                                        false,
		`{"a":1`:                                                  false,
		`{"a"`:                                                    false,
		`text`:                                                    false,
		`"a":"b"`:                                                 false,
	} {
		if got := contradictsItself([]byte(document)); got != want {
			t.Errorf("%s: %t, want %t", document, got, want)
		}
	}
}

// In every document that is JSON, the members of an object are those that encoding/json finds.
func FuzzRepeatsMember(f *testing.F) {
	for _, seed := range []string{`{"a":1,"b":[{"c":"}"}],"d":"\\\""}`, `{"a":{"b":1},"a":{"b":2}}`, `{ "a" : null , "b" : -1.5e3 }`, `{}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, document string) {
		got := repeatsMember([]byte(strings.TrimSpace(document)))
		if !json.Valid([]byte(document)) || !strings.HasPrefix(strings.TrimSpace(document), "{") {
			return
		}
		decoder := json.NewDecoder(strings.NewReader(document))
		_, _ = decoder.Token()
		values, repeats := map[string]string{}, false
		for decoder.More() {
			var value json.RawMessage
			token, err := decoder.Token()
			if err != nil {
				t.Fatal(err)
			}
			name, _ := token.(string)
			if err := decoder.Decode(&value); err != nil {
				t.Fatal(err)
			}
			if before, again := values[name]; again && before != string(value) {
				repeats = true
			}
			values[name] = string(value)
		}
		if got != repeats {
			t.Errorf("%s: %t, want %t", document, got, repeats)
		}
	})
}
