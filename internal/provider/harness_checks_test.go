package provider_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// inspect is a state check that hands the attributes of a resource to a function.
type inspect struct {
	address string
	check   func(attributes map[string]any) error
}

var _ statecheck.StateCheck = inspect{}

// CheckState implements [statecheck.StateCheck].
func (i inspect) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	modules := req.State.Values.RootModule.ChildModules
	resources := req.State.Values.RootModule.Resources
	for _, module := range modules {
		resources = append(resources, module.Resources...)
	}
	for _, r := range resources {
		if r.Address == i.address {
			resp.Error = i.check(r.AttributeValues)
			return
		}
	}
	resp.Error = fmt.Errorf("%s is not in the state", i.address)
}

// serverHas checks members of the client on the server that a resource stands for; nil stands for an absent or null
// member.
func (s *server) serverHas(address string, want map[string]any) statecheck.StateCheck {
	return inspect{address, func(attributes map[string]any) error {
		return s.compare(fmt.Sprint(attributes["id"]), want)
	}}
}

// compare compares members of a client on the server.
func (s *server) compare(id string, want map[string]any) error {
	members := s.get(id)
	if members == nil {
		return fmt.Errorf("the server has no client %q", id)
	}
	got := map[string]any{}
	for name := range want {
		got[name] = members[name]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return fmt.Errorf("client %s on the server (-want +got):\n%s", id, diff)
	}
	return nil
}

// secretWorks checks with a token request that the secret in the state is the client's, and keeps it in into, which may
// be nil.
func (s *server) secretWorks(into *string) statecheck.StateCheck {
	return inspect{addressA, func(attributes map[string]any) error {
		id, secret := fmt.Sprint(attributes["client_id"]), fmt.Sprint(attributes["client_secret"])
		if attributes["client_secret"] == nil || !s.authenticates(id, secret) {
			return fmt.Errorf("the secret of %s in the state is not that of the server", addressA)
		}
		if into != nil {
			*into = secret
		}
		return nil
	}}
}

// acceptsSecret checks with token requests which secrets a client has.
func (s *server) acceptsSecret(good string, bad ...string) statecheck.StateCheck {
	return inspect{addressA, func(attributes map[string]any) error {
		id := fmt.Sprint(attributes["client_id"])
		if !s.authenticates(id, good) {
			return fmt.Errorf("%s does not have the secret it should have", addressA)
		}
		if slices.ContainsFunc(bad, func(secret string) bool { return s.authenticates(id, secret) }) {
			return fmt.Errorf("%s still has a secret it should not have", addressA)
		}
		return nil
	}}
}

// planWith is a plan check made of a function that gets the planned change of every resource by its address.
type planWith func(changes map[string]plannedChange) error

// A plannedChange is what a plan says of one resource.
type plannedChange struct {
	actions []string
	// before, after and afterUnknown are the attributes, nil when there are none.
	before, after, afterUnknown map[string]any
}

var _ plancheck.PlanCheck = planWith(nil)

// CheckPlan implements [plancheck.PlanCheck].
func (check planWith) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	changes := map[string]plannedChange{}
	for _, change := range req.Plan.ResourceChanges {
		planned := plannedChange{}
		for _, action := range change.Change.Actions {
			planned.actions = append(planned.actions, string(action))
		}
		planned.before, _ = change.Change.Before.(map[string]any)
		planned.after, _ = change.Change.After.(map[string]any)
		planned.afterUnknown, _ = change.Change.AfterUnknown.(map[string]any)
		changes[change.Address] = planned
	}
	resp.Error = check(changes)
}

// updatesOnly checks that a plan updates oauth_client.a in place, that nothing in it is unknown but the paths given, and
// that no other attribute changes than those whose paths are given in changed.
func updatesOnly(changed []string, unknown ...string) plancheck.PlanCheck {
	return planWith(func(changes map[string]plannedChange) error {
		change := changes[addressA]
		if diff := cmp.Diff([]string{"update"}, change.actions); diff != "" {
			return fmt.Errorf("%s: actions (-want +got):\n%s", addressA, diff)
		}
		if diff := cmp.Diff(unknown, truePaths("", change.afterUnknown)); diff != "" {
			return fmt.Errorf("%s: unknown after apply (-want +got):\n%s", addressA, diff)
		}
		slices.Sort(changed)
		if diff := cmp.Diff(changed, changedPaths("", change.before, change.after)); diff != "" {
			return fmt.Errorf("%s: changed attributes (-want +got):\n%s", addressA, diff)
		}
		return nil
	})
}

// truePaths returns the paths at which a JSON value holds true.
func truePaths(at string, value any) []string {
	var found []string
	switch value := value.(type) {
	case bool:
		if value {
			return []string{at}
		}
	case map[string]any:
		for name, member := range value {
			found = append(found, truePaths(strings.TrimPrefix(at+"."+name, "."), member)...)
		}
	case []any:
		for _, element := range value {
			found = append(found, truePaths(at, element)...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// changedPaths returns the attributes that differ, down into blocks that are on both sides.
func changedPaths(at string, before, after map[string]any) []string {
	var found []string
	names := map[string]bool{}
	for name := range before {
		names[name] = true
	}
	for name := range after {
		names[name] = true
	}
	for name := range names {
		path := strings.TrimPrefix(at+"."+name, ".")
		oldRoom, oldOK := before[name].(map[string]any)
		newRoom, newOK := after[name].(map[string]any)
		switch {
		case oldOK && newOK:
			found = append(found, changedPaths(path, oldRoom, newRoom)...)
		case !cmp.Equal(before[name], after[name]):
			found = append(found, path)
		}
	}
	slices.Sort(found)
	return found
}

// test runs the steps with the provider in process.
func (s *server) test(steps ...resource.TestStep) {
	s.t.Helper()
	resource.Test(s.t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: steps})
}

// preApply and postApply are the plan checks of a step before its apply and after it.
func preApply(checks ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: checks}
}

// noChange is the check that a step plans nothing.
func noChange() resource.ConfigPlanChecks { return preApply(plancheck.ExpectEmptyPlan()) }

// does is a check of what a plan does with a resource.
func does(address string, action plancheck.ResourceActionType) plancheck.PlanCheck {
	return plancheck.ExpectResourceAction(address, action)
}

// wrapped compiles a pattern for the output of Terraform, which breaks lines between words.
func wrapped(pattern string) *regexp.Regexp {
	pattern = strings.ReplaceAll(pattern, ".*", `[\s\S]*`)
	return regexp.MustCompile(strings.ReplaceAll(pattern, " ", `\s+`))
}
