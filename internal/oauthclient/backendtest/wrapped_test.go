package backendtest_test

import (
	"context"
	"slices"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient/backendtest"
)

// Shorter names for what nearly every line of the tests of the suite needs.
type (
	client   = oauthclient.Client
	field    = oauthclient.Field
	result   = oauthclient.Result
	change   = oauthclient.Change
	fetched  = oauthclient.Fetched
	profile  = oauthclient.Profile
	property = oauthclient.Property
)

// A wrapped is a Memory of which some methods are replaced, those whose function is not nil, and whose profile may be
// another one.
type wrapped struct {
	*backendtest.Memory
	// server replaces the name of the server.
	server func() string
	// profiles change the profile.
	profiles []func(p *profile)

	create    func(ctx context.Context, desired client) (result, error)
	fetch     func(ctx context.Context, known client) (fetched, error)
	interpret func(answer client, known client) client
	update    func(ctx context.Context, change change) (result, error)
	delete    func(ctx context.Context, known client) error
	find      func(ctx context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error)
	list      func(ctx context.Context, yield func(oauthclient.Listed) bool) error
	rotate    func(ctx context.Context, known client) (result, error)
	retire    func(ctx context.Context, known client) error
	inspect   func(c client) []*oauthclient.Error
}

// A plant changes a driver or a harness.
type plant func(w *wrapped, h *backendtest.Harness)

// newWrapped returns the harness of a Memory that somebody has changed.
func newWrapped(change plant) backendtest.Harness {
	w := &wrapped{Memory: backendtest.NewMemory()}
	h := w.Harness()
	h.Driver = w
	change(w, &h)
	p := backendtest.MemoryProfile()
	for _, changeProfile := range w.profiles {
		changeProfile(&p)
	}
	h.Judge = oauthclient.NewJudge(p)
	return h
}

// says replaces what the profile says.
func (w *wrapped) says(change func(p *profile)) { w.profiles = append(w.profiles, change) }

// saysOf replaces what the profile says of one field.
func (w *wrapped) saysOf(f field, change func(p *property)) {
	w.says(func(p *profile) {
		i := slices.IndexFunc(p.Properties, func(p property) bool { return p.Field == f })
		if i < 0 {
			i = len(p.Properties)
			p.Properties = append(p.Properties, property{Field: f, Name: f.Name()})
		}
		change(&p.Properties[i])
	})
}

func (w *wrapped) Server() string {
	if w.server != nil {
		return w.server()
	}
	return w.Memory.Server()
}

func (w *wrapped) Create(ctx context.Context, desired client) (result, error) {
	if w.create != nil {
		return w.create(ctx, desired)
	}
	return w.Memory.Create(ctx, desired)
}

func (w *wrapped) Fetch(ctx context.Context, known client) (fetched, error) {
	if w.fetch != nil {
		return w.fetch(ctx, known)
	}
	return w.Memory.Fetch(ctx, known)
}

func (w *wrapped) Interpret(ctx context.Context, got fetched, known client) (result, error) {
	read, err := w.Memory.Interpret(ctx, got, known)
	if w.interpret != nil && err == nil {
		read.Client = w.interpret(read.Client, known)
	}
	return read, err
}

func (w *wrapped) Update(ctx context.Context, change change) (result, error) {
	if w.update != nil {
		return w.update(ctx, change)
	}
	return w.Memory.Update(ctx, change)
}

func (w *wrapped) Delete(ctx context.Context, known client) error {
	if w.delete != nil {
		return w.delete(ctx, known)
	}
	return w.Memory.Delete(ctx, known)
}

func (w *wrapped) Find(ctx context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	if w.find != nil {
		return w.find(ctx, wanted)
	}
	return w.Memory.Find(ctx, wanted)
}

func (w *wrapped) List(ctx context.Context, filter oauthclient.Filter, yield func(oauthclient.Listed) bool) error {
	if w.list != nil {
		return w.list(ctx, yield)
	}
	return w.Memory.List(ctx, filter, yield)
}

func (w *wrapped) RotateSecret(ctx context.Context, known client) (result, error) {
	if w.rotate != nil {
		return w.rotate(ctx, known)
	}
	return w.Memory.RotateSecret(ctx, known)
}

func (w *wrapped) RetireSecrets(ctx context.Context, known client) error {
	if w.retire != nil {
		return w.retire(ctx, known)
	}
	return w.Memory.RetireSecrets(ctx, known)
}

func (w *wrapped) Inspect(_ context.Context, c client) ([]*oauthclient.Error, error) {
	if w.inspect != nil {
		return w.inspect(c), nil
	}
	return nil, nil
}

// sends replaces what the driver sends in a creation, and what it desires in an update.
func (w *wrapped) sends(replace func(desired client) client) {
	w.create = func(ctx context.Context, desired client) (result, error) {
		return w.Memory.Create(ctx, replace(desired))
	}
	w.updates(func(c change) change {
		c.Desired = replace(c.Desired)
		return c
	})
}

// updates replaces the change that an update carries out.
func (w *wrapped) updates(replace func(c change) change) {
	w.update = func(ctx context.Context, c change) (result, error) { return w.Memory.Update(ctx, replace(c)) }
}

// answers replaces what the driver makes of the server's answers. Known is what the driver knows without them: what is
// desired after a creation or an update.
func (w *wrapped) answers(replace func(known, answer client) client) {
	pass := func(known client, answer result, err error) (result, error) {
		if answer.Client != nil && err == nil {
			answer.Client = replace(known, answer.Client.Clone())
		}
		return answer, err
	}
	w.create = func(ctx context.Context, desired client) (result, error) {
		answer, err := w.Memory.Create(ctx, desired)
		return pass(desired, answer, err)
	}
	w.update = func(ctx context.Context, c change) (result, error) {
		answer, err := w.Memory.Update(ctx, c)
		return pass(c.Desired, answer, err)
	}
	w.interpret = func(answer, known client) client { return replace(known, answer) }
}
