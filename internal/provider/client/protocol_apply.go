package client

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/identity"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/timeouts"
)

// ApplyResourceChange answers the call of that name.
func (b Beside) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) *tfprotov6.ApplyResourceChangeResponse {
	connection := b.Connection()
	if req.TypeName != TypeName || connection == nil || connection.Service == nil {
		return nil
	}
	config, state, planned, ok := decodeChange(req.Config, req.PriorState, req.PlannedState)
	private, understood := decodePrivate(req.PlannedPrivate)
	if !ok || !understood || entity.IsNull(state) && entity.IsNull(planned) {
		return nil
	}
	if entity.IsNull(state) {
		clear(private) // a client that is made in the place of another shares nothing with it
	}
	applied := applyChange(ctx, connection, entity.Change{Config: config, State: state, Planned: planned, Private: private[memoryKey]})
	connection.TellWait(&applied.Diags)
	resp := &tfprotov6.ApplyResourceChangeResponse{NewState: req.PriorState, NewIdentity: req.PlannedIdentity}
	if applied.Gone {
		applied.State, applied.Identity = tftypes.NewValue(sparseType(), nil), identity.Null()
		clear(private)
	}
	if applied.Private != nil {
		private[memoryKey] = applied.Private
	}
	stateSaved := true
	var identityErr error
	if applied.State.Type() != nil {
		resp.NewState, stateSaved = encodeDynamic(withNull(applied.State, secretWriteOnly))
	}
	if applied.Identity.Type() != nil || resp.NewIdentity == nil {
		resp.NewIdentity, identityErr = identity.Data(applied.Identity)
	}
	var privateSaved bool
	if resp.Private, privateSaved = encodePrivate(private); !stateSaved || identityErr != nil || !privateSaved {
		// What is done is done: the framework must not be asked to do it again.
		applied.Diags.AddError("Unable to save OAuth client", "The change was made on the server, and its result cannot be written.")
	}
	resp.Diagnostics = toProtocol(applied.Diags)
	return resp
}

// applyChange makes, changes or deletes a client.
func applyChange(ctx context.Context, c *setup.Connection, req entity.Change) entity.Outcome {
	name, operation, bounded := "update", update, req.Planned
	switch {
	case entity.IsNull(req.State):
		name, operation = "create", create
	case entity.IsNull(req.Planned):
		name, operation, bounded = "delete", remove, req.State
	}
	ctx, cancel := timeouts.Deadline(ctx, bounded, name)
	defer cancel()
	return operation(ctx, c, req)
}
