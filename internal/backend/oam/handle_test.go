package oam_test

import (
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// TestRead_handles is about what an import takes.
func TestRead_handles(t *testing.T) {
	t.Parallel()
	sim, service := serve(t, oamsim.Options{})
	for _, name := range []string{"My shop/2", "id"} {
		if err := sim.AddClient(message.Client{Name: name, ID: "id of " + name, IDDomain: domains[1]}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		id, want string
		err      error
	}{
		{id: "Other/My shop/2", want: "Other/My shop/2"},
		{id: "Other/id=id of My shop/2", want: "Other/My shop/2"},
		{id: "Other/id", want: "Other/id"},
		{id: "Main/My shop/2", err: oauthclient.ErrNotFound},
		{id: "Other/my shop/2", err: oauthclient.ErrNotFound},
		{id: "Other/id=x", err: oauthclient.ErrNotFound},
		{id: "Other/id=", err: oauthclient.ErrInvalid},
		{id: "Other/", err: oauthclient.ErrInvalid},
		{id: "Other", err: oauthclient.ErrInvalid},
		{id: "/id", err: oauthclient.ErrInvalid},
		{id: "", err: oauthclient.ErrInvalid},
		{id: "Other/.", err: oauthclient.ErrInvalid},
		{id: "Other/../Main/x", err: oauthclient.ErrInvalid},
		{id: "../id", err: oauthclient.ErrInvalid},
		{id: "Other/id=..", err: oauthclient.ErrInvalid},
		{id: "Other/%2e%2e", err: oauthclient.ErrInvalid},
		{id: "Other/a\nb", err: oauthclient.ErrInvalid},
		{id: "Other/a=b", err: oauthclient.ErrInvalid},
	} {
		result, err := service.Read(t.Context(), oauthclient.Client{oauthclient.ID: tc.id})
		read := result.Client
		if !errors.Is(err, tc.err) || read.Text(oauthclient.ID) != tc.want {
			t.Errorf("Read of %q returned %q and %v, want %q and %v", tc.id, read.Text(oauthclient.ID), err, tc.want, tc.err)
		}
	}
}

// TestNew_url is about the URLs that somebody may copy.
func TestNew_url(t *testing.T) {
	t.Parallel()
	clock := newTestClock()
	sim := newSimulator(t, clock, oamsim.Options{})
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	for _, path := range []string{
		"", "/", "/oam", "/oam/", "/oam/services/rest", "/oam/services/rest/ssa/api/v1/oauthpolicyadmin", "/oam/services/rest/ssa/api/v1/oauthpolicyadmin/client",
	} {
		_, driver := newDriver(t, clock, server.URL+path)
		_, err := driver.Fetch(t.Context(), oauthclient.Client{oauthclient.ID: "Main/x"})
		if !errors.Is(err, oauthclient.ErrNotFound) {
			t.Errorf("with %q Read returned %v, not ErrNotFound", path, err)
		}
	}
	_, driver := newDriver(t, clock, server.URL+"/proxy/oam")
	_, err := driver.Fetch(t.Context(), oauthclient.Client{oauthclient.ID: "Main/a b"})
	if !errors.Is(err, oauthclient.ErrUnavailable) {
		t.Errorf("with a path in front Read returned %v", err)
	}
	requests := sim.Requests()
	last := requests[len(requests)-1]
	if diff := cmp.Diff("/proxy"+oamsim.BasePath+"/client?identityDomainName=Main&name=a%20b", last.Path+"?"+last.Query); diff != "" {
		t.Errorf("URL (-want +got):\n%s", diff)
	}
}
