package provider

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// operationTimeout bounds an operation, retries included, when the configuration has no timeouts.
const operationTimeout = 5 * time.Minute

type clientResource struct {
	connection *connection
}

var (
	_ resource.Resource                   = (*clientResource)(nil)
	_ resource.ResourceWithConfigure      = (*clientResource)(nil)
	_ resource.ResourceWithImportState    = (*clientResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clientResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clientResource)(nil)
)

func newClientResource() resource.Resource { return &clientResource{} }

func (r *clientResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = typeName + "_client"
}

func (r *clientResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = clientSchema(ctx)
}

func (r *clientResource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	if c, ok := req.ProviderData.(*connection); ok {
		r.connection = c
	}
}

// connected returns the backend when its server can be reached, or reports why not.
func (c *connection) connected(diags *diag.Diagnostics) *oauthclient.Service {
	if c == nil || !c.online {
		diags.AddError("Provider configuration not known",
			"The provider configuration depends on values that are not known yet, so the server cannot be asked. "+
				"Apply what makes those values first, for instance with -target, and then the rest.")
		return nil
	}
	return c.service
}

// ValidateConfig reports what is wrong by the specifications themselves; for that no backend is needed.
func (r *clientResource) ValidateConfig(_ context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config, err := decodeClient(req.Config.Raw)
	report(&resp.Diagnostics, "check", err)
	for _, problem := range oauthclient.CheckMetadata(config.client, config.unknown) {
		report(&resp.Diagnostics, "check", problem)
	}
}

func (r *clientResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := deadline(ctx, req.Plan.Raw, req.Plan.GetAttribute, timeouts.Value.Create, &resp.Diagnostics)
	defer cancel()
	service := r.connection.connected(&resp.Diagnostics)
	plan, err := decodeClient(req.Plan.Raw)
	report(&resp.Diagnostics, "create", err)
	writeOnly, err := configuredText(req.Config, secretWriteOnly)
	report(&resp.Diagnostics, "create", err)
	if resp.Diagnostics.HasError() {
		return
	}
	desired := desiredOf(service, plan)
	if writeOnly != "" {
		desired = desired.With(oauthclient.ClientSecret, writeOnly)
	}
	created, err := service.Create(ctx, desired)
	report(&resp.Diagnostics, "create", err)
	if created == nil {
		return
	}
	w := written{service: service, plan: plan, base: req.Plan.Raw, server: created, private: resp.Private}
	w.save(ctx, &resp.State, &resp.Diagnostics)
}

func (r *clientResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	if r.connection == nil || !r.connection.online {
		resp.Diagnostics.AddWarning("OAuth client not refreshed",
			"The provider configuration depends on values that are not known yet, so the server was not asked.")
		return
	}
	service := r.connection.service
	ctx, cancel := deadline(ctx, req.State.Raw, req.State.GetAttribute, timeouts.Value.Read, &resp.Diagnostics)
	defer cancel()
	state, err := decodeClient(req.State.Raw)
	report(&resp.Diagnostics, "read", err)
	if resp.Diagnostics.HasError() {
		return
	}
	known, diags := reminded(ctx, req.Private, service, state.client)
	resp.Diagnostics.Append(diags...)
	server, err := service.Read(ctx, known)
	if errors.Is(err, oauthclient.ErrNotFound) {
		resp.State.RemoveResource(ctx)
		return
	}
	report(&resp.Diagnostics, "read", err)
	baseline, diags := keptPrivately(ctx, req.Private, baselineKey, attributeField)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(remember(ctx, resp.Private, service, server)...)
	if hasWriteOnlySecret(req.State.Raw) {
		server = server.Without(oauthclient.ClientSecret)
	}
	settled := values{client: service.Settle(state.client, server, baseline)}
	resp.State.Raw, err = encodeClient(settled, req.State.Raw)
	report(&resp.Diagnostics, "read", err)
	addNotices(&resp.Diagnostics, service.StateNotices(ctx, server))
}

func (r *clientResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := deadline(ctx, req.Plan.Raw, req.Plan.GetAttribute, timeouts.Value.Update, &resp.Diagnostics)
	defer cancel()
	service := r.connection.connected(&resp.Diagnostics)
	plan, err := decodeClient(req.Plan.Raw)
	report(&resp.Diagnostics, "update", err)
	state, err := decodeClient(req.State.Raw)
	report(&resp.Diagnostics, "update", err)
	known, diags := reminded(ctx, req.Private, service, state.client)
	resp.Diagnostics.Append(diags...)
	secret, err := newSecret(service, req, plan, state)
	report(&resp.Diagnostics, "update", err)
	if resp.Diagnostics.HasError() {
		return
	}
	desired := desiredOf(service, plan).Without(oauthclient.ClientSecret)
	if secret != "" {
		desired[oauthclient.ClientSecret] = secret
	}
	w := written{service: service, plan: plan, base: req.Plan.Raw, server: state.client}
	if secret == "" && len(service.Changed(state.client, desired)) == 0 {
		w.save(ctx, &resp.State, &resp.Diagnostics)
		return
	}
	updated, err := service.Update(ctx, known, desired)
	report(&resp.Diagnostics, "update", err)
	if updated == nil {
		return
	}
	if secret != "" && plan.unknown.Has(oauthclient.ClientSecret) && !updated.Has(oauthclient.ClientSecret) {
		updated = updated.With(oauthclient.ClientSecret, secret)
	}
	w.server, w.private = updated, resp.Private
	w.save(ctx, &resp.State, &resp.Diagnostics)
}

// desiredOf returns what a plan wants a client to be: not what the server issues, such as a client_id that nobody chose.
func desiredOf(service *oauthclient.Service, plan values) oauthclient.Client {
	desired := plan.client.Without(issuedFields...)
	if !service.Supports(oauthclient.ClientID) {
		delete(desired, oauthclient.ClientID)
	}
	return desired
}

func (r *clientResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := deadline(ctx, req.State.Raw, req.State.GetAttribute, timeouts.Value.Delete, &resp.Diagnostics)
	defer cancel()
	service := r.connection.connected(&resp.Diagnostics)
	state, err := decodeClient(req.State.Raw)
	report(&resp.Diagnostics, "delete", err)
	if resp.Diagnostics.HasError() {
		return
	}
	known, diags := reminded(ctx, req.Private, service, state.client)
	resp.Diagnostics.Append(diags...)
	report(&resp.Diagnostics, "delete", service.Delete(ctx, known))
}

// ImportState reads the client and puts all of it into the state, less what the server fills in by itself.
func (r *clientResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	service := r.connection.connected(&resp.Diagnostics)
	if service == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()
	server, err := service.Read(ctx, oauthclient.Client{oauthclient.ID: req.ID})
	report(&resp.Diagnostics, "import", err)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(remember(ctx, resp.Private, service, server)...)
	resp.State.Raw, err = encodeClient(values{client: service.Imported(server)}, resp.State.Raw)
	report(&resp.Diagnostics, "import", err)
}

// deadline bounds ctx by the timeout that raw, the plan or state behind get, has for an operation. It has the framework
// look the attribute up only when there is one: a refresh of many clients should not pay for it.
func deadline(
	ctx context.Context, raw tftypes.Value, get func(context.Context, path.Path, any) diag.Diagnostics,
	of func(timeouts.Value, context.Context, time.Duration) (time.Duration, diag.Diagnostics), diags *diag.Diagnostics,
) (context.Context, context.CancelFunc) {
	timeout := operationTimeout
	if attributes, err := members(raw); err == nil && !attributes[timeoutsName].IsNull() {
		var configured timeouts.Value
		diags.Append(get(ctx, path.Root(timeoutsName), &configured)...)
		var problems diag.Diagnostics
		timeout, problems = of(configured, ctx, operationTimeout)
		diags.Append(problems...)
	}
	return context.WithTimeout(ctx, timeout)
}

// configuredText returns a top-level string of the configuration, "" when it is null.
func configuredText(config tfsdk.Config, name string) (string, error) {
	attributes, err := members(config.Raw)
	if err != nil {
		return "", err
	}
	return textOf(attributes[name])
}

// textOf returns the text of a string value, "" when it is null or unknown.
func textOf(value tftypes.Value) (string, error) {
	if value.Type() == nil || value.IsNull() || !value.IsKnown() {
		return "", nil
	}
	var text string
	err := value.As(&text)
	return text, err
}
