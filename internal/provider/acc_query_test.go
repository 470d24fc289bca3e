package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
)

// TestAccQuery lists clients with terraform query, and takes them over with the configuration that it generates.
func TestAccQuery(t *testing.T) {
	t.Parallel()
	bin := buildProvider(t)
	newListWorkspace(t, bin) // or else the test is skipped
	for name, test := range map[string]func(*testing.T, *workspace){
		"hydra, two hundred clients": testQueryEstate,
		"hydra, kinds":               testQueryKinds,
		"hydra, odd texts":           testQueryTexts,
		"hydra, filters":             testQueryFilters,
		"hydra, pages":               testQueryPages,
		"hydra, refused":             testQueryRefused,
		"nevismeta":                  testQueryNevismeta,
		"oam":                        testQueryOAM,
		"registration":               testQueryRegistration,
		"example":                    testQueryExample,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newListWorkspace(t, bin))
		})
	}
}

// newListWorkspace returns a workspace of an engine that has list resources: the engine of all tests, or the one that
// TF_ACC_LIST_ENGINE names where that has none.
func newListWorkspace(t *testing.T, bin string) *workspace {
	t.Helper()
	w := newWorkspace(t, bin)
	if engine := os.Getenv("TF_ACC_LIST_ENGINE"); engine != "" {
		w.engine = engine
		return w
	}
	w.needs("list resources", 14, 0)
	return w
}

// listOf returns a query with arguments beside the provider, and a filter.
func listOf(arguments, filter string) string {
	return fmt.Sprintf("list \"oauth_client\" \"all\" {\n  provider = oauth\n  %s\n  config {\n    %s\n  }\n}\n", arguments, filter)
}

// query runs a query for a configuration and returns what it says of each client. With generate, the configuration that
// the engine generates is in the workspace then.
func (w *workspace) query(config, query string, generate bool) ([]string, error) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, "clients.tfquery.hcl"), []byte(query), 0o600); err != nil {
		w.t.Fatal(err)
	}
	args := []string{"query"}
	if generate {
		args = append(args, "-generate-config-out=generated.tf")
	}
	before := w.output.Len()
	err := w.run(config, args...)
	var found []string
	for line := range strings.Lines(w.output.String()[before:]) {
		if rest, isFound := strings.CutPrefix(line, "list.oauth_client.all"); isFound {
			found = append(found, strings.TrimSpace(rest))
		}
	}
	return found, err
}

// mustFind runs a query and fails the test unless it finds as many clients, and says all of the texts of them.
func (w *workspace) mustFind(config, query string, count int, says ...string) {
	w.t.Helper()
	found, err := w.query(config, query, false)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(found) != count {
		w.t.Errorf("%s\nfinds %d clients, want %d: %q", query, len(found), count, found)
	}
	for _, want := range says {
		if !slices.ContainsFunc(found, func(line string) bool { return strings.Contains(line, want) }) {
			w.t.Errorf("%s\nsays %q, and not %q", query, found, want)
		}
	}
}

// takesOver generates the configuration of all clients that a query finds, and checks that it plans nothing but their imports.
// After the apply the plan is empty. Then the clients are destroyed.
func (w *workspace) takesOver(config, query string, count int) {
	w.t.Helper()
	if _, err := w.query(config, query, true); err != nil {
		w.t.Fatal(err)
	}
	w.mustImport(config, count)
	if err := w.run(config, "apply", "-auto-approve"); err != nil {
		w.t.Fatal(err)
	}
	if err := w.run(config, "plan", "-detailed-exitcode"); err != nil {
		w.t.Fatalf("the plan after the import is not empty: %v", err)
	}
	if err := w.run(config, "destroy", "-auto-approve"); err != nil {
		w.t.Fatal(err)
	}
}

// Two hundred clients of all kinds, made by plain requests.
func testQueryEstate(t *testing.T, w *workspace) {
	s := newServer(t)
	owner, ids := s.createEstate(200)
	defer s.removeAll(ids)
	if _, err := w.query(s.config(), listOf("limit = 1000", fmt.Sprintf("hydra {\n owner = %q\n}", owner)), true); err != nil {
		t.Fatal(err)
	}
	w.mustImport(s.config(), len(ids))
}

// One client of each kind is imported, and nothing is left to do then.
func testQueryKinds(t *testing.T, w *workspace) {
	s := newServer(t)
	owner, ids := s.createEstate(len(kindsOfClients()))
	w.takesOver(s.config(), listOf("", fmt.Sprintf("hydra {\n owner = %q\n}", owner)), len(ids))
}

// Clients with texts that mean something to the engine's language.
func testQueryTexts(t *testing.T, w *workspace) {
	s := newServer(t)
	owner, ids := s.createOdd(200)
	defer s.removeAll(ids)
	if _, err := w.query(s.config(), listOf("limit = 1000", fmt.Sprintf("hydra {\n owner = %q\n}", owner)), true); err != nil {
		t.Fatal(err)
	}
	w.mustImport(s.config(), len(ids))
}

const listAll = "list \"oauth_client\" \"all\" {\n  provider = oauth\n}\n"

// The server's own filters, all at once, and what is said of a client with and without the resource.
func testQueryFilters(t *testing.T, w *workspace) {
	s := newServer(t)
	owner, name := uniqueID("owner"), uniqueID("name")
	for i, members := range []map[string]any{{"owner": owner}, {"owner": owner, "client_name": name}, {"client_name": name}} {
		members["client_id"] = uniqueID(fmt.Sprint("client", i))
		s.create(members)
		defer s.remove(fmt.Sprint(members["client_id"]))
	}
	byOwner, byName := fmt.Sprintf("hydra {\n owner = %q\n}", owner), fmt.Sprintf("client_name = %q", name)
	w.mustFind(s.config(), listOf("", byOwner), 2, "id=client0-", "id=client1-", ",server="+s.adminURL, name+" (client1-")
	w.mustFind(s.config(), listOf("", byName), 2, "id=client1-", "id=client2-")
	w.mustFind(s.config(), listOf("", byOwner+"\n"+byName), 1, "id=client1-")
	w.mustFind(s.config(), listOf("include_resource = true\nlimit = 1", byOwner), 1, "id=client0-")
	w.mustFind(s.config(), listOf("", fmt.Sprintf("client_name = %q", strings.ToUpper(name))), 0)
	w.mustRefuse(s.config(), listOf("", `oam {
  identity_domain = "a"
}`), `oam\.identity_domain.*Ory Hydra has no place for oam\.identity_domain, so its clients cannot be filtered by it`)
}

// mustRefuse runs a query and fails the test unless it fails with an error that matches the pattern.
func (w *workspace) mustRefuse(config, query, pattern string) {
	w.t.Helper()
	if _, err := w.query(config, query, false); err == nil || !wrapped(pattern).MatchString(err.Error()) {
		w.t.Errorf("%s\nfails with %v, want %s", query, err, pattern)
	}
}

// More clients than a page has, which is 500 in newer versions.
func testQueryPages(t *testing.T, w *workspace) {
	s := newSimulator(t, hydrasim.Options{Release: hydrasim.V262}, "has pages of that size and no other clients")
	for i := range 1050 {
		s.create(map[string]any{"client_id": fmt.Sprint("client", i), "owner": fmt.Sprint("owner", i%2)})
	}
	w.mustFind(s.config(), listOf("limit = 2000", ""), 1050)
	w.mustFind(s.config(), listOf("limit = 2000", "hydra {\n owner = \"owner1\"\n}"), 525)
	w.mustFind(s.config(), listOf("limit = 520", ""), 520)
	w.mustFind(s.config(), listAll, 100) // the engine's own limit
}

// A client that the provider would refuse is told of. What is generated for it is for the user to change.
func testQueryRefused(t *testing.T, w *workspace) {
	s := newSimulator(t, hydrasim.Options{}, "has no other clients")
	s.create(map[string]any{"client_id": "good", "client_name": "Good"})
	s.create(map[string]any{"client_id": "odd", "client_name": "Odd", "token_endpoint_auth_method": "magic"})
	s.create(map[string]any{"client_id": "e\u0301"})
	if _, err := w.query(s.config(), listAll, true); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`would be refused: Odd \(odd\).*token_endpoint_auth_method: "magic" is not a value`, `would be refused:.*id: An engine writes the id in another Unicode form`,
	} {
		if !wrapped(want).MatchString(w.output.String()) {
			t.Errorf("the query does not say %s:\n%s", want, &w.output)
		}
	}
	if strings.Contains(w.output.String(), "refused: Good") {
		t.Errorf("the query warns of a client that is as it should be:\n%s", &w.output)
	}
}

func testQueryNevismeta(t *testing.T, w *workspace) {
	s := newNevismeta(t, nevissim.Options{})
	for _, body := range nevismetaBodies() {
		if _, err := s.AddClient(time.Now().Add(-time.Hour), body); err != nil {
			t.Fatal(err)
		}
	}
	setup := fmt.Sprintf("setup_id = %q", nevissim.SetupID)
	w.mustFind(s.config(setup), listOf("", `client_name = "A name"`), 2)
	w.mustFind(s.config(setup), listOf("", "nevismeta {\n owner = \"somebody\"\n}"), 1)
	w.mustFind(s.config(setup), listOf("", "nevismeta {\n metadata = [{ name = \"client_name\", value = \"b\" }]\n}"), 1)
	w.mustFind(s.config(setup), listOf("", "client_name = \"\"\nnevismeta {\n metadata = []\n}"), len(s.Clients()))
	w.mustFind(s.config(""), listOf("limit = 3", "nevismeta {\n "+setup+"\n}"), 3)
	w.mustRefuse(s.config(""), listAll, `setup_id`)
	w.takesOver(s.config(setup), listAll, len(s.Clients()))
}

func testQueryOAM(t *testing.T, w *workspace) {
	s := newOAM(t, oamsim.Options{})
	clients := oamClients()
	for _, c := range clients {
		if err := s.AddClient(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AddClient(message.Client{Name: "elsewhere", IDDomain: oamOther, ClientType: "PUBLIC_CLIENT"}); err != nil {
		t.Fatal(err)
	}
	w.mustFind(s.config(oamDomain), listOf("", `client_name = "client1"`), 1)
	w.mustFind(s.config(oamDomain), listOf("", "oam {\n identity_domain = \""+oamOther+"\"\n}"), 1, "elsewhere")
	w.mustFind(s.config(oamDomain), listOf("limit = 3", ""), 3)
	w.mustRefuse(s.config(""), listAll, `identity_domain`)
	w.takesOver(s.config(oamDomain), listAll, len(clients))
}

// A server that cannot list its clients says so.
func testQueryRegistration(t *testing.T, w *workspace) {
	r := newRegistrar(t, registrationsim.Options{})
	config := fmt.Sprintf("provider \"oauth\" {\n  registration {\n    issuer = %q\n  }\n}\n", r.issuer)
	w.mustRefuse(config, listAll, `cannot list`)
	w.mustRefuse(config, listOf("", `client_name = "a"`), `cannot list`)
}

func testQueryExample(t *testing.T, w *workspace) {
	s := newSimulator(t, hydrasim.Options{}, "has no other clients")
	s.create(map[string]any{"client_id": "one", "owner": "sales"})
	s.create(map[string]any{"client_id": "two"})
	w.mustFind(s.config(), string(readExample(t, "list-resources/oauth_client/list-resource.tfquery.hcl", "")), 2, "id=one", "id=two")
	if said := w.output.String(); !strings.Contains(said, "list.oauth_client.sales   id=one") {
		t.Error(said)
	}
}
