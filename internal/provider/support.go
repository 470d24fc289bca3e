package provider

import (
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Support is what the documentation says of one backend.
type Support struct {
	// Name is the name of the backend and of its blocks.
	Name string
	// Configurable are the fields that the backend can store.
	Configurable oauthclient.FieldSet
	// Fills says what its server fills in, or issues, for fields that are left out.
	Fills map[oauthclient.Field]oauthclient.Fill
	// Properties are the properties of the product's documented body, each with the field that holds it.
	Properties map[string]oauthclient.Field
}

// Backends returns what is to be said of every backend, in the order of backendBlocks. The caller must not change it.
func Backends() []Support { return supportOfAll() }

var supportOfAll = sync.OnceValue(func() []Support {
	blocks := backendBlocks()
	supports := make([]Support, len(blocks))
	for i, block := range blocks {
		supports[i] = Support{
			Name: block.name(), Configurable: block.driver.Supports(), Fills: block.driver.Fills(), Properties: block.properties,
		}
	}
	return supports
})

// Fields returns every field that has an attribute.
func Fields() []oauthclient.Field { return allFields() }
