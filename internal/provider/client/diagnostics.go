package client

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// title is what headlines call a client.
const title = "OAuth client"

// newReporter returns a reporter for what is wrong with a client that is not known yet, or with no client in particular.
func newReporter(diags *diag.Diagnostics) report.Reporter {
	return report.Reporter{Diags: diags, Noun: "client", Title: title, Hint: hint}
}

// reporterOf returns a reporter for what is wrong with one client.
func reporterOf(diags *diag.Diagnostics, c oauthclient.Client) report.Reporter {
	r := newReporter(diags)
	r.Name = nameOf(c)
	return r
}

// reporter returns a reporter for what is wrong with the client of a configuration.
func (v values) reporter(diags *diag.Diagnostics) report.Reporter {
	r := reporterOf(diags, v.client)
	if v.isConfigured(secretWriteOnly) {
		r.SecretAt = secretWriteOnly
	}
	return r
}

// nameOf returns what people know a client by, "" when nobody has named it yet.
func nameOf(c oauthclient.Client) string {
	return cmp.Or(c.Text(oauthclient.ClientID), c.Text(oauthclient.ClientName), c.Text(oauthclient.ID))
}

// shortName names a client in a text.
func shortName(c oauthclient.Client) string {
	return strconv.Quote(cmp.Or(c.Text(oauthclient.ClientID), c.Text(oauthclient.ID)))
}

// hint returns which backends can store a field that this one has no place for, "" for other errors.
func hint(e *oauthclient.Error) string {
	if !errors.Is(e.Kind, oauthclient.ErrUnsupported) || e.Field.IsZero() {
		return ""
	}
	var with []string
	for _, backend := range setup.Backends() {
		if backend.Judge().Supports(e.Field) {
			with = append(with, "\""+backend.Name()+"\"")
		}
	}
	if len(with) == 0 {
		return "No backend has it. Remove the attribute."
	}
	return "Remove the attribute, or use a backend that has it: " + strings.Join(with, ", ") + "."
}
