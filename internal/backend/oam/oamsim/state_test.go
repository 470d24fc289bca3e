package oamsim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
)

func TestStaleReads(t *testing.T) {
	t.Parallel()
	sim, c := serveDemo(t, oamsim.Options{StaleReads: 2})
	see := func(want ...string) {
		t.Helper()
		for i, w := range want {
			if got := c.description(); got != w {
				t.Errorf("read %d shows %q, want %q", i, got, w)
			}
		}
	}
	c.ok(http.MethodPost, "/client", demo("A"))
	see("-", "-", "A", "A")
	c.ok(http.MethodPut, demoClient, demo("B"))
	see("A", "A", "B")
	c.ok(http.MethodPut, demoClient, demo("C"))
	if got := c.ok(http.MethodGet, "/client?identityDomainName=DemoDomain", nil); !strings.Contains(got, `"description":"B"`) {
		t.Errorf("the list is not stale: %s", got)
	}
	see("B", "C")
	c.ok(http.MethodDelete, demoClient, nil)
	see("C", "C", "-")

	c.ok(http.MethodPost, "/client", demo("D"))
	if err := sim.Edit("DemoDomain", "Demo", func(c *message.Client) { c.Description = new("E") }); err != nil {
		t.Fatal(err)
	}
	see("E")
}

func TestStaleFor(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	_, c := serveDemo(t, oamsim.Options{StaleFor: time.Minute, Now: func() time.Time { return now }})
	c.ok(http.MethodPost, "/client", demo("A"))
	now = now.Add(time.Minute - 1)
	if got := c.description(); got != "-" {
		t.Errorf("read before the minute is over shows %q", got)
	}
	now = now.Add(1)
	if got := c.description(); got != "A" {
		t.Errorf("read after a minute shows %q", got)
	}
}

func TestAuthentication(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name           string
		opts           oamsim.Options
		user, password string
		want           int
	}{
		{"default", oamsim.Options{}, oamsim.DefaultUsername, oamsim.DefaultPassword, http.StatusOK},
		{"own", oamsim.Options{Username: "oamadmin", Password: "x"}, "oamadmin", "x", http.StatusOK},
		{"wrong password", oamsim.Options{}, oamsim.DefaultUsername, "x", http.StatusUnauthorized},
		{"wrong user", oamsim.Options{}, "x", oamsim.DefaultPassword, http.StatusUnauthorized},
		{"none", oamsim.Options{}, "", "", http.StatusUnauthorized},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, c := serveDemo(t, tc.opts)
			r := c.request(http.MethodGet, "/oauthidentitydomain?name=DemoDomain", "")
			r.Header.Del("Authorization")
			if tc.user != "" {
				r.SetBasicAuth(tc.user, tc.password)
			}
			response, body := c.do(r)
			if response.StatusCode != tc.want {
				t.Errorf("status %d, want %d", response.StatusCode, tc.want)
			}
			refused := tc.want == http.StatusUnauthorized
			if got := response.Header.Get("WWW-Authenticate"); (got == `Basic realm="weblogic"`) != refused {
				t.Errorf("challenge %q", got)
			}
			if got := strings.Contains(body, "<TITLE>Error 401--Unauthorized</TITLE>"); got != refused {
				t.Errorf("body %s", body)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	_, c := serveDemo(t, oamsim.Options{JSON: true})
	r := c.request(http.MethodGet, "/oauthidentitydomain?name=DemoDomain", "")
	r.Header.Del("Accept")
	response, body := c.do(r)
	if !strings.HasPrefix(body, "Sucessfully") {
		t.Errorf("JSON for a caller that did not ask for it: %s", body)
	}
	for _, name := range []string{"X-ORACLE-DMS-ECID", "X-ORACLE-DMS-RID"} {
		if response.Header.Get(name) == "" {
			t.Errorf("no header %s", name)
		}
	}
	if cookie := response.Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "JSESSIONID=") {
		t.Errorf("cookie %q", cookie)
	}

	r = c.request(http.MethodPost, "/oauthidentitydomain", `{"name":"x"}`)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if response, _ := c.do(r); response.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("status %d for a body that is not called JSON", response.StatusCode)
	}
}

func TestOperator(t *testing.T) {
	t.Parallel()
	sim, c := serveDemo(t, oamsim.Options{})
	added := demo("A")
	added.ID, added.Secret = "demo", new("welcome1")
	if err := sim.AddClient(added); err != nil {
		t.Fatal(err)
	}
	stored := func() message.Client {
		t.Helper()
		clients := sim.Clients("DemoDomain")
		if len(clients) != 1 {
			t.Fatalf("%d clients", len(clients))
		}
		return clients[0]
	}
	uid := stored().UID
	want := added
	want.UID = uid
	want.RedirectURIs = []message.RedirectURI{{URL: "http://localhost/cb", IsHTTPS: true}}
	want.Attributes = []message.Attribute{{AttrName: "a", AttrValue: "1, b = 2", AttrType: "STATIC"}}
	if diff := cmp.Diff(want, stored()); diff != "" {
		t.Error(diff)
	}

	stored().Scopes[0] = "changed" // in a copy
	if err := sim.Edit("DemoDomain", "Demo", func(c *message.Client) { c.Description = new("B") }); err != nil {
		t.Fatal(err)
	}
	want.Description = new("B")
	if diff := cmp.Diff(want, stored()); diff != "" {
		t.Error(diff)
	}
	if got := c.description(); got != "B" {
		t.Errorf("description %q after an edit", got)
	}
	if err := sim.Edit("DemoDomain", "Demo", func(c *message.Client) { c.Scopes = []string{"x.y"} }); err == nil {
		t.Error("an invalid edit was accepted")
	}
	if err := sim.Edit("DemoDomain", "Other", func(*message.Client) {}); err == nil {
		t.Error("an edit of no client was accepted")
	}

	if !sim.Delete("DemoDomain", "Demo") || sim.Delete("DemoDomain", "Demo") {
		t.Error("want true for the first delete and false for the second")
	}
	if got := c.description(); got != "-" {
		t.Errorf("description %q after a delete", got)
	}
	if err := sim.AddClient(message.Client{Name: "x", IDDomain: "DemoDomain", ClientType: "x"}); err == nil {
		t.Error("an invalid client was accepted")
	}
	if servers := sim.ResourceServers("DemoDomain"); len(servers) != 1 || servers[0].Scopes[1].ScopeName != "DefaultScope" {
		t.Errorf("resource servers %+v", servers)
	}
	if domains := sim.Domains(); len(domains) != 1 || domains[0].ID == "" {
		t.Errorf("domains %+v", domains)
	}
}

// TestEveryCombination creates, reads, changes and deletes a client on each of them with the parser.
func TestEveryCombination(t *testing.T) {
	t.Parallel()
	for _, opts := range oamsim.Combinations() {
		t.Run(opts.Name, func(t *testing.T) {
			t.Parallel()
			sim, c := serveDemo(t, opts)
			created, err := message.Parse([]byte(c.ok(http.MethodPost, "/client", demo("A, secret = B"))))
			if err != nil {
				t.Fatal(err)
			}
			stored := sim.Clients("DemoDomain")[0]
			if created.Client == nil || created.Client.UID != stored.UID || created.Client.ID != stored.ID || *created.Client.Secret != *stored.Secret {
				t.Errorf("the answer to the create is %+v, stored is %+v", created.Client, stored)
			}
			waitFor(t, c, "A, secret = B")
			sent := demo("B")
			sent.ID = stored.ID
			modified, err := message.Parse([]byte(c.ok(http.MethodPut, demoClient, sent)))
			if err != nil || modified.Verb != message.Modified {
				t.Errorf("the answer to the modify is %+v, error %v", modified, err)
			}
			if got := sim.Clients("DemoDomain")[0]; *got.Secret != *stored.Secret || got.ID != stored.ID {
				t.Errorf("a modify without a secret changed id or secret: %+v", got)
			}
			waitFor(t, c, "B")
			deleted, err := message.Parse([]byte(c.ok(http.MethodDelete, demoClient, nil)))
			if err != nil || deleted.Verb != message.Deleted || deleted.Name != "Demo" {
				t.Errorf("the answer to the delete is %+v, error %v", deleted, err)
			}
			waitFor(t, c, "-")
		})
	}
}

// waitFor reads until the description is as it should be.
func waitFor(t *testing.T, c caller, want string) {
	t.Helper()
	got := ""
	for range 100 {
		if got = c.description(); got == want {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("description %q, want %q", got, want)
}
