package oam_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	driver "github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam/oamsim"
	"github.com/oauth-clients/terraform-provider-oauth/internal/httpapi"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/oam"
)

const (
	identityDomain = "identity_domain"
	resourceServer = "resource_server"
)

// patience is how long the service waits until reads show a write: longer than any simulator takes on the busiest machine.
const patience = time.Minute

// connect returns a simulator and the service for a kind of siblings on it.
func connect(t *testing.T, name string, opts oamsim.Options) (*oamsim.Simulator, *oauthclient.Service) {
	t.Helper()
	return connectFor(t, name, opts, patience)
}

func connectFor(t *testing.T, name string, opts oamsim.Options, patience time.Duration) (*oamsim.Simulator, *oauthclient.Service) {
	t.Helper()
	sim := oamsim.New(opts)
	sim.AddDomain("Main")
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return sim, serviceOf(t, name, server.URL, patience)
}

func serviceOf(t *testing.T, name, url string, patience time.Duration) *oauthclient.Service {
	t.Helper()
	defaults := driver.Defaults{IdentityDomain: "Main"}
	d, err := driver.New(driver.Config{
		HTTP:     httpapi.Config{BaseURL: url, Auth: httpapi.Basic(oamsim.DefaultUsername, oamsim.DefaultPassword), RetryWaitMin: time.Millisecond},
		Defaults: defaults, ReadAfterWriteTimeout: patience,
	}, oauthclient.NewJudge(driver.Profile(defaults)))
	if err != nil {
		t.Fatal(err)
	}
	return d.Sibling(name)
}

// A life is a resource with its state, as an engine keeps it.
type life struct {
	t       *testing.T
	kind    *oam.Kind
	service *oauthclient.Service
	typ     tftypes.Object
	state   tftypes.Value
	private []byte
}

func newLife(t *testing.T, name string, service *oauthclient.Service) *life {
	t.Helper()
	k := oam.KindNamed(name)
	typ, ok := k.Schema().Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("the schema is no object")
	}
	return &life{t: t, kind: k, service: service, typ: typ, state: tftypes.NewValue(typ, nil)}
}

// object returns an object of the schema with some attributes, of Go values as in JSON; all others are null.
func (l *life) object(attributes map[string]any) tftypes.Value {
	return objectOf(l.typ, attributes)
}

func objectOf(typ tftypes.Object, attributes map[string]any) tftypes.Value {
	values := map[string]tftypes.Value{}
	for name, attributeType := range typ.AttributeTypes {
		values[name] = valueOf(attributeType, attributes[name])
	}
	return tftypes.NewValue(typ, values)
}

func valueOf(typ tftypes.Type, v any) tftypes.Value {
	switch v := v.(type) {
	case []any:
		set, _ := typ.(tftypes.Set)
		var elements []tftypes.Value
		for _, element := range v {
			elements = append(elements, valueOf(set.ElementType, element))
		}
		return tftypes.NewValue(typ, elements)
	case map[string]any:
		object, _ := typ.(tftypes.Object)
		return objectOf(object, v)
	}
	return tftypes.NewValue(typ, v)
}

// plan plans a configuration and returns the plan, and whether it makes a new one.
func (l *life) plan(config tftypes.Value) (planned tftypes.Value, replaces bool) {
	l.t.Helper()
	planned, replaced, diags := l.kind.Plan(l.service.Judge, config, l.state, config)
	l.mustHave(diags)
	return planned, len(replaced) > 0
}

// apply brings a configuration about and checks that nothing is left to do.
func (l *life) apply(attributes map[string]any) {
	l.t.Helper()
	config := l.object(attributes)
	planned, replaces := l.plan(config)
	if replaces {
		l.t.Fatal("it would be made anew")
	}
	made := l.state.IsNull()
	var o entity.Outcome
	if made {
		o = l.kind.Create(l.t.Context(), l.service, planned)
	} else {
		o = l.kind.Update(l.t.Context(), l.service, l.state, planned, l.private)
	}
	l.take(o)
	if !l.state.Equal(planned) {
		l.t.Errorf("the state is not what was planned: %v", diffOf(planned, l.state))
	}
	l.refresh()
	l.mustBeSettled(config)
}

func (l *life) refresh() {
	l.t.Helper()
	l.take(l.kind.Refresh(l.t.Context(), l.service, l.state, l.private))
}

func (l *life) mustBeSettled(config tftypes.Value) {
	l.t.Helper()
	if planned, replaces := l.plan(config); replaces || !planned.Equal(l.state) {
		l.t.Errorf("the second plan is not empty: %v", diffOf(l.state, planned))
	}
}

// take takes over what an operation leaves behind, which must have gone well.
func (l *life) take(o entity.Outcome) {
	l.t.Helper()
	l.mustHave(o.Diags)
	if o.State.Type() != nil {
		l.state = o.State
	}
	if o.Private != nil {
		l.private = o.Private
	}
}

// mustHave fails the test unless the diagnostics are those that are wanted, each by a part of its text.
func (l *life) mustHave(diags diag.Diagnostics, wanted ...string) {
	l.t.Helper()
	mustHave(l.t, diags, wanted...)
}

func mustHave(t *testing.T, diags diag.Diagnostics, wanted ...string) {
	t.Helper()
	if len(diags) != len(wanted) {
		t.Fatalf("diagnostics: %v, want %d", diags, len(wanted))
	}
	for i, d := range diags {
		if text := d.Summary() + ": " + d.Detail(); !strings.Contains(text, wanted[i]) {
			t.Errorf("diagnostic %q does not say %q", text, wanted[i])
		}
	}
}

func diffOf(a, b tftypes.Value) string {
	diffs, err := a.Diff(b)
	return fmt.Sprint(diffs, err)
}

// attribute returns an attribute of the state as text.
func (l *life) attribute(name string) string {
	l.t.Helper()
	var attributes map[string]tftypes.Value
	if err := l.state.As(&attributes); err != nil {
		l.t.Fatal(err)
	}
	if attributes[name].IsNull() {
		return "null"
	}
	return attributes[name].String()
}
