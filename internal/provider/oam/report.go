package oam

import (
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

// A reporter is the one way from what is wrong to diagnostics.
type reporter struct {
	diags *diag.Diagnostics
	// noun is what messages call the entity.
	noun string
	// name is that of the entity, "" when it is not known.
	name string
}

// reporter returns the reporter for one entity of the kind.
func (k *kind) reporter(diags *diag.Diagnostics, known oauthclient.Client) reporter {
	name := known.Text(oauthclient.ID)
	for f := range known {
		if name == "" && f.String() == "name" {
			name = known.Text(f)
		}
	}
	return reporter{diags, k.noun, name}
}

// problems reports what a check found, what is unusual about one attribute as one warning.
func (r reporter) problems(problems []*oauthclient.Error) {
	for _, problem := range report.Merge(problems) {
		r.report("", problem)
	}
}

// report turns an error into diagnostics, at the attribute at fault where that is known. Operation is a verb, or empty for a
// check of a configuration.
func (r reporter) report(operation string, err error) {
	for _, one := range report.Split(err) {
		var known *oauthclient.Error
		if !errors.As(one, &known) {
			r.diags.AddError("Unable to "+operation+" "+r.noun, one.Error())
			continue
		}
		summary, detail := report.Naming(known.Field.String(), r.summary(operation, known), report.Detail(known, ""))
		switch {
		case errors.Is(known.Kind, oauthclient.ErrUnusual):
			r.warn(known.Field, summary, detail)
		case known.Field.IsZero():
			r.diags.AddError(summary, detail)
		default:
			r.diags.AddAttributeError(report.Path(known.Field.String()), summary, detail)
		}
	}
}

func (r reporter) summary(operation string, e *oauthclient.Error) string {
	switch {
	case errors.Is(e.Kind, oauthclient.ErrUnusual):
		return "Unusual value"
	case operation == "":
		return "Invalid value"
	case errors.Is(e.Kind, oauthclient.ErrNotStored):
		return "The server did not store what was configured"
	}
	return "Unable to " + operation + " " + r.noun
}

func (r reporter) warn(f oauthclient.Field, summary, detail string) {
	summary = report.About(summary, strings.TrimPrefix(r.noun, "OAM "), r.name)
	if f.IsZero() {
		r.diags.AddWarning(summary, detail)
		return
	}
	r.diags.AddAttributeWarning(report.Path(f.String()), summary, detail)
}

func (r reporter) notices(notices []oauthclient.Notice) {
	for _, n := range notices {
		summary, detail := report.Naming(n.Field.String(), n.Summary, n.Detail)
		r.warn(n.Field, summary, detail)
	}
}

// warnNotStored shows the values that did not take at a creation as warnings, since an error would have Terraform destroy
// what was made. It returns what else went wrong.
func (r reporter) warnNotStored(err error) error {
	var rest []error
	for _, one := range report.Split(err) {
		var known *oauthclient.Error
		if !errors.As(one, &known) || !errors.Is(known.Kind, oauthclient.ErrNotStored) {
			rest = append(rest, one)
			continue
		}
		summary, detail := report.Naming(known.Field.String(), r.summary("create", known), report.Detail(known, ""))
		r.warn(known.Field, summary, detail+"\n\nThe "+strings.TrimPrefix(r.noun, "OAM ")+" was created. The next plan shows the difference.")
	}
	return errors.Join(rest...)
}

// attribute adds an error about an attribute that is no field.
func (r reporter) attribute(at string, problem error) {
	summary, detail := report.Naming(at, "Invalid value", problem.Error()+".")
	r.diags.AddAttributeError(report.Path(at), summary, detail)
}
