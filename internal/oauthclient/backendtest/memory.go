package backendtest

import (
	"context"
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
	store store
}

// The driver's side of the contract, and the suite's.
var (
	_ oauthclient.Driver = (*Memory)(nil)
	_ Wire               = (*Memory)(nil)
)

// NewMemory returns a driver for a server without clients.
func NewMemory() *Memory {
	return &Memory{store: store{clients: map[string]oauthclient.Client{}}}
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
	var read oauthclient.Client
	err := m.send(ctx, false, func() (err error) {
		read, err = m.store.read(m.confused(handle(known)))
		return err
	})
	if err != nil {
		return nil, err
	}
	return read, nil
}

// Interpret returns the client that Fetch or List got.
func (*Memory) Interpret(_ context.Context, fetched oauthclient.Fetched, _ oauthclient.Client) (oauthclient.Result, error) {
	read, _ := fetched.(oauthclient.Client)
	return oauthclient.Result{Client: read.Clone()}, nil
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
	return oauthclient.Result{Client: updated}, nil
}

// Delete removes the client.
func (m *Memory) Delete(ctx context.Context, known oauthclient.Client) error {
	return m.send(ctx, true, func() error { return m.store.remove(handle(known)) })
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
				found = append(found, candidate(c))
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
			if !yield(oauthclient.Listed{ID: after, ClientID: after, Name: c.Text(oauthclient.ClientName), Fetched: c}) {
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
	switch m.next(write) {
	case Unauthorized, Forbidden:
		return &oauthclient.Error{Kind: oauthclient.ErrDenied}
	case ProxyNotFound, GatewayNotFound:
		return &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Message: "404, but not the API's own."}
	case LostAnswer:
		_ = carryOut() // whatever it says is lost
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown}
	case LostRequest:
		return &oauthclient.Error{Kind: oauthclient.ErrOutcomeUnknown}
	case Refusal:
		return &oauthclient.Error{Kind: oauthclient.ErrInvalid}
	case Silence:
		<-ctx.Done()
		return &oauthclient.Error{Kind: oauthclient.ErrUnavailable, Err: ctx.Err()}
	case SlowAnswer:
		err := carryOut()
		time.Sleep(slowness)
		return err
	default:
		return carryOut()
	}
}
