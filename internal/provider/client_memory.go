package provider

import (
	"context"
	"maps"

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
	return keepPrivately(ctx, private, memoryKey, server.Only(fields))
}

// reminded returns the client with what remember kept of it.
func reminded(
	ctx context.Context, private privateReader, service *oauthclient.Service, client oauthclient.Client,
) (oauthclient.Client, diag.Diagnostics) {
	fields := service.Remembers()
	if len(fields) == 0 {
		return client, nil
	}
	byPath := make(map[string]oauthclient.Field, len(fields))
	for f := range fields {
		byPath[f.String()] = f
	}
	kept, diags := keptPrivately(ctx, private, memoryKey, func(path string) (oauthclient.Field, bool) {
		f, ok := byPath[path]
		return f, ok
	})
	known := client.Clone()
	maps.Copy(known, kept)
	return known, diags
}
