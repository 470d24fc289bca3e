package client

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Attributes of the resource identity.
const (
	identityID     = "id"
	identityServer = "server"
)

// identitySchema says what names a client among those of all servers. It can change: a server that is reached by another
// address has the same clients, and a registration_client_uri may be replaced.
var identitySchema = sync.OnceValue(func() identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		identityID: identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       "Names the client completely on its server: the id of the resource.",
		},
		identityServer: identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "The server, by its address or issuer. In an import it must be the one that the provider is configured for, if it is set.",
		},
	}}
})

var identityType = sync.OnceValue(func() tftypes.Type {
	return identitySchema().Type().TerraformType(context.Background())
})

// IdentitySchema says what names a client.
func (r *clientResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identitySchema()
}

// identityOf returns the identity of a client, with no server where that is not known.
func identityOf(server string, c oauthclient.Client) tftypes.Value {
	text := func(s string) tftypes.Value {
		if s == "" {
			return tftypes.NewValue(tftypes.String, nil)
		}
		return tftypes.NewValue(tftypes.String, s)
	}
	return tftypes.NewValue(identityType(), map[string]tftypes.Value{
		identityID: text(c.Text(oauthclient.ID)), identityServer: text(server),
	})
}

// importID returns the id that an import names, by an identity or by itself.
func importID(id string, identity *tfsdk.ResourceIdentity, service *oauthclient.Service) (string, error) {
	if id != "" || identity == nil {
		return id, nil
	}
	attributes, err := members(identity.Raw)
	if err != nil {
		return "", err
	}
	server, err := textOf(attributes[identityServer])
	if err != nil {
		return "", err
	}
	if server != "" && server != service.Server() {
		return "", &oauthclient.Error{
			Kind:    oauthclient.ErrInvalid,
			Message: fmt.Sprintf("The identity names the server %s, and the provider is configured for %s.", server, service.Server()),
			Advice:  "Import with the provider configuration of that server, or leave server out of the identity.",
		}
	}
	return textOf(attributes[identityID])
}

// identityData writes an identity for the protocol. A zero one is null.
func identityData(identity tftypes.Value) (*tfprotov6.ResourceIdentityData, bool) {
	if identity.Type() == nil {
		identity = tftypes.NewValue(identityType(), nil)
	}
	data, err := tfprotov6.NewDynamicValue(identityType(), identity)
	return &tfprotov6.ResourceIdentityData{IdentityData: &data}, err == nil
}
