package oam

import (
	"context"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// SetClock gives the driver another clock.
func (d *Driver) SetClock(now func() time.Time, wait func(ctx context.Context, long time.Duration) bool) {
	d.clock = clock{now, wait}
}

// SetListLife sets for how long a list is taken to be what the server has.
func (d *Driver) SetListLife(life time.Duration) { d.lists.life = life }

// ForgetTokens makes the driver ask resource servers again.
func (d *Driver) ForgetTokens() { d.tokens = tokenCache{} }

// Open returns the driver of a sibling.
func (s Sibling) Open(d *Driver, judge *oauthclient.Judge) oauthclient.Driver {
	return s.open(d, judge)
}
