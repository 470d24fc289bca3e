package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// oamResources are the resources beside oauth_client.
func oamResources() []func() resource.Resource {
	return []func() resource.Resource{newIdentityDomainResource, newResourceServerResource}
}

var (
	identityDomainName = textValidator{"name of an identity domain", oam.CheckDomain, nil}
	resourceServerName = textValidator{"name of a resource server", oam.CheckName, nil}
)

// An oamResource is what the resources of Oracle Access Manager beside oauth_client have in common.
type oamResource struct {
	connection *connection
	// driver is nil until the provider is configured.
	driver *oam.Backend
}

// Configure takes the connection, which must be one to OAM.
func (r *oamResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	c, ok := req.ProviderData.(*connection)
	if !ok {
		return
	}
	driver, ok := c.backend.(*oam.Backend)
	if !ok {
		resp.Diagnostics.AddError("Resource not supported by the backend",
			"Resources whose names begin with \""+typeName+"_"+oam.Name+"_\" are parts of Oracle Access Manager, and this provider configuration is for \""+
				c.service.Name()+"\". Remove the resource, or give it a provider configuration with the block \""+oam.Name+"\".")
		return
	}
	r.connection, r.driver = c, driver
}

// connected returns the driver when its server can be reached, or reports why not.
func (r *oamResource) connected(diags *diag.Diagnostics) *oam.Backend {
	if r.connection.connected(diags) == nil {
		return nil
	}
	return r.driver
}

// reportOn reports an error about something that is not a client. Operation is as for report.
func reportOn(diags *diag.Diagnostics, operation, what string, err error) {
	switch known := err.(type) { //nolint:errorlint // A joined error is taken apart, not searched.
	case nil:
	case *oauthclient.Error:
		diags.AddError("Unable to "+operation+" "+what, detailOf(known))
	case interface{ Unwrap() []error }:
		for _, one := range known.Unwrap() {
			reportOn(diags, operation, what, one)
		}
	default:
		diags.AddError("Unable to "+operation+" "+what, err.Error())
	}
}

// sentText returns the text to send for an optional attribute: nil for none or, when there was one before, an empty one
// that clears it.
func sentText(planned, prior types.String) *string {
	if planned.ValueString() == "" && prior.ValueString() == "" {
		return nil
	}
	return new(planned.ValueString())
}

// sentList does for a list what sentText does for a text.
func sentList[T any](planned, prior []T) []T {
	if len(planned) == 0 && len(prior) == 0 {
		return nil
	}
	return append([]T{}, planned...)
}

// shownText returns the state of an optional attribute of which a server shows a text, nil when it does not say.
func shownText(prior types.String, shown *string) types.String {
	if shown == nil || *shown == prior.ValueString() {
		return prior
	}
	if *shown == "" {
		return types.StringNull()
	}
	return types.StringPointerValue(shown)
}
