package provider

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// report turns an error of the core into diagnostics, at the attribute at fault where that is known. Operation is what
// was tried: "create", "read", "update", "delete", "import" or "check".
func report(diags *diag.Diagnostics, operation string, err error) {
	switch joined := err.(type) { //nolint:errorlint // A joined error is taken apart, not searched.
	case nil:
	case *oauthclient.Error:
		reportOne(diags, operation, joined)
	case interface{ Unwrap() []error }:
		for _, one := range joined.Unwrap() {
			report(diags, operation, one)
		}
	default:
		var known *oauthclient.Error
		if errors.As(err, &known) {
			reportOne(diags, operation, known)
			return
		}
		diags.AddError("Unable to "+operation+" OAuth client", err.Error())
	}
}

func reportOne(diags *diag.Diagnostics, operation string, e *oauthclient.Error) {
	summary, detail := summaryOf(operation, e), detailOf(e)
	switch at := pathOf(e.Field); {
	case errors.Is(e.Kind, oauthclient.ErrUnusual):
		diags.AddAttributeWarning(at, summary, detail)
	case e.Field.IsZero():
		diags.AddError(summary, detail)
	default:
		diags.AddAttributeError(at, summary, detail)
	}
}

// addNotices shows what is to be known of a client as warnings.
func addNotices(diags *diag.Diagnostics, notices []oauthclient.Notice) {
	for _, n := range notices {
		diags.AddAttributeWarning(pathOf(n.Field), n.Summary, n.Detail)
	}
}

func summaryOf(operation string, e *oauthclient.Error) string {
	switch {
	case operation == "check" && errors.Is(e.Kind, oauthclient.ErrUnsupported):
		return "Attribute not supported by the backend"
	case errors.Is(e.Kind, oauthclient.ErrUnusual):
		return "Unusual value"
	case operation == "check":
		return "Invalid client metadata"
	case errors.Is(e.Kind, oauthclient.ErrNotStored):
		return "The server did not store what was configured"
	}
	return "Unable to " + operation + " OAuth client"
}

// advice is what can be done about a kind of error when the error itself says nothing about that.
var advice = []struct {
	kind error
	text string
}{
	{oauthclient.ErrDenied, "Check the credentials in the provider configuration and the rights they give. The client was not removed from the state."},
	{oauthclient.ErrUnavailable, "Check the server and its address in the provider configuration, then apply again."},
	{oauthclient.ErrOutcomeUnknown, "Apply again: the next plan shows what the server has."},
}

func detailOf(e *oauthclient.Error) string {
	detail := e.Message
	if detail == "" && e.Kind != nil {
		detail = e.Kind.Error() + "."
	}
	hint := e.Advice
	if errors.Is(e.Kind, oauthclient.ErrUnsupported) && hint == "" {
		hint = backendsWith(e.Field)
	}
	for _, general := range advice {
		if hint == "" && errors.Is(e.Kind, general.kind) {
			hint = general.text
		}
	}
	if hint != "" {
		detail += "\n\n" + hint
	}
	if e.Err != nil {
		detail += "\n\nCause: " + e.Err.Error()
	}
	return detail
}

// backendsWith says which backends can store a field.
func backendsWith(f oauthclient.Field) string {
	var with []backendBlock
	for _, block := range backendBlocks() {
		if block.driver.Supports().Has(f) {
			with = append(with, block)
		}
	}
	if len(with) == 0 {
		return "No backend of this version of the provider has it. Remove the attribute."
	}
	return "Remove the attribute, or use a backend that has it: " + blockNames(with) + "."
}
