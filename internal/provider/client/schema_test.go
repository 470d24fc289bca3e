package client

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// The widest levels of the schema that are allowed; a level costs the square of its width in every plan.
const (
	widestTop  = 35
	widestRoom = 25
)

// writeAttributes are the attributes of the resource that are no fields of a client.
var writeAttributes = []string{secretWriteOnly, secretWriteOnlyVersion, secretRotation, timeouts.Name}

// dataOnly are the paths of fields that only the data source shows.
var dataOnly = []string{"hydra.created_at", "hydra.updated_at", "nevismeta.active_since", "oam.uid"}

func isDataOnly(f oauthclient.Field) bool { return slices.Contains(dataOnly, f.String()) }

func resourceSchema(t *testing.T) schema.Schema {
	t.Helper()
	var resp resource.SchemaResponse
	newClientResource().Schema(t.Context(), resource.SchemaRequest{}, &resp)
	return resp.Schema
}

func dataSourceSchema(t *testing.T) dataschema.Schema {
	t.Helper()
	var resp datasource.SchemaResponse
	newClientDataSource().Schema(t.Context(), datasource.SchemaRequest{}, &resp)
	return resp.Schema
}

func TestSchemasAreValid(t *testing.T) {
	t.Parallel()
	if diags := resourceSchema(t).ValidateImplementation(t.Context()); diags.HasError() {
		t.Errorf("resource: %v", diags)
	}
	if diags := dataSourceSchema(t).ValidateImplementation(t.Context()); diags.HasError() {
		t.Errorf("data source: %v", diags)
	}
	var resp provider.SchemaResponse
	New("test")().Schema(t.Context(), provider.SchemaRequest{}, &resp)
	if diags := resp.Schema.ValidateImplementation(t.Context()); diags.HasError() {
		t.Errorf("provider: %v", diags)
	}
}

// Every field has one attribute at its path, and every attribute is a field or one of the few that are not.
func TestSchemaHasEveryField(t *testing.T) {
	t.Parallel()
	var wantResource, wantData []string
	for _, f := range Fields() {
		wantData = append(wantData, f.String())
		if !isDataOnly(f) {
			wantResource = append(wantResource, f.String())
		}
	}
	wantResource = append(wantResource, writeAttributes...)
	slices.Sort(wantResource)
	slices.Sort(wantData)

	served := servedSchemas(t)
	resourcePaths := slices.DeleteFunc(leafPaths("", served.ResourceSchemas["oauth_client"].Block.Attributes), func(path string) bool {
		return path == "timeouts.create" || path == "timeouts.read" || path == "timeouts.update" || path == "timeouts.delete"
	})
	resourcePaths = append(resourcePaths, timeouts.Name)
	slices.Sort(resourcePaths)
	if diff := cmp.Diff(wantResource, resourcePaths); diff != "" {
		t.Errorf("resource (-fields +attributes):\n%s", diff)
	}
	dataPaths := leafPaths("", served.DataSourceSchemas["oauth_client"].Block.Attributes)
	slices.Sort(dataPaths)
	if diff := cmp.Diff(wantData, dataPaths); diff != "" {
		t.Errorf("data source (-fields +attributes):\n%s", diff)
	}
}

// What is left out must stay null, so only what a server issues is computed (design.md section 3, promise 2).
func TestSchemaComputesOnlyWhatIsIssued(t *testing.T) {
	t.Parallel()
	var computed []string
	for name, attribute := range resourceSchema(t).Attributes {
		if attribute.IsComputed() {
			computed = append(computed, name)
		}
		room, ok := attribute.(schema.SingleNestedAttribute)
		if !ok {
			continue
		}
		for inner, attribute := range room.Attributes {
			if attribute.IsComputed() {
				computed = append(computed, name+"."+inner)
			}
		}
	}
	slices.Sort(computed)
	want := []string{
		"client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at", "id",
		"registration_access_token", "registration_client_uri",
	}
	if diff := cmp.Diff(want, computed); diff != "" {
		t.Errorf("computed attributes (-want +got):\n%s", diff)
	}
}

func TestSchemaLevelsStayNarrow(t *testing.T) {
	t.Parallel()
	attributes := resourceSchema(t).Attributes
	if len(attributes) > widestTop {
		t.Errorf("the top level has %d attributes, more than %d", len(attributes), widestTop)
	}
	for name, attribute := range attributes {
		if room, ok := attribute.(schema.SingleNestedAttribute); ok && len(room.Attributes) > widestRoom {
			t.Errorf("%s has %d attributes, more than %d", name, len(room.Attributes), widestRoom)
		}
	}
}

func TestSensitiveAttributesAreMarked(t *testing.T) {
	t.Parallel()
	served := servedSchemas(t)
	for name, block := range map[string]*tfprotov6.SchemaBlock{
		"resource": served.ResourceSchemas["oauth_client"].Block, "data source": served.DataSourceSchemas["oauth_client"].Block,
	} {
		for _, attribute := range block.Attributes {
			f, isField := fieldsByPath[attribute.Name]
			secret := isField && oauthclient.IsSensitive(f) || attribute.Name == secretWriteOnly
			if attribute.Sensitive != secret {
				t.Errorf("%s: %s: sensitive is %t, want %t", name, attribute.Name, attribute.Sensitive, secret)
			}
		}
	}
	sensitive := sensitivePaths("", served.Provider.Block.Attributes)
	want := []string{
		"http.client_key_pem", "http.headers", "hydra.bearer_token", "hydra.oauth2.client_secret", "hydra.password",
	}
	for _, path := range want {
		if !slices.Contains(sensitive, path) {
			t.Errorf("provider: %s is not sensitive", path)
		}
	}
}

func TestEveryAttributeHasADescription(t *testing.T) {
	t.Parallel()
	served := servedSchemas(t)
	blocks := map[string]*tfprotov6.SchemaBlock{"provider": served.Provider.Block}
	for name, schema := range served.ResourceSchemas {
		blocks["resource "+name] = schema.Block
	}
	for name, schema := range served.DataSourceSchemas {
		blocks["data source "+name] = schema.Block
	}
	for _, name := range slices.Sorted(maps.Keys(blocks)) {
		for _, path := range undescribed("", blocks[name].Attributes) {
			t.Errorf("%s: %s has no description", name, path)
		}
	}
}

// servedSchemas returns the schemas as Terraform gets them.
func servedSchemas(t *testing.T) *tfprotov6.GetProviderSchemaResponse {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	served, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range served.Diagnostics {
		t.Fatalf("%s: %s", d.Summary, d.Detail)
	}
	return served
}

// walk calls visit for each attribute at any depth. A set of objects counts as one attribute, since a field is one value.
func walk(at string, attributes []*tfprotov6.SchemaAttribute, visit func(path string, attribute *tfprotov6.SchemaAttribute)) {
	for _, attribute := range attributes {
		visit(at+attribute.Name, attribute)
		if attribute.NestedType != nil && attribute.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle {
			walk(at+attribute.Name+".", attribute.NestedType.Attributes, visit)
		}
	}
}

func leafPaths(at string, attributes []*tfprotov6.SchemaAttribute) []string {
	var paths []string
	walk(at, attributes, func(path string, attribute *tfprotov6.SchemaAttribute) {
		if attribute.NestedType == nil || attribute.NestedType.Nesting != tfprotov6.SchemaObjectNestingModeSingle {
			paths = append(paths, path)
		}
	})
	return paths
}

func sensitivePaths(at string, attributes []*tfprotov6.SchemaAttribute) []string {
	var paths []string
	walk(at, attributes, func(path string, attribute *tfprotov6.SchemaAttribute) {
		if attribute.Sensitive {
			paths = append(paths, path)
		}
	})
	return paths
}

func undescribed(at string, attributes []*tfprotov6.SchemaAttribute) []string {
	var paths []string
	for _, attribute := range attributes {
		if attribute.Description == "" {
			paths = append(paths, at+attribute.Name)
		}
		if attribute.NestedType != nil {
			paths = append(paths, undescribed(at+attribute.Name+".", attribute.NestedType.Attributes)...)
		}
	}
	return paths
}
