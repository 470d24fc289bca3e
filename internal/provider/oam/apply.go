package oam

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

// A planRequest is what a plan is made of, as Terraform has it.
type planRequest struct{ config, state, proposed tftypes.Value }

type planResponse struct {
	planned tftypes.Value
	// replaced are the attributes because of which it must be made anew.
	replaced path.Paths
	diags    diag.Diagnostics
}

// plan makes a plan that says what will happen: a value that is only written in another way is no change, and the id is
// known as soon as the name is.
func (k *kind) plan(judge *oauthclient.Judge, req planRequest) planResponse {
	resp := planResponse{planned: req.proposed}
	config, err := k.decode(req.config)
	r := k.reporter(&resp.diags, config.known)
	r.report("plan", err)
	state, err := k.decode(req.state)
	r.report("plan", err)
	r.problems(judge.Validate(config.known.Without(oauthclient.ID), config.unknown))
	if resp.diags.HasError() {
		return resp
	}
	planned := values{known: config.known.Clone(), unknown: maps.Clone(config.unknown)}
	for f, v := range config.known {
		if prior, ok := state.known[f]; ok && judge.Same(f, prior, v) {
			planned.known[f] = prior
		}
	}
	k.planID(judge, &planned)
	if exists := !req.state.IsNull(); exists {
		for _, f := range judge.Replaces(state.known, planned.known, planned.unknown) {
			if !planned.unknown.Has(f) && judge.Same(f, state.known[f], planned.known[f]) {
				// A default of the provider's configuration has changed. Terraform makes it anew only because of an attribute
				// that changes, and that is the id then.
				f = oauthclient.ID
			}
			resp.replaced = append(resp.replaced, report.Path(f.String()))
		}
		if len(resp.replaced) == 0 {
			planned.known[oauthclient.ID] = state.known[oauthclient.ID]
			delete(planned.unknown, oauthclient.ID)
		}
	}
	resp.planned, err = k.encode(planned, req.proposed)
	r.report("plan", err)
	return resp
}

// planID plans the id, as far as the profile can tell it of what is known.
func (k *kind) planID(judge *oauthclient.Judge, planned *values) {
	id := judge.Profile().IDOf(planned.known)
	for f := range planned.unknown {
		if k.Naming.Has(f) {
			id = ""
		}
	}
	if id == "" {
		planned.unknown.Add(oauthclient.ID)
		return
	}
	planned.known[oauthclient.ID] = id
}

// An outcome is what an operation leaves behind.
type outcome struct {
	// state is the new state, the zero Value when it stays as it is.
	state tftypes.Value
	// private is the new private state, nil when it stays as it is.
	private []byte
	// identity is what names it, the zero Value when that stays as it is.
	identity tftypes.Value
	gone     bool
	diags    diag.Diagnostics
}

// privateReader and privateWriter are the two sides of a resource's private state.
type (
	privateReader interface {
		GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	}
	privateWriter interface {
		SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
	}
)

func privateOf(ctx context.Context, private privateReader, diags *diag.Diagnostics) []byte {
	text, problems := private.GetKey(ctx, memoryKey)
	diags.Append(problems...)
	return text
}

// into hands the outcome to Terraform.
func (o outcome) into(ctx context.Context, state *tftypes.Value, identity *tfsdk.ResourceIdentity, private privateWriter, diags *diag.Diagnostics) {
	if o.state.Type() != nil {
		*state = o.state
	}
	if o.identity.Type() != nil && identity != nil {
		identity.Raw = o.identity
	}
	if o.private != nil {
		diags.Append(private.SetKey(ctx, memoryKey, o.private)...)
	}
	diags.Append(o.diags...)
}

// keep puts what is known after an operation into the outcome.
func (o *outcome) keep(k *kind, service *oauthclient.Service, state oauthclient.Client, base tftypes.Value, baseline *oauthclient.Baseline) {
	r := k.reporter(&o.diags, state)
	var err error
	o.state, err = k.encode(values{known: state}, base)
	r.report("save", err)
	o.private, err = remember(service.Server(), baseline)
	r.report("save", err)
	o.identity = identity.Of(service.Server(), state.Text(oauthclient.ID))
}

func (k *kind) create(ctx context.Context, service *oauthclient.Service, planned tftypes.Value) outcome {
	var o outcome
	plan, err := k.decode(planned)
	r := k.reporter(&o.diags, plan.known)
	r.report("create", err)
	if o.diags.HasError() {
		return o
	}
	desired := plan.known.Without(oauthclient.ID)
	created, err := service.Create(ctx, desired)
	r.notices(created.Notices)
	r.report("create", r.warnNotStored(err))
	if created.Client == nil {
		return o
	}
	state := plan.known.With(oauthclient.ID, created.Client[oauthclient.ID])
	o.keep(k, service, state, planned, service.Baseline(service.Change(nil, desired), created.Client))
	return o
}

func (k *kind) update(ctx context.Context, service *oauthclient.Service, before, planned tftypes.Value, private []byte) outcome {
	var o outcome
	state, err := k.decode(before)
	r := k.reporter(&o.diags, state.known)
	r.report("update", err)
	plan, err := k.decode(planned)
	r.report("update", err)
	m, err := decodeMemory(private)
	r.report("update", err)
	if o.diags.HasError() {
		return o
	}
	desired := plan.known.Without(oauthclient.ID)
	if len(service.Changed(state.known, desired)) == 0 {
		// Only what is no business of the server has changed, such as the timeouts.
		o.state, o.identity = planned, identity.Of(service.Server(), state.known.Text(oauthclient.ID))
		return o
	}
	updated, err := service.Update(ctx, state.known, desired)
	r.notices(updated.Notices)
	r.report("update", err)
	if updated.Client != nil {
		change := service.Change(state.known, desired)
		o.keep(k, service, plan.known, planned, service.BaselineAfter(k.baseline(m), change, updated))
	}
	return o
}

func (k *kind) refresh(ctx context.Context, service *oauthclient.Service, raw tftypes.Value, private []byte) outcome {
	var o outcome
	state, err := k.decode(raw)
	r := k.reporter(&o.diags, state.known)
	r.report("read", err)
	m, err := decodeMemory(private)
	r.report("read", err)
	if o.diags.HasError() {
		return o
	}
	read, err := service.Read(ctx, state.known)
	if errors.Is(err, oauthclient.ErrNotFound) {
		err = k.elsewhere(service, m, state.known)
		o.gone = err == nil
	}
	r.report("read", err)
	if err != nil || o.gone {
		return o
	}
	r.notices(read.Notices)
	baseline := k.baseline(m)
	settled := service.Settle(state.known, read.Client, baseline)
	o.keep(k, service, settled, raw, service.Rebase(baseline, state.known, read.Client))
	return o
}

func (k *kind) importByID(ctx context.Context, service *oauthclient.Service, id string, base tftypes.Value) outcome {
	var o outcome
	read, err := service.Read(ctx, oauthclient.Client{oauthclient.ID: id})
	r := k.reporter(&o.diags, read.Client)
	r.report("import", err)
	if err != nil {
		return o
	}
	r.notices(read.Notices)
	state := service.Imported(read.Client)
	o.keep(k, service, state, base, service.Baseline(oauthclient.Change{Desired: state}, read.Client))
	return o
}

// remove deletes it. One that is gone already is no error, unless it may be on another server.
func (k *kind) remove(ctx context.Context, service *oauthclient.Service, raw tftypes.Value, private []byte) diag.Diagnostics {
	var diags diag.Diagnostics
	state, err := k.decode(raw)
	r := k.reporter(&diags, state.known)
	r.report("delete", err)
	m, err := decodeMemory(private)
	r.report("delete", err)
	if diags.HasError() {
		return diags
	}
	err = service.Delete(ctx, state.known)
	if errors.Is(err, oauthclient.ErrNotFound) {
		err = k.elsewhere(service, m, state.known)
	}
	r.report("delete", err)
	return diags
}

// elsewhere returns an error when what is not found was made on another server than the one that was asked.
func (k *kind) elsewhere(service *oauthclient.Service, m memory, c oauthclient.Client) error {
	if m.Server == "" || m.Server == service.Server() {
		return nil
	}
	return &oauthclient.Error{
		Kind: oauthclient.ErrUnavailable,
		Message: fmt.Sprintf("The %s %q is on the server %s, and the provider is configured for %s, which does not have it.",
			k.judge.Profile().Noun, c.Text(oauthclient.ID), m.Server, service.Server()),
		Advice: "Point the provider at the server that has it. If it is to be managed on the new server from now on, take it out of the state " +
			"(a removed block, or terraform state rm) and delete it on the old server by hand.",
	}
}
