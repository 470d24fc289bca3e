package oam

import (
	"cmp"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

// reporter returns the reporter for one entity of the kind.
func (k *kind) reporter(diags *diag.Diagnostics, known oauthclient.Client) report.Reporter {
	name, _ := oauthclient.FieldAt(k.Fields, "name")
	return report.Reporter{
		Diags: diags, Noun: k.noun(), Title: k.title(), Name: cmp.Or(known.Text(oauthclient.ID), known.Text(name)),
	}
}

// title is what headlines call an entity of the kind.
func (k *kind) title() string { return "OAM " + k.noun() }

// noun is what messages call it.
func (k *kind) noun() string { return k.judge.Profile().Noun }
