package oauthclient

import (
	"context"
	"maps"
	"time"
)

// A Driver speaks to one server. It implements what its [Profile] says; callers use a [Service].
//
// All methods may be called concurrently, also for different clients at the same moment; a driver whose server cannot
// bear that serialises by itself. When their context is cancelled they begin no new request but those that settle the
// outcome of a write, and return soon. Errors are [*Error] values (or wrap one), so that errors.Is finds their kind, and
// hold no secrets. A driver embeds [Unable] for the operations that its server lacks.
type Driver interface {
	// Server identifies the server, by its address or issuer, so that a client is not looked for on another one.
	Server() string

	// Create makes a client and returns it as the server has it, with ID and whatever the server discloses only now.
	//
	// Desired holds supported fields only. A ClientSecret in it is the one to use; without one the server makes its own. A
	// ClientID is in it when it is configured, and when the profile makes one. ErrOutcomeUnknown says that the request was
	// sent and that no answer tells whether the client was made; the [Service] then looks for it. When a client exists, or
	// its making was not seen to fail, Create returns what is known of it even together with an error, and never loses a
	// handle or a secret that it has seen.
	//
	// Errors: ErrAlreadyExists, ErrInvalid, ErrDenied, ErrUnavailable, ErrOutcomeUnknown.
	Create(ctx context.Context, desired Client) (Result, error)

	// Fetch returns what the server says of a client. Known is what was known last; it holds at least ID, or ClientID
	// when somebody looks for a client by that.
	//
	// ErrNotFound means that the API itself said that there is no such client. ErrUnsupported means that this server shows
	// no clients.
	Fetch(ctx context.Context, known Client) (Fetched, error)

	// Interpret makes a client of what Fetch or List got. A secret that the server does not disclose, or discloses only in
	// a masked form, is absent from the result; any other field that its answers have no place for is returned as known
	// has it, so that it does not look as if somebody had removed it.
	Interpret(ctx context.Context, fetched Fetched, known Client) (Result, error)

	// Update carries out a change and returns the client as the server has it afterwards. Repeating an Update has no
	// further effect.
	//
	// When something was written, Update returns the client as far as it is known even together with an error.
	// Errors: ErrNotFound (with no result), ErrUnsupported (this server changes no clients) and those of Create.
	Update(ctx context.Context, change Change) (Result, error)

	// Delete removes the client. ErrNotFound says that it was gone already, ErrUnsupported that this server removes none.
	Delete(ctx context.Context, known Client) error

	// Find returns the clients that may be what a creation asked for: those with its client_id, or else its name, or
	// whatever the server can look for. Capabilities.Find says whether it can.
	Find(ctx context.Context, wanted Wanted) ([]Candidate, error)

	// List calls yield for each client, page by page, until yield returns false. Clients made or removed meanwhile may be
	// missed. Capabilities.List says whether it can.
	List(ctx context.Context, filter Filter, yield func(Listed) bool) error

	// RotateSecret has the server make a new secret while the old one goes on working, and returns the client with the
	// new one. Capabilities.RotateSecret says whether it may; ErrUnsupported that this server, or version of it, cannot.
	RotateSecret(ctx context.Context, known Client) (Result, error)

	// RetireSecrets ends the life of the secrets that RotateSecret left working. Its errors are the same.
	RetireSecrets(ctx context.Context, known Client) error

	// Inspect returns what is wrong with c by what the server says beforehand. It is called for plans, so it asks the server
	// no more often than needed for all clients together. The error says that the server could not be asked.
	Inspect(ctx context.Context, c Client) ([]*Error, error)
}

// Fetched is what a server said of one client, in a form that only its driver knows.
type Fetched any

// A Result is a client as a server has it, and what somebody should know about it.
type Result struct {
	// Client is nil when nothing is known.
	Client  Client
	Notices []Notice
	// Before is the client as the server had it when an update began, nil when that was not read. It tells what the update
	// did from what somebody else had done since the plan.
	Before Client
	// Unread says that the client could not be read and Client is what was known of it, which says nothing of what the server
	// has: a notice says why.
	Unread bool
}

// A Change is what an update is to do to a client.
type Change struct {
	// Known is what was known last: the state, and what is remembered.
	Known Client
	// Desired is what is configured. ClientSecret is in it only when it is to be set to that value.
	Desired Client
	// Removed are the fields that Known has and nobody wants any more: they go back to the server's default.
	Removed FieldSet
}

// Over returns what the change makes of the client as the server has it at the moment: what is configured, without what
// was removed, and everything else as it is. ID and ClientID are those of the known client. A ClientSecret is in it only
// when it is to be set: what a server shows in its place may be a mask.
func (c Change) Over(current Client) Client {
	next := current.Without(ClientSecret)
	for f := range c.Removed {
		delete(next, f)
	}
	maps.Copy(next, c.Desired)
	for _, f := range []Field{ID, ClientID} {
		if v, ok := c.Known[f]; ok {
			next[f] = v
		}
	}
	return next
}

// Wanted is a client that a creation asked for.
type Wanted struct {
	// Desired is what was asked for. It has a ClientID when that is known.
	Desired Client
	// Sent says that a creation was sent, so that the client may be as desired also in what an answer is silent about.
	// Without it the client is somebody else's.
	Sent bool
}

// A Candidate is a client that a creation may have made.
type Candidate struct {
	// Client is the client as the server has it.
	Client Client
	// New reports whether the client was made after the given time, as far as the server's answers tell. Nil means that
	// they do not.
	New func(ctx context.Context, since time.Time) bool
}

// A Filter restricts a list. Empty fields do not.
type Filter struct {
	// Equal are values that the listed clients have. A driver passes on what its server can filter by; the [Service]
	// compares all of them again.
	Equal Client
	// NextPage is asked before each page but the first, and ends the list by false. Nil means that all pages are wanted.
	NextPage func() bool
}

// Listed is a client of a list.
type Listed struct {
	// ID is the client's ID.
	ID string
	// ClientID and Name are its client_id and client_name, "" when the list does not show them.
	ClientID, Name string
	// Fetched is what the list says of the client. Nil when that is not all that Fetch would get.
	Fetched Fetched
}

// Unable is embedded by drivers whose server lacks optional operations.
type Unable struct{}

// Find returns ErrUnsupported.
func (Unable) Find(context.Context, Wanted) ([]Candidate, error) { return nil, errUnable() }

// List returns ErrUnsupported.
func (Unable) List(context.Context, Filter, func(Listed) bool) error { return errUnable() }

// RotateSecret returns ErrUnsupported.
func (Unable) RotateSecret(context.Context, Client) (Result, error) { return Result{}, errUnable() }

// RetireSecrets returns ErrUnsupported.
func (Unable) RetireSecrets(context.Context, Client) error { return errUnable() }

// Inspect finds nothing wrong.
func (Unable) Inspect(context.Context, Client) ([]*Error, error) { return nil, nil }

func errUnable() error { return &Error{Kind: ErrUnsupported} }
