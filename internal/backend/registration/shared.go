package registration

import (
	"context"
	"errors"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// failureLasts is how long a failure to find out something is taken for the answer: when a server is down, many clients
// ask for the same at once, and each attempt takes a while.
const failureLasts = 10 * time.Second

// shared is a value that is found out when it is first needed, once for everybody.
type shared[T any] struct {
	turn   chan struct{}
	value  *T
	err    error
	failed time.Time
}

func newShared[T any]() *shared[T] { return &shared[T]{turn: make(chan struct{}, 1)} }

// get returns the value. Only one caller at a time finds it out; the others wait for that, and share a failure.
func (s *shared[T]) get(ctx context.Context, findOut func(context.Context) (T, error)) (T, error) {
	var none T
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return none, &oauthclient.Error{
			Kind: oauthclient.ErrUnavailable, Err: ctx.Err(), Message: "The operation ended while it waited for what another one asks the server.",
		}
	}
	if s.value != nil {
		return *s.value, nil
	}
	if s.err != nil && time.Since(s.failed) < failureLasts {
		return none, s.err
	}
	value, err := findOut(ctx)
	if err != nil {
		s.err, s.failed = err, time.Now()
		if ctx.Err() != nil || errors.Is(err, context.Canceled) {
			s.err = nil // A caller who gives up says nothing about the server.
		}
		return none, err
	}
	s.value, s.err = &value, nil
	return value, nil
}
