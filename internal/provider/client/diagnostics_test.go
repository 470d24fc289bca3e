package client

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/oauth-clients/terraform-provider-oauth/internal/backend/hydra"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

// printDiagnostics writes diagnostics as "severity at path: summary | paragraphs of the detail".
func printDiagnostics(diags diag.Diagnostics) []string {
	var lines []string
	for _, d := range diags {
		at := ""
		if withPath, ok := d.(diag.DiagnosticWithPath); ok {
			at = " at " + withPath.Path().String()
		}
		detail := strings.ReplaceAll(d.Detail(), "\n\n", " | ")
		lines = append(lines, fmt.Sprintf("%s%s: %s | %s", d.Severity(), at, d.Summary(), detail))
	}
	return lines
}

// A problem with the secret is told at the attribute that gives it. Terraform makes an error of a warning at a write-only one,
// so that stands nowhere.
func TestReportOfWriteOnlySecret(t *testing.T) {
	t.Parallel()
	var diags diag.Diagnostics
	r := reporterOf(&diags, oauthclient.Client{oauthclient.ClientID: "shop"})
	r.SecretAt = secretWriteOnly
	r.Report(report.Checking, oauthclient.Invalid(oauthclient.ClientSecret, "No."))
	r.Report(report.Checking, oauthclient.Unusual(oauthclient.ClientSecret, "Hm."))
	r.Notices([]oauthclient.Notice{
		{Field: oauthclient.ClientSecret, Summary: "It expires", Detail: "Soon."},
		{Summary: "The server is old", Detail: "Very.", Common: true},
		{Summary: "Mind the gap", Detail: "Always."},
		{Field: oauthclient.ClientName, Summary: "client_name", Detail: "The client_name is long."},
	})
	want := []string{
		"Error at client_secret_wo: Invalid value: client_secret_wo | client_secret_wo: No.",
		"Warning: Unusual value: client_secret_wo (client \"shop\") | client_secret_wo: Hm.",
		"Warning: It expires: client_secret_wo (client \"shop\") | client_secret_wo: Soon.",
		"Warning: The server is old | Very.",
		"Warning: Mind the gap (client \"shop\") | Always.",
		"Warning at client_name: client_name (client \"shop\") | The client_name is long.",
	}
	if diff := cmp.Diff(want, printDiagnostics(diags)); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	const denied = "Check the credentials in the provider configuration and the rights they give. Nothing was removed from the state."
	for _, tc := range []struct {
		name string
		op   report.Operation
		err  error
		want []string
	}{
		{"nothing", report.Reading, nil, nil},
		{
			"invalid at a field", report.Creating, oauthclient.Invalid(oauthclient.RedirectURIs, "It has a %q.", "#"),
			[]string{`Error at redirect_uris: Unable to create OAuth client: redirect_uris | redirect_uris: It has a "#".`},
		},
		{
			"invalid in a block", report.Updating, oauthclient.Invalid(hydra.Owner, "The hydra.owner is wrong."),
			[]string{`Error at hydra.owner: Unable to update OAuth client: hydra.owner | The hydra.owner is wrong.`},
		},
		{
			"invalid by a rule", report.Checking, oauthclient.Invalid(oauthclient.ClientID, "No."),
			[]string{`Error at client_id: Invalid value: client_id | client_id: No.`},
		},
		{
			"unusual", report.Checking, &oauthclient.Error{Kind: oauthclient.ErrUnusual, Field: oauthclient.GrantTypes, Message: "Hm."},
			[]string{`Warning at grant_types: Unusual value: grant_types | grant_types: Hm.`},
		},
		{
			"unsupported everywhere", report.Checking,
			&oauthclient.Error{Kind: oauthclient.ErrUnsupported, Field: oauthclient.NewField(oauthclient.Spec{Path: "nobody.knows", Kind: oauthclient.String}), Message: "No place."},
			[]string{`Error at nobody.knows: Attribute not supported by the backend: nobody.knows | nobody.knows: No place. | No backend has it. Remove the attribute.`},
		},
		{
			"unsupported here", report.Checking, &oauthclient.Error{Kind: oauthclient.ErrUnsupported, Field: hydra.Owner, Message: "No place."},
			[]string{`Error at hydra.owner: Attribute not supported by the backend: hydra.owner | hydra.owner: No place. | Remove the attribute, or use a backend that has it: "hydra".`},
		},
		{
			"not stored", report.Updating, &oauthclient.Error{Kind: oauthclient.ErrNotStored, Field: oauthclient.Scopes, Message: "Sent a.", Advice: "Change it."},
			[]string{`Error at scopes: The server did not store what was configured: scopes | scopes: Sent a. | Change it.`},
		},
		{
			"denied", report.Reading, &oauthclient.Error{Kind: oauthclient.ErrDenied, Message: "401."},
			[]string{"Error: Unable to read OAuth client | 401. | " + denied},
		},
		{
			"unavailable with a cause", report.Deleting,
			&oauthclient.Error{Kind: oauthclient.ErrUnavailable, Message: "No answer.", Advice: "Start it.", Err: errors.New("EOF")},
			[]string{`Error: Unable to delete OAuth client | No answer. | Start it. | Cause: EOF`},
		},
		{
			"outcome unknown", report.Creating, &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Message: "No answer."},
			[]string{`Error: Unable to create OAuth client | No answer. | Apply again: the next plan shows what the server has.`},
		},
		{
			"without a message", report.Importing, &oauthclient.Error{Kind: oauthclient.ErrNotFound},
			[]string{`Error: Unable to import OAuth client | client not found.`},
		},
		{
			"several", report.Checking, errors.Join(oauthclient.Invalid(oauthclient.ClientID, "One."), oauthclient.Invalid(oauthclient.Scopes, "Two.")),
			[]string{`Error at client_id: Invalid value: client_id | client_id: One.`, `Error at scopes: Invalid value: scopes | scopes: Two.`},
		},
		{
			"wrapped", report.Reading, fmt.Errorf("hydra: read client: %w", &oauthclient.Error{Kind: oauthclient.ErrDenied, Message: "403."}),
			[]string{"Error: Unable to read OAuth client | 403. | " + denied},
		},
		{
			"of another make", report.Reading, errors.New("hydra: read client: oops"),
			[]string{`Error: Unable to read OAuth client | hydra: read client: oops`},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			newReporter(&diags).Report(tc.op, tc.err)
			if diff := cmp.Diff(tc.want, printDiagnostics(diags)); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}
