package client

import (
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
)

// memoryKey is where the resource's private state has what must be known of a client beside its attributes.
const memoryKey = "client"

// decodeMemory reads a memory as the private state has it. The judge is nil while no backend is known.
func decodeMemory(text []byte, judge *oauthclient.Judge) (entity.Memory, error) {
	var remembered oauthclient.FieldSet
	if judge != nil {
		remembered = judge.Remembers()
	}
	return entity.DecodeMemory(text, fields().byPath, remembered)
}
