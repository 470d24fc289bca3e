package provider_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// served returns every schema that the engine gets, by what it is of.
func served(t *testing.T) map[string]*tfprotov6.Schema {
	t.Helper()
	schemas := newSession(t).schemas
	for _, d := range schemas.Diagnostics {
		t.Fatalf("%s: %s", d.Summary, d.Detail)
	}
	all := map[string]*tfprotov6.Schema{"provider": schemas.Provider}
	for kind, some := range map[string]map[string]*tfprotov6.Schema{
		"resource": schemas.ResourceSchemas, "data source": schemas.DataSourceSchemas, "ephemeral resource": schemas.EphemeralResourceSchemas,
		"list resource": schemas.ListResourceSchemas,
	} {
		for name, schema := range some {
			all[kind+" "+name] = schema
		}
	}
	for name, action := range schemas.ActionSchemas {
		all["action "+name] = action.Schema
	}
	return all
}

// A leaf is an attribute, or a block, with its path.
type leaf struct {
	path string
	// attribute is nil for a block.
	attribute *tfprotov6.SchemaAttribute
	block     *tfprotov6.SchemaBlock
}

// walk returns the attributes and blocks at any depth, in order.
func walk(at string, block *tfprotov6.SchemaBlock) []leaf {
	var found []leaf
	for _, attribute := range block.Attributes {
		found = append(found, walkAttribute(at+attribute.Name, attribute)...)
	}
	for _, inner := range block.BlockTypes {
		found = append(found, leaf{path: at + inner.TypeName, block: inner.Block})
		found = append(found, walk(at+inner.TypeName+".", inner.Block)...)
	}
	return found
}

func walkAttribute(at string, attribute *tfprotov6.SchemaAttribute) []leaf {
	found := []leaf{{path: at, attribute: attribute}}
	if attribute.NestedType != nil {
		for _, inner := range attribute.NestedType.Attributes {
			found = append(found, walkAttribute(at+"."+inner.Name, inner)...)
		}
	}
	return found
}

func TestEverythingHasADescription(t *testing.T) {
	t.Parallel()
	schemas := served(t)
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		if schemas[name].Block.Description == "" {
			t.Errorf("%s has no description", name)
		}
		for _, l := range walk("", schemas[name].Block) {
			description := ""
			if l.block != nil {
				description = l.block.Description
			} else {
				description = l.attribute.Description
			}
			if strings.TrimSpace(description) == "" {
				t.Errorf("%s: %s has no description", name, l.path)
			}
		}
	}
}

// What is secret of the provider's settings is marked as such.
func TestSensitiveSettings(t *testing.T) {
	t.Parallel()
	var sensitive []string
	for _, l := range walk("", served(t)["provider"].Block) {
		if l.attribute != nil && l.attribute.Sensitive {
			sensitive = append(sensitive, l.path)
		}
	}
	slices.Sort(sensitive)
	want := []string{
		"http.client_key_pem", "http.headers",
		"hydra.bearer_token", "hydra.oauth2.client_secret", "hydra.password",
		"nevismeta.bearer_token", "nevismeta.cookie", "nevismeta.password",
		"oam.password",
		"registration.initial_access_token", "registration.oauth2.client_secret", "registration.signing.key",
	}
	if diff := cmp.Diff(want, sensitive); diff != "" {
		t.Errorf("sensitive settings (-want +got):\n%s", diff)
	}
}
