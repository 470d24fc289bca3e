package httpapi

import "time"

// SetSettlingTime shortens what a write gets after its context is done.
func (c *Client) SetSettlingTime(d time.Duration) { c.settlingTime = d }
