package oam_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/answer"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestSiblings takes an identity domain and a resource server through a whole life, under every combination of switches.
func TestSiblings(t *testing.T) {
	t.Parallel()
	for _, opts := range oamsim.Combinations() {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			sim, backend := serve(t, opts)
			ctx := t.Context()
			_, err := backend.CreateIdentityDomain(ctx, answer.IdentityDomain{Name: "Shops", Description: new("all, of = them")})
			mustNot(t, "create the domain", err)
			_, err = backend.UpdateIdentityDomain(ctx, answer.IdentityDomain{Name: "Shops", Description: new("")})
			mustNot(t, "update the domain", err)
			read := answer.Scope{ScopeName: "read", Description: "look"}
			attribute := answer.Attribute{AttrName: "a", AttrValue: "1", AttrType: "static"}
			_, err = backend.CreateResourceServer(ctx, answer.ResourceServer{
				Name: "Orders", IDDomain: "Shops", Scopes: []answer.Scope{read, {ScopeName: "write"}}, TokenAttributes: []answer.Attribute{attribute},
			})
			mustNot(t, "create the resource server", err)
			_, err = backend.UpdateResourceServer(ctx, answer.ResourceServer{
				Name: "Orders", IDDomain: "Shops", Description: new("orders"), Scopes: []answer.Scope{read}, TokenAttributes: []answer.Attribute{},
			})
			mustNot(t, "update the resource server", err)

			want := answer.ResourceServer{
				Name: "Orders", IDDomain: "Shops", Description: new("orders"),
				Scopes: []answer.Scope{read, {ScopeName: "DefaultScope", Description: "DefaultScope"}}, TokenAttributes: []answer.Attribute{},
			}
			stored := sim.ResourceServers("Shops")
			if len(stored) != 1 {
				t.Fatalf("the server has %d resource servers", len(stored))
			}
			stored[0].ID = ""
			if diff := cmp.Diff(want, stored[0]); diff != "" {
				t.Errorf("resource server (-want +got):\n%s", diff)
			}

			mustBe(t, "delete a domain in use", backend.DeleteIdentityDomain(ctx, "Shops"), oauthclient.ErrInvalid)
			for range 2 {
				mustNot(t, "delete the resource server", backend.DeleteResourceServer(ctx, "Shops", "Orders"))
				mustNot(t, "delete the domain", backend.DeleteIdentityDomain(ctx, "Shops"))
			}
			_, err = backend.ReadIdentityDomain(ctx, "Shops")
			mustBe(t, "read a domain that is gone", err, oauthclient.ErrNotFound)
			_, err = backend.UpdateIdentityDomain(ctx, answer.IdentityDomain{Name: "Shops"})
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
			sim, backend := serve(t, oamsim.Options{})
			_, err := backend.CreateIdentityDomain(t.Context(), answer.IdentityDomain{Name: "Shops", Description: new("theirs")})
			mustNot(t, "create", err)
			sim.FailNext(tc.faults...)
			made, err := backend.CreateIdentityDomain(t.Context(), answer.IdentityDomain{Name: "Shops", Description: &tc.description})
			if !errors.Is(err, tc.err) || (made == nil) != (tc.err != nil) {
				t.Errorf("create returned %v and %v, want %v", made, err, tc.err)
			}
		})
	}
}

// TestReadSibling_liberal reads answers that are not documented.
func TestReadSibling_liberal(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, body string
		err        error
		want       *string
	}{
		{"text of another form", "Successfully retrieved entity - IdentityDomain, detail - id = 1, name = Shops", nil, nil},
		{"text that only names it", `Sucessfully retrieved entity - "OAuthIdentityDomain", detail - "Shops"`, nil, nil},
		{"list of one", `[{"name": "Shops", "description": "x", "tokenSettings": []}]`, nil, new("x")},
		{"JSON without description", `{"name": "Shops"}`, nil, nil},
		{"something else", `OK`, oauthclient.ErrUnavailable, nil},
		{"an error with success", `{"error": "no"}`, oauthclient.ErrUnavailable, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, backend := serve(t, oamsim.Options{})
			sim.FailNext(oamsim.Fault{Status: http.StatusOK, Body: tc.body})
			d, err := backend.ReadIdentityDomain(t.Context(), "Shops")
			if !errors.Is(err, tc.err) {
				t.Fatalf("error %v, want %v", err, tc.err)
			}
			if err == nil {
				if diff := cmp.Diff(tc.want, d.Description); diff != "" {
					t.Errorf("description (-want +got):\n%s", diff)
				}
			}
		})
	}
}
