package client

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// notFields are the attributes of the resource that are no fields of a client.
var notFields = []string{deletionProtection, onExisting, secretRetirement, secretRotation, secretWriteOnly, secretWriteOnlyVersion}

// onlyObserved are the paths of fields that only the data source shows.
var onlyObserved = []string{"hydra.created_at", "hydra.updated_at", "nevismeta.active_since", "oam.uid"}

// resourceFields are the fields that the resource has.
func resourceFields() []oauthclient.Field {
	return slices.DeleteFunc(slices.Clone(setup.Fields()), func(f oauthclient.Field) bool { return slices.Contains(onlyObserved, f.String()) })
}

func TestSchemasAreValid(t *testing.T) {
	t.Parallel()
	if diags := resourceSchema().ValidateImplementation(t.Context()); diags.HasError() {
		t.Errorf("resource: %v", diags)
	}
	if diags := dataSourceSchema().ValidateImplementation(t.Context()); diags.HasError() {
		t.Errorf("data source: %v", diags)
	}
}

// resourceAttributes returns the attributes of the resource by path, those of blocks behind a dot.
func resourceAttributes(t *testing.T) map[string]schema.Attribute {
	t.Helper()
	attributes := maps.Clone(resourceSchema().Attributes)
	for name, block := range resourceSchema().Blocks {
		single, ok := block.(schema.SingleNestedBlock)
		if !ok || len(single.Blocks) > 0 {
			t.Errorf("the block %s is a %T with %d blocks inside", name, block, len(single.Blocks))
		}
		for inner, attribute := range single.Attributes {
			attributes[name+"."+inner] = attribute
		}
	}
	return attributes
}

// Every field has one attribute at its path, and every attribute is a field or one of the few that are not.
func TestSchemaHasEveryField(t *testing.T) {
	t.Parallel()
	want := slices.Clone(notFields)
	for _, f := range resourceFields() {
		want = append(want, f.String())
	}
	for _, operation := range []string{"create", "read", "update", "delete"} {
		want = append(want, timeouts.Name+"."+operation)
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(resourceAttributes(t)))); diff != "" {
		t.Errorf("resource (-fields +attributes):\n%s", diff)
	}

	want = nil
	for _, f := range setup.Fields() {
		want = append(want, f.String())
	}
	slices.Sort(want)
	var got []string
	for name, attribute := range dataSourceSchema().Attributes {
		block, nested := attribute.(dataschema.SingleNestedAttribute)
		if !nested {
			got = append(got, name)
		}
		for inner := range block.Attributes {
			got = append(got, name+"."+inner)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("data source (-fields +attributes):\n%s", diff)
	}
}

// What is left out must stay null, so only what a server issues, this provider makes or the defaults of the provider's
// configuration may set is computed.
func TestSchemaComputed(t *testing.T) {
	t.Parallel()
	var computed []string
	for path, attribute := range resourceAttributes(t) {
		if attribute.IsComputed() {
			computed = append(computed, path)
		}
	}
	slices.Sort(computed)
	want := []string{
		"client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at", "client_secret_wo_version", "id",
		"registration_access_token", "registration_client_uri",
		"contacts", "logo_uri", "policy_uri", "tos_uri",
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, computed); diff != "" {
		t.Errorf("computed attributes (-want +got):\n%s", diff)
	}
}

func TestSensitiveAttributesAreMarked(t *testing.T) {
	t.Parallel()
	secret := func(path string) bool { return fields().byPath[path].Spec().Secret || path == secretWriteOnly }
	found := 0
	for path, attribute := range resourceAttributes(t) {
		if attribute.IsSensitive() != secret(path) {
			t.Errorf("resource: %s: sensitive is %t", path, attribute.IsSensitive())
		}
		if secret(path) {
			found++
		}
	}
	for name, attribute := range dataSourceSchema().Attributes {
		if attribute.IsSensitive() != secret(name) {
			t.Errorf("data source: %s: sensitive is %t", name, attribute.IsSensitive())
		}
	}
	if found < 3 {
		t.Errorf("only %d attributes are secret", found)
	}
}

// The calls of a plan are answered beside the framework (see protocol.go), which skips what the framework would do for a
// validator, a default, a plan modifier or a type with an equality of its own. Whoever adds one of these has to put it into
// this package's functions on values instead.
func TestSchemaHasNothingThatTheShortWaySkips(t *testing.T) {
	t.Parallel()
	for path, attribute := range resourceAttributes(t) {
		if problem := skipped(attribute); problem != "" {
			t.Errorf("%s has %s", path, problem)
		}
	}
	for name, block := range resourceSchema().Blocks {
		single, _ := block.(schema.SingleNestedBlock)
		if len(single.Validators) > 0 || len(single.PlanModifiers) > 0 || single.CustomType != nil {
			t.Errorf("the block %s has validators, plan modifiers or a type of its own", name)
		}
	}
	var metadata resource.MetadataResponse
	NewResource().Metadata(t.Context(), resource.MetadataRequest{}, &metadata)
	if metadata.ResourceBehavior != (resource.ResourceBehavior{MutableIdentity: metadata.ResourceBehavior.MutableIdentity}) {
		t.Errorf("the resource has the behaviour %+v", metadata.ResourceBehavior)
	}
	var r any = NewResource()
	if _, ok := r.(resource.ResourceWithConfigValidators); ok {
		t.Error("the resource has validators")
	}
	if _, ok := r.(resource.ResourceWithUpgradeState); ok != (resourceSchema().Version > 0) {
		t.Error("the resource has an upgrade of its state, and the version of its schema does not say so")
	}
}

// The guard itself finds each of them.
func TestSkipped(t *testing.T) {
	t.Parallel()
	for name, attribute := range map[string]schema.Attribute{
		"a default":       schema.StringAttribute{Computed: true, Default: stringdefault.StaticString("x")},
		"a plan modifier": schema.MapAttribute{ElementType: types.StringType, PlanModifiers: []planmodifier.Map{mapplanmodifier.UseStateForUnknown()}},
		"a custom type":   schema.StringAttribute{CustomType: ownType{}},
		"a nested one": schema.SetNestedAttribute{NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"inner": schema.StringAttribute{CustomType: ownType{}},
		}}},
		"an element type": schema.SetAttribute{ElementType: ownType{}},
		"Int64Attribute":  schema.Int64Attribute{},
	} {
		if skipped(attribute) == "" {
			t.Errorf("%s is not found", name)
		}
	}
}

type ownType struct{ basetypes.StringType }

// skipped says what an attribute has that the framework would do something for, "" for nothing. It knows the kinds of
// attributes that the schema has, and takes another one for something to think about.
func skipped(attribute schema.Attribute) string {
	plain := map[bool]string{true: "", false: "a validator, default, plan modifier or type of its own"}
	switch a := attribute.(type) {
	case schema.StringAttribute:
		return plain[a.CustomType == nil && a.Default == nil && len(a.Validators)+len(a.PlanModifiers) == 0]
	case schema.BoolAttribute:
		return plain[a.CustomType == nil && a.Default == nil && len(a.Validators)+len(a.PlanModifiers) == 0]
	case schema.NumberAttribute:
		return plain[a.CustomType == nil && a.Default == nil && len(a.Validators)+len(a.PlanModifiers) == 0]
	case schema.SetAttribute:
		return plain[a.CustomType == nil && a.Default == nil && a.ElementType == types.StringType && len(a.Validators)+len(a.PlanModifiers) == 0]
	case schema.ListAttribute:
		return plain[a.CustomType == nil && a.Default == nil && a.ElementType == types.StringType && len(a.Validators)+len(a.PlanModifiers) == 0]
	case schema.MapAttribute:
		return plain[a.CustomType == nil && a.Default == nil && a.ElementType == types.StringType && len(a.Validators)+len(a.PlanModifiers) == 0]
	case schema.SetNestedAttribute:
		object := a.NestedObject
		if a.CustomType != nil || a.Default != nil || object.CustomType != nil || len(a.Validators)+len(a.PlanModifiers)+len(object.Validators)+len(object.PlanModifiers) > 0 {
			return plain[false]
		}
		for name, inner := range object.Attributes {
			if problem := skipped(inner); problem != "" {
				return problem + " in " + name
			}
		}
		return ""
	}
	return fmt.Sprintf("the type %T", attribute)
}
