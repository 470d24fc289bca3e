package client

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

// The values of on_existing.
const (
	existingFails     = "fail"
	existingIsAdopted = "adopt"
)

func onExistingAttribute() schema.Attribute {
	return schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "What a creation does when the server has a client with the same `client_id`, or with the same name where names are unique: " +
			"`fail`, the default, or `adopt`: the client that is there is taken over and becomes what is configured. " +
			"It keeps its secret, which is not known here then, unless `client_secret` or `client_secret_wo` gives one. What it has beside stays, unless what is configured excludes it, and the next plan shows it. " +
			"A plan that finds such a client says so. Destroying the resource deletes the client, adopted or not.",
	}
}

// adopts reports whether a client that is there already is to be taken over.
func (v values) adopts() bool {
	text, _ := entity.Text(v.others[onExisting])
	return text == existingIsAdopted
}

// checkOnExisting reports a value that is none of the two.
func (v values) checkOnExisting(r report.Reporter) {
	if text, _ := entity.Text(v.others[onExisting]); text != "" && text != existingFails && text != existingIsAdopted {
		r.Attribute(onExisting, report.InvalidValue, fmt.Sprintf("%q is not a value of on_existing: it is %q or %q.", text, existingFails, existingIsAdopted))
	}
}

// checkAdoption reports that the backend cannot look for a client to adopt, or has nothing to go by.
func (p *planner) checkAdoption(r report.Reporter) {
	switch {
	case !p.config.adopts():
	case !p.judge.Profile().Can.Find:
		r.Attribute(onExisting, "Attribute not supported by the backend",
			p.judge.Title()+" cannot be asked for a client that is there already, and a creation meets none. Remove the attribute.")
	case !p.exists && !p.config.unknown.Has(oauthclient.ClientID) && !p.config.unknown.Has(oauthclient.ClientName) && !p.judge.CanMeet(p.config.client):
		r.Warn(onExisting, "No client can be adopted: on_existing",
			"on_existing has nothing to go by: without a client_id a creation meets no client on "+p.judge.Title()+", and makes a new one. Configure the client_id of the client to adopt.")
	}
}

// announceAdoption says what becomes of a client that the planned creation meets.
func (p *planner) announceAdoption(ctx context.Context, service *oauthclient.Service, r report.Reporter) {
	if p.exists || service == nil || !p.config.adopts() || r.Diags.HasError() ||
		p.config.unknown.Has(oauthclient.ClientID) || p.config.unknown.Has(oauthclient.ClientName) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, inspectionTimeout)
	defer cancel()
	found, err := service.Existing(ctx, p.config.client)
	switch {
	case errors.Is(err, oauthclient.ErrAlreadyExists):
		r.Report(report.Creating, err)
	case err != nil:
		r.Warn(onExisting, "Not known whether there is a client to adopt: on_existing",
			"The server could not be asked whether it has the client already.\n\n"+err.Error())
	case found != nil:
		r.Warn(onExisting, "An existing client will be adopted: on_existing", p.adoption(found))
	}
}

// adoption says what the adoption of a client does.
func (p *planner) adoption(found oauthclient.Client) string {
	text := fmt.Sprintf("The server has the client %s already", shortName(found))
	if name := found.Text(oauthclient.ClientName); name != "" {
		text += fmt.Sprintf(", with the name %q", name)
	}
	text += ". If it is still there at the apply, it is taken over, since on_existing is \"adopt\". "
	if p.config.configured(oauthclient.ClientSecret) || p.config.isConfigured(secretWriteOnly) {
		text += "It gets the configured secret."
	} else {
		text += "It keeps its secret."
	}
	var changed, left, excluded []string
	without := p.judge.Excluded(p.config.client, found)
	for _, f := range p.config.client.Fields().Sorted() {
		if p.judge.Configures(f) && !p.judge.Equal(f, p.config.client[f], found[f]) {
			changed = append(changed, f.String())
		}
	}
	for _, f := range p.judge.Leftover(p.config.client, found) {
		switch {
		case p.config.unknown.Has(f):
		case without.Has(f):
			excluded = append(excluded, f.String())
		default:
			left = append(left, f.String())
		}
	}
	if len(changed) > 0 {
		text += "\n\nThese become what is configured: " + strings.Join(changed, ", ") + "."
	}
	if len(excluded) > 0 {
		text += "\n\nThese are not configured and are taken out, since the client cannot have them beside what is configured: " + strings.Join(excluded, ", ") + "."
	}
	if len(left) > 0 {
		text += "\n\nThese are not configured and stay as they are: " + strings.Join(left, ", ") + ". The next plan shows them."
	}
	return text
}

// createOrAdopt makes the planned client, or adopts it where that is asked for.
func createOrAdopt(ctx context.Context, service *oauthclient.Service, plan values, desired oauthclient.Client) (result oauthclient.Result, adopted bool, err error) {
	if plan.adopts() && service.Profile().Can.Find {
		return service.CreateOrAdopt(ctx, desired)
	}
	result, err = service.Create(ctx, desired)
	if known, ok := errors.AsType[*oauthclient.Error](err); ok && errors.Is(known.Kind, oauthclient.ErrAlreadyExists) && service.Profile().Can.Find {
		hinted := *known
		hinted.Advice = strings.TrimSpace(hinted.Advice + " Or set on_existing = \"adopt\" to take it over.")
		err = &hinted
	}
	return result, false, err
}
