package oauthclient

import "context"

// A Backend stores OAuth clients on one kind of authorization server. It is what a driver implements; callers use a
// [Service].
//
// All methods may be called concurrently, also for different clients at the same moment; a driver whose server cannot
// bear that serialises by itself. Methods that take a context return promptly with its error when it is cancelled.
// Errors are [*Error] values (or wrap one), so that errors.Is finds their kind, and hold no secrets.
type Backend interface {
	// Name is the name of the backend in lower case. It is also the room of its extension fields.
	Name() string

	// Supports returns the fields that can be configured. The suite in package backendtest sets each of them.
	Supports() FieldSet

	// Fills returns the fields that the server fills in when they are left out, and those that it issues by itself
	// and nobody can configure.
	Fills() map[Field]Fill

	// Create makes a client and returns it as the server has it, with ID and whatever the server discloses only now.
	//
	// Desired holds supported fields only. A ClientSecret in it is the one to use; without one the server makes its own.
	// When the outcome of a request is unknown, Create finds out whether the client was made, and adopts it or says
	// what to import. When a client exists, or may exist, Create returns it even together with an error; it never
	// loses a handle or a secret that it has seen.
	//
	// Errors: ErrAlreadyExists, ErrInvalid, ErrDenied, ErrUnavailable, ErrOutcomeUnknown.
	Create(ctx context.Context, desired Client) (Client, error)

	// Read returns the client as the server has it. Known is what was known last; it holds at least ID, or ClientID
	// when somebody looks for a client by that. A secret that the server does not disclose, or discloses only in a masked
	// form, is absent from the result; any other field that its answers have no place for is returned as known has it,
	// so that it does not look as if somebody had removed it.
	//
	// ErrNotFound means that the API itself said that there is no such client.
	Read(ctx context.Context, known Client) (Client, error)

	// Update makes the client what desired says and returns it as the server has it afterwards. Known is what was known
	// last. A supported field that is absent from desired goes back to the server's default; properties of the client
	// that the driver does not know stay as they are. The secret is the exception: ClientSecret is in desired only
	// when it is to be changed to that value. Repeating an Update has no further effect.
	//
	// When something was written, Update returns the client as far as it is known even together with an error.
	// Errors: ErrNotFound (with no result) and those of Create.
	Update(ctx context.Context, known, desired Client) (Client, error)

	// Delete removes the client. That it is gone already is no error.
	Delete(ctx context.Context, known Client) error
}

// A Fill says what a server does with a field that is left out.
type Fill struct {
	// Default is the value the server is known to fill in; nil when it is not known, or different for every client.
	Default any
	// Varies says that an operator can change the default, so that any value may stand where none was configured.
	// A nil Default varies.
	Varies bool
	// Unsure says that the server is not known to fill the field in, and Default what it would be if it did. A client
	// that is imported keeps such a value, which somebody may have configured.
	Unsure bool
	// KeepsFalse says of a Bool that the server keeps false apart from absent, and shows which it is.
	KeepsFalse bool
}

// Accepts reports whether v may be what the server filled in for f.
func (fill Fill) Accepts(f Field, v any) bool {
	return fill.Varies || fill.Default == nil || Equal(f, fill.Default, v)
}

// A Validator is a Backend that knows rules which its server would enforce only at the time of a write.
type Validator interface {
	// Validate returns what is wrong with c, as far as can be told without asking the server. Fields in unknown will
	// have a value later; nothing is guessed about them. It must be callable before the backend has a connection.
	Validate(c Client, unknown FieldSet) []*Error
}

// An Inspector is a Backend whose server says beforehand which values it takes.
type Inspector interface {
	// Inspect returns what is wrong with c by what the server says. It is called for plans, so it asks the server no
	// more often than needed for all clients together. The error says that the server could not be asked.
	Inspect(ctx context.Context, c Client) ([]*Error, error)
}

// A Rememberer is a Backend that must know more of a client than its attributes say.
type Rememberer interface {
	// Remembers returns fields that have no attribute. Their values are kept beside the state, are in every known client
	// that the methods are given, and are what Create, Read and Update return of them.
	Remembers() []Field
}

// A Canonicalizer is a Backend whose server rewrites values without changing what they mean.
type Canonicalizer interface {
	// Canonical returns v as the server would write it. Two values with the same canonical form are equal.
	Canonical(f Field, v any) any
}

// A Reissuer is a Backend whose updates have an effect on what the server issued before.
type Reissuer interface {
	// Reissues returns the issued fields that an update revokes or replaces. A revoked field is absent from then on.
	Reissues() map[Field]Reissue
}

// Reissue says what an update does to an issued value.
type Reissue int

const (
	// Revoked means that the value is of no use after an update, and that there is no new one.
	Revoked Reissue = iota + 1
	// Replaced means that there may be a new value after an update.
	Replaced
)

// A Replacer is a Backend with more fields than ClientID that cannot change during the life of a client.
type Replacer interface {
	// Replaces returns the fields because of which a client known as known cannot become what desired says, ClientID
	// not counted. Settings of the backend count for what desired leaves out: when the client is in another place than
	// they say, the field of that place is returned. Fields in unknown will have a value later.
	Replaces(known, desired Client, unknown FieldSet) []Field
}

// A ClientTyper is a Backend that knows more signs of a public client (RFC 6749 section 2.1) than the
// token_endpoint_auth_method "none".
type ClientTyper interface {
	// IsPublic reports whether c has no secret because of such a sign.
	IsPublic(c Client) bool
}

// A Noticer is a Backend with more to say about clients than errors and fields can.
type Noticer interface {
	// PlanNotices returns what somebody should know before the client known as known, which is nil for one to be made,
	// becomes what desired says. It asks no server.
	PlanNotices(known, desired Client) []Notice
	// StateNotices returns what somebody should know about a client that was just read. It may ask the server.
	StateNotices(ctx context.Context, read Client) []Notice
}

// A Notice is something to know that is no error. It is shown as a warning and stops nothing.
type Notice struct {
	// Field is the property it is about, the zero Field for none in particular.
	Field Field
	// Summary is a headline without a full stop, and Detail the text below it.
	Summary, Detail string
}

// A Lister is a Backend that can list its clients.
type Lister interface {
	// List calls yield for each client until yield returns false. Clients made or removed meanwhile may be missed.
	List(ctx context.Context, yield func(Client) bool) error
}
