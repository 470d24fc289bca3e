package nevismeta_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Every kind of credentials works, and without them nothing is taken for a deletion.
func TestCredentials(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		auth nevissim.Auth
		with func(c *nevismeta.Config)
	}{
		{"basic", nevissim.AuthBasic, func(c *nevismeta.Config) { c.HTTP.Auth = httpapi.Basic(nevissim.Username, nevissim.Password) }},
		{"bearer", nevissim.AuthBearer, func(c *nevismeta.Config) { c.HTTP.Auth = httpapi.Bearer(nevissim.BearerToken) }},
		{"cookie", nevissim.AuthCookie, func(c *nevismeta.Config) { c.HTTP.Auth = httpapi.Cookie(nevissim.Cookie) }},
		{"header", nevissim.AuthSecToken, func(c *nevismeta.Config) {
			c.HTTP.Auth = nil
			c.HTTP.Headers = map[string]string{"Authorization": nevissim.SecToken}
		}},
	} {
		for _, production := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, production %t", tc.name, production), func(t *testing.T) {
				t.Parallel()
				sim := newSimulator(nevissim.Options{Auth: tc.auth, Production: production})
				good := serve(t, sim, tc.with)
				created := create(t, good, oauthclient.Client{oauthclient.ClientName: "x"})
				bad := serve(t, sim, func(c *nevismeta.Config) { c.HTTP.Auth = nil })
				mustBeDenied(t, bad, created)
			})
		}
	}
}

// mustBeDenied fails the test unless every operation is an authentication failure. A deletion that is answered 302 may have
// been carried out all the same.
func mustBeDenied(t *testing.T, service *oauthclient.Service, known oauthclient.Client) {
	t.Helper()
	desired := oauthclient.Client{oauthclient.ClientName: "changed"}
	_, read := service.Read(t.Context(), known)
	_, found := service.Read(t.Context(), known.Only(oauthclient.NewFieldSet(oauthclient.ClientID)))
	_, created := service.Create(t.Context(), desired)
	_, updated := service.Update(t.Context(), known, desired)
	for operation, err := range map[string]error{
		"Read": read, "Read by client_id": found, "Create": created, "Update": updated, "Delete": service.Delete(t.Context(), known),
	} {
		denied := errors.Is(err, oauthclient.ErrDenied) || operation == "Delete" && errors.Is(err, oauthclient.ErrOutcomeUnknown)
		if !denied || errors.Is(err, oauthclient.ErrNotFound) {
			t.Errorf("%s: %v, want ErrDenied", operation, err)
		}
	}
}

// A login page with the status of success, a redirect to another host, 401 and 403 are authentication failures, at
// whichever request of an operation they happen.
func TestLoginPages(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]nevissim.Fault{
		"login page":        nevissim.LoginPage(),
		"redirect":          {Status: http.StatusFound, Header: http.Header{"Location": {"https://login.example.com/?token=abc"}}},
		"redirect within":   {Path: "/rest/", Status: http.StatusSeeOther, Header: http.Header{"Location": {"/login/"}}},
		"401":               {Status: http.StatusUnauthorized},
		"401 as a web page": {Status: http.StatusUnauthorized, ContentType: "text/html", Body: "<html><title>Login</title></html>"},
		"403":               {Status: http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := newSimulator(nevissim.Options{Production: name == "redirect within"})
			service := serve(t, sim)
			created := create(t, service, oauthclient.Client{oauthclient.ClientName: "x"})
			gone := created.With(oauthclient.ID, nevissim.SetupID+"/gone")
			// Three requests find out that a client is gone; each of them may be the one that is denied.
			for after := range 3 {
				for range after {
					sim.FailNext(nevissim.Fault{Delay: 1})
				}
				sim.FailNext(fault)
				if name == "login page" || name == "redirect within" { // pages that are asked for again
					sim.FailNext(fault)
				}
				if _, err := service.Read(t.Context(), gone); !errors.Is(err, oauthclient.ErrDenied) || errors.Is(err, oauthclient.ErrNotFound) {
					t.Errorf("Read whose request %d is denied: %v, want ErrDenied", after+1, err)
				}
			}
			if _, err := service.Read(t.Context(), gone); !errors.Is(err, oauthclient.ErrNotFound) {
				t.Errorf("Read of a client that is gone: %v, want ErrNotFound", err)
			}
		})
	}
}

// A wrong URL, a wrong setup and a setup that is gone are no deletion of the client.
func TestWrongAddress(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	known := oauthclient.Client{oauthclient.ID: "elsewhere/0123"}
	wrongPath := serve(t, http.StripPrefix("/prefix", sim))
	for name, service := range map[string]*oauthclient.Service{"setup": serve(t, sim), "path": wrongPath} {
		_, err := service.Read(t.Context(), known)
		if err == nil || errors.Is(err, oauthclient.ErrNotFound) || !strings.Contains(err.Error(), "Check url, setup_id and module") {
			t.Errorf("wrong %s: %v, want advice and another error than ErrNotFound", name, err)
		}
	}
}

// A client that was deactivated in the web console is gone for the API, and for this driver.
func TestDeactivated(t *testing.T) {
	t.Parallel()
	sim := newSimulator(nevissim.Options{})
	service := serve(t, sim)
	created := create(t, service, oauthclient.Client{oauthclient.ClientName: "x"})
	if err := sim.SoftDelete(internalID(created)); err != nil {
		t.Fatal(err)
	}
	if _, err := service.Read(t.Context(), created); !errors.Is(err, oauthclient.ErrNotFound) {
		t.Errorf("Read: %v, want ErrNotFound", err)
	}
	if err := service.Delete(t.Context(), created); !errors.Is(err, oauthclient.ErrNotFound) {
		t.Errorf("Delete: %v, want ErrNotFound", err)
	}
}
