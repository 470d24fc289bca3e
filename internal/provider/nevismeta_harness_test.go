package provider_test

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/nevismeta/nevissim"
)

// A nevismeta is a simulator of nevisMeta and its address.
type nevismeta struct {
	*nevissim.Simulator
	t   *testing.T
	url string
}

func newNevismeta(t *testing.T, opts nevissim.Options) *nevismeta {
	t.Helper()
	onlySimulated(t)
	sim := nevissim.New(opts)
	listener := httptest.NewServer(sim)
	t.Cleanup(listener.Close)
	return &nevismeta{Simulator: sim, t: t, url: listener.URL}
}

// settings returns the provider's block, changed as given; nil takes a setting out.
func (n *nevismeta) settings(changes map[string]any) map[string]any {
	settings := map[string]any{
		"url": n.url, "setup_id": nevissim.SetupID, "username": nevissim.Username, "password": nevissim.Password,
	}
	maps.Copy(settings, changes)
	return map[string]any{"nevismeta": settings}
}

// config returns a configuration for this server.
func (n *nevismeta) config(extra string, resources ...string) string {
	return fmt.Sprintf("provider \"oauth\" {\n  nevismeta {\n  url = %q\n  username = %q\n  password = %q\n  %s\n}\n}\n",
		n.url, nevissim.Username, nevissim.Password, extra) + strings.Join(resources, "\n")
}

// A life is the life of one oauth_client by the plugin protocol, with a state as Terraform keeps it.
type life struct {
	*session
	config  map[string]any
	state   tftypes.Value
	private []byte
	// said are the diagnostics of the last operation, and saidAtPlan those of the plan before the last apply.
	said, saidAtPlan []string
}

func (s *session) newLife() *life { return &life{session: s, state: s.client(nil)} }

// plan plans what is configured and reports whether anything changes, and whether the client is made anew.
func (l *life) plan() (planned *tfprotov6.PlanResourceChangeResponse, changes, replaces bool) {
	l.t.Helper()
	proposed := maps.Clone(l.config)
	prior := map[string]tftypes.Value{}
	if !l.state.IsNull() {
		if err := l.state.As(&prior); err != nil {
			l.t.Fatal(err)
		}
	}
	value := l.client(proposed)
	attributes := map[string]tftypes.Value{}
	if err := value.As(&attributes); err != nil {
		l.t.Fatal(err)
	}
	for _, a := range l.schemas.ResourceSchemas["oauth_client"].Block.Attributes {
		switch old, known := prior[a.Name]; {
		case !a.Computed || !attributes[a.Name].IsNull():
		case known:
			attributes[a.Name] = old
		default:
			attributes[a.Name] = tftypes.NewValue(a.Type, tftypes.UnknownValue)
		}
	}
	planned, err := l.server.PlanResourceChange(l.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: "oauth_client", Config: l.dynamic(l.client(l.config)), PriorState: l.dynamic(l.state), PriorPrivate: l.private,
		ProposedNewState: l.dynamic(tftypes.NewValue(value.Type(), attributes)),
	})
	if err != nil {
		l.t.Fatal(err)
	}
	l.said = lines(planned.Diagnostics)
	changes = !l.value(planned.PlannedState).Equal(l.state)
	return planned, changes, len(planned.RequiresReplace) > 0
}

func (l *life) value(dynamic *tfprotov6.DynamicValue) tftypes.Value {
	l.t.Helper()
	value, err := dynamic.Unmarshal(l.schemas.ResourceSchemas["oauth_client"].ValueType())
	if err != nil {
		l.t.Fatal(err)
	}
	return value
}

// apply validates, plans and carries it out. It fails the test on an error, and when the result is not what was planned.
func (l *life) apply(config map[string]any) {
	l.t.Helper()
	l.config = config
	l.said = l.validate(config)
	l.mustSucceed("validate")
	planned, _, _ := l.plan()
	l.mustSucceed("plan")
	l.saidAtPlan = l.said
	applied, err := l.server.ApplyResourceChange(l.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "oauth_client", Config: l.dynamic(l.client(config)), PriorState: l.dynamic(l.state),
		PlannedState: planned.PlannedState, PlannedPrivate: planned.PlannedPrivate,
	})
	if err != nil {
		l.t.Fatal(err)
	}
	l.said = lines(applied.Diagnostics)
	l.mustSucceed("apply")
	l.state, l.private = l.value(applied.NewState), applied.Private
	l.mustBeAsPlanned(l.value(planned.PlannedState))
}

// mustBeAsPlanned compares the state with the plan as Terraform does: what was known must not have changed.
func (l *life) mustBeAsPlanned(planned tftypes.Value) {
	l.t.Helper()
	differences, err := planned.Diff(l.state)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, d := range differences {
		if d.Value1 != nil && d.Value1.IsFullyKnown() {
			l.t.Errorf("%s was planned as %s and became %s", d.Path, d.Value1, d.Value2)
		}
	}
}

func (l *life) mustSucceed(operation string) {
	l.t.Helper()
	for _, line := range l.said {
		if strings.HasPrefix(line, "ERROR") {
			l.t.Fatalf("%s: %s", operation, line)
		}
	}
}

// refresh reads the client. Its diagnostics stay in said.
func (l *life) refresh() {
	l.t.Helper()
	read, err := l.server.ReadResource(l.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: "oauth_client", CurrentState: l.dynamic(l.state), Private: l.private,
	})
	if err != nil {
		l.t.Fatal(err)
	}
	l.said = lines(read.Diagnostics)
	l.mustSucceed("refresh")
	l.state, l.private = l.value(read.NewState), read.Private
}

// mustBeSettled fails the test unless a refresh and a plan change nothing.
func (l *life) mustBeSettled(when string) {
	l.t.Helper()
	l.refresh()
	planned, changes, _ := l.plan()
	l.mustSucceed("plan")
	if changes {
		differences, _ := l.state.Diff(l.value(planned.PlannedState))
		l.t.Errorf("%s the next plan is not empty: %v", when, differences)
	}
}

// importAs starts the life of an existing client.
func (l *life) importAs(id string) {
	l.t.Helper()
	l.tryImport(id)
	l.mustSucceed("import")
}

// tryImport does the same for an import that may fail, and returns what it said.
func (l *life) tryImport(id string) []string {
	l.t.Helper()
	imported, err := l.server.ImportResourceState(l.t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: "oauth_client", ID: id})
	if err != nil {
		l.t.Fatal(err)
	}
	l.said = lines(imported.Diagnostics)
	if !l.failed() {
		l.state, l.private = l.value(imported.ImportedResources[0].State), imported.ImportedResources[0].Private
	}
	return l.said
}

// text returns a string of the state, "" when it is null.
func (l *life) text(name string) string {
	l.t.Helper()
	var attributes map[string]tftypes.Value
	if err := l.state.As(&attributes); err != nil {
		l.t.Fatal(err)
	}
	var text *string
	if err := attributes[name].As(&text); err != nil || text == nil {
		return ""
	}
	return *text
}
