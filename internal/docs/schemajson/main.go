// Schemajson prints the schemas of the provider as "terraform providers schema -json" does, for the generator of the
// registry documentation. Asking the provider in process needs no engine, and gives what older engines do not know.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider"
)

// address is where the documentation generator looks for a provider, whatever its namespace is.
const address = "registry.terraform.io/hashicorp/oauth"

func main() {
	schemas, err := describe(context.Background())
	if err == nil {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(schemas)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "schemajson:", err)
		os.Exit(1)
	}
}

func describe(ctx context.Context) (map[string]any, error) {
	server := provider.NewServer("dev")()
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	for _, d := range schemas.Diagnostics {
		return nil, fmt.Errorf("%s: %s", d.Summary, d.Detail)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"format_version": "1.0",
		"provider_schemas": map[string]any{address: map[string]any{
			"provider":                   schemaOf(schemas.Provider),
			"resource_schemas":           each(schemas.ResourceSchemas, schemaOf),
			"data_source_schemas":        each(schemas.DataSourceSchemas, schemaOf),
			"ephemeral_resource_schemas": each(schemas.EphemeralResourceSchemas, schemaOf),
			"list_resource_schemas":      each(schemas.ListResourceSchemas, schemaOf),
			"action_schemas":             each(schemas.ActionSchemas, func(s *tfprotov6.ActionSchema) map[string]any { return schemaOf(s.Schema) }),
			"resource_identity_schemas":  each(identities.IdentitySchemas, identityOf),
			"functions":                  each(schemas.Functions, functionOf),
		}},
	}, nil
}

func each[V any](schemas map[string]V, describe func(V) map[string]any) map[string]any {
	described := make(map[string]any, len(schemas))
	for name, schema := range schemas {
		described[name] = describe(schema)
	}
	return described
}

func schemaOf(schema *tfprotov6.Schema) map[string]any {
	return map[string]any{"version": schema.Version, "block": blockOf(schema.Block)}
}

func identityOf(schema *tfprotov6.ResourceIdentitySchema) map[string]any {
	attributes := make(map[string]any, len(schema.IdentityAttributes))
	for _, a := range schema.IdentityAttributes {
		described := map[string]any{"type": a.Type, "description": a.Description}
		if a.RequiredForImport {
			described["required_for_import"] = true
		}
		if a.OptionalForImport {
			described["optional_for_import"] = true
		}
		attributes[a.Name] = described
	}
	return map[string]any{"version": schema.Version, "attributes": attributes}
}

func blockOf(block *tfprotov6.SchemaBlock) map[string]any {
	nested := make(map[string]any, len(block.BlockTypes))
	for _, inner := range block.BlockTypes {
		nested[inner.TypeName] = map[string]any{"nesting_mode": strings.ToLower(inner.Nesting.String()), "block": blockOf(inner.Block)}
	}
	return map[string]any{
		"attributes":       attributesOf(block.Attributes),
		"block_types":      nested,
		"description":      block.Description,
		"description_kind": kindOf(block.DescriptionKind),
	}
}

func attributesOf(attributes []*tfprotov6.SchemaAttribute) map[string]any {
	described := make(map[string]any, len(attributes))
	for _, attribute := range attributes {
		described[attribute.Name] = attributeOf(attribute)
	}
	return described
}

func attributeOf(attribute *tfprotov6.SchemaAttribute) map[string]any {
	described := map[string]any{
		"description":      attribute.Description,
		"description_kind": kindOf(attribute.DescriptionKind),
	}
	for name, holds := range map[string]bool{
		"required": attribute.Required, "optional": attribute.Optional, "computed": attribute.Computed,
		"sensitive": attribute.Sensitive, "write_only": attribute.WriteOnly, "deprecated": attribute.Deprecated,
	} {
		if holds {
			described[name] = true
		}
	}
	if attribute.NestedType == nil {
		described["type"] = attribute.Type
		return described
	}
	described["nested_type"] = map[string]any{
		"attributes":   attributesOf(attribute.NestedType.Attributes),
		"nesting_mode": nestingOf(attribute.NestedType.Nesting),
	}
	return described
}

func functionOf(function *tfprotov6.Function) map[string]any {
	described := map[string]any{
		"summary": function.Summary, "description": function.Description, "return_type": function.Return.Type,
	}
	parameters := make([]map[string]any, len(function.Parameters))
	for i, parameter := range function.Parameters {
		parameters[i] = parameterOf(parameter)
	}
	described["parameters"] = parameters
	if function.VariadicParameter != nil {
		described["variadic_parameter"] = parameterOf(function.VariadicParameter)
	}
	return described
}

func parameterOf(parameter *tfprotov6.FunctionParameter) map[string]any {
	return map[string]any{
		"name": parameter.Name, "description": parameter.Description, "is_nullable": parameter.AllowNullValue,
		"type": parameter.Type,
	}
}

func kindOf(kind tfprotov6.StringKind) string {
	if kind == tfprotov6.StringKindMarkdown {
		return "markdown"
	}
	return "plain"
}

func nestingOf(mode tfprotov6.SchemaObjectNestingMode) string {
	switch mode {
	case tfprotov6.SchemaObjectNestingModeList:
		return "list"
	case tfprotov6.SchemaObjectNestingModeSet:
		return "set"
	case tfprotov6.SchemaObjectNestingModeMap:
		return "map"
	default:
		return "single"
	}
}
