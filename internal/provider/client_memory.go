package provider

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// memoryKey is where the resource's private state has what a backend must know of a client beside its attributes.
const memoryKey = "memory"

// remember keeps those of the client's fields that the backend wants to be reminded of.
func remember(ctx context.Context, private privateWriter, service *oauthclient.Service, server oauthclient.Client) diag.Diagnostics {
	fields := service.Remembers()
	if len(fields) == 0 {
		return nil
	}
	byPath := map[string]any{}
	for f, v := range server.Only(fields) {
		byPath[f.String()] = v
	}
	text, err := json.Marshal(byPath)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to save OAuth client", err.Error())}
	}
	return private.SetKey(ctx, memoryKey, text)
}

// reminded returns the client with what remember kept of it.
func reminded(
	ctx context.Context, private privateReader, service *oauthclient.Service, client oauthclient.Client,
) (oauthclient.Client, diag.Diagnostics) {
	fields := service.Remembers()
	if len(fields) == 0 {
		return client, nil
	}
	text, diags := private.GetKey(ctx, memoryKey)
	if len(text) == 0 || diags.HasError() {
		return client, diags
	}
	var byPath map[string]json.RawMessage
	if err := json.Unmarshal(text, &byPath); err != nil {
		diags.AddError("Unable to read OAuth client", fmt.Sprintf("The private state of the resource is damaged: %v.", err))
		return client, diags
	}
	known := client.Clone()
	for f := range fields {
		if value, err := baselineValue(f.Kind(), byPath[f.String()]); err == nil {
			known[f] = value
		}
	}
	return known, diags
}
