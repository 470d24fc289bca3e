package oam

import (
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// SetPause sets the pause between the first two reads after a write.
func (d *Driver) SetPause(pause time.Duration) { d.pause = pause }

// SetPatience sets how long to wait until reads show a write.
func (d *Driver) SetPatience(patience time.Duration) { d.patience = patience }

// SetListLife sets for how long a list is taken to be what the server has.
func (d *Driver) SetListLife(life time.Duration) { d.lists.life = life }

// ForgetTokens makes the driver ask resource servers again.
func (d *Driver) ForgetTokens() { d.tokens = tokenCache{} }

// Open returns the driver of a sibling.
func (s Sibling) Open(d *Driver, judge *oauthclient.Judge) oauthclient.Driver {
	return s.open(d, judge)
}
