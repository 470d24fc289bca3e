package oam_test

import (
	"context"
	"sync"
	"time"
)

// A testClock stands still but for waits, which take no time, and for a tick with each look at it: whatever a test waits for
// does not depend on the machine. Driver and simulator share one.
type testClock struct {
	mu   sync.Mutex
	time time.Time
}

func newTestClock() *testClock { return &testClock{time: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)} }

// Now returns another time whenever it is called, as a real clock does.
func (c *testClock) Now() time.Time { return c.pass(time.Microsecond) }

func (c *testClock) wait(ctx context.Context, long time.Duration) bool {
	if ctx.Err() != nil {
		return false
	}
	c.pass(long)
	return true
}

func (c *testClock) pass(long time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = c.time.Add(long)
	return c.time
}
