package provider_test

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

// An oamServer is a simulator of Oracle Access Manager and its address. Its domain has a resource server with a token
// attribute, which shows among those of its clients.
type oamServer struct {
	*oamsim.Simulator
	t   *testing.T
	url string
}

// The names of the documented example.
const (
	oamDomain = "TestDomain1"
	oamOther  = "TestDomain2"
	oamRS     = "ResServer1"
)

func newOAM(t *testing.T, opts oamsim.Options) *oamServer {
	t.Helper()
	onlySimulated(t)
	sim := oamsim.New(opts)
	for _, domain := range []string{oamDomain, oamOther} {
		sim.AddDomain(domain)
		err := sim.AddResourceServer(message.ResourceServer{
			Name: oamRS, IDDomain: domain, Scopes: []message.Scope{{ScopeName: "scope1"}, {ScopeName: "scope2"}},
			TokenAttributes: []message.Attribute{{AttrName: "sessionId", AttrValue: "$session.id", AttrType: "DYNAMIC"}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	listener := httptest.NewServer(sim)
	t.Cleanup(listener.Close)
	return &oamServer{Simulator: sim, t: t, url: listener.URL}
}

// settings returns the provider's block, changed as given; nil takes a setting out.
func (s *oamServer) settings(changes map[string]any) map[string]any {
	settings := map[string]any{
		"url": s.url, "username": oamsim.DefaultUsername, "password": oamsim.DefaultPassword, "identity_domain": oamDomain,
	}
	maps.Copy(settings, changes)
	return map[string]any{"oam": settings}
}

// config returns a configuration for this server, with the given default of the identity domain.
func (s *oamServer) config(domain string, resources ...string) string {
	return fmt.Sprintf("provider \"oauth\" {\n  oam {\n  url = %q\n  username = %q\n  password = %q\n  identity_domain = %q\n}\n}\n",
		s.url, oamsim.DefaultUsername, oamsim.DefaultPassword, domain) + strings.Join(resources, "\n")
}

// test runs the steps with the provider in process.
func (s *oamServer) test(steps ...resource.TestStep) {
	s.t.Helper()
	resource.Test(s.t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: steps})
}

// names returns the names of the clients in a domain.
func (s *oamServer) names(domain string) string {
	var names []string
	for _, c := range s.Clients(domain) {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

// edit changes a client behind Terraform's back.
func (s *oamServer) edit(domain, name string, change func(*message.Client)) {
	s.t.Helper()
	if err := s.Edit(domain, name, change); err != nil {
		s.t.Fatal(err)
	}
}
