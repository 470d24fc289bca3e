package oamsim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	post := oamsim.Fault{Method: http.MethodPost}
	for _, tc := range []struct {
		name    string
		change  func(*oamsim.Fault)
		dropped bool
		status  int
		stored  bool
	}{
		{"status", func(f *oamsim.Fault) { f.Status, f.Body = http.StatusServiceUnavailable, "busy" }, false, http.StatusServiceUnavailable, false},
		{"status after processing", func(f *oamsim.Fault) { f.Status, f.AfterProcessing = http.StatusBadGateway, true }, false, http.StatusBadGateway, true},
		{"drop", func(f *oamsim.Fault) { f.Drop = true }, true, 0, false},
		{"drop after processing", func(f *oamsim.Fault) { f.Drop, f.AfterProcessing = true, true }, true, 0, true},
		{"delay", func(f *oamsim.Fault) { f.Delay = time.Millisecond }, false, http.StatusOK, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, c := serveDemo(t, oamsim.Options{})
			fault := post
			tc.change(&fault)
			sim.FailNext(fault)
			c.ok(http.MethodGet, "/oauthidentitydomain?name=DemoDomain", nil) // another method
			response, err := c.http.Do(c.request(http.MethodPost, "/client", `{"name":"Demo","idDomain":"DemoDomain"}`))
			switch {
			case tc.dropped != (err != nil):
				t.Errorf("error %v, want one: %t", err, tc.dropped)
			case err == nil:
				_ = response.Body.Close()
				if response.StatusCode != tc.status {
					t.Errorf("status %d, want %d", response.StatusCode, tc.status)
				}
			}
			if got := len(sim.Clients("DemoDomain")) == 1; got != tc.stored {
				t.Errorf("stored: %t, want %t", got, tc.stored)
			}
			c.ok(http.MethodPost, "/client", message.Client{Name: "Next", IDDomain: "DemoDomain"})
		})
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	sim, c := serveDemo(t, oamsim.Options{})
	sim.FailNext(oamsim.Fault{Status: http.StatusServiceUnavailable})
	c.do(c.request(http.MethodPost, "/client", `{"name":"a"}`))
	c.ok(http.MethodGet, "/client?identityDomainName=DemoDomain", nil)
	got := sim.Requests()
	for i := range got {
		if got[i].Header.Get("Authorization") == "" {
			t.Errorf("request %d has no credentials", i)
		}
		got[i].Header = nil
	}
	want := []oamsim.Request{
		{Method: http.MethodPost, Path: oamsim.BasePath + "/client", Body: `{"name":"a"}`, Status: http.StatusServiceUnavailable},
		{Method: http.MethodGet, Path: oamsim.BasePath + "/client", Query: "identityDomainName=DemoDomain", Status: http.StatusOK},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
