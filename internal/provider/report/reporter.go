package report

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// An Operation is what was tried when something went wrong, as a verb for people.
type Operation string

// The operations.
const (
	Checking   Operation = "check"
	Inspecting Operation = "check with the server"
	Planning   Operation = "plan"
	Creating   Operation = "create"
	Reading    Operation = "read"
	Updating   Operation = "update"
	Deleting   Operation = "delete"
	Importing  Operation = "import"
	Listing    Operation = "list"
	Moving     Operation = "move"
	Saving     Operation = "save"
)

// InvalidValue is the headline for what a check finds.
const InvalidValue = "Invalid value"

// A Reporter is the one way from what is wrong with an entity to diagnostics.
type Reporter struct {
	Diags *diag.Diagnostics
	// Noun is what is managed, as in "client", and Title the same in headlines, as in "OAuth client".
	Noun, Title string
	// Name is that of the entity for people, "" when it has none yet.
	Name string
	// SecretAt is the write-only attribute that gives the client_secret, which is where problems with that are told. "" when
	// client_secret itself gives it.
	SecretAt string
	// Hint returns what to do about an error that does not say it, "" when its kind says enough. Nil means that it always does.
	Hint func(*oauthclient.Error) string
}

// Report turns an error of the core into diagnostics, at the attribute at fault where that is known.
func (r Reporter) Report(op Operation, err error) {
	for _, one := range split(err) {
		known, ok := errors.AsType[*oauthclient.Error](one)
		if !ok {
			r.Diags.AddError("Unable to "+string(op)+" "+r.Title, one.Error())
			continue
		}
		r.reportOne(op, known)
	}
}

func (r Reporter) reportOne(op Operation, e *oauthclient.Error) {
	at := r.attributeOf(e.Field)
	summary, detail := naming(at, r.summary(op, e), r.detail(e))
	switch {
	case errors.Is(e.Kind, oauthclient.ErrUnusual):
		r.Warn(at, summary, detail)
	case at == "":
		r.Diags.AddError(summary, detail)
	default:
		r.Diags.AddAttributeError(Path(at), summary, detail)
	}
}

// ReportCreation is Report for a creation that made the entity. The values that did not take are warnings, since an error would
// have Terraform destroy what was made; the next plan shows the difference.
func (r Reporter) ReportCreation(err error) {
	for _, one := range split(err) {
		known, ok := errors.AsType[*oauthclient.Error](one)
		if !ok || !errors.Is(known.Kind, oauthclient.ErrNotStored) {
			r.Report(Creating, one)
			continue
		}
		at := r.attributeOf(known.Field)
		summary, detail := naming(at, r.summary(Creating, known), r.detail(known))
		r.Warn(at, summary, detail+"\n\nThe "+r.Noun+" is there, and the next plan shows the difference.")
	}
}

// Problems reports what a check found, what is unusual about one attribute as one warning.
func (r Reporter) Problems(op Operation, problems []*oauthclient.Error) {
	for _, problem := range merge(problems) {
		r.reportOne(op, problem)
	}
}

// Notices shows what is to be known of an entity as warnings.
func (r Reporter) Notices(notices []oauthclient.Notice) {
	for _, n := range notices {
		at := r.attributeOf(n.Field)
		summary, detail := naming(at, n.Summary, n.Detail)
		about := r
		if n.Common {
			about.Name = ""
		}
		about.Warn(at, summary, detail)
	}
}

// Warn adds a warning, with the entity's name in its summary. Terraform turns one at a write-only attribute into an error (seen
// on 1.11.4), so one about that stands at no attribute.
func (r Reporter) Warn(at, summary, detail string) {
	summary = about(summary, r.Noun, r.Name)
	if at == "" || at == r.SecretAt {
		r.Diags.AddWarning(summary, detail)
		return
	}
	r.Diags.AddAttributeWarning(Path(at), summary, detail)
}

// Attribute adds an error about an attribute that need not be a field.
func (r Reporter) Attribute(at, summary, detail string) {
	summary, detail = naming(at, summary, detail)
	r.Diags.AddAttributeError(Path(at), summary, detail)
}

// attributeOf returns the dotted path of the attribute that a field is configured by.
func (r Reporter) attributeOf(f oauthclient.Field) string {
	if f == oauthclient.ClientSecret && r.SecretAt != "" {
		return r.SecretAt
	}
	return f.String()
}

func (r Reporter) summary(op Operation, e *oauthclient.Error) string {
	switch {
	case op == Checking && errors.Is(e.Kind, oauthclient.ErrUnsupported):
		return "Attribute not supported by the backend"
	case op == Inspecting:
		return "Value not listed by the server"
	case errors.Is(e.Kind, oauthclient.ErrUnusual):
		return "Unusual value"
	case op == Checking:
		return InvalidValue
	case errors.Is(e.Kind, oauthclient.ErrNotStored):
		return "The server did not store what was configured"
	}
	return "Unable to " + string(op) + " " + r.Title
}

func (r Reporter) detail(e *oauthclient.Error) string {
	hint := ""
	if r.Hint != nil && e.Advice == "" {
		hint = r.Hint(e)
	}
	return Detail(e, hint)
}
