package oam

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
)

// Kind is what tells one resource from another.
type Kind = kind

// KindNamed returns the kind of that name, nil when there is none.
func KindNamed(name string) *Kind {
	for _, r := range Resources() {
		if sibling, ok := r().(*siblingResource); ok && sibling.kind.Name == name {
			return sibling.kind
		}
	}
	return nil
}

// Schema returns the schema of the resource.
func (k *kind) Schema() schema.Schema { return k.schema() }

// Judge returns the judge that knows no setting of the provider.
func (k *kind) Judge() *oauthclient.Judge { return k.judge }

// Plan makes a plan.
func (k *kind) Plan(judge *oauthclient.Judge, config, state, proposed tftypes.Value) (tftypes.Value, path.Paths, diag.Diagnostics) {
	planned := k.plan(judge, entity.Change{Config: config, State: state, Planned: proposed})
	return planned.Planned, planned.Replaced, planned.Diags
}

// Create carries out a plan to make one.
func (k *kind) Create(ctx context.Context, service *oauthclient.Service, planned tftypes.Value) entity.Outcome {
	return k.create(ctx, service, entity.Change{Planned: planned})
}

// Update carries out a plan to change one.
func (k *kind) Update(ctx context.Context, service *oauthclient.Service, state, planned tftypes.Value, private []byte) entity.Outcome {
	return k.update(ctx, service, entity.Change{State: state, Planned: planned, Private: private})
}

// Refresh reads one.
func (k *kind) Refresh(ctx context.Context, service *oauthclient.Service, state tftypes.Value, private []byte) entity.Outcome {
	return k.refresh(ctx, service, entity.Change{State: state, Private: private})
}

// Import reads one that was not made here.
func (k *kind) Import(ctx context.Context, service *oauthclient.Service, id string, base tftypes.Value) entity.Outcome {
	return k.importByID(ctx, service, id, base)
}

// Remove deletes one.
func (k *kind) Remove(ctx context.Context, service *oauthclient.Service, state tftypes.Value, private []byte) diag.Diagnostics {
	return k.remove(ctx, service, entity.Change{State: state, Private: private}).Diags
}
