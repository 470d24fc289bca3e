package jwk_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/jwk"
)

func TestPublic(t *testing.T) {
	t.Parallel()
	const hidden = "private-part-of-a-key"
	ec, ed, rsa := ecKey(), edKey(), rsaKey()
	for _, tc := range []struct {
		name, text string
		// want is what must mean the same as the result, "" for the very text.
		want    string
		private []string
	}{
		{name: "public keys", text: jwks(t, ec, ed)},
		{name: "blanks", text: ` { "keys" : [ ] } `},
		{name: "nothing", text: ""},
		{name: "an empty object", text: "{}"},
		{name: "null for a private member", text: `{"keys":[{"kty":"EC","crv":"P-256","x":"` + ec["x"].(string) + `","y":"` + ec["y"].(string) + `","d":null}]}`},

		{name: "an EC key", text: jwks(t, with(ec, object{"d": hidden})), want: jwks(t, ec), private: []string{"ec"}},
		{name: "an OKP key", text: jwks(t, with(ed, object{"d": hidden})), want: jwks(t, ed), private: []string{"ed"}},
		{
			name: "an RSA key", want: jwks(t, rsa), private: []string{"rsa"},
			text: jwks(t, with(rsa, object{"d": hidden, "p": hidden, "q": hidden, "dp": hidden, "dq": hidden, "qi": hidden, "oth": []object{{"r": hidden}}})),
		},
		{name: "one of several", text: jwks(t, ec, with(ed, object{"d": hidden}), rsa), want: jwks(t, ec, ed, rsa), private: []string{"ed"}},
		{
			name: "several, of which one has no name", text: jwks(t, with(ed, object{"d": hidden, "kid": nil}), with(ec, object{"d": hidden})),
			want: jwks(t, with(ed, object{"kid": nil}), ec), private: []string{"", "ec"},
		},
		{name: "another member beside", text: `{"keys":[` + toJSON(t, with(ec, object{"d": hidden})) + `],"owner":"me"}`, want: `{"keys":[` + toJSON(t, ec) + `],"owner":"me"}`, private: []string{"ec"}},

		// Texts that are no sets.
		{name: "a number", text: "5"},
		{name: "no JSON", text: "keys"},
		{name: "half a set", text: `{"keys":[`},
		{name: "half a private key", text: `{"keys":[{"kty":"EC","d":"` + hidden, want: "-", private: []string{""}},
		{name: "PEM", text: "-----BEGIN PRIVATE KEY-----\n" + hidden, want: "-", private: []string{""}},
		{name: "PEM in JSON", text: `"-----BEGIN PRIVATE KEY-----` + hidden + `"`, want: "-", private: []string{""}},
		{name: "a key and no set", text: toJSON(t, with(ec, object{"d": hidden})), want: toJSON(t, ec), private: []string{"ec"}},
		{name: "keys in an object", text: toJSON(t, object{"keys": object{"first": with(ec, object{"d": hidden})}}), want: toJSON(t, object{"keys": object{"first": ec}}), private: []string{"ec"}},
		{name: "private members in another place", text: toJSON(t, object{"keys": []any{5, with(ec, object{"extra": object{"k": hidden}})}}), want: toJSON(t, object{"keys": []any{5, with(ec, object{"extra": object{}})}}), private: []string{"ec"}},
		{
			name: "below another member", private: []string{"ec"},
			text: `{"keys":[{"kid":"ec","params":{"crv":"P-256","d":"` + hidden + `"}}]}`,
			want: `{"keys":[{"kid":"ec","params":{"crv":"P-256"}}]}`,
		},
		{name: "numbers that are kept", text: `{"keys":[{"k":"` + hidden + `","exp":12345678901234567890}]}`, want: `{"keys":[{"exp":12345678901234567890}]}`, private: []string{""}},
		{name: "a member twice", text: `{"keys":[{"kty":"EC","d":"` + hidden + `","kid":"a","kid":"b"}]}`, want: `{"keys":[{"kid":"b","kty":"EC"}]}`, private: []string{"b"}},
		{name: "keys twice", text: `{"keys":[{"d":"` + hidden + `"}],"keys":[]}`, want: `{"keys":[]}`, private: []string{""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			public, private := jwk.Public(tc.text)
			if diff := cmp.Diff(tc.private, private); diff != "" {
				t.Errorf("the names of private keys (-want +got):\n%s", diff)
			}
			switch {
			case strings.Contains(public, hidden):
				t.Errorf("a private member is left: %s", public)
			case tc.want == "" && public != tc.text:
				t.Errorf("a text without private members became %s", public)
			case tc.want == "-" && public != "":
				t.Errorf("a text that had to be given up became %q", public)
			case tc.want != "" && tc.want != "-":
				if diff := cmp.Diff(fromJSON(t, tc.want), fromJSON(t, public)); diff != "" {
					t.Errorf("the public half (-want +got):\n%s", diff)
				}
			}
			if again, private := jwk.Public(public); again != public || private != nil {
				t.Errorf("the public half of the public half is %s, with the private keys %q", again, private)
			}
		})
	}
}
