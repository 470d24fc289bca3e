package client

import (
	"cmp"
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// issuedFields are the computed attributes that nobody can configure.
var issuedFields = []oauthclient.Field{
	oauthclient.ID, oauthclient.ClientIDIssuedAt, oauthclient.ClientSecretExpiresAt,
	oauthclient.RegistrationAccessToken, oauthclient.RegistrationClientURI,
}

// plan makes a plan that says what will happen and nothing else: a value that is only written in another way is no change,
// what a client keeps is known, and what the backend cannot store is an error at its attribute. Without a connection it is what is
// proposed.
func plan(ctx context.Context, c *setup.Connection, req entity.Change) entity.Plan {
	resp := entity.Plan{Planned: req.Planned}
	switch {
	case entity.IsNull(req.Planned):
		resp.Diags = checkDestroy(req.State)
		return resp
	case c == nil:
		return resp
	case c.Judge == nil:
		c.Connected(&resp.Diags)
		return resp
	}
	p, err := newPlanner(c.Judge, req)
	r := p.config.reporter(&resp.Diags)
	r.Name = cmp.Or(r.Name, nameOf(p.state.client))
	r.Report(report.Planning, err)
	if resp.Diags.HasError() {
		return resp
	}
	p.useDefaults(c.Defaults)
	p.checkWithBackend(r)
	if !p.exists {
		p.planCreate()
		r.Notices(p.judge.Notices(nil, p.planned.client))
		p.announceAdoption(ctx, c.Service, r)
	} else {
		resp.Replaced = p.planUpdate()
		p.checkReplacement(resp.Replaced, r)
		if p.changes() {
			r.Notices(p.judge.Notices(p.known(), p.planned.client))
		}
		r.Notices(p.judge.Standing(p.known()))
		p.noteRotation(r)
	}
	if c.Service != nil && len(p.judge.Changed(p.state.client, p.config.client)) > 0 {
		inspect(ctx, c.Service, p.config.client, r)
	}
	resp.Planned, err = encode(p.planned, with(req.Planned, secretWriteOnlyVersion, p.version))
	r.Report(report.Planning, err)
	return resp
}

// A planner works out the plan of one client.
type planner struct {
	judge         *oauthclient.Judge
	config, state values
	memory        entity.Memory
	// exists says that there is a client already.
	exists bool
	// planned is the result, and version the planned client_secret_wo_version.
	planned values
	version tftypes.Value
}

func newPlanner(judge *oauthclient.Judge, req entity.Change) (*planner, error) {
	p := &planner{judge: judge, exists: !entity.IsNull(req.State)}
	var err error
	if p.config, err = decode(req.Config); err != nil {
		return p, err
	}
	if p.state, err = decode(req.State); err != nil {
		return p, err
	}
	p.dropShown()
	p.planned = values{client: p.config.client.Clone(), unknown: maps.Clone(p.config.unknown)}
	if p.memory, err = decodeMemory(req.Private, judge); err != nil {
		return p, err
	}
	p.version = p.planVersion()
	return p, nil
}

// dropShown takes a client_id out of the configuration that only the server can set, and that is the client's. Configuration
// that engines generate for an import has it, since on other backends it can be configured.
func (p *planner) dropShown() {
	id := p.config.client[oauthclient.ClientID]
	if p.exists && id != nil && !p.judge.Supports(oauthclient.ClientID) && id == p.state.client[oauthclient.ClientID] {
		delete(p.config.client, oauthclient.ClientID)
	}
}

// known is the client as it is known: its state, and what is remembered.
func (p *planner) known() oauthclient.Client { return reminded(p.state.client, p.memory) }

// reminded returns a client with what is remembered of it.
func reminded(c oauthclient.Client, m entity.Memory) oauthclient.Client {
	if len(m.Remembered) == 0 {
		return c
	}
	known := c.Clone()
	maps.Copy(known, m.Remembered)
	return known
}

// checkWithBackend reports what the backend cannot store.
func (p *planner) checkWithBackend(r report.Reporter) {
	p.checkRotation(r)
	p.checkAdoption(r)
	r.Problems(report.Checking, p.judge.Validate(p.config.withWriteOnly(), p.config.unknown))
}

// inspectionTimeout bounds what a plan waits for a server to say which values it takes.
const inspectionTimeout = 30 * time.Second

// inspect reports the values that the server will not take. That it cannot be asked is no reason not to plan.
func inspect(ctx context.Context, service *oauthclient.Service, client oauthclient.Client, r report.Reporter) {
	ctx, cancel := context.WithTimeout(ctx, inspectionTimeout)
	defer cancel()
	problems, err := service.Inspect(ctx, client)
	if err != nil {
		r.Diags.AddWarning("Values not checked with the server",
			"The server could not be asked which values it takes, so the plan may have some that it refuses.\n\n"+err.Error())
	}
	r.Problems(report.Inspecting, problems)
}

func (p *planner) planCreate() {
	for _, f := range issuedFields {
		if p.judge.Issues(f) {
			p.planned.unknown.Add(f)
		}
	}
	if !p.config.configured(oauthclient.ClientID) {
		p.planned.unknown.Add(oauthclient.ClientID)
	}
	p.planSecret()
}

// planUpdate returns the attributes because of which the client must be made anew.
func (p *planner) planUpdate() path.Paths {
	for f, v := range p.config.client {
		if prior, ok := p.state.client[f]; ok && p.same(f, prior, v) {
			p.planned.client[f] = prior
		}
	}
	for _, f := range append(issuedFields, oauthclient.ClientID) {
		if !p.config.configured(f) {
			p.keep(f)
		}
	}
	p.planSecret()
	p.planReplaced()
	var replaced path.Paths
	for _, f := range p.judge.Replaces(p.known(), p.planned.client, p.planned.unknown) {
		if !p.planned.unknown.Has(f) && p.same(f, p.state.client[f], p.planned.client[f]) {
			// A default of the provider's configuration has changed. Terraform makes a client anew only because of an
			// attribute that changes, and that is the id then.
			f = oauthclient.ID
			p.planned.unknown.Add(f)
		}
		replaced = append(replaced, report.Path(f.String()))
	}
	return replaced
}

func (p *planner) planSecret() {
	switch p.secretCase().plan() {
	case keepSecret:
		p.keep(oauthclient.ClientSecret)
	case noSecret:
		delete(p.planned.client, oauthclient.ClientSecret)
	case newSecret:
		p.planned.unknown.Add(oauthclient.ClientSecret)
	}
}

// planReplaced plans what an update does to what the server issued. Terraform holds the apply to what the plan says, so
// while it is not known whether there is anything to send, it is not known either whether such a value stays.
func (p *planner) planReplaced() {
	if !p.changes() && len(p.planned.unknown) == 0 {
		return
	}
	for _, f := range p.judge.Replaced() {
		if !p.config.configured(f) {
			delete(p.planned.client, f)
			p.planned.unknown.Add(f)
		}
	}
}

// changes reports whether the update is certain to have something to send, whatever the unknown values turn out to be.
func (p *planner) changes() bool {
	for f := range p.judge.Changed(p.state.client, p.planned.client) {
		if !p.config.unknown.Has(f) {
			return true
		}
	}
	secret := p.planned.client.Text(oauthclient.ClientSecret)
	return secret != "" && secret != p.state.client.Text(oauthclient.ClientSecret) ||
		p.planned.unknown.Has(oauthclient.ClientSecret) && len(p.config.unknown) == 0 && isConst(p.config.others[secretRotation]) ||
		p.sendsWriteOnly(p.version)
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
	return p.judge.Same(f, prior, configured)
}
