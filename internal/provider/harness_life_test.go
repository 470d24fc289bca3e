package provider_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

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
	planned := l.tryApply(config)
	l.mustSucceed("apply")
	l.mustBeAsPlanned(l.value(planned.PlannedState))
}

// tryApply validates, plans and carries out what may fail, and keeps the state that Terraform keeps then. It returns the plan.
func (l *life) tryApply(config map[string]any) *tfprotov6.PlanResourceChangeResponse {
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
	l.state, l.private = l.value(applied.NewState), applied.Private
	return planned
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
	if l.failed() {
		l.t.Fatalf("%s: %s", operation, strings.Join(l.said, "\n"))
	}
}

func (l *life) failed() bool {
	return slices.ContainsFunc(l.said, func(line string) bool { return strings.HasPrefix(line, "ERROR") })
}

// refresh reads the client. Its diagnostics stay in said.
func (l *life) refresh() {
	l.t.Helper()
	l.tryRefresh()
	l.mustSucceed("refresh")
}

// tryRefresh reads what may not be readable. Terraform keeps the state when there is an error.
func (l *life) tryRefresh() {
	l.t.Helper()
	read, err := l.server.ReadResource(l.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: "oauth_client", CurrentState: l.dynamic(l.state), Private: l.private,
	})
	if err != nil {
		l.t.Fatal(err)
	}
	l.said = lines(read.Diagnostics)
	if !l.failed() {
		l.state, l.private = l.value(read.NewState), read.Private
	}
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

// destroy deletes the client, and keeps the state when that fails.
func (l *life) destroy() {
	l.t.Helper()
	none := l.dynamic(tftypes.NewValue(l.state.Type(), nil))
	applied, err := l.server.ApplyResourceChange(l.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "oauth_client", Config: none, PriorState: l.dynamic(l.state), PlannedState: none, PlannedPrivate: l.private,
	})
	if err != nil {
		l.t.Fatal(err)
	}
	l.said = lines(applied.Diagnostics)
	l.state, l.private = l.value(applied.NewState), applied.Private
}

// mustFail fails the test unless the last operation failed and said every part, and the client is still in the state.
func (l *life) mustFail(parts ...string) {
	l.t.Helper()
	text := strings.Join(l.said, "\n")
	if !l.failed() {
		l.t.Fatalf("no error: %s", text)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			l.t.Errorf("the error does not say %q: %s", part, text)
		}
	}
	for _, name := range []string{"client_secret", "registration_access_token"} {
		if secret := l.text(name); secret != "" && strings.Contains(text, secret) {
			l.t.Errorf("the error tells the %s", name)
		}
	}
	if l.state.IsNull() || l.text("registration_access_token") == "" {
		l.t.Error("the client is not in the state any more")
	}
}

// mustOnlyWarn fails the test unless the last operation had one warning, which says every part, and no error.
func (l *life) mustOnlyWarn(parts ...string) {
	l.t.Helper()
	text := strings.Join(l.said, "\n")
	if l.failed() || strings.Count(text, "WARNING") != 1 {
		l.t.Fatalf("not one warning alone: %s", text)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			l.t.Errorf("the warning does not say %q: %s", part, text)
		}
	}
}
