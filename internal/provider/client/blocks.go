package client

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/entity"
)

// withoutEmptied takes blocks out of a state of which the client has nothing left. Otherwise they would stay as empty ones, and
// the next plan of a configuration that does not have them would be to remove them. A block that was empty before was written
// that way.
func withoutEmptied(state tftypes.Value, c oauthclient.Client) tftypes.Value {
	attributes, err := entity.Attributes(state)
	if err != nil {
		return state
	}
	for name, block := range fields().blocks {
		old, err := entity.Attributes(attributes[name])
		if err != nil {
			return state
		}
		had, has := false, false
		for member, value := range old {
			_, kept := c[block[member]]
			had, has = had || !entity.IsNull(value), has || kept
		}
		if had && !has {
			state = withNull(state, name)
		}
	}
	return state
}
