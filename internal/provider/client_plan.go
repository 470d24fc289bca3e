package provider

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// ModifyPlan makes the plan say what will happen and nothing else: a value that is only written in another way is no
// change, what a client keeps is known, and what the backend cannot store is an error at its attribute.
func (r *clientResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.connection == nil {
		return
	}
	config, err := decodeClient(req.Config.Raw)
	report(&resp.Diagnostics, "plan", err)
	state, err := decodeClient(req.State.Raw)
	report(&resp.Diagnostics, "plan", err)
	if resp.Diagnostics.HasError() {
		return
	}
	checkWithBackend(r.connection.service, config, req.Config.Raw, &resp.Diagnostics)
	p := planner{
		service: r.connection.service, config: config, state: state,
		configRaw: req.Config.Raw, stateRaw: req.State.Raw,
		planned: values{client: config.client.Clone(), unknown: maps.Clone(config.unknown)},
	}
	if req.State.Raw.IsNull() {
		p.planCreate()
		addNotices(&resp.Diagnostics, p.service.PlanNotices(nil, p.planned.client))
	} else {
		resp.RequiresReplace = p.planUpdate()
		if p.changes() {
			addNotices(&resp.Diagnostics, p.service.PlanNotices(state.client, p.planned.client))
		}
	}
	if r.connection.online && len(p.service.Changed(state.client, config.client)) > 0 {
		inspect(ctx, p.service, config.client, &resp.Diagnostics)
	}
	resp.Plan.Raw, err = encodeClient(p.planned, req.Plan.Raw)
	report(&resp.Diagnostics, "plan", err)
}

// checkWithBackend reports what the backend cannot store. A write-only secret must obey the rules for secrets, and is
// reported at its own attribute.
func checkWithBackend(service *oauthclient.Service, config values, raw tftypes.Value, diags *diag.Diagnostics) {
	client := config.client
	attributes, err := members(raw)
	report(diags, "check", err)
	writeOnly, err := textOf(attributes[secretWriteOnly])
	report(diags, "check", err)
	if writeOnly != "" {
		client = client.With(oauthclient.ClientSecret, writeOnly)
	}
	if !attributes[secretRotation].IsNull() && !service.Supports(oauthclient.ClientSecret) {
		reportAt(diags, path.Root(secretRotation), &oauthclient.Error{
			Kind: oauthclient.ErrUnsupported, Field: oauthclient.ClientSecret,
			Message: "On the " + service.Name() + " backend the server makes the secrets, and cannot be asked for a new one.",
		})
	}
	for _, problem := range service.Validate(client, config.unknown) {
		if writeOnly != "" && problem.Field == oauthclient.ClientSecret {
			reportAt(diags, path.Root(secretWriteOnly), problem)
			continue
		}
		report(diags, "check", problem)
	}
}

func reportAt(diags *diag.Diagnostics, at path.Path, problem *oauthclient.Error) {
	diags.AddAttributeError(at, summaryOf("check", problem), detailOf(problem))
}

// inspectionTimeout bounds what a plan waits for a server to say which values it takes.
const inspectionTimeout = 30 * time.Second

// inspect reports the values that the server will not take. That it cannot be asked is no reason not to plan.
func inspect(ctx context.Context, service *oauthclient.Service, client oauthclient.Client, diags *diag.Diagnostics) {
	ctx, cancel := context.WithTimeout(ctx, inspectionTimeout)
	defer cancel()
	problems, err := service.Inspect(ctx, client)
	if err != nil {
		diags.AddWarning("Values not checked with the server",
			"The server could not be asked which values it takes, so the plan may have some that it refuses.\n\n"+err.Error())
	}
	for _, problem := range problems {
		report(diags, "check", problem)
	}
}

// issuedFields are the computed attributes that nobody can configure.
var issuedFields = []oauthclient.Field{
	oauthclient.ID, oauthclient.ClientIDIssuedAt, oauthclient.ClientSecretExpiresAt,
	oauthclient.RegistrationAccessToken, oauthclient.RegistrationClientURI,
}

// A planner works out the plan of one client.
type planner struct {
	service       *oauthclient.Service
	config, state values
	// configRaw and stateRaw have what is no field of a client.
	configRaw, stateRaw tftypes.Value
	// planned is the result.
	planned values
}

func (p *planner) planCreate() {
	for _, f := range issuedFields {
		if p.service.Issues(f) {
			p.planned.unknown.Add(f)
		}
	}
	if !p.configured(oauthclient.ClientID) {
		p.planned.unknown.Add(oauthclient.ClientID)
	}
	if !p.configured(oauthclient.ClientSecret) && !p.writeOnly() && !p.isPublic() {
		p.planned.unknown.Add(oauthclient.ClientSecret)
	}
}

// planUpdate returns the attributes because of which the client must be made anew.
func (p *planner) planUpdate() path.Paths {
	for f, v := range p.config.client {
		if prior, ok := p.state.client[f]; ok && p.same(f, prior, v) {
			p.planned.client[f] = prior
		}
	}
	for _, f := range append(issuedFields, oauthclient.ClientID) {
		if !p.configured(f) {
			p.keep(f)
		}
	}
	p.planSecret()
	p.planReissued()
	var replaced path.Paths
	for _, f := range p.service.Replaces(p.state.client, p.planned.client, p.planned.unknown) {
		if !p.planned.unknown.Has(f) && p.same(f, p.state.client[f], p.planned.client[f]) {
			// A default of the provider's configuration has changed. Terraform makes a client anew only because of an
			// attribute that changes, and that is the id then.
			f = oauthclient.ID
			p.planned.unknown.Add(f)
		}
		replaced = append(replaced, pathOf(f))
	}
	return replaced
}

// planSecret decides whether an existing client keeps its secret, loses it or gets a new one.
func (p *planner) planSecret() {
	switch {
	case p.configured(oauthclient.ClientSecret):
	case p.writeOnly(), p.isPublic():
		delete(p.planned.client, oauthclient.ClientSecret)
	case p.rotates(), p.needsSecret(), p.config.unknown.Has(oauthclient.TokenEndpointAuthMethod):
		p.planned.unknown.Add(oauthclient.ClientSecret)
	default:
		p.keep(oauthclient.ClientSecret)
	}
}

// needsSecret reports whether the client comes from a method without secret to one with. What is stored on the server
// then is known to nobody: Hydra keeps a secret for clients whose method is "none" and never shows it (seen on v2.3.0).
func (p *planner) needsSecret() bool {
	return !p.state.client.Has(oauthclient.ClientSecret) && !p.usesSecret(p.state.client) && p.usesSecret(p.config.client)
}

func (p *planner) usesSecret(c oauthclient.Client) bool {
	return !p.service.IsPublic(c) && oauthclient.UsesSecret(c.Text(oauthclient.TokenEndpointAuthMethod))
}

// planReissued plans what an update does to what the server issued. Terraform holds the apply to what the plan says, so
// while it is not known whether there is anything to send, it is not known either whether such a value stays.
func (p *planner) planReissued() {
	certain := p.changes()
	if !certain && len(p.planned.unknown) == 0 {
		return
	}
	for f, reissue := range p.service.Reissues() {
		_, issued := p.state.client[f]
		switch {
		case p.configured(f), reissue == oauthclient.Revoked && !issued:
		case reissue == oauthclient.Revoked && certain:
			delete(p.planned.client, f)
		default:
			delete(p.planned.client, f)
			p.planned.unknown.Add(f)
		}
	}
}

// changes reports whether the update is certain to have something to send, whatever the unknown values turn out to be.
func (p *planner) changes() bool {
	changed := p.service.Changed(p.state.client, p.planned.client)
	maps.DeleteFunc(changed, func(f oauthclient.Field, _ struct{}) bool { return p.config.unknown.Has(f) })
	attributes, err := members(p.configRaw)
	if err != nil || len(changed) > 0 {
		return true
	}
	return p.planned.client.Has(oauthclient.ClientSecret) &&
		p.planned.client[oauthclient.ClientSecret] != p.state.client[oauthclient.ClientSecret] ||
		p.planned.unknown.Has(oauthclient.ClientSecret) && len(p.config.unknown) == 0 && attributes[secretRotation].IsFullyKnown() ||
		p.writeOnly() && !p.unchanged(secretWriteOnlyVersion) && attributes[secretWriteOnlyVersion].IsKnown()
}

func (p *planner) configured(f oauthclient.Field) bool {
	_, known := p.config.client[f]
	return known || p.config.unknown.Has(f)
}

func (p *planner) keep(f oauthclient.Field) {
	if prior, ok := p.state.client[f]; ok {
		p.planned.client[f] = prior
	}
}

func (p *planner) same(f oauthclient.Field, prior, configured any) bool {
	if f == oauthclient.ClientID || f == oauthclient.ClientSecret {
		return prior == configured
	}
	return p.service.Same(f, prior, configured)
}

func (p *planner) isPublic() bool { return p.service.IsPublic(p.config.client) }

func (p *planner) writeOnly() bool { return hasWriteOnlySecret(p.configRaw) }

func (p *planner) rotates() bool {
	attributes, err := members(p.configRaw)
	return err == nil && !attributes[secretRotation].IsNull() && !p.unchanged(secretRotation)
}

// unchanged reports whether an attribute that is no field of a client is in the configuration as it is in the state.
func (p *planner) unchanged(name string) bool {
	config, configErr := members(p.configRaw)
	state, stateErr := members(p.stateRaw)
	return errors.Join(configErr, stateErr) == nil && config[name].Equal(state[name])
}

// hasWriteOnlySecret reports whether the secret of a client is managed by the write-only attribute.
func hasWriteOnlySecret(object tftypes.Value) bool {
	attributes, err := members(object)
	if err != nil {
		return false
	}
	version, ok := attributes[secretWriteOnlyVersion]
	return ok && !version.IsNull()
}

// newSecret returns the secret that an update must set, "" when the client keeps the one it has, or the server makes it.
func newSecret(service *oauthclient.Service, req resource.UpdateRequest, plan, state values) (string, error) {
	if !service.Supports(oauthclient.ClientSecret) {
		return "", nil
	}
	if plan.unknown.Has(oauthclient.ClientSecret) {
		return oauthclient.NewSecret(), nil
	}
	if planned := plan.client.Text(oauthclient.ClientSecret); planned != "" && planned != state.client.Text(oauthclient.ClientSecret) {
		return planned, nil
	}
	config, err := members(req.Config.Raw)
	if err != nil {
		return "", err
	}
	prior, err := members(req.State.Raw)
	if err != nil {
		return "", err
	}
	if config[secretWriteOnlyVersion].Equal(prior[secretWriteOnlyVersion]) {
		return "", nil
	}
	return textOf(config[secretWriteOnly])
}
