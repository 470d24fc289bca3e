package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/export"
)

// exported runs the command export with the environment of the test.
func exported(t *testing.T, args ...string) string {
	t.Helper()
	var out, told bytes.Buffer
	err := export.Program{Source: "oauth-clients/oauth", Version: "dev", In: strings.NewReader(""), Out: &out, Err: &told}.Run(args)
	if err != nil {
		t.Fatalf("export: %v\n%s", err, told.String())
	}
	return out.String()
}

// importsOnly checks that a plan imports a number of clients and changes nothing.
func importsOnly(count int) resource.ConfigPlanChecks {
	return preApply(plancheck.ExpectEmptyPlan(), planWith(func(changes map[string]plannedChange) error {
		imported := 0
		for address, change := range changes {
			if !slices.Equal(change.actions, []string{"no-op"}) {
				return fmt.Errorf("%s: %v", address, change.actions)
			}
			imported++
		}
		if imported != count {
			return fmt.Errorf("%d clients in the plan, want %d", imported, count)
		}
		return nil
	}))
}

// kindsOfClients are members of clients on a Hydra, as all sorts of programs make them.
func kindsOfClients() map[string]map[string]any {
	return map[string]map[string]any{
		"nothing": {},
		"empty texts": {
			"client_name": "", "logo_uri": "", "client_uri": "", "policy_uri": "", "tos_uri": "", "scope": "", "jwks_uri": "",
			"frontchannel_logout_uri": "", "backchannel_logout_uri": "", "sector_identifier_uri": "", "access_token_strategy": "",
			"request_object_signing_alg": "", "token_endpoint_auth_signing_alg": "", "subject_type": "",
		},
		"empty lists": {
			"redirect_uris": list(), "grant_types": list(), "response_types": list(), "contacts": list(), "audience": list(),
			"allowed_cors_origins": list(), "request_uris": list(), "post_logout_redirect_uris": list(),
		},
		"empty objects": {"jwks": map[string]any{}, "metadata": map[string]any{}},
		"nulls":         {"jwks": nil, "metadata": nil, "contacts": nil, "client_name": nil, "skip_logout_consent": nil},
		"flags":         {"skip_consent": true, "skip_logout_consent": true, "frontchannel_logout_session_required": true, "frontchannel_logout_uri": "https://a.example/out"},
		"flags off":     {"skip_consent": false, "skip_logout_consent": false, "backchannel_logout_session_required": false},
		"public":        {"token_endpoint_auth_method": "none", "grant_types": list("authorization_code", "refresh_token"), "redirect_uris": list("com.example.app:/cb", "http://127.0.0.1/cb")},
		"post":          {"token_endpoint_auth_method": "client_secret_post", "client_secret": "some longer secret"},
		"keys":          {"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256", "jwks": map[string]any{"keys": []any{jsonObject(rsaKey), jsonObject(ecKey)}}},
		"keys by URI":   {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://a.example/jwks?a=${b}"},
		"unicode":       {"client_name": "Заказы «é» ☃ 店", "contacts": list("ü@example.com", "\U0001F600")},
		"decomposed":    {"client_name": "Cafe\u0301", "metadata": map[string]any{"e\u0301": "e\u0301"}},
		"template":      {"client_name": "${var.x} %{if a} \"b\" \\ \n\t'$${c}' $", "redirect_uris": list("https://a.example/${cb}?a=%7B")},
		"blanks":        {"client_name": "  two  words ", "contacts": list("a b"), "audience": list("https://api.example", "b")},
		"control":       {"client_name": "\u0001\u2028<&>\u200d", "metadata": "\u0000"},
		"override":      {"client_name": "override"},
		"keyword":       {"client_name": "for"},
		"digits":        {"client_name": "2nd"},
		"scopes":        {"scope": "openid  b a offline_access"},
		"types": {
			"grant_types": list("authorization_code", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer"), "response_types": list("code id_token", "token"),
			"redirect_uris": list("https://a.example/cb", "https://b.example/cb"), "post_logout_redirect_uris": list("https://b.example/bye"),
		},
		"lifespans": {
			"authorization_code_grant_access_token_lifespan": "90m", "authorization_code_grant_refresh_token_lifespan": "720h",
			"client_credentials_grant_access_token_lifespan": "1h0m0.5s", "refresh_token_grant_id_token_lifespan": "59s",
		},
		"metadata": {"metadata": map[string]any{
			"for": 1, "a b": list(1.5, nil, true, map[string]any{"deep": map[string]any{"${x}": "%{y}"}}), "big": 9007199254740991, "": "",
			"long": strings.Repeat("lorem ipsum ", 30),
		}},
		"metadata that is a list": {"metadata": list(1, "a", list())},
		"metadata that is a text": {"metadata": "text"},
		"algorithms":              {"userinfo_signed_response_alg": "RS256", "request_object_signing_alg": "PS256", "token_endpoint_auth_signing_alg": "RS256"},
		"origins":                 {"allowed_cors_origins": list("HTTPS://App.example.com/", "http://localhost:3000")},
		"strategy":                {"access_token_strategy": "JWT"},
		"requests":                {"request_uris": list("https://a.example/r#x"), "subject_type": "public"},
		"pages":                   {"client_uri": "https://a.example/?a=b&c=<d>", "logo_uri": "https://a.example/logo.png", "policy_uri": "https://a.example/p", "tos_uri": "https://a.example/t"},
		"odd client_id":           {"client_id": "Odd id; with \"quotes\" & ü%41"},
		"client_id of a path":     {"client_id": "..%2F?#${x} %{y}:@\\"},
		"client_id of signs":      {"client_id": "--**店"},
		"device": {
			"grant_types": list("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"), "token_endpoint_auth_method": "none",
			"device_authorization_grant_access_token_lifespan": "30m",
		},
		"the same name":         {"client_name": "The same"},
		"the same name, nearly": {"client_name": "the  SAME"},
		"long name":             {"client_name": strings.Repeat("店", 100)},
		"no keys":               {"jwks": map[string]any{"keys": list()}},
		"empty secret":          {"client_secret": ""},
		"odd lifespans":         {"implicit_grant_access_token_lifespan": "1500ms", "implicit_grant_id_token_lifespan": "1.5h", "jwt_bearer_grant_access_token_lifespan": "+3600s"},
	}
}

// jsonObject returns the members of a JSON object.
func jsonObject(text string) map[string]any {
	var members map[string]any
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		panic(err) // a constant of the tests
	}
	return members
}

// All that is exported of clients of every kind, made by plain requests, is imported by a plan that changes nothing.
func TestAccEstateExport_hydra(t *testing.T) {
	s := newServer(t)
	owner, ids := s.createEstate(len(kindsOfClients()))
	t.Setenv("OAUTH_HYDRA_ADMIN_URL", s.adminURL)
	config := exported(t, "--filter", "hydra.owner="+owner)
	s.test(resource.TestStep{Config: s.config(config), ConfigPlanChecks: importsOnly(len(ids))})
}

// So it is with 200 clients, in a file for each.
func TestAccEstateExport_files(t *testing.T) {
	s := newServer(t)
	t.Setenv("OAUTH_HYDRA_ADMIN_URL", s.adminURL)
	s.mustExportToFiles(t, s.createEstate)
}

// mustExportToFiles exports 200 clients that create makes, in a file for each, and imports them.
func (s *server) mustExportToFiles(t *testing.T, create func(count int) (owner string, ids []string)) {
	t.Helper()
	w := newWorkspace(t, buildProvider(t))
	owner, ids := create(200)
	defer s.removeAll(ids)
	exported(t, "--filter", "hydra.owner="+owner, "--out", w.dir)
	w.mustImport(s.config(), len(ids))
}

// mustImport fails the test unless a plan has as many imports and nothing else.
func (w *workspace) mustImport(config string, count int) {
	w.t.Helper()
	before := w.output.Len()
	if err := w.run(config, "plan"); err != nil {
		w.t.Fatal(err)
	}
	said := w.output.String()[before:]
	if want := fmt.Sprintf("Plan: %d to import, 0 to add, 0 to change, 0 to destroy.", count); !strings.Contains(said, want) {
		w.t.Fatalf("the plan does not say %q:\n%s", want, said)
	}
}

// createEstate makes as many clients of all kinds with plain requests. It returns their owner and their ids.
func (s *server) createEstate(count int) (owner string, ids []string) {
	s.t.Helper()
	owner = uniqueID("estate")
	kinds := kindsOfClients()
	names := slices.Sorted(maps.Keys(kinds))
	for i := range count {
		members := maps.Clone(kinds[names[i%len(names)]])
		members["owner"] = owner
		if members["client_id"] == nil {
			members["client_id"] = ""
		}
		id := fmt.Sprint(members["client_id"], uniqueID(fmt.Sprint("e", i)))
		members["client_id"] = id
		s.create(members)
		ids = append(ids, id)
	}
	return owner, ids
}

// removeAll deletes clients out of band.
func (s *server) removeAll(ids []string) {
	s.t.Helper()
	for _, id := range ids {
		s.remove(id)
	}
}

// A client that is known is left out, and what is not known is found.
func TestAccEstateExport_documented(t *testing.T) {
	s := newSimulator(t, hydrasim.Options{}, "has no other clients")
	s.create(map[string]any{"client_id": "one", "client_name": "One"})
	t.Setenv("OAUTH_HYDRA_ADMIN_URL", s.adminURL)
	config := exported(t)
	if !strings.Contains(config, `resource "oauth_client" "one" {`) {
		t.Fatal(config)
	}
	s.test(resource.TestStep{Config: s.config(config), ConfigPlanChecks: importsOnly(1)})
}

func TestAccEstateExport_oam(t *testing.T) {
	t.Setenv("OAUTH_OAM_USERNAME", oamsim.DefaultUsername)
	t.Setenv("OAUTH_OAM_PASSWORD", oamsim.DefaultPassword)
	for _, answers := range []oamsim.Options{{}, {JSON: true}} {
		s := newOAM(t, answers)
		clients := oamClients()
		for _, c := range clients {
			if err := s.AddClient(c); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("OAUTH_OAM_URL", s.url)
		t.Setenv("OAUTH_OAM_IDENTITY_DOMAIN", oamDomain)
		config := exported(t)
		s.test(resource.TestStep{Config: s.config(oamDomain, config), ConfigPlanChecks: importsOnly(len(clients))})
	}
}

func TestAccEstateExport_nevismeta(t *testing.T) {
	s := newNevismeta(t, nevissim.Options{})
	for _, body := range nevismetaBodies() {
		if _, err := s.AddClient(time.Now().Add(-time.Hour), body); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("OAUTH_NEVISMETA_URL", s.url)
	t.Setenv("OAUTH_NEVISMETA_USERNAME", nevissim.Username)
	t.Setenv("OAUTH_NEVISMETA_PASSWORD", nevissim.Password)
	t.Setenv("OAUTH_NEVISMETA_SETUP_ID", nevissim.SetupID)
	config := exported(t)
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{
		{Config: s.config("setup_id = \""+nevissim.SetupID+"\"", config), ConfigPlanChecks: importsOnly(len(s.Clients()))},
	}})
}

// oamClients are clients of one domain, as all sorts of programs make them.
func oamClients() []message.Client {
	text := func(text string) *string { return &text }
	clients := []message.Client{
		{},
		{Description: text("${x} \"é\"")},
		{ClientType: "PUBLIC_CLIENT"},
		{ClientType: "MOBILE_CLIENT"},
		{Secret: text("some longer secret")},
		{GrantTypes: []string{"CLIENT_CREDENTIALS", "JWT_BEARER"}, Scopes: []string{oamRS + ".scope1"}, DefaultScope: text(oamRS + ".scope1")},
		{RedirectURIs: []message.RedirectURI{{URL: "https://a.example/${cb}"}, {URL: "https://b.example/", IsHTTPS: true}}, GrantTypes: []string{"AUTHORIZATION_CODE"}},
		{Attributes: []message.Attribute{{AttrName: "a", AttrValue: "${b}", AttrType: "STATIC"}, {AttrName: "c", AttrValue: "$user.attr.d", AttrType: "DYNAMIC"}}},
		{Description: text("")},
		{Attributes: []message.Attribute{}, Scopes: []string{}, RedirectURIs: []message.RedirectURI{}},
		{GrantTypes: []string{"PASSWORD", "REFRESH_TOKEN"}},
		{Name: "a name with blanks", Description: text("two\nlines")},
	}
	for i := range clients {
		if clients[i].Name == "" {
			clients[i].Name = fmt.Sprint("client", i)
		}
		clients[i].IDDomain = oamDomain
		if clients[i].ClientType == "" {
			clients[i].ClientType = "CONFIDENTIAL_CLIENT"
		}
	}
	return clients
}

// nevismetaBodies are clients of one setup, as all sorts of programs make them.
func nevismetaBodies() []map[string]any {
	bodies := []map[string]any{
		{},
		{"name": "A name"},
		{"name": "A name"},
		{"client_id": "chosen", "client_secret": "some longer secret"},
		{"confidentiality_type": "public", "token_endpoint_auth_method": "none"},
		{"redirect_uris": list("https://a.example/${cb}"), "grant_types": list("authorization_code"), "response_types": list("code")},
		{"metadata": list(map[string]any{"name": "client_name", "locale": "de", "value": "«é» ${x}"}, map[string]any{"name": "client_name", "locale": "", "value": "b"})},
		{"jwks": map[string]any{"keys": []any{jsonObject(rsaKey)}}},
		{"contacts": list(), "logo_uri": "", "comment": ""},
		{"comment": "two\nlines", "access_token_ttl": 60, "force_reauthentication": true},
		{"pkce_mode": "S256_REQUIRED", "id_token_signed_response_alg": "ES256"},
		{"scopes": list("a", "b"), "owner": "somebody"},
	}
	for i, body := range bodies {
		if body["name"] == nil {
			body["name"] = fmt.Sprint("client ", i)
		}
	}
	return bodies
}
