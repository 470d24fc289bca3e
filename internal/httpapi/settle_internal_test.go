package httpapi

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestSettling_bound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		settle, done := settling(ctx, defaultSettlingTime)
		defer done()
		start := time.Now()
		<-settle.Done()
		if got, want := time.Since(start), time.Minute+defaultSettlingTime; got != want {
			t.Errorf("it ended after %s, want %s", got, want)
		}
		over, ok := errors.AsType[graceOver](context.Cause(settle))
		if !ok || !errors.Is(over.reason, context.DeadlineExceeded) {
			t.Errorf("the cause is %v", context.Cause(settle))
		}
	})
}
