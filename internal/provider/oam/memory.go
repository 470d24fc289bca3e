package oam

import (
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
)

// memoryKey is where the private state has what must be known beside the attributes.
const memoryKey = "sibling"

// decodeMemory reads a memory as the private state has it.
func (k *kind) decodeMemory(text []byte) (entity.Memory, error) {
	fields := map[string]oauthclient.Field{}
	for _, f := range k.Fields {
		fields[f.String()] = f
	}
	return entity.DecodeMemory(text, fields, nil)
}
