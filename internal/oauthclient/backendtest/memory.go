package backendtest

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/oauth-clients/terraform-provider-oauth/internal/oauthclient"
)

// Memory is a backend that keeps its clients in memory. It is the reference for the suite, and has a field of every
// kind: all registered ones, and some of its own in the block "memory". Its server behaves like the real ones at their
// more difficult: it fills in defaults, rewrites values, and answers with empty values for what is not set.
//
// A Memory is its own [Wire]. It is safe for concurrent use.
type Memory struct {
	oauthclient.Unable
	faults
	// Discloses says that the server shows the secrets of its clients.
	Discloses bool
	store     store
}

// The driver's side of the contract, and the suite's.
var (
	_ oauthclient.Driver = (*Memory)(nil)
	_ Wire               = (*Memory)(nil)
)

// NewMemory returns a driver for a server without clients.
func NewMemory() *Memory {
	return &Memory{store: store{clients: map[string]oauthclient.Client{}, old: map[string][]string{}}}
}

// Server returns a name that no other server has.
func (*Memory) Server() string { return "memory" }

// Create makes a client.
func (m *Memory) Create(ctx context.Context, desired oauthclient.Client) (oauthclient.Result, error) {
	var created oauthclient.Client
	err := m.send(ctx, true, func() (err error) {
		created, err = m.store.insert(desired)
		return err
	})
	if err != nil {
		return oauthclient.Result{}, err
	}
	return oauthclient.Result{Client: created}, nil
}

// Fetch gets a client by its ID, which is its client_id.
func (m *Memory) Fetch(ctx context.Context, known oauthclient.Client) (oauthclient.Fetched, error) {
	id, d := handle(known), m.distorted()
	if d.Asked != nil && handle(d.Asked) == id {
		id = handle(d.Answered)
	}
	var read oauthclient.Client
	err := m.send(ctx, false, func() (err error) {
		read, err = m.store.read(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return m.shown(read), nil
}

// shown returns what an answer says of a client.
func (m *Memory) shown(c oauthclient.Client) oauthclient.Client {
	d := m.distorted()
	if !m.Discloses {
		c = c.Without(oauthclient.ClientSecret)
	}
	if c.Has(oauthclient.ClientSecret) && c[oauthclient.ClientSecret] == d.Secret {
		c[oauthclient.ClientSecret] = d.Mask
	}
	for f := range c {
		if slices.Contains(d.Garbled, f.Name()) {
			c[f] = struct{}{}
		}
	}
	return c
}

// Interpret returns the client that Fetch or List got, and a notice for what is of no type that it should have.
func (*Memory) Interpret(_ context.Context, fetched oauthclient.Fetched, _ oauthclient.Client) (oauthclient.Result, error) {
	answer, _ := fetched.(oauthclient.Client)
	result := oauthclient.Result{Client: answer.Clone()}
	for f, v := range answer {
		if reflect.TypeOf(v) != goTypes[f.Kind()] {
			delete(result.Client, f)
			result.Notices = append(result.Notices, oauthclient.Notice{Field: f, Summary: f.String() + " is not understood"})
		}
	}
	return result, nil
}

// Update gets the client and replaces all that can be configured by what the change makes of it.
func (m *Memory) Update(ctx context.Context, change oauthclient.Change) (oauthclient.Result, error) {
	fetched, err := m.Fetch(ctx, change.Known)
	if err != nil {
		return oauthclient.Result{}, err
	}
	current, _ := fetched.(oauthclient.Client)
	if err := oauthclient.SameClient(change.Known, current); err != nil {
		return oauthclient.Result{}, err
	}
	var updated oauthclient.Client
	err = m.send(ctx, true, func() (err error) {
		updated, err = m.store.replace(handle(change.Known), change.Over(current))
		return err
	})
	if err != nil {
		return oauthclient.Result{}, err
	}
	return oauthclient.Result{Client: m.shown(updated), Before: current}, nil
}

// Delete removes the client.
func (m *Memory) Delete(ctx context.Context, known oauthclient.Client) error {
	return m.send(ctx, true, func() error { return m.store.remove(handle(known)) })
}

// RotateSecret gives the client another secret and lets the old ones work on.
func (m *Memory) RotateSecret(ctx context.Context, known oauthclient.Client) (oauthclient.Result, error) {
	var rotated oauthclient.Client
	err := m.send(ctx, true, func() (err error) {
		rotated, err = m.store.rotate(handle(known))
		return err
	})
	if err != nil {
		return oauthclient.Result{}, err
	}
	return oauthclient.Result{Client: rotated}, nil
}

// RetireSecrets ends the life of the old secrets.
func (m *Memory) RetireSecrets(ctx context.Context, known oauthclient.Client) error {
	return m.send(ctx, true, func() error { return m.store.retire(handle(known)) })
}

// Find returns the client with the client_id, or all with the name.
func (m *Memory) Find(ctx context.Context, wanted oauthclient.Wanted) ([]oauthclient.Candidate, error) {
	key := oauthclient.ClientID
	if !wanted.Desired.Has(key) {
		key = oauthclient.ClientName
	}
	var found []oauthclient.Candidate
	err := m.send(ctx, false, func() error {
		for _, c := range m.store.list() {
			if c.Text(key) == wanted.Desired.Text(key) {
				found = append(found, candidate(m.shown(c)))
			}
		}
		return nil
	})
	return found, err
}

func candidate(c oauthclient.Client) oauthclient.Candidate {
	return oauthclient.Candidate{Client: c, New: func(_ context.Context, since time.Time) bool {
		return c.Int(oauthclient.ClientIDIssuedAt) >= since.Unix()
	}}
}

// pageSize is how many clients the server lists at once: fewer than a test makes.
const pageSize = 2

// List asks for one page after the other.
func (m *Memory) List(ctx context.Context, _ oauthclient.Filter, yield func(oauthclient.Listed) bool) error {
	for after := ""; ; {
		var page []oauthclient.Client
		err := m.send(ctx, false, func() error {
			page = m.store.page(after, pageSize)
			return nil
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, c := range page {
			after = c.Text(oauthclient.ClientID)
			if !yield(oauthclient.Listed{ID: after, ClientID: after, Name: c.Text(oauthclient.ClientName), Fetched: m.shown(c)}) {
				return nil
			}
		}
	}
}

func handle(known oauthclient.Client) string {
	if id := known.Text(oauthclient.ID); id != "" {
		return id
	}
	return known.Text(oauthclient.ClientID)
}

// send carries out a request, unless a fault befalls it.
func (m *Memory) send(ctx context.Context, write bool, carryOut func() error) error {
	if err := ctx.Err(); err != nil {
		return &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Err: err}
	}
	switch fault, gate := m.next(write); fault {
	case Unauthorized, Forbidden:
		return &oauthclient.Error{Kind: oauthclient.ErrDenied}
	case ProxyNotFound, GatewayNotFound:
		return &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Message: "404, but not the API's own."}
	case LostAnswer, LostAnswers:
		_ = carryOut() // whatever it says is lost
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown}
	case LateError:
		_ = carryOut()
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Status: http.StatusServiceUnavailable}
	case LostRequest:
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown}
	case Repetition:
		_ = carryOut()
		return carryOut()
	case Refusal:
		return &oauthclient.Error{Kind: oauthclient.ErrInvalid}
	case Silence:
		gate.reach()
		<-ctx.Done()
		return &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Err: ctx.Err()}
	case SlowAnswer:
		err := carryOut()
		gate.hold()
		return err
	case SlowLoss:
		_ = carryOut()
		gate.hold()
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown, Err: ctx.Err()}
	default:
		return carryOut()
	}
}
