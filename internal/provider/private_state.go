package provider

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// privateReader and privateWriter are the two sides of a resource's private state.
type (
	privateReader interface {
		GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	}
	privateWriter interface {
		SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
	}
)

// keepPrivately puts fields of a client into the private state, by attribute path.
func keepPrivately(ctx context.Context, private privateWriter, key string, client oauthclient.Client) diag.Diagnostics {
	byPath := make(map[string]any, len(client))
	for f, v := range client {
		byPath[f.String()] = v
	}
	text, err := json.Marshal(byPath)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to save OAuth client", err.Error())}
	}
	return private.SetKey(ctx, key, text)
}

// keptPrivately returns what keepPrivately put there, nil when there is nothing. Paths that fieldOf does not know, as
// another version of the provider may have written them, are passed over.
func keptPrivately(
	ctx context.Context, private privateReader, key string, fieldOf func(path string) (oauthclient.Field, bool),
) (oauthclient.Client, diag.Diagnostics) {
	text, diags := private.GetKey(ctx, key)
	if len(text) == 0 || diags.HasError() {
		return nil, diags
	}
	var byPath map[string]json.RawMessage
	if err := json.Unmarshal(text, &byPath); err != nil {
		diags.AddError("Unable to read OAuth client", fmt.Sprintf("The private state of the resource is damaged: %v.", err))
		return nil, diags
	}
	client := make(oauthclient.Client, len(byPath))
	for path, raw := range byPath {
		f, ok := fieldOf(path)
		if !ok {
			continue
		}
		if value, err := privateValue(f.Kind(), raw); err == nil {
			client[f] = value
		}
	}
	return client, diags
}

func privateValue(kind oauthclient.Kind, raw json.RawMessage) (any, error) {
	switch kind {
	case oauthclient.Bool:
		return unmarshal[bool](raw)
	case oauthclient.Int:
		return unmarshal[int64](raw)
	case oauthclient.Set:
		return unmarshal[[]string](raw)
	case oauthclient.Map:
		return unmarshal[map[string]string](raw)
	case oauthclient.Objects:
		return unmarshal[[]map[string]string](raw)
	default:
		return unmarshal[string](raw)
	}
}

func unmarshal[T any](raw json.RawMessage) (T, error) {
	var value T
	err := json.Unmarshal(raw, &value)
	return value, err
}

// attributeField returns the field of an attribute path.
func attributeField(path string) (oauthclient.Field, bool) {
	f, ok := fieldsByPath[path]
	return f, ok
}
