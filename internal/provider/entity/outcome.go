package entity

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A Plan is what a plan says.
type Plan struct {
	Planned tftypes.Value
	// Replaced are the attributes because of which the entity must be made anew.
	Replaced path.Paths
	Diags    diag.Diagnostics
}

// An Outcome is what an operation leaves behind.
type Outcome struct {
	// State is the new state, the zero Value when it stays as it is.
	State tftypes.Value
	// Private is the new private state, nil when it stays as it is.
	Private []byte
	// Identity is the resource identity, the zero Value when it stays as it is.
	Identity tftypes.Value
	// Gone says that the entity is no longer on the server.
	Gone  bool
	Diags diag.Diagnostics
}

// A Response is where a call of the framework takes an outcome.
type Response struct {
	State *tftypes.Value
	// Identity is nil where the call takes none.
	Identity *tfsdk.ResourceIdentity
	Private  interface {
		SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
	}
	Diags *diag.Diagnostics
}

// Into hands the outcome to Terraform, the private state under a key.
func (o Outcome) Into(ctx context.Context, key string, resp Response) {
	if o.State.Type() != nil {
		*resp.State = o.State
	}
	if o.Identity.Type() != nil && resp.Identity != nil {
		resp.Identity.Raw = o.Identity
	}
	if o.Private != nil {
		resp.Diags.Append(resp.Private.SetKey(ctx, key, o.Private)...)
	}
	resp.Diags.Append(o.Diags...)
}

// readPrivate returns what the private state of a resource has under a key.
func readPrivate(ctx context.Context, private interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}, key string, diags *diag.Diagnostics,
) []byte {
	text, problems := private.GetKey(ctx, key)
	diags.Append(problems...)
	return text
}
