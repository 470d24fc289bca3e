package oam

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// longestPause bounds the pauses between reads, which double.
const longestPause = 5 * time.Second

// await repeats a read until it reports true or fails, or until patience runs out; the last result counts then. That
// something is not found is no failure: it may have been made a moment ago. Users report that reads lag behind writes
// by up to a minute.
func (b *Backend) await(ctx context.Context, read func() (bool, error)) error {
	end := time.Now().Add(b.patience)
	for pause := b.pause; ; pause = min(2*pause, longestPause) {
		done, err := read()
		left := time.Until(end)
		if done || err != nil && !errors.Is(err, oauthclient.ErrNotFound) || left <= 0 {
			return err
		}
		timer := time.NewTimer(min(pause, left))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return stopped(ctx)
		}
	}
}

// awaitWritten reads a client until it is as desired, which is complete, and returns it. Known is what was known before
// the write, nil for a creation. When patience runs out, what was read last is returned without an error; the difference
// is then the caller's to report. A client_id is not waited for: it never changes.
func (b *Backend) awaitWritten(ctx context.Context, at handle, known, desired oauthclient.Client) (oauthclient.Client, error) {
	service := oauthclient.NewService(b)
	wanted := desired.Without(oauthclient.ClientID)
	var read oauthclient.Client
	err := b.await(ctx, func() (bool, error) {
		answered, err := b.get(ctx, at)
		if err != nil {
			return false, err
		}
		read = b.decode(at, answered, desired).Without(oauthclient.ClientSecret)
		read = b.ownAttributes(ctx, read, desired.Objects(Attributes), known.Objects(Attributes))
		return service.Matches(wanted, read) && !hasAny(service, removed(known, desired), known, read), nil
	})
	if errors.Is(err, oauthclient.ErrNotFound) {
		return nil, &oauthclient.Error{
			Kind:    oauthclient.ErrNotStored,
			Message: fmt.Sprintf("The server said that it stored the client with %s, but did not show it within %s.", at, b.patience),
			Advice:  "Apply again. If the server takes longer than that, raise oam.read_after_write_timeout in the provider configuration.",
		}
	}
	return read, err
}

// hasAny reports whether a client still has one of the values that were removed.
func hasAny(service *oauthclient.Service, fields []oauthclient.Field, known, read oauthclient.Client) bool {
	return slices.ContainsFunc(fields, func(f oauthclient.Field) bool { return service.Equal(f, known[f], read[f]) })
}

// awaitGone repeats a read until it says that there is nothing, and returns why not.
func (b *Backend) awaitGone(ctx context.Context, read func() error) error {
	shown := false
	err := b.await(ctx, func() (bool, error) {
		err := read()
		shown = err == nil
		return errors.Is(err, oauthclient.ErrNotFound), err
	})
	switch {
	case errors.Is(err, oauthclient.ErrNotFound):
		return nil
	case err == nil && shown:
		return &oauthclient.Error{
			Kind:    oauthclient.ErrUnavailable,
			Message: fmt.Sprintf("After the deletion the server went on showing what was deleted, for %s.", b.patience),
			Advice:  "Apply again; if it is still there then, the server has not deleted it.",
		}
	}
	return err
}
