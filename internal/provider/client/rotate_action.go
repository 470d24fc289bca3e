package client

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// rotateAction sets the secret of a client whose secret no state holds.
type rotateAction struct {
	connection *setup.Connection
}

var (
	_ action.Action                   = (*rotateAction)(nil)
	_ action.ActionWithConfigure      = (*rotateAction)(nil)
	_ action.ActionWithModifyPlan     = (*rotateAction)(nil)
	_ action.ActionWithValidateConfig = (*rotateAction)(nil)
)

const rotateActionName = TypeName + "_rotate_secret"

// newSecretVariable names the environment variable with the new secret.
const newSecretVariable = "secret_variable"

// NewRotateAction returns the action oauth_client_rotate_secret.
func NewRotateAction() action.Action { return &rotateAction{} }

func (a *rotateAction) Metadata(_ context.Context, _ action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = rotateActionName
}

func (a *rotateAction) Configure(_ context.Context, req action.ConfigureRequest, _ *action.ConfigureResponse) {
	if c, ok := req.ProviderData.(*setup.Connection); ok {
		a.connection = c
	}
}

func (a *rotateAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = rotationSchema()
}

func rotationSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Gives a client a new secret, at once and in place. It is for clients whose secret no state holds (`client_secret_wo`, or managed elsewhere): " +
			"a state that holds one is not told, so there use `client_secret_rotation_triggers` of `oauth_client`. Needs Terraform 1.14.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Required: true, MarkdownDescription: "Names the client: its `id`.",
			},
			secretWriteOnly: schema.StringAttribute{
				Optional: true, WriteOnly: true,
				MarkdownDescription: "The new secret, which may be ephemeral and is in no plan, for an action that an `action_trigger` runs: with `-invoke`, Terraform drops it. Set this or `secret_variable`.",
			},
			newSecretVariable: schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Name of the environment variable that has the new secret where Terraform runs, so that it is in no configuration. Set this or `client_secret_wo`.",
			},
		},
	}
}

// ValidateConfig reports a configuration with no secret, or with two.
func (a *rotateAction) ValidateConfig(_ context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	resp.Diagnostics = checkRotation(req.Config.Raw)
}

// ValidateActionConfig answers the call of that name. The framework (v1.19) refuses write-only values in the configuration of
// an action, since the call does not say whether the engine knows them. Every engine that has actions does.
func (b Beside) ValidateActionConfig(req *tfprotov6.ValidateActionConfigRequest) *tfprotov6.ValidateActionConfigResponse {
	if req.ActionType != rotateActionName || req.Config == nil {
		return nil
	}
	config, err := req.Config.Unmarshal(rotationSchema().Type().TerraformType(context.Background()))
	if err != nil {
		return nil
	}
	return &tfprotov6.ValidateActionConfigResponse{Diagnostics: toProtocol(checkRotation(config))}
}

func checkRotation(config tftypes.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	secret, variable := member(config, secretWriteOnly), member(config, newSecretVariable)
	switch {
	case entity.IsNull(secret) && entity.IsNull(variable):
		diags.AddError("No secret", "Set "+secretWriteOnly+" or "+newSecretVariable+", to tell the new secret.")
	case entity.IsNull(secret) || entity.IsNull(variable) || !secret.IsKnown() || !variable.IsKnown():
	default:
		diags.AddAttributeError(path.Root(newSecretVariable), "Conflicting secrets: "+newSecretVariable,
			newSecretVariable+" and "+secretWriteOnly+" both tell the new secret. Remove one of them.")
	}
	return diags
}

// ModifyPlan reports a backend whose server makes the secrets by itself.
func (a *rotateAction) ModifyPlan(_ context.Context, _ action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	if judge := a.connection.JudgeOrNil(); judge != nil && !judge.Supports(oauthclient.ClientSecret) {
		resp.Diagnostics.AddError("Action not supported by the backend", judge.Title()+" makes the secrets by itself, so none can be given.")
	}
}

// Invoke sets the secret.
func (a *rotateAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	service := a.connection.Connected(&resp.Diagnostics)
	config := readRotation(ctx, req.Config, &resp.Diagnostics)
	secret := config.secret.ValueString()
	if variable := config.variable.ValueString(); secret == "" && variable != "" {
		secret = os.Getenv(variable)
	}
	switch {
	case secret != "" || resp.Diagnostics.HasError():
	case config.variable.IsNull():
		// Terraform 1.16.4 drops write-only values on the way to an action that -invoke names.
		resp.Diagnostics.AddAttributeError(path.Root(secretWriteOnly), "No secret: "+secretWriteOnly,
			"The value of "+secretWriteOnly+" is empty or did not come through. Terraform hands none to an action that is run by -invoke: use "+newSecretVariable+" for that.")
	default:
		resp.Diagnostics.AddAttributeError(path.Root(newSecretVariable), "No secret: "+newSecretVariable,
			"The environment variable "+config.variable.ValueString()+", which "+newSecretVariable+" names, is empty or not set. Set it to the new secret.")
	}
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeouts.Default)
	defer cancel()
	r := newReporter(&resp.Diagnostics)
	if config.variable.IsNull() {
		r.SecretAt = secretWriteOnly
	}
	known, err := service.Read(ctx, oauthclient.Client{oauthclient.ID: config.id.ValueString()})
	r.Report(report.Updating, err)
	if err != nil {
		return
	}
	_, err = service.SetSecret(ctx, known.Client, secret)
	r.Report(report.Updating, err)
}

// A rotation is the configuration of the action.
type rotation struct{ id, secret, variable types.String }

func readRotation(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) rotation {
	var r rotation
	diags.Append(config.GetAttribute(ctx, path.Root("id"), &r.id)...)
	diags.Append(config.GetAttribute(ctx, path.Root(secretWriteOnly), &r.secret)...)
	diags.Append(config.GetAttribute(ctx, path.Root(newSecretVariable), &r.variable)...)
	return r
}
