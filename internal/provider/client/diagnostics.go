package client

import (
	"cmp"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// An operation is what was tried when something went wrong, as a verb for people.
type operation string

const (
	checking       operation = "check"
	inspecting     operation = "check with the server"
	creating       operation = "create"
	reading        operation = "read"
	updating       operation = "update"
	deleting       operation = "delete"
	importing      operation = "import"
	listingClients operation = "list"
)

// A reporter is the one way from what is wrong with a client to diagnostics.
type reporter struct {
	diags *diag.Diagnostics
	// writeOnly says that the client's secret is configured by client_secret_wo, which is where problems with it are told.
	writeOnly bool
	// client is the name of the client for people, "" when it has none yet.
	client string
}

// reporterOf returns a reporter for what is wrong with one client.
func reporterOf(diags *diag.Diagnostics, c oauthclient.Client) reporter {
	return reporter{diags: diags, client: nameOf(c)}
}

// nameOf returns what people know a client by, "" when nobody has named it yet.
func nameOf(c oauthclient.Client) string {
	return cmp.Or(c.Text(oauthclient.ClientID), c.Text(oauthclient.ClientName), c.Text(oauthclient.ID))
}

// report turns an error of the core into diagnostics, at the attribute at fault where that is known.
func (r reporter) report(op operation, err error) {
	switch joined := err.(type) { //nolint:errorlint // A joined error is taken apart, not searched.
	case nil:
	case *oauthclient.Error:
		r.reportOne(op, joined)
	case interface{ Unwrap() []error }:
		for _, one := range joined.Unwrap() {
			r.report(op, one)
		}
	default:
		var known *oauthclient.Error
		if errors.As(err, &known) {
			r.reportOne(op, known)
			return
		}
		r.diags.AddError("Unable to "+string(op)+" OAuth client", err.Error())
	}
}

func (r reporter) reportOne(op operation, e *oauthclient.Error) {
	at := r.attributeOf(e.Field)
	summary, detail := report.Naming(at, summaryOf(op, e), detailOf(e))
	switch {
	case errors.Is(e.Kind, oauthclient.ErrUnusual):
		r.warn(at, summary, detail)
	case at == "":
		r.diags.AddError(summary, detail)
	default:
		r.diags.AddAttributeError(report.Path(at), summary, detail)
	}
}

// attributeOf returns the dotted path of the attribute that a field is configured by.
func (r reporter) attributeOf(f oauthclient.Field) string {
	if f == oauthclient.ClientSecret && r.writeOnly {
		return secretWriteOnly
	}
	return f.String()
}

// problems reports what a check found, what is unusual about one attribute as one warning.
func (r reporter) problems(op operation, problems []*oauthclient.Error) {
	for _, problem := range report.Merge(problems) {
		r.reportOne(op, problem)
	}
}

// notices shows what is to be known of a client as warnings.
func (r reporter) notices(notices []oauthclient.Notice) {
	for _, n := range notices {
		at := r.attributeOf(n.Field)
		summary, detail := report.Naming(at, n.Summary, n.Detail)
		about := r
		if n.Common {
			about.client = ""
		}
		about.warn(at, summary, detail)
	}
}

// warn adds a warning, with the client's name in its summary. Terraform turns one at a write-only attribute into an error
// (seen on 1.11.4), so one about client_secret_wo stands at no attribute.
func (r reporter) warn(at, summary, detail string) {
	summary = report.About(summary, "client", r.client)
	if at == "" || at == secretWriteOnly {
		r.diags.AddWarning(summary, detail)
		return
	}
	r.diags.AddAttributeWarning(report.Path(at), summary, detail)
}

// attribute adds an error about an attribute that is no field of a client.
func (r reporter) attribute(at, summary, detail string) {
	summary, detail = report.Naming(at, summary, detail)
	r.diags.AddAttributeError(report.Path(at), summary, detail)
}

// invalidValue is the summary for what a check finds.
const invalidValue = "Invalid value"

func summaryOf(op operation, e *oauthclient.Error) string {
	switch {
	case op == checking && errors.Is(e.Kind, oauthclient.ErrUnsupported):
		return "Attribute not supported by the backend"
	case op == inspecting:
		return "Value not listed by the server"
	case errors.Is(e.Kind, oauthclient.ErrUnusual):
		return "Unusual value"
	case op == checking:
		return invalidValue
	case errors.Is(e.Kind, oauthclient.ErrNotStored):
		return "The server did not store what was configured"
	}
	return "Unable to " + string(op) + " OAuth client"
}

func detailOf(e *oauthclient.Error) string {
	hint := ""
	if errors.Is(e.Kind, oauthclient.ErrUnsupported) && e.Advice == "" && !e.Field.IsZero() {
		hint = backendsWith(e.Field)
	}
	return report.Detail(e, hint)
}

// backendsWith says which backends can store a field.
func backendsWith(f oauthclient.Field) string {
	var with []string
	for _, backend := range setup.Backends() {
		if oauthclient.NewJudge(backend.Profile()).Supports(f) {
			with = append(with, "\""+backend.Name()+"\"")
		}
	}
	if len(with) == 0 {
		return "No backend has it. Remove the attribute."
	}
	return "Remove the attribute, or use a backend that has it: " + strings.Join(with, ", ") + "."
}
