package client

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/report"
)

func deletionProtectionAttribute() schema.Attribute {
	return schema.BoolAttribute{
		Optional: true,
		MarkdownDescription: "Whether a plan that destroys the client, or makes it anew, is an error. To delete it after all, set it to `false` and apply that first. " +
			"It protects from this provider, not from others who can change the server. Default `false`.",
	}
}

// isProtected reports whether a state forbids that the client is deleted.
func isProtected(state values) bool {
	protection := state.others[deletionProtection]
	var protected bool
	return !entity.IsNull(protection) && protection.IsKnown() && protection.As(&protected) == nil && protected
}

const howToLift = "To allow it, set deletion_protection = false, apply that, and then repeat this."

// checkDestroy reports that a state forbids that the client is deleted.
func checkDestroy(raw tftypes.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	r := newReporter(&diags)
	state, err := decode(raw)
	r.Report(report.Deleting, err)
	if isProtected(state) {
		r.Attribute(deletionProtection, "The client is protected",
			"The client "+shortName(state.client)+" must not be deleted: deletion_protection is true in its state. "+howToLift+
				" (A resource that is tainted has to be untainted first.)")
	}
	return diags
}

// checkReplacement reports that the client would have to be made anew and the state forbids that.
func (p *planner) checkReplacement(replaced path.Paths, r report.Reporter) {
	if len(replaced) == 0 || !isProtected(p.state) {
		return
	}
	names := make([]string, len(replaced))
	for i, at := range replaced {
		names[i] = at.String()
	}
	r.Attribute(deletionProtection, "The client is protected",
		"The change of "+strings.Join(names, ", ")+" would delete the client "+shortName(p.state.client)+" and make a new one, and deletion_protection is true in its state. "+
			"Undo the change. "+howToLift)
}
