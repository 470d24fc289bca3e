package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// An outcome is what an operation leaves behind.
type outcome struct {
	// state is the new state, the zero Value when it stays as it is.
	state tftypes.Value
	// private is the new private state, nil when it stays as it is.
	private []byte
	// identity is the client's identity, the zero Value when it stays as it is.
	identity tftypes.Value
	// gone says that the client is no longer on the server.
	gone  bool
	diags diag.Diagnostics
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

// create makes the planned client. A value that the server did not take is a warning, for an error would have Terraform
// destroy the client and make another one with a new id and secret; the next plan shows it as a difference.
func create(ctx context.Context, service *oauthclient.Service, config, planned tftypes.Value) outcome {
	var o outcome
	p, err := newPlanner(service.Judge, config, tftypes.Value{}, nil)
	r := reporter{&o.diags, p.config.isConfigured(secretWriteOnly), nameOf(p.config.client)}
	r.report(creating, err)
	p.config.checkSecret(r)
	planned = with(planned, secretWriteOnlyVersion, p.version)
	plan, err := decode(planned)
	r.report(creating, err)
	if o.diags.HasError() {
		return o
	}
	desired := desiredOf(service.Judge, plan)
	if secret, _ := textOf(p.config.others[secretWriteOnly]); secret != "" {
		desired[oauthclient.ClientSecret] = secret
	}
	created, adopted, err := createOrAdopt(ctx, service, plan, desired)
	r.client = cmp.Or(nameOf(created.Client), r.client)
	r.notices(created.Notices)
	r.report(creating, r.warnNotStored(err))
	if created.Client == nil {
		return o
	}
	baseline := service.Baseline(service.Change(nil, desired), created.Client)
	if adopted {
		baseline = service.AdoptedBaseline(desired, created.Client)
	}
	written{
		judge: service.Judge, server: service.Server(), plan: plan, base: planned,
		result: created.Client, baseline: baseline, fingerprint: p.fingerprint(),
	}.into(&o, r)
	return o
}

// warnNotStored shows the values that did not take at a creation as warnings, and returns what else went wrong.
func (r reporter) warnNotStored(err error) error {
	var rest []error
	for _, problem := range report.Split(err) {
		var known *oauthclient.Error
		if !errors.As(problem, &known) || !errors.Is(known.Kind, oauthclient.ErrNotStored) {
			rest = append(rest, problem)
			continue
		}
		summary, detail := report.Naming(known.Field.String(), summaryOf(creating, known), detailOf(known))
		r.warn(known.Field.String(), summary, detail+"\n\nThe client is there, and the next plan shows the difference.")
	}
	return errors.Join(rest...)
}

// shortName names a client in a text.
func shortName(c oauthclient.Client) string {
	if id := c.Text(oauthclient.ClientID); id != "" {
		return fmt.Sprintf("%q", id)
	}
	return fmt.Sprintf("%q", c.Text(oauthclient.ID))
}

// desiredOf returns what a plan wants a client to be: not what the server issues, such as a client_id that nobody chose.
func desiredOf(judge *oauthclient.Judge, plan values) oauthclient.Client {
	desired := plan.client.Without(issuedFields...)
	for _, f := range []oauthclient.Field{oauthclient.ClientID, oauthclient.ClientSecret} {
		if !judge.Supports(f) {
			delete(desired, f)
		}
	}
	return desired
}

// remove deletes a client. One that is gone already is no error, unless it may be on another server.
func remove(ctx context.Context, service *oauthclient.Service, raw tftypes.Value, private []byte) outcome {
	o := outcome{diags: checkDestroy(raw)}
	state, err := decode(raw)
	r := reporterOf(&o.diags, state.client)
	r.report(deleting, err)
	m, err := decodeMemory(private, service.Judge)
	r.report(deleting, err)
	if o.diags.HasError() {
		return o
	}
	if service.Adopted(state.client.Text(oauthclient.ID)) {
		r.warn("", "OAuth client not deleted",
			"Another resource has adopted the client "+shortName(state.client)+" in this apply, so it was only taken out of the state here.")
		o.gone = true
		return o
	}
	err = service.Delete(ctx, reminded(state.client, m))
	var known *oauthclient.Error
	errors.As(err, &known)
	switch {
	case isOwnDenial(known) && (m.Deleting || service.LeftOpen(state.client.Text(oauthclient.ID), oauthclient.OpenDeletion)):
		r.warn("", "OAuth client taken for gone",
			"An earlier request to delete the client "+shortName(state.client)+" got no answer, and the server does not take its registration access token any more.")
	case errors.Is(err, oauthclient.ErrNotFound):
		r.report(deleting, elsewhere(service, m, state.client))
		if isDenial(known) && !o.diags.HasError() {
			r.warn("", "OAuth client taken for gone", detailOf(known))
		}
	case known != nil && errors.Is(known.Kind, oauthclient.ErrUnsupported):
		r.warn("", "OAuth client not deleted", "The client "+shortName(state.client)+" was only removed from the state. "+detailOf(known))
	case errors.Is(err, oauthclient.ErrOutcomeUnknown):
		r.report(deleting, err)
		m.Deleting = service.Profile().DeniesGone
		o.private, err = m.encode()
		r.report(deleting, err)
	default:
		r.report(deleting, err)
	}
	o.gone = !o.diags.HasError()
	return o
}

// isOwnDenial reports whether the server itself does not take the credentials of a client, as is so for one that is gone.
func isOwnDenial(e *oauthclient.Error) bool {
	return e != nil && errors.Is(e.Kind, oauthclient.ErrDenied) && e.Status == http.StatusUnauthorized && !e.Foreign
}

// isDenial reports whether a client counts as gone although the server only denied access to it.
func isDenial(e *oauthclient.Error) bool {
	return e != nil && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden)
}

// elsewhere returns an error when a client that is not found was made on another server than the one that was asked, or may
// have been.
func elsewhere(service *oauthclient.Service, m memory, c oauthclient.Client) error {
	if m.MovedFrom != "" {
		return &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: fmt.Sprintf("The client %s was moved here from a resource %s, and the server %s does not have it.", shortName(c), m.MovedFrom, service.Server()),
			Advice:  "Point the provider at the server that has the client. If there is no such client any more, take the resource out of the state (terraform state rm).",
		}
	}
	if m.Server == "" || m.Server == service.Server() {
		return nil
	}
	return &oauthclient.Error{
		Kind:    oauthclient.ErrUnavailable,
		Message: fmt.Sprintf("The client %s is on the server %s, and the provider is configured for %s, which does not have it.", shortName(c), m.Server, service.Server()),
		Advice: "Point the provider at the server that has the client. If the client is to be managed on the new server from now on, take it out of the state " +
			"(a removed block, or terraform state rm) and delete it on the old server by hand.",
	}
}

// refresh reads a client. The state stays as it is while the server cannot be asked, or shows no clients.
func refresh(ctx context.Context, c *setup.Connection, raw tftypes.Value, private []byte) outcome {
	var o outcome
	state, err := decode(raw)
	r := reporter{&o.diags, state.isConfigured(secretWriteOnlyVersion), nameOf(state.client)}
	r.report(reading, err)
	m, err := decodeMemory(private, c.JudgeOrNil())
	r.report(reading, err)
	o.identity = identity.Of(m.Server, state.client.Text(oauthclient.ID))
	if c != nil && c.Judge == nil {
		c.Connected(&o.diags)
		return o
	}
	if c == nil || c.Service == nil {
		o.diags.AddWarning("OAuth client not refreshed",
			"The provider configuration depends on values that are not known yet, so the server was not asked.")
		return o
	}
	service := c.Service
	if o.diags.HasError() {
		return o
	}
	read, err := service.Read(ctx, reminded(state.client, m))
	switch {
	case errors.Is(err, oauthclient.ErrUnsupported):
		return o
	case errors.Is(err, oauthclient.ErrDenied) && isLeftOpen(service, m, state.client.Text(oauthclient.ID)):
		var known *oauthclient.Error
		errors.As(err, &known)
		o.diags.AddWarning("OAuth client not refreshed",
			"A request to change or delete the client "+shortName(state.client)+" got no answer, and the server denies access to it now, as it may do for a client that is gone. "+
				detailOf(known))
		return o
	case errors.Is(err, oauthclient.ErrNotFound):
		err = elsewhere(service, m, state.client)
		o.gone = err == nil
	}
	r.report(reading, err)
	if err != nil || o.gone {
		return o
	}
	server := read.Client
	if service.Interrupted(state.client.Text(oauthclient.ID)) {
		state.client = state.client.Without(oauthclient.ClientSecret)
		raw = withNull(raw, secretWriteOnlyVersion)
		m.Uncertain = true
		r.warn(oauthclient.ClientSecret.String(), "The client's secret may have changed: "+oauthclient.ClientSecret.String(),
			"A process that was changing client_secret of "+shortName(state.client)+" was killed, so it is not known which secret the server has. It is set anew.")
	}
	if r.writeOnly || m.Uncertain {
		server = server.Without(oauthclient.ClientSecret)
	}
	r.notices(read.Notices)
	if !read.Unread {
		r.notices(service.Drifted(state.client, server, m.Baseline))
	}
	settled := service.Settle(state.client, server, m.Baseline)
	o.state, err = encode(values{client: settled}, withoutEmptied(raw, settled))
	r.report(reading, err)
	m.Server, m.MovedFrom, m.Deleting = service.Server(), "", false
	o.identity = identity.Of(m.Server, settled.Text(oauthclient.ID))
	m.Remembered = server.Only(service.Remembers())
	if !read.Unread {
		m.Baseline = service.Rebase(m.Baseline, state.client, server)
	}
	o.private, err = m.encode()
	r.report(reading, err)
	return o
}

// isLeftOpen reports whether it is not known what became of a write that may have made a client unreadable.
func isLeftOpen(service *oauthclient.Service, m memory, id string) bool {
	return m.Deleting || service.LeftOpen(id, oauthclient.OpenUpdate) || service.LeftOpen(id, oauthclient.OpenDeletion)
}

// importByID reads a client that was not made here.
func importByID(ctx context.Context, c *setup.Connection, id string, base tftypes.Value) outcome {
	var o outcome
	r := reporter{diags: &o.diags}
	read, err := c.Service.Read(ctx, oauthclient.Client{oauthclient.ID: id})
	r.report(importing, err)
	if err != nil {
		return o
	}
	if read.Client = bringSecret(ctx, c, read.Client, reporterOf(&o.diags, read.Client)); o.diags.HasError() {
		return o
	}
	told := o.diags
	o = imported(c.Service, read, base)
	o.diags = append(told, o.diags...)
	return o
}

// imported returns what the state holds for a client that was not made here.
func imported(service *oauthclient.Service, read oauthclient.Result, base tftypes.Value) outcome {
	var o outcome
	r := reporterOf(&o.diags, read.Client)
	r.notices(read.Notices)
	state := service.Imported(read.Client)
	m := memory{
		Server: service.Server(), Remembered: read.Client.Only(service.Remembers()),
		Baseline: service.Baseline(oauthclient.Change{Desired: state}, read.Client),
	}
	var err error
	o.state, err = encode(values{client: state}, base)
	r.report(importing, err)
	o.private, err = m.encode()
	r.report(importing, err)
	o.identity = identity.Of(m.Server, state.Text(oauthclient.ID))
	return o
}

// written is a client after it was created or updated, in whole or in part.
type written struct {
	judge *oauthclient.Judge
	// server identifies the server that it is on.
	server string
	// plan is what was planned, and base the same as Terraform has it.
	plan values
	base tftypes.Value
	// result is the client as the server has it, and baseline what is to be remembered of that.
	result   oauthclient.Client
	baseline *oauthclient.Baseline
	// secret is the secret that the client keeps when the result has none.
	secret string
	// fingerprint is that of the write-only secret.
	fingerprint *fingerprint
}

// into puts the client into the state, and what is known beside it into the private state. Terraform holds a provider to
// every value that the plan knows; where the server has another, the next refresh shows it.
func (w written) into(o *outcome, r reporter) {
	m := memory{
		Server: w.server, Remembered: w.result.Only(w.judge.Remembers()),
		Baseline: w.baseline, WriteOnly: w.fingerprint,
	}
	var err error
	state := w.state()
	o.state, err = encode(values{client: state}, w.base)
	r.report("save", err)
	o.private, err = m.encode()
	r.report("save", err)
	o.identity = identity.Of(m.Server, state.Text(oauthclient.ID))
}

func (w written) state() oauthclient.Client {
	state := w.plan.client.Clone()
	for f := range w.plan.unknown {
		if v, ok := w.result[f]; ok {
			state[f] = v
		}
	}
	if !w.plan.unknown.Has(oauthclient.ClientSecret) {
		return state
	}
	switch {
	case !w.judge.UsesSecret(w.result):
		delete(state, oauthclient.ClientSecret)
	case !state.Has(oauthclient.ClientSecret) && w.secret != "":
		state[oauthclient.ClientSecret] = w.secret
	}
	return state
}
