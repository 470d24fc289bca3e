package oam_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestFieldAtFault is about the documented 400, which gives its reason in a text.
func TestFieldAtFault(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]oauthclient.Field{
		"Invalid value for redirectURIs":            oauthclient.RedirectURIs,
		`{"message":"defaultScope is not allowed"}`: oam.DefaultScope,
		"Scope Gone.read does not exist":            oauthclient.Scopes,
		"Malformed request":                         {},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			sim, service := serve(t, oamsim.Options{})
			created, err := service.Create(t.Context(), shop)
			if err != nil {
				t.Fatal(err)
			}
			put := oamsim.Fault{Method: http.MethodPut, Status: http.StatusBadRequest, Body: text}
			sim.FailNext(oamsim.Fault{Method: http.MethodPost, Status: http.StatusBadRequest, Body: text}, put, put, put, put)
			_, createErr := service.Create(t.Context(), shop.With(oauthclient.ClientName, "Other"))
			_, updateErr := service.Update(t.Context(), created.Client, renamed)
			for operation, err := range map[string]error{"Create": createErr, "Update": updateErr} {
				failed, ok := errors.AsType[*oauthclient.Error](err)
				if !ok || failed.Field != want {
					t.Errorf("%s: %v, want the field %q", operation, err, want)
				}
			}
		})
	}
}

// TestCreate_noDomain is about a creation that is refused, with the documented 422 or with 400, since there is no such domain.
func TestCreate_noDomain(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusBadRequest, http.StatusUnprocessableEntity} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			sim, _, driver := serveDriver(t, newTestClock(), oamsim.Options{})
			post := oamsim.Fault{Method: http.MethodPost, Status: status, Body: `Failed to create OAuth entity "Client" - name "Shop"`}
			sim.FailNext(post, post)
			_, clientErr := driver.Create(t.Context(), shop.With(oam.IdentityDomain, "Gone"))
			_, serverErr := driver.Sibling(serverSibling).Create(t.Context(), oauthclient.Client{oam.ServerName: "Orders", oam.ServerDomain: "Gone"})
			for want, err := range map[oauthclient.Field]error{oam.IdentityDomain: clientErr, oam.ServerDomain: serverErr} {
				failed, ok := errors.AsType[*oauthclient.Error](err)
				if !ok || failed.Field != want || failed.Message != `OAM has no identity domain "Gone".` {
					t.Errorf("%v, want the field %q", err, want)
				}
			}
		})
	}
}
