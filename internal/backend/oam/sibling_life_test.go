package oam_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// serveSiblings returns a simulator and the services for what clients need beside them.
func serveSiblings(t *testing.T, opts oamsim.Options) (sim *oamsim.Simulator, identityDomains, resourceServers *oauthclient.Service) {
	t.Helper()
	sim, _, driver := serveDriver(t, newTestClock(), opts)
	return sim, driver.Sibling(domainSibling), driver.Sibling(serverSibling)
}

// TestSiblings takes an identity domain and a resource server through a whole life, under every combination of switches.
func TestSiblings(t *testing.T) {
	t.Parallel()
	description, serverDescription := fieldNamed(t, domainSibling, "description"), fieldNamed(t, serverSibling, "description")
	scopes, attributes := fieldNamed(t, serverSibling, "scopes"), fieldNamed(t, serverSibling, "token_attributes")
	for _, opts := range oamsim.Combinations() {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			sim, identityDomains, resourceServers := serveSiblings(t, opts)
			ctx := t.Context()

			named := oauthclient.Client{oam.DomainName: "Shops"}
			domain, err := identityDomains.Create(ctx, named.With(description, "all, of = them"))
			mustNot(t, "create the domain", err)
			domain, err = identityDomains.Update(ctx, domain.Client, named)
			mustNot(t, "update the domain", err)

			orders := oauthclient.Client{oam.ServerName: "Orders", oam.ServerDomain: "Shops"}
			read := map[string]string{"name": "read", "description": "look"}
			server, err := resourceServers.Create(ctx, orders.
				With(scopes, []map[string]string{read, {"name": "write"}}).With(attributes, []map[string]string{attr("a", "1", "static")}))
			mustNot(t, "create the resource server", err)
			server, err = resourceServers.Update(ctx, server.Client, orders.
				With(serverDescription, "orders").With(scopes, []map[string]string{read}))
			mustNot(t, "update the resource server", err)
			want := message.ResourceServer{
				Name: "Orders", IDDomain: "Shops", Description: new("orders"),
				Scopes: []message.Scope{{ScopeName: "read", Description: "look"}, {ScopeName: "DefaultScope", Description: "DefaultScope"}}, TokenAttributes: []message.Attribute{},
			}
			stored := sim.ResourceServers("Shops")
			if len(stored) != 1 {
				t.Fatalf("the server has %d resource servers", len(stored))
			}
			stored[0].ID = ""
			if diff := cmp.Diff(want, stored[0]); diff != "" {
				t.Errorf("resource server (-want +got):\n%s", diff)
			}

			inUse := identityDomains.Delete(ctx, domain.Client)
			mustBe(t, "delete a domain in use", inUse, oauthclient.ErrInvalid)
			if !strings.Contains(inUse.Error(), "delete those first") {
				t.Errorf("the refusal does not say what to do: %v", inUse)
			}
			mustNot(t, "delete the resource server", resourceServers.Delete(ctx, server.Client))
			mustBe(t, "delete it again", resourceServers.Delete(ctx, server.Client), oauthclient.ErrNotFound)
			mustNot(t, "delete the domain", identityDomains.Delete(ctx, domain.Client))
			_, err = identityDomains.Read(ctx, domain.Client)
			mustBe(t, "read a domain that is gone", err, oauthclient.ErrNotFound)
			_, err = identityDomains.Update(ctx, domain.Client, named.With(description, "new"))
			mustBe(t, "update a domain that is gone", err, oauthclient.ErrNotFound)
		})
	}
}

func mustNot(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

func mustBe(t *testing.T, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: %v, not %v", what, err, kind)
	}
}

// TestCreateSibling_lost is about creations that meet another one, or whose answer never came.
func TestCreateSibling_lost(t *testing.T) {
	t.Parallel()
	description := fieldNamed(t, domainSibling, "description")
	for _, tc := range []struct {
		name        string
		description string
		faults      []oamsim.Fault
		err         error
	}{
		{"it exists", "theirs", nil, oauthclient.ErrAlreadyExists},
		{"another exists, and the answer is lost", "ours", []oamsim.Fault{lostBefore}, oauthclient.ErrAlreadyExists},
		{"the same exists, and the answer is lost", "theirs", []oamsim.Fault{lostAfter}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, identityDomains, _ := serveSiblings(t, oamsim.Options{})
			if err := sim.AddIdentityDomain(message.IdentityDomain{Name: "Shops", Description: new("theirs")}); err != nil {
				t.Fatal(err)
			}
			sim.FailNext(tc.faults...)
			made, err := identityDomains.Create(t.Context(), oauthclient.Client{oam.DomainName: "Shops", description: tc.description})
			if !errors.Is(err, tc.err) || (made.Client == nil) != (tc.err != nil) {
				t.Errorf("create returned %v and %v, want %v", made.Client, err, tc.err)
			}
			if err != nil && !strings.Contains(err.Error(), `import it with the id "Shops"`) {
				t.Errorf("the error does not say how to import it: %v", err)
			}
		})
	}
}

// TestReadSibling_liberal reads answers that are not documented.
func TestReadSibling_liberal(t *testing.T) {
	t.Parallel()
	description := fieldNamed(t, domainSibling, "description")
	for _, tc := range []struct {
		name, body string
		err        error
		want       any
	}{
		{"text of another form", "Successfully retrieved entity - IdentityDomain, detail - id = 1, name = Shops", nil, "known"},
		{"text that only names it", `Sucessfully retrieved entity - "OAuthIdentityDomain", detail - "Shops"`, nil, "known"},
		{"list of one", `[{"name": "Shops", "description": "x", "tokenSettings": []}]`, nil, "x"},
		{"JSON without description", `{"name": "Shops"}`, nil, "known"},
		{"JSON with none", `{"name": "Shops", "description": null}`, nil, nil},
		{"another one", `{"name": "Other"}`, oauthclient.ErrUnavailable, nil},
		{"something else", `OK`, oauthclient.ErrUnavailable, nil},
		{"an error with success", `{"error": "no"}`, oauthclient.ErrUnavailable, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, identityDomains, _ := serveSiblings(t, oamsim.Options{})
			sim.FailNext(oamsim.Fault{Status: http.StatusOK, Body: tc.body})
			read, err := identityDomains.Read(t.Context(), oauthclient.Client{oauthclient.ID: "Shops", description: "known"})
			if !errors.Is(err, tc.err) {
				t.Fatalf("error %v, want %v", err, tc.err)
			}
			if diff := cmp.Diff(tc.want, read.Client[description]); diff != "" {
				t.Errorf("description (-want +got):\n%s", diff)
			}
		})
	}
}

// TestUpdateSibling_keeps edits one thing of siblings of which nobody has configured the rest.
func TestUpdateSibling_keeps(t *testing.T) {
	t.Parallel()
	sim, identityDomains, resourceServers := serveSiblings(t, oamsim.Options{Replace: true})
	domain := message.IdentityDomain{
		Name: "Shops", IdentityProvider: new("LDAP"), CustomAttrs: new("totp"), ErrorPageURL: new("/error"), ConsentPageURL: new("/consent"),
		TokenSettings: []message.TokenSetting{{TokenType: "ACCESS_TOKEN", TokenExpiry: 60, RefreshTokenExpiry: 120, RefreshTokenEnabled: true}},
	}
	server := message.ResourceServer{
		Name: "Orders", IDDomain: "Shops", Scopes: []message.Scope{{ScopeName: "read", Description: "look"}},
		TokenAttributes: []message.Attribute{{AttrName: "a", AttrValue: "1", AttrType: "STATIC"}}, AudienceClaim: &message.AudienceClaim{Subjects: []string{"ab0"}},
	}
	if err := errors.Join(sim.AddIdentityDomain(domain), sim.AddResourceServer(server)); err != nil {
		t.Fatal(err)
	}
	known := oauthclient.Client{oauthclient.ID: "Shops", oam.DomainName: "Shops"}
	_, err := identityDomains.Update(t.Context(), known, oauthclient.Client{oam.DomainName: "Shops", fieldNamed(t, domainSibling, "description"): "new"})
	mustNot(t, "update the domain", err)
	known = oauthclient.Client{oauthclient.ID: "Shops/Orders", oam.ServerName: "Orders", oam.ServerDomain: "Shops"}
	_, err = resourceServers.Update(t.Context(), known, oauthclient.Client{
		oam.ServerName: "Orders", oam.ServerDomain: "Shops", fieldNamed(t, serverSibling, "description"): "new",
	})
	mustNot(t, "update the resource server", err)

	domain.Description, server.Description = new("new"), new("new")
	// What is sent has a setting for every type.
	domain.TokenSettings = append(domain.TokenSettings, message.DefaultIdentityDomain().TokenSettings[1:]...)
	server.Scopes = append(server.Scopes, message.Scope{ScopeName: "DefaultScope", Description: "DefaultScope"})
	storedDomain, err := only(sim.Domains(), func(d message.IdentityDomain) bool { return d.Name == "Shops" })
	if err != nil {
		t.Fatal(err)
	}
	storedServer := sim.ResourceServers("Shops")[0]
	storedDomain.ID, storedServer.ID = "", ""
	if diff := cmp.Diff(domain, storedDomain); diff != "" {
		t.Errorf("identity domain (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(server, storedServer); diff != "" {
		t.Errorf("resource server (-want +got):\n%s", diff)
	}
}
