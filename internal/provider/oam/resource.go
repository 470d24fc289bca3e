package oam

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/oam"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// Resources are the resources of Oracle Access Manager beside oauth_client.
func Resources() []func() resource.Resource {
	return []func() resource.Resource{newIdentityDomainResource, newResourceServerResource}
}

var (
	identityDomainName = textValidator{"name of an identity domain", oam.CheckDomain}
	resourceServerName = textValidator{"name of a resource server", oam.CheckName}
)

// An oamResource is what the resources of Oracle Access Manager beside oauth_client have in common.
type oamResource struct {
	connection *setup.Connection
	// driver is nil until the provider is configured.
	driver *oam.Driver
}

// Configure takes the connection, which must be one to OAM.
func (r *oamResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	c, ok := req.ProviderData.(*setup.Connection)
	if !ok {
		return
	}
	if c.Judge == nil {
		c.Connected(&resp.Diagnostics)
		return
	}
	driver, ok := c.Driver.(*oam.Driver)
	if !ok && c.Judge.Name() != oam.Name {
		resp.Diagnostics.AddError("Resource not supported by the backend",
			"Resources whose names begin with \""+"oauth_"+oam.Name+"_\" are parts of Oracle Access Manager, and this provider configuration is for \""+
				c.Judge.Name()+"\". Remove the resource, or give it a provider configuration with the block \""+oam.Name+"\".")
		return
	}
	r.connection, r.driver = c, driver
}

// connected returns the driver when its server can be reached, or reports why not.
func (r *oamResource) connected(diags *diag.Diagnostics) *oam.Driver {
	if r.connection.Connected(diags) == nil {
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

const operationTimeout = 5 * time.Minute

func detailOf(e *oauthclient.Error) string { return e.Error() }

type textValidator struct {
	what  string
	check func(text string) error
}

var _ validator.String = textValidator{}

func (v textValidator) Description(context.Context) string { return "must be a " + v.what }

func (v textValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v textValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := v.check(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.what, err.Error()+".")
	}
}

func attributeMembers() map[string]schema.Attribute {
	members := map[string]schema.Attribute{}
	for _, m := range oam.AttributeMembers {
		members[m.Name] = schema.StringAttribute{Required: true, MarkdownDescription: m.Doc}
	}
	return members
}
