package oamsim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/sim"
)

// withSecret is a client of the demonstration domain whose id is "id-" and its name.
func withSecret(name, secret string) message.Client {
	return message.Client{Name: name, IDDomain: "DemoDomain", ID: "id-" + name, Secret: &secret}
}

func TestList(t *testing.T) {
	t.Parallel()
	server, c := serveDemo(t, oamsim.Options{})
	server.AddDomain("Other")
	c.ok(http.MethodPost, "/client", withSecret("b", "secret"))
	c.ok(http.MethodPost, "/client", message.Client{Name: "c", IDDomain: "Other", ID: "another"})
	c.ok(http.MethodPost, "/client", withSecret("gone", "secret"))
	c.ok(http.MethodDelete, "/client?identityDomainName=DemoDomain&name=gone", nil)
	want := []sim.Client{{ClientID: "another", Name: "c"}, {ClientID: "id-b", Name: "b"}}
	if diff := cmp.Diff(want, server.List()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestAuthenticates replaces secrets, with and without a time for which the previous one still works.
func TestAuthenticates(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	server, c := serveDemo(t, oamsim.Options{Now: func() time.Time { return now }})
	check := func(name, secret string, want bool) {
		t.Helper()
		if got := server.Authenticates("id-"+name, secret); got != want {
			t.Errorf("%q with %q: %t, want %t", name, secret, got, want)
		}
	}
	for _, name := range []string{"cut", "overlap"} {
		c.ok(http.MethodPost, "/client", withSecret(name, "first"))
		check(name, "first", true)
		check(name, "", false)
	}
	check("nobody", "first", false)
	c.ok(http.MethodPut, "/client?identityDomainName=DemoDomain&name=cut", withSecret("cut", "second"))
	check("cut", "first", false)
	check("cut", "second", true)

	overlap := withSecret("overlap", "second")
	overlap.OldSecretRetentionTimeInDays = new(int64(3))
	c.ok(http.MethodPut, "/client?identityDomainName=DemoDomain&name=overlap", overlap)
	check("overlap", "first", true)
	check("overlap", "second", true)
	now = now.AddDate(0, 0, 3)
	check("overlap", "first", false)
	check("overlap", "second", true)
}

// TestSnapshot moves everything to another simulator.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	first, c := serveDemo(t, oamsim.Options{StaleReads: 1})
	overlap := withSecret("overlap", "first")
	overlap.OldSecretRetentionTimeInDays = new(int64(3))
	c.ok(http.MethodPost, "/client", overlap)
	overlap.Secret = new("second")
	c.ok(http.MethodPut, "/client?identityDomainName=DemoDomain&name=overlap", overlap)
	c.ok(http.MethodPost, "/client", demo("a, b"))
	c.ok(http.MethodPost, "/client", withSecret("gone", "secret"))
	c.ok(http.MethodDelete, "/client?identityDomainName=DemoDomain&name=gone", nil)

	second := oamsim.New(oamsim.Options{})
	if err := second.Restore(first.Snapshot()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.Domains(), second.Domains()); diff != "" {
		t.Errorf("domains (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(first.ResourceServers("DemoDomain"), second.ResourceServers("DemoDomain")); diff != "" {
		t.Errorf("resource servers (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(first.Clients("DemoDomain"), second.Clients("DemoDomain")); diff != "" {
		t.Errorf("clients (-before +after):\n%s", diff)
	}
	if !second.Authenticates("id-overlap", "first") || !second.Authenticates("id-overlap", "second") {
		t.Error("a secret is lost")
	}

	for _, bad := range []string{
		"", "[]", `{"Domains":[{}]}`, `{"Domains":[{"Entity":{"name":"a"}}]}`, `{"Clients":[{"UID":"1","Entity":{"name":"a"}}]}`,
		`{"Servers":[{"UID":"1","Entity":{"idDomain":"a"}}]}`,
	} {
		if second.Restore([]byte(bad)) == nil {
			t.Errorf("no error for %s", bad)
		}
	}
	if diff := cmp.Diff(first.List(), second.List()); diff != "" {
		t.Errorf("list after bad snapshots (-before +after):\n%s", diff)
	}
}
