package message_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
)

// TestAmbiguous holds the limits that the package comment documents: what is read in place of what was printed.
func TestAmbiguous(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name          string
		print, parsed func(*message.Client)
	}{
		{
			"secret with the key of a secret",
			func(c *message.Client) { c.Secret = new("a, secret = b") },
			func(c *message.Client) { c.Description, c.Secret = new("A demo, secret = a"), new("b") },
		},
		{
			"secret that ends like an empty element",
			func(c *message.Client) { c.Secret = new("a, , ") },
			func(c *message.Client) { c.Secret = new("a") },
		},
		{
			"the word null",
			func(c *message.Client) {
				c.Description, c.Secret, c.DefaultScope = new("null"), new("null"), new("null")
			},
			func(c *message.Client) { c.Description, c.Secret, c.DefaultScope = nil, nil, nil },
		},
		{
			"attribute value with the rest of an answer",
			func(c *message.Client) {
				c.Attributes[0].AttrValue = `1, clientType = PUBLIC_CLIENT, grantTypes = [], attributes = [{"attrName":"x","attrValue":"2`
			},
			func(c *message.Client) {
				c.Secret = new(*c.Secret + `, clientType = CONFIDENTIAL_CLIENT, grantTypes = [PASSWORD, CLIENT_CREDENTIALS], attributes = [{"attrName":"sessionId","attrValue":"1`)
				c.ClientType, c.GrantTypes = "PUBLIC_CLIENT", []string{}
				c.Attributes = []message.Attribute{{AttrName: "x", AttrValue: "2", AttrType: "DYNAMIC"}}
			},
		},
		{
			"attribute value with another attribute",
			func(c *message.Client) {
				c.Attributes[0].AttrValue = `1","attrType":STATIC},{"attrName":"b","attrValue":"2`
			},
			func(c *message.Client) {
				c.Attributes = []message.Attribute{
					{AttrName: "sessionId", AttrValue: "1", AttrType: "STATIC"},
					{AttrName: "b", AttrValue: "2", AttrType: "DYNAMIC"},
				}
			},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			printed, want := created(), created()
			tc.print(&printed)
			tc.parsed(&want)
			got, err := message.Parse([]byte(message.Print(message.Created, printed)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(shows(message.Created, want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPrintGolden(t *testing.T) {
	t.Parallel()
	masked := retrieved()
	masked.Secret = new("******, ") // prints as the mask and an empty element
	for _, tc := range []struct {
		file, got string
	}{
		{"client_created.txt", message.Print(message.Created, created())},
		{"client_retrieved.txt", message.Print(message.Retrieved, masked)},
		{"identity_domain_retrieved.txt", message.PrintIdentityDomain(message.Retrieved, identityDomain())},
		{"resource_server_retrieved.txt", message.PrintResourceServer(message.Retrieved, resourceServer())},
	} {
		t.Run(tc.file, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(golden(t, tc.file), tc.got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRequestBody compares with the curl example of the REST reference for POST.
func TestRequestBody(t *testing.T) {
	t.Parallel()
	const want = `{"attributes":[{"attrName":"customeAttr1","attrValue":"CustomValue","attrType":"static"}],"secret":"welcome1","id":"TestClient","scopes":["ResServer1.scope1"],"clientType":"CONFIDENTIAL_CLIENT","idDomain":"TestDomain1",
"description":"Client Description","name":"TestClient","grantTypes":["PASSWORD","CLIENT_CREDENTIALS","JWT_BEARER","REFRESH_TOKEN","AUTHORIZATION_CODE"],"defaultScope":"ResServer1.scope1","redirectURIs":[{"url":"http://localhost:8080/Sample.jsp","isHttps":true}]}`
	for _, tc := range []struct {
		name   string
		client message.Client
		want   string
	}{
		{
			"the documented example",
			message.Client{
				UID:          "never sent",
				Name:         "TestClient",
				ID:           "TestClient",
				IDDomain:     "TestDomain1",
				Description:  new("Client Description"),
				Secret:       new("welcome1"),
				ClientType:   "CONFIDENTIAL_CLIENT",
				GrantTypes:   []string{"PASSWORD", "CLIENT_CREDENTIALS", "JWT_BEARER", "REFRESH_TOKEN", "AUTHORIZATION_CODE"},
				Scopes:       []string{"ResServer1.scope1"},
				DefaultScope: new("ResServer1.scope1"),
				RedirectURIs: []message.RedirectURI{{URL: "http://localhost:8080/Sample.jsp", IsHTTPS: true}},
				Attributes:   []message.Attribute{{AttrName: "customeAttr1", AttrValue: "CustomValue", AttrType: "static"}},
				Unknown:      map[string]string{"never": "sent"},
			},
			want,
		},
		{"nothing", message.Client{}, `{}`},
		{
			"empty is not absent",
			message.Client{
				Description: new(""), GrantTypes: []string{}, RedirectURIs: []message.RedirectURI{}, Attributes: []message.Attribute{},
				UserInfoCustomClaims: []string{}, OldSecretRetentionTimeInDays: new(int64(0)),
				IssueTLSClientCertificateBoundAccessTokens: new(message.StringBool(false)),
			},
			`{"description":"","grantTypes":[],"redirectURIs":[],"attributes":[],"userInfoCustomClaims":[],"oldSecretRetentionTimeInDays":0,"issueTLSClientCertificateBoundAccessTokens":"false"}`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			body, err := json.Marshal(tc.client)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(decoded(t, tc.want), decoded(t, string(body))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func decoded(t *testing.T, s string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
