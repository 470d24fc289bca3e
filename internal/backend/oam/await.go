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
func (c *connection) await(ctx context.Context, read func() (bool, error)) error {
	return c.awaitFor(ctx, c.patience, read)
}

func (c *connection) awaitFor(ctx context.Context, patience time.Duration, read func() (bool, error)) error {
	end := c.clock.now().Add(patience)
	for pause := c.pause; ; pause = min(2*pause, longestPause) {
		done, err := read()
		left := end.Sub(c.clock.now())
		if done || err != nil && !errors.Is(err, oauthclient.ErrNotFound) || left <= 0 {
			return err
		}
		if !c.clock.wait(ctx, min(pause, left)) {
			return stopped(ctx)
		}
	}
}

// A write is what was sent of an entity, and how to see whether it took.
type write struct {
	judge *oauthclient.Judge
	// what names the entity, for people.
	what string
	// sent is the whole entity that was sent.
	sent oauthclient.Client
	// removed are the fields that were cleared, known is what was known of the entity, and before what the server had.
	removed       oauthclient.FieldSet
	known, before oauthclient.Client
	// read reads it, with what answers are silent on taken from what was sent.
	read func(ctx context.Context) (oauthclient.Client, error)
	// put sends it again; nil for a creation.
	put func(ctx context.Context) error
}

// awaitWritten reads an entity until it is as it was sent, and returns it as it was read last, nil if it never was. What
// the server does not show in time is ErrNotStored. Users report servers that show a change only after a second PUT, so an
// update is sent again once, half way.
//
// The reads are made under settle, which goes on for a moment when ctx is done, so that it is known what became of the
// write.
func (c *connection) awaitWritten(ctx, settle context.Context, w write) (oauthclient.Client, error) {
	var read oauthclient.Client
	filledIn := c.clock.now().Add(min(c.patience, shortPatience))
	half := c.clock.now().Add(c.patience / 2)
	err := c.await(settle, func() (bool, error) {
		found, err := w.read(settle)
		if err != nil {
			return false, err
		}
		read = found
		problems := w.notShown(found, c.patience)
		shown := len(problems) == 0 || len(w.withoutFilledIn(problems)) == 0 && c.clock.now().After(filledIn)
		if !shown && w.put != nil && c.clock.now().After(half) {
			again := w.put
			w.put = nil
			// With the secret: nothing shows whether the first PUT has set it.
			return false, again(ctx)
		}
		return shown, nil
	})
	switch {
	case errors.Is(err, oauthclient.ErrNotFound):
		err = &oauthclient.Error{
			Kind:    oauthclient.ErrNotStored,
			Message: fmt.Sprintf("The server said that it stored %s, and does not show it yet, %s later.", w.what, c.patience),
			Advice:  laterAdvice,
		}
	case err == nil && read != nil:
		err = errors.Join(w.withoutFilledIn(w.notShown(read, c.patience))...)
	}
	if read != nil && w.sent.Has(oauthclient.ClientSecret) {
		read[oauthclient.ClientSecret] = w.sent[oauthclient.ClientSecret]
	}
	return read, err
}

const laterAdvice = "If reads of the server lag behind its writes by more than that, raise oam.read_after_write_timeout in the provider configuration. " +
	"Otherwise this server, or this version of it, may not take the value: the next plan shows what it has."

const removedAdvice = "If reads of the server lag behind its writes by more than that, raise oam.read_after_write_timeout in the provider configuration. " +
	"Otherwise the server keeps the value, or fills it in by itself: configure the value that you want."

// notShown returns what was sent and is not shown.
func (w write) notShown(read oauthclient.Client, patience time.Duration) []error {
	var problems []error
	late := func(f oauthclient.Field, format string, args ...any) {
		problems = append(problems, &oauthclient.Error{
			Kind: oauthclient.ErrNotStored, Field: f, Advice: laterAdvice,
			Message: fmt.Sprintf(format, args...) + fmt.Sprintf(", %s after the write.", patience),
		})
	}
	for _, f := range w.sent.Fields().Sorted() {
		asked := w.sent[f]
		if w.judge.Supports(f) && f != oauthclient.ClientID && f != oauthclient.ClientSecret && !w.judge.Equal(f, asked, read[f]) {
			late(f, "The server was sent %s for %s and does not show it yet: it has %s", oauthclient.ShowValue(f, asked), f, oauthclient.ShowValue(f, read[f]))
		}
	}
	for _, f := range w.removed.Sorted() {
		if _, replaced := w.sent[f]; replaced {
			continue
		}
		p, _ := w.judge.Property(f)
		asBefore := w.judge.Equal(f, w.known[f], read[f]) || w.judge.Equal(f, w.before[f], read[f])
		if read.Has(f) && (p.Default != nil && !w.judge.Equal(f, p.Default, read[f]) || p.Default == nil && asBefore) {
			problems = append(problems, &oauthclient.Error{
				Kind: oauthclient.ErrNotStored, Field: f,
				Message: fmt.Sprintf("%s was removed, and the server still shows %s, %s after the write.", f, oauthclient.ShowValue(f, read[f]), patience),
				Advice:  removedAdvice,
			})
		}
	}
	return problems
}

// withoutFilledIn leaves out what was removed and is there as before when the server may have filled it in by itself.
func (w write) withoutFilledIn(problems []error) []error {
	return slices.DeleteFunc(slices.Clone(problems), func(err error) bool {
		problem, ok := errors.AsType[*oauthclient.Error](err)
		if !ok {
			return false
		}
		_, sent := w.sent[problem.Field]
		p, _ := w.judge.Property(problem.Field)
		return !sent && p.Behaviour == oauthclient.Stamped
	})
}

// awaitGone repeats a read until it says that there is nothing, and returns why not.
func (c *connection) awaitGone(ctx context.Context, read func() error) error {
	shown := false
	err := c.await(ctx, func() (bool, error) {
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
			Message: fmt.Sprintf("After the deletion the server went on showing what was deleted, for %s.", c.patience),
			Advice:  "Apply again; if it is still there then, the server has not deleted it.",
		}
	}
	return err
}
