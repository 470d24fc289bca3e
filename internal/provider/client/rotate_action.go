package client

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// rotateAction sets the secret of a client that is managed with a secret of which no state knows.
type rotateAction struct {
	connection *setup.Connection
}

var (
	_ action.Action               = (*rotateAction)(nil)
	_ action.ActionWithConfigure  = (*rotateAction)(nil)
	_ action.ActionWithModifyPlan = (*rotateAction)(nil)
)

// NewRotateAction returns the action oauth_client_rotate_secret.
func NewRotateAction() action.Action { return &rotateAction{} }

func (a *rotateAction) Metadata(_ context.Context, _ action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = TypeName + "_rotate_secret"
}

func (a *rotateAction) Configure(_ context.Context, req action.ConfigureRequest, _ *action.ConfigureResponse) {
	if c, ok := req.ProviderData.(*setup.Connection); ok {
		a.connection = c
	}
}

func (a *rotateAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Gives a client a new secret, at once and in place. It is for clients whose secret no state holds (`client_secret_wo`, or managed elsewhere): " +
			"a state that holds one is not told, so there use `client_secret_rotation_triggers` of `oauth_client`. Needs Terraform 1.14.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Required: true, MarkdownDescription: "Names the client: its `id`.",
			},
			"secret_variable": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the environment variable that has the new secret where Terraform runs. So the secret is in no configuration and no plan: actions cannot take write-only values.",
			},
		},
	}
}

// ModifyPlan reports a backend whose server makes the secrets by itself.
func (a *rotateAction) ModifyPlan(_ context.Context, _ action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	if judge := a.connection.JudgeOrNil(); judge != nil && !judge.Supports(oauthclient.ClientSecret) {
		resp.Diagnostics.AddAttributeError(path.Root("secret_variable"), "Action not supported by the backend",
			judge.Title()+" makes the secrets by itself, so none can be given by secret_variable.")
	}
}

func (a *rotateAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	service := a.connection.Connected(&resp.Diagnostics)
	var id, variable types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("id"), &id)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("secret_variable"), &variable)...)
	secret := os.Getenv(variable.ValueString())
	if secret == "" {
		resp.Diagnostics.AddAttributeError(path.Root("secret_variable"), "No secret: secret_variable",
			"The environment variable "+variable.ValueString()+", which secret_variable names, is empty or not set. Set it to the new secret.")
	}
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeouts.Default)
	defer cancel()
	r := reporter{diags: &resp.Diagnostics}
	known, err := service.Read(ctx, oauthclient.Client{oauthclient.ID: id.ValueString()})
	r.report(updating, err)
	if err != nil {
		return
	}
	_, err = service.SetSecret(ctx, known.Client, secret)
	r.report(updating, err)
}
