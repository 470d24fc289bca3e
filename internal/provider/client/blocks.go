package client

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// withoutEmptied takes blocks out of a state of which the client has nothing left. Otherwise they would stay as empty ones, and
// the next plan of a configuration that does not have them would be to remove them. A block that was empty before was written
// that way.
func withoutEmptied(state tftypes.Value, c oauthclient.Client) tftypes.Value {
	attributes, err := members(state)
	if err != nil {
		return state
	}
	for name, block := range fields().blocks {
		old, err := members(attributes[name])
		if err != nil {
			return state
		}
		had, has := false, false
		for member, value := range old {
			_, kept := c[block[member]]
			had, has = had || !isNull(value), has || kept
		}
		if had && !has {
			state = withNull(state, name)
		}
	}
	return state
}
