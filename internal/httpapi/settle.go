package httpapi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Settling returns a context for the reads that find out what became of a write. It is done Config.SettlingTime after ctx
// is, and not at once, so that a canceled operation still learns whether a client was made. Call it before the write, so
// that the write, which [Client.Do] itself lets outlive ctx, and the reads share that time. Never begin a write under it:
// the write itself belongs under ctx.
//
//	settle, done := client.Settling(ctx)
//	defer done()
//	_, err := client.Do(ctx, write)
//	if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
//		found, err = client.Do(settle, read)
//	}
func (c *Client) Settling(ctx context.Context) (context.Context, context.CancelFunc) {
	return settling(ctx, c.settlingTime)
}

func settling(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	settled, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel(graceOver{after: grace, reason: ctx.Err()})
		case <-settled.Done():
		}
	})
	return settled, func() {
		stop()
		cancel(context.Canceled)
	}
}

// graceOver is why a write was cut off in the end.
type graceOver struct {
	after  time.Duration
	reason error // of the context that was done
}

// Error says how long the write was given.
func (e graceOver) Error() string { return fmt.Sprintf("no answer came within %s after that", e.after) }

// An endedError is the error of a request whose context was done. The text says so in words; that of the context, which
// only errors.Is is to see, says nothing to a user.
type endedError struct {
	failed *oauthclient.Error
	reason error
}

// Error returns the text of the error without that of the context.
func (e *endedError) Error() string { return e.failed.Error() }

// Unwrap returns the *oauthclient.Error.
func (e *endedError) Unwrap() error { return e.failed }

// Is reports whether the target is the error of the context. It is no second error beside the first, so Unwrap does not
// return it.
func (e *endedError) Is(target error) bool { return errors.Is(e.reason, target) }
