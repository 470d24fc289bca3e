// Package document is what the provider has for client ID metadata documents: a function that makes one, and a data source
// that fetches and checks one that is served.
package document

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/cimd"
)

// documentFunction is provider::oauth::client_id_metadata_document.
type documentFunction struct{}

var _ function.Function = documentFunction{}

// NewFunction returns the function client_id_metadata_document.
func NewFunction() function.Function { return documentFunction{} }

func (documentFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "client_id_metadata_document"
}

func (documentFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Client ID metadata document of a client",
		MarkdownDescription: "Makes the JSON document by which a client introduces itself to authorization servers that have never heard of it " +
			"(draft-ietf-oauth-client-id-metadata-document-03, which the Model Context Protocol prefers to dynamic registration). The client's `client_id` is the https URL that you serve the document at.\n\n" +
			"Checked are the rules of the draft: `client_id` is an https URL with a path, without dot segments, fragment, user name and password; nothing in the document is secret; " +
			"`token_endpoint_auth_method` is set, usually to `none` or `private_key_jwt`, and needs no secret that client and server share; there are `redirect_uris`, unless `grant_types` names grants that need none; " +
			"the document has at most 5 kilobytes. The values are checked as those of `oauth_client` are. A function cannot warn: " +
			"what is only unusual, such as a missing `client_name`, is shown by the data source `oauth_client_id_metadata_document`.\n\n" +
			"Members are sorted, so that the same client gives the same text.",
		Parameters: []function.Parameter{function.DynamicParameter{
			Name: "client",
			MarkdownDescription: "Object with the client's metadata, by the names that `oauth_client` has for it: registered names at the top, `scopes` for `scope`, and objects such as `ciba = { ... }` for the specifications " +
				"that have a block. `jwks` may be a text or an object. Names with a language tag are written as they are: `\"client_name#de\" = \"Laden\"`. Members without a name of their own go into `extra_metadata = { ... }`, " +
				"for example `token_endpoint_auth_methods_supported`. What is null or empty is left out.",
		}},
		Return: function.StringReturn{},
	}
}

func (documentFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var client types.Dynamic
	if resp.Error = req.Arguments.Get(ctx, &client); resp.Error != nil {
		return
	}
	value, err := plain(client)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	description, ok := value.(map[string]any)
	if !ok {
		resp.Error = function.NewArgumentFuncError(0, "The client must be an object, as in { client_id = \"https://app.example.com/client.json\", redirect_uris = [\"https://app.example.com/cb\"] }")
		return
	}
	document, problems := cimd.Make(description)
	if len(problems) > 0 {
		texts := make([]string, len(problems))
		for i, problem := range problems {
			texts[i] = problem.Error()
		}
		resp.Error = function.NewArgumentFuncError(0, strings.TrimSuffix(strings.Join(texts, "\n"), ".")) // The engine adds one.
		return
	}
	resp.Error = resp.Result.Set(ctx, types.StringValue(document.JSON))
}

// plain returns a value as the JSON of it would be decoded. The engine calls no function with a value that is not known.
func plain(value attr.Value) (any, error) {
	if value == nil || value.IsNull() {
		return nil, nil
	}
	switch value := value.(type) {
	case types.Dynamic:
		return plain(value.UnderlyingValue())
	case types.String:
		return value.ValueString(), nil
	case types.Bool:
		return value.ValueBool(), nil
	case types.Number:
		return number(value.ValueBigFloat()), nil
	case types.Object:
		return members(value.Attributes())
	case types.Map:
		return members(value.Elements())
	case types.List:
		return elements(value.Elements())
	case types.Set:
		return elements(value.Elements())
	case types.Tuple:
		return elements(value.Elements())
	}
	return nil, fmt.Errorf("a value of the type %s has no place in a document", value.Type(context.Background()))
}

// number returns a number as JSON writes it, with all its digits.
func number(value *big.Float) json.Number {
	if value.IsInt() {
		return json.Number(value.Text('f', 0))
	}
	return json.Number(value.Text('g', -1))
}

func members(values map[string]attr.Value) (any, error) {
	result := make(map[string]any, len(values))
	for name, value := range values {
		var err error
		if result[name], err = plain(value); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func elements(values []attr.Value) (any, error) {
	result := make([]any, len(values))
	for i, value := range values {
		var err error
		if result[i], err = plain(value); err != nil {
			return nil, err
		}
	}
	return result, nil
}
