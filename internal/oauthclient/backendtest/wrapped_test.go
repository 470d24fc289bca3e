package backendtest_test

import (
	"context"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// Shorter names for what nearly every line of this file and the next needs.
type (
	client = oauthclient.Client
	field  = oauthclient.Field
	fills  = map[oauthclient.Field]oauthclient.Fill
)

// A wrapped is a Memory of which some methods are replaced: those whose function is not nil.
type wrapped struct {
	*backendtest.Memory
	name      func() string
	supports  func() oauthclient.FieldSet
	fills     func() fills
	reissues  func() map[field]oauthclient.Reissue
	validate  func(c client, unknown oauthclient.FieldSet) []*oauthclient.Error
	inspect   func(c client) []*oauthclient.Error
	canonical func(f field, v any) any
	create    func(ctx context.Context, desired client) (client, error)
	read      func(ctx context.Context, known client) (client, error)
	update    func(ctx context.Context, known, desired client) (client, error)
	delete    func(ctx context.Context, known client) error
	list      func(ctx context.Context, yield func(client) bool) error
}

func (w *wrapped) Name() string {
	if w.name != nil {
		return w.name()
	}
	return w.Memory.Name()
}

func (w *wrapped) Supports() oauthclient.FieldSet {
	if w.supports != nil {
		return w.supports()
	}
	return w.Memory.Supports()
}

func (w *wrapped) Fills() map[field]oauthclient.Fill {
	if w.fills != nil {
		return w.fills()
	}
	return w.Memory.Fills()
}

func (w *wrapped) Reissues() map[field]oauthclient.Reissue {
	if w.reissues != nil {
		return w.reissues()
	}
	return nil
}

func (w *wrapped) Validate(c client, unknown oauthclient.FieldSet) []*oauthclient.Error {
	if w.validate != nil {
		return w.validate(c, unknown)
	}
	return w.Memory.Validate(c, unknown)
}

func (w *wrapped) Inspect(_ context.Context, c client) ([]*oauthclient.Error, error) {
	if w.inspect != nil {
		return w.inspect(c), nil
	}
	return nil, nil
}

func (w *wrapped) Canonical(f field, v any) any {
	if w.canonical != nil {
		return w.canonical(f, v)
	}
	return w.Memory.Canonical(f, v)
}

func (w *wrapped) Create(ctx context.Context, desired client) (client, error) {
	if w.create != nil {
		return w.create(ctx, desired)
	}
	return w.Memory.Create(ctx, desired)
}

func (w *wrapped) Read(ctx context.Context, known client) (client, error) {
	if w.read != nil {
		return w.read(ctx, known)
	}
	return w.Memory.Read(ctx, known)
}

func (w *wrapped) Update(ctx context.Context, known, desired client) (client, error) {
	if w.update != nil {
		return w.update(ctx, known, desired)
	}
	return w.Memory.Update(ctx, known, desired)
}

func (w *wrapped) Delete(ctx context.Context, known client) error {
	if w.delete != nil {
		return w.delete(ctx, known)
	}
	return w.Memory.Delete(ctx, known)
}

func (w *wrapped) List(ctx context.Context, yield func(client) bool) error {
	if w.list != nil {
		return w.list(ctx, yield)
	}
	return w.Memory.List(ctx, yield)
}

// sends replaces what the driver sends in a creation and in an update.
func (w *wrapped) sends(change func(desired client) client) {
	w.create = func(ctx context.Context, desired client) (client, error) {
		return w.Memory.Create(ctx, change(desired))
	}
	w.update = func(ctx context.Context, known, desired client) (client, error) {
		return w.Memory.Update(ctx, known, change(desired))
	}
}

// answers replaces what the driver makes of the server's answers. Known is what the driver knows without them: what is
// desired after a creation or an update.
func (w *wrapped) answers(change func(known, answer client) client) {
	pass := func(known, answer client, err error) (client, error) {
		if answer == nil || err != nil {
			return answer, err
		}
		return change(known, answer.Clone()), nil
	}
	w.create = func(ctx context.Context, desired client) (client, error) {
		answer, err := w.Memory.Create(ctx, desired)
		return pass(desired, answer, err)
	}
	w.read = func(ctx context.Context, known client) (client, error) {
		answer, err := w.Memory.Read(ctx, known)
		return pass(known, answer, err)
	}
	w.update = func(ctx context.Context, known, desired client) (client, error) {
		answer, err := w.Memory.Update(ctx, known, desired)
		return pass(desired, answer, err)
	}
}
