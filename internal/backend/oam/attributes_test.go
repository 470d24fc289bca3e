package oam_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// attr returns an attribute as it is configured.
func attr(name, value, kind string) map[string]string {
	return map[string]string{"name": name, "value": value, "type": kind}
}

// TestRead_attributes is about which of the attributes that a server shows are the client's own. The resource server of
// the tests adds sessionId.
func TestRead_attributes(t *testing.T) {
	t.Parallel()
	type list = []map[string]string
	session := attr("sessionId", "$session.id", "DYNAMIC")
	for _, tc := range []struct {
		name string
		// stored are the client's own on the server, and known those of the state.
		stored []message.Attribute
		known  list
		want   list
		// requests is what it takes to find out.
		requests string
	}{
		{"none", nil, nil, nil, "GET GET"},
		{"configured", []message.Attribute{{AttrName: "a", AttrValue: "1", AttrType: "STATIC"}}, list{attr("a", "1", "static")}, list{attr("a", "1", "STATIC")}, "GET GET"},
		{"changed", []message.Attribute{{AttrName: "a", AttrValue: "2", AttrType: "STATIC"}}, list{attr("a", "1", "static")}, list{attr("a", "2", "STATIC")}, "GET GET"},
		{"another type", []message.Attribute{{AttrName: "a", AttrValue: "1", AttrType: "DYNAMIC"}}, list{attr("a", "1", "static")}, list{attr("a", "1", "DYNAMIC")}, "GET GET"},
		{"removed", nil, list{attr("a", "1", "static")}, nil, "GET GET"},
		{"added beside", []message.Attribute{{AttrName: "a", AttrValue: "1", AttrType: "STATIC"}, {AttrName: "b", AttrValue: "2", AttrType: "STATIC"}}, list{attr("a", "1", "static")}, list{attr("a", "1", "STATIC"), attr("b", "2", "STATIC")}, "GET GET"},
		{"added where there was none", []message.Attribute{{AttrName: "b", AttrValue: "2", AttrType: "STATIC"}}, nil, list{attr("b", "2", "STATIC")}, "GET GET"},
		{"the same as the resource server's", []message.Attribute{{AttrName: "sessionId", AttrValue: "$session.id", AttrType: "DYNAMIC"}}, list{session}, list{session}, "GET"},
		{"the name of the resource server's", []message.Attribute{{AttrName: "sessionId", AttrValue: "1", AttrType: "STATIC"}}, list{attr("sessionId", "1", "STATIC")}, list{attr("sessionId", "1", "STATIC")}, "GET GET"},
	} {
		for name, opts := range map[string]oamsim.Options{"once": {JSON: true}, "twice": {RepeatAttributes: true, JSON: true}} {
			t.Run(tc.name+" "+name, func(t *testing.T) {
				t.Parallel()
				sim, service := serve(t, opts)
				err := sim.AddClient(message.Client{
					Name: "Shop", ID: "shop", IDDomain: domains[0], Scopes: []string{"Orders.read"}, Attributes: tc.stored,
				})
				if err != nil {
					t.Fatal(err)
				}
				known := oauthclient.Client{oauthclient.ID: "Main/Shop"}
				if tc.known != nil {
					known[oam.Attributes] = tc.known
				}
				for range 2 { // the resource server is asked once
					read, err := service.Read(t.Context(), known)
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(tc.want, read.Client.Objects(oam.Attributes)); diff != "" {
						t.Errorf("attributes (-want +got):\n%s", diff)
					}
				}
				if diff := cmp.Diff(tc.requests+" GET", methods(sim)); diff != "" {
					t.Errorf("requests:\n%s", diff)
				}
			})
		}
	}
}

// TestUpdate_attributes removes an attribute that the resource server goes on adding.
func TestUpdate_attributes(t *testing.T) {
	t.Parallel()
	_, service := serve(t, oamsim.Options{})
	desired := oauthclient.Client{
		oauthclient.ClientName: "Shop", oauthclient.Scopes: []string{"Orders.read"},
		oam.Attributes: []map[string]string{attr("sessionId", "$session.id", "dynamic"), attr("a", "1", "static")},
	}
	created, err := service.Create(t.Context(), desired)
	if err != nil {
		t.Fatal(err)
	}
	updated, err := service.Update(t.Context(), created.Client, desired.Without(oam.Attributes))
	if err != nil || updated.Client.Has(oam.Attributes) {
		t.Errorf("Update returned the attributes %v and %v", updated.Client[oam.Attributes], err)
	}
}

// TestRead_unknownServer is about a resource server that does not exist, or that may not be read: then no attribute is
// known to be the client's own.
func TestRead_unknownServer(t *testing.T) {
	t.Parallel()
	sim, judge, driver := serveDriver(t, newTestClock(), oamsim.Options{NoList: true})
	service := oauthclient.NewService(judge, driver)
	shown := message.Print(message.Retrieved, message.Client{
		UID: "u", Name: "Shop", ID: "shop", IDDomain: domains[0], Scopes: []string{"openid", ".x", "Gone.read"},
		Attributes: []message.Attribute{{AttrName: "a", AttrValue: "1", AttrType: "STATIC"}},
	})
	known := oauthclient.Client{oauthclient.ID: "Main/Shop"}
	sim.FailNext(oamsim.Fault{Status: http.StatusOK, Body: shown})
	read, err := service.Read(t.Context(), known)
	if diff := cmp.Diff([]map[string]string{attr("a", "1", "STATIC")}, read.Client.Objects(oam.Attributes)); diff != "" || err != nil {
		t.Errorf("no such resource server: %v\n%s", err, diff)
	}
	for name, fault := range map[string]oamsim.Fault{
		"may not be read":   {Status: http.StatusForbidden},
		"another form":      {Status: http.StatusOK, Body: "Successfully retrieved entity - OAuthResourceServer, detail - Gone: read"},
		"JSON without them": {Status: http.StatusOK, Body: `{"name": "Gone"}`},
	} {
		driver.ForgetTokens()
		sim.FailNext(oamsim.Fault{Status: http.StatusOK, Body: shown}, fault)
		read, err = service.Read(t.Context(), known)
		if read.Client.Has(oam.Attributes) || err != nil {
			t.Errorf("%s: %v, attributes %v", name, err, read.Client[oam.Attributes])
		}
	}
}

// TestUpdate_attributesKept edits something else of a client that has attributes which nobody configured: its own stay, and
// those of its resource servers are not given to it.
func TestUpdate_attributesKept(t *testing.T) {
	t.Parallel()
	for _, replace := range []bool{true, false} {
		sim, service := serve(t, oamsim.Options{Replace: replace})
		own := []message.Attribute{{AttrName: "b", AttrValue: "2", AttrType: "STATIC"}}
		err := sim.AddClient(message.Client{Name: "Shop", ID: "shop", IDDomain: domains[0], Scopes: []string{"Orders.read"}, Attributes: own})
		if err != nil {
			t.Fatal(err)
		}
		known := oauthclient.Client{oauthclient.ID: "Main/Shop", oauthclient.ClientName: "Shop", oauthclient.Scopes: []string{"Orders.read"}}
		if _, err := service.Update(t.Context(), known, known.Without(oauthclient.ID).With(oam.Description, "new")); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(own, sim.Clients(domains[0])[0].Attributes); diff != "" {
			t.Errorf("a server that replaces: %t: attributes (-want +got):\n%s", replace, diff)
		}
	}
}

// TestUpdate_attributesUnknown is about a resource server that may not be read: what the client has of its own stays.
func TestUpdate_attributesUnknown(t *testing.T) {
	t.Parallel()
	sim, service := serve(t, oamsim.Options{})
	own := []message.Attribute{{AttrName: "b", AttrValue: "2", AttrType: "STATIC"}}
	err := sim.AddClient(message.Client{Name: "Shop", ID: "shop", IDDomain: domains[0], Scopes: []string{"Orders.read"}, Attributes: own})
	if err != nil {
		t.Fatal(err)
	}
	denied := oamsim.Fault{Method: http.MethodGet, Path: "application", Status: http.StatusForbidden}
	sim.FailNext(denied, denied, denied)
	known := oauthclient.Client{oauthclient.ID: "Main/Shop", oauthclient.ClientName: "Shop", oauthclient.Scopes: []string{"Orders.read"}}
	if _, err := service.Update(t.Context(), known, known.Without(oauthclient.ID).With(oam.Description, "new")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(own, sim.Clients(domains[0])[0].Attributes); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
}
