package backendtest_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

var lifecycleDefects = []defect{
	{"creates without telling the ID", "CreateMinimal", func(w *wrapped, _ *backendtest.Harness) {
		w.answers(func(_, answer client) client { return answer.Without(oauthclient.ID) })
	}},
	{"takes over a client that exists", "CreateExisting", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (result, error) {
			created, err := w.Memory.Create(ctx, desired)
			if errors.Is(err, oauthclient.ErrAlreadyExists) {
				return w.Memory.Update(ctx, change{Known: desired, Desired: desired})
			}
			return created, err
		}
	}},
	{"calls a client that exists invalid", "CreateExisting", func(w *wrapped, _ *backendtest.Harness) {
		w.create = func(ctx context.Context, desired client) (result, error) {
			created, err := w.Memory.Create(ctx, desired)
			return created, replaced(err, oauthclient.ErrAlreadyExists, oauthclient.ErrInvalid)
		}
	}},
	{"reads with more than the ID", "Import", func(w *wrapped, _ *backendtest.Harness) {
		w.fetch = func(ctx context.Context, known client) (fetched, error) {
			if len(known) == 1 {
				known = known.Without(oauthclient.ID)
			}
			return w.Memory.Fetch(ctx, known)
		}
	}},
	{"imports nothing but the name", "Import", func(w *wrapped, _ *backendtest.Harness) {
		w.interpret = func(answer, known client) client {
			if len(known) == 1 {
				answer = answer.Only(oauthclient.NewFieldSet(oauthclient.ID, oauthclient.ClientID, oauthclient.ClientName))
			}
			return answer
		}
	}},
	{"does not read by client_id", "ReadByClientID", func(w *wrapped, _ *backendtest.Harness) {
		w.fetch = func(ctx context.Context, known client) (fetched, error) {
			return w.Memory.Fetch(ctx, known.Without(oauthclient.ClientID))
		}
	}},
	{"loses at an edit what an import did not show", "ImportKeeps", func(w *wrapped, _ *backendtest.Harness) {
		w.interpret = func(answer, known client) client {
			if !known.Has(oauthclient.TosURI) {
				delete(answer, oauthclient.TosURI)
			}
			return answer
		}
		w.update = func(ctx context.Context, c change) (result, error) { return w.Replace(ctx, c.Known, c.Desired) }
	}},
	{"loses a default at the first edit after an import", "ImportKeeps", func(w *wrapped, _ *backendtest.Harness) {
		w.updates(func(c change) change {
			if !c.Desired.Has(oauthclient.ApplicationType) {
				c.Desired = c.Desired.With(oauthclient.ApplicationType, "native")
			}
			return c
		})
	}},
	{"lists the first page only", "List", func(w *wrapped, _ *backendtest.Harness) {
		w.list = func(ctx context.Context, yield func(oauthclient.Listed) bool) error {
			n := 0
			return w.Memory.List(ctx, oauthclient.Filter{}, func(l oauthclient.Listed) bool {
				n++
				return yield(l) && n < 2
			})
		}
	}},
	{"lists clients under other names", "List", func(w *wrapped, _ *backendtest.Harness) {
		w.list = func(ctx context.Context, yield func(oauthclient.Listed) bool) error {
			return w.Memory.List(ctx, oauthclient.Filter{}, func(l oauthclient.Listed) bool {
				l.Name = l.ID
				return yield(l)
			})
		}
	}},
	{"takes a part for the whole when it lists", "ListedIsRead", func(w *wrapped, _ *backendtest.Harness) {
		w.list = func(ctx context.Context, yield func(oauthclient.Listed) bool) error {
			return w.Memory.List(ctx, oauthclient.Filter{}, func(l oauthclient.Listed) bool {
				part, _ := l.Fetched.(client)
				l.Fetched = part.Without(oauthclient.TokenEndpointAuthMethod)
				return yield(l)
			})
		}
	}},
	{"lists a client twice", "List", func(w *wrapped, _ *backendtest.Harness) {
		w.list = func(ctx context.Context, yield func(oauthclient.Listed) bool) error {
			return w.Memory.List(ctx, oauthclient.Filter{}, func(l oauthclient.Listed) bool {
				yield(l)
				return yield(l)
			})
		}
	}},
	{"lists on when told to stop", "List", func(w *wrapped, _ *backendtest.Harness) {
		w.list = func(ctx context.Context, yield func(oauthclient.Listed) bool) error {
			return w.Memory.List(ctx, oauthclient.Filter{}, func(l oauthclient.Listed) bool {
				yield(l)
				return true
			})
		}
	}},
	{"does not delete", "Delete", func(w *wrapped, _ *backendtest.Harness) {
		w.delete = func(context.Context, client) error { return nil }
	}},
	{"does not say that a client was gone already", "Delete", func(w *wrapped, _ *backendtest.Harness) { w.delete = w.lenientDelete }},
	{"does not say that somebody removed a client", "Missing", func(w *wrapped, _ *backendtest.Harness) { w.delete = w.lenientDelete }},
	{"reads an empty client for one that is gone", "Missing", func(w *wrapped, _ *backendtest.Harness) {
		w.fetch = func(ctx context.Context, known client) (fetched, error) {
			got, err := w.Memory.Fetch(ctx, known)
			return got, replaced(err, oauthclient.ErrNotFound, nil)
		}
	}},
	{"updates a client that is gone by making it", "Missing", func(w *wrapped, _ *backendtest.Harness) {
		w.update = func(ctx context.Context, c change) (result, error) {
			updated, err := w.Memory.Update(ctx, c)
			if errors.Is(err, oauthclient.ErrNotFound) {
				return w.Memory.Create(ctx, c.Desired)
			}
			return updated, err
		}
	}},
	{"confuses clients that are made at the same time", "Concurrent", func(w *wrapped, _ *backendtest.Harness) {
		var mu sync.Mutex
		var last client
		w.create = func(ctx context.Context, desired client) (result, error) {
			mu.Lock()
			last = desired
			mu.Unlock()
			time.Sleep(time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			return w.Memory.Create(ctx, last)
		}
	}},
}

// lenientDelete is a Delete that takes absence for success.
func (w *wrapped) lenientDelete(ctx context.Context, known client) error {
	return replaced(w.Memory.Delete(ctx, known), oauthclient.ErrNotFound, nil)
}

// replaced returns err, or an error of another kind when err is of that kind; a nil kind is no error.
func replaced(err, kind, by error) error {
	switch {
	case !errors.Is(err, kind):
		return err
	case by == nil:
		return nil
	}
	return &oauthclient.Error{Kind: by}
}
