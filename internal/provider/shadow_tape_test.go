package provider

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// A tape is what a driver answered to the requests of one call, in order. It travels in the call's context.
type tape struct {
	mu      sync.Mutex
	answers []taken
	// playing says that the answers are given again instead of being taken down.
	playing bool
	// clientID is what the first creation asked for, and secret the last secret that was to be set: both may be random.
	clientID, secret string
}

// A taken is one answer.
type taken struct {
	call   string
	result any
	err    error
	// late says that the operation had been cancelled, or its time was up, when the answer came.
	late bool
}

type tapeKey struct{}

// in returns the context of a call with the tape.
func (t *tape) in(ctx context.Context) context.Context { return context.WithValue(ctx, tapeKey{}, t) }

// played returns a tape that gives the answers again.
func (t *tape) played() *tape {
	t.mu.Lock()
	defer t.mu.Unlock()
	return &tape{answers: t.answers, playing: true}
}

// asked notes what a write asks for.
func (t *tape) asked(desired oauthclient.Client) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.clientID == "" {
		t.clientID = desired.Text(oauthclient.ClientID)
	}
	if secret := desired.Text(oauthclient.ClientSecret); secret != "" {
		t.secret = secret
	}
}

// through asks the driver, and takes its answer down, or gives one again. What was not asked before is asked now: the other side
// may have read it ahead for another client.
func through[T any](ctx context.Context, call string, desired oauthclient.Client, ask func() (T, error)) (T, error) {
	t, ok := ctx.Value(tapeKey{}).(*tape)
	if !ok {
		return ask()
	}
	t.asked(desired)
	if t.playing {
		t.mu.Lock()
		defer t.mu.Unlock()
		if len(t.answers) > 0 && t.answers[0].call == call {
			answer := t.answers[0]
			t.answers = t.answers[1:]
			if answer.late {
				<-ctx.Done()
			}
			result, _ := answer.result.(T)
			return copied(result), answer.err
		}
		if call != "Fetch" && call != "Interpret" {
			var none T
			return none, &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Message: "The framework's side asked the driver for " + call + ", and the other side did not."}
		}
		return ask()
	}
	result, err := ask()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answers = append(t.answers, taken{call, copied(result), err, ctx.Err() != nil})
	return result, err
}

// copied copies what a service may change.
func copied[T any](result T) T {
	switch r := any(result).(type) {
	case oauthclient.Result:
		r.Client = maps.Clone(r.Client)
		result, _ = any(r).(T)
	case []oauthclient.Candidate:
		r = slices.Clone(r)
		for i := range r {
			r[i].Client = maps.Clone(r[i].Client)
		}
		result, _ = any(r).(T)
	}
	return result
}

// A taped is a driver with a tape before it.
type taped struct{ oauthclient.Driver }

func (d taped) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	return through(ctx, "Create", desired, func() (oauthclient.Result, error) { return d.Driver.Create(ctx, desired) })
}

func (d taped) Fetch(ctx context.Context, known oauthclient.Client) (oauthclient.Fetched, error) {
	return through(ctx, "Fetch", nil, func() (oauthclient.Fetched, error) { return d.Driver.Fetch(ctx, known) })
}

func (d taped) Interpret(ctx context.Context, fetched oauthclient.Fetched, known oauthclient.Client) (oauthclient.Result, error) {
	return through(ctx, "Interpret", nil, func() (oauthclient.Result, error) { return d.Driver.Interpret(ctx, fetched, known) })
}

func (d taped) Update(ctx context.Context, change oauthclient.Change) (oauthclient.Result, error) {
	return through(ctx, "Update", change.Desired, func() (oauthclient.Result, error) { return d.Driver.Update(ctx, change) })
}

func (d taped) Delete(ctx context.Context, known oauthclient.Client) error {
	_, err := through(ctx, "Delete", nil, func() (struct{}, error) { return struct{}{}, d.Driver.Delete(ctx, known) })
	return err
}

func (d taped) Find(ctx context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	return through(ctx, "Find", nil, func() ([]oauthclient.Candidate, error) { return d.Driver.Find(ctx, wanted) })
}

func (d taped) RotateSecret(ctx context.Context, known oauthclient.Client) (oauthclient.Result, error) {
	return through(ctx, "RotateSecret", nil, func() (oauthclient.Result, error) { return d.Driver.RotateSecret(ctx, known) })
}

func (d taped) RetireSecrets(ctx context.Context, known oauthclient.Client) error {
	_, err := through(ctx, "RetireSecrets", nil, func() (struct{}, error) { return struct{}{}, d.Driver.RetireSecrets(ctx, known) })
	return err
}

func (d taped) Inspect(ctx context.Context, c oauthclient.Client) ([]*oauthclient.Error, error) {
	return through(ctx, "Inspect", nil, func() ([]*oauthclient.Error, error) { return d.Driver.Inspect(ctx, c) })
}
