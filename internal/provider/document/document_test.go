package document

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	text := types.StringValue("a")
	const digits = "123456789012345678901234567890"
	precise, _, err := big.ParseFloat(digits, 10, 512, big.ToNearestEven) // as engines have numbers
	if err != nil {
		t.Fatal(err)
	}
	object := types.ObjectValueMust(
		map[string]attr.Type{"text": types.StringType, "null": types.StringType, "dynamic": types.DynamicType, "map": types.MapType{ElemType: types.BoolType}},
		map[string]attr.Value{
			"text": text, "null": types.StringNull(), "dynamic": types.DynamicValue(types.NumberValue(big.NewFloat(0.25))),
			"map": types.MapValueMust(types.BoolType, map[string]attr.Value{"yes": types.BoolValue(true)}),
		},
	)
	for name, tc := range map[string]struct {
		value attr.Value
		want  any
	}{
		"null":          {types.DynamicNull(), nil},
		"text":          {types.DynamicValue(text), "a"},
		"whole number":  {types.NumberValue(big.NewFloat(3600)), json.Number("3600")},
		"big number":    {types.NumberValue(precise), json.Number(digits)},
		"object":        {types.DynamicValue(object), map[string]any{"text": "a", "null": nil, "dynamic": json.Number("0.25"), "map": map[string]any{"yes": true}}},
		"list":          {types.ListValueMust(types.StringType, []attr.Value{text}), []any{"a"}},
		"set":           {types.SetValueMust(types.StringType, []attr.Value{text}), []any{"a"}},
		"tuple":         {types.TupleValueMust([]attr.Type{types.StringType, types.BoolType}, []attr.Value{text, types.BoolValue(false)}), []any{"a", false}},
		"an empty list": {types.ListValueMust(types.StringType, nil), []any{}},
	} {
		got, err := plain(tc.value)
		if diff := cmp.Diff(tc.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestFunction(t *testing.T) {
	t.Parallel()
	run := func(value attr.Value) *function.FuncError {
		resp := function.RunResponse{Result: function.NewResultData(types.StringUnknown())}
		NewFunction().Run(t.Context(), function.RunRequest{Arguments: function.NewArgumentsData([]attr.Value{types.DynamicValue(value)})}, &resp)
		return resp.Error
	}
	members := map[string]attr.Value{"client_id": types.StringValue("https://a.example/c"), "redirect_uris": types.StringValue("https://a.example")}
	kinds := map[string]attr.Type{"client_id": types.StringType, "redirect_uris": types.StringType}
	err := run(types.ObjectValueMust(kinds, members))
	if err == nil || err.Text != "redirect_uris is not a list of texts" || err.FunctionArgument == nil {
		t.Errorf("the error is %v", err)
	}
	if err = run(types.StringValue("x")); err == nil || !strings.Contains(err.Text, "must be an object") {
		t.Errorf("the error is %v", err)
	}
}

func TestValidateConfig(t *testing.T) {
	t.Parallel()
	d := NewDataSource()
	var schema datasource.SchemaResponse
	d.Schema(t.Context(), datasource.SchemaRequest{}, &schema)
	object, ok := schema.Schema.Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("the schema is no object")
	}
	for _, tc := range []struct {
		address any
		wrong   bool
	}{{"https://a.example/c", false}, {tftypes.UnknownValue, false}, {"http://a.example/c", true}, {"https://a.example", true}, {"", true}} {
		values := map[string]tftypes.Value{}
		for name, as := range object.AttributeTypes {
			values[name] = tftypes.NewValue(as, nil)
		}
		values[attributeURL] = tftypes.NewValue(tftypes.String, tc.address)
		var resp datasource.ValidateConfigResponse
		validating, _ := d.(datasource.DataSourceWithValidateConfig)
		validating.ValidateConfig(t.Context(), datasource.ValidateConfigRequest{Config: tfsdk.Config{Schema: schema.Schema, Raw: tftypes.NewValue(object, values)}}, &resp)
		if resp.Diagnostics.HasError() != tc.wrong {
			t.Errorf("%v: %v", tc.address, resp.Diagnostics)
		}
	}
}

// Errors and warnings stand at the URL, and say which member they are about.
func TestReport(t *testing.T) {
	t.Parallel()
	var diags diag.Diagnostics
	doubt := oauthclient.Unusual(oauthclient.Field{}, "It is odd.")
	doubt.Advice = "Do otherwise."
	report(&diags, "https://a.example/c", []*oauthclient.Error{oauthclient.Invalid(oauthclient.Scopes, "It is wrong."), doubt})
	var got []string
	for _, d := range diags {
		at, _ := d.(diag.DiagnosticWithPath)
		got = append(got, d.Severity().String()+" "+at.Path().String()+" "+d.Summary()+": "+d.Detail())
	}
	want := []string{
		"Error url Invalid client ID metadata document: scopes: url: https://a.example/c has a problem with scopes. It is wrong.",
		"Warning url Unusual client ID metadata document: the document: url: https://a.example/c has a problem with the document. It is odd.\n\nDo otherwise.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
