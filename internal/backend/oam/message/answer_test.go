package message_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
)

// golden returns a file of testdata without its final line break.
func golden(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(b), "\n")
}

// created is the client of testdata/client_created.txt.
func created() message.Client {
	return message.Client{
		UID:          "46194a6a-0000-4f6b-8a8a-b72244c84655",
		Name:         "Demo",
		ID:           "aac8a8f4a228448d9d69ac24a3def39a",
		IDDomain:     "DemoDomain",
		Description:  new("A demo"),
		Secret:       new("0123456789abcdef0123456789abcdef"),
		ClientType:   "CONFIDENTIAL_CLIENT",
		GrantTypes:   []string{"PASSWORD", "CLIENT_CREDENTIALS"},
		Attributes:   []message.Attribute{{AttrName: "sessionId", AttrValue: "$session.id", AttrType: "DYNAMIC"}},
		Scopes:       []string{"DemoServer.scope1"},
		DefaultScope: new("DemoServer.scope1"),
		RedirectURIs: []message.RedirectURI{{URL: "http://localhost:8080/cb", IsHTTPS: true}},
	}
}

// retrieved is the client of testdata/client_retrieved.txt.
func retrieved() message.Client {
	session := message.Attribute{AttrName: "sessionId", AttrValue: "$session.id", AttrType: "DYNAMIC"}
	return message.Client{
		UID:          "7133ee7d-0000-4b4c-874b-4e89aab44f40",
		Name:         "demo-hcm",
		ID:           "fcd26a8839ff4b91a57ae95d839e34b9",
		IDDomain:     "DemoDomain",
		Description:  new("The client makes requests, on behalf of = the owner."),
		Secret:       new("******"),
		ClientType:   "CONFIDENTIAL_CLIENT",
		GrantTypes:   []string{"CLIENT_CREDENTIALS"},
		Attributes:   []message.Attribute{{AttrName: "userName", AttrValue: "$user.attr.cn", AttrType: "DYNAMIC"}, session, session},
		Scopes:       []string{"DemoServer.all"},
		DefaultScope: new("DemoServer.all"),
		RedirectURIs: []message.RedirectURI{},
	}
}

func shows(verb string, c message.Client) message.Answer {
	return message.Answer{Verb: verb, Entity: message.EntityClient, Name: c.Name, Client: &c}
}

func TestParseClient(t *testing.T) {
	t.Parallel()
	createdText := golden(t, "client_created.txt")
	with := func(change func(*message.Client)) message.Answer {
		c := created()
		change(&c)
		return shows(message.Created, c)
	}
	for _, tc := range []struct {
		name string
		body string
		want message.Answer
	}{
		{"create", createdText, shows(message.Created, created())},
		{"retrieve: mask, empty element, repeated attributes", golden(t, "client_retrieved.txt"), shows(message.Retrieved, retrieved())},
		{"blanks around", " \r\n" + createdText + "\n", shows(message.Created, created())},
		{
			"mended spelling, quoted entity", `Successfully created entity - "OAuthClient"` + strings.TrimPrefix(createdText, "Sucessfully created entity - OAuthClient"),
			shows(message.Created, created()),
		},
		{"modify that shows the client", strings.Replace(createdText, "created", "modified", 1), shows(message.Modified, created())},
		{"empty elements everywhere", replace(t, createdText, ", name", ", , name", ", description", ", , description", ", clientType", ", , , clientType", ", scopes", ", , scopes", ", redirectURIs", ", , redirectURIs") + ", ", shows(message.Created, created())},
		{
			"unknown trailing pairs", createdText + ", usePKCE = STRICT, newList = [a, b], ",
			with(func(c *message.Client) { c.Unknown = map[string]string{"usePKCE": "STRICT", "newList": "[a, b]"} }),
		},
		{
			"null", replace(t, createdText, "A demo", "null", "defaultScope = DemoServer.scope1", "defaultScope = null", "0123456789abcdef0123456789abcdef", "null"),
			with(func(c *message.Client) { c.Description, c.DefaultScope, c.Secret = nil, nil, nil }),
		},
		{
			"empty", replace(t, createdText, "A demo", "", "defaultScope = DemoServer.scope1", "defaultScope = ", "0123456789abcdef0123456789abcdef", ""),
			with(func(c *message.Client) { c.Description, c.DefaultScope, c.Secret = new(""), new(""), new("") }),
		},
		{"no secret", replace(t, createdText, ", secret = 0123456789abcdef0123456789abcdef", ""), with(func(c *message.Client) { c.Secret = nil })},
		{"no description", replace(t, createdText, ", description = A demo", ""), with(func(c *message.Client) { c.Description = nil })},
		{
			"lists that are empty or null", replace(t, createdText, "[PASSWORD, CLIENT_CREDENTIALS]", "null", "[DemoServer.scope1]", "[]", `[{"attrName":"sessionId","attrValue":"$session.id","attrType":DYNAMIC}]`, "null"),
			with(func(c *message.Client) { c.GrantTypes, c.Scopes, c.Attributes = nil, []string{}, nil }),
		},
		{
			"the type of an attribute in quotes, no blank between attributes", replace(t, createdText, "DYNAMIC}", `"DYNAMIC"},{"attrName":"b","attrValue":"","attrType":STATIC}`),
			with(func(c *message.Client) {
				c.Attributes = append(c.Attributes, message.Attribute{AttrName: "b", AttrType: "STATIC"})
			}),
		},
		{"a name with a comma, which other tools allow", replace(t, createdText, "name = Demo,", "name = De, mo,"), func() message.Answer {
			return with(func(c *message.Client) { c.Name = "De, mo" })
		}()},
		{"delete as documented", `Sucessfully deleted entity - "OAuthClient", detail - "Demo"`, message.Answer{Verb: message.Deleted, Entity: message.EntityClient, Name: "Demo"}},
		{"delete as observed", `Sucessfully deleted entity - OAuthClient, detail - Demo`, message.Answer{Verb: message.Deleted, Entity: message.EntityClient, Name: "Demo"}},
		{"create that shows nothing", `Sucessfully created entity - OAuthClient, detail...`, message.Answer{Verb: message.Created, Entity: message.EntityClient}},
		{"modify with a tail nobody has seen", `Sucessfully modified entity OAuthClient (Demo)`, message.Answer{Verb: message.Modified, Entity: message.EntityClient}},
		{"modify with pairs nobody has seen", `Sucessfully modified entity - OAuthClient, detail - OAuth Client - name = Demo`, message.Answer{Verb: message.Modified, Entity: message.EntityClient}},
		{"update", `Successfully updated entity - OAuthClient, detail - Demo`, message.Answer{Verb: message.Modified, Entity: message.EntityClient, Name: "Demo"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := message.Parse([]byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// replace replaces pairs of texts, each of which must occur.
func replace(t *testing.T, s string, oldnew ...string) string {
	t.Helper()
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(s, oldnew[i]) {
			t.Fatalf("%q is not in %q", oldnew[i], s)
		}
		s = strings.Replace(s, oldnew[i], oldnew[i+1], 1)
	}
	return s
}

func TestParseJSON(t *testing.T) {
	t.Parallel()
	object := golden(t, "client.json")
	twice := message.Attribute{AttrName: "a", AttrValue: "1", AttrType: "STATIC"}
	want := message.Client{
		UID:                          "7133ee7d-0000-4b4c-874b-4e89aab44f40",
		Name:                         "Demo",
		ID:                           "aac8a8f4a228448d9d69ac24a3def39a",
		IDDomain:                     "DemoDomain",
		Description:                  new(""),
		Secret:                       new("******"),
		ClientType:                   "CONFIDENTIAL_CLIENT",
		GrantTypes:                   []string{"PASSWORD", "AUTHORIZATION_CODE"},
		Scopes:                       []string{"DemoServer.scope1"},
		RedirectURIs:                 []message.RedirectURI{{URL: "http://localhost:8080/cb", IsHTTPS: true}},
		Attributes:                   []message.Attribute{twice, twice},
		AccessTokenCustomClaims:      []string{},
		IDTokenCustomClaims:          []string{"email"},
		OldSecretRetentionTimeInDays: new(int64(7)),
		TokenEndpointAuthMethod:      new("tls_client_auth"),
		TLSClientAuthSubjectDN:       new("CN=demo"),
		IssueTLSClientCertificateBoundAccessTokens: new(message.StringBool(true)),
		UsePKCE: new("STRICT"),
		Remarks: message.Remarks{Null: []string{"defaultScope"}},
	}
	for _, tc := range []struct {
		name string
		body string
		want message.Answer
	}{
		{"object", object, message.Answer{Name: "Demo", Client: &want}},
		{"string for a boolean", replace(t, object, "Tokens\": true", "Tokens\": \"TRUE\""), message.Answer{Name: "Demo", Client: &want}},
		{"string for a number", replace(t, object, "InDays\": 7", "InDays\": \"7\""), message.Answer{Name: "Demo", Client: &want}},
		{"string for the other boolean", replace(t, object, "isHttps\": true", "isHttps\": \"true\""), message.Answer{Name: "Demo", Client: &want}},
		{"request's name of the domain", replace(t, object, "identityDomain", "idDomain"), message.Answer{Name: "Demo", Client: &want}},
		{"array", "\n[" + object + `, {"name": "x"}]`, message.Answer{Clients: []message.Client{want, {Name: "x"}}}},
		{"bare redirect URI", `{"name": "x", "redirectURIs": ["https://x/cb"]}`, message.Answer{Name: "x", Client: &message.Client{
			Name: "x", RedirectURIs: []message.RedirectURI{{URL: "https://x/cb"}},
		}}},
		{"empty array", "[]", message.Answer{Clients: []message.Client{}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := message.Parse([]byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	const hidden = "s3cr3t"
	text := replace(t, golden(t, "client_created.txt"), "0123456789abcdef0123456789abcdef", hidden)
	for _, tc := range []struct {
		name, body, want string
	}{
		{"nothing", "", `unexpected answer ""`},
		{"HTML", "<html>Log in</html>", `unexpected answer "<html>Log in</html>"`},
		{"another entity", "Sucessfully deleted entity - OAuthResourceServer, detail - Demo", "unexpected answer about OAuthResourceServer instead of OAuthClient"},
		{"cut off", replace(t, strings.TrimSuffix(text, "}]"), "46194a6a-0000-4f6b-8a8a-b72244c84655", "46"), `secret = (removed)": the pairs of an OAuth client cannot be made out`},
		{"no attributes", replace(t, text, "attributes = ", "attribute = "), "cannot be made out"},
		{"bad attribute", replace(t, text, "attrValue", "attrvalue"), "cannot be made out"},
		{"bad redirect URI", replace(t, text, `"url":`, `"url"=`), "cannot be made out"},
		{"no uid", replace(t, text, "uid = ", ""), "cannot be made out"},
		{"text behind", text + " and more", "cannot be made out"},
		{"unknown free text", replace(t, text, "description = A demo", "description : A demo"), "cannot be made out"},
		{"long", strings.Repeat("ä", 300), `"` + strings.Repeat("ä", 200) + ` ..."`},
		{"JSON that is no client", `{"error": "no"}`, "it has no name"},
		{"JSON list with an element that is no client", `[{"name": "a"}, {"secret": "` + hidden + `"}]`, "element 1: it has no name"},
		{"JSON cut off", `{"name": "a", "clientSecret" : "` + hidden, `clientSecret\" : (removed)`},
		{"JSON with text behind", `{"name": "a"} x`, "invalid character"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := message.Parse([]byte(tc.body))
			if err == nil {
				t.Fatalf("no error but %+v", got)
			}
			if !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error is %q, want it to contain %q", err, tc.want)
			}
			if strings.Contains(err.Error(), hidden) {
				t.Errorf("error shows the secret: %s", err)
			}
		})
	}
}

// TestParse_garbled is about members of a form that is not known, which are in nobody's way.
func TestParse_garbled(t *testing.T) {
	t.Parallel()
	for name, member := range map[string]string{
		"issueTLSClientCertificateBoundAccessTokens": `"maybe"`,
		"oldSecretRetentionTimeInDays":               `"seven"`,
		"redirectURIs":                               `[{"url": "https://a"}, []]`,
		"scopes":                                     `"x"`,
		"id":                                         `{}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := message.Parse([]byte(`[{"description": "d", "` + name + `": ` + member + `, "name": "a", "usePKCE": null}]`))
			if err != nil {
				t.Fatal(err)
			}
			want := []message.Client{{Name: "a", Description: new("d"), Remarks: message.Remarks{Null: []string{"usePKCE"}, Garbled: []string{name}}}}
			if diff := cmp.Diff(want, got.Clients); diff != "" {
				t.Errorf("clients (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIsNotFound(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		status int
		body   string
		want   bool
	}{
		{"documented spelling", http.StatusUnprocessableEntity, `Failed to retrive OAuth entity "Client" - name "Demo"`, true},
		{"mended spelling", http.StatusUnprocessableEntity, "\nFailed to retrieve OAuth entity \"Client\" - name \"Demo\"", true},
		{"another failure", http.StatusUnprocessableEntity, `Failed to create OAuth entity "Client" - name "Demo"`, false},
		{"no body", http.StatusUnprocessableEntity, "", false},
		{"wrong URL", http.StatusNotFound, `Failed to retrive OAuth entity "Client" - name "Demo"`, false},
		{"success", http.StatusOK, `Failed to retrive OAuth entity "Client" - name "Demo"`, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := message.IsNotFound(tc.status, []byte(tc.body)); got != tc.want {
				t.Errorf("IsNotFound = %t, want %t", got, tc.want)
			}
		})
	}
}
