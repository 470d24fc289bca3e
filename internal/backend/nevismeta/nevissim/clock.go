package nevissim

import (
	"sync"
	"time"
)

// A Clock is a clock that stands still until it is moved, for [Options].Now. It is safe for concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that shows the given instant.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

// Now returns the instant the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock forward.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
