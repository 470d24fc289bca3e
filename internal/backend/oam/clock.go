package oam

import (
	"context"
	"time"
)

// A clock tells the time and lets it pass. Tests have one of their own.
type clock struct {
	now func() time.Time
	// wait reports whether the time has passed, and not the context been done before.
	wait func(ctx context.Context, long time.Duration) bool
}

var systemClock = clock{now: time.Now, wait: func(ctx context.Context, long time.Duration) bool {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}}
