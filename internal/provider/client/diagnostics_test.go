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

func TestReport(t *testing.T) {
	t.Parallel()
	const denied = "Check the credentials in the provider configuration and the rights they give. Nothing was removed from the state."
	for _, tc := range []struct {
		name, operation string
		err             error
		want            []string
	}{
		{"nothing", "read", nil, nil},
		{
			"invalid at a field", "create", oauthclient.Invalid(oauthclient.RedirectURIs, "It has a %q.", "#"),
			[]string{`Error at redirect_uris: Unable to create OAuth client | It has a "#".`},
		},
		{
			"invalid in a room", "update", oauthclient.Invalid(oauthclient.SubjectType, "No."),
			[]string{`Error at openid.subject_type: Unable to update OAuth client | No.`},
		},
		{
			"invalid by a rule", "check", oauthclient.Invalid(oauthclient.ClientID, "No."),
			[]string{`Error at client_id: Invalid client metadata | No.`},
		},
		{
			"unusual", "check", &oauthclient.Error{Kind: oauthclient.ErrUnusual, Field: oauthclient.GrantTypes, Message: "Hm."},
			[]string{`Warning at grant_types: Unusual value | Hm.`},
		},
		{
			"unsupported everywhere", "check",
			&oauthclient.Error{Kind: oauthclient.ErrUnsupported, Field: oauthclient.NewField("nobody.knows", oauthclient.String), Message: "No place."},
			[]string{`Error at nobody.knows: Attribute not supported by the backend | No place. | No backend of this version of the provider has it. Remove the attribute.`},
		},
		{
			"unsupported here", "check", &oauthclient.Error{Kind: oauthclient.ErrUnsupported, Field: hydra.Owner, Message: "No place."},
			[]string{`Error at hydra.owner: Attribute not supported by the backend | No place. | Remove the attribute, or use a backend that has it: "hydra".`},
		},
		{
			"not stored", "update", &oauthclient.Error{Kind: oauthclient.ErrNotStored, Field: oauthclient.Scopes, Message: "Sent a.", Advice: "Change it."},
			[]string{`Error at scopes: The server did not store what was configured | Sent a. | Change it.`},
		},
		{
			"denied", "read", &oauthclient.Error{Kind: oauthclient.ErrDenied, Message: "401."},
			[]string{"Error: Unable to read OAuth client | 401. | " + denied},
		},
		{
			"unavailable with a cause", "delete",
			&oauthclient.Error{Kind: oauthclient.ErrUnavailable, Message: "No answer.", Advice: "Start it.", Err: errors.New("EOF")},
			[]string{`Error: Unable to delete OAuth client | No answer. | Start it. | Cause: EOF`},
		},
		{
			"outcome unknown", "create", &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Message: "No answer."},
			[]string{`Error: Unable to create OAuth client | No answer. | Apply again: the next plan shows what the server has.`},
		},
		{
			"without a message", "import", &oauthclient.Error{Kind: oauthclient.ErrNotFound},
			[]string{`Error: Unable to import OAuth client | client not found.`},
		},
		{
			"several", "check", errors.Join(oauthclient.Invalid(oauthclient.ClientID, "One."), oauthclient.Invalid(oauthclient.Scopes, "Two.")),
			[]string{`Error at client_id: Invalid client metadata | One.`, `Error at scopes: Invalid client metadata | Two.`},
		},
		{
			"wrapped", "read", fmt.Errorf("hydra: read client: %w", &oauthclient.Error{Kind: oauthclient.ErrDenied, Message: "403."}),
			[]string{"Error: Unable to read OAuth client | 403. | " + denied},
		},
		{
			"of another make", "read", errors.New("hydra: read client: oops"),
			[]string{`Error: Unable to read OAuth client | hydra: read client: oops`},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			report(&diags, tc.operation, tc.err)
			if diff := cmp.Diff(tc.want, printDiagnostics(diags)); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}
