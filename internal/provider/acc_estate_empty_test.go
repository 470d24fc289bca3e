package provider_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra/hydrasim"
	nevismetabackend "github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/registration/registrationsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// empties are the ways to write a value of a kind that says no more than none.
var empties = map[oauthclient.Kind][]any{
	oauthclient.String:   {""},
	oauthclient.Duration: {""},
	oauthclient.Time:     {""},
	oauthclient.JSON:     {"", "{}", "null", " { } "},
	oauthclient.JWKS:     {"", "{}", "null", `{"keys":[]}`, `{"keys":null}`},
	oauthclient.Set:      {list()},
	oauthclient.List:     {list()},
	oauthclient.Map:      {map[string]any{}},
	oauthclient.Objects:  {list()},
}

// What is written as empty says the same as what is left out: it is accepted in a creation and in an update, the state keeps
// it as it was written, and the plan after it is empty. That is so for every attribute on every backend.
func TestEmptyIsLeftOut(t *testing.T) {
	t.Parallel()
	servers := map[string]func(t *testing.T) (settings, base map[string]any){
		"hydra": func(t *testing.T) (settings, base map[string]any) {
			t.Helper()
			return map[string]any{"hydra": object("admin_url", serveSimulator(t, hydrasim.Options{}).adminURL)}, object()
		},
		"nevismeta": func(t *testing.T) (settings, base map[string]any) {
			t.Helper()
			return newNevismeta(t, nevissim.Options{}).settings(nil), object("client_name", "Shop")
		},
		"oam": func(t *testing.T) (settings, base map[string]any) {
			t.Helper()
			return newOAM(t, oamsim.Options{}).settings(nil), object("client_name", "Shop")
		},
		"oam in JSON": func(t *testing.T) (settings, base map[string]any) {
			t.Helper()
			return newOAM(t, oamsim.Options{JSON: true}).settings(nil), object("client_name", "Shop")
		},
		"registration": func(t *testing.T) (settings, base map[string]any) {
			t.Helper()
			return newRegistrar(t, registrationsim.Options{}).settings(), object("redirect_uris", list("https://a.example/cb"))
		},
	}
	for name, serve := range servers {
		fields := emptiable(name)
		for f, values := range fields {
			for _, empty := range values {
				t.Run(fmt.Sprintf("%s/%s=%v", name, f, empty), func(t *testing.T) {
					t.Parallel()
					settings, base := serve(t)
					if _, needed := base[f.String()]; needed {
						t.Skip("the server demands a value")
					}
					checkEmpty(t, settings, base, map[oauthclient.Field]any{f: empty})
				})
			}
		}
		// All at once, each in one of its ways.
		for seed := range uint64(5) {
			t.Run(fmt.Sprintf("%s/all, seed %d", name, seed), func(t *testing.T) {
				t.Parallel()
				random := rand.New(rand.NewPCG(seed, 0))
				settings, base := serve(t)
				all := map[oauthclient.Field]any{}
				for f, values := range fields {
					if _, needed := base[f.String()]; !needed {
						all[f] = values[random.IntN(len(values))]
					}
				}
				checkEmpty(t, settings, base, all)
			})
		}
	}
}

// emptiable are the fields of a backend that can be written as empty, with the ways to do it. The server's name begins with the
// backend's.
func emptiable(server string) map[oauthclient.Field][]any {
	found := map[oauthclient.Field][]any{}
	for _, backend := range setup.Backends() {
		if !strings.HasPrefix(server, backend.Name()) {
			continue
		}
		judge := backend.Judge()
		for _, f := range setup.Fields() {
			if values := empties[f.Kind()]; len(values) > 0 && judge.Supports(f) && !f.Spec().Observed && f != oauthclient.ClientID && f != oauthclient.ClientSecret {
				found[f] = values
			}
		}
	}
	return found
}

func checkEmpty(t *testing.T, settings, base map[string]any, empty map[oauthclient.Field]any) {
	t.Helper()
	session := newSession(t)
	created := newLifeOn(session, settings)
	config := maps.Clone(base)
	for f, value := range empty {
		if f.Block() == "" {
			config[f.Name()] = value
			continue
		}
		if config[f.Block()] == nil {
			config[f.Block()] = object()
		}
		config[f.Block()].(map[string]any)[f.Name()] = value
	}
	mustHold := func() {
		for f, value := range empty {
			created.mustHold(f, value)
		}
	}
	if said := session.validate(config); len(said) > 0 {
		t.Errorf("validate: %q", said)
	}
	created.apply(config)
	mustHold()
	created.mustBeSettled("after the creation")
	mustHold()
	created.apply(base)
	created.mustBeSettled("after it was taken out")
	created.apply(config)
	created.mustBeSettled("after the update")
	mustHold()
	created.destroy()
	created.mustSucceed("destroy")
}

// mustHold fails the test unless the state has the value that was written.
func (l *life) mustHold(f oauthclient.Field, written any) {
	l.t.Helper()
	attributes := map[string]tftypes.Value{}
	if err := l.state.As(&attributes); err != nil {
		l.t.Fatal(err)
	}
	if f.Block() != "" {
		if err := attributes[f.Block()].As(&attributes); err != nil {
			l.t.Fatal(err)
		}
	}
	got := attributes[f.Name()]
	if want := valueOf(got.Type(), written); !got.Equal(want) {
		l.t.Errorf("the state has %s for %s, want %s", got, f, want)
	}
}

// A value that becomes empty goes back to the server's default, as one that is taken out does.
func TestAccEstateEmpty(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	full := slices.DeleteFunc(beside(property{}), func(p property) bool { return p.simulatorOnly != "" && s.sim == nil })
	empty := slices.DeleteFunc(slices.Clone(full), func(p property) bool { _, flag := p.server.(bool); return flag })
	unset := map[string]any{}
	for i, p := range empty {
		unset[p.member] = p.unset
		if empty[i].hcl = `""`; strings.HasPrefix(p.hcl, "[") {
			empty[i].hcl = "[]"
		}
	}
	s.test(
		resource.TestStep{Config: s.config(client("a", bodyOf(full)))},
		resource.TestStep{
			Config:            s.config(client("a", bodyOf(empty))),
			ConfigPlanChecks:  preApply(does(addressA, plancheck.ResourceActionUpdate)),
			ConfigStateChecks: []statecheck.StateCheck{s.serverHas(addressA, unset)},
		},
		resource.TestStep{Config: s.config(client("a", bodyOf(empty))), ConfigPlanChecks: noChange()},
		resource.TestStep{Config: s.config(client("a")), ConfigStateChecks: []statecheck.StateCheck{s.serverHas(addressA, unset)}},
	)
}

// The state keeps what was written: an empty member of an object, and the order of the words in a response type.
func TestWrittenIsKept(t *testing.T) {
	t.Parallel()
	texts := list(object("name", "client_name", "value", "Shop", "locale", ""), object("name", "other", "value", "x"))
	l := newLifeOn(newSession(t), newNevismeta(t, nevissim.Options{}).settings(nil))
	l.apply(object("client_name", "Shop", "nevismeta", object("metadata", texts)))
	l.mustHold(nevismetabackend.Metadata, texts)
	l.mustBeSettled("after the creation")
	l.mustHold(nevismetabackend.Metadata, texts)

	types := list("id_token code")
	l = newLifeOn(newSession(t), newRegistrar(t, registrationsim.OIDCProvider()).settings())
	l.apply(object("redirect_uris", list("https://a.example/cb"), "response_types", types, "grant_types", list("authorization_code", "implicit")))
	l.mustHold(oauthclient.ResponseTypes, types)
	l.mustBeSettled("after the creation")
	l.mustHold(oauthclient.ResponseTypes, types)
}
