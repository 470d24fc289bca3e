package oam_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	driver "github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/message"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

var (
	fullDomain = map[string]any{
		"name": "Shops", "description": "all", "identity_provider": "LDAP", "consent_page_url": "/consent", "error_page_url": "https://example.com/e",
		"custom_attrs": "totp", "old_secret_retention_time_in_days": 7,
		"token_settings": []any{map[string]any{"token_type": "ACCESS_TOKEN", "token_expiry": 1800, "refresh_token_enabled": true, "refresh_token_expiry": 7200}},
	}
	fullServer = map[string]any{
		"name": "Orders", "description": "orders", "audience_subjects": []any{"b", "a"},
		"scopes":           []any{map[string]any{"name": "read", "description": "look"}, map[string]any{"name": "write"}},
		"token_attributes": []any{map[string]any{"name": "a", "value": "$session.id", "type": "dynamic"}},
	}
	// allTypes has the defaults for a type, spelled out, and one that is not spelled as OAM spells it.
	allTypes = map[string]any{
		"name": "Shops", "token_settings": []any{
			map[string]any{"token_type": "ACCESS_TOKEN", "token_expiry": 60},
			map[string]any{"token_type": "AUTHZ_CODE", "token_expiry": 3600, "life_cycle_enabled": false, "refresh_token_expiry": 86400},
			map[string]any{"token_type": "sso_link_token", "token_expiry": 90},
		},
	}
)

// TestLife makes, changes, refreshes, imports and deletes each kind; every second plan is empty.
func TestLife(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		kind, id string
		steps    []map[string]any
	}{
		{identityDomain, "Shops", []map[string]any{fullDomain, {"name": "Shops"}, allTypes, fullDomain}},
		{resourceServer, "Main/Orders", []map[string]any{fullServer, {"name": "Orders"}, {"name": "Orders", "identity_domain": "Main"}, fullServer}},
	} {
		for name, opts := range map[string]oamsim.Options{"text": {}, "JSON": {JSON: true, Replace: true}, "stale": {StaleReads: 1, Replace: true}} {
			t.Run(tc.kind+" "+name, func(t *testing.T) {
				t.Parallel()
				_, service := connect(t, tc.kind, opts)
				l := newLife(t, tc.kind, service)
				for _, step := range tc.steps {
					l.apply(step)
				}
				imported := newLife(t, tc.kind, service)
				imported.take(l.kind.Import(t.Context(), service, tc.id, imported.state))
				imported.refresh()
				if opts.JSON {
					imported.mustBeSettled(l.object(tc.steps[len(tc.steps)-1]))
				}
				mustHave(t, l.kind.Remove(t.Context(), service, l.state, l.private))
				if o := l.kind.Refresh(t.Context(), service, l.state, l.private); !o.Gone || len(o.Diags) > 0 {
					t.Errorf("a refresh after the deletion: gone %t, %v", o.Gone, o.Diags)
				}
				mustHave(t, l.kind.Remove(t.Context(), service, l.state, l.private))
			})
		}
	}
}

// TestPlan is about what a plan says of the id, and what makes a new one.
func TestPlan(t *testing.T) {
	t.Parallel()
	_, service := connect(t, resourceServer, oamsim.Options{})
	unknown := func(l *life, name string) tftypes.Value {
		var attributes map[string]tftypes.Value
		if err := l.object(map[string]any{"name": "Orders"}).As(&attributes); err != nil {
			t.Fatal(err)
		}
		attributes[name] = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
		return tftypes.NewValue(l.typ, attributes)
	}
	made := newLife(t, resourceServer, service)
	made.apply(map[string]any{"name": "Orders"})
	undecided := oam.KindNamed(resourceServer).Judge()
	for _, tc := range []struct {
		name     string
		judge    *oauthclient.Judge
		config   func(*life) tftypes.Value
		exists   bool
		id       string
		replaces bool
	}{
		{"new", service.Judge, func(l *life) tftypes.Value { return l.object(map[string]any{"name": "Orders"}) }, false, `tftypes.String<"Main/Orders">`, false},
		{"new, the default yet unknown", undecided, func(l *life) tftypes.Value { return l.object(map[string]any{"name": "Orders"}) }, false, "tftypes.String<unknown>", false},
		{"new, its own domain", undecided, func(l *life) tftypes.Value {
			return l.object(map[string]any{"name": "Orders", "identity_domain": "Own"})
		}, false, `tftypes.String<"Own/Orders">`, false},
		{"new, the domain yet unknown", service.Judge, func(l *life) tftypes.Value { return unknown(l, "identity_domain") }, false, "tftypes.String<unknown>", false},
		{"new, the description yet unknown", service.Judge, func(l *life) tftypes.Value { return unknown(l, "description") }, false, `tftypes.String<"Main/Orders">`, false},
		{"the same", service.Judge, func(l *life) tftypes.Value { return l.object(map[string]any{"name": "Orders"}) }, true, `tftypes.String<"Main/Orders">`, false},
		{"the same, the default yet unknown", undecided, func(l *life) tftypes.Value { return l.object(map[string]any{"name": "Orders"}) }, true, `tftypes.String<"Main/Orders">`, false},
		{"another name", service.Judge, func(l *life) tftypes.Value { return l.object(map[string]any{"name": "New"}) }, true, `tftypes.String<"Main/New">`, true},
		{"another domain", service.Judge, func(l *life) tftypes.Value {
			return l.object(map[string]any{"name": "Orders", "identity_domain": "Other"})
		}, true, `tftypes.String<"Other/Orders">`, true},
		{"another default", oauthclient.NewJudge(made.kind.Profile(driver.Defaults{IdentityDomain: "Other"})), func(l *life) tftypes.Value {
			return l.object(map[string]any{"name": "Orders"})
		}, true, `tftypes.String<"Other/Orders">`, true},
		{"the domain yet unknown", service.Judge, func(l *life) tftypes.Value { return unknown(l, "identity_domain") }, true, "tftypes.String<unknown>", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, resourceServer, service)
			if tc.exists {
				l.state = made.state
			}
			config := tc.config(l)
			planned, replaced, diags := l.kind.Plan(tc.judge, config, l.state, config)
			mustHave(t, diags)
			l.state = planned
			if id := l.attribute("id"); id != tc.id || len(replaced) > 0 != tc.replaces {
				t.Errorf("the id is %s, want %s; made anew because of %v", id, tc.id, replaced)
			}
		})
	}
}

// TestPlan_emptyMember plans a member that is configured as "": Terraform refuses a plan that has null for it.
func TestPlan_emptyMember(t *testing.T) {
	t.Parallel()
	_, service := connect(t, resourceServer, oamsim.Options{})
	l := newLife(t, resourceServer, service)
	config := map[string]any{"name": "Orders", "scopes": []any{map[string]any{"name": "read", "description": ""}}}
	planned, _ := l.plan(l.object(config))
	var want, got map[string]tftypes.Value
	if err := errors.Join(l.object(config).As(&want), planned.As(&got)); err != nil {
		t.Fatal(err)
	}
	if !got["scopes"].Equal(want["scopes"]) {
		t.Errorf("planned is %s, and configured %s", got["scopes"], want["scopes"])
	}
	l.apply(config)
}

// TestDrift is about what others do to what is left out. What the server had filled in by itself is no drift.
func TestDrift(t *testing.T) {
	t.Parallel()
	sim, service := connect(t, identityDomain, oamsim.Options{})
	l := newLife(t, identityDomain, service)
	l.apply(map[string]any{"name": "Shops"})
	if provider := l.attribute("identity_provider"); provider != "null" {
		t.Errorf("what the server fills in is in the state: %s", provider)
	}
	d := sim.Domains()[1]
	d.IdentityProvider, d.TokenSettings = new("LDAP"), []message.TokenSetting{{TokenType: "ACCESS_TOKEN", TokenExpiry: 99999999}}
	if err := sim.AddIdentityDomain(d); err != nil {
		t.Fatal(err)
	}
	l.refresh()
	if provider, tokens := l.attribute("identity_provider"), l.attribute("token_settings"); !strings.Contains(provider, "LDAP") || !strings.Contains(tokens, "99999999") {
		t.Errorf("somebody's change does not show: %s, %s", provider, tokens)
	}
	l.apply(map[string]any{"name": "Shops"})
	after := sim.Domains()[1]
	if diff := cmp.Diff(message.DefaultIdentityDomain().TokenSettings, after.TokenSettings); diff != "" || *after.IdentityProvider != "UserIdentityStore1" {
		t.Errorf("the change was not taken back: %s\n%s", *after.IdentityProvider, diff)
	}
}

// TestDrift_beforeUpdate is about what others do between a plan and its apply: it stays, and the next refresh shows it.
func TestDrift_beforeUpdate(t *testing.T) {
	t.Parallel()
	sim, service := connect(t, identityDomain, oamsim.Options{})
	l := newLife(t, identityDomain, service)
	l.apply(map[string]any{"name": "Shops"})
	planned, _ := l.plan(l.object(map[string]any{"name": "Shops", "description": "Of the shops"}))
	d := sim.Domains()[1]
	d.IdentityProvider = new("LDAP")
	if err := sim.AddIdentityDomain(d); err != nil {
		t.Fatal(err)
	}
	l.take(l.kind.Update(t.Context(), l.service, l.state, planned, l.private))
	if after := sim.Domains()[1]; *after.IdentityProvider != "LDAP" {
		t.Errorf("the update changed what its plan does not show: %s", *after.IdentityProvider)
	}
	l.refresh()
	if provider := l.attribute("identity_provider"); !strings.Contains(provider, "LDAP") {
		t.Errorf("somebody's change before the update does not show: %s", provider)
	}
}

// TestElsewhere points a state at another server, which does not have what the state says: it is not taken for gone.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	_, service := connect(t, identityDomain, oamsim.Options{})
	_, other := connect(t, identityDomain, oamsim.Options{})
	l := newLife(t, identityDomain, service)
	l.apply(map[string]any{"name": "Shops"})
	o := l.kind.Refresh(t.Context(), other, l.state, l.private)
	mustHave(t, o.Diags, `The identity domain "Shops" is on the server `)
	if o.Gone {
		t.Error("a refresh takes it for gone")
	}
	mustHave(t, l.kind.Remove(t.Context(), other, l.state, l.private), "Point the provider at the server that has it")
}

// TestCreate_errors is about creations that fail, in whole or in part.
func TestCreate_errors(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		config map[string]any
		faults []oamsim.Fault
		says   []string
		state  bool
	}{
		{"it exists", map[string]any{"name": "Main"}, nil, []string{`Unable to create OAM identity domain: name: OAM has the identity domain "Main" already`}, false},
		{
			"the answer shows less",
			map[string]any{"name": "Shops", "description": "all"},
			[]oamsim.Fault{{Method: "POST", Status: 200, Body: message.PrintIdentityDomain(message.Created, message.IdentityDomain{Name: "Shops"}), AfterProcessing: true}},
			nil, true,
		},
		{"denied", map[string]any{"name": "Shops"}, []oamsim.Fault{{Status: 403}}, []string{"Unable to create OAM identity domain"}, false},
		{"the answer is lost", map[string]any{"name": "Shops"}, []oamsim.Fault{{Method: "POST", Drop: true, AfterProcessing: true}}, nil, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			sim, service := connect(t, identityDomain, oamsim.Options{})
			l := newLife(t, identityDomain, service)
			planned, _ := l.plan(l.object(tc.config))
			sim.FailNext(tc.faults...)
			o := l.kind.Create(t.Context(), service, planned)
			mustHave(t, o.Diags, tc.says...)
			if (o.State.Type() != nil) != tc.state {
				t.Errorf("the state is %v", o.State)
			}
		})
	}
}

// TestCreate_notKept is about a value that the server takes and does not show: a warning, since an error would have
// Terraform destroy what was made.
func TestCreate_notKept(t *testing.T) {
	t.Parallel()
	sim, service := connectFor(t, identityDomain, oamsim.Options{}, 100*time.Millisecond)
	l := newLife(t, identityDomain, service)
	planned, _ := l.plan(l.object(map[string]any{"name": "Shops", "description": "all"}))
	if err := sim.AddIdentityDomain(message.IdentityDomain{Name: "Shops"}); err != nil {
		t.Fatal(err)
	}
	sim.FailNext(oamsim.Fault{Method: "POST", Status: 200, Body: message.PrintIdentityDomain(message.Created, message.IdentityDomain{Name: "Shops"})})
	o := l.kind.Create(t.Context(), service, planned)
	mustHave(t, o.Diags, "The server did not store what was configured: description")
	if o.Diags.HasError() {
		t.Error("it is an error")
	}
	l.state, l.private = o.State, o.Private
	l.refresh()
	if description := l.attribute("description"); description != "null" {
		t.Errorf("the refreshed description is %s", description)
	}
}

// TestImport_ids is about the ids that an import takes.
func TestImport_ids(t *testing.T) {
	t.Parallel()
	for kind, cases := range map[string]map[string]string{
		identityDomain: {"": "is empty", "a/b": "slash", "..": "cannot be part", "a\nb": "control character", "Gone": "OAM does not have the identity domain"},
		resourceServer: {"Orders": "Write <identity domain>/<name>", "Main/": "is empty", "../Orders": "cannot be part", "Main/..": "cannot be part", "Main/a=b": "equals sign", "Main/Gone": `does not have the resource server "Main/Gone"`},
	} {
		_, service := connect(t, kind, oamsim.Options{})
		for id, says := range cases {
			t.Run(kind+" "+id, func(t *testing.T) {
				t.Parallel()
				l := newLife(t, kind, service)
				mustHave(t, l.kind.Import(t.Context(), service, id, l.state).Diags, says)
			})
		}
	}
}

// TestDecode_numbers reads numbers and flags of objects, and finds numbers that cannot be.
func TestDecode_numbers(t *testing.T) {
	t.Parallel()
	_, service := connect(t, identityDomain, oamsim.Options{})
	l := newLife(t, identityDomain, service)
	r := oam.Resources()[0]()
	for name, tc := range map[string]struct {
		attribute string
		value     any
		says      string
	}{
		"half a day":     {"old_secret_retention_time_in_days", big.NewFloat(0.5), "old_secret_retention_time_in_days: 0.5 is not a whole number"},
		"negative":       {"old_secret_retention_time_in_days", -1, "-1 is too small"},
		"half a second":  {"token_settings", []any{map[string]any{"token_type": "ACCESS_TOKEN", "token_expiry": big.NewFloat(1.5)}}, `"1.5" is not a value of token_expiry`},
		"no name":        {"name", "", "The name is empty"},
		"a name of dots": {"name", "..", "cannot be part"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			attributes := map[string]any{"name": "Shops"}
			attributes[tc.attribute] = tc.value
			validator, ok := r.(resource.ResourceWithValidateConfig)
			if !ok {
				t.Fatal("the resource does not validate")
			}
			resp := resource.ValidateConfigResponse{}
			req := resource.ValidateConfigRequest{}
			req.Config.Raw = l.object(attributes)
			validator.ValidateConfig(t.Context(), req, &resp)
			mustHave(t, resp.Diagnostics, tc.says)
		})
	}
}

// TestConfigure is about provider configurations for another backend, and about those that are not known yet.
func TestConfigure(t *testing.T) {
	t.Parallel()
	r := oam.Resources()[0]()
	configurable, ok := r.(resource.ResourceWithConfigure)
	if !ok {
		t.Fatal("the resource takes no configuration")
	}
	resp := resource.ConfigureResponse{}
	other := oauthclient.NewJudge(oauthclient.Profile{Name: "hydra"})
	configurable.Configure(t.Context(), resource.ConfigureRequest{ProviderData: &setup.Connection{Judge: other}}, &resp)
	mustHave(t, resp.Diagnostics, `this provider configuration is for "hydra"`)

	resp = resource.ConfigureResponse{}
	unknown := &setup.Connection{Judge: oauthclient.NewJudge(driver.Profile(driver.Defaults{Undecided: true}))}
	configurable.Configure(t.Context(), resource.ConfigureRequest{ProviderData: unknown}, &resp)
	mustHave(t, resp.Diagnostics)
	read := resource.ReadResponse{}
	r.Read(t.Context(), resource.ReadRequest{}, &read)
	mustHave(t, read.Diagnostics, "OAM identity domain not refreshed")
	if read.Diagnostics.HasError() {
		t.Error("a refresh with settings that are not known yet is an error")
	}
	create := resource.CreateResponse{}
	r.Create(t.Context(), resource.CreateRequest{}, &create)
	mustHave(t, create.Diagnostics, "Provider configuration not known")
}
