package oam

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Attributes of the resource identity.
const (
	identityID     = "id"
	identityServer = "server"
)

func identityOf(server, id string) tftypes.Value {
	return tftypes.NewValue(
		tftypes.Object{AttributeTypes: map[string]tftypes.Type{identityID: tftypes.String, identityServer: tftypes.String}},
		map[string]tftypes.Value{identityID: tftypes.NewValue(tftypes.String, id), identityServer: tftypes.NewValue(tftypes.String, server)},
	)
}

// importID returns the id that an import names, by an identity or by itself.
func importID(id string, identity *tfsdk.ResourceIdentity, service *oauthclient.Service) (string, error) {
	if id != "" || identity == nil {
		return id, nil
	}
	attributes, err := attributesOf(identity.Raw)
	if err != nil {
		return "", err
	}
	server, err := decodeText(attributes[identityServer])
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
	return decodeText(attributes[identityID])
}
