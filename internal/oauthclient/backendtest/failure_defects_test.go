package backendtest_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// misreading makes errors of reads others.
func misreading(kind, by error) plant {
	return func(w *wrapped, _ *backendtest.Harness) {
		w.fetch = func(ctx context.Context, known client) (fetched, error) {
			got, err := w.Memory.Fetch(ctx, known)
			return got, replaced(err, kind, by)
		}
	}
}

// deleting makes errors of deletions others.
func deleting(kind, by error) plant {
	return func(w *wrapped, _ *backendtest.Harness) {
		w.delete = func(ctx context.Context, known client) error {
			return replaced(w.Memory.Delete(ctx, known), kind, by)
		}
	}
}

var failureDefects = []defect{
	{"takes a denied read for a deletion", "Denied", misreading(oauthclient.ErrDenied, oauthclient.ErrNotFound)},
	{"takes a denied deletion for success", "Denied", deleting(oauthclient.ErrDenied, nil)},
	{"calls a denied update invalid", "Denied", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, c change) (result, error) {
			updated, err := w.Memory.Update(ctx, c)
			return updated, replaced(err, oauthclient.ErrDenied, oauthclient.ErrInvalid)
		}
	}},
	{"takes a foreign 404 for a deletion", "ForeignNotFound", misreading(oauthclient.ErrUnavailable, oauthclient.ErrNotFound)},
	{"deletes successfully by a foreign 404", "ForeignNotFound", deleting(oauthclient.ErrUnavailable, nil)},

	{"leaves an orphan when an answer is lost", "LostCreate", withoutDoubt},
	{"leaves an orphan with a chosen client_id when an answer is lost", "LostCreateWithID", withoutDoubt},
	{"takes an error after the deed for a refusal", "LostCreate", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (result, error) {
			created, err := w.Memory.Create(ctx, desired)
			if failed, ok := errors.AsType[*oauthclient.Error](err); ok && failed.Status == http.StatusServiceUnavailable {
				err = &oauthclient.Error{Kind: oauthclient.ErrUnavailable}
			}
			return created, err
		}
	}},
	{"cannot find what it says it can", "LostCreate", func(w *wrapped, _ *backendtest.Harness) {
		w.find = func(context.Context, oauthclient.Wanted) ([]oauthclient.Candidate, error) { return nil, nil }
		w.says(func(p *profile) { p.NewClientID, p.IDOf, p.Unique = nil, nil, nil })
	}},
	{"makes a second client when an answer is lost", "LostCreate", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (result, error) {
			created, err := w.Memory.Create(ctx, desired)
			if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
				return w.Memory.Create(ctx, desired.With(oauthclient.ClientID, rand.Text()))
			}
			return created, err
		}
	}},
	{"loses the secret with the answer", "LostCreate", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (result, error) {
			created, err := w.Memory.Create(ctx, desired.Without(oauthclient.ClientSecret))
			if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
				return w.readAgain(ctx, desired)
			}
			return created, err
		}
	}},
	{"takes over another client when an answer is lost", "LostConflict", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (result, error) {
			created, err := w.Memory.Create(ctx, desired)
			if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
				return w.readAgain(ctx, desired)
			}
			return created, err
		}
	}},
	{"updates by deleting and making anew", "LostUpdate", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, c change) (result, error) {
			if err := w.Memory.Delete(ctx, c.Known); err != nil {
				return result{}, err
			}
			return w.Memory.Create(ctx, c.Desired.With(oauthclient.ClientID, c.Known[oauthclient.ClientID]))
		}
	}},
	{"calls a lost deletion, and the one that repeats it, unavailable", "LostDelete", func(w *wrapped, _ *backendtest.Harness) {
		w.delete = func(ctx context.Context, known client) error {
			err := replaced(w.Memory.Delete(ctx, known), oauthclient.ErrOutcomeUnknown, oauthclient.ErrUnavailable)
			return replaced(err, oauthclient.ErrNotFound, oauthclient.ErrUnavailable)
		}
	}},

	{"calls a repeated creation invalid", "RepeatedCreate", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (result, error) {
			created, err := w.Memory.Create(ctx, desired)
			return created, replaced(err, oauthclient.ErrAlreadyExists, oauthclient.ErrInvalid)
		}
	}},
	{"takes two creations without answers for failures", "LostTwins", withoutDoubt},

	{"puts the known identity on whatever it reads", "OtherClientRead", func(w *wrapped, _ *backendtest.Harness) {
		w.interpret = func(answer, known client) client {
			return answer.With(oauthclient.ID, known[oauthclient.ID]).With(oauthclient.ClientID, known[oauthclient.ClientID])
		}
	}},
	{"writes what it has read of another client", "OtherClientUpdated", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, c change) (result, error) {
			got, err := w.Memory.Fetch(ctx, c.Known)
			if err != nil {
				return result{}, err
			}
			current, _ := got.(client)
			return w.Replace(ctx, c.Known, c.Over(current))
		}
	}},
	{"updates the client that it has read", "OtherClientUpdated", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, c change) (result, error) {
			got, err := w.Memory.Fetch(ctx, c.Known)
			if err != nil {
				return result{}, err
			}
			current, _ := got.(client)
			return w.Replace(ctx, current, c.Over(current))
		}
	}},
	{"deletes the client that it has read", "OtherClientDeleted", func(w *wrapped, _ *backendtest.Harness) {
		w.delete = func(ctx context.Context, known client) error {
			got, err := w.Memory.Fetch(ctx, known)
			if err != nil {
				return err
			}
			current, _ := got.(client)
			return w.Memory.Delete(ctx, current)
		}
	}},
	{"fails to read what it does not understand", "Garbled", func(w *wrapped, _ *backendtest.Harness) {
		w.fetch = w.understand
	}},
	{"fails to delete what it does not understand", "Garbled", func(w *wrapped, _ *backendtest.Harness) {
		w.delete = func(ctx context.Context, known client) error {
			if _, err := w.understand(ctx, known); err != nil {
				return err
			}
			return w.Memory.Delete(ctx, known)
		}
	}},
	{"says nothing of what it does not understand", "Garbled", func(w *wrapped, _ *backendtest.Harness) {
		w.fetch = func(ctx context.Context, known client) (fetched, error) {
			got, err := w.Memory.Fetch(ctx, known)
			answer, _ := got.(client)
			for f, v := range answer {
				if v == struct{}{} {
					delete(answer, f)
				}
			}
			return answer, err
		}
	}},

	{"does not look at the context", "Canceled", func(w *wrapped, _ *backendtest.Harness) {
		w.fetch = func(ctx context.Context, known client) (fetched, error) {
			return w.Memory.Fetch(context.WithoutCancel(ctx), known)
		}
	}},
	{"hides that it was canceled", "CanceledRead", misreading(context.Canceled, oauthclient.ErrUnavailable)},
	{"gives up a creation that is under way", "CanceledCreate", func(w *wrapped, _ *backendtest.Harness) {
		w.says(func(p *profile) { p.Can.Find = false; p.NewClientID = nil })
		w.create = func(ctx context.Context, desired client) (result, error) {
			return impatient(ctx, func() (result, error) { return w.Memory.Create(ctx, desired) })
		}
	}},
	{"takes a canceled creation for a failure", "CanceledLostCreate", withoutDoubt},
	{"gives up an update that is under way", "CanceledUpdate", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, c change) (result, error) {
			return impatient(ctx, func() (result, error) { return w.Memory.Update(ctx, c) })
		}
	}},
	{"gives up a deletion that is under way", "CanceledDelete", func(w *wrapped, _ *backendtest.Harness) {
		w.delete = func(ctx context.Context, known client) error {
			_, err := impatient(ctx, func() (result, error) { return result{}, w.Memory.Delete(ctx, known) })
			return replaced(err, oauthclient.ErrOutcomeUnknown, oauthclient.ErrUnavailable)
		}
	}},
}

// withoutDoubt calls a creation that got no answer a failure.
func withoutDoubt(w *wrapped, _ *backendtest.Harness) {
	w.create = func(ctx context.Context, desired client) (result, error) {
		created, err := w.Memory.Create(ctx, desired)
		return created, replaced(err, oauthclient.ErrOutcomeUnknown, oauthclient.ErrUnavailable)
	}
}

// understand is a Fetch that fails for a value of an unknown form.
func (w *wrapped) understand(ctx context.Context, known client) (fetched, error) {
	got, err := w.Memory.Fetch(ctx, known)
	answer, _ := got.(client)
	for _, v := range answer {
		if v == struct{}{} {
			return nil, &oauthclient.Error{Kind: oauthclient.ErrUnavailable}
		}
	}
	return got, err
}

// readAgain reads a client and asks nothing about it.
func (w *wrapped) readAgain(ctx context.Context, known client) (result, error) {
	got, err := w.Memory.Fetch(ctx, known)
	if err != nil {
		return result{}, err
	}
	return w.Memory.Interpret(ctx, got, known)
}

// impatient returns as soon as ctx is canceled, whatever becomes of the request.
func impatient(ctx context.Context, carryOut func() (result, error)) (result, error) {
	type outcome struct {
		result result
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		r, err := carryOut()
		done <- outcome{r, err}
	}()
	select {
	case o := <-done:
		return o.result, o.err
	case <-ctx.Done():
		return result{}, &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Err: ctx.Err()}
	}
}
