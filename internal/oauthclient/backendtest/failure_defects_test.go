package backendtest_test

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

var failureDefects = []defect{
	{"takes a denied read for a deletion", "Denied", func(w *wrapped, _ *backendtest.Harness) {
		w.read = func(ctx context.Context, known client) (client, error) {
			read, err := w.Memory.Read(ctx, known)
			return read, replaced(err, oauthclient.ErrDenied, oauthclient.ErrNotFound)
		}
	}},
	{"takes a denied deletion for success", "Denied", func(w *wrapped, _ *backendtest.Harness) {
		w.delete = func(ctx context.Context, known client) error {
			return replaced(w.Memory.Delete(ctx, known), oauthclient.ErrDenied, nil)
		}
	}},
	{"calls a denied update invalid", "Denied", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			updated, err := w.Memory.Update(ctx, known, desired)
			return updated, replaced(err, oauthclient.ErrDenied, oauthclient.ErrInvalid)
		}
	}},
	{"takes a foreign 404 for a deletion", "ForeignNotFound", func(w *wrapped, _ *backendtest.Harness) {
		w.read = func(ctx context.Context, known client) (client, error) {
			read, err := w.Memory.Read(ctx, known)
			return read, replaced(err, oauthclient.ErrUnavailable, oauthclient.ErrNotFound)
		}
	}},
	{"deletes successfully by a foreign 404", "ForeignNotFound", func(w *wrapped, _ *backendtest.Harness) {
		w.delete = func(ctx context.Context, known client) error {
			return replaced(w.Memory.Delete(ctx, known), oauthclient.ErrUnavailable, nil)
		}
	}},
	{"leaves an orphan when an answer is lost", "LostCreate", func(w *wrapped, _ *backendtest.Harness) {
		w.create = w.CreateBlindly
	}},
	{"leaves an orphan with a chosen client_id when an answer is lost", "LostCreateWithID", func(w *wrapped, _ *backendtest.Harness) {
		w.create = w.CreateBlindly
	}},
	{"makes a second client when an answer is lost", "LostCreate", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (client, error) {
			created, err := w.CreateBlindly(ctx, desired)
			if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
				return w.CreateBlindly(ctx, desired)
			}
			return created, err
		}
	}},
	{"loses the secret with the answer", "LostCreate", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (client, error) {
			id := rand.Text()
			created, err := w.CreateBlindly(ctx, desired.With(oauthclient.ClientID, id))
			if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
				return w.Read(ctx, client{oauthclient.ID: id})
			}
			return created, err
		}
	}},
	{"takes over another client when an answer is lost", "LostConflict", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (client, error) {
			created, err := w.CreateBlindly(ctx, desired)
			if errors.Is(err, oauthclient.ErrOutcomeUnknown) {
				return w.Read(ctx, desired)
			}
			return created, err
		}
	}},
	{"updates by deleting and making anew", "LostUpdate", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			if err := w.Memory.Delete(ctx, known); err != nil {
				return nil, err
			}
			return w.Memory.Create(ctx, desired.With(oauthclient.ClientID, known[oauthclient.ClientID]))
		}
	}},
	{"fails to repeat a deletion", "LostDelete", func(w *wrapped, _ *backendtest.Harness) { w.delete = w.strictDelete }},
	{"does not look at the context", "Canceled", func(w *wrapped, _ *backendtest.Harness) {
		w.read = func(ctx context.Context, known client) (client, error) {
			return w.Memory.Read(context.WithoutCancel(ctx), known)
		}
	}},
	{"hides that it was canceled", "CanceledUnderWay", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, known, desired client) (client, error) {
			updated, err := w.Memory.Update(ctx, known, desired)
			return updated, replaced(err, context.Canceled, oauthclient.ErrUnavailable)
		}
	}},
}
