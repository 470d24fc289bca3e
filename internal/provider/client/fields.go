// Package client is the resource oauth_client and all that belongs to it: its schema, made from the fields of a client; the
// conversion between Terraform's values and a client; what a plan says, what an apply does, and what the state remembers.
package client

import (
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/setup"
)

// TypeName is the name of the resource and of the data source.
const TypeName = "oauth_client"

// Attributes of oauth_client that are no fields of a client.
const (
	secretWriteOnly        = "client_secret_wo"
	secretWriteOnlyVersion = "client_secret_wo_version"
	secretRotation         = "client_secret_rotation_triggers"
	secretRetirement       = "client_secret_retirement_triggers"
	onExisting             = "on_existing"
	deletionProtection     = "deletion_protection"
)

// An index finds the fields that have an attribute.
type index struct {
	// byName are the fields at the top level by attribute name, and byPath all of them by attribute path.
	byName, byPath map[string]oauthclient.Field
	// blocks are the fields of each block by attribute name.
	blocks map[string]map[string]oauthclient.Field
}

var fields = sync.OnceValue(func() index {
	x := index{
		byName: map[string]oauthclient.Field{}, byPath: map[string]oauthclient.Field{},
		blocks: map[string]map[string]oauthclient.Field{},
	}
	for _, f := range setup.Fields() {
		x.byPath[f.String()] = f
		block := f.Block()
		if block == "" {
			x.byName[f.Name()] = f
			continue
		}
		if x.blocks[block] == nil {
			x.blocks[block] = map[string]oauthclient.Field{}
		}
		x.blocks[block][f.Name()] = f
	}
	return x
})
