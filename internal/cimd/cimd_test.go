package cimd_test

import (
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/cimd"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const address = "https://app.example.com/oauth-client.json"

// keys is a set with the public key of RFC 8037 appendix A.2, and privateKeys with the private one.
const (
	keys        = `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`
	privateKeys = `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}]}`
)

type object = map[string]any

func list(elements ...any) []any { return elements }

// described returns the description of a public client, with some members changed; nil takes one out.
func described(with object) object {
	all := object{
		"client_id": address, "client_name": "Shop", "redirect_uris": list("https://app.example.com/b", "http://127.0.0.1/a"), "token_endpoint_auth_method": "none",
	}
	for name, value := range with {
		all[name] = value
	}
	return all
}

const plain = `"client_id":"https://app.example.com/oauth-client.json","client_name":"Shop"`

func TestMake(t *testing.T) {
	t.Parallel()
	rest := `"redirect_uris":["http://127.0.0.1/a","https://app.example.com/b"]`
	tests := []struct {
		name string
		with object
		want string
	}{
		{"least", nil, `{` + plain + `,` + rest + `,"token_endpoint_auth_method":"none"}`},
		{
			"empty values are left out",
			object{"logo_uri": "", "contacts": list(), "jwks": "", "ciba": object{}, "tos_uri": nil, "extra_metadata": nil},
			`{` + plain + `,` + rest + `,"token_endpoint_auth_method":"none"}`,
		},
		{
			"each kind",
			object{
				"scopes": list("b", "a", "b"), "default_max_age": json.Number("60"), "require_auth_time": false, "default_acr_values": list("2", "1"),
				"ciba":      object{"backchannel_token_delivery_mode": "poll"},
				"openid4vp": object{"vp_formats_supported": object{"jwt_vp": object{"alg": list("ES256")}}},
			},
			`{"backchannel_token_delivery_mode":"poll",` + plain + `,"default_acr_values":["2","1"],"default_max_age":60,` + rest +
				`,"require_auth_time":false,"scope":"a b","token_endpoint_auth_method":"none","vp_formats_supported":{"jwt_vp":{"alg":["ES256"]}}}`,
		},
		{
			"keys as a text",
			object{"token_endpoint_auth_method": "private_key_jwt", "jwks": keys},
			`{` + plain + `,"jwks":{"keys":[{"crv":"Ed25519","kid":"a","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]},` + rest + `,"token_endpoint_auth_method":"private_key_jwt"}`,
		},
		{
			"keys as an object",
			object{"token_endpoint_auth_method": "private_key_jwt", "jwks": object{"keys": list(object{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})}},
			`{` + plain + `,"jwks":{"keys":[{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]},` + rest + `,"token_endpoint_auth_method":"private_key_jwt"}`,
		},
		{
			"no escapes for HTML",
			object{"client_name": "Tom & <Jerry>", "client_name#de": "Tom und Jerry"},
			`{"client_id":"https://app.example.com/oauth-client.json","client_name":"Tom & <Jerry>","client_name#de":"Tom und Jerry",` + rest + `,"token_endpoint_auth_method":"none"}`,
		},
		{
			"other members",
			object{
				"token_endpoint_auth_method": nil, "extra_metadata": object{"x": object{"n": json.Number("1.50")}},
				"rp_metadata_choices": object{"token_endpoint_auth_methods_supported": list("none", "private_key_jwt")},
			},
			`{` + plain + `,` + rest + `,"token_endpoint_auth_methods_supported":["none","private_key_jwt"],"x":{"n":1.50}}`,
		},
		{
			"a client without users",
			object{"grant_types": list("client_credentials"), "redirect_uris": nil, "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://app.example.com/jwks"},
			`{` + plain + `,"grant_types":["client_credentials"],"jwks_uri":"https://app.example.com/jwks","token_endpoint_auth_method":"private_key_jwt"}`,
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			document, problems := cimd.Make(described(tc.with))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if diff := cmp.Diff(tc.want, document.JSON); diff != "" {
				t.Errorf("document (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMake_wrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		with  object
		texts []string // one for each problem
	}{
		{"no client_id", object{"client_id": nil}, []string{"There is no client_id"}},
		{"http", object{"client_id": "http://app.example.com/c"}, []string{"client_id: The client_id must be the URL of the document"}},
		{"no path", object{"client_id": "https://app.example.com"}, []string{"must have a path"}},
		{"fragment", object{"client_id": "https://app.example.com/c#x"}, []string{"fragment"}},
		{"user", object{"client_id": "https://u:p4ss@app.example.com/c"}, []string{"user name or password"}},
		{"dots", object{"client_id": "https://app.example.com/a/../c"}, []string{`path segment ".."`}},
		{"a dot", object{"client_id": "https://app.example.com/./c"}, []string{`path segment "."`}},
		{"encoded dots", object{"client_id": "https://app.example.com/%2e%2E/c"}, []string{`path segment ".."`}},
		{"secret", object{"client_secret": "s3cret"}, []string{"client_secret must not be in a document that anybody can read"}},
		{"expiry", object{"client_secret_expires_at": json.Number("5")}, []string{"client_secret_expires_at must not be"}},
		{"hidden secret", object{"extra_metadata": object{"client_secret": "s3cret"}}, []string{`client_secret: The member "client_secret" must not be in the document`}},
		{"method with a secret", object{"token_endpoint_auth_method": "client_secret_basic"}, []string{`token_endpoint_auth_method: The method "client_secret_basic" needs a secret`}},
		{"client_secret_jwt", object{"token_endpoint_auth_method": "client_secret_jwt"}, []string{"needs a secret"}},
		{"one of several", object{"rp_metadata_choices": object{"token_endpoint_auth_methods_supported": list("none", "client_secret_post")}}, []string{`"client_secret_post" needs a secret`}},
		{"no method", object{"token_endpoint_auth_method": nil}, []string{"It is not said how the client authenticates"}},
		{"no keys", object{"token_endpoint_auth_method": "private_key_jwt"}, []string{"needs the client's public keys"}},
		{"private key", object{"token_endpoint_auth_method": "private_key_jwt", "jwks": privateKeys}, []string{"jwks: The jwks has a private or symmetric key"}},
		{"no keys at all", object{"jwks": object{"kty": "OKP"}}, []string{"jwks: "}},
		{"no redirect URIs", object{"redirect_uris": nil}, []string{"redirect_uris: There are no redirect_uris"}},
		{"relative redirect URI", object{"redirect_uris": list("/cb")}, []string{`redirect_uris: "/cb" is relative`}},
		{"client_uri", object{"client_uri": "app.example.com"}, []string{`client_uri: "app.example.com" has no scheme`}},
		{"closed list", object{"subject_type": "secret"}, []string{`subject_type: "secret" is not a value`}},
		{"both kinds of keys", object{"jwks": keys, "jwks_uri": "https://app.example.com/jwks"}, []string{"exclude each other"}},
		{"too big", object{"client_name": strings.Repeat("x", 5000)}, []string{"5 kilobytes"}},
		{"scope", object{"scope": "a b"}, []string{"scope: write scopes"}},
		{"misspelt", object{"redirect_uri": list("https://a.example")}, []string{`redirect_uri is not a member of the document. Did you mean "redirect_uris"?`}},
		{"unknown", object{"owner": "x"}, []string{"owner is not a registered member. Write it in extra_metadata"}},
		{"in a block", object{"ciba": object{"x": true}}, []string{"ciba.x is not a registered member"}},
		{"block", object{"ciba": "x"}, []string{"ciba is not an object"}},
		{"of a product", object{"hydra": object{"owner": "x"}}, []string{"hydra is not a registered member"}},
		{"issued", object{"registration_access_token": "s3cret"}, []string{"registration_access_token is not a registered member"}},
		{"twice", object{"extra_metadata": object{"scope": "x"}}, []string{"extra_metadata: scope has an attribute of its own: write scopes"}},
		{"tag of nothing", object{"owner#de": "x"}, []string{`"owner" is not the name of a member that can have a language tag`}},
		{"types", object{
			"client_name": true, "require_auth_time": "true", "default_max_age": json.Number("1.5"), "scopes": "a", "contacts": list(true), "jwks": "{",
		}, []string{
			"client_name is not a text", "contacts is not a list", "default_max_age is not a whole number", "jwks is not a JSON object", "require_auth_time is not true or false", "scopes is not a list",
		}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, problems := cimd.Make(described(tc.with))
			var got []string
			for _, problem := range problems {
				if !errors.Is(problem, oauthclient.ErrInvalid) {
					t.Errorf("%v is of kind %v", problem, problem.Kind)
				}
				got = append(got, problem.Error())
			}
			if len(got) != len(tc.texts) {
				t.Fatalf("problems %q, want %d", got, len(tc.texts))
			}
			for _, text := range tc.texts {
				if !slices.ContainsFunc(got, func(problem string) bool { return strings.Contains(problem, text) }) {
					t.Errorf("problems %q, want %q", got, text)
				}
			}
			for _, secret := range []string{"s3cret", "p4ss", "nWGxne"} {
				if strings.Contains(strings.Join(got, " "), secret) {
					t.Errorf("%q is in %q", secret, got)
				}
			}
		})
	}
}

// served is what a test serves, and how.
type served struct {
	status            int
	contentType, body string
}

func fetch(t *testing.T, path string, s served) (cimd.Document, []*oauthclient.Error, error) {
	t.Helper()
	requests := 0
	var server *httptest.Server
	server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests++; requests > 1 || r.Header.Get("Authorization") != "" || r.Header.Get("X-Key") != "" || len(r.TLS.PeerCertificates) > 0 {
			t.Errorf("request %d with %v", requests, r.Header)
		}
		w.Header().Set("Content-Type", s.contentType)
		w.Header().Set("Location", server.URL+"/elsewhere")
		w.WriteHeader(s.status)
		_, _ = io.WriteString(w, strings.ReplaceAll(s.body, "{server}", server.URL))
	}))
	t.Cleanup(server.Close)
	settings := httpapi.Config{
		CACertPEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})),
		BaseURL:   server.URL, Auth: httpapi.Bearer("s3cret"), Headers: map[string]string{"X-Key": "s3cret"}, MaxRetries: -1, RetryWaitMin: time.Millisecond,
	}
	return cimd.Fetch(t.Context(), settings, server.URL+path)
}

func TestFetch(t *testing.T) {
	t.Parallel()
	const jsonType = "application/json; charset=utf-8"
	document := func(rest string) string {
		return `{"client_id": "{server}/c.json", "client_name": "A & B", "token_endpoint_auth_method": "none", "redirect_uris": ["https://app.example.com/cb"]` + rest + `}`
	}
	tests := []struct {
		name   string
		served served
		want   []string // "WARNING field: text" or "ERROR field: text", beside the one about the local address
	}{
		{"right", served{200, jsonType, document(`, "scope": "a b", "unknown": {"x": 1}`)}, nil},
		{"as of ChatGPT", served{200, "application/json", document(`, "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"], "jwks_uri": "https://app.example.com/jwks"`)}, nil},
		{"of another JSON type", served{200, "application/ld+json", document("")}, nil},
		{"as text", served{200, "text/plain", document("")}, []string{`WARNING : The document is served as "text/plain"`}},
		{"too big", served{200, jsonType, document(`, "x": "` + strings.Repeat("x", 5000) + `"`)}, []string{"WARNING : The document has"}},
		{"blanks", served{200, jsonType, document("") + strings.Repeat(" ", 5000)}, []string{"WARNING : The document has"}},
		{"of another client", served{200, jsonType, strings.ReplaceAll(document(""), "c.json", "d.json")}, []string{"ERROR client_id: The document is the one of another client"}},
		{"no name", served{200, jsonType, strings.ReplaceAll(document(""), `"client_name": "A & B", `, "")}, []string{"WARNING client_name: There is no client_name"}},
		{"no method", served{200, jsonType, strings.ReplaceAll(document(""), `"token_endpoint_auth_method": "none", `, "")}, []string{"WARNING token_endpoint_auth_method: It is not said"}},
		{"secret", served{200, jsonType, document(`, "client_secret": "s3cret"`)}, []string{`ERROR client_secret: The member "client_secret" must not be`}},
		{"private key", served{200, jsonType, document(`, "jwks": ` + privateKeys)}, []string{"ERROR jwks: The jwks has a private or symmetric key"}},
		{"symmetric key", served{200, jsonType, document(`, "jwks": {"keys": [{"kty": "oct", "k": "s3cret"}]}`)}, []string{"ERROR jwks: The jwks has a private or symmetric key"}},
		{"types", served{200, jsonType, document(`, "scope": ["a"], "default_max_age": "5", "require_auth_time": "true", "client_uri": {}, "jwks": "{}"`)}, []string{
			`ERROR client_uri: The member "client_uri" is not a string`, `ERROR default_max_age: The member "default_max_age" is not a whole number`,
			`ERROR jwks: The member "jwks" is not a JSON object`, `ERROR require_auth_time: The member "require_auth_time" is not true or false`, `ERROR scopes: The member "scope" is not a string`,
		}},
		{"wildcard", served{200, jsonType, document(`, "post_logout_redirect_uris": ["https://*.example.com"]`)}, []string{"WARNING post_logout_redirect_uris: "}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, problems, err := fetch(t, "/c.json", tc.served)
			if err != nil {
				t.Fatal(err)
			}
			var texts []string
			for _, problem := range problems {
				severity := "ERROR"
				if errors.Is(problem, oauthclient.ErrUnusual) {
					severity = "WARNING"
				}
				if text := severity + " " + problem.Field.String() + ": " + problem.Message; !strings.Contains(text, "must not fetch from (RFC 6890)") {
					texts = append(texts, text)
				}
			}
			slices.Sort(texts)
			if len(texts) != len(tc.want) {
				t.Fatalf("problems %q, want %q", texts, tc.want)
			}
			for i, want := range tc.want {
				if !strings.HasPrefix(texts[i], want) {
					t.Errorf("problem %q, want %q", texts[i], want)
				}
			}
			if strings.Contains(strings.Join(texts, " "), "s3cret") || !json.Valid([]byte(got.JSON)) || !strings.Contains(got.JSON, "A & B") && tc.name != "no name" {
				t.Errorf("%q of %s", texts, got.JSON)
			}
		})
	}
}

func TestFetch_notServed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, path string
		served     served
		texts      []string
	}{
		{"redirect", "/c.json", served{302, "", ""}, []string{"302 Found", "do not follow redirects"}},
		{"not found", "/c.json", served{404, "", ""}, []string{"404 Not Found", "served to anybody"}},
		{"another success", "/c.json", served{203, "application/json", "{}"}, []string{"203"}},
		{"for somebody", "/c.json", served{401, "", ""}, []string{"401", "served to anybody"}},
		{"no path", "", served{200, "application/json", "{}"}, []string{"must have a path"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := fetch(t, tc.path, tc.served)
			if err == nil {
				t.Fatal("there is no error")
			}
			for _, text := range tc.texts {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%q does not hold %q", err, text)
				}
			}
		})
	}
	if _, problems, err := fetch(t, "/c.json", served{200, "application/json", "[]"}); err != nil || len(problems) != 1 || !strings.Contains(problems[0].Error(), "not a JSON object") {
		t.Errorf("%v, %v", problems, err)
	}
	for _, wrong := range []string{"http://127.0.0.1/c.json", "c.json", "https://u:p@h/c"} {
		if _, _, err := cimd.Fetch(t.Context(), httpapi.Config{}, wrong); !errors.Is(err, oauthclient.ErrInvalid) {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}
