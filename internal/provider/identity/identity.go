// Package identity is the resource identity of all resources: an id, and the server that has it.
package identity

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

const (
	idName     = "id"
	serverName = "server"
)

var objectType = Schema("", "").Type().TerraformType(context.Background())

// Schema says what names a resource among those of all servers; id and server are texts of the documentation. An identity
// can change: a server that is reached by another address has the same clients, and a registration_client_uri may be replaced.
func Schema(id, server string) identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		idName: identityschema.StringAttribute{RequiredForImport: true, Description: id},
		serverName: identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       server + " In an import it must be the one that the provider is configured for, if it is set.",
		},
	}}
}

// Of returns the identity of what has an id on a server. What is "" is not known, and null.
func Of(server, id string) tftypes.Value {
	text := func(s string) tftypes.Value {
		if s == "" {
			return tftypes.NewValue(tftypes.String, nil)
		}
		return tftypes.NewValue(tftypes.String, s)
	}
	return tftypes.NewValue(objectType, map[string]tftypes.Value{idName: text(id), serverName: text(server)})
}

// Null returns the identity of what is gone.
func Null() tftypes.Value { return tftypes.NewValue(objectType, nil) }

// Data writes an identity for the protocol, the zero Value as null.
func Data(identity tftypes.Value) (*tfprotov6.ResourceIdentityData, error) {
	if identity.Type() == nil {
		identity = Null()
	}
	data, err := tfprotov6.NewDynamicValue(objectType, identity)
	return &tfprotov6.ResourceIdentityData{IdentityData: &data}, err
}

// ImportID returns the id that an import names, by itself or by an identity. An identity of another server than the one given
// is an oauthclient.ErrInvalid.
func ImportID(id string, identity *tfsdk.ResourceIdentity, server string) (string, error) {
	if id != "" || identity == nil || identity.Raw.IsNull() {
		return id, nil
	}
	var attributes map[string]tftypes.Value
	if err := identity.Raw.As(&attributes); err != nil {
		return "", err
	}
	var named, from string
	if err := attributes[idName].As(&named); err != nil {
		return "", err
	}
	if err := attributes[serverName].As(&from); err != nil {
		return "", err
	}
	if from != "" && from != server {
		return "", &oauthclient.Error{
			Kind:    oauthclient.ErrInvalid,
			Message: fmt.Sprintf("The identity names the server %s, and the provider is configured for %s.", from, server),
			Advice:  "Import with the provider configuration of that server, or leave server out of the identity.",
		}
	}
	return named, nil
}
