package oamsim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

// A caller sends requests to a simulator the way the provider does.
type caller struct {
	t    *testing.T
	http *http.Client
	base string
}

func serve(t *testing.T, opts oamsim.Options) (*oamsim.Simulator, caller) {
	t.Helper()
	sim := oamsim.New(opts)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return sim, caller{t: t, http: server.Client(), base: server.URL + oamsim.BasePath}
}

// serveDemo serves a simulator with an identity domain and a resource server.
func serveDemo(t *testing.T, opts oamsim.Options) (*oamsim.Simulator, caller) {
	t.Helper()
	sim, c := serve(t, opts)
	sim.AddDomain("DemoDomain")
	err := sim.AddResourceServer(message.ResourceServer{
		Name: "DemoServer", IDDomain: "DemoDomain", Scopes: []message.Scope{{ScopeName: "scope1"}},
		TokenAttributes: []message.Attribute{{AttrName: "sessionId", AttrValue: "$session.id", AttrType: "dynamic"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return sim, c
}

func (c caller) request(method, target, body string) *http.Request {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+target, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.SetBasicAuth(oamsim.DefaultUsername, oamsim.DefaultPassword)
	r.Header.Set("Accept", "application/json")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// do sends a request and returns the answer with its body.
func (c caller) do(r *http.Request) (*http.Response, string) {
	c.t.Helper()
	response, err := c.http.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return response, string(body)
}

// ok sends a request that has to be answered 200, and returns the body.
func (c caller) ok(method, target string, body any) string {
	c.t.Helper()
	encoded := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		encoded = string(b)
	}
	response, text := c.do(c.request(method, target, encoded))
	if response.StatusCode != http.StatusOK {
		c.t.Fatalf("%s %s: %d %s", method, target, response.StatusCode, text)
	}
	return text
}

const demoClient = "/client?identityDomainName=DemoDomain&name=Demo"

// description GETs the client Demo and returns its description; "-" when there is no such client.
func (c caller) description() string {
	c.t.Helper()
	response, text := c.do(c.request(http.MethodGet, demoClient, ""))
	if message.IsNotFound(response.StatusCode, []byte(text)) {
		return "-"
	}
	a, err := message.Parse([]byte(text))
	if err != nil {
		c.t.Fatal(err)
	}
	if a.Client == nil || a.Client.Description == nil {
		c.t.Fatalf("no description in %s", text)
	}
	return *a.Client.Description
}

// demo is a client without an id and a secret.
func demo(description string) message.Client {
	return message.Client{
		Name: "Demo", IDDomain: "DemoDomain", ClientType: "CONFIDENTIAL_CLIENT", Description: &description,
		GrantTypes: []string{"CLIENT_CREDENTIALS"}, Scopes: []string{"DemoServer.scope1"}, DefaultScope: new("DemoServer.scope1"),
		RedirectURIs: []message.RedirectURI{{URL: "http://localhost/cb"}},
		Attributes:   []message.Attribute{{AttrName: "a", AttrValue: "1, b = 2", AttrType: "static"}},
	}
}
