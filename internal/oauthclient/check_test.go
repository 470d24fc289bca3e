package oauthclient_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A checked value is invalid or unusual when its kind says so, and the words are then in the message.
type checked struct {
	field oauthclient.Field
	value any
	kind  error
	words string
}

// boundedField is a number with bounds, colourField has listed values and no others, and attributesField has members.
var (
	boundedField = oauthclient.NewField(oauthclient.Spec{Path: "stub.bounded", Kind: oauthclient.Int, Min: 1, Max: 100})
	colourField  = oauthclient.NewField(oauthclient.Spec{
		Path: "stub.colour", Kind: oauthclient.Set, Closed: true, Values: []oauthclient.Value{{Value: "green"}, {Value: "blue"}},
	})
	attributesField = oauthclient.NewField(oauthclient.Spec{Path: "stub.attributes", Kind: oauthclient.Objects, Members: []oauthclient.Member{
		{Name: "name", Required: true}, {Name: "value", Required: true, MayBeEmpty: true}, {Name: "type", Values: []string{"STATIC", "DYNAMIC"}},
	}})
)

var checkedValues = []checked{
	// An empty value says the same as none.
	{oauthclient.ClientURI, "", nil, ""},
	{oauthclient.RedirectURIs, set{}, nil, ""},
	{oauthclient.JWKSet, "", nil, ""},
	{lifetime, "", nil, ""},
	{oauthclient.RequireAuthTime, false, nil, ""},
	{oauthclient.ClientName, nil, nil, ""},

	{oauthclient.ClientName, "any text \n of 日本", nil, ""},
	{oauthclient.ClientURI, "https://app.example.com", nil, ""},
	{oauthclient.ClientURI, "ftp://app.example.com", oauthclient.ErrInvalid, `must begin with http:// or https://`},
	{oauthclient.SectorIdentifierURI, "http://app.example.com", oauthclient.ErrInvalid, "must begin with https://"},
	{oauthclient.RequestURIs, set{"urn:a:b"}, nil, ""},
	{oauthclient.RequestURIs, set{"a"}, oauthclient.ErrInvalid, "relative"},
	{oauthclient.TLSClientAuthSANIP, "192.0.2.1", nil, ""},
	{oauthclient.TLSClientAuthSANIP, "::1", nil, ""},
	{oauthclient.TLSClientAuthSANIP, "192.0.2.1/24", oauthclient.ErrInvalid, "is not an IP address"},

	{oauthclient.Scopes, set{"openid", "https://orders.example.com/read"}, nil, ""},
	{oauthclient.Scopes, set{"openid profile"}, oauthclient.ErrInvalid, "is not one scope"},
	{oauthclient.Scopes, set{`a"b`}, oauthclient.ErrInvalid, "is not one scope"},
	{oauthclient.Scopes, set{"é"}, oauthclient.ErrInvalid, "is not one scope"},
	{oauthclient.Scopes, set{"openid", ""}, oauthclient.ErrInvalid, "One of the elements is empty"},
	{oauthclient.DefaultACRValues, set{""}, oauthclient.ErrInvalid, "One of the elements is empty"},
	{oauthclient.RedirectURIs, set{"https://app.example.com/cb", "/cb"}, oauthclient.ErrInvalid, "relative"},
	{oauthclient.RedirectURIs, set{"http://app.example.com/cb"}, oauthclient.ErrUnusual, "unencrypted"},

	{oauthclient.DefaultMaxAge, int64(0), nil, ""},
	{oauthclient.DefaultMaxAge, int64(-1), oauthclient.ErrInvalid, "-1 is too small: default_max_age is at least 0."},
	{boundedField, int64(1), nil, ""},
	{boundedField, int64(100), nil, ""},
	{boundedField, int64(0), oauthclient.ErrInvalid, "0 is too small: stub.bounded is at least 1."},
	{boundedField, int64(101), oauthclient.ErrInvalid, "101 is too big: stub.bounded is at most 100."},

	{lifetime, "90m", nil, ""},
	{lifetime, "1h30m", nil, ""},
	{lifetime, "1.5h", nil, ""},
	{lifetime, "24d", oauthclient.ErrInvalid, `is not a span of time`},
	{lifetime, "90", oauthclient.ErrInvalid, `is not a span of time`},
	{lifetime, "soon", oauthclient.ErrInvalid, `is not a span of time`},
	{lifetime, "500ms", oauthclient.ErrInvalid, "is too short"},
	{lifetime, "-1h", oauthclient.ErrInvalid, "is too short"},
	{lifetime, "-5m", oauthclient.ErrInvalid, "is too short"},
	{lifetime, "0s", oauthclient.ErrInvalid, "is too short"},
	{lifetime, "0", oauthclient.ErrInvalid, "is too short"},
	{lifetime, "1ns", oauthclient.ErrInvalid, "is too short"},
	{lifetime, "-2562048h", oauthclient.ErrInvalid, "is too short"},
	{lifetime, "2562047h", nil, ""},
	{lifetime, "2562048h", oauthclient.ErrInvalid, "is too long"},
	{lifetime, "2562047h60m", oauthclient.ErrInvalid, "is too long"},
	{lifetime, "1h99999999999999m1s", oauthclient.ErrInvalid, "is too long"},
	{lifetime, "1 h", oauthclient.ErrInvalid, "is not a span of time"},
	{lifetime, "90M", oauthclient.ErrInvalid, "is not a span of time"},
	{lifetime, ".", oauthclient.ErrInvalid, "is not a span of time"},
	{lifetime, "h", oauthclient.ErrInvalid, "is not a span of time"},
	{lifetime, "P1D", oauthclient.ErrInvalid, "is not a span of time"},

	{stubField("at", oauthclient.Time), "2030-01-31T07:00:00+01:00", nil, ""},
	{stubField("at", oauthclient.Time), "2030-01-31", oauthclient.ErrInvalid, "is not a time of RFC 3339"},
	{stubField("at", oauthclient.Time), "2030-01-31 07:00:00Z", oauthclient.ErrInvalid, "is not a time of RFC 3339"},

	{oauthclient.VPFormatsSupported, `{"a":[1]}`, nil, ""},
	{oauthclient.VPFormatsSupported, `{a:1}`, oauthclient.ErrInvalid, "is not a JSON text"},
	{oauthclient.VPFormatsSupported, `{}{}`, oauthclient.ErrInvalid, "is not a JSON text"},

	{oauthclient.JWKSet, `{"keys":[` + ecKey + `]}`, nil, ""},
	{oauthclient.JWKSet, `{}`, nil, ""},
	{oauthclient.JWKSet, ` null `, nil, ""},
	{oauthclient.JWKSet, `{"keys":null}`, nil, ""},
	{oauthclient.JWKSet, `{"key":[]}`, oauthclient.ErrInvalid, `has no "keys" array`},
	{oauthclient.JWKSet, ecKey, oauthclient.ErrInvalid, ""},
	{oauthclient.JWKSet, `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}]}`, oauthclient.ErrInvalid, "private"},

	{labels, map[string]string{"a": "1"}, nil, ""},
	{labels, map[string]string{"a": ""}, oauthclient.ErrInvalid, `The entry "a" is empty`},
	{labels, map[string]string{"": "1"}, oauthclient.ErrInvalid, `The entry "" is empty`},

	{attributesField, objects{{"name": "a", "type": "static"}, {"name": "b"}}, nil, ""},
	{attributesField, objects{{"type": "STATIC"}}, oauthclient.ErrInvalid, "One of the objects has no name."},
	{attributesField, objects{{"name": "a", "type": "STATTIC"}}, oauthclient.ErrInvalid, `Did you mean "STATIC"? It is one of STATIC, DYNAMIC.`},
	{attributesField, objects{{"name": "a", "type": "other"}}, oauthclient.ErrInvalid, `"other" is not a value of type. It is one of STATIC, DYNAMIC.`},

	{colourField, set{"green", "blue"}, nil, ""},
	{colourField, set{"green", "gren"}, oauthclient.ErrInvalid, `"gren" is not a value of stub.colour. Did you mean "green"? Allowed are green, blue.`},
	{oauthclient.SubjectType, "pairwise", nil, ""},
	{oauthclient.SubjectType, "private", oauthclient.ErrInvalid, `Allowed are public, pairwise.`},
	{oauthclient.ApplicationType, "spa", oauthclient.ErrUnusual, `"spa" is not a known value of application_type`},

	{oauthclient.TokenEndpointAuthMethod, "client_secret_basic", nil, ""},
	{oauthclient.TokenEndpointAuthMethod, "client_secret", oauthclient.ErrUnusual, "Known are none, client_secret_basic"},
	{oauthclient.TokenEndpointAuthMethod, "client-secret-basic", oauthclient.ErrUnusual, `Write "client_secret_basic".`},
	{oauthclient.TokenEndpointAuthMethod, "Client_Secret_Basic", oauthclient.ErrUnusual, `Write "client_secret_basic".`},
	{oauthclient.GrantTypes, set{"authorisation_code"}, oauthclient.ErrUnusual, `Did you mean "authorization_code"?`},
	{oauthclient.GrantTypes, set{"device_code"}, oauthclient.ErrUnusual, `Write "urn:ietf:params:oauth:grant-type:device_code".`},
	{oauthclient.GrantTypes, set{"PASSWORD"}, oauthclient.ErrUnusual, `Write "password".`},
	{oauthclient.GrantTypes, set{"refresh"}, oauthclient.ErrUnusual, `Did you mean "refresh_token"?`},
	{oauthclient.GrantTypes, set{"urn:ietf:params:oauth:grant-type:device"}, oauthclient.ErrUnusual, `Did you mean "urn:ietf:params:oauth:grant-type:device_code"?`},
	{oauthclient.GrantTypes, set{"code"}, oauthclient.ErrUnusual, "never use it. Known are"}, // of two grants
	{oauthclient.TokenEndpointAuthMethod, "basic", oauthclient.ErrUnusual, `Did you mean "client_secret_basic"?`},
	{oauthclient.IDTokenEncryptedResponseEnc, "A128CBC", oauthclient.ErrUnusual, `Did you mean "A128CBC-HS256"?`},
	{oauthclient.GrantTypes, set{"urn:example:grant"}, nil, ""},
	{oauthclient.GrantTypes, set{"urn:ietf:params:oauth:grant-type:device-code"}, oauthclient.ErrUnusual, `Write "urn:ietf:params:oauth:grant-type:device_code".`},
	{oauthclient.ResponseTypes, set{"code id_token", "id_token code token"}, nil, ""},
	{oauthclient.ResponseTypes, set{"code idtoken"}, oauthclient.ErrUnusual, `Write "code id_token".`},
	{oauthclient.IDTokenSignedResponseAlg, "RS256", nil, ""},
	{oauthclient.IDTokenSignedResponseAlg, "rs256", oauthclient.ErrUnusual, `Write "RS256".`},
}

// An empty element does not hide what is wrong with the others.
func TestCheckValue_several(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		field oauthclient.Field
		value any
		want  int
	}{
		{oauthclient.RedirectURIs, set{"", "/cb", "", "/cd"}, 3},
		{labels, map[string]string{"a": "", "b": "", "c": "x"}, 2},
	} {
		if problems := oauthclient.CheckValue(tc.field, tc.value); len(problems) != tc.want {
			t.Errorf("%s=%v: %d problems, not %d: %v", tc.field, tc.value, len(problems), tc.want, problems)
		}
	}
}

func TestCheckValue(t *testing.T) {
	t.Parallel()
	for _, tc := range checkedValues {
		t.Run(fmt.Sprintf("%s=%v", tc.field, tc.value), func(t *testing.T) {
			t.Parallel()
			problems := oauthclient.CheckValue(tc.field, tc.value)
			if tc.kind == nil {
				for _, problem := range problems {
					t.Errorf("it is right, and said to be wrong: %v", problem)
				}
				return
			}
			if len(problems) != 1 {
				t.Fatalf("there are %d problems: %v", len(problems), problems)
			}
			text := problems[0].Error()
			if !errors.Is(problems[0], tc.kind) || problems[0].Field != tc.field || !strings.Contains(text, tc.words) {
				t.Errorf("the problem is %q, not a %v with %q", text, tc.kind, tc.words)
			}
			if first := problems[0].Message[0]; first >= 'a' && first <= 'z' {
				t.Errorf("the message is no sentence: %q", problems[0].Message)
			}
		})
	}
}

// TestCheckValue_listed misspells each listed value of each field: what was meant is said.
func TestCheckValue_listed(t *testing.T) {
	t.Parallel()
	for _, f := range oauthclient.Standard() {
		for _, v := range f.Spec().Values {
			if problems := oauthclient.CheckValue(f, inKind(f, v.Value)); len(problems) > 0 {
				t.Errorf("%s = %q, a listed value, is wrong: %v", f, v.Value, problems)
			}
			if len(v.Value) < 5 {
				continue // too short to be told from others
			}
			for typo, words := range map[string]string{
				v.Value[:len(v.Value)-1] + "~": "Did you mean ", // perhaps another value that is as near
				strings.ToUpper(v.Value) + " ": fmt.Sprintf("Write %q.", v.Value),
			} {
				problems := oauthclient.CheckValue(f, inKind(f, typo))
				if len(problems) != 1 || !strings.Contains(problems[0].Error(), words) {
					t.Errorf("%s = %q, a misspelling of %q, is answered with %v", f, typo, v.Value, problems)
				}
			}
		}
	}
}

func inKind(f oauthclient.Field, text string) any {
	if f.Kind() == oauthclient.Set || f.Kind() == oauthclient.List {
		return set{text}
	}
	return text
}
