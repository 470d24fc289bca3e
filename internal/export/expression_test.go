package export

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// evaluate returns what an engine makes of an expression.
func evaluate(t *testing.T, text string) cty.Value {
	t.Helper()
	parsed, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%s: %v", text, diags)
	}
	value, diags := parsed.Value(&hcl.EvalContext{Functions: map[string]function.Function{"jsonencode": stdlib.JSONEncodeFunc}})
	if diags.HasErrors() {
		t.Fatalf("%s: %v", text, diags)
	}
	return value
}

func TestExpression(t *testing.T) {
	t.Parallel()
	long := "https://a.example/" + strings.Repeat("x", 60)
	for _, tc := range []struct {
		name  string
		field oauthclient.Field
		value any
		want  string
	}{
		{"text", oauthclient.ClientName, "a \"b\" \\ ${c} %{d}\n", `"a \"b\" \\ $${c} %%{d}\n"`},
		{"flag", hydra.SkipConsent, true, "true"},
		{"number", oauthclient.DefaultMaxAge, int64(0), "0"},
		{"set", oauthclient.Contacts, []string{"b", "a"}, `["b", "a"]`},
		{"empty set", oauthclient.Contacts, []string{}, `[]`},
		{"wide set", oauthclient.RedirectURIs, []string{long, long + "2"}, "[\n\"" + long + "\",\n\"" + long + "2\",\n]"},
		{"objects", oam.Attributes, []map[string]string{{"name": "a", "value": "b"}}, `[{ name = "a", value = "b" }]`},
		{"object", hydra.Metadata, `{"b":1,"a":{"for":null,"a b":[true]}}`, `jsonencode({ a = { "a b" = [true], "for" = null }, b = 1 })`},
		{"keys", oauthclient.JWKSet, `{"keys":[]}`, `jsonencode({ keys = [] })`},
		{"JSON that is no object", hydra.Metadata, ` "a" `, `jsonencode("a")`},
		{"number that would be written in another way", hydra.Metadata, `[1e400]`, `"[1e400]"`},
		{"text that would be written in another way", hydra.Metadata, `["e\u0301"]`, `"[\"e\\u0301\"]"`},
		{"big number", hydra.Metadata, `[12345678901234567890]`, `jsonencode([12345678901234567890])`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := expression(tc.field, tc.value)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("expression (-want +got):\n%s", diff)
			}
			evaluate(t, got)
		})
	}
}

// A JSON document comes out of an engine as what it was.
func FuzzDocument(f *testing.F) {
	for _, seed := range []string{
		`{"a":{"b":[1,2.50,-0,1e5,9007199254740993,12345678901234567890123]},"for":null,"null":true,"a-b":"${x} %{y}"}`,
		`"text"`, `null`, `[[],{}]`, `{"":""}`, `{"a\nb":"\u2028"}`, "[\"e\u0301\", \"\u00e9\"]", `{"e\u0301":1}`, `[1e400, 1e-400, 1E+2, 0.1]`,
		`{"a":1,"a":2}`, `["\ud800"]`, `{"$${":"%%{"}`, `[-9223372036854775809]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !json.Valid([]byte(text)) {
			return
		}
		got := evaluate(t, document(text)).AsString()
		// An engine normalises every text, also what it reads from a server.
		if want := cty.NormalizeString(text); !oauthclient.Same(hydra.Metadata, want, got) {
			t.Errorf("%q became %q by %s", want, got, document(text))
		}
	})
}

// A text comes out of an engine as what it was, but for its Unicode form.
func FuzzQuote(f *testing.F) {
	for _, seed := range []string{"${x} %{y}", "$${x}", "%%{", "$$$", "\\\"'`", "a\nb\r\n\t\x00\x7f\u2028\ufeff", "e\u0301\u1100\u1161", "\U0010ffff", "EOT", "~}", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // no server's answer has it
		}
		if got, want := evaluate(t, quote(text)).AsString(), cty.NormalizeString(text); got != want {
			t.Errorf("%q became %q by %s", want, got, quote(text))
		}
		if got := evaluate(t, "{ "+key(text)+" = 1 }"); !got.Type().HasAttribute(cty.NormalizeString(text)) {
			t.Errorf("the key %q became %s by %s", text, got.GoString(), key(text))
		}
	})
}
