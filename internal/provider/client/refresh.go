package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// A refresher brings a state up to date with the server.
type refresher struct {
	service *oauthclient.Service
	// raw is the state as Terraform has it, and state the same as it is understood.
	raw    tftypes.Value
	state  values
	memory entity.Memory
	report report.Reporter
	out    entity.Outcome
}

// refresh reads a client. The state stays as it is while the server cannot be asked, or shows no clients.
func refresh(ctx context.Context, c *setup.Connection, req entity.Change) entity.Outcome {
	f := &refresher{raw: req.State}
	var err error
	f.state, err = decode(req.State)
	f.report = reporterOf(&f.out.Diags, f.state.client)
	if f.hasWriteOnly() {
		f.report.SecretAt = secretWriteOnly
	}
	f.report.Report(report.Reading, err)
	f.memory, err = decodeMemory(req.Private, c.JudgeOrNil())
	f.report.Report(report.Reading, err)
	f.out.Identity = identity.Of(f.memory.Server, f.id())
	switch {
	case c != nil && c.Judge == nil:
		c.Connected(&f.out.Diags)
	case c == nil || c.Service == nil:
		f.out.Diags.AddWarning("OAuth client not refreshed",
			"The provider configuration depends on values that are not known yet, so the server was not asked.")
	case !f.out.Diags.HasError():
		f.service = c.Service
		f.run(ctx)
	}
	return f.out
}

func (f *refresher) id() string { return f.state.client.Text(oauthclient.ID) }

// hasWriteOnly reports whether the client's secret was configured by client_secret_wo. Of that a state holds the version alone.
func (f *refresher) hasWriteOnly() bool { return f.state.isConfigured(secretWriteOnlyVersion) }

func (f *refresher) run(ctx context.Context) {
	read, err := f.service.Read(ctx, reminded(f.state.client, f.memory))
	switch {
	case errors.Is(err, oauthclient.ErrUnsupported):
		return
	case errors.Is(err, oauthclient.ErrDenied) && isLeftOpen(f.service, f.memory, f.id()):
		denied, _ := errors.AsType[*oauthclient.Error](err)
		f.out.Diags.AddWarning("OAuth client not refreshed",
			"A request to change or delete the client "+shortName(f.state.client)+" got no answer, and the server denies access to it now, as it may do for a client that is gone. "+
				report.Detail(denied, ""))
		return
	case errors.Is(err, oauthclient.ErrNotFound):
		err = elsewhere(f.service, f.memory, f.state.client)
		f.out.Gone = err == nil
	}
	f.report.Report(report.Reading, err)
	if err == nil && !f.out.Gone {
		f.take(read)
	}
}

// take puts what was read into the state.
func (f *refresher) take(read oauthclient.Result) {
	if f.service.Interrupted(f.id()) {
		f.doubtSecret()
	}
	server := read.Client
	if f.hasWriteOnly() || f.memory.Uncertain {
		server = server.Without(oauthclient.ClientSecret)
	}
	before := f.state.client
	f.report.Notices(read.Notices)
	if !read.Unread {
		f.report.Notices(f.service.Drifted(before, server, f.memory.Baseline))
	}
	settled := f.service.Settle(before, server, f.memory.Baseline)
	m := f.memory
	m.Server, m.MovedFrom, m.Deleting = f.service.Server(), "", false
	m.Remembered = server.Only(f.service.Remembers())
	if !read.Unread {
		m.Baseline = f.service.Rebase(m.Baseline, before, server)
	}
	save(&f.out, f.report, values{client: settled}, withoutEmptied(f.raw, settled), m)
}

// doubtSecret takes the secret out of the state, so that the next plan sets one again.
func (f *refresher) doubtSecret() {
	const secret = "client_secret"
	f.state.client = f.state.client.Without(oauthclient.ClientSecret)
	f.raw = withNull(f.raw, secretWriteOnlyVersion)
	f.memory.Uncertain = true
	f.report.Warn(secret, "The client's secret may have changed: "+secret,
		"A process that was changing client_secret of "+shortName(f.state.client)+" was killed, so it is not known which secret the server has. It is set anew.")
}

// isLeftOpen reports whether it is not known what became of a write that may have made a client unreadable.
func isLeftOpen(service *oauthclient.Service, m entity.Memory, id string) bool {
	return m.Deleting || service.LeftOpen(id, oauthclient.OpenUpdate) || service.LeftOpen(id, oauthclient.OpenDeletion)
}

// elsewhere returns an error when a client that is not found was made on another server than the one that was asked, or may
// have been.
func elsewhere(service *oauthclient.Service, m entity.Memory, c oauthclient.Client) error {
	if m.MovedFrom != "" {
		return &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: fmt.Sprintf("The client %s was moved here from a resource %s, and the server %s does not have it.", shortName(c), m.MovedFrom, service.Server()),
			Advice:  "Point the provider at the server that has the client. If there is no such client any more, take the resource out of the state (terraform state rm).",
		}
	}
	return m.Elsewhere("client", cmp.Or(c.Text(oauthclient.ClientID), c.Text(oauthclient.ID)), service.Server())
}
